package io.yizhan.gateway.acceptance;

import com.google.protobuf.Message;
import io.yizhan.proto.v1.AgreeInstalmentsRequest;
import io.yizhan.proto.v1.ApproveProvisionalRequest;
import io.yizhan.proto.v1.EndProvisionalRequest;
import io.yizhan.proto.v1.GetProvisionalRequest;
import io.yizhan.proto.v1.GetProvisionalRuleRequest;
import io.yizhan.proto.v1.GetReceivableRequest;
import io.yizhan.proto.v1.Instalment;
import io.yizhan.proto.v1.ListProvisionalsRequest;
import io.yizhan.proto.v1.ListReceivablesRequest;
import io.yizhan.proto.v1.OwePatientShareRequest;
import io.yizhan.proto.v1.ProvisionalGrounds;
import io.yizhan.proto.v1.ProvisionalRule;
import io.yizhan.proto.v1.ProvisionalState;
import io.yizhan.proto.v1.PutProvisionalRuleRequest;
import io.yizhan.proto.v1.RecordPaymentRequest;
import io.yizhan.proto.v1.WriteOffReceivableRequest;
import java.util.List;

/** Requests about what is owed and what is provisional that are right but for one flaw. */
final class OwedRequests {
  /** Visible characters and no blanks are asked for: of these no flipped bits make an id. */
  private static final String NO_ID = " ".repeat(70);

  private OwedRequests() {}

  /**
   * A method with a request, and the flaw that no spoiling mends; empty where nothing is written.
   */
  record Asked(String method, Message valid, Message flaw) {}

  private static Asked read(String method, Message valid) {
    return new Asked(method, valid, valid.getDefaultInstanceForType());
  }

  private static Instalment.Builder part() {
    return Instalment.newBuilder().setDueDate(Claims.date("2016-09-01")).setAmountFen(100);
  }

  /** A share to owe, of a hospital. */
  static OwePatientShareRequest share(String requestId) {
    return OwePatientShareRequest.newBuilder()
        .setRequestId(requestId)
        .setHospitalId(World.HOSPITAL)
        .setSettlementId("S")
        .setAmountFen(100)
        .addInstalments(part())
        .build();
  }

  /** Of what is owed. */
  static List<Asked> receivables() {
    String service = "ReceivableService/";
    return List.of(
        read(
            service + "ListReceivables",
            ListReceivablesRequest.newBuilder()
                .setPersonDocument(Invented.person(1))
                .setCountyCode(Claims.COUNTY)
                .setOverdueOnDate(Claims.date("2016-09-01"))
                .setPageSize(2)
                .build()),
        read(
            service + "GetReceivable",
            GetReceivableRequest.newBuilder().setReceivableId("R").build()),
        new Asked(
            service + "RecordPayment",
            RecordPaymentRequest.newBuilder()
                .setRequestId(NO_ID)
                .setReceivableId("R")
                .setAmountFen(100)
                .setNote("receipt")
                .build(),
            RecordPaymentRequest.newBuilder().setRequestId(NO_ID).build()),
        new Asked(
            service + "WriteOffReceivable",
            WriteOffReceivableRequest.newBuilder()
                .setRequestId(NO_ID)
                .setReceivableId("R")
                .setAmountFen(100)
                .setFundCode("610100@" + Claims.COUNTY)
                .setReason("hardship")
                .build(),
            WriteOffReceivableRequest.newBuilder().setRequestId(NO_ID).build()),
        new Asked(
            service + "AgreeInstalments",
            AgreeInstalmentsRequest.newBuilder()
                .setRequestId(NO_ID)
                .setReceivableId("R")
                .addInstalments(part())
                .build(),
            AgreeInstalmentsRequest.newBuilder().setRequestId(NO_ID).build()));
  }

  /** Of provisional approvals. */
  static List<Asked> provisionals() {
    String service = "ProvisionalService/";
    ProvisionalRule noCounty = ProvisionalRule.newBuilder().setCountyCode(NO_ID).build();
    return List.of(
        new Asked(
            service + "PutProvisionalRule",
            PutProvisionalRuleRequest.newBuilder()
                .setRule(
                    noCounty.toBuilder()
                        .setFromDate(Claims.date("2016-01-01"))
                        .setThresholdFen(100)
                        .setPersonLimitFen(100)
                        .setCheckDays(60)
                        .setSource("paper"))
                .build(),
            PutProvisionalRuleRequest.newBuilder().setRule(noCounty).build()),
        read(
            service + "GetProvisionalRule",
            GetProvisionalRuleRequest.newBuilder()
                .setCountyCode(Claims.COUNTY)
                .setOnDate(Claims.date("2016-09-01"))
                .build()),
        new Asked(
            service + "ApproveProvisional",
            ApproveProvisionalRequest.newBuilder()
                .setRequestId(NO_ID)
                .setPersonDocument(Invented.person(3))
                .setCategoryCode("dibao")
                .setCountyCode(Claims.COUNTY)
                .setFromDate(Claims.date("2016-09-01"))
                .setDeadlineDate(Claims.date("2016-10-01"))
                .setGrounds(
                    ProvisionalGrounds.newBuilder()
                        .setPromiseNumber("P-1")
                        .setVillageCode("410122100201")
                        .setReviewerCode("VC-1")
                        .setReviewDate(Claims.date("2016-09-01"))
                        .setCostKindCode("illness")
                        .setCostFen(9_000_000))
                .build(),
            ApproveProvisionalRequest.newBuilder().setRequestId(NO_ID).build()),
        read(
            service + "GetProvisional",
            GetProvisionalRequest.newBuilder().setProvisionalId("V").build()),
        read(
            service + "ListProvisionals",
            ListProvisionalsRequest.newBuilder()
                .setState(ProvisionalState.PROVISIONAL_STATE_OPEN)
                .setPageSize(2)
                .build()),
        new Asked(
            service + "EndProvisional",
            EndProvisionalRequest.newBuilder()
                .setRequestId(NO_ID)
                .setProvisionalId("V")
                .setEnding(ProvisionalState.PROVISIONAL_STATE_IN_GOOD_FAITH)
                .setEndDate(Claims.date("2016-09-01"))
                .setReportNumber("HD-1")
                .build(),
            EndProvisionalRequest.newBuilder().setRequestId(NO_ID).build()));
  }
}
