package io.yizhan.policy;

import io.yizhan.claim.Care;
import io.yizhan.money.Fen;
import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Items;
import io.yizhan.policy.PolicyTable.Text;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** Reads the layers of a document with their tables. */
final class LayerReader {
  static final Set<String> FIELDS =
      Set.of(
          "layer",
          "fund",
          "stage",
          "amount",
          "if_away",
          "differs",
          "when",
          "needs",
          "counts",
          "over",
          "bands_from",
          "threshold",
          "trigger",
          "own_at_most",
          "less",
          "earlier",
          "rate",
          "band",
          "day_price",
          "rate_at_most",
          "adjust",
          "cap",
          "columns",
          "rows",
          "table",
          "otherwise",
          "fills",
          "paid_by",
          "declares",
          "cite",
          "says",
          "assumed");

  private final IssueLog log;
  private final BiConsumer<String, PolicyNode> assumptionReader;
  private final CellReader cells;
  private final ConditionReader conditions;
  private final RowReader rowReader;
  private final Quotations quotations;

  /**
   * The kinds of records that layers need under a key and a name, and those named by a key alone.
   */
  private final Set<String> records = new TreeSet<>(Set.of("grant", "special_disease"));

  private final Map<String, String> recordNames = new HashMap<>();

  private final List<Text> needed = new ArrayList<>();

  LayerReader(
      IssueLog log,
      Lineage lineage,
      Set<String> sources,
      Map<String, String> subjects,
      Map<String, Text> figures,
      BiConsumer<String, PolicyNode> assumptionReader) {
    this.log = log;
    this.assumptionReader = assumptionReader;
    this.cells = new CellReader(log);
    this.conditions = new ConditionReader(log);
    this.rowReader = new RowReader(log, lineage, sources, subjects, cells);
    this.quotations = new Quotations(log, figures);
  }

  /** Assumptions that stand in the place of a row's clause. */
  List<PolicyTable.Assumption> cellAssumptions() {
    return rowReader.cellAssumptions();
  }

  /**
   * Reports a record that nothing introduces: a layer that needs it could never be met.
   *
   * @param ofFacts the kinds of records that make a fact
   */
  void checkRecords(Collection<String> ofFacts) {
    records.addAll(ofFacts);
    for (Text text : needed) {
      if (!records.contains(text.value())) {
        log.unknown(text.line(), "凭证（新的凭证写“英文名 中文名”）", "record", text.value(), records);
      }
    }
  }

  private void need(Text text) {
    String[] halves = text.value().split("\\s+", 2);
    if (halves.length == 2) {
      records.add(halves[0]);
      recordNames.putIfAbsent(halves[0], halves[1]);
    } else {
      needed.add(text);
    }
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
    Optional<Text> payer = fields.requireText("fund");
    payer.ifPresent(this::checkFund);
    String fund = payer.map(Text::value).orElse("");
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
            .orElse(PolicyTable.Stage.INSURANCE); // Which has every field, so that none is idle.
    PolicyTable.Amount written = amount(fields, stage);
    PolicyTable.InsurerTerms terms =
        new InsurerTermsReader(log).read(fields, label, stage, written);
    // A layer that must be able to compute is read like one that always does.
    PolicyTable.Amount amount = terms.computedIfAway() ? PolicyTable.Amount.COMPUTED : written;
    List<PolicyTable.Condition> when =
        fields.take("when").map(conditions::conditions).orElse(List.of());
    Optional<Text> record = fields.text("needs");
    record.ifPresent(this::need);
    String needs = record.map(Text::value).orElse("");
    List<String> assumed = assumed(fields, label);
    PolicyTable.Over over = over(fields);
    List<PolicyTable.Adjustment> adjustments =
        new AdjustmentReader(log, cells, rowReader, quotations).read(fields, label);
    new IdleSettings(log, label).check(fields, rowReader, adjustments);
    RowReader.Defaults defaults = rowReader.defaults(fields, amount, needs, label);
    fields.text(SheetTables.TABLE).ifPresent(text -> SheetTables.missing(text, Set.of(), log));
    List<PolicyTable.Row> rows = rowReader.rows(fields, defaults, amount, label, assumed);
    PolicyTable.Otherwise otherwise = otherwise(fields, label, amount);
    PolicyTable.Reading reading =
        new PolicyTable.Reading(
            over,
            flag(fields, "bands_from", "threshold", "zero"),
            flag(fields, "earlier", "counted", "not_counted"),
            fields.text("less").map(Text::value),
            fields.text("rate_at_most").flatMap(cells::rate).orElse(Fen.PPM_WHOLE));
    List<Text> fills =
        fields.take("fills").map(given -> FieldReader.asTexts(given, log)).orElse(List.of());
    List<PolicyTable.Share> shares = new ShareReader(log, cells).read(fields);
    List<String> declared =
        fields
            .take("declares")
            .map(given -> FieldReader.asTexts(given, log).stream().map(Text::value).toList())
            .orElse(List.of());
    checkYearEnd(label, when, fills);
    fields.text(Quotations.SAYS);
    quotations.layer(node);
    fields.refuseRest(FIELDS);
    return name.map(
        given ->
            new PolicyTable.Layer(
                given,
                fund.split("\\s+")[0],
                stage,
                written,
                terms,
                when,
                needs.isEmpty() ? Optional.empty() : Optional.of(needs.split("\\s+")[0]),
                recordName(needs),
                reading,
                fills,
                rows,
                adjustments,
                otherwise,
                shares,
                declared,
                assumed,
                node.line()));
  }

  /** As the layer calls its record, or as another has called it before; empty where none has. */
  private String recordName(String needs) {
    String[] halves = needs.split("\\s+", 2);
    return halves.length == 2 ? halves[1] : recordNames.getOrDefault(needs, "");
  }

  /** The nation's codes of funds have six digits; a fund of one's own has a name. */
  private void checkFund(Text fund) {
    String code = fund.value().split("\\s+")[0];
    if (code.matches("[0-9]+") && !code.matches("[0-9]{6}")) {
      String written = Quoted.of(code);
      log.mistake(
          fund.line(),
          "BAD_FUND",
          "基金代码“" + written + "”要写六位数字（如 610100），自设的基金写名字。",
          "Fund code '"
              + written
              + "' must have six digits, as 610100; a fund of your own has a name.");
    }
  }

  /** A claim of the year's end has no bill that a layer could pay into. */
  private void checkYearEnd(String label, List<PolicyTable.Condition> when, List<Text> fills) {
    boolean beside = fills.stream().anyMatch(text -> text.value().equals("beside"));
    for (PolicyTable.Condition condition : when) {
      boolean yearEnd =
          condition.subject().equals(Fact.CARE.code())
              && !condition.not()
              && condition.values().stream()
                  .allMatch(word -> Care.parse(word).filter(Care.YEAR_END::equals).isPresent());
      if (yearEnd && !beside) {
        log.mistake(
            condition.line(),
            "YEAR_END_PAYS_BESIDE",
            "“" + label + "”是年终补差，没有账单可付，一分也付不出：写 fills: beside。",
            "'"
                + label
                + "' is for year_end, of which there is no bill to pay into, so it would pay nothing:"
                + " write fills: beside.");
      }
    }
  }

  /** Of an unknown word nothing follows: not that what computing needs is missing. */
  private PolicyTable.Amount amount(FieldReader fields, PolicyTable.Stage stage) {
    boolean insurance = stage == PolicyTable.Stage.INSURANCE;
    PolicyTable.Amount unread = insurance ? PolicyTable.Amount.ASKED : PolicyTable.Amount.SUPPLIED;
    Optional<Text> written = fields.text("amount");
    return written
        .flatMap(
            text ->
                word(
                    text,
                    Map.of(
                        "computed", PolicyTable.Amount.COMPUTED,
                        "supplied", PolicyTable.Amount.SUPPLIED,
                        "optional", PolicyTable.Amount.OPTIONAL,
                        "asked", PolicyTable.Amount.ASKED),
                    log))
        .orElse(written.isEmpty() ? PolicyTable.Amount.COMPUTED : unread);
  }

  private boolean flag(FieldReader fields, String field, String yes, String no) {
    return fields
        .text(field)
        .flatMap(text -> word(text, Map.of(yes, true, no, false), log))
        .orElse(false);
  }

  private List<String> assumed(FieldReader fields, String label) {
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
    return assumed;
  }

  private static String assumedText(Field field) {
    return field.name() + "：" + (field.value() instanceof PolicyNode.Text text ? text.value() : "");
  }

  /** {@code over: visit}, {@code over: SER}, {@code over: {threshold: DED, bands: visit}}. */
  private PolicyTable.Over over(FieldReader fields) {
    boolean needed = rowReader.needsOver(fields);
    Optional<PolicyNode> node = fields.take("over");
    if (node.isEmpty()) {
      if (needed) {
        log.error(
            fields.line(),
            "OVER_MISSING",
            "有起付线或分段，但没有写累计口径。写 over: visit（单次）或 over: 累计账名（全年累计）。",
            "There is a threshold or a band but not over what. Write over: visit (each claim) or"
                + " over: ACCOUNT (accumulating).");
      }
      return PolicyTable.Over.VISIT;
    }
    if (node.get() instanceof PolicyNode.Fields) {
      FieldReader both = FieldReader.of(node.get(), log, "over");
      Optional<String> threshold = both.requireText("threshold").flatMap(LayerReader::axis);
      Optional<String> bands = both.requireText("bands").flatMap(LayerReader::axis);
      both.refuseRest(Set.of("threshold", "bands"));
      return new PolicyTable.Over(threshold, bands);
    }
    Optional<String> axis = FieldReader.asText(node.get(), log).flatMap(LayerReader::axis);
    return new PolicyTable.Over(axis, axis);
  }

  private static Optional<String> axis(Text text) {
    boolean visit = text.value().equals("visit") || text.value().equals("单次");
    return visit ? Optional.empty() : Optional.of(text.value());
  }

  private PolicyTable.Otherwise otherwise(
      FieldReader fields, String label, PolicyTable.Amount amount) {
    Optional<Text> text = fields.text("otherwise");
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

  /** A name introduced as {@code key 中文}. */
  static Optional<PolicyTable.Name> name(Text text, IssueLog log) {
    String[] parts = text.value().split("\\s+", 2);
    if (!parts[0].matches("[A-Za-z][A-Za-z0-9_]{0,63}") || parts.length < 2) {
      log.error(
          text.line(),
          "BAD_NAME",
          "“" + Quoted.of(text.value()) + "”要写成“英文名 中文名”，例如 dibao 低保。",
          "'"
              + Quoted.of(text.value())
              + "' must be a key and a Chinese name, for example dibao 低保.");
      return Optional.empty();
    }
    return Optional.of(new PolicyTable.Name(parts[0], parts[1], text.line()));
  }

  /** One of a few words; an error names them all, the nearest first. */
  static <T> Optional<T> word(Text text, Map<String, T> words, IssueLog log) {
    Optional<T> found = Optional.ofNullable(words.get(text.value()));
    if (found.isEmpty()) {
      List<String> choices = words.keySet().stream().sorted().toList();
      Optional<String> near = Nearest.to(text.value(), choices);
      log.error(
          text.line(),
          "UNKNOWN_NAME",
          "没有“"
              + Quoted.of(text.value())
              + "”这个选项。"
              + near.map(word -> "是不是“" + word + "”？").orElse("")
              + "可以写："
              + String.join("、", choices)
              + "。",
          "There is no choice '"
              + Quoted.of(text.value())
              + "'."
              + near.map(word -> " Did you mean '" + word + "'?").orElse("")
              + " The choices are "
              + String.join(", ", choices)
              + ".");
    }
    return found;
  }
}
