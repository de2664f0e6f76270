package io.yizhan.gateway.acceptance;

import io.yizhan.proto.v1.FundShareTerm;
import io.yizhan.proto.v1.ListAppropriationsRequest;
import io.yizhan.proto.v1.ListFundAccountsRequest;
import io.yizhan.proto.v1.PutFundSharesRequest;
import io.yizhan.proto.v1.RecordAppropriationRequest;
import io.yizhan.proto.v1.RecordArrivalRequest;
import java.util.List;

/** Accounts of funds. */
final class FundTargets {
  private FundTargets() {}

  static List<Target> of(TargetScene scene) {
    Targets targets = new Targets("FundService", scene.office());
    targets.add("ListFundAccounts", ListFundAccountsRequest.newBuilder().setPageSize(2).build());
    PutFundSharesRequest noFund =
        PutFundSharesRequest.newBuilder().setFundCode(Targets.NO_ID).build();
    targets.add(
        "PutFundShares",
        PutFundSharesRequest.newBuilder()
            .setFundCode(Targets.NO_ID)
            .setFromDate(Claims.date("2026-01-01"))
            .addTerms(FundShareTerm.newBuilder().setPartyCode("city").setWeight(4))
            .addTerms(FundShareTerm.newBuilder().setPartyCode("county").setWeight(6))
            .setRemainderPartyCode("county")
            .setSource("通知")
            .build(),
        noFund);
    targets.add(
        "RecordAppropriation",
        RecordAppropriationRequest.newBuilder()
            .setRequestId(Targets.NO_ID)
            .setFundCode(Offices.AID)
            .setBudgetYear(2026)
            .setAmountFen(100)
            .setDocumentNumber("1")
            .build(),
        RecordAppropriationRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    targets.add(
        "RecordArrival",
        RecordArrivalRequest.newBuilder()
            .setRequestId(Targets.NO_ID)
            .setAppropriationId("A")
            .setPartyCode("city")
            .setAmountFen(1)
            .setBankReference("B")
            .build(),
        RecordArrivalRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    targets.add(
        "ListAppropriations",
        ListAppropriationsRequest.newBuilder()
            .setFundCode(Offices.AID)
            .setBudgetYear(2026)
            .setPageSize(2)
            .build());
    return targets.all();
  }
}
