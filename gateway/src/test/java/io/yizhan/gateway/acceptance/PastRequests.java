package io.yizhan.gateway.acceptance;

import com.google.protobuf.Message;
import io.yizhan.proto.v1.BookReadjudicationRequest;
import io.yizhan.proto.v1.ChangedInput;
import io.yizhan.proto.v1.CloseAccountingPeriodRequest;
import io.yizhan.proto.v1.ListAccountingPeriodsRequest;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.SettlementSpan;
import java.util.List;

/** Requests about what changes the past, each with a flaw that no spoiling mends. */
final class PastRequests {
  private static final String SERVICE = "ReadjudicationService/";

  /** Visible characters and no blanks are asked for: of these no flipped bits make an id. */
  private static final String NO_ID = " ".repeat(70);

  private PastRequests() {}

  /** A method, a request to it, and what keeps it from writing. */
  record Request(String method, Message valid, Message flaw) {}

  static List<Request> all() {
    BookReadjudicationRequest book =
        BookReadjudicationRequest.newBuilder()
            .setRequestId(NO_ID)
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
    return List.of(
        new Request(
            SERVICE + "PreviewReadjudication",
            PreviewReadjudicationRequest.newBuilder()
                .setSpan(
                    SettlementSpan.newBuilder()
                        .setFromDate(Claims.date("2026-11-01"))
                        .setToDate(Claims.date("2026-11-30"))
                        .addRegionCodes("4101")
                        .setPolicyCode("zhengzhou"))
                .setPageSize(5)
                .build(),
            PreviewReadjudicationRequest.getDefaultInstance()),
        new Request(
            SERVICE + "BookReadjudication",
            book,
            BookReadjudicationRequest.newBuilder().setRequestId(NO_ID).build()),
        new Request(SERVICE + "CloseAccountingPeriod", close, close),
        new Request(
            SERVICE + "ListAccountingPeriods",
            ListAccountingPeriodsRequest.newBuilder().setPageSize(5).build(),
            ListAccountingPeriodsRequest.getDefaultInstance()));
  }
}
