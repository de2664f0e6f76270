package io.yizhan.gateway.month;

import io.yizhan.gateway.month.Deed.Act;
import io.yizhan.gateway.month.Visit.Care;
import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.gateway.terminal.Paint;
import io.yizhan.money.Yuan;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tells what happens, in Chinese and English, at most 80 columns wide; and counts what fails. */
final class MonthStory {
  private static final int COLUMNS_MAX = 80;
  private static final int NAME_COLUMNS = 26;
  private static final int COUNT_COLUMNS = 9;
  private static final int MONEY_COLUMNS = 20;
  private static final int INDENT = 2;

  private final PrintStream out;
  private final Paint paint;
  private int held;
  private int failed;

  MonthStory(PrintStream out, Paint paint) {
    this.out = out;
    this.paint = paint;
  }

  void begins(MonthOrder order) {
    out.println(
        paint.heading("Yizhan 一站：一个月，从第一笔到月结 / a month, from its first claim to its close"));
    line(
        order.month()
            + "，种子 seed "
            + order.seed()
            + "；人员虚构，分区与政策真实。Persons are invented, divisions and policy are real.");
  }

  void drawn(MonthPlan plan) {
    heading("一、谁会来 Who will come");
    row("人员 persons", plan.town().residents().size());
    row("医院 hospitals", plan.town().hospitals().size());
    row("县 counties", plan.town().counties().size());
    row("慈善核准 grants", plan.grants().size());
    row("结算 claims", plan.count(Act.SETTLE));
    row("重发 replays", plan.count(Act.REPLAY));
    row("撤销 reversals", plan.count(Act.REVERSE));
    row("冲正 undone requests", plan.count(Act.UNDO) + plan.count(Act.FORBID));
  }

  void sealed(int breaks, Path file, String sha256) {
    heading("二、事先埋下的差异 Breaks put in beforehand, and sealed");
    line(breaks + " 条，写入 written to " + file.getFileName());
    line("SHA-256 " + sha256);
  }

  void registered(int persons, Duration took) {
    heading("三、登记 The register");
    line(persons + " 人，用时 took " + seconds(took));
  }

  void played(MonthPlan plan, Book book, Play play, Duration took) {
    heading("四、这个月 The month");
    Map<Care, long[]> sums = new TreeMap<>();
    for (Book.Page page : book.pages()) {
      long[] sum = sums.computeIfAbsent(page.visit().care(), k -> new long[3]);
      sum[0]++;
      sum[1] += page.billFen();
      sum[2] += page.fundFen(Statements.AID_FUND);
    }
    out.println(paint.quiet(cells("就医 Care", "笔 claims", "费用 bills", "救助 aid")));
    sums.forEach(
        (care, sum) ->
            out.println(
                cells(
                    wordOf(care),
                    String.valueOf(sum[0]),
                    Yuan.format(sum[1]),
                    Yuan.format(sum[2]))));
    line("撤销与冲正 taken back " + book.takenBackCount() + "；用时 took " + seconds(took));
    holds(
        "每笔应答如约 every answer as it must be (" + plan.deeds().size() + ")",
        play.faults().isEmpty(),
        play.faults().orElse(""));
    holds(
        "重发得原应答 " + play.replays() + "，迟到被拒 " + play.lateRefused() + " replays and late ones",
        play.replays() + play.lateRefused() > 0,
        "0");
  }

  private static String wordOf(Care care) {
    return switch (care) {
      case INPATIENT -> "住院 inpatient";
      case OUTPATIENT -> "门诊 outpatient";
      case SPECIAL -> "门诊慢特病 special";
    };
  }

  void stated(List<Statement> statements, Path to) {
    heading("五、各方对账单 What the other sides say");
    long lines = statements.stream().mapToLong(each -> each.lines().size()).sum();
    line(statements.size() + " 份 statements，" + lines + " 行 lines，" + to.getFileName() + "/");
  }

  void sealedStill(String sha256) {
    heading("六、月结 The closing");
    line("封存文件未启封 the file is still sealed: " + sha256.substring(0, 16) + "…");
  }

  /** Something that must hold, and what was when it does not. */
  void holds(String what, boolean holds, String was) {
    if (holds) {
      held++;
      line("✓ " + what);
    } else {
      failed++;
      DisplayWidth.wrap("✗ " + what + ": " + was, COLUMNS_MAX - INDENT)
          .forEach(each -> out.println(paint.loud("  " + each)));
    }
  }

  void heading(String text) {
    out.println();
    out.println(paint.heading(text));
  }

  void line(String text) {
    DisplayWidth.wrap(text, COLUMNS_MAX - INDENT).forEach(each -> out.println("  " + each));
  }

  void row(String name, long count) {
    out.println(cells(name, String.valueOf(count), "", "").stripTrailing());
  }

  /** What clerks call a kind of break. */
  static String wordOf(PlantedBreak.Kind kind) {
    return switch (kind) {
      case MISSING_HERE -> "我方无 missing here";
      case MISSING_THERE -> "对方无 missing there";
      case DUPLICATE -> "重复 duplicate";
      case AMOUNT_DIFFERS -> "金额不符 amount";
      case REVERSED_ON_ONE_SIDE -> "单边撤销 one-sided";
      case WRONG_DAY -> "日期不符 wrong day";
      case ROUNDING -> "尾差 rounding";
      case OTHER -> "其他 other";
    };
  }

  private static String cells(String name, String count, String one, String two) {
    return "  "
        + DisplayWidth.padRight(name, NAME_COLUMNS)
        + DisplayWidth.padLeft(count, COUNT_COLUMNS)
        + DisplayWidth.padLeft(one, MONEY_COLUMNS)
        + DisplayWidth.padLeft(two, MONEY_COLUMNS);
  }

  private static String seconds(Duration took) {
    return took.toSeconds() + " s";
  }

  /** Says the sum of it; true when everything held. */
  boolean concluded() {
    out.println();
    String text = "查验 checked " + (held + failed) + "，不符 failed " + failed;
    out.println(failed == 0 ? paint.strong(text) : paint.loud(text));
    return failed == 0;
  }
}
