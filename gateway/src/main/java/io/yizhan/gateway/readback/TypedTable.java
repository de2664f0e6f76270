package io.yizhan.gateway.readback;

import io.yizhan.policy.PolicyNode;
import io.yizhan.policy.PolicyNode.Fields;
import io.yizhan.policy.PolicyNode.Items;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The table of one layer as it was typed, with the groups of words that its document names. */
final class TypedTable {
  private static final int GROUPS_DEEP_MAX = 8;
  private static final Set<String> SETTINGS =
      Set.of("counts", "threshold", "trigger", "own_at_most", "band", "rate");
  private static final Set<String> UNSAID = Set.of("cite", "says");

  private final Phrases words;
  private final Map<String, String> groups = new HashMap<>();
  private final List<Row> rows = new ArrayList<>();

  /** One row: its conditions and its settings by what their headings mean. */
  record Row(Map<String, String> conditions, Map<String, String> settings) {}

  TypedTable(Map<String, PolicyNode> document, Map<String, PolicyNode> layer, Phrases words) {
    this.words = words;
    if (document.get("groups") instanceof Fields named) {
      for (PolicyNode.Field field : named.values()) {
        String members = Readback.text(field.value());
        groups.put(field.name(), members);
        for (String half : field.name().split("\\s+", 2)) {
          groups.put(half, members);
        }
      }
    }
    List<String> headings = Readback.headings(layer.get("columns"), words);
    if (layer.get("rows") instanceof Items typed) {
      typed.values().forEach(row -> rows.add(row(headings, row)));
    }
  }

  private static Row row(List<String> headings, PolicyNode row) {
    List<PolicyNode> cells = row instanceof Items items ? items.values() : List.of();
    Map<String, String> conditions = new LinkedHashMap<>();
    Map<String, String> settings = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(cells.size(), headings.size()); i++) {
      String heading = headings.get(i);
      String cell = Readback.text(cells.get(i));
      if (SETTINGS.contains(heading) || heading.startsWith("cap")) {
        settings.put(heading, cell);
      } else if (!UNSAID.contains(heading)) {
        conditions.put(heading, cell);
      }
    }
    return new Row(conditions, settings);
  }

  List<Row> rows() {
    return rows;
  }

  /** What stands in a column of conditions, a cell a row; empty where the table has no such. */
  List<String> cells(String heading) {
    return rows.stream().map(row -> row.conditions().getOrDefault(heading, "")).toList();
  }

  /** The words of a cell by their Chinese names, groups by their members. */
  Set<String> spelled(String cell) {
    Set<String> spelled = new LinkedHashSet<>();
    spell(cell, spelled, 0);
    return spelled;
  }

  private void spell(String cell, Set<String> spelled, int depth) {
    for (String typed : cell.split("、")) {
      String word = typed.strip();
      String members = groups.get(word);
      if (members == null || depth == GROUPS_DEEP_MAX) {
        spelled.add(words.zh(word));
      } else {
        spell(members, spelled, depth + 1);
      }
    }
  }
}
