package io.yizhan.gateway.cli;

import io.yizhan.gateway.casefile.Impact;
import io.yizhan.gateway.casefile.ImpactTally;
import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.money.Yuan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What a change of policy does, as a table and a chart of at most 80 columns. */
final class ImpactText {
  private static final int NAME_COLUMNS = 26;
  private static final int AMOUNT_COLUMNS = 18;
  private static final int BAR_COLUMNS = 36;

  /** The classes of {@link ImpactTally#classes}, in yuan. */
  private static final List<String> CLASSES =
      List.of("-10,000 ..", "-1,000 ..", "-0.01 ..", "0", "+0.01 ..", "+1,000 ..", "+10,000 ..");

  private final String before;
  private final String after;
  private final List<String> lines = new ArrayList<>();

  ImpactText(String before, String after) {
    this.before = before;
    this.after = after;
  }

  List<String> lines(Impact.Result result) {
    ImpactTally tally = result.tally();
    lines.add("A " + before);
    lines.add("B " + after);
    lines.add("");
    count("结算 claims", tally.claims(), "");
    count("受益 winners", tally.winners(), "-" + Yuan.format(tally.gainedFen()));
    count("受损 losers", tally.losers(), "+" + Yuan.format(tally.lostFen()));
    count("不变 unchanged", tally.unchanged(), "");
    count("新获救助 newly aided", tally.newlyAided(), "");
    count("不再救助 no longer aided", tally.noLongerAided(), "");
    count("仅一方拒绝 refused by one", tally.refusedByOne(), "");
    count("双方拒绝 refused by both", tally.refusedByBoth(), "");
    count("读不懂的行 bad lines", result.badLines(), "");
    lines.add("");
    row("支付（元） pays, yuan", "A", "B", "B - A");
    for (String fund : tally.funds()) {
      amounts(fund, tally.fundFen(fund, 0), tally.fundFen(fund, 1));
    }
    amounts("个人 patients", tally.patientFen(0), tally.patientFen(1));
    lines.add("");
    lines.add("个人负担的变化（元） change of the patient's share, yuan");
    chart(tally.classes());
    for (ImpactTally.Loss loss : tally.worst()) {
      lines.add(
          "第 " + loss.line() + " 行 line " + loss.line() + ": +" + Yuan.format(loss.lostFen()));
    }
    return lines;
  }

  private void count(String name, long count, String amount) {
    row(name, Long.toString(count), amount, "");
  }

  private void amounts(String name, long beforeFen, long afterFen) {
    row(name, Yuan.format(beforeFen), Yuan.format(afterFen), Yuan.format(afterFen - beforeFen));
  }

  private void row(String name, String first, String second, String third) {
    String line =
        DisplayWidth.padRight(name, NAME_COLUMNS)
            + DisplayWidth.padLeft(first, AMOUNT_COLUMNS)
            + DisplayWidth.padLeft(second, AMOUNT_COLUMNS)
            + DisplayWidth.padLeft(third, AMOUNT_COLUMNS);
    lines.add(line.stripTrailing());
  }

  private void chart(List<Long> classes) {
    long largest = Math.max(1, Collections.max(classes));
    for (int i = 0; i < classes.size(); i++) {
      long count = classes.get(i);
      int bar = (int) ((count * BAR_COLUMNS + largest - 1) / largest);
      lines.add(
          (DisplayWidth.padLeft(CLASSES.get(i), 12)
                  + " |"
                  + "#".repeat(bar)
                  + (bar == 0 ? "" : " ")
                  + (count == 0 ? "" : Long.toString(count)))
              .stripTrailing());
    }
  }
}
