package io.yizhan.gateway.acceptance;

import io.yizhan.proto.v1.AidFigure;
import io.yizhan.proto.v1.AidForm;
import io.yizhan.proto.v1.GetAidRecordRequest;
import io.yizhan.proto.v1.GetPaperClaimRequest;
import io.yizhan.proto.v1.ListAidFiguresRequest;
import io.yizhan.proto.v1.ListAidRecordsRequest;
import io.yizhan.proto.v1.PutAidFigureRequest;
import io.yizhan.proto.v1.RecordSubsidisedEnrolmentRequest;
import io.yizhan.proto.v1.RecordTemporaryAidRequest;
import io.yizhan.proto.v1.ReverseAidRecordRequest;
import io.yizhan.proto.v1.SubsidisedEnrolment;
import io.yizhan.proto.v1.SubsidyKind;
import io.yizhan.proto.v1.TemporaryAid;
import java.util.List;

/** Aid that an office books. */
final class AidTargets {
  private AidTargets() {}

  static List<Target> of(TargetScene scene) {
    Targets targets = new Targets("AidService", scene.office());
    AidFigure.Builder noCounty = AidFigure.newBuilder().setCountyCode(Targets.NO_ID);
    targets.add(
        "PutAidFigure",
        PutAidFigureRequest.newBuilder()
            .setFigure(
                AidFigure.newBuilder()
                    .setCountyCode(Targets.NO_ID)
                    .setFigureCode("urban_dibao")
                    .setFromDate(Claims.date("2016-01-01"))
                    .setAmountFen(60_000)
                    .setSource("通知"))
            .build(),
        PutAidFigureRequest.newBuilder().setFigure(noCounty).build());
    targets.add(
        "ListAidFigures", ListAidFiguresRequest.newBuilder().setCountyCode(Claims.COUNTY).build());
    targets.add(
        "RecordTemporaryAid",
        temporary(),
        RecordTemporaryAidRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    targets.add(
        "RecordSubsidisedEnrolment",
        enrolment(),
        RecordSubsidisedEnrolmentRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    targets.add(
        "ReverseAidRecord",
        ReverseAidRecordRequest.newBuilder()
            .setRequestId(Targets.NO_ID)
            .setCountyCode(Claims.COUNTY)
            .setRecordId("R")
            .setOperatorId("clerk")
            .setReason("有误")
            .build(),
        ReverseAidRecordRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    targets.add("GetAidRecord", GetAidRecordRequest.newBuilder().setRecordId("R").build());
    targets.add(
        "ListAidRecords",
        ListAidRecordsRequest.newBuilder()
            .setFromDate(Claims.date("2026-01-01"))
            .setToDate(Claims.date("2026-12-31"))
            .setPersonDocument(Invented.person(1))
            .setPageSize(2)
            .build());
    targets.add(
        "GetPaperClaim",
        GetPaperClaimRequest.newBuilder().setSettlementId("S").setPurpose("look").build());
    return targets.all();
  }

  private static RecordTemporaryAidRequest temporary() {
    return RecordTemporaryAidRequest.newBuilder()
        .setRequestId(Targets.NO_ID)
        .setCountyCode(Claims.COUNTY)
        .setPersonDocument(Invented.person(1))
        .setFundCode(Offices.AID)
        .setAid(
            TemporaryAid.newBuilder()
                .setDecidedDate(Claims.date("2016-08-01"))
                .setStandardCode("urban_dibao")
                .setMultipleHundredths(100)
                .setHeads(1)
                .setForm(AidForm.AID_FORM_CASH))
        .setAmountFen(60_000)
        .setDifferenceReason("一事一议")
        .setOperatorId("clerk")
        .setDocumentNumber("1")
        .build();
  }

  private static RecordSubsidisedEnrolmentRequest enrolment() {
    return RecordSubsidisedEnrolmentRequest.newBuilder()
        .setRequestId(Targets.NO_ID)
        .setCountyCode(Claims.COUNTY)
        .setPersonDocument(Invented.person(1))
        .setFundCode(Offices.AID)
        .setEnrolment(
            SubsidisedEnrolment.newBuilder()
                .setSchemeCode("390")
                .setEnrolmentYear(2017)
                .setSubsidyKind(SubsidyKind.SUBSIDY_KIND_FULL)
                .setContributionFen(40_000))
        .setAmountFen(40_000)
        .setOperatorId("clerk")
        .setDocumentNumber("1")
        .build();
  }
}
