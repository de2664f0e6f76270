package io.yizhan.policy;

import io.yizhan.policy.PolicyNode.Items;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the table of one layer: its headings, its rows, and what each row leaves to the layer. */
final class RowReader {
  static final String ASSUMED_PREFIX = "assumed ";

  private static final Map<String, String> HEADINGS =
      Map.of(
          "救助基数", "counts",
          "起付线", "threshold",
          "比例", "rate",
          "依据", "cite");

  private final IssueLog log;
  private final Set<String> sources;
  private final CellReader cells;
  private final List<PolicyTable.Assumption> cellAssumptions = new ArrayList<>();

  RowReader(IssueLog log, Set<String> sources, CellReader cells) {
    this.log = log;
    this.sources = sources;
    this.cells = cells;
  }

  /** Assumptions that stand in the place of a row's clause. */
  List<PolicyTable.Assumption> cellAssumptions() {
    return cellAssumptions;
  }

  /** What a layer says once for all its rows. */
  record Defaults(
      List<PolicyTable.Text> counts,
      Optional<String> over,
      boolean bandsFromThreshold,
      Optional<Long> thresholdFen,
      Optional<List<PolicyTable.Band>> bands,
      List<PolicyTable.Cap> caps,
      boolean unlimited,
      Optional<PolicyTable.Text> cite) {}

  /** The rows of a layer: those of its table, or the one that its fields say. */
  List<PolicyTable.Row> rows(
      FieldReader fields,
      Defaults defaults,
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
    Map<String, PolicyNode> settings = new LinkedHashMap<>();
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
      RowCells row, Defaults defaults, String label, List<String> assumed) {
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

  /** A condition cell; {@code any} and 不限 are no condition. */
  Optional<PolicyTable.Condition> condition(Fact fact, PolicyNode cell) {
    Set<String> values = new LinkedHashSet<>();
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
}
