package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.PayeeStore.Destination;
import io.yizhan.gateway.desk.PayeeStore.Row;
import io.yizhan.gateway.desk.PayeeStore.State;
import io.yizhan.proto.v1.BankAccount;
import io.yizhan.proto.v1.ListPayeeAccountsResponse;
import io.yizhan.proto.v1.PayeeAccount;
import io.yizhan.proto.v1.PayeeAccountState;
import java.util.List;

/** Writes payees' accounts in wire form. */
final class PayeeWriter {
  private PayeeWriter() {}

  static PayeeAccount payeeAccount(Row row) {
    Destination to = row.destination();
    PayeeAccount.Builder out =
        PayeeAccount.newBuilder()
            .setPayeeAccountId(row.payeeAccountId())
            .setCountyCode(row.county())
            .setHospitalId(row.hospitalId())
            .setAccount(
                BankAccount.newBuilder()
                    .setBankName(to.account().bank())
                    .setHolderName(to.account().holder())
                    .setNumber(to.account().number()))
            .setBankCode(to.bankCode())
            .setState(state(row.state()))
            .setProposerId(row.proposed().callerId())
            .setProposeTime(Wire.time(row.proposed().time()));
    row.confirmed()
        .ifPresent(by -> out.setConfirmerId(by.callerId()).setConfirmTime(Wire.time(by.time())));
    return out.build();
  }

  private static PayeeAccountState state(State state) {
    return switch (state) {
      case PROPOSED -> PayeeAccountState.PAYEE_ACCOUNT_STATE_PROPOSED;
      case IN_FORCE -> PayeeAccountState.PAYEE_ACCOUNT_STATE_IN_FORCE;
      case REPLACED -> PayeeAccountState.PAYEE_ACCOUNT_STATE_REPLACED;
    };
  }

  /** A page of so many; one more row says that another page follows. */
  static ListPayeeAccountsResponse page(List<Row> rows, int pageSize) {
    ListPayeeAccountsResponse.Builder out = ListPayeeAccountsResponse.newBuilder();
    return out.setNextPageToken(
            Pages.show(
                rows,
                pageSize,
                row -> out.addPayeeAccounts(payeeAccount(row)),
                last -> Pages.token(last.payeeAccountId())))
        .build();
  }
}
