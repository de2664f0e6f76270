package io.yizhan.policy;

import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Fields;
import io.yizhan.policy.PolicyNode.Items;
import io.yizhan.policy.PolicyTable.Text;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Puts spreadsheets in the place of the layers' {@code table} fields, as {@code columns} and {@code
 * rows} whose lines are the numbers of their cells: nothing that reads a document afterwards knows
 * that a table was kept elsewhere, and every cell can still be named.
 */
final class SheetTables {
  static final String TABLE = "table";

  private static final String COLUMNS = "columns";
  private static final String ROWS = "rows";

  private final IssueLog log;
  private final Map<String, Integer> places = new LinkedHashMap<>();
  private final Map<String, Sheet> sheets = new LinkedHashMap<>();
  private final Set<String> used = new HashSet<>();

  /**
   * Tables of one file.
   *
   * @param firstPlace the place of the first sheet in the lineage
   */
  SheetTables(IssueLog log, List<Sheet> sheets, int firstPlace) {
    this.log = log;
    for (int i = 0; i < sheets.size(); i++) {
      this.sheets.put(sheets.get(i).file(), sheets.get(i));
      this.places.put(sheets.get(i).file(), firstPlace + i);
    }
  }

  /** The files that a document's tables are kept in, in written order. */
  static Set<String> named(PolicyNode document) {
    Set<String> names = new LinkedHashSet<>();
    layers(
        document,
        layer -> {
          Field table = EditionNodes.byName(layer).get(TABLE);
          if (table != null && table.value() instanceof PolicyNode.Text text) {
            names.add(text.value().strip());
          }
          return layer;
        });
    return names;
  }

  /** The document with its tables in it. */
  PolicyNode expanded(PolicyNode document) {
    PolicyNode whole = layers(document, this::expandedLayer);
    for (String file : sheets.keySet()) {
      if (!used.contains(file)) {
        log.error(
            line(file, 0, 0),
            "UNUSED_NAME",
            "没有哪一层用到表格“" + Quoted.of(file) + "”。",
            "No layer reads the table '" + Quoted.of(file) + "'.");
      }
    }
    return whole;
  }

  /** Every layer of a document, and those that an edition adds, changed. */
  private static PolicyNode layers(PolicyNode document, UnaryOperator<PolicyNode> change) {
    return with(
        with(document, "layers", layers -> each(layers, change)),
        "changes",
        changes -> each(changes, one -> with(one, "add", change)));
  }

  private static PolicyNode each(PolicyNode node, UnaryOperator<PolicyNode> change) {
    return node instanceof Items items
        ? new Items(items.values().stream().map(change).toList(), items.line())
        : node;
  }

  private static PolicyNode with(PolicyNode node, String name, UnaryOperator<PolicyNode> change) {
    if (!(node instanceof Fields fields)) {
      return node;
    }
    return new Fields(
        fields.values().stream()
            .map(
                field ->
                    field.name().equals(name)
                        ? new Field(name, field.line(), change.apply(field.value()))
                        : field)
            .toList(),
        fields.line());
  }

  private PolicyNode expandedLayer(PolicyNode layer) {
    Map<String, Field> fields = EditionNodes.byName(layer);
    Field table = fields.remove(TABLE);
    if (table == null || !(layer instanceof Fields)) {
      return layer;
    }
    Optional<Text> file = FieldReader.asText(table.value(), log);
    file.ifPresent(name -> used.add(name.value()));
    Field rows = fields.get(ROWS);
    if (rows != null) {
      log.error(
          rows.line(),
          "WRITTEN_TWICE",
          "rows 和 table 说的是同一张表，只留一个。",
          "rows and table say the same table; keep one.");
      return layer;
    }
    Optional<Sheet> sheet = file.flatMap(name -> sheet(name));
    if (sheet.isEmpty()) {
      return layer;
    }
    Optional<Items> all = rows(sheet.get(), table.line());
    Optional<Fields> headings =
        all.flatMap(found -> headings(found, Optional.ofNullable(fields.get(COLUMNS))));
    if (all.isEmpty() || headings.isEmpty()) {
      return layer;
    }
    List<PolicyNode> below = all.get().values().subList(1, all.get().values().size());
    fields.put(COLUMNS, new Field(COLUMNS, table.line(), headings.get()));
    fields.put(ROWS, new Field(ROWS, table.line(), new Items(below, table.line())));
    return new Fields(List.copyOf(fields.values()), layer.line());
  }

  private Optional<Sheet> sheet(Text name) {
    Optional<Sheet> sheet = Optional.ofNullable(sheets.get(name.value()));
    if (sheet.isEmpty()) {
      missing(name, sheets.keySet(), log);
    }
    return sheet;
  }

  /** Says that a table is not there. */
  static void missing(Text name, Set<String> known, IssueLog log) {
    String meantZh =
        Nearest.to(name.value(), known).map(w -> "是不是“" + Quoted.of(w) + "”？").orElse("");
    String meantEn =
        Nearest.to(name.value(), known)
            .map(w -> " Did you mean '" + Quoted.of(w) + "'?")
            .orElse("");
    log.error(
        name.line(),
        "TABLE_MISSING",
        "没有表格“" + Quoted.of(name.value()) + "”。" + meantZh + "把它放在政策文件旁边，文件名以 .csv 结尾，不写文件夹。",
        "There is no table '"
            + Quoted.of(name.value())
            + "'."
            + meantEn
            + " Put it beside the policy file; its name ends in .csv and names no folder.");
  }

  private int line(String file, int row, int column) {
    return Lineage.line(
        Optional.ofNullable(places.get(file)).orElseThrow(), Sheet.numberOf(row, column));
  }

  /** The rows that say something, each as wide as the headings or as what it says. */
  private Optional<Items> rows(Sheet sheet, int line) {
    List<PolicyNode> read = new ArrayList<>();
    int width = 0;
    for (int i = 0; i < sheet.rows().size(); i++) {
      Sheet.Row row = sheet.rows().get(i);
      if (row.isBlank()) {
        continue;
      }
      width = read.isEmpty() ? said(row.cells()) : width;
      int cells = Math.max(said(row.cells()), Math.min(width, row.cells().size()));
      if (cells > Sheet.COLUMNS_MAX) {
        log.error(
            line(sheet.file(), i, 0),
            "CELLS_DO_NOT_FIT",
            "表格最多 " + Sheet.COLUMNS_MAX + " 列。",
            "A table has at most " + Sheet.COLUMNS_MAX + " columns.");
        return Optional.empty();
      }
      List<PolicyNode> nodes = new ArrayList<>();
      for (int column = 0; column < cells; column++) {
        nodes.add(
            new PolicyNode.Text(row.cells().get(column).strip(), line(sheet.file(), i, column)));
      }
      read.add(new Items(nodes, line(sheet.file(), i, 0)));
    }
    if (read.size() < 2) {
      log.error(
          line,
          "HALF_A_TABLE",
          "表格“" + Quoted.of(sheet.file()) + "”要有一行表头，下面至少一行。",
          "The table '"
              + Quoted.of(sheet.file())
              + "' must have a line of headings and at least one row.");
      return Optional.empty();
    }
    return Optional.of(new Items(read, line));
  }

  /** The number of cells up to the last that says something. */
  private static int said(List<String> cells) {
    int count = cells.size();
    while (count > 0 && cells.get(count - 1).isBlank()) {
      count--;
    }
    return count;
  }

  /** The headings with what they mean: as {@code columns} maps them, else themselves. */
  private Optional<Fields> headings(Items rows, Optional<Field> columns) {
    Items written = (Items) rows.values().get(0);
    if (columns.isPresent() && !(columns.get().value() instanceof Fields)) {
      log.error(
          columns.get().line(),
          "NOT_A_MAPPING",
          "表头写在表格文件里；columns 只写哪个表头是什么意思：{医院: level}。",
          "The headings stand in the table's file; columns says only what they mean: {医院: level}.");
      return Optional.empty();
    }
    Map<String, Field> meanings =
        columns.map(field -> EditionNodes.byName(field.value())).orElse(new LinkedHashMap<>());
    List<Field> headings = new ArrayList<>();
    Set<String> known = new LinkedHashSet<>();
    boolean once = true;
    for (PolicyNode node : written.values()) {
      String heading = ((PolicyNode.Text) node).value();
      Field meaning = meanings.get(heading);
      PolicyNode meant =
          meaning == null
              ? node
              : new PolicyNode.Text(EditionNodes.text(meaning.value()), node.line());
      headings.add(new Field(heading, node.line(), meant));
      if (!known.add(heading)) {
        once = false;
        log.error(
            node.line(),
            "WRITTEN_TWICE",
            "表头“" + Quoted.of(heading) + "”写了两次，只留一列。",
            "The heading '" + Quoted.of(heading) + "' is written twice; keep one column.");
      }
    }
    for (Field meaning : meanings.values()) {
      if (!known.contains(meaning.name())) {
        log.unknown(meaning.line(), "表头", "heading", meaning.name(), known);
      }
    }
    return once ? Optional.of(new Fields(headings, written.line())) : Optional.empty();
  }
}
