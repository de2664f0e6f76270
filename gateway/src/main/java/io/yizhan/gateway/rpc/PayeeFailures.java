package io.yizhan.gateway.rpc;

import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.desk.PayeeStore.Result;
import io.yizhan.gateway.desk.PayeeStore.State;
import java.util.Map;

/** Why an order about a payee's account was not done. */
final class PayeeFailures {
  private PayeeFailures() {}

  static StatusRuntimeException of(Result result) {
    if (result instanceof Result.IdReused reused) {
      return Failure.idReused(reused.fields());
    }
    if (result instanceof Result.HospitalUnknown) {
      return Failure.of(ErrorReason.HOSPITAL_NOT_FOUND, "没有登记此医院", "no such hospital");
    }
    if (result instanceof Result.NotProposed not) {
      boolean replaced = not.state() == State.REPLACED;
      return Failure.of(
          ErrorReason.PAYEE_ACCOUNT_NOT_PROPOSED,
          replaced ? "此账户已被另一账户替代" : "此账户已经确认",
          replaced ? "another account has replaced it" : "it was confirmed before",
          Map.of("state", not.state().name()));
    }
    if (result instanceof Result.SamePerson) {
      return Failure.of(
          ErrorReason.SAME_PERSON,
          "此账户由本人提出，须由另一人确认",
          "you proposed this account: another confirms it");
    }
    if (result instanceof Result.NumberDiffers) {
      return Failure.of(
          ErrorReason.ACCOUNT_NUMBER_DIFFERS,
          "账号与提出的不符，请对照医院的书面材料核对",
          "the account number is not the one proposed: compare it with the hospital's paper");
    }
    return Failure.of(
        ErrorReason.PAYEE_ACCOUNT_NOT_FOUND,
        "没有您可办理的此收款账户",
        "no such payee account that you act for");
  }
}
