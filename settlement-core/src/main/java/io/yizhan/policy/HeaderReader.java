package io.yizhan.policy;

import io.yizhan.claim.Care;
import io.yizhan.policy.PolicyNode.Field;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what a document says once for all of it: where, from when, by which day, from what. */
final class HeaderReader {
  static final Set<String> SOURCE_FIELDS = Set.of("title", "read_in", "checked_on");

  static final PolicyTable.Rounding ROUNDING =
      new PolicyTable.Rounding(PolicyTable.Mode.HALF_UP, 1, false);

  private final IssueLog log;

  /** No document of medical aid is older, and none is made for so far ahead. */
  private static final int YEAR_MIN = 1949;

  private static final int YEAR_MAX = 2099;

  HeaderReader(IssueLog log) {
    this.log = log;
  }

  List<PolicyTable.Region> regions(PolicyNode node) {
    List<PolicyTable.Region> regions = new ArrayList<>();
    for (PolicyTable.Text text : FieldReader.asTexts(node, log)) {
      String[] parts = text.value().split("\\s+", 2);
      if (!parts[0].matches("[0-9]{2}|[0-9]{4}|[0-9]{6}")) {
        log.error(
            text.line(),
            "BAD_REGION",
            "行政区划代码“" + Quoted.of(parts[0]) + "”要写 2、4 或 6 位数字。",
            "Division code '" + Quoted.of(parts[0]) + "' must have 2, 4 or 6 digits.");
        continue;
      }
      if (regions.stream().anyMatch(region -> region.digits().equals(parts[0]))) {
        log.error(
            text.line(),
            "WRITTEN_TWICE",
            "行政区划代码“" + parts[0] + "”写了两次，只留一次。",
            "Division code '" + parts[0] + "' is written twice; keep one.");
      }
      regions.add(new PolicyTable.Region(parts[0], parts.length > 1 ? parts[1] : parts[0]));
    }
    return regions;
  }

  /** {@code 2010-03-15 .. 2016-06-30} or {@code 2016-07-01 ..}. */
  Optional<DateSpan> span(PolicyTable.Text text) {
    String[] ends = text.value().split("\\.\\.", -1);
    Optional<String> meant = WrittenDays.span(text.value());
    boolean otherwise = meant.isPresent() && !text.value().matches("[0-9-]+\\s*\\.\\.[0-9\\s-]*");
    if (ends.length != 2 || otherwise) {
      badSpan(text, meant);
      return Optional.empty();
    }
    Optional<LocalDate> from = FieldReader.day(ends[0], text.line(), log);
    boolean open = ends[1].isBlank();
    Optional<LocalDate> to = open ? Optional.empty() : FieldReader.day(ends[1], text.line(), log);
    if (from.isEmpty() || (!open && to.isEmpty())) {
      return Optional.empty();
    }
    if (from.get().getYear() < YEAR_MIN || from.get().getYear() > YEAR_MAX) {
      log.mistake(
          text.line(),
          "BAD_SPAN",
          "起始日 " + from.get() + " 不像执行日期：年份在 " + YEAR_MIN + " 与 " + YEAR_MAX + " 之间。",
          "A first day of "
              + from.get()
              + " is hardly one: its year is from "
              + YEAR_MIN
              + " to "
              + YEAR_MAX
              + ".");
    }
    if (to.isPresent() && to.get().isBefore(from.get())) {
      log.error(
          text.line(),
          "SPAN_BACKWARDS",
          "终止日 " + to.get() + " 早于起始日 " + from.get() + "。",
          "The last day " + to.get() + " is before the first day " + from.get() + ".");
      return Optional.empty();
    }
    return Optional.of(new DateSpan(from.get(), to));
  }

  private void badSpan(PolicyTable.Text text, Optional<String> meant) {
    String written = Quoted.of(text.value());
    boolean open = meant.filter(span -> span.endsWith("..")).isPresent();
    log.error(
        text.line(),
        "BAD_SPAN",
        meant
            .map(
                span ->
                    "执行日期“"
                        + written
                        + "”要写成 "
                        + span
                        + (open ? "（至今；有止日的接着写在后面）。" : "（起日 .. 止日）。"))
            .orElse("执行日期“" + written + "”要写成 起日 .. 止日，或 起日 ..（至今）；日期写成 四位年-两位月-两位日。"),
        meant
            .map(
                span ->
                    "Write in_force '"
                        + written
                        + "' as "
                        + span
                        + (open ? " (while it goes on; a last day stands behind)." : "."))
            .orElse(
                "in_force '"
                    + written
                    + "' must read FIRST .. LAST, or FIRST .. while it goes on, each a day as"
                    + " YYYY-MM-DD."));
  }

  Map<Care, DateBasis> chosenBy(PolicyNode node) {
    Map<Care, DateBasis> chosen = new EnumMap<>(Care.class);
    Set<Care> seen = EnumSet.noneOf(Care.class);
    FieldReader fields = FieldReader.of(node, log, "chosen_by");
    for (Field field : fields.takeRest()) {
      Optional<Care> care = Care.parse(field.name());
      if (care.isEmpty()) {
        List<String> known = Arrays.stream(Care.values()).map(Care::code).toList();
        log.unknown(field.line(), "就医类型", "care type", field.name(), known);
        continue;
      }
      if (!seen.add(care.get())) {
        log.error(
            field.line(),
            "WRITTEN_TWICE",
            "“" + care.get().nameZh() + "”写了两次（“" + field.name() + "”也是它），只留一次。",
            "'" + care.get().code() + "' is written twice ('" + field.name() + "' too); keep one.");
        continue;
      }
      FieldReader.asText(field.value(), log)
          .flatMap(text -> basis(text, care.get()))
          .ifPresent(basis -> chosen.put(care.get(), basis));
    }
    return chosen;
  }

  private Optional<DateBasis> basis(PolicyTable.Text text, Care care) {
    for (DateBasis basis : DateBasis.values()) {
      if (!basis.code().equals(text.value()) && !basis.nameZh().equals(text.value())) {
        continue;
      }
      if ((basis == DateBasis.VISIT) != (care != Care.INPATIENT)) {
        break;
      }
      return Optional.of(basis);
    }
    log.error(
        text.line(),
        "BAD_DATE_BASIS",
        care.nameZh()
            + "不能按“"
            + Quoted.of(text.value())
            + "”判定；住院写 admission 或 discharge，门诊写 visit。",
        care.code()
            + " cannot be decided by '"
            + Quoted.of(text.value())
            + "'; write admission or discharge for inpatient, visit for outpatient.");
    return Optional.empty();
  }

  Optional<MonthDay> monthDay(PolicyTable.Text text) {
    try {
      if (text.value().matches("[0-9]{2}-[0-9]{2}")) {
        return Optional.of(MonthDay.parse("--" + text.value()));
      }
    } catch (DateTimeException e) {
      // Falls through to the one message for both kinds of mistake.
    }
    log.error(
        text.line(),
        "BAD_YEAR_START",
        "年度起始日“" + Quoted.of(text.value()) + "”要写月-日，例如 01-01。",
        "benefit_year '" + Quoted.of(text.value()) + "' must be month-day, for example 01-01.");
    return Optional.empty();
  }

  /** {@code half-up 0.01 each_claim}: the way, the unit, and whether the year's sum is rounded. */
  PolicyTable.Rounding rounding(PolicyTable.Text text) {
    String[] words = text.value().split("\\s+");
    Map<String, PolicyTable.Mode> modes =
        Map.of(
            "half-up", PolicyTable.Mode.HALF_UP,
            "half-even", PolicyTable.Mode.HALF_EVEN,
            "down", PolicyTable.Mode.DOWN);
    Map<String, Long> units = Map.of("0.01", 1L, "0.1", 10L, "1", 100L);
    Map<String, Boolean> totals = Map.of("each_claim", false, "year_total", true);
    if (words.length == 3
        && modes.containsKey(words[0])
        && units.containsKey(words[1])
        && totals.containsKey(words[2])) {
      return new PolicyTable.Rounding(
          modes.getOrDefault(words[0], ROUNDING.mode()),
          units.getOrDefault(words[1], ROUNDING.unitFen()),
          totals.getOrDefault(words[2], false));
    }
    log.error(
        text.line(),
        "BAD_ROUNDING",
        "rounding 要写“方式 单位 口径”：half-up、half-even 或 down；0.01、0.1 或 1；each_claim 或 year_total。",
        "rounding must be a way, a unit and a span: half-up, half-even or down; 0.01, 0.1 or 1;"
            + " each_claim or year_total.");
    return ROUNDING;
  }

  Map<String, PolicyTable.Source> sources(PolicyNode node) {
    Map<String, PolicyTable.Source> sources = new LinkedHashMap<>();
    for (Field field : FieldReader.of(node, log, "sources").takeRest()) {
      if (field.name().equals(RowReader.ASSUMED_PREFIX.strip())) {
        log.error(
            field.line(),
            "WRITTEN_TWICE",
            "来源不能叫“assumed”：依据栏里写 assumed 表示推定。请换一个字母。",
            "A source cannot be called 'assumed', which marks an assumption where rows cite; take"
                + " a letter.");
      }
      FieldReader source = FieldReader.of(field.value(), log, "sources." + field.name());
      Optional<PolicyTable.Text> title = source.requireText("title");
      Optional<PolicyTable.Text> readIn = source.requireText("read_in");
      Optional<LocalDate> checkedOn =
          source
              .requireText("checked_on")
              .flatMap(text -> FieldReader.day(text.value(), text.line(), log));
      source.refuseRest(SOURCE_FIELDS);
      if (title.isPresent() && readIn.isPresent() && checkedOn.isPresent()) {
        sources.put(
            field.name(),
            new PolicyTable.Source(
                title.get().value(), readIn.get().value(), checkedOn.get(), field.line()));
      }
    }
    return sources;
  }
}
