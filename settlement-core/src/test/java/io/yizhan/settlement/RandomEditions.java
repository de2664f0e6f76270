package io.yizhan.settlement;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Takes a document apart into a chain of editions. Each step makes the document above from the one
 * below: something in it said another thing, was not there, or was there besides; the edition says
 * what it puts in its place. Laid over each other by name, the chain is the document again, whoever
 * does it, so the document itself is what the oracle reads.
 */
final class RandomEditions {
  private static final List<String> REGIONS = List.of("410122 中牟县", "4101 郑州市", "4101 郑州市");
  private static final Set<String> NEVER_CHANGED = Set.of("layer", "columns", "rows", "cite");

  /** What stood above; none of it need be possible, because nobody is judged by it. */
  private static final List<Object> OTHERS =
      List.of("0", "1万", "12.5%", "visit", "in.left", "unlimited", List.of("in", "out"));

  private final RandomGenerator random;
  private final OracleTally tally;
  private List<Object> changes = new ArrayList<>();
  private int invented;

  RandomEditions(RandomGenerator random, OracleTally tally) {
    this.random = random;
    this.tally = tally;
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** Two to four documents, the nearest first; each but the last is an edition of the next. */
  List<Map<String, Object>> chain(Map<String, Object> document) {
    int editions = random.nextInt(1, 4);
    List<Map<String, Object>> chain = new ArrayList<>();
    Map<String, Object> below = document;
    for (int level = 0; level < editions; level++) {
      Map<String, Object> above = copyOf(below);
      changes = new ArrayList<>();
      int count = random.nextInt(1, 6);
      for (int i = 0; i < count; i++) {
        change(above);
      }
      chain.add(edition(level, level == editions - 1 ? "random" : "random_e" + (level + 1)));
      tally.see("editions above each other", level > 0);
      below = above;
    }
    chain.add(below);
    return chain;
  }

  private Map<String, Object> edition(int level, String above) {
    Map<String, Object> edition = new LinkedHashMap<>();
    edition.put("policy", "random_e" + level + " 地方版");
    edition.put("edition_of", above);
    edition.put("regions", List.of(REGIONS.get(level)));
    edition.put("in_force", "2000-01-01 ..");
    edition.put(
        "sources",
        Map.of("E" + level, Map.of("title", "通知", "read_in", "网", "checked_on", "2026-01-01")));
    edition.put("changes", List.copyOf(changes));
    return edition;
  }

  /** One thing above is made other than it is below; the edition's later changes stand first. */
  private void change(Map<String, Object> above) {
    switch (random.nextInt(9)) {
      case 0, 1, 2 -> layerField(above);
      case 3 -> rowCell(above);
      case 4 -> row(above);
      case 5 -> section(above);
      case 6 -> ownField(above);
      case 7 -> addedLayer(above);
      default -> removedLayer(above);
    }
  }

  private void say(String kind, Map<String, Object> change) {
    Map<String, Object> said = new LinkedHashMap<>(change);
    if (!said.containsKey("add")) {
      said.put(chance(80) ? "cite" : "assumed", "D 某条");
    }
    changes.add(0, said);
    tally.see("edition " + kind, true);
  }

  /** What fields have under a name, where they have it. */
  private static Object held(Map<String, Object> fields, String name) {
    Object value = fields.get(name);
    if (value == null) {
      throw new IllegalStateException(name);
    }
    return value;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> layers(Map<String, Object> document) {
    return (List<Object>) held(document, "layers");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> asFields(Object tree) {
    return (Map<String, Object>) tree;
  }

  private String nameOf(Map<String, Object> layer) {
    String[] halves = held(layer, "layer").toString().split(" ", 2);
    return one(List.of(halves[0], halves[1], held(layer, "layer").toString()));
  }

  /** A field by its own name or by another spelling of it. */
  private String spelt(String field) {
    return switch (field) {
      case "rate" -> one(List.of("rate", "比例"));
      case "threshold" -> one(List.of("threshold", "起付线"));
      case "counts" -> one(List.of("counts", "救助基数"));
      default -> field;
    };
  }

  /** A field of a layer said another thing, or nothing. */
  private void layerField(Map<String, Object> above) {
    Map<String, Object> layer = asFields(one(layers(above)));
    String name = nameOf(layer);
    List<String> fields =
        layer.keySet().stream().filter(field -> !NEVER_CHANGED.contains(field)).toList();
    String field = one(fields);
    Object set = held(layer, field);
    Object was =
        chance(25)
            ? "没有"
            : one(OTHERS.stream().filter(each -> !bare(each).equals(bare(set))).toList());
    String spelt = was.equals("没有") ? field : spelt(field);
    if (was.equals("没有")) {
      layer.remove(field);
    } else {
      layer.put(field, was);
    }
    say(
        was.equals("没有") ? "field added" : "field",
        Map.of("layer", name, "was", Map.of(spelt, was), "set", Map.of(spelt, set)));
    if (chance(20) && !layer.containsKey("rate_at_most")) {
      layer.put("rate_at_most", "90%");
      say(
          "field removed",
          Map.of(
              "layer",
              name,
              "was",
              Map.of("rate_at_most", "90%"),
              "set",
              Map.of("rate_at_most", "absent")));
    }
  }

  private List<Map<String, Object>> withRows(Map<String, Object> above, int atLeast) {
    return layers(above).stream()
        .map(RandomEditions::asFields)
        .filter(layer -> layer.get("rows") instanceof List<?> rows && rows.size() >= atLeast)
        .toList();
  }

  /** The first cells of a row, up to its settings. */
  private static List<Object> conditions(Map<String, Object> layer, List<?> row) {
    List<Object> cells = new ArrayList<>();
    List<?> columns = (List<?>) held(layer, "columns");
    for (int i = 0; i < row.size() && !isSetting(columns.get(i).toString()); i++) {
      cells.add(row.get(i));
    }
    return cells;
  }

  private static boolean isSetting(String heading) {
    return Set.of("rate", "比例", "threshold", "起付线", "依据").contains(heading);
  }

  /** A cell of a row said another thing. */
  private void rowCell(Map<String, Object> above) {
    List<Map<String, Object>> tables = withRows(above, 1);
    if (tables.isEmpty()) {
      return;
    }
    Map<String, Object> layer = one(tables);
    List<?> columns = (List<?>) held(layer, "columns");
    List<Object> rows = new ArrayList<>((List<?>) held(layer, "rows"));
    int at = random.nextInt(rows.size());
    List<Object> row = new ArrayList<>((List<?>) rows.get(at));
    List<Object> which = conditions(layer, row);
    for (int column = which.size(); column < row.size() - 1; column++) {
      String heading = columns.get(column).toString();
      Object set = row.get(column);
      String was = set.toString().contains("%") ? "12.5%" : "777";
      was = was.equals(set) ? "778" : was;
      row.set(column, was);
      String spelt = spelt(heading);
      say(
          "cell",
          Map.of(
              "layer",
              nameOf(layer),
              "row",
              which,
              "was",
              Map.of(spelt, was),
              "set",
              Map.of(spelt, set)));
    }
    rows.set(at, row);
    layer.put("rows", rows);
  }

  /** A row was not there, or was there besides. */
  private void row(Map<String, Object> above) {
    List<Map<String, Object>> tables = withRows(above, 2);
    if (tables.isEmpty()) {
      return;
    }
    Map<String, Object> layer = one(tables);
    List<Object> rows = new ArrayList<>((List<?>) held(layer, "rows"));
    if (chance(60)) {
      Object row = rows.remove(random.nextInt(rows.size()));
      say("row added", Map.of("layer", nameOf(layer), "add_row", row));
    } else {
      List<?> model = (List<?>) rows.get(0);
      List<Object> row = new ArrayList<>(model);
      row.set(0, "谁也不是" + invented++);
      rows.add(random.nextInt(rows.size() + 1), row);
      say(
          "row removed",
          Map.of(
              "layer",
              nameOf(layer),
              "remove_row",
              List.of(row.get(0)),
              "was",
              Map.of(((List<?>) held(layer, "columns")).get(0).toString(), row.get(0))));
    }
    layer.put("rows", rows);
  }

  /** A named value of a section said another thing, or was not there, or was there besides. */
  private void section(Map<String, Object> above) {
    List<String> sections =
        List.of("figures", "groups", "accounts", "facts", "parts", "items", "chosen_by").stream()
            .filter(section -> above.get(section) instanceof Map<?, ?> values && !values.isEmpty())
            .toList();
    String section = one(sections);
    Map<String, Object> values = new LinkedHashMap<>(asFields(held(above, section)));
    String introduced = one(List.copyOf(values.keySet()));
    String[] halves = introduced.split(" ", 2);
    if (chance(25)) {
      String more = section.equals("chosen_by") ? "medicine" : "extra 另外";
      Object was = section.equals("figures") ? "99" : "原来有的";
      if (!values.containsKey(more)) {
        values.put(more, was);
        say(
            "value removed",
            Map.of(
                "section",
                section,
                "was",
                Map.of(more.split(" ")[0], was),
                "set",
                Map.of(more.split(" ")[0], "没有")));
      }
    } else {
      Object set = held(values, introduced);
      boolean absent = chance(30) && values.size() > 1;
      Object was = absent ? "absent" : set.equals("原来的") ? "更早的" : "原来的";
      if (absent) {
        values.remove(introduced);
      } else {
        values.put(introduced, was);
      }
      String name = absent ? introduced : one(List.of(introduced, halves[halves.length - 1]));
      say(
          absent ? "value added" : "value",
          Map.of("section", section, "was", Map.of(name, was), "set", Map.of(name, set)));
    }
    above.put(section, values);
  }

  /** A value as one text: a list of one says what the text says. */
  private static String bare(Object value) {
    return value.toString().replaceAll("[\\[\\]]", "");
  }

  /** A field of the document itself said another thing. */
  private void ownField(Map<String, Object> above) {
    String field =
        one(
            List.of("rounding", "benefit_year", "identity_on").stream()
                .filter(above::containsKey)
                .toList());
    Object set = held(above, field);
    boolean absent = field.equals("identity_on") && chance(50);
    List<String> others =
        field.equals("rounding")
            ? List.of("down 1 each_claim", "half-even 1 each_claim")
            : List.of("04-01", "05-01");
    Object was = absent || !others.get(0).equals(set) ? others.get(0) : others.get(1);
    was = absent ? "没有" : was;
    if (absent) {
      above.remove(field);
    } else {
      above.put(field, was);
    }
    say(
        "own field",
        Map.of("section", "policy", "was", Map.of(field, was), "set", Map.of(field, set)));
  }

  /** A layer was not there. */
  private void addedLayer(Map<String, Object> above) {
    List<Object> all = new ArrayList<>(layers(above));
    if (all.size() < 2) {
      return;
    }
    int at = random.nextInt(all.size());
    Map<String, Object> layer = asFields(all.remove(at));
    boolean after = at > 0 && (at == all.size() || chance(50));
    String neighbour = nameOf(asFields(all.get(after ? at - 1 : at)));
    say("layer added", Map.of("add", layer, after ? "after" : "before", neighbour));
    above.put("layers", all);
  }

  /** A layer was there besides. */
  private void removedLayer(Map<String, Object> above) {
    List<Object> all = new ArrayList<>(layers(above));
    String key = "x" + invented++;
    String zh = "另" + key;
    Map<String, Object> layer = new LinkedHashMap<>(asFields(one(all)));
    layer.put("layer", key + " " + zh);
    layer.putIfAbsent("fund", "random_X");
    all.add(random.nextInt(all.size() + 1), layer);
    say(
        "layer removed",
        Map.of(
            "remove",
            one(List.of(key, zh, key + " " + zh)),
            "was",
            Map.of("fund", held(layer, "fund"))));
    above.put("layers", all);
  }

  /** A copy whose layers can be changed. */
  private static Map<String, Object> copyOf(Map<String, Object> document) {
    Map<String, Object> copy = new LinkedHashMap<>(document);
    List<Object> layers = new ArrayList<>();
    layers(document).forEach(layer -> layers.add(new LinkedHashMap<>(asFields(layer))));
    copy.put("layers", layers);
    return copy;
  }
}
