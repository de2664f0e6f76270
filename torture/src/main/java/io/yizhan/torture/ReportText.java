package io.yizhan.torture;

import io.yizhan.auditor.Harm;
import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.gateway.terminal.DisplayWidth;
import java.io.PrintWriter;
import java.util.Locale;

/** The report for a terminal of 80 columns, in both languages. */
final class ReportText {
  static final int COLUMNS = 80;
  private static final int NUMBER_COLUMNS = 10;
  private static final int TEXTS_MAX = 20;

  private ReportText() {}

  static void print(TortureReport report, PrintWriter out) {
    out.println(
        "种子 seed "
            + report.seed()
            + String.format(Locale.ROOT, ", %.1f 秒 s", report.took().toMillis() / 1000.0));
    out.println();
    out.println("故障 Faults, n");
    report.done().forEach((fault, n) -> line(out, fault.zh() + " " + fault.en(), n));
    report
        .skipped()
        .forEach(
            fault -> out.println("  跳过 skipped: " + fault.word() + "（缺 C 编译器 gcc is missing）"));
    out.println();
    out.println("调用 Calls");
    line(out, "发出 sent, repetitions too", report.tally().sent.get());
    line(out, "无明确结果而重发 repeated for want of a definite answer", report.tally().unsure.get());
    line(out, "其中网关内部错误 of them called an internal error", report.tally().internal.get());
    line(out, "明确应答（已落盘） definite answers, in the journal", report.tally().told.get());
    line(out, "其中结算 of them settlements", report.tally().settled.get());
    line(out, "其中预留 of them quotes that bind", report.tally().held.get());
    line(out, "按预留结算，金额一致 settled by a hold, to the fen", report.tally().settledByHold.get());
    line(out, "其中撤销与冲正 of them reversals and undos", report.tally().takenBack.get());
    line(out, "已记账的重新核算 re-adjudications booked", report.tally().readjudicated.get());
    line(out, "其中纸质报销 of settlements those on paper", report.tally().onPaper.get());
    line(out, "临时救助与资助参保 temporary aid, subsidised enrolments", report.tally().aided.get());
    line(out, "账上分录 entries in the books", report.settlements());
    out.println();
    out.println("审计 Audit, each must be 0");
    for (Harm harm : Harm.values()) {
      line(out, words(harm), report.count(harm));
    }
    LedgerAuditor.texts(report.findings()).stream()
        .limit(TEXTS_MAX)
        .flatMap(text -> DisplayWidth.wrap(text, COLUMNS - 4).stream())
        .forEach(text -> out.println("    " + text));
    out.println();
    out.println(
        report.isClean()
            ? "一笔不丢、不重、不超、不悬。Nothing lost, doubled, over a cap or left open."
            : "有问题，见上。The promises do not hold: see above.");
    out.flush();
  }

  private static String words(Harm harm) {
    return switch (harm) {
      case LOST -> "丢失 lost: acknowledged, and not there as acknowledged";
      case DOUBLED -> "重复 doubled: more than one effect of a request or visit";
      case OVER_CAP -> "超限 over cap: paid or held beyond a cap or a budget";
      case UNBALANCED -> "不平 unbalanced: the books do not add up";
      case UNRESOLVED -> "未决 unresolved: half done, or without a definite answer";
    };
  }

  private static void line(PrintWriter out, String text, long number) {
    out.println(
        "  "
            + DisplayWidth.padRight(text, COLUMNS - 2 - NUMBER_COLUMNS)
            + DisplayWidth.padLeft(Long.toString(number), NUMBER_COLUMNS));
  }
}
