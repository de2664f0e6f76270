package io.yizhan.gateway.cli;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The columns of a file of lines, by their headings in Chinese, English or the national codes. */
final class StatementColumns {
  /** A column of what one fund pays, by its code: a national one, or as a policy names it. */
  private static final Pattern FUND =
      Pattern.compile("(?i:基金|fund_?)?([0-9]{6})|(?i:基金_?|fund_)([A-Za-z][A-Za-z0-9_.-]*)");

  /** Of the national file: nothing of these two is compared. */
  private static final List<String> PASSED_OVER = List.of("psn_no", "acct_pay");

  private final Map<Column, Integer> places = new EnumMap<>(Column.class);
  private final Map<String, Integer> funds = new LinkedHashMap<>();

  /** What stands above each place in the file. */
  private final Map<Integer, String> written = new HashMap<>();

  /** A column, with its headings. */
  enum Column {
    SETTLEMENT("结算编号", "结算id", "settlement_id", "setl_id"),
    REQUEST("请求号", "request_id", "msgid", "medins_setl_id"),
    INSURER("医保结算编号", "insurer_settlement_id"),
    ENCOUNTER("就诊号", "就诊id", "住院号", "encounter_id", "mdtrt_id"),
    KIND("证件类型", "document_kind", "kind"),
    NUMBER("证件号码", "身份证号", "document_number", "id_number", "certno"),
    REFUND("退费", "退费标志", "refund", "refd_setl_flag"),
    DATE("日期", "结算日期", "date", "settle_date"),
    BILL("医疗费总额", "总费用", "bill", "total", "medfee_sumamt"),
    FUND_SUM("基金支付", "基金支付总额", "报销金额", "fund", "fund_pay_sumamt");

    private final String headings;

    Column(String... headings) {
      this.headings = String.join("|", headings);
    }

    private List<String> headings() {
      return List.of(headings.split("\\|", -1));
    }

    private String shown() {
      return headings().get(0) + " / " + english();
    }

    private String english() {
      return headings().stream().filter(each -> each.charAt(0) < 0x80).findFirst().orElseThrow();
    }
  }

  /** What the first row says. */
  record Reading(StatementColumns columns, List<String> problems) {}

  /** Reads headings; those that nobody knows are problems, and so is what is missing. */
  static Reading read(List<String> row) {
    StatementColumns columns = new StatementColumns();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      String written = row.get(i).replace("\uFEFF", "").strip();
      String heading = written.toLowerCase(Locale.ROOT).replace(' ', '_');
      if (!heading.isEmpty() && !PASSED_OVER.contains(heading)) {
        columns.written.put(i, written);
        columns.add(heading, i, problems);
      }
    }
    if (!columns.places.containsKey(Column.FUND_SUM)) {
      problems.add("缺少列 " + Column.FUND_SUM.shown() + "。The column must be there.");
    }
    return new Reading(columns, problems);
  }

  private void add(String heading, int place, List<String> problems) {
    Optional<Column> column =
        List.of(Column.values()).stream()
            .filter(each -> each.headings().contains(heading))
            .findFirst();
    var fund = FUND.matcher(written.getOrDefault(place, heading).replace(' ', '_'));
    Integer before;
    if (column.isPresent()) {
      before = places.put(column.get(), place);
    } else if (fund.matches()) {
      before = funds.put(fund.group(1) == null ? fund.group(2) : fund.group(1), place);
    } else {
      problems.add(notKnown(heading));
      return;
    }
    if (before != null) {
      problems.add(RosterColumns.twice(heading));
    }
  }

  /** A heading that is none of those there are, which are named by the first of each column. */
  private static String notKnown(String heading) {
    return "表头“"
        + heading
        + "”不认识，应为 "
        + named(column -> column.headings().get(0), "、")
        + " 之一，或某一基金的代码（610100、基金_代码）。The heading is not known: it must be one of "
        + named(Column::english, ", ")
        + ", or a fund's code (610100, fund_code).";
  }

  private static String named(Function<Column, String> name, String between) {
    return Stream.of(Column.values()).map(name).collect(Collectors.joining(between));
  }

  /** Whether the first row of a national file is headings after all. */
  static boolean isNationalHeading(List<String> row) {
    return !row.isEmpty() && row.get(0).toLowerCase(Locale.ROOT).equals("setl_id");
  }

  /** The codes of columns of what one fund pays. */
  List<String> funds() {
    return List.copyOf(funds.keySet());
  }

  /** A field of a line behind the heading that its column has in the file. */
  String shown(String field) {
    String name = field.replaceFirst("_fen$", "");
    return List.of(Column.values()).stream()
        .filter(each -> each.headings().contains(name))
        .findFirst()
        .map(each -> shown(name, places.get(each)))
        .orElseGet(() -> shown(name, funds.get(name)));
  }

  private String shown(String name, @Nullable Integer place) {
    String heading = place == null ? name : written.getOrDefault(place, name);
    return heading.equalsIgnoreCase(name) ? name : name + " (" + heading + ")";
  }

  boolean has(Column column) {
    return places.containsKey(column);
  }

  /** The cell of a row; empty where the row has none. */
  String cell(List<String> row, Column column) {
    return cell(row, places.get(column));
  }

  /** What a fund pays, as it is written. */
  String fund(List<String> row, String code) {
    return cell(row, funds.get(code));
  }

  private static String cell(List<String> row, @Nullable Integer place) {
    return place == null || place >= row.size() ? "" : plain(row.get(place));
  }

  /** Without what spreadsheets put around a number to keep it a text. */
  private static String plain(String cell) {
    String text = cell.strip();
    if (text.startsWith("=\"") && text.endsWith("\"") && text.length() > 2) {
      text = text.substring(2, text.length() - 1);
    }
    return text.startsWith("'") ? text.substring(1).strip() : text.strip();
  }
}
