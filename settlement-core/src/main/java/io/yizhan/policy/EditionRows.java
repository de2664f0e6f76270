package io.yizhan.policy;

import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Fields;
import io.yizhan.policy.PolicyNode.Items;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table of one layer, while an edition changes it. */
final class EditionRows {
  private static final String ROWS = "rows";
  private static final String COLUMNS = "columns";

  private final IssueLog log;
  private final Map<String, Field> layer;
  private final List<PolicyNode> rows;
  private final EditionWords words;

  EditionRows(IssueLog log, Map<String, Field> document, Map<String, Field> layer) {
    this.log = log;
    this.words = new EditionWords(document);
    this.layer = layer;
    Field held = layer.get(ROWS);
    this.rows =
        held != null && held.value() instanceof Items items
            ? new ArrayList<>(items.values())
            : new ArrayList<>();
  }

  /** Whether each row cites for itself. */
  static boolean hasCites(Map<String, Field> layer) {
    return headings(layer).stream()
        .anyMatch(heading -> HeadingWords.setting(heading).equals("cite"));
  }

  /** What the headings of a layer's table mean, as typed. */
  static List<String> headings(Map<String, Field> layer) {
    Field columns = layer.get(COLUMNS);
    if (columns == null) {
      return List.of();
    }
    if (columns.value() instanceof Fields mapping) {
      return mapping.values().stream().map(field -> EditionNodes.text(field.value())).toList();
    }
    return FieldReader.asTexts(columns.value(), new IssueLog("")).stream()
        .map(PolicyTable.Text::value)
        .toList();
  }

  /** A field under what it means, where it is named by a heading of the document's own. */
  Field meant(Field field) {
    Field columns = layer.get(COLUMNS);
    if (columns == null) {
      return field;
    }
    return Optional.ofNullable(EditionNodes.byName(columns.value()).get(field.name()))
        .map(own -> new Field(EditionNodes.text(own.value()), field.line(), field.value()))
        .orElse(field);
  }

  /** The one row whose first cells these are. */
  Optional<Integer> place(PolicyNode which) {
    List<PolicyNode> cells = which instanceof Items items ? items.values() : List.of(which);
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (beginsWith(rows.get(i), cells)) {
        found.add(i);
      }
    }
    if (found.size() == 1) {
      return Optional.of(found.get(0));
    }
    String label = Quoted.of(EditionNodes.text(which));
    log.error(
        which.line(),
        "ROW_NOT_ONE",
        "上级的表里以 " + label + " 开头的有 " + found.size() + " 行；要正好一行。",
        found.size() + " rows of the table above begin with " + label + "; it must be one.");
    return Optional.empty();
  }

  private boolean beginsWith(PolicyNode row, List<PolicyNode> cells) {
    if (!(row instanceof Items items) || items.values().size() < cells.size()) {
      return false;
    }
    for (int i = 0; i < cells.size(); i++) {
      if (!words.same(items.values().get(i), cells.get(i))) {
        return false;
      }
    }
    return true;
  }

  int line(int place) {
    return rows.get(place).line();
  }

  /** The cells of a row by their headings. */
  Map<String, Field> cells(int place) {
    List<String> headings = headings(layer);
    Map<String, Field> cells = new LinkedHashMap<>();
    List<PolicyNode> values = ((Items) rows.get(place)).values();
    for (int i = 0; i < Math.min(values.size(), headings.size()); i++) {
      PolicyNode cell = values.get(i);
      cells.put(headings.get(i), new Field(headings.get(i), cell.line(), cell));
    }
    return cells;
  }

  /** Puts cells in the place of a row's. */
  void replace(int place, Map<String, Field> cells) {
    rows.set(place, new Items(cells.values().stream().map(Field::value).toList(), line(place)));
  }

  void add(PolicyNode row) {
    rows.add(row);
  }

  void remove(int place) {
    rows.remove(place);
  }

  /** Puts the rows into the layer. */
  void store() {
    Field held = layer.get(ROWS);
    int line = held == null ? 0 : held.line();
    layer.put(ROWS, new Field(ROWS, line, new Items(rows, line)));
  }
}
