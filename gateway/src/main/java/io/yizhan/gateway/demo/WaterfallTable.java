package io.yizhan.gateway.demo;

import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.gateway.terminal.Paint;
import io.yizhan.money.Yuan;
import io.yizhan.proto.v1.Payment;
import io.yizhan.proto.v1.RateSlice;
import io.yizhan.proto.v1.Reversal;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.Step;
import io.yizhan.proto.v1.StepKind;
import io.yizhan.proto.v1.UsageChange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * A settlement as a table of at most 80 columns: the bill on top, one row for every payer with its
 * rule and what its cap leaves, the clause under it, the patient's share at the foot.
 */
final class WaterfallTable {
  /** The widest line, in terminal columns. */
  static final int COLUMNS_MAX = 80;

  private static final int INDENT = 2;
  private static final int PAYER_COLUMNS = 24;
  private static final int RULE_COLUMNS = 20;
  private static final int AMOUNT_COLUMNS = 17;
  private static final int LEFT_COLUMNS = 17;
  private static final int NOTE_INDENT = 4;

  /** The reason code of a layer that speaks of another kind of care. */
  private static final String OTHER_CARE = "OTHER_CARE_TYPE";

  private final Paint paint;
  private final List<String> lines = new ArrayList<>();
  private final List<String> idle = new ArrayList<>();

  private WaterfallTable(Paint paint) {
    this.paint = paint;
  }

  /** The lines of a settlement or a quote. */
  static List<String> of(Settlement settlement, Paint paint) {
    WaterfallTable table = new WaterfallTable(paint);
    table.head();
    table.row("费用总额 Bill", "", settlement.getTotalFen(), "", Weight.PLAIN);
    settlement.getStepsList().forEach(step -> table.step(step, settlement.getPaymentsList()));
    table.idle();
    if (settlement.getHospitalShareFen() != 0) {
      table.row("医院负担 Hospital", "", -settlement.getHospitalShareFen(), "", Weight.PLAIN);
    }
    table.rule();
    table.row("个人负担 Patient", "", settlement.getPatientShareFen(), "", Weight.STRONG);
    if (settlement.getPersonalAccountFen() != 0) {
      table.row("  个人账户 account", "", settlement.getPersonalAccountFen(), "", Weight.PLAIN);
    }
    if (settlement.getCashDueFen() != settlement.getPatientShareFen()) {
      table.row("  现金 cash due", "", settlement.getCashDueFen(), "", Weight.PLAIN);
    }
    settlement.getUsageChangesList().forEach(table::usage);
    return List.copyOf(table.lines);
  }

  /** The lines of a reversal: every amount given back. */
  static List<String> of(Reversal reversal, Paint paint) {
    WaterfallTable table = new WaterfallTable(paint);
    table.head();
    table.row("费用总额 Bill", "", reversal.getTotalFen(), "", Weight.PLAIN);
    for (Payment payment : reversal.getPaymentsList()) {
      table.row(
          payment.getLayerName() + " " + payment.getLayerCode(),
          "冲回 taken back",
          -payment.getAmountFen(),
          "",
          Weight.PLAIN);
    }
    table.rule();
    table.row("个人负担 Patient", "", reversal.getPatientShareFen(), "", Weight.STRONG);
    reversal.getUsageChangesList().forEach(table::usage);
    return List.copyOf(table.lines);
  }

  /** How a row is painted. */
  private enum Weight {
    PLAIN,
    QUIET,
    LOUD,
    STRONG
  }

  private void head() {
    cells(List.of("支付方"), List.of("规则"), "金额（元）", "限额剩余", Weight.QUIET);
    cells(List.of("Payer"), List.of("Rule"), "Yuan", "Cap left", Weight.QUIET);
    rule();
  }

  private void rule() {
    lines.add(paint.quiet(" ".repeat(INDENT) + "-".repeat(COLUMNS_MAX - INDENT)));
  }

  private void step(Step step, List<Payment> payments) {
    List<Payment> own =
        payments.stream().filter(p -> p.getLayerCode().equals(step.getLayerCode())).toList();
    if (own.isEmpty()) {
      unpaid(step);
      return;
    }
    String payer = step.getLayerName() + " " + step.getLayerCode();
    boolean cut = step.getPaidFen() < step.getWantedFen();
    String left = step.hasCapLeftFen() ? Yuan.format(step.getCapLeftFen() - step.getPaidFen()) : "";
    for (Payment payment : own) {
      cells(
          DisplayWidth.wrap(
              own.size() == 1 ? payer : payer + " " + payment.getFundCode(), PAYER_COLUMNS - 1),
          ruleOf(step, cut),
          Yuan.format(-payment.getAmountFen()),
          left,
          cut ? Weight.LOUD : Weight.PLAIN);
    }
    if (!step.getClause().isEmpty()) {
      String assumed =
          step.getAssumptionsCount() == 0
              ? ""
              : "，含推定 " + step.getAssumptionsCount() + " 处 assumptions";
      note("依据 clause: " + step.getClause() + assumed);
    }
    if (step.hasReason()) {
      note(step.getReason().getZh());
      note(step.getReason().getEn());
    }
  }

  /** A layer that paid nothing: its reason, unless it simply does not cover this kind of care. */
  private void unpaid(Step step) {
    if (!step.hasReason() || step.getReason().getCode().equals(OTHER_CARE)) {
      idle.add(step.getLayerName() + " " + step.getLayerCode());
    } else {
      note("· " + step.getReason().getZh());
      note("  " + step.getReason().getEn());
    }
  }

  private void idle() {
    if (!idle.isEmpty()) {
      note("· 本次不用 not used this time: " + String.join("、", idle));
    }
  }

  /** What gave the amount, a line for each slice. */
  private static List<String> ruleOf(Step step, boolean cut) {
    List<String> rule = new ArrayList<>();
    if (step.getKind() == StepKind.STEP_KIND_SUPPLIED) {
      rule.add("医保已结 supplied");
    }
    for (RateSlice slice : step.getSlicesList()) {
      rule.addAll(
          DisplayWidth.wrap(
              Yuan.format(slice.getToFen() - slice.getFromFen())
                  + " × "
                  + Yuan.formatPercent(slice.getRatePpm()),
              RULE_COLUMNS - 1));
    }
    if (cut) {
      rule.add("封顶 capped");
    }
    return rule;
  }

  private void usage(UsageChange change) {
    if (change.getBeforeFen() == change.getAfterFen() && !change.hasIncludedFen()) {
      return;
    }
    LongFunction<String> figure = change.getCounting() ? times -> times + " 次 times" : Yuan::format;
    String cap =
        change.hasCapFen()
            ? " / "
                + figure.apply(change.getCapFen())
                + "，剩余 left "
                + figure.apply(change.getLeftFen())
            : "";
    String included =
        change.hasIncludedFen()
            ? "，另含他账 others included " + figure.apply(change.getIncludedFen())
            : "";
    note(
        change.getAccountName()
            + " "
            + figure.apply(change.getBeforeFen())
            + " → "
            + figure.apply(change.getAfterFen())
            + included
            + cap);
  }

  private void note(String text) {
    for (String line : DisplayWidth.wrap(text, COLUMNS_MAX - NOTE_INDENT)) {
      lines.add(paint.quiet(" ".repeat(NOTE_INDENT) + line));
    }
  }

  private void row(String payer, String rule, long amountFen, String left, Weight weight) {
    cells(
        DisplayWidth.wrap(payer, PAYER_COLUMNS - 1),
        DisplayWidth.wrap(rule, RULE_COLUMNS - 1),
        Yuan.format(amountFen),
        left,
        weight);
  }

  private void cells(
      List<String> payer, List<String> rule, String amount, String left, Weight weight) {
    for (int i = 0; i < Math.max(payer.size(), rule.size()); i++) {
      String line =
          " ".repeat(INDENT)
              + DisplayWidth.padRight(i < payer.size() ? payer.get(i) : "", PAYER_COLUMNS)
              + DisplayWidth.padRight(i < rule.size() ? rule.get(i) : "", RULE_COLUMNS)
              + (i == 0 ? DisplayWidth.padLeft(amount, AMOUNT_COLUMNS) : "")
              + (i == 0 ? DisplayWidth.padLeft(left, LEFT_COLUMNS) : "");
      lines.add(painted(line.stripTrailing(), weight));
    }
  }

  private String painted(String line, Weight weight) {
    return switch (weight) {
      case PLAIN -> line;
      case QUIET -> paint.quiet(line);
      case LOUD -> paint.loud(line);
      case STRONG -> paint.strong(line);
    };
  }
}
