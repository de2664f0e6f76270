package io.yizhan.gateway.acceptance;

import com.google.protobuf.Message;
import io.yizhan.proto.v1.AidFigure;
import io.yizhan.proto.v1.AidForm;
import io.yizhan.proto.v1.ChangeHighCostStateRequest;
import io.yizhan.proto.v1.GetAidRecordRequest;
import io.yizhan.proto.v1.GetHighCostRequest;
import io.yizhan.proto.v1.GetPaperClaimRequest;
import io.yizhan.proto.v1.HighCostState;
import io.yizhan.proto.v1.ImportOwnCostsRequest;
import io.yizhan.proto.v1.ListAidFiguresRequest;
import io.yizhan.proto.v1.ListAidRecordsRequest;
import io.yizhan.proto.v1.ListHighCostsRequest;
import io.yizhan.proto.v1.MakeHighCostListRequest;
import io.yizhan.proto.v1.OwnCost;
import io.yizhan.proto.v1.PutAidFigureRequest;
import io.yizhan.proto.v1.RecordSubsidisedEnrolmentRequest;
import io.yizhan.proto.v1.RecordTemporaryAidRequest;
import io.yizhan.proto.v1.ReverseAidRecordRequest;
import io.yizhan.proto.v1.SubsidisedEnrolment;
import io.yizhan.proto.v1.SubsidyKind;
import io.yizhan.proto.v1.TemporaryAid;
import java.util.Map;
import java.util.TreeMap;

/** Requests to the aid office's services, right but for a flaw. */
final class AidTargets {
  private AidTargets() {}

  /** A right request, and what spoils it when it is appended. */
  record Request(Message valid, Message flaw) {}

  /** By method: every call that writes has a flaw in it. */
  static Map<String, Request> all(String noId) {
    Map<String, Request> all = new TreeMap<>();
    String aid = "AidService/";
    AidFigure.Builder noCounty = AidFigure.newBuilder().setCountyCode(noId);
    all.put(
        aid + "PutAidFigure",
        new Request(
            PutAidFigureRequest.newBuilder()
                .setFigure(
                    AidFigure.newBuilder()
                        .setCountyCode(noId)
                        .setFigureCode("urban_dibao")
                        .setFromDate(Claims.date("2016-01-01"))
                        .setAmountFen(60_000)
                        .setSource("通知"))
                .build(),
            PutAidFigureRequest.newBuilder().setFigure(noCounty).build()));
    all.put(
        aid + "ListAidFigures",
        reading(ListAidFiguresRequest.newBuilder().setCountyCode(Claims.COUNTY).build()));
    all.put(
        aid + "RecordTemporaryAid",
        new Request(
            temporary(noId), RecordTemporaryAidRequest.newBuilder().setRequestId(noId).build()));
    all.put(
        aid + "RecordSubsidisedEnrolment",
        new Request(
            enrolment(noId),
            RecordSubsidisedEnrolmentRequest.newBuilder().setRequestId(noId).build()));
    all.put(
        aid + "ReverseAidRecord",
        new Request(
            ReverseAidRecordRequest.newBuilder()
                .setRequestId(noId)
                .setCountyCode(Claims.COUNTY)
                .setRecordId("R")
                .setOperatorId("clerk")
                .setReason("有误")
                .build(),
            ReverseAidRecordRequest.newBuilder().setRequestId(noId).build()));
    all.put(
        aid + "GetAidRecord", reading(GetAidRecordRequest.newBuilder().setRecordId("R").build()));
    all.put(
        aid + "ListAidRecords",
        reading(
            ListAidRecordsRequest.newBuilder()
                .setFromDate(Claims.date("2026-01-01"))
                .setToDate(Claims.date("2026-12-31"))
                .setPersonDocument(Invented.person(1))
                .setPageSize(2)
                .build()));
    all.put(
        aid + "GetPaperClaim",
        reading(GetPaperClaimRequest.newBuilder().setSettlementId("S").setPurpose("look").build()));
    addHighCosts(all, noId);
    return all;
  }

  private static void addHighCosts(Map<String, Request> all, String noId) {
    String service = "HighCostService/";
    all.put(
        service + "ImportOwnCosts",
        new Request(
            ImportOwnCostsRequest.newBuilder()
                .setOwnCost(
                    OwnCost.newBuilder()
                        .setPersonDocument(Invented.person(1))
                        .setCountyCode(noId)
                        .setCostYear(2016)
                        .setOwnCostFen(1)
                        .setSource("清单"))
                .build(),
            ImportOwnCostsRequest.newBuilder()
                .setOwnCost(OwnCost.newBuilder().setCountyCode(noId))
                .build()));
    all.put(
        service + "MakeHighCostList",
        new Request(
            MakeHighCostListRequest.newBuilder()
                .setCountyCode(noId)
                .setCostYear(2016)
                .setAsOfDate(Claims.date("2016-12-31"))
                .build(),
            MakeHighCostListRequest.newBuilder().setCountyCode(noId).build()));
    all.put(
        service + "ListHighCosts",
        reading(
            ListHighCostsRequest.newBuilder()
                .setState(HighCostState.HIGH_COST_STATE_NEW)
                .setTownship("某镇")
                .setPageSize(2)
                .build()));
    all.put(
        service + "GetHighCost",
        reading(GetHighCostRequest.newBuilder().setHighCostId("H").setPurpose("visit").build()));
    all.put(
        service + "ChangeHighCostState",
        new Request(
            ChangeHighCostStateRequest.newBuilder()
                .setRequestId(noId)
                .setCountyCode(Claims.COUNTY)
                .setHighCostId("H")
                .setState(HighCostState.HIGH_COST_STATE_VISITED)
                .setOperatorId("village-3")
                .setNote("已入户")
                .build(),
            ChangeHighCostStateRequest.newBuilder().setRequestId(noId).build()));
  }

  private static Request reading(Message valid) {
    return new Request(valid, valid.getDefaultInstanceForType());
  }

  private static RecordTemporaryAidRequest temporary(String requestId) {
    return RecordTemporaryAidRequest.newBuilder()
        .setRequestId(requestId)
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

  private static RecordSubsidisedEnrolmentRequest enrolment(String requestId) {
    return RecordSubsidisedEnrolmentRequest.newBuilder()
        .setRequestId(requestId)
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
