package io.yizhan.gateway.cli;

import com.google.protobuf.Timestamp;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.money.Yuan;
import io.yizhan.proto.v1.Break;
import io.yizhan.proto.v1.BreakEntry;
import io.yizhan.proto.v1.BreakKind;
import io.yizhan.proto.v1.BreakLine;
import io.yizhan.proto.v1.BreakTotal;
import io.yizhan.proto.v1.Mend;
import io.yizhan.proto.v1.Mending;
import io.yizhan.proto.v1.ReconciliationSummary;
import io.yizhan.proto.v1.ReconciliationTotal;
import io.yizhan.proto.v1.StandsAlone;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/** Differences as a table of at most 80 columns, in one language, and as CSV. */
final class BreaksText {
  /** A mark that spreadsheets need to read UTF-8, and the headings. */
  static final String CSV_HEADING =
      "\uFEFF编号 break_id,种类 kind,基金差额 fund,费用差额 bill,首差 first,处理 mending,"
          + "对方行 lines,结算编号 settlement_ids,请求号 request_ids,三方 stands_alone\r\n";

  private static final int NAME_COLUMNS = 26;
  private static final int COUNT_COLUMNS = 10;
  private static final int AMOUNT_COLUMNS = 20;
  private static final int KIND_COLUMNS = 20;
  private static final int INDENT_COLUMNS = 2;

  private final PrintWriter out;
  private final Language language;

  BreaksText(PrintWriter out, Language language) {
    this.out = out;
    this.language = language;
  }

  /** Both totals, what lies between them, and the breaks by kind. */
  void summary(ReconciliationSummary summary) {
    row("", say("笔数", "count"), say("基金支付（元）", "funds, yuan"), say("费用（元）", "bills, yuan"));
    total(say("对方", "there"), summary.getThere());
    total(say("我方", "here"), summary.getHere());
    row(
        say("差额", "difference"),
        Long.toString(summary.getThere().getLineCount() - summary.getHere().getLineCount()),
        Yuan.format(summary.getThere().getFundFen() - summary.getHere().getFundFen()),
        Yuan.format(summary.getThere().getBillFen() - summary.getHere().getBillFen()));
    for (BreakTotal each : summary.getBreaksList()) {
      row(
          "  " + kind(each.getKind()),
          Long.toString(each.getBreakCount()),
          Yuan.format(each.getFundFen()),
          Yuan.format(each.getBillFen()));
    }
    if (summary.getPendingHere().getLineCount() + summary.getPendingThere().getLineCount() > 0) {
      total(say("在途：我方", "pending here"), summary.getPendingHere());
      total(say("在途：对方", "pending there"), summary.getPendingThere());
    }
    if (summary.getCancelledCount() > 0) {
      long left = summary.getCancelledCount();
      DisplayWidth.wrap(
              say(
                  "另有 " + left + " 笔不计：我方结算已冲正，对方均无。",
                  left + " left out: taken back here, and the other side has neither."),
              Terminal.COLUMNS_MAX)
          .forEach(out::println);
    }
    if (summary.getBreaksCount() == 0) {
      out.println(
          say(
              "平：" + summary.getPairedCount() + " 笔全部相符。",
              "Balanced: all of " + summary.getPairedCount() + " agree."));
    }
  }

  private void total(String name, ReconciliationTotal total) {
    row(
        name,
        Long.toString(total.getLineCount()),
        Yuan.format(total.getFundFen()),
        Yuan.format(total.getBillFen()));
  }

  private void row(String name, String count, String fund, String bill) {
    out.println(
        DisplayWidth.padRight(name, NAME_COLUMNS)
            + DisplayWidth.padLeft(count, COUNT_COLUMNS)
            + DisplayWidth.padLeft(fund, AMOUNT_COLUMNS)
            + DisplayWidth.padLeft(bill, AMOUNT_COLUMNS));
  }

  /** One break: what it is, whose lines, what mends it. */
  void line(Break each) {
    out.println();
    out.println(
        DisplayWidth.padRight(kind(each.getKind()), KIND_COLUMNS)
            + DisplayWidth.padLeft(Yuan.format(each.getFundFen()), AMOUNT_COLUMNS)
            + DisplayWidth.padLeft(Yuan.format(each.getBillFen()), AMOUNT_COLUMNS));
    indented(each.getBreakId());
    for (BreakLine line : each.getLinesList()) {
      indented(
          say("对方 ", "there ")
              + "line:"
              + line.getLineNumber()
              + " "
              + String.join(
                  " ",
                  List.of(
                      line.getSettlementId(),
                      line.getRequestId(),
                      line.getInsurerSettlementId(),
                      Yuan.format(line.getFundFen()))));
    }
    for (BreakEntry entry : each.getEntriesList()) {
      indented(
          say("我方 ", "here ")
              + entry.getSettlementId()
              + " "
              + entry.getRequestId()
              + " "
              + Yuan.format(entry.getFundFen()));
    }
    if (!each.getFirstDifference().isEmpty()) {
      indented(say("首差 ", "first ") + each.getFirstDifference());
    }
    if (each.hasThirdParty()) {
      indented(say("三方：", "three sides: ") + alone(each.getStandsAlone()));
    }
    indented(say("处理：", "mend: ") + mending(each.getMending()));
  }

  /** The same, with how old it is and how far its mending is. */
  void aged(Break each, Instant asOf) {
    line(each);
    Instant found = time(each.getFoundTime());
    long days = Duration.between(found, asOf).toDays();
    indented(
        say("发现于 ", "found ")
            + minute(found)
            + say("，已 " + days + " 天", days == 1 ? ", 1 day old" : ", " + days + " days old"));
    if (each.hasMend()) {
      mend(each.getMend());
    }
  }

  /** How many there are. */
  void count(int breaks) {
    out.println();
    out.println(say("共 " + breaks + " 处差异", breaks == 1 ? "1 break" : breaks + " breaks"));
  }

  /** How far a mending is, and who wanted it. */
  void mend(Mend mend) {
    indented(
        switch (mend.getState()) {
              case MEND_STATE_PREPARED ->
                  say("已提出，待第二人批准", "prepared, a second person must approve");
              case MEND_STATE_APPROVED -> say("已批准，正在执行", "approved, being carried out");
              case MEND_STATE_DONE -> say("已处理", "done");
              case MEND_STATE_MOOT -> say("无需再处理", "nothing was left to do");
              case MEND_STATE_UNSPECIFIED, UNRECOGNIZED -> "?";
            }
            + say("：", ": ")
            + mending(mend.getMending())
            + " "
            + mend.getSettlementId());
    indented(
        say("提出 ", "prepared by ")
            + mend.getPreparerId()
            + (mend.getApproverId().isEmpty()
                ? ""
                : say("，批准 ", ", approved by ") + mend.getApproverId())
            + (mend.getReversalId().isEmpty()
                ? ""
                : say("，撤销编号 ", ", reversal ") + mend.getReversalId()));
  }

  static Instant time(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  /** A time as clocks on the wall show it. */
  static String minute(Instant time) {
    return time.atZone(SettlementDesk.CIVIL_ZONE)
        .toLocalDateTime()
        .truncatedTo(ChronoUnit.MINUTES)
        .toString()
        .replace('T', ' ');
  }

  private void indented(String text) {
    DisplayWidth.wrap(text.replaceAll(" +", " "), Terminal.COLUMNS_MAX - INDENT_COLUMNS)
        .forEach(part -> out.println(" ".repeat(INDENT_COLUMNS) + part));
  }

  private String say(String zh, String en) {
    return language.of(zh, en);
  }

  private String kind(BreakKind kind) {
    return switch (kind) {
      case BREAK_KIND_MISSING_HERE -> say("我方无", "missing here");
      case BREAK_KIND_MISSING_THERE -> say("对方无", "missing there");
      case BREAK_KIND_DUPLICATE -> say("重复", "duplicate");
      case BREAK_KIND_AMOUNT_DIFFERS -> say("金额不符", "amount differs");
      case BREAK_KIND_REVERSED_ON_ONE_SIDE -> say("单边撤销", "reversed once");
      case BREAK_KIND_WRONG_DAY -> say("日期不符", "wrong day");
      case BREAK_KIND_ROUNDING -> say("尾差", "rounding");
      case BREAK_KIND_AMBIGUOUS -> say("无法确定", "ambiguous");
      case BREAK_KIND_UNEXPLAINED -> say("未解释", "unexplained");
      case BREAK_KIND_UNSPECIFIED, UNRECOGNIZED -> "?";
    };
  }

  private String alone(StandsAlone alone) {
    return switch (alone) {
      case STANDS_ALONE_GATEWAY ->
          say("医院与医保一致，网关一方不同", "hospital and insurer agree, the gateway stands alone");
      case STANDS_ALONE_HOSPITAL ->
          say("网关与医保一致，医院一方不同", "gateway and insurer agree, the hospital stands alone");
      case STANDS_ALONE_INSURER ->
          say("网关与医院一致，医保一方不同", "gateway and hospital agree, the insurer stands alone");
      case STANDS_ALONE_EACH -> say("三方各异", "each says something else");
      case STANDS_ALONE_UNKNOWN -> say("第三方对账单未涉及此差异", "the third statement does not speak of it");
      case STANDS_ALONE_UNSPECIFIED, UNRECOGNIZED -> "?";
    };
  }

  private String mending(Mending mending) {
    return switch (mending) {
      case MENDING_UNDO -> say("冲正我方结算", "undo the settlement here");
      case MENDING_REVERSE -> say("撤销我方结算", "reverse the settlement here");
      case MENDING_ASK_TO_REPEAT -> say("请医院以原请求号重发", "ask the hospital to repeat the request id");
      case MENDING_ASK_TO_CORRECT -> say("请对方更正", "ask the other side to correct its books");
      case MENDING_CLARIFY -> say("人工核查", "somebody must look");
      case MENDING_UNSPECIFIED, UNRECOGNIZED -> "?";
    };
  }

  /** One break as a row. */
  static String csv(Break each) {
    return String.join(
            ",",
            List.of(
                each.getBreakId(),
                each.getKind().name(),
                Yuan.format(each.getFundFen()).replace(",", ""),
                Yuan.format(each.getBillFen()).replace(",", ""),
                each.getFirstDifference(),
                each.getMending().name(),
                each.getLinesList().stream()
                    .map(line -> Integer.toString(line.getLineNumber()))
                    .collect(Collectors.joining(" ")),
                each.getEntriesList().stream()
                    .map(BreakEntry::getSettlementId)
                    .collect(Collectors.joining(" ")),
                cell(
                    each.getEntriesList().stream()
                        .map(BreakEntry::getRequestId)
                        .collect(Collectors.joining(" "))),
                each.getStandsAlone()
                    .name()
                    .replace("STANDS_ALONE_", "")
                    .replace("UNSPECIFIED", "")))
        + "\r\n";
  }

  /** Request ids are anybody's text: quoted, and never the beginning of a formula. */
  private static String cell(String text) {
    String safe = text.matches("[=+\\-@].*") ? "'" + text : text;
    return "\"" + safe.replace("\"", "\"\"") + "\"";
  }
}
