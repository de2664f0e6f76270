package io.yizhan.policy;

import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Items;
import io.yizhan.policy.PolicyTable.Text;
import io.yizhan.policy.WrittenRows.RowCells;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the rows of one layer: what each says, and what it leaves to the layer. */
final class RowReader {
  static final String ASSUMED_PREFIX = "assumed ";

  private final IssueLog log;
  private final Set<String> sources;
  private final HeadingWords words;
  private final CellReader cells;
  private final WrittenRows table;
  private final List<PolicyTable.Assumption> cellAssumptions = new ArrayList<>();

  /**
   * A reader.
   *
   * @param subjects what conditions may be on, facts, accounts and parts: each name with its key
   */
  RowReader(
      IssueLog log,
      Lineage lineage,
      Set<String> sources,
      Map<String, String> subjects,
      CellReader cells) {
    this.log = log;
    this.sources = sources;
    this.words = new HeadingWords(log, lineage, subjects);
    this.cells = cells;
    this.table = new WrittenRows(log, subjects);
  }

  /** What its headings and fields mean. */
  HeadingWords words() {
    return words;
  }

  /** Assumptions that stand in the place of a row's clause. */
  List<PolicyTable.Assumption> cellAssumptions() {
    return cellAssumptions;
  }

  /** What a layer says once for all its rows. */
  record Defaults(
      List<Text> counts,
      Optional<Text> threshold,
      Optional<Text> trigger,
      Optional<Text> ownAtMost,
      Optional<PolicyTable.Rate> rate,
      List<PolicyTable.Cap> caps,
      boolean unlimited,
      Optional<Text> cite,
      String needs,
      Set<String> said) {}

  /** Settings that a row must have, where they were written but could not be read. */
  private static final List<String> REQUIRED = List.of("counts", "rate", "cite");

  /** Whether a layer has a threshold or bands, so that it must say over what. */
  boolean needsOver(FieldReader fields) {
    return Stream.of("threshold", "trigger", "own_at_most", "band")
        .anyMatch(setting -> says(fields, setting));
  }

  /** Whether a layer that is being read says a setting, for all its rows or in a column. */
  boolean says(FieldReader fields, String setting) {
    return fields.peek(setting).isPresent()
        || fields.peek("columns").map(table::headings).orElse(List.of()).stream()
            .anyMatch(heading -> HeadingWords.setting(heading.value()).equals(setting));
  }

  Defaults defaults(FieldReader fields, PolicyTable.Amount amount, String needs, String label) {
    Set<String> said = new HashSet<>();
    REQUIRED.stream().filter(setting -> fields.peek(setting).isPresent()).forEach(said::add);
    if (fields.peek("band").isPresent()) {
      said.add("rate");
    }
    List<Text> counts =
        fields.take("counts").map(node -> FieldReader.asTexts(node, log)).orElse(List.of());
    long dayPriceFen = fields.text("day_price").flatMap(cells::amount).orElse(0L);
    Optional<PolicyTable.Rate> rate =
        fields
            .take("band")
            .<PolicyTable.Rate>map(node -> new PolicyTable.Bands(cells.bands(node, dayPriceFen)))
            .or(() -> fields.text("rate").flatMap(text -> cells.rateCell(text, needs)));
    Optional<Text> noCap = fields.text("cap");
    boolean unlimited = noCap.map(this::unlimited).orElse(amount != PolicyTable.Amount.COMPUTED);
    List<PolicyTable.Cap> caps = new ArrayList<>();
    List<Text> capsSaid = new ArrayList<>();
    for (Field field : fields.takeStartingWith("cap ")) {
      capsSaid.add(new Text(field.name(), field.line()));
      FieldReader.asText(field.value(), log)
          .map(text -> cells.cap(field.name().substring(4).strip(), text))
          .ifPresent(caps::add);
    }
    words.checkOnce(capsSaid);
    Stream.concat(
            capsSaid.stream(),
            fields.peek("columns").map(table::headings).orElse(List.of()).stream()
                .filter(heading -> HeadingWords.setting(heading.value()).startsWith("cap ")))
        .findFirst()
        .ifPresent(cap -> new RowClashes(log, label).checkCaps(noCap, Optional.of(cap)));
    return new Defaults(
        counts,
        fields.text("threshold"),
        fields.text("trigger"),
        fields.text("own_at_most"),
        rate,
        caps,
        unlimited,
        fields.text("cite"),
        needs,
        said);
  }

  private boolean unlimited(Text text) {
    if (!text.value().equals("unlimited") && !text.value().equals("不限")) {
      table.capWithoutAccount(text.line());
    }
    return true;
  }

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
              && defaults.rate().isEmpty();
      return nothing
          ? List.of()
          : row(new RowCells(List.of(), Map.of(), fields.line()), defaults, label, assumed)
              .map(List::of)
              .orElse(List.of());
    }
    List<Text> headings = table.headings(columns.get());
    words.checkOnce(headings);
    List<PolicyTable.Row> read = new ArrayList<>();
    if (!(rows.get() instanceof Items items)) {
      log.error(rows.get().line(), "NOT_A_LIST", "rows 要写成列表。", "rows must be a list.");
      return read;
    }
    for (List<RowCells> together : table.rows(headings, items)) {
      row(together, defaults, label, assumed).ifPresent(read::add);
    }
    return read;
  }

  private Optional<PolicyTable.Row> row(
      List<RowCells> together, Defaults defaults, String label, List<String> assumed) {
    RowCells first = together.get(0);
    if (!first.settings().containsKey("band")) {
      return row(first, defaults, label, assumed);
    }
    List<PolicyTable.Band> bands = new ArrayList<>();
    for (RowCells each : together) {
      Optional<Text> span = setting(each.settings(), "band");
      Optional<Text> rate = setting(each.settings(), "rate");
      if (span.isPresent() && rate.isPresent()) {
        cells.band(span.get(), rate.get(), 0).ifPresent(bands::add);
      }
    }
    together.forEach(each -> table.checkAgrees(first, each));
    Map<String, PolicyNode> settings = new LinkedHashMap<>(first.settings());
    settings.remove("rate");
    boolean whole = bands.size() == together.size();
    Optional<PolicyTable.Rate> rate =
        Optional.of(new PolicyTable.Bands(whole ? cells.joined(bands, first.line()) : bands));
    Defaults withBands =
        new Defaults(
            defaults.counts(),
            defaults.threshold(),
            defaults.trigger(),
            defaults.ownAtMost(),
            rate,
            defaults.caps(),
            defaults.unlimited(),
            defaults.cite(),
            defaults.needs(),
            defaults.said());
    return row(new RowCells(first.conditions(), settings, first.line()), withBands, label, assumed);
  }

  private Optional<PolicyTable.Row> row(
      RowCells row, Defaults defaults, String label, List<String> assumed) {
    Map<String, PolicyNode> settings = row.settings();
    List<Text> counts =
        settings.containsKey("counts")
            ? FieldReader.asTexts(settings.get("counts"), log)
            : defaults.counts();
    Optional<Text> ownAtMost = setting(settings, "own_at_most").or(defaults::ownAtMost);
    Optional<Text> threshold = setting(settings, "threshold").or(defaults::threshold);
    Optional<Text> trigger = setting(settings, "trigger").or(defaults::trigger);
    Optional<PolicyTable.Rate> rate =
        setting(settings, "rate")
            .flatMap(text -> cells.rateCell(text, defaults.needs()))
            .or(defaults::rate);
    trigger.ifPresent(this::checkTrigger);
    new RowClashes(log, label).check(threshold, trigger, ownAtMost, rate);
    if (ownAtMost.isPresent() && rate.isEmpty()) {
      rate = Optional.of(new PolicyTable.Bands(CellReader.oneBand(io.yizhan.money.Fen.PPM_WHOLE)));
    }
    List<PolicyTable.Cap> caps = new ArrayList<>(defaults.caps());
    boolean unlimited = defaults.unlimited();
    for (String name : settings.keySet()) {
      if (name.startsWith("cap ")) {
        Optional<Text> text = setting(settings, name);
        if (text.filter(cell -> Set.of("unlimited", "不限").contains(cell.value())).isPresent()) {
          unlimited = true;
        } else {
          text.map(cell -> cells.cap(name.substring(4).strip(), cell)).ifPresent(caps::add);
        }
      }
    }
    Optional<Text> cite = setting(settings, "cite").or(defaults::cite);
    cite.ifPresent(text -> checkCite(text, label));
    boolean complete =
        isComplete(
            row.line(),
            label,
            !counts.isEmpty() || isSaid("counts", settings, defaults),
            rate.isPresent() || isSaid("rate", settings, defaults),
            !caps.isEmpty()
                || unlimited
                || settings.keySet().stream().anyMatch(name -> name.startsWith("cap ")),
            cite.isPresent() || !assumed.isEmpty() || isSaid("cite", settings, defaults));
    if (!complete || rate.isEmpty()) {
      return Optional.empty();
    }
    boolean beyond = trigger.filter(text -> text.value().startsWith("超过")).isPresent();
    Optional<Text> reached =
        trigger.map(
            text -> new Text(text.value().replaceFirst("^(超过|满|over)\\s*", ""), text.line()));
    return Optional.of(
        new PolicyTable.Row(
            row.conditions(),
            new PolicyTable.Settings(
                counts,
                ownAtMost.or(() -> threshold),
                ownAtMost.isPresent(),
                reached,
                beyond,
                rate.orElseThrow(),
                caps),
            cite.map(Text::value).orElseGet(() -> ASSUMED_PREFIX + String.join("；", assumed)),
            row.line()));
  }

  /** A bare figure does not say whether the figure itself is enough. */
  private void checkTrigger(Text text) {
    if (!text.value().matches("(满|超过|over)\\s*\\S.*")) {
      String figure = text.value().replaceFirst("^[≥>=达到]+\\s*", "");
      log.error(
          text.line(),
          "BAD_RANGE",
          "“" + text.value() + "”没有说正好到这个数算不算：写 满" + figure + "（算）或 超过" + figure + "（不算）。",
          "'"
              + text.value()
              + "' does not say whether the figure itself is enough: write 满"
              + figure
              + " (it is) or over "
              + figure
              + " (it is not).");
    }
  }

  /** Whether a setting is written, so that it is not missing but was reported for what it says. */
  private static boolean isSaid(
      String setting, Map<String, PolicyNode> settings, Defaults defaults) {
    return settings.containsKey(setting) || defaults.said().contains(setting);
  }

  /** Reports what a row leaves out. */
  private boolean isComplete(
      int line, String label, boolean counts, boolean rate, boolean cap, boolean cite) {
    if (!counts) {
      log.error(
          line,
          "COUNTS_MISSING",
          "“" + label + "”没有写 counts：按什么基数计算（例如 in.left）。",
          "'" + label + "' does not say counts: what it is computed on (for example in.left).");
    }
    if (!rate) {
      log.error(line, "RATE_MISSING", "“" + label + "”没有比例。", "'" + label + "' has no rate.");
    }
    if (!cap) {
      log.error(
          line,
          "CAP_MISSING",
          "“" + label + "”没有限额。文件确实没有限额时写 cap: unlimited，并写依据或假定。",
          "'"
              + label
              + "' has no cap. If the document has none, write cap: unlimited, with a cite or an"
              + " assumption.");
    }
    if (!cite) {
      log.error(
          line,
          "CITE_MISSING",
          "“" + label + "”没有依据。写 cite（哪个文件哪一条），没有公布的写 assumed 和理由。",
          "'"
              + label
              + "' has no source. Write cite (which document, which clause); if nothing is"
              + " published, assumed with a reason.");
    }
    return counts && rate && cap && cite;
  }

  private Optional<Text> setting(Map<String, PolicyNode> settings, String name) {
    return Optional.ofNullable(settings.get(name)).flatMap(node -> FieldReader.asText(node, log));
  }

  private void checkCite(Text cite, String label) {
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
    unknownSource(cite.line(), source, sources, log);
  }

  /** Reports a letter that no source has, or the space that is missing after one. */
  static void unknownSource(int line, String source, Set<String> letters, IssueLog log) {
    Optional<String> letter = letters.stream().filter(source::startsWith).findFirst();
    if (letters.contains(source)) {
      return;
    }
    if (letter.isEmpty()) {
      log.unknown(line, "来源", "source", source, letters);
      return;
    }
    String spaced = letter.get() + " " + source.substring(letter.get().length());
    log.error(
        line,
        "UNKNOWN_NAME",
        "来源字母和条款之间要空一格：“" + source + "”写成“" + spaced + "”。",
        "A space stands between a source's letter and the clause: write '" + spaced + "'.");
  }
}
