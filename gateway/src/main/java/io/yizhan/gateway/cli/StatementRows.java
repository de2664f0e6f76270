package io.yizhan.gateway.cli;

import com.google.type.Date;
import io.yizhan.gateway.cli.StatementColumns.Column;
import io.yizhan.money.Yuan;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.StatementFund;
import io.yizhan.proto.v1.StatementLine;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes a line to send of a row; what is wrong is said in Chinese and English, by its line. */
final class StatementRows {
  /** Day 0 of a workbook's numbers. */
  private static final LocalDate WORKBOOK_EPOCH = LocalDate.of(1899, 12, 30);

  private static final long WORKBOOK_DAYS_MAX = 100_000;

  /** What a formula of a workbook may be off by, and still mean whole fen. */
  private static final BigDecimal FORMULA_NOISE = new BigDecimal("0.000001");

  /** No amount is longer as it is written. */
  private static final int AMOUNT_CHARACTERS_MAX = 64;

  /** A number as programs write it. A large exponent is a number of as many digits. */
  private static final Pattern NUMBER =
      Pattern.compile("[0-9]{1,18}(\\.[0-9]{1,32})?([Ee][+-]?[0-9]{1,2})?");

  /** What is shown of a cell that is wrong: nothing as long as a person's number, and no name. */
  private static final Pattern SHOWN = Pattern.compile("[-+0-9.,:/ ￥¥年月日元%xXeE]{1,14}");

  private static final Set<String> YES = Set.of("1", "是", "y", "yes", "true", "退费");
  private static final Set<String> NO = Set.of("", "0", "否", "n", "no", "false");

  private final StatementColumns columns;
  private final LocalDate day;

  StatementRows(StatementColumns columns, LocalDate day) {
    this.columns = columns;
    this.day = day;
  }

  /** What was made of a row; not to be sent where there are problems. */
  record Made(StatementLine line, List<String> problems) {}

  Made line(StatementFile.Cells row) {
    List<String> problems = new ArrayList<>();
    StatementLine.Builder line =
        StatementLine.newBuilder()
            .setLineNumber(row.line())
            .setSettlementId(columns.cell(row.cells(), Column.SETTLEMENT))
            .setRequestId(columns.cell(row.cells(), Column.REQUEST))
            .setInsurerSettlementId(columns.cell(row.cells(), Column.INSURER))
            .setEncounterId(columns.cell(row.cells(), Column.ENCOUNTER))
            .setSettleDate(date(row, problems))
            .setFundFen(amount(row, Column.FUND_SUM, problems));
    String number = columns.cell(row.cells(), Column.NUMBER);
    if (!number.isEmpty()) {
      String kind = columns.cell(row.cells(), Column.KIND);
      line.setPersonDocument(
          PersonDocument.newBuilder()
              .setKindCode(kind.isEmpty() ? "resident_id" : kind)
              .setNumber(number));
    }
    if (columns.has(Column.BILL)) {
      line.setBillFen(amount(row, Column.BILL, problems));
    }
    for (String fund : columns.funds()) {
      String text = columns.fund(row.cells(), fund);
      if (!text.isEmpty()) {
        line.addFunds(
            StatementFund.newBuilder()
                .setFundCode(fund)
                .setAmountFen(fen(row.line(), fund, text, problems)));
      }
    }
    if (problems.isEmpty()) {
      requireSum(row, line, problems);
      requireKey(row, line, problems);
    }
    return new Made(line.setRefund(isRefund(row, line, problems)).build(), problems);
  }

  /** A line by which nothing can be found is a total, or of something else. */
  private static void requireKey(
      StatementFile.Cells row, StatementLine.Builder line, List<String> problems) {
    boolean named =
        !line.getSettlementId().isEmpty()
            || !line.getRequestId().isEmpty()
            || !line.getInsurerSettlementId().isEmpty()
            || !line.getEncounterId().isEmpty()
            || line.hasPersonDocument();
    if (!named) {
      problem(
          problems,
          row.line(),
          "没有结算编号、请求号、医保结算编号、就诊号或证件号码，无从查找；合计行请删去",
          "has no settlement id, request id, insurer's id, encounter or document to find it by;"
              + " leave a line of totals out");
    }
  }

  /** Funds that a line names must be all that paid: what is left out has no fund to differ in. */
  private void requireSum(
      StatementFile.Cells row, StatementLine.Builder line, List<String> problems) {
    long sum = line.getFundsList().stream().mapToLong(StatementFund::getAmountFen).sum();
    if (line.getFundsCount() > 0 && sum != line.getFundFen()) {
      String funds = String.join(" + ", columns.funds());
      problem(
          problems,
          row.line(),
          columns.shown("fund")
              + " 应等于各基金之和："
              + Yuan.format(line.getFundFen())
              + " 与 "
              + funds
              + " 的 "
              + Yuan.format(sum)
              + "；每一种基金（慈善资金也是）都要有列",
          columns.shown("fund")
              + " must be the sum of its funds: it is "
              + Yuan.format(line.getFundFen())
              + ", but "
              + funds
              + " come to "
              + Yuan.format(sum)
              + "; every fund, a charity's too, needs its column");
    }
  }

  /**
   * Lines with negative amounts take something back; of lines without any the mark says it. Where
   * both speak they must say the same.
   */
  private boolean isRefund(
      StatementFile.Cells row, StatementLine.Builder line, List<String> problems) {
    String mark = columns.cell(row.cells(), Column.REFUND).toLowerCase(Locale.ROOT);
    if (!YES.contains(mark) && !NO.contains(mark)) {
      problem(
          problems,
          row.line(),
          columns.shown("refund") + " 应为 0 或 1，实为 " + was(mark, true),
          columns.shown("refund") + " must be 0 or 1, was " + was(mark, false));
    }
    boolean negative = line.getFundFen() < 0 || line.getBillFen() < 0;
    boolean positive = line.getFundFen() > 0 || line.getBillFen() > 0;
    boolean denied = !mark.isEmpty() && NO.contains(mark);
    if (negative ? positive || denied : positive && YES.contains(mark)) {
      problem(
          problems,
          row.line(),
          columns.shown("refund") + " 与金额正负矛盾：退费行的金额应为负，其他行为正",
          columns.shown("refund")
              + " must agree with the sign of the amounts: negative in a refund, positive in others");
    }
    return negative || (!positive && YES.contains(mark));
  }

  private static void problem(List<String> problems, int line, String zh, String en) {
    problems.add("第 " + line + " 行: " + zh + " / line " + line + ": " + en);
  }

  /** A cell for an error text: in a column too far it may be a person's name or number. */
  private static String was(String cell, boolean zh) {
    if (SHOWN.matcher(cell).matches()) {
      return "“" + cell + "”";
    }
    int length = cell.codePointCount(0, cell.length());
    return length == 0
        ? zh ? "空" : "empty"
        : zh ? length + " 个字符，不似所需" : length + " characters of another kind";
  }

  private long amount(StatementFile.Cells row, Column column, List<String> problems) {
    return fen(
        row.line(),
        column == Column.BILL ? "bill" : "fund",
        columns.cell(row.cells(), column),
        problems);
  }

  private long fen(int line, String name, String text, List<String> problems) {
    String plain = text.replace("￥", "").replace("¥", "");
    boolean negative = plain.startsWith("-");
    OptionalLong fen = OptionalLong.empty();
    if (plain.length() <= AMOUNT_CHARACTERS_MAX) {
      String digits = negative ? plain.substring(1) : plain;
      fen = Yuan.parsePrinted(digits);
      fen = fen.isEmpty() ? ofFormula(digits) : fen;
    }
    if (fen.isEmpty()) {
      problem(
          problems,
          line,
          columns.shown(name) + " 应为金额（元，至多两位小数），实为 " + was(text, true),
          columns.shown(name) + " must be yuan with at most two decimals, was " + was(text, false));
      return 0;
    }
    return negative ? -fen.getAsLong() : fen.getAsLong();
  }

  /** A workbook computes in binary: 0.1 + 0.2 is stored with 17 digits. */
  private static OptionalLong ofFormula(String text) {
    if (!NUMBER.matcher(text).matches()) {
      return OptionalLong.empty();
    }
    BigDecimal exact = new BigDecimal(text);
    BigDecimal rounded = exact.setScale(2, RoundingMode.HALF_UP);
    return exact.subtract(rounded).abs().compareTo(FORMULA_NOISE) < 0
        ? Yuan.parse(rounded.toPlainString())
        : OptionalLong.empty();
  }

  private Date date(StatementFile.Cells row, List<String> problems) {
    String text = columns.cell(row.cells(), Column.DATE);
    LocalDate read = day;
    if (!text.isEmpty()) {
      try {
        read = date(text);
      } catch (DateTimeException | NumberFormatException e) {
        problem(
            problems,
            row.line(),
            columns.shown("date") + " 应写作 2026-11-28，实为 " + was(text, true),
            columns.shown("date") + " must be written as 2026-11-28, was " + was(text, false));
      }
    }
    return WireDate.of(read);
  }

  /**
   * As people, the national interface and workbooks write days; a time behind it is passed over.
   */
  private static LocalDate date(String text) {
    String first = text.replace('/', '-').replace('T', ' ').split(" ", -1)[0];
    if (first.matches("[0-9]{8}")) {
      return LocalDate.of(
          Integer.parseInt(first.substring(0, 4)),
          Integer.parseInt(first.substring(4, 6)),
          Integer.parseInt(first.substring(6)));
    }
    if (first.matches("[0-9]{1,6}(\\.[0-9]{1,24})?")) {
      long days = new BigDecimal(first).longValue();
      if (days > WORKBOOK_DAYS_MAX) {
        throw new DateTimeException("too late");
      }
      return WORKBOOK_EPOCH.plusDays(days);
    }
    String[] parts = first.split("-", -1);
    if (parts.length != 3) {
      throw new DateTimeException("must be year, month, day");
    }
    return LocalDate.of(
        Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
  }
}
