package io.yizhan.gateway.demo;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.yizhan.gateway.terminal.Paint;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.Reversal;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.SettlementServiceGrpc.SettlementServiceBlockingStub;
import io.yizhan.proto.v1.UndoOutcome;
import io.yizhan.proto.v1.UndoRequestRequest;
import io.yizhan.proto.v1.UndoRequestResponse;
import io.yizhan.proto.v1.UsageChange;
import java.io.PrintStream;
import java.time.LocalDate;
import java.util.concurrent.atomic.AtomicReference;

/** The scenes of the tour, each a call or two of a cashier, printed and checked. */
final class Scenes {
  private static final long YUAN = 100;
  private static final String CASHIER = "cashier-1";

  private final SettlementServiceBlockingStub window;
  private final PrintStream out;
  private final Paint paint;
  private final Verdicts verdicts;

  Scenes(SettlementServiceBlockingStub window, PrintStream out, Paint paint, Verdicts verdicts) {
    this.window = window;
    this.out = out;
    this.paint = paint;
    this.verdicts = verdicts;
  }

  /** All scenes in order. */
  void play() {
    beforeTheNotice();
    SettleClaimRequest request = afterTheNotice();
    dialysisUntilTheCap();
    stayThatMeetsItsCap();
    approvedGrant();
    sentTwice(request);
    quotedSettledReversed();
    undoneBeforeItArrived();
  }

  private void beforeTheNotice() {
    title(
        "a. 农村低保，住院 10,000 元，2016-06-20 出院（旧政策）",
        "Rural dibao, inpatient stay, discharged before July 2016");
    Claim.Builder claim =
        DemoClaims.stay(DemoWorld.DIBAO_EARLY, "ZY-A", day(6, 10), day(6, 20), 10_000 * YUAN);
    Settlement settled = settle(DemoClaims.request("demo-a", claim));
    verdicts.layer(settled, "basic", 7_000 * YUAN);
    verdicts.layer(settled, "inpatient", 1_500 * YUAN);
    verdicts.patient(settled, 1_500 * YUAN);
  }

  private SettleClaimRequest afterTheNotice() {
    title(
        "b. 同样的住院，2016-07-20 出院（2016 年 7 月通知）",
        "The same stay, discharged under the notice of July 2016");
    SettleClaimRequest request =
        DemoClaims.request(
            "demo-b",
            DemoClaims.stay(DemoWorld.DIBAO_LATE, "ZY-B", day(7, 10), day(7, 20), 10_000 * YUAN));
    Settlement settled = settle(request);
    verdicts.layer(settled, "basic", 7_000 * YUAN);
    verdicts.layer(settled, "inpatient", 2_100 * YUAN);
    verdicts.patient(settled, 900 * YUAN);
    return request;
  }

  private void dialysisUntilTheCap() {
    long[] expectedYuan = {3_000, 3_000, 3_000, 1_000};
    for (int visit = 0; visit < expectedYuan.length; visit++) {
      title(
          "c. 透析第 " + (visit + 1) + " 次，特困集中供养，年限额 10,000",
          "Dialysis visit " + (visit + 1) + ", yearly cap 10,000");
      Claim.Builder claim =
          DemoClaims.dialysis(
              DemoWorld.DIALYSIS, "MT-C" + visit, day(8, 1 + visit), 4_000 * YUAN, 1_000 * YUAN);
      Settlement settled = settle(DemoClaims.request("demo-c-" + visit, claim));
      verdicts.layer(settled, "special", expectedYuan[visit] * YUAN);
      verdicts.patient(settled, (3_000 - expectedYuan[visit]) * YUAN);
    }
  }

  private void stayThatMeetsItsCap() {
    title("d. 低保，住院 200,000 元，住院救助封顶 20,000", "A large bill meets the cap of 20,000");
    Claim.Builder claim =
        DemoClaims.stay(DemoWorld.LARGE_BILL, "ZY-D", day(8, 1), day(9, 2), 200_000 * YUAN);
    Settlement settled = settle(DemoClaims.request("demo-d", claim));
    verdicts.layer(settled, "basic", 140_000 * YUAN);
    verdicts.layer(settled, "serious", 22_000 * YUAN);
    verdicts.layer(settled, "inpatient", 20_000 * YUAN);
    verdicts.patient(settled, 18_000 * YUAN);
  }

  private void approvedGrant() {
    title("e. 低保，住院 100,000 元，慈善核准 5,000", "An approved charity grant is drawn last");
    Claim.Builder claim =
        DemoClaims.stay(DemoWorld.GRANTED, "ZY-E", day(8, 20), day(9, 10), 100_000 * YUAN);
    Settlement settled = settle(DemoClaims.request("demo-e", claim));
    verdicts.layer(settled, "basic", 70_000 * YUAN);
    verdicts.layer(settled, "serious", 6_000 * YUAN);
    verdicts.layer(settled, "inpatient", 16_800 * YUAN);
    verdicts.layer(settled, "charity", DemoWorld.CHARITY_GRANT_FEN);
    verdicts.patient(settled, 2_200 * YUAN);
  }

  private void sentTwice(SettleClaimRequest request) {
    title("f. 请求 demo-b 再发两次", "The request demo-b is sent twice more");
    AtomicReference<Metadata> headers = new AtomicReference<>(new Metadata());
    AtomicReference<Metadata> trailers = new AtomicReference<>(new Metadata());
    SettlementServiceBlockingStub listening = DemoClient.listening(window, headers, trailers);
    SettleClaimResponse first = listening.settleClaim(request);
    boolean replayed = DemoClient.saysReplayed(trailers.get());
    SettleClaimResponse second = listening.settleClaim(request);
    verdicts.same("replay said 说明是重放", true, replayed);
    verdicts.same("same bytes 逐字节相同", first.toByteString(), second.toByteString());
    out.println("    同一答复，" + first.getSerializedSize() + " 字节，只结算一次。");
    out.println("    The same answer, byte for byte; settled once.");
    out.println("    settlement_id " + first.getSettlement().getSettlementId());
  }

  private void quotedSettledReversed() {
    title("g. 预结算 30,000 元", "A quote: computed by the same code, nothing written");
    Claim.Builder claim =
        DemoClaims.stay(DemoWorld.QUOTED, "ZY-G", day(9, 1), day(9, 20), 30_000 * YUAN);
    Settlement quote =
        window
            .quoteSettlement(QuoteSettlementRequest.newBuilder().setClaim(claim).build())
            .getQuote();
    print(quote);
    verdicts.layer(quote, "inpatient", 6_300 * YUAN);
    verdicts.patient(quote, 2_700 * YUAN);
    title("h. 结算后撤销", "Settled as quoted, then reversed: the exact mirror");
    Settlement settled = window.settleClaim(DemoClaims.request("demo-h", claim)).getSettlement();
    verdicts.patient(settled, quote.getPatientShareFen());
    Reversal reversal =
        window
            .reverseSettlement(
                ReverseSettlementRequest.newBuilder()
                    .setRequestId("demo-h-reverse")
                    .setHospitalId(DemoWorld.COUNTY_HOSPITAL)
                    .setSettlementId(settled.getSettlementId())
                    .setOperatorId(CASHIER)
                    .setReason("demo")
                    .build())
            .getReversal();
    WaterfallTable.of(reversal, paint).forEach(out::println);
    verdicts.amount("撤销 reversed bill", -settled.getTotalFen(), reversal.getTotalFen());
    verdicts.amount(
        "撤销 reversed patient", -settled.getPatientShareFen(), reversal.getPatientShareFen());
    for (UsageChange change : reversal.getUsageChangesList()) {
      verdicts.amount("累计归零 " + change.getAccountCode(), 0, change.getAfterFen());
    }
  }

  private void undoneBeforeItArrived() {
    title("i. 冲正一笔从未到达的请求", "An undo of a request that never arrived; its late original");
    UndoRequestResponse undone =
        window.undoRequest(
            UndoRequestRequest.newBuilder()
                .setHospitalId(DemoWorld.COUNTY_HOSPITAL)
                .setUndoneRequestId("demo-i")
                .setOperatorId(CASHIER)
                .setReason("timeout")
                .build());
    out.println("    冲正 undo: " + undone.getOutcome());
    verdicts.same("undo", UndoOutcome.UNDO_OUTCOME_FORBIDDEN, undone.getOutcome());
    Claim.Builder late =
        DemoClaims.stay(DemoWorld.LOST, "ZY-I", day(9, 1), day(9, 5), 8_000 * YUAN);
    String reason = refusalOf(DemoClaims.request("demo-i", late));
    out.println("    迟到的原请求 the late original: " + reason);
    verdicts.same("late original", "FAILED_PRECONDITION REQUEST_UNDONE", reason);
  }

  private String refusalOf(SettleClaimRequest request) {
    try {
      return "settled " + window.settleClaim(request).getSettlement().getSettlementId();
    } catch (StatusRuntimeException refused) {
      com.google.rpc.Status status = StatusProto.fromThrowable(refused);
      String reason = "";
      if (status != null) {
        for (com.google.protobuf.Any detail : status.getDetailsList()) {
          reason = detail.is(com.google.rpc.ErrorInfo.class) ? reasonOf(detail) : reason;
        }
      }
      return refused.getStatus().getCode() + " " + reason;
    }
  }

  private static String reasonOf(com.google.protobuf.Any detail) {
    try {
      return detail.unpack(com.google.rpc.ErrorInfo.class).getReason();
    } catch (com.google.protobuf.InvalidProtocolBufferException garbled) {
      throw Status.INTERNAL.withCause(garbled).asRuntimeException();
    }
  }

  private Settlement settle(SettleClaimRequest request) {
    SettleClaimResponse response = window.settleClaim(request);
    if (response.hasRefusal()) {
      out.println(
          paint.loud(
              "    "
                  + response.getRefusal().getReasonCode()
                  + " "
                  + response.getRefusal().getSentence().getZh()
                  + " "
                  + response.getRefusal().getSentence().getEn()));
    }
    print(response.getSettlement());
    return response.getSettlement();
  }

  private void print(Settlement settlement) {
    WaterfallTable.of(settlement, paint).forEach(out::println);
  }

  private void title(String zh, String en) {
    out.println();
    out.println(paint.heading(zh));
    out.println(paint.heading("   " + en));
  }

  private static LocalDate day(int month, int day) {
    return LocalDate.of(2016, month, day);
  }
}
