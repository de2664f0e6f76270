package io.yizhan.policy;

import io.yizhan.claim.BillPart;
import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Items;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Reads the layers of a document with their tables. */
final class LayerReader {
  private static final Set<String> FIELDS =
      Set.of(
          "layer",
          "fund",
          "stage",
          "amount",
          "when",
          "needs",
          "counts",
          "over",
          "bands_from",
          "threshold",
          "rate",
          "band",
          "cap",
          "columns",
          "rows",
          "otherwise",
          "fills",
          "cite",
          "assumed");

  private final IssueLog log;
  private final BiConsumer<String, PolicyNode> assumptionReader;
  private final CellReader cells;
  private final RowReader rowReader;

  LayerReader(IssueLog log, Set<String> sources, BiConsumer<String, PolicyNode> assumptionReader) {
    this.log = log;
    this.assumptionReader = assumptionReader;
    this.cells = new CellReader(log);
    this.rowReader = new RowReader(log, sources, cells);
  }

  /** Assumptions that stand in the place of a row's clause. */
  List<PolicyTable.Assumption> cellAssumptions() {
    return rowReader.cellAssumptions();
  }

  List<PolicyTable.Layer> layers(PolicyNode node) {
    List<PolicyTable.Layer> layers = new ArrayList<>();
    if (!(node instanceof Items items)) {
      log.error(node.line(), "NOT_A_LIST", "layers 要写成列表。", "layers must be a list.");
      return layers;
    }
    items.values().forEach(item -> layer(item).ifPresent(layers::add));
    return layers;
  }

  private Optional<PolicyTable.Layer> layer(PolicyNode node) {
    FieldReader fields = FieldReader.of(node, log, "layer");
    Optional<PolicyTable.Name> name = fields.requireText("layer").flatMap(text -> name(text, log));
    String label = name.map(PolicyTable.Name::key).orElse("?");
    String fund = fields.requireText("fund").map(PolicyTable.Text::value).orElse("");
    PolicyTable.Stage stage =
        fields
            .requireText("stage")
            .flatMap(
                text ->
                    word(
                        text,
                        Map.of(
                            "insurance", PolicyTable.Stage.INSURANCE, "aid", PolicyTable.Stage.AID),
                        log))
            .orElse(PolicyTable.Stage.AID);
    PolicyTable.Amount amount =
        fields
            .text("amount")
            .flatMap(
                text ->
                    word(
                        text,
                        Map.of(
                            "computed", PolicyTable.Amount.COMPUTED,
                            "supplied", PolicyTable.Amount.SUPPLIED,
                            "optional", PolicyTable.Amount.OPTIONAL),
                        log))
            .orElse(PolicyTable.Amount.COMPUTED);
    List<PolicyTable.Condition> when = fields.take("when").map(this::conditions).orElse(List.of());
    Optional<String> needs = fields.text("needs").map(text -> text.value().split("\\s+")[0]);
    List<String> assumed = new ArrayList<>();
    fields
        .take("assumed")
        .ifPresent(
            value -> {
              assumptionReader.accept("layer " + label, value);
              if (value instanceof PolicyNode.Fields mapping) {
                mapping.values().forEach(field -> assumed.add(assumedText(field)));
              }
            });
    RowReader.Defaults defaults = defaults(fields, amount);
    List<PolicyTable.Row> rows = rowReader.rows(fields, defaults, amount, label, assumed);
    PolicyTable.Otherwise otherwise = otherwise(fields, label, amount);
    List<BillPart> fills =
        fields.take("fills").map(cells::parts).orElseGet(() -> cells.partsCounted(rows));
    if (fills.isEmpty() && name.isPresent()) {
      log.error(
          node.line(),
          "FILLS_MISSING",
          "“" + label + "”要写 fills：可以付进哪些部分（in、first、over_limit、out）。",
          "'"
              + label
              + "' must say fills: the parts it may pay into (in, first, over_limit, out).");
    }
    Set<String> known = FIELDS;
    fields.refuseRest(known);
    return name.map(
        given ->
            new PolicyTable.Layer(
                given,
                fund.split("\\s+")[0],
                stage,
                amount,
                when,
                needs,
                defaults.over(),
                defaults.bandsFromThreshold(),
                fills,
                rows,
                otherwise,
                assumed,
                node.line()));
  }

  private static String assumedText(Field field) {
    return field.name() + "：" + (field.value() instanceof PolicyNode.Text text ? text.value() : "");
  }

  private RowReader.Defaults defaults(FieldReader fields, PolicyTable.Amount amount) {
    List<PolicyTable.Text> counts =
        fields.take("counts").map(node -> FieldReader.asTexts(node, log)).orElse(List.of());
    Optional<PolicyTable.Text> over = fields.text("over");
    boolean fromThreshold =
        fields
            .text("bands_from")
            .flatMap(text -> word(text, Map.of("threshold", true, "zero", false), log))
            .orElse(false);
    Optional<Long> threshold = fields.text("threshold").flatMap(cells::amount);
    Optional<List<PolicyTable.Band>> bands =
        fields
            .take("band")
            .map(cells::bands)
            .or(() -> fields.text("rate").flatMap(cells::rate).map(CellReader::oneBand));
    boolean unlimited =
        fields
            .text("cap")
            .map(
                text -> {
                  if (!text.value().equals("unlimited") && !text.value().equals("不限")) {
                    log.error(
                        text.line(),
                        "CAP_WITHOUT_ACCOUNT",
                        "限额要写明记在哪个累计账上，例如“cap IN”；没有限额写 cap: unlimited。",
                        "A cap must name its account, for example 'cap IN'; without one write cap:"
                            + " unlimited.");
                  }
                  return true;
                })
            .orElse(amount != PolicyTable.Amount.COMPUTED);
    List<PolicyTable.Cap> caps = new ArrayList<>();
    for (Field field : fields.takeStartingWith("cap ")) {
      FieldReader.asText(field.value(), log)
          .flatMap(text -> cells.cap(field.name().substring(4).strip(), text))
          .ifPresent(caps::add);
    }
    Optional<PolicyTable.Text> cite = fields.text("cite");
    Optional<String> account =
        over.map(PolicyTable.Text::value).filter(text -> !text.equals("visit"));
    boolean inColumn =
        fields.peekTexts("columns").stream()
            .anyMatch(heading -> heading.equals("threshold") || heading.equals("起付线"));
    boolean needsOver =
        inColumn || threshold.isPresent() || bands.map(list -> list.size() > 1).orElse(false);
    if (needsOver && over.isEmpty()) {
      log.error(
          fields.line(),
          "OVER_MISSING",
          "有起付线或分段，但没有写累计口径。写 over: visit（单次）或 over: 累计账名（全年累计）。",
          "There is a threshold or a band but not over what. Write over: visit (each claim) or over:"
              + " ACCOUNT (accumulating).");
    }
    return new RowReader.Defaults(
        counts, account, fromThreshold, threshold, bands, caps, unlimited, cite);
  }

  private PolicyTable.Otherwise otherwise(
      FieldReader fields, String label, PolicyTable.Amount amount) {
    Optional<PolicyTable.Text> text = fields.text("otherwise");
    if (text.isEmpty()) {
      if (amount == PolicyTable.Amount.COMPUTED) {
        log.error(
            fields.line(),
            "OTHERWISE_MISSING",
            "“" + label + "”没有写“其余情形”。写 otherwise: none（不享受）或 otherwise: refuse（拒绝计算）。",
            "'"
                + label
                + "' does not say what happens otherwise. Write otherwise: none or otherwise:"
                + " refuse.");
      }
      return PolicyTable.Otherwise.NONE;
    }
    return word(
            text.get(),
            Map.of("none", PolicyTable.Otherwise.NONE, "refuse", PolicyTable.Otherwise.REFUSE),
            log)
        .orElse(PolicyTable.Otherwise.NONE);
  }

  private List<PolicyTable.Condition> conditions(PolicyNode node) {
    List<PolicyTable.Condition> conditions = new ArrayList<>();
    for (Field field : FieldReader.of(node, log, "when").takeRest()) {
      Optional<Fact> fact =
          Arrays.stream(Fact.values()).filter(known -> known.isNamed(field.name())).findFirst();
      if (fact.isEmpty()) {
        List<String> known = Arrays.stream(Fact.values()).map(Fact::code).toList();
        log.unknown(field.line(), "条件", "condition", field.name(), known);
        continue;
      }
      rowReader.condition(fact.get(), field.value()).ifPresent(conditions::add);
    }
    return conditions;
  }

  /** A name introduced as {@code key 中文}. */
  static Optional<PolicyTable.Name> name(PolicyTable.Text text, IssueLog log) {
    String[] parts = text.value().split("\\s+", 2);
    if (!parts[0].matches("[A-Za-z][A-Za-z0-9_]{0,63}") || parts.length < 2) {
      log.error(
          text.line(),
          "BAD_NAME",
          "“" + text.value() + "”要写成“英文名 中文名”，例如 dibao 低保。",
          "'" + text.value() + "' must be a key and a Chinese name, for example dibao 低保.");
      return Optional.empty();
    }
    return Optional.of(new PolicyTable.Name(parts[0], parts[1], text.line()));
  }

  /** One of a few words; an error names the nearest. */
  static <T> Optional<T> word(PolicyTable.Text text, Map<String, T> words, IssueLog log) {
    Optional<T> found = Optional.ofNullable(words.get(text.value()));
    if (found.isEmpty()) {
      log.unknown(text.line(), "选项", "choice", text.value(), words.keySet());
    }
    return found;
  }
}
