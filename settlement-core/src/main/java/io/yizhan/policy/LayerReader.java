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
  static final String ASSUMED_PREFIX = "assumed ";

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

  private static final Map<String, String> HEADINGS =
      Map.of(
          "救助基数", "counts",
          "起付线", "threshold",
          "比例", "rate",
          "依据", "cite");

  private final IssueLog log;
  private final Set<String> sources;
  private final BiConsumer<String, PolicyNode> assumptionReader;
  private final CellReader cells;
  private final List<PolicyTable.Assumption> cellAssumptions = new ArrayList<>();

  LayerReader(IssueLog log, Set<String> sources, BiConsumer<String, PolicyNode> assumptionReader) {
    this.log = log;
    this.sources = sources;
    this.assumptionReader = assumptionReader;
    this.cells = new CellReader(log);
  }

  /** Assumptions that stand in the place of a row's clause. */
  List<PolicyTable.Assumption> cellAssumptions() {
    return cellAssumptions;
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
    LayerDefaults defaults = defaults(fields, amount);
    List<PolicyTable.Row> rows = rows(fields, defaults, amount, label, assumed);
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

  /** What a layer says once for all its rows. */
  private record LayerDefaults(
      List<PolicyTable.Text> counts,
      Optional<String> over,
      boolean bandsFromThreshold,
      Optional<Long> thresholdFen,
      Optional<List<PolicyTable.Band>> bands,
      List<PolicyTable.Cap> caps,
      boolean unlimited,
      Optional<PolicyTable.Text> cite) {}

  private LayerDefaults defaults(FieldReader fields, PolicyTable.Amount amount) {
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
    return new LayerDefaults(
        counts, account, fromThreshold, threshold, bands, caps, unlimited, cite);
  }

  private List<PolicyTable.Row> rows(
      FieldReader fields,
      LayerDefaults defaults,
      PolicyTable.Amount amount,
      String label,
      List<String> assumed) {
    Optional<PolicyNode> columns = fields.take("columns");
    Optional<PolicyNode> rows = fields.take("rows");
    if (columns.isPresent() != rows.isPresent()) {
      log.error(
          fields.line(),
          "HALF_A_TABLE",
          "columns 和 rows 要一起写。",
          "columns and rows must be written together.");
      return List.of();
    }
    if (columns.isEmpty() || rows.isEmpty()) {
      boolean nothing =
          amount != PolicyTable.Amount.COMPUTED
              && defaults.counts().isEmpty()
              && defaults.bands().isEmpty();
      return nothing
          ? List.of()
          : row(new RowCells(List.of(), Map.of(), fields.line()), defaults, label, assumed)
              .map(List::of)
              .orElse(List.of());
    }
    List<PolicyTable.Text> headings = FieldReader.asTexts(columns.get(), log);
    List<PolicyTable.Row> read = new ArrayList<>();
    if (rows.get() instanceof Items items) {
      for (PolicyNode item : items.values()) {
        rowCells(headings, item)
            .flatMap(rowCells -> row(rowCells, defaults, label, assumed))
            .ifPresent(read::add);
      }
    } else {
      log.error(rows.get().line(), "NOT_A_LIST", "rows 要写成列表。", "rows must be a list.");
    }
    return read;
  }

  /** A row sorted into conditions and settings by its headings. */
  private record RowCells(
      List<PolicyTable.Condition> conditions, Map<String, PolicyNode> settings, int line) {}

  private Optional<RowCells> rowCells(List<PolicyTable.Text> headings, PolicyNode item) {
    if (!(item instanceof Items row) || row.values().size() != headings.size()) {
      int cells = item instanceof Items list ? list.values().size() : 1;
      log.error(
          item.line(),
          "CELLS_DO_NOT_FIT",
          "这一行有 " + cells + " 格，表头有 " + headings.size() + " 格。数字里不要写逗号（写 20000 或 2万）。",
          "This row has "
              + cells
              + " cells, the heading has "
              + headings.size()
              + ". Write no comma inside a number (write 20000).");
      return Optional.empty();
    }
    List<PolicyTable.Condition> conditions = new ArrayList<>();
    Map<String, PolicyNode> settings = new java.util.LinkedHashMap<>();
    for (int i = 0; i < headings.size(); i++) {
      String heading = headings.get(i).value();
      PolicyNode cell = row.values().get(i);
      Optional<Fact> fact =
          Arrays.stream(Fact.values()).filter(known -> known.isNamed(heading)).findFirst();
      if (fact.isPresent()) {
        condition(fact.get(), cell).ifPresent(conditions::add);
        continue;
      }
      String setting = HEADINGS.getOrDefault(heading, heading.replaceFirst("^限额\\s+", "cap "));
      if (Set.of("counts", "threshold", "rate", "cite").contains(setting)
          || setting.startsWith("cap ")) {
        settings.put(setting, cell);
      } else {
        List<String> known = new ArrayList<>(List.of("counts", "threshold", "rate", "cite", "cap"));
        Arrays.stream(Fact.values()).forEach(each -> known.add(each.code()));
        log.unknown(headings.get(i).line(), "表头", "heading", heading, known);
        return Optional.empty();
      }
    }
    return Optional.of(new RowCells(conditions, settings, item.line()));
  }

  private Optional<PolicyTable.Row> row(
      RowCells row, LayerDefaults defaults, String label, List<String> assumed) {
    Map<String, PolicyNode> settings = row.settings();
    List<PolicyTable.Text> counts =
        settings.containsKey("counts")
            ? FieldReader.asTexts(settings.get("counts"), log)
            : defaults.counts();
    Optional<Long> threshold =
        setting(settings, "threshold").flatMap(cells::amount).or(defaults::thresholdFen);
    Optional<List<PolicyTable.Band>> bands =
        setting(settings, "rate").flatMap(cells::rate).map(CellReader::oneBand).or(defaults::bands);
    List<PolicyTable.Cap> caps = new ArrayList<>(defaults.caps());
    boolean unlimited = defaults.unlimited();
    for (String name : settings.keySet()) {
      if (name.startsWith("cap ")) {
        Optional<PolicyTable.Text> text = setting(settings, name);
        if (text.filter(cell -> cell.value().equals("unlimited")).isPresent()) {
          unlimited = true;
        } else {
          text.flatMap(cell -> cells.cap(name.substring(4).strip(), cell)).ifPresent(caps::add);
        }
      }
    }
    Optional<PolicyTable.Text> cite = setting(settings, "cite").or(defaults::cite);
    cite.ifPresent(text -> checkCite(text, label));
    boolean complete = true;
    if (counts.isEmpty()) {
      log.error(
          row.line(),
          "COUNTS_MISSING",
          "“" + label + "”没有写 counts：按什么基数计算（例如 in.left）。",
          "'" + label + "' does not say counts: what it is computed on (for example in.left).");
      complete = false;
    }
    if (bands.isEmpty()) {
      log.error(row.line(), "RATE_MISSING", "“" + label + "”没有比例。", "'" + label + "' has no rate.");
      complete = false;
    }
    if (caps.isEmpty() && !unlimited) {
      log.error(
          row.line(),
          "CAP_MISSING",
          "“" + label + "”没有限额。文件确实没有限额时写 cap: unlimited，并写依据或假定。",
          "'"
              + label
              + "' has no cap. If the document has none, write cap: unlimited, with a cite or an"
              + " assumption.");
      complete = false;
    }
    if (cite.isEmpty() && assumed.isEmpty()) {
      log.error(
          row.line(),
          "CITE_MISSING",
          "“" + label + "”没有依据。写 cite（哪个文件哪一条），没有公布的写 assumed 和理由。",
          "'"
              + label
              + "' has no source. Write cite (which document, which clause); if nothing is"
              + " published, assumed with a reason.");
      complete = false;
    }
    return complete
        ? Optional.of(
            new PolicyTable.Row(
                row.conditions(),
                counts,
                threshold.orElse(0L),
                bands.orElse(List.of()),
                caps,
                cite.map(PolicyTable.Text::value).orElse("assumed"),
                row.line()))
        : Optional.empty();
  }

  private Optional<PolicyTable.Text> setting(Map<String, PolicyNode> settings, String name) {
    return Optional.ofNullable(settings.get(name)).flatMap(node -> FieldReader.asText(node, log));
  }

  private void checkCite(PolicyTable.Text cite, String label) {
    if (cite.value().startsWith(ASSUMED_PREFIX)) {
      cellAssumptions.add(
          new PolicyTable.Assumption(
              "layer " + label,
              "row",
              cite.value().substring(ASSUMED_PREFIX.length()),
              cite.line()));
      return;
    }
    String source = cite.value().split("\\s+")[0];
    if (!sources.contains(source)) {
      log.unknown(cite.line(), "来源", "source", source, sources);
    }
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
      condition(fact.get(), field.value()).ifPresent(conditions::add);
    }
    return conditions;
  }

  /** A condition cell; {@code any} and 不限 are no condition. */
  private Optional<PolicyTable.Condition> condition(Fact fact, PolicyNode cell) {
    Set<String> values = new java.util.LinkedHashSet<>();
    for (PolicyTable.Text text : FieldReader.asTexts(cell, log)) {
      if (text.value().equals("any") || text.value().equals("不限")) {
        return Optional.empty();
      }
      values.add(text.value());
    }
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(new PolicyTable.Condition(fact, values, cell.line()));
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
