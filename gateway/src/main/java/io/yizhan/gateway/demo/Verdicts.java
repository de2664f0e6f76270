package io.yizhan.gateway.demo;

import io.yizhan.gateway.terminal.Paint;
import io.yizhan.money.Yuan;
import io.yizhan.proto.v1.Payment;
import io.yizhan.proto.v1.Settlement;
import java.io.PrintStream;

/** Compares what the gateway answered with what the tour expects, and counts what differs. */
final class Verdicts {
  private final PrintStream out;
  private final Paint paint;
  private int matched;
  private int differing;

  Verdicts(PrintStream out, Paint paint) {
    this.out = out;
    this.paint = paint;
  }

  /** The amount that a layer must pay, fen. */
  void layer(Settlement settlement, String layerCode, long expectedFen) {
    long fen =
        settlement.getPaymentsList().stream()
            .filter(payment -> payment.getLayerCode().equals(layerCode))
            .mapToLong(Payment::getAmountFen)
            .sum();
    amount(layerCode, expectedFen, fen);
  }

  /** What stays with the patient, fen, and that every fen of the bill has one bearer. */
  void patient(Settlement settlement, long expectedFen) {
    amount("个人负担 patient", expectedFen, settlement.getPatientShareFen());
    long borneFen =
        settlement.getPaymentsList().stream().mapToLong(Payment::getAmountFen).sum()
            + settlement.getHospitalShareFen()
            + settlement.getPatientShareFen();
    amount("各方合计 all bearers", settlement.getTotalFen(), borneFen);
  }

  /** An amount, fen. */
  void amount(String what, long expectedFen, long fen) {
    check(what + " " + Yuan.format(expectedFen), expectedFen == fen, Yuan.format(fen));
  }

  /** Two texts that must be the same. */
  void same(String what, Object expected, Object was) {
    check(what, expected.equals(was), String.valueOf(was));
  }

  private void check(String what, boolean holds, String was) {
    if (holds) {
      matched++;
    } else {
      differing++;
      out.println(paint.loud("  不符 DIFFERS: expected " + what + ", was " + was));
    }
  }

  /** Says the sum of it; true when nothing differs. */
  boolean conclude() {
    if (differing == 0) {
      out.println(
          paint.strong(
              "核对 " + matched + " 项，全部相符。All " + matched + " checked figures are as expected."));
    } else {
      out.println(
          paint.loud(
              "核对 "
                  + (matched + differing)
                  + " 项，"
                  + differing
                  + " 项不符。"
                  + differing
                  + " figures differ from what the published cases give."));
    }
    return differing == 0;
  }
}
