package io.yizhan.policy;

import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Items;
import io.yizhan.policy.PolicyTable.Name;
import io.yizhan.policy.PolicyTable.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what a document defines for itself. */
final class DefinitionsReader {
  private static final String RECORD = "record ";

  private static final Set<String> NONE = Set.of("none", "无");

  private final IssueLog log;
  private final CellReader cells;
  private final ConditionReader conditions;
  private final List<Name> figureNames = new ArrayList<>();
  private final List<Name> groupNames = new ArrayList<>();

  /** The names of what is found by either of its names alone. */
  record Names(List<Name> figures, List<Name> groups) {}

  DefinitionsReader(IssueLog log) {
    this.log = log;
    this.cells = new CellReader(log);
    this.conditions = new ConditionReader(log);
  }

  /** The names of figures and groups, as they were introduced. */
  Names names() {
    return new Names(figureNames, groupNames);
  }

  Definitions read(FieldReader fields) {
    List<Definitions.Fact> facts = new ArrayList<>();
    fields
        .take("facts")
        .ifPresent(
            node ->
                FieldReader.of(node, log, "facts")
                    .takeRest()
                    .forEach(field -> fact(field).ifPresent(facts::add)));
    Map<String, Text> figures = new LinkedHashMap<>();
    Map<String, List<String>> groups = new LinkedHashMap<>();
    for (Field field : rest(fields, "figures")) {
      Optional<Text> figure = FieldReader.asText(field.value(), log);
      figure
          .filter(text -> cells.amount(text).isPresent())
          .ifPresent(
              text ->
                  bothNames(field, figureNames).forEach(name -> figures.putIfAbsent(name, text)));
    }
    for (Field field : rest(fields, "groups")) {
      List<String> words =
          FieldReader.asTexts(field.value(), log).stream().map(Text::value).toList();
      bothNames(field, groupNames).forEach(name -> groups.putIfAbsent(name, words));
    }
    List<Definitions.Part> parts = new ArrayList<>();
    for (Field field : rest(fields, "parts")) {
      Optional<Name> name = LayerReader.name(new Text(field.name(), field.line()), log);
      Optional<Text> from = FieldReader.asText(field.value(), log);
      if (name.isPresent() && from.isPresent()) {
        parts.add(new Definitions.Part(name.get(), from.get().value()));
      }
    }
    List<Definitions.ItemSplit> items = new ArrayList<>();
    rest(fields, "items").forEach(field -> item(field).ifPresent(items::add));
    List<Definitions.Quota> quotas = new ArrayList<>();
    fields.take("quotas").ifPresent(node -> quotas(node, quotas, figures));
    boolean eachDay =
        fields
            .text("identity_on")
            .flatMap(
                text -> LayerReader.word(text, Map.of("judged_day", false, "each_day", true), log))
            .orElse(false);
    boolean byService =
        fields
            .text("order_of_claims")
            .flatMap(text -> LayerReader.word(text, Map.of("arrival", false, "service", true), log))
            .orElse(false);
    return new Definitions(facts, figures, groups, parts, items, quotas, eachDay, byService);
  }

  private List<Field> rest(FieldReader fields, String name) {
    return fields
        .take(name)
        .map(node -> FieldReader.of(node, log, name).takeRest())
        .orElse(List.of());
  }

  private List<String> bothNames(Field field, List<Name> introduced) {
    Optional<Name> name = LayerReader.name(new Text(field.name(), field.line()), log);
    name.ifPresent(introduced::add);
    return name.map(given -> List.of(given.key(), given.nameZh())).orElse(List.of());
  }

  private Optional<Definitions.Fact> fact(Field field) {
    Optional<Name> name = LayerReader.name(new Text(field.name(), field.line()), log);
    FieldReader fields = FieldReader.of(field.value(), log, "facts." + field.name());
    Optional<PolicyNode> is = fields.require("is");
    Optional<Text> given = fields.text("default");
    fields.take("assumed");
    fields.take("cite");
    fields.refuseRest(Set.of("is", "default", "assumed", "cite"));
    if (name.isEmpty() || is.isEmpty()) {
      return Optional.empty();
    }
    if (is.get() instanceof Items items) {
      List<Name> words = new ArrayList<>();
      for (Text text : FieldReader.asTexts(items, log)) {
        LayerReader.name(text, log).ifPresent(words::add);
      }
      return fact(name.get(), Definitions.Kind.WORDS, words, given);
    }
    Optional<Text> kind = FieldReader.asText(is.get(), log);
    if (kind.isEmpty()) {
      return Optional.empty();
    }
    if (kind.get().value().startsWith(RECORD)) {
      given.ifPresent(
          text ->
              log.unknown(text.line(), "项目", "field", "default", Set.of("is", "assumed", "cite")));
      String record = kind.get().value().substring(RECORD.length()).strip().split("\\s+")[0];
      return Optional.of(
          new Definitions.Fact(
              name.get(), Definitions.Kind.RECORD, List.of(), record, Optional.empty()));
    }
    Map<String, Definitions.Kind> kinds =
        Map.of("number", Definitions.Kind.NUMBER, "amount", Definitions.Kind.AMOUNT);
    return LayerReader.word(kind.get(), kinds, log)
        .flatMap(found -> fact(name.get(), found, List.of(), given));
  }

  private Optional<Definitions.Fact> fact(
      Name name, Definitions.Kind kind, List<Name> words, Optional<Text> given) {
    given.ifPresent(text -> checkDefault(text, kind, words));
    return Optional.of(new Definitions.Fact(name, kind, words, "", given.map(Text::value)));
  }

  /** What holds when nobody says it must be something that could be said; {@code none} always. */
  private void checkDefault(Text text, Definitions.Kind kind, List<Name> words) {
    if (kind == Definitions.Kind.AMOUNT) {
      cells.amount(text);
    } else if (kind == Definitions.Kind.NUMBER) {
      String value = text.value();
      if (!value.matches("[0-9]{1,6}") || Long.parseLong(value) > PlanFact.NUMBER_MAX) {
        log.error(
            text.line(),
            "BAD_DEFAULT",
            "“" + Quoted.of(value) + "”不是次数：写 0 到 " + PlanFact.NUMBER_MAX + " 的整数。",
            "'"
                + Quoted.of(value)
                + "' is no count: write a whole number from 0 to "
                + PlanFact.NUMBER_MAX
                + ".");
      }
    } else if (!NONE.contains(text.value())
        && words.stream().noneMatch(word -> word.isNamed(text.value()))) {
      List<String> known = new ArrayList<>(NONE);
      words.forEach(word -> known.addAll(List.of(word.key(), word.nameZh())));
      log.unknown(text.line(), "词", "word", text.value(), known);
    }
  }

  /** {@code 乙类: {first: 10%, in: rest}}. */
  private Optional<Definitions.ItemSplit> item(Field field) {
    Optional<Name> name = LayerReader.name(new Text(field.name(), field.line()), log);
    Map<String, Integer> shares = new HashMap<>();
    String rest = "";
    for (Field share : FieldReader.of(field.value(), log, "items." + field.name()).takeRest()) {
      Optional<Text> text = FieldReader.asText(share.value(), log);
      if (text.isPresent() && text.get().value().equals("rest")) {
        ShareReader.checkOneRest(rest, share, log);
        rest = share.name();
      } else {
        text.flatMap(cells::rate).ifPresent(ppm -> shares.put(share.name(), ppm));
      }
    }
    if (rest.isEmpty()) {
      log.error(
          field.line(),
          "REST_MISSING",
          "“" + Quoted.of(field.name()) + "”没有写其余归哪一部分：把最后一部分写成 rest。",
          "'"
              + Quoted.of(field.name())
              + "' does not say where the rest goes: write rest for one part.");
    }
    String restPart = rest;
    return name.map(given -> new Definitions.ItemSplit(given, shares, restPart, field.line()));
  }

  private void quotas(PolicyNode node, List<Definitions.Quota> quotas, Map<String, Text> figures) {
    if (!(node instanceof Items items)) {
      log.error(node.line(), "NOT_A_LIST", "quotas 要写成列表。", "quotas must be a list.");
      return;
    }
    for (PolicyNode item : items.values()) {
      FieldReader fields = FieldReader.of(item, log, "quotas");
      List<PolicyTable.Condition> when =
          fields.take("when").map(conditions::conditions).orElse(List.of());
      Optional<Text> price = fields.requireText("price");
      Optional<Text> cite = fields.requireText("cite");
      fields.text(Quotations.SAYS);
      new Quotations(log, figures).values(item);
      fields.refuseRest(Set.of("when", "price", "cite", Quotations.SAYS));
      if (price.isPresent() && cite.isPresent()) {
        quotas.add(new Definitions.Quota(when, price.get(), cite.get().value(), item.line()));
      }
    }
  }
}
