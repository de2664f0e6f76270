package io.yizhan.gateway.acceptance;

import io.yizhan.proto.v1.BookReadjudicationRequest;
import io.yizhan.proto.v1.ChangedInput;
import io.yizhan.proto.v1.CloseAccountingPeriodRequest;
import io.yizhan.proto.v1.ListAccountingPeriodsRequest;
import io.yizhan.proto.v1.ListReadjudicationNoticesRequest;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.SettlementSpan;
import java.util.List;

/** What changes the past. */
final class ReadjudicationTargets {
  private ReadjudicationTargets() {}

  static List<Target> of(TargetScene scene) {
    Targets targets = new Targets("ReadjudicationService", scene.operator());
    BookReadjudicationRequest book =
        BookReadjudicationRequest.newBuilder()
            .setRequestId(Targets.NO_ID)
            .setSettlementId("S")
            .addChangedInputs(
                ChangedInput.newBuilder()
                    .setSettlementId("S")
                    .setInsurerSettlement(Claims.insurer("E", Claims.BASIC_FUND, 100)))
            .setPreviewSha256("0".repeat(64))
            .setAccountingPeriod("2026-11")
            .setOperatorId("clerk-1")
            .setReason("identity in arrears")
            .build();
    CloseAccountingPeriodRequest close =
        CloseAccountingPeriodRequest.newBuilder().setAccountingPeriod("2099-12").build();
    targets.add(
        "PreviewReadjudication",
        PreviewReadjudicationRequest.newBuilder()
            .setSpan(
                SettlementSpan.newBuilder()
                    .setFromDate(Claims.date("2026-11-01"))
                    .setToDate(Claims.date("2026-11-30"))
                    .addRegionCodes("4101")
                    .setPolicyCode("zhengzhou"))
            .setPageSize(5)
            .build());
    targets.add(
        "BookReadjudication",
        book,
        BookReadjudicationRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    targets.add("CloseAccountingPeriod", close, close);
    targets.add(
        "ListAccountingPeriods", ListAccountingPeriodsRequest.newBuilder().setPageSize(5).build());
    targets.add(
        "ListReadjudicationNotices",
        ListReadjudicationNoticesRequest.newBuilder()
            .setPersonDocument(Invented.person(1))
            .setAccountingPeriod("2016-11")
            .setPageSize(5)
            .build());
    return targets.all();
  }
}
