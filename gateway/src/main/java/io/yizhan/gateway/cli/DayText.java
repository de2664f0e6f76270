package io.yizhan.gateway.cli;

import com.google.protobuf.Timestamp;
import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.money.Yuan;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.CashierShift;
import io.yizhan.proto.v1.DayDetail;
import io.yizhan.proto.v1.DayTotal;
import io.yizhan.proto.v1.PostingDay;
import io.yizhan.proto.v1.ShiftState;
import io.yizhan.proto.v1.ShiftTotal;
import io.yizhan.proto.v1.TotalFigure;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Posting days, totals, lines and shifts as tables of at most 80 columns. */
final class DayText {
  private static final ZoneId CIVIL_ZONE = ZoneId.of("Asia/Shanghai");
  private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
  private static final int BEARER_COLUMNS = 26;
  private static final int COUNT_COLUMNS = 5;
  private static final int AMOUNT_COLUMNS = 13;

  /** The widest count and the widest amount that a long has, with a blank before it. */
  private static final int WIDE_COLUMNS = 27;

  private static final int DATE_COLUMNS = 12;
  private static final int STATE_COLUMNS = 12;
  private static final int TIME_COLUMNS = 18;

  /** What stands for no fund, in both languages. */
  private static final Map<String, List<String>> NAMES =
      Map.of(
          "bill", List.of("费用总额", "bill"),
          "patient", List.of("个人负担", "patient"),
          "hospital", List.of("医院负担", "hospital"),
          "patient/account", List.of("　账户支付", "  by account"),
          "patient/deposit", List.of("　预交金支付", "  by deposit"),
          "patient/cash", List.of("　现金支付", "  cash"),
          "refund/deposit", List.of("退预交金", "deposit back"));

  private final Language language;
  private final PrintWriter out;
  private String heading = "";

  DayText(Language language, PrintWriter out) {
    this.language = language;
    this.out = out;
  }

  static String time(Timestamp time) {
    return MINUTE.format(
        Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).atZone(CIVIL_ZONE));
  }

  private void line(String text) {
    out.println(text.stripTrailing());
  }

  void daysHeading() {
    line(
        DisplayWidth.padRight(language.of("记账日", "day"), DATE_COLUMNS)
            + DisplayWidth.padRight(language.of("状态", "state"), STATE_COLUMNS)
            + DisplayWidth.padRight(language.of("开始关账", "closing"), TIME_COLUMNS)
            + DisplayWidth.padRight(language.of("已关账", "closed"), TIME_COLUMNS)
            + DisplayWidth.padLeft(language.of("笔数", "lines"), COUNT_COLUMNS * 2));
  }

  void day(PostingDay day) {
    line(
        DisplayWidth.padRight(WireDate.day(day.getPostingDate()).toString(), DATE_COLUMNS)
            + DisplayWidth.padRight(state(day), STATE_COLUMNS)
            + DisplayWidth.padRight(
                day.hasClosingTime() ? time(day.getClosingTime()) : "", TIME_COLUMNS)
            + DisplayWidth.padRight(
                day.hasClosedTime() ? time(day.getClosedTime()) : "", TIME_COLUMNS)
            + DisplayWidth.padLeft(
                day.hasClosedTime() ? Integer.toString(day.getLineCount()) : "",
                COUNT_COLUMNS * 2));
  }

  private String state(PostingDay day) {
    return switch (day.getState()) {
      case POSTING_DAY_STATE_OPEN -> language.of("未关", "open");
      case POSTING_DAY_STATE_CLOSING -> language.of("关账中", "closing");
      case POSTING_DAY_STATE_CLOSED -> language.of("已关", "closed");
      case POSTING_DAY_STATE_UNSPECIFIED, UNRECOGNIZED -> "?";
    };
  }

  /** The three figures beside each other, each with its label. */
  void figuresHeading() {
    line(
        DisplayWidth.padRight("", BEARER_COLUMNS)
            + label(withRefunds())
            + label(withoutRefunds())
            + label(live()));
  }

  private String withRefunds() {
    return language.of("含退费", "with refunds");
  }

  private String withoutRefunds() {
    return language.of("不含退费", "without refunds");
  }

  private String live() {
    return language.of("有效", "live");
  }

  private static String label(String text) {
    return DisplayWidth.padLeft(text, COUNT_COLUMNS + AMOUNT_COLUMNS);
  }

  /** One total, under a line that says whose it is where that changes. */
  void total(DayTotal total) {
    String whose =
        Stream.of(
                total.getHospitalId(),
                total.getInsuredRegionCode(),
                total.getAidCountyCode(),
                total.getSchemeCode(),
                total.getCareCode())
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining(" · "));
    if (!whose.equals(heading)) {
      heading = whose;
      line(whose);
    }
    figures(
        total.getBearerCode(), total.getWithRefunds(), total.getWithoutRefunds(), total.getLive());
  }

  private void figures(String bearer, TotalFigure with, TotalFigure without, TotalFigure live) {
    String name =
        language == Language.zh
            ? NAMES.getOrDefault(bearer, List.of(bearer, bearer)).get(0)
            : NAMES.getOrDefault(bearer, List.of(bearer, bearer)).get(1);
    if (DisplayWidth.of(name) <= BEARER_COLUMNS - 2 && fits(with) && fits(without) && fits(live)) {
      line(
          DisplayWidth.padRight("  " + name, BEARER_COLUMNS)
              + figure(with)
              + figure(without)
              + figure(live));
    } else {
      line("  " + name);
      wide(withRefunds(), with);
      wide(withoutRefunds(), without);
      wide(live(), live);
    }
  }

  /** Whether a blank stays before the count and before the amount. */
  private static boolean fits(TotalFigure figure) {
    return String.valueOf(figure.getLineCount()).length() < COUNT_COLUMNS
        && Yuan.format(figure.getAmountFen()).length() < AMOUNT_COLUMNS;
  }

  private void wide(String label, TotalFigure figure) {
    line(
        DisplayWidth.padRight("    " + label, BEARER_COLUMNS)
            + DisplayWidth.padLeft(
                String.format(Locale.ROOT, "%,d", figure.getLineCount()), WIDE_COLUMNS)
            + DisplayWidth.padLeft(Yuan.format(figure.getAmountFen()), WIDE_COLUMNS));
  }

  private static String figure(TotalFigure figure) {
    return DisplayWidth.padLeft(
            String.format(Locale.ROOT, "%d", figure.getLineCount()), COUNT_COLUMNS)
        + DisplayWidth.padLeft(Yuan.format(figure.getAmountFen()), AMOUNT_COLUMNS);
  }

  /** What the figures mean. */
  void figuresFooter(boolean isFinal) {
    line("");
    line(
        language.of(
            "含退费：结算、退费、更正合计；不含退费：只计结算；有效：期内未退的结算，含更正。",
            "With refunds: settlements, reversals, corrections. Without: settlements alone."));
    if (language == Language.en) {
      line("Live: settlements not reversed within the span, with their corrections.");
    }
    line(
        isFinal
            ? language.of("各日均已关账，以上不再变动。", "Every day is closed: these figures are final.")
            : language.of("有未关账的日期，以上仍会变动。", "Not every day is closed: these may change."));
  }

  /** One line of a day, in two rows. */
  void detail(DayDetail detail) {
    String kind =
        switch (detail.getKind()) {
          case DAY_LINE_KIND_SETTLEMENT -> language.of("结算", "settled");
          case DAY_LINE_KIND_REVERSAL -> language.of("退费", "reversal");
          case DAY_LINE_KIND_CORRECTION -> language.of("更正", "correction");
          case DAY_LINE_KIND_UNSPECIFIED, UNRECOGNIZED -> "?";
        };
    String first =
        DisplayWidth.padRight(WireDate.day(detail.getPostingDate()).toString(), DATE_COLUMNS)
            + DisplayWidth.padRight(kind, STATE_COLUMNS)
            + DisplayWidth.padRight(detail.getLineId(), 28)
            + (detail.getLive() ? language.of("有效 ", "live ") : "");
    if (DisplayWidth.of(first + detail.getBesideId()) <= Terminal.COLUMNS_MAX) {
      line(first + detail.getBesideId());
    } else {
      line(first);
      line(" ".repeat(DATE_COLUMNS + STATE_COLUMNS) + detail.getBesideId());
    }
    for (String row :
        DisplayWidth.wrap(
            detail.getHospitalId()
                + " "
                + detail.getCareCode()
                + "  "
                + detail.getBearersList().stream()
                    .map(each -> each.getBearerCode() + " " + Yuan.format(each.getAmountFen()))
                    .collect(Collectors.joining(", ")),
            Terminal.COLUMNS_MAX - 2)) {
      line("  " + row);
    }
  }

  /** The sheet that a cashier signs. */
  void shift(CashierShift shift) {
    line(
        language.of("交班单", "Shift sheet") + "  " + shift.getHospitalId() + "  #" + shift.getPart());
    line(
        language.of("收费员 ", "operator ")
            + shift.getOperatorId()
            + language.of("  窗口 ", "  terminal ")
            + shift.getTerminalId()
            + language.of("  班次 ", "  shift ")
            + shift.getShiftId());
    line(
        language.of("交班时间 ", "closed at ")
            + time(shift.getClosingTime())
            + (shift.getState() == ShiftState.SHIFT_STATE_CLOSED
                ? ""
                : language.of("  （关账中，请稍后再打印）", "  (closing: print it again later)")));
    line("");
    figuresHeading();
    for (ShiftTotal total : shift.getTotalsList()) {
      figures(
          total.getBearerCode(),
          total.getWithRefunds(),
          total.getWithoutRefunds(),
          total.getLive());
    }
    line("");
    line(
        language.of(
            "收费员签名：____________  复核：____________", "Cashier: ____________  Checked: ____________"));
  }
}
