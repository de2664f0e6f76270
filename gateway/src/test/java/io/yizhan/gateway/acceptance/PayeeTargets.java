package io.yizhan.gateway.acceptance;

import io.yizhan.proto.v1.BankAccount;
import io.yizhan.proto.v1.ConfirmPayeeAccountRequest;
import io.yizhan.proto.v1.ListPayeeAccountsRequest;
import io.yizhan.proto.v1.PayeeAccountState;
import io.yizhan.proto.v1.ProposePayeeAccountRequest;
import java.util.List;

/** Payees' accounts. */
final class PayeeTargets {
  private PayeeTargets() {}

  static List<Target> of(TargetScene scene) {
    Targets targets = new Targets("PayeeService", scene.office());
    targets.add(
        "ProposePayeeAccount",
        ProposePayeeAccountRequest.newBuilder()
            .setRequestId(Targets.NO_ID)
            .setCountyCode(Claims.COUNTY)
            .setHospitalId(World.HOSPITAL)
            .setAccount(
                BankAccount.newBuilder()
                    .setBankName("中国银行")
                    .setHolderName("示例医院")
                    .setNumber("253312345678"))
            .setBankCode("104491012345")
            .build(),
        ProposePayeeAccountRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    targets.add(
        "ConfirmPayeeAccount",
        ConfirmPayeeAccountRequest.newBuilder()
            .setRequestId(Targets.NO_ID)
            .setPayeeAccountId("A")
            .setAccountNumber("253312345678")
            .build(),
        ConfirmPayeeAccountRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    targets.add(
        "ListPayeeAccounts",
        ListPayeeAccountsRequest.newBuilder()
            .setHospitalId(World.HOSPITAL)
            .setState(PayeeAccountState.PAYEE_ACCOUNT_STATE_IN_FORCE)
            .setPageSize(2)
            .build());
    return targets.all();
  }
}
