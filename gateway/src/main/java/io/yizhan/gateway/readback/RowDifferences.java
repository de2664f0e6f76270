package io.yizhan.gateway.readback;

import io.yizhan.policy.PolicyNode;
import io.yizhan.policy.PolicyNode.Items;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rows of one layer that say otherwise than before. Compared is what holds for whom: for each
 * combination of the words of the conditions, groups spelled out, what the row before says and what
 * the row after says, whichever rows these are. So a table written in another way is the same
 * table. Combinations with the same change are said together. The rows of one case that each have a
 * band, or are for an amount, are matched one by one, and said together where the bands themselves
 * are other ones.
 */
final class RowDifferences {
  private static final String BAND = "band";
  private static final String RATE = "rate";
  private static final String IDENTITY = "identity";

  private final Phrases words;
  private final Changes changes;
  private final Map<String, PolicyNode> before;
  private final Map<String, PolicyNode> after;
  private final Set<String> identities = new LinkedHashSet<>();

  /** Of two documents, in the words of the second. */
  RowDifferences(Phrases words, Map<String, PolicyNode> before, Map<String, PolicyNode> after) {
    this.words = words;
    this.changes = new Changes(words);
    this.before = before;
    this.after = after;
    for (Map<String, PolicyNode> each : List.of(before, after)) {
      if (each.get("identities") instanceof Items items) {
        items.values().forEach(item -> identities.add(nameZh(Readback.text(item))));
      }
    }
  }

  /**
   * One difference, to stand behind the layer's name.
   *
   * @param identities whom it concerns, by Chinese names; empty for everybody
   */
  record RowDifference(Set<String> identities, String zh, String en) {}

  /** What the rows of one case set: by band, or by the amount that they are for. */
  private record Change(
      Map<String, Map<String, String>> from, Map<String, Map<String, String>> to) {}

  List<RowDifference> between(Map<String, PolicyNode> old, Map<String, PolicyNode> now) {
    TypedTable was = new TypedTable(before, old, words);
    TypedTable is = new TypedTable(after, now, words);
    Map<String, ConditionColumn> columns = columns(was, is);
    Map<Change, List<List<Set<String>>>> byChange = new LinkedHashMap<>();
    Sheet from = new Sheet(was, columns);
    Sheet to = new Sheet(is, columns);
    for (List<String> one : combinations(columns.values())) {
      Change change = new Change(from.of(one), to.of(one));
      if (!change.from().equals(change.to())) {
        byChange
            .computeIfAbsent(change, key -> new ArrayList<>())
            .add(one.stream().map(Set::of).toList());
      }
    }
    List<RowDifference> found = new ArrayList<>();
    byChange.forEach(
        (change, cases) -> {
          for (List<Set<String>> box : joined(cases, columns.size())) {
            say(found, columns, box, change);
          }
        });
    return found;
  }

  /** The columns that ask words, by heading. */
  private Map<String, ConditionColumn> columns(TypedTable was, TypedTable is) {
    Map<String, ConditionColumn> columns = new LinkedHashMap<>();
    for (TypedTable table : List.of(was, is)) {
      for (TypedTable.Row row : table.rows()) {
        for (String heading : row.conditions().keySet()) {
          columns.computeIfAbsent(
              heading,
              name ->
                  new ConditionColumn(
                      name, List.of(was, is), name.equals(IDENTITY) ? identities : Set.of()));
        }
      }
    }
    columns.values().removeIf(ConditionColumn::comparesNumbers);
    return columns;
  }

  /** Every combination of one word of each column; the language bounds how many a table has. */
  private static List<List<String>> combinations(Iterable<ConditionColumn> columns) {
    List<List<String>> combinations = List.of(List.of());
    for (ConditionColumn column : columns) {
      List<List<String>> longer = new ArrayList<>();
      for (List<String> each : combinations) {
        for (String word : column.all()) {
          List<String> one = new ArrayList<>(each);
          one.add(word);
          longer.add(one);
        }
      }
      combinations = longer;
    }
    return combinations;
  }

  /** Cases that differ in one column only become one, column by column from the last. */
  private static List<List<Set<String>>> joined(List<List<Set<String>>> cases, int columns) {
    List<List<Set<String>>> boxes = cases;
    for (int column = columns - 1; column >= 0; column--) {
      Map<List<Set<String>>, Set<String>> byRest = new LinkedHashMap<>();
      for (List<Set<String>> box : boxes) {
        List<Set<String>> rest = new ArrayList<>(box);
        Set<String> own = rest.remove(column);
        byRest.computeIfAbsent(rest, key -> new LinkedHashSet<>()).addAll(own);
      }
      List<List<Set<String>>> wider = new ArrayList<>();
      for (Map.Entry<List<Set<String>>, Set<String>> entry : byRest.entrySet()) {
        List<Set<String>> box = new ArrayList<>(entry.getKey());
        box.add(column, entry.getValue());
        wider.add(box);
      }
      boxes = wider;
    }
    return boxes;
  }

  private void say(
      List<RowDifference> found,
      Map<String, ConditionColumn> columns,
      List<Set<String>> box,
      Change change) {
    List<String> conditions = new ArrayList<>();
    Set<String> persons = Set.of();
    int place = 0;
    for (Map.Entry<String, ConditionColumn> column : columns.entrySet()) {
      Set<String> own = box.get(place++);
      conditions.add(column.getValue().called(own));
      if (column.getKey().equals(IDENTITY) && !own.equals(column.getValue().all())) {
        persons = own;
      }
    }
    Map<String, Map<String, String>> from = change.from();
    Map<String, Map<String, String>> to = change.to();
    if (from.isEmpty() || to.isEmpty()) {
      Map<String, String> was = together(from);
      Map<String, String> is = together(to);
      String zh = Changes.arrow(changes.said(was, true), changes.said(is, true), "不享受");
      String en = Changes.arrow(changes.said(was, false), changes.said(is, false), "nothing");
      found.add(difference(persons, conditions, "", zh, en));
    } else if (!from.keySet().equals(to.keySet())) {
      found.add(changed(persons, conditions, "", together(from), together(to)));
    } else {
      for (Map.Entry<String, Map<String, String>> band : from.entrySet()) {
        Map<String, String> is = to.getOrDefault(band.getKey(), Map.of());
        if (!band.getValue().equals(is)) {
          found.add(changed(persons, conditions, band.getKey(), band.getValue(), is));
        }
      }
    }
  }

  private RowDifference changed(
      Set<String> persons,
      List<String> conditions,
      String band,
      Map<String, String> was,
      Map<String, String> is) {
    return difference(
        persons, conditions, band, changes.of(was, is, true), changes.of(was, is, false));
  }

  private RowDifference difference(
      Set<String> persons, List<String> conditions, String band, String zh, String en) {
    List<String> label = new ArrayList<>(conditions);
    label.add(band);
    label.removeIf(String::isEmpty);
    StringBuilder labelZh = new StringBuilder();
    StringBuilder labelEn = new StringBuilder();
    for (String part : label) {
      labelZh.append("·").append(words.zh(part));
      labelEn.append(" · ").append(words.en(part));
    }
    return new RowDifference(persons, labelZh + "：" + zh, labelEn + ": " + en);
  }

  /** What the rows of one case set, with all their bands in one text. */
  private static Map<String, String> together(Map<String, Map<String, String>> rows) {
    Map<String, String> common = new LinkedHashMap<>();
    rows.values().forEach(row -> row.forEach(common::putIfAbsent));
    if (rows.size() == 1 && rows.containsKey("")) {
      return common;
    }
    common.remove(RATE);
    common
        .entrySet()
        .removeIf(
            each ->
                !rows.values().stream()
                    .allMatch(row -> each.getValue().equals(row.get(each.getKey()))));
    List<String> bands = new ArrayList<>();
    rows.forEach(
        (band, row) -> {
          StringBuilder text = new StringBuilder(band);
          row.forEach(
              (name, value) -> {
                if (!common.containsKey(name)) {
                  text.append(' ').append(name.equals(RATE) ? "" : name + " ").append(value);
                }
              });
          bands.add(text.toString().strip());
        });
    if (!rows.isEmpty()) {
      common.put(BAND, String.join("、", bands));
    }
    return common;
  }

  private static String nameZh(String introduced) {
    String[] halves = introduced.split("\\s+", 2);
    return halves[halves.length - 1];
  }

  /** The rows of a table with the words for which each holds. */
  private static final class Sheet {
    private final List<List<Set<String>>> holds = new ArrayList<>();
    private final List<String> bands = new ArrayList<>();
    private final List<Map<String, String>> settings = new ArrayList<>();

    Sheet(TypedTable table, Map<String, ConditionColumn> columns) {
      for (TypedTable.Row row : table.rows()) {
        List<Set<String>> words = new ArrayList<>();
        columns.forEach(
            (heading, column) ->
                words.add(column.holds(table, row.conditions().getOrDefault(heading, ""))));
        holds.add(words);
        Map<String, String> own = new LinkedHashMap<>(row.settings());
        List<String> band = new ArrayList<>();
        row.conditions()
            .forEach(
                (heading, cell) -> {
                  if (!columns.containsKey(heading) && !ConditionColumn.isAny(cell)) {
                    band.add(cell);
                  }
                });
        String typed = own.remove(BAND);
        if (typed != null) {
          band.add(typed);
        }
        bands.add(String.join("·", band));
        settings.add(own);
      }
    }

    /** What holds for one word of each column, by band; empty where no row does. */
    Map<String, Map<String, String>> of(List<String> words) {
      Map<String, Map<String, String>> found = new LinkedHashMap<>();
      for (int row = 0; row < holds.size(); row++) {
        boolean all = true;
        for (int i = 0; i < words.size() && all; i++) {
          all = holds.get(row).get(i).contains(words.get(i));
        }
        if (all) {
          found.put(bands.get(row), settings.get(row));
        }
      }
      return found;
    }
  }
}
