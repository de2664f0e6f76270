package io.yizhan.policy;

import io.yizhan.claim.BillPart;
import io.yizhan.claim.Care;
import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Items;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a document's tree into a {@link PolicyTable}, or into the list of what is wrong with it.
 */
public final class PolicyReader {
  private static final Set<String> FIELDS =
      Set.of(
          "policy",
          "regions",
          "in_force",
          "chosen_by",
          "benefit_year",
          "rounding",
          "assumed",
          "sources",
          "identities",
          "diseases",
          "accounts",
          "facts",
          "figures",
          "groups",
          "parts",
          "items",
          "quotas",
          "identity_on",
          "order_of_claims",
          "layers");

  private static final PolicyTable.Rounding ROUNDING =
      new PolicyTable.Rounding(PolicyTable.Mode.HALF_UP, 1, false);

  private final IssueLog log;
  private final String file;
  private final List<PolicyTable.Assumption> assumptions = new ArrayList<>();

  private PolicyReader(String file) {
    this.file = file;
    this.log = new IssueLog(file);
  }

  /**
   * What was read.
   *
   * @param table empty when an error prevents it
   * @param issues errors and warnings
   */
  public record Reading(Optional<PolicyTable> table, List<PolicyIssue> issues) {}

  /** Reads a document. */
  public static Reading read(String file, PolicyNode document) {
    PolicyReader reader = new PolicyReader(file);
    Optional<PolicyTable> table = reader.readTable(document);
    boolean usable = !reader.log.hasErrors();
    return new Reading(usable ? table : Optional.empty(), reader.log.issues());
  }

  private Optional<PolicyTable> readTable(PolicyNode document) {
    FieldReader fields = FieldReader.of(document, log, "政策文件 the policy");
    Optional<PolicyTable.Name> name = fields.requireText("policy").flatMap(this::name);
    List<PolicyTable.Region> regions =
        fields.require("regions").map(this::regions).orElse(List.of());
    Optional<DateSpan> inForce = fields.requireText("in_force").flatMap(this::span);
    Map<Care, DateBasis> chosenBy =
        fields.require("chosen_by").map(this::chosenBy).orElse(Map.of());
    Optional<MonthDay> yearStart = fields.requireText("benefit_year").flatMap(this::monthDay);
    PolicyTable.Rounding rounding =
        fields.requireText("rounding").map(this::rounding).orElse(ROUNDING);
    fields
        .text("order_of_claims")
        .ifPresent(text -> LayerReader.word(text, Map.of("arrival", true), log));
    fields.take("assumed").ifPresent(node -> readAssumptions("policy", node));
    Map<String, PolicyTable.Source> sources =
        fields.require("sources").map(this::sources).orElse(Map.of());
    List<PolicyTable.Name> identities =
        fields.require("identities").map(this::names).orElse(List.of());
    List<PolicyTable.Disease> diseases =
        fields.take("diseases").map(this::diseases).orElse(List.of());
    List<PolicyTable.Account> accounts =
        fields.take("accounts").map(this::accounts).orElse(List.of());
    Definitions own = new DefinitionsReader(log).read(fields);
    LayerReader layerReader =
        new LayerReader(log, sources.keySet(), subjects(own, accounts), this::readAssumptions);
    List<PolicyTable.Layer> layers =
        fields.require("layers").map(layerReader::layers).orElse(List.of());
    assumptions.addAll(layerReader.cellAssumptions());
    fields.refuseRest(FIELDS);
    if (name.isEmpty() || inForce.isEmpty() || yearStart.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new PolicyTable(
            file,
            name.get().key(),
            name.get().nameZh(),
            regions,
            inForce.get(),
            chosenBy,
            yearStart.get(),
            rounding,
            sources,
            identities,
            diseases,
            accounts,
            layers,
            assumptions,
            own));
  }

  /** What conditions may be on: facts, accounts, parts of the bill. */
  private static Set<String> subjects(Definitions own, List<PolicyTable.Account> accounts) {
    Set<String> subjects = new TreeSet<>(Set.of("base", "本次基数", "bill", "总费用"));
    for (Fact fact : Fact.values()) {
      subjects.add(fact.code());
      subjects.add(fact.nameZh());
    }
    own.facts().forEach(fact -> addBoth(subjects, fact.name()));
    accounts.forEach(account -> addBoth(subjects, account.name()));
    own.parts().forEach(part -> addBoth(subjects, part.name()));
    for (BillPart part : BillPart.values()) {
      subjects.add(part.code());
      subjects.add(part.nameZh());
    }
    return subjects;
  }

  private static void addBoth(Set<String> subjects, PolicyTable.Name name) {
    subjects.add(name.key());
    subjects.add(name.nameZh());
  }

  /** A name introduced as {@code key 中文}. */
  private Optional<PolicyTable.Name> name(PolicyTable.Text text) {
    return LayerReader.name(text, log);
  }

  private List<PolicyTable.Name> names(PolicyNode node) {
    List<PolicyTable.Name> names = new ArrayList<>();
    for (PolicyTable.Text text : FieldReader.asTexts(node, log)) {
      name(text).ifPresent(names::add);
    }
    return names;
  }

  private List<PolicyTable.Region> regions(PolicyNode node) {
    List<PolicyTable.Region> regions = new ArrayList<>();
    for (PolicyTable.Text text : FieldReader.asTexts(node, log)) {
      String[] parts = text.value().split("\\s+", 2);
      if (!parts[0].matches("[0-9]{2}|[0-9]{4}|[0-9]{6}")) {
        log.error(
            text.line(),
            "BAD_REGION",
            "行政区划代码“" + parts[0] + "”要写 2、4 或 6 位数字。",
            "Division code '" + parts[0] + "' must have 2, 4 or 6 digits.");
        continue;
      }
      regions.add(new PolicyTable.Region(parts[0], parts.length > 1 ? parts[1] : parts[0]));
    }
    return regions;
  }

  /** {@code 2010-03-15 .. 2016-06-30} or {@code 2016-07-01 ..}. */
  private Optional<DateSpan> span(PolicyTable.Text text) {
    String[] ends = text.value().split("\\.\\.", -1);
    if (ends.length != 2) {
      log.error(
          text.line(),
          "BAD_SPAN",
          "执行日期要写成 2010-03-15 .. 2016-06-30，或 2016-07-01 ..（至今）。",
          "in_force must read 2010-03-15 .. 2016-06-30, or 2016-07-01 .. while it goes on.");
      return Optional.empty();
    }
    Optional<LocalDate> from = FieldReader.day(ends[0], text.line(), log);
    boolean open = ends[1].isBlank();
    Optional<LocalDate> to = open ? Optional.empty() : FieldReader.day(ends[1], text.line(), log);
    if (from.isEmpty() || (!open && to.isEmpty())) {
      return Optional.empty();
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

  private Map<Care, DateBasis> chosenBy(PolicyNode node) {
    Map<Care, DateBasis> chosen = new EnumMap<>(Care.class);
    FieldReader fields = FieldReader.of(node, log, "chosen_by");
    for (Field field : fields.takeRest()) {
      Optional<Care> care = Care.parse(field.name());
      if (care.isEmpty()) {
        List<String> known = Arrays.stream(Care.values()).map(Care::code).toList();
        log.unknown(field.line(), "就医类型", "care type", field.name(), known);
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
        care.nameZh() + "不能按“" + text.value() + "”判定；住院写 admission 或 discharge，门诊写 visit。",
        care.code()
            + " cannot be decided by '"
            + text.value()
            + "'; write admission or discharge for inpatient, visit for outpatient.");
    return Optional.empty();
  }

  private Optional<MonthDay> monthDay(PolicyTable.Text text) {
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
        "年度起始日“" + text.value() + "”要写月-日，例如 01-01。",
        "benefit_year '" + text.value() + "' must be month-day, for example 01-01.");
    return Optional.empty();
  }

  /** {@code half-up 0.01 each_claim}: the way, the unit, and whether the year's sum is rounded. */
  private PolicyTable.Rounding rounding(PolicyTable.Text text) {
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

  private Map<String, PolicyTable.Source> sources(PolicyNode node) {
    Map<String, PolicyTable.Source> sources = new LinkedHashMap<>();
    for (Field field : FieldReader.of(node, log, "sources").takeRest()) {
      FieldReader source = FieldReader.of(field.value(), log, "sources." + field.name());
      Optional<PolicyTable.Text> title = source.requireText("title");
      Optional<PolicyTable.Text> readIn = source.requireText("read_in");
      Optional<LocalDate> checkedOn =
          source
              .requireText("checked_on")
              .flatMap(text -> FieldReader.day(text.value(), text.line(), log));
      source.refuseRest(Set.of("title", "read_in", "checked_on"));
      if (title.isPresent() && readIn.isPresent() && checkedOn.isPresent()) {
        sources.put(
            field.name(),
            new PolicyTable.Source(title.get().value(), readIn.get().value(), checkedOn.get()));
      }
    }
    return sources;
  }

  private List<PolicyTable.Disease> diseases(PolicyNode node) {
    List<PolicyTable.Disease> diseases = new ArrayList<>();
    if (!(node instanceof Items items)) {
      log.error(node.line(), "NOT_A_LIST", "diseases 要写成列表。", "diseases must be a list.");
      return diseases;
    }
    for (PolicyNode item : items.values()) {
      FieldReader fields = FieldReader.of(item, log, "diseases");
      Optional<PolicyTable.Name> disease = fields.requireText("disease").flatMap(this::name);
      Optional<PolicyTable.Name> form = fields.requireText("form").flatMap(this::name);
      Optional<PolicyTable.Text> cite = fields.requireText("cite");
      fields.refuseRest(Set.of("disease", "form", "cite"));
      if (disease.isPresent() && form.isPresent() && cite.isPresent()) {
        diseases.add(
            new PolicyTable.Disease(disease.get(), form.get(), cite.get().value(), item.line()));
      }
    }
    return diseases;
  }

  private List<PolicyTable.Account> accounts(PolicyNode node) {
    List<PolicyTable.Account> accounts = new ArrayList<>();
    for (Field field : FieldReader.of(node, log, "accounts").takeRest()) {
      FieldReader fields = FieldReader.of(field.value(), log, "accounts." + field.name());
      Optional<PolicyTable.Name> name = name(new PolicyTable.Text(field.name(), field.line()));
      List<PolicyTable.Text> adds =
          fields.require("adds").map(value -> FieldReader.asTexts(value, log)).orElse(List.of());
      Optional<PolicyTable.Owner> owner =
          fields
              .requireText("of")
              .flatMap(
                  text ->
                      LayerReader.word(
                          text,
                          Map.of(
                              "person", PolicyTable.Owner.PERSON,
                              "household", PolicyTable.Owner.HOUSEHOLD,
                              "fund", PolicyTable.Owner.FUND),
                          log));
      Optional<PolicyTable.Period> period =
          fields
              .requireText("per")
              .flatMap(
                  text ->
                      LayerReader.word(
                          text,
                          Map.of(
                              "year", PolicyTable.Period.YEAR,
                              "life", PolicyTable.Period.LIFE,
                              "encounter", PolicyTable.Period.ENCOUNTER),
                          log));
      Optional<Boolean> noneIfShort =
          fields
              .text("if_short")
              .flatMap(text -> LayerReader.word(text, Map.of("none", true, "part", false), log));
      Optional<String> by = fields.text("by").map(PolicyTable.Text::value);
      List<PolicyTable.Condition> when =
          fields.take("when").map(new ConditionReader(log)::conditions).orElse(List.of());
      fields.refuseRest(Set.of("adds", "of", "per", "by", "when", "if_short"));
      if (owner.equals(Optional.of(PolicyTable.Owner.FUND)) && noneIfShort.isEmpty()) {
        log.error(
            field.line(),
            "IF_SHORT_MISSING",
            "资金账户“" + field.name() + "”要写 if_short：none（不足就不付）或 part（付到为止）。",
            "Fund account '" + field.name() + "' must say if_short: none or part.");
      }
      if (name.isPresent() && owner.isPresent() && period.isPresent()) {
        accounts.add(
            new PolicyTable.Account(
                name.get(),
                adds,
                owner.get(),
                period.get(),
                by,
                when,
                noneIfShort.orElse(false),
                field.line()));
      }
    }
    return accounts;
  }

  private void readAssumptions(String place, PolicyNode node) {
    for (Field field : FieldReader.of(node, log, "assumed").takeRest()) {
      FieldReader.asText(field.value(), log)
          .ifPresent(
              text ->
                  assumptions.add(
                      new PolicyTable.Assumption(place, field.name(), text.value(), field.line())));
    }
  }
}
