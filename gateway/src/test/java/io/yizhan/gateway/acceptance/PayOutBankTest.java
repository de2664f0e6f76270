package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.proto.v1.Party;
import io.yizhan.proto.v1.PartyKind;
import io.yizhan.proto.v1.Receivable;
import io.yizhan.proto.v1.ReconcileRequest;
import io.yizhan.proto.v1.ReconciliationSummary;
import io.yizhan.proto.v1.RecordPaymentResponse;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.StatementHeading;
import io.yizhan.proto.v1.StatementLine;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Payments of what is owed to and by persons against the bank. */
class PayOutBankTest {
  private static final Party BANK =
      Party.newBuilder().setKind(PartyKind.PARTY_KIND_BANK).setPartyCode(Claims.COUNTY).build();

  private final PayOutScene scene = new PayOutScene();

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void payment_ofAClawBackThatTheBankSentBack_isNotRecovered() throws Exception {
    Settlement settled = scene.settle("paper-1");
    scene.pay(scene.payOut(settled), PayOutScene.AID_FEN, "");
    scene.reverse(settled);
    Receivable back = scene.clawBack();
    RecordPaymentResponse paid = scene.pay(back, 50_000, "C-1");
    assertEquals(50_000, recoveredFen());
    scene.desk().takeBackPayment(scene.takeBack(back, paid, "C-2").build());
    assertEquals(0, recoveredFen());
    assertEquals(PayOutScene.AID_FEN, scene.again(back).getOutstandingFen());
    scene.months().day("2026-10-07");
    ReconciliationSummary agreed = reconciled(line(1, "C-1", -50_000), line(2, "C-2", 50_000));
    assertEquals(2, agreed.getPairedCount(), agreed::toString);
    assertEquals(0, agreed.getBreaksCount(), agreed::toString);
  }

  private long recoveredFen() {
    return scene
        .house()
        .database()
        .number("SELECT coalesce(sum(amount_fen), 0)::bigint FROM recovered_money");
  }

  private static StatementLine line(int number, String reference, long fen) {
    return StatementLine.newBuilder()
        .setLineNumber(number)
        .setRequestId(reference)
        .setSettleDate(Claims.date(PayOutScene.DAY))
        .setRefund(fen < 0)
        .setFundFen(fen)
        .build();
  }

  @Test
  void payments_ofPayOuts_areComparedWithTheBank() throws Exception {
    Receivable one = scene.payOut(scene.settle("paper-1"));
    Receivable two = scene.payOut(scene.settle("paper-2"));
    Receivable three = scene.payOut(scene.settle("paper-3"));
    Receivable four = scene.payOut(scene.settle("paper-4"));
    scene.months().day("2026-10-07");
    for (Receivable each : List.of(one, two)) {
      scene
          .desk()
          .recordPayment(
              scene
                  .payment(each, PayOutScene.AID_FEN, "B-1")
                  .setBankDate(Claims.date(PayOutScene.DAY))
                  .build());
    }
    RecordPaymentResponse never =
        scene
            .desk()
            .recordPayment(
                scene
                    .payment(three, 1_00, "B-2")
                    .setBankDate(Claims.date(PayOutScene.DAY))
                    .build());
    scene.desk().takeBackPayment(scene.takeBack(three, never, "").build());
    RecordPaymentResponse wrong =
        scene
            .desk()
            .recordPayment(
                scene
                    .payment(three, PayOutScene.AID_FEN, "B-3")
                    .setBankDate(Claims.date(PayOutScene.DAY))
                    .build());
    scene
        .desk()
        .takeBackPayment(
            scene.takeBack(three, wrong, "R-3").setBankDate(Claims.date(PayOutScene.DAY)).build());
    scene.pay(four, PayOutScene.AID_FEN, "");
    ReconciliationSummary agreed =
        reconciled(
            line(1, "B-1", 2 * PayOutScene.AID_FEN),
            line(2, "B-3", PayOutScene.AID_FEN),
            line(3, "R-3", -PayOutScene.AID_FEN));
    assertEquals(3, agreed.getPairedCount(), agreed::toString);
    assertEquals(0, agreed.getBreaksCount(), agreed::toString);
    assertEquals(2 * PayOutScene.AID_FEN, agreed.getHere().getFundFen());
  }

  private ReconciliationSummary reconciled(StatementLine... lines) throws Exception {
    new Statements(scene.house())
        .send(
            scene.months().clerkToken(),
            StatementHeading.newBuilder()
                .setStatementId("bank-1")
                .setParty(BANK)
                .setFromDate(Claims.date(PayOutScene.DAY))
                .setToDate(Claims.date(PayOutScene.DAY)),
            List.of(lines));
    return scene
        .house()
        .client()
        .reconciliations(scene.months().clerkToken())
        .reconcile(
            ReconcileRequest.newBuilder()
                .setParty(BANK)
                .setFromDate(Claims.date(PayOutScene.DAY))
                .setToDate(Claims.date(PayOutScene.DAY))
                .build())
        .getSummary();
  }
}
