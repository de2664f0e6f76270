package io.yizhan.policy;

import io.yizhan.claim.BillPart;
import io.yizhan.claim.Care;
import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Items;
import java.time.MonthDay;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads a document's tree into a {@link PolicyTable}, or into the list of what is wrong with it.
 */
public final class PolicyReader {
  static final Set<String> FIELDS =
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

  private final IssueLog log;
  private final Lineage lineage;
  private final List<PolicyTable.Assumption> assumptions = new ArrayList<>();

  private PolicyReader(Lineage lineage, boolean published) {
    this.lineage = lineage;
    this.log = new IssueLog(lineage.files().get(0), published);
  }

  /**
   * What was read.
   *
   * @param table empty when an error prevents it
   * @param issues errors and warnings
   */
  public record Reading(Optional<PolicyTable> table, List<PolicyIssue> issues) {}

  /** Reads a document with all that its editions change. */
  public static Reading read(EditionResolver.Resolution resolved) {
    return read(resolved, false);
  }

  /**
   * Reads a document that is published: what it says and could not be published with today, such as
   * two settings of which one is dropped, is a warning.
   */
  public static Reading readPublished(EditionResolver.Resolution resolved) {
    return read(resolved, true);
  }

  private static Reading read(EditionResolver.Resolution resolved, boolean published) {
    if (resolved.document().isEmpty()) {
      return new Reading(Optional.empty(), resolved.issues());
    }
    PolicyReader reader = new PolicyReader(resolved.lineage(), published);
    Optional<PolicyTable> table = reader.readTable(resolved.document().get());
    List<PolicyIssue> issues = new ArrayList<>(resolved.issues());
    reader.log.issues().forEach(issue -> issues.add(resolved.lineage().placed(issue)));
    boolean errors = issues.stream().anyMatch(PolicyIssue::error);
    return new Reading(errors ? Optional.empty() : table, issues);
  }

  private Optional<PolicyTable> readTable(PolicyNode document) {
    FieldReader fields = FieldReader.of(document, log, "政策文件 the policy");
    HeaderReader headers = new HeaderReader(log);
    Optional<PolicyTable.Name> name = fields.requireText("policy").flatMap(this::name);
    List<PolicyTable.Region> regions =
        fields.require("regions").map(headers::regions).orElse(List.of());
    Optional<DateSpan> inForce = fields.requireText("in_force").flatMap(headers::span);
    Map<Care, DateBasis> chosenBy =
        fields.require("chosen_by").map(headers::chosenBy).orElse(Map.of());
    Optional<MonthDay> yearStart = fields.requireText("benefit_year").flatMap(headers::monthDay);
    PolicyTable.Rounding rounding =
        fields.requireText("rounding").map(headers::rounding).orElse(HeaderReader.ROUNDING);
    fields.take("assumed").ifPresent(node -> readAssumptions("policy", node));
    Set<String> sourceLetters =
        fields.peek("sources").map(node -> EditionNodes.byName(node).keySet()).orElse(Set.of());
    List<String> introduced =
        Stream.of("facts", "accounts", "parts")
            .flatMap(section -> fields.peek(section).stream())
            .flatMap(node -> EditionNodes.byName(node).keySet().stream())
            .toList();
    Map<String, PolicyTable.Source> sources =
        fields.require("sources").map(headers::sources).orElse(Map.of());
    List<PolicyTable.Name> identities =
        fields.require("identities").map(this::names).orElse(List.of());
    List<PolicyTable.Disease> diseases =
        fields.take("diseases").map(this::diseases).orElse(List.of());
    List<PolicyTable.Account> accounts =
        fields.take("accounts").map(this::accounts).orElse(List.of());
    DefinitionsReader definitions = new DefinitionsReader(log);
    Definitions own = definitions.read(fields);
    LayerReader layerReader =
        new LayerReader(
            log,
            lineage,
            sourceLetters,
            subjects(own, accounts, introduced),
            own.figures(),
            this::readAssumptions);
    List<PolicyTable.Layer> layers =
        fields.require("layers").map(layerReader::layers).orElse(List.of());
    assumptions.addAll(layerReader.cellAssumptions());
    layerReader.checkRecords(
        own.facts().stream().map(Definitions.Fact::record).filter(r -> !r.isEmpty()).toList());
    new ConditionCheck(log, accounts, layers, own).check(chosenBy, definitions.names().groups());
    new Introductions(log, lineage)
        .check(
            identities,
            diseases,
            accounts.stream().map(PolicyTable.Account::name).toList(),
            layers.stream().map(PolicyTable.Layer::name).toList(),
            definitions.names(),
            own);
    fields.refuseRest(FIELDS);
    if (name.isEmpty() || inForce.isEmpty() || yearStart.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new PolicyTable(
            lineage.files().get(0),
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
            own,
            lineage));
  }

  /** What conditions may be on, facts, accounts, parts of the bill: each name with its key. */
  private static Map<String, String> subjects(
      Definitions own, List<PolicyTable.Account> accounts, List<String> introduced) {
    Map<String, String> subjects =
        new TreeMap<>(Map.of("base", "base", "本次基数", "base", "bill", "bill", "总费用", "bill"));
    // A name is known even where what it introduces was reported and left out.
    introduced.forEach(name -> List.of(name.split("\\s+", 2)).forEach(n -> subjects.put(n, n)));
    for (Fact fact : Fact.values()) {
      subjects.put(fact.code(), fact.code());
      subjects.put(fact.nameZh(), fact.code());
    }
    own.facts().forEach(fact -> addBoth(subjects, fact.name()));
    accounts.forEach(account -> addBoth(subjects, account.name()));
    own.parts().forEach(part -> addBoth(subjects, part.name()));
    for (BillPart part : BillPart.values()) {
      subjects.put(part.code(), part.code());
      subjects.put(part.nameZh(), part.code());
    }
    return subjects;
  }

  private static void addBoth(Map<String, String> subjects, PolicyTable.Name name) {
    subjects.put(name.key(), name.key());
    subjects.put(name.nameZh(), name.key());
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
      List<PolicyTable.Text> includes = texts(fields.take("includes"));
      List<PolicyTable.Text> adds =
          texts(includes.isEmpty() ? fields.require("adds") : fields.take("adds"));
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
      fields.refuseRest(Set.of("adds", "of", "per", "by", "when", "if_short", "includes"));
      if (owner.equals(Optional.of(PolicyTable.Owner.FUND)) && noneIfShort.isEmpty()) {
        log.error(
            field.line(),
            "IF_SHORT_MISSING",
            "资金账户“" + Quoted.of(field.name()) + "”要写 if_short：none（不足就不付）或 part（付到为止）。",
            "Fund account '" + Quoted.of(field.name()) + "' must say if_short: none or part.");
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
                includes,
                field.line()));
      }
    }
    return accounts;
  }

  private List<PolicyTable.Text> texts(Optional<PolicyNode> node) {
    return node.map(value -> FieldReader.asTexts(value, log)).orElse(List.of());
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
