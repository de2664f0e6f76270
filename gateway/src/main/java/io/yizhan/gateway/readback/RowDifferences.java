package io.yizhan.gateway.readback;

import io.yizhan.policy.PolicyNode;
import io.yizhan.policy.PolicyNode.Items;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rows of one layer that say otherwise than before. Rows are the same whose conditions are,
 * wherever their columns stand; the rows of one case that each have a band are matched band by
 * band, and said together where the bands themselves are other ones.
 */
final class RowDifferences {
  private static final String BAND = "band";
  private static final String RATE = "rate";
  private static final Set<String> SETTINGS =
      Set.of("counts", "threshold", "trigger", "own_at_most", BAND, RATE);
  private static final Set<String> UNSAID = Set.of("cite", "says");
  private static final Set<String> ANY = Set.of("any", "不限");

  private final Phrases words;
  private final Changes changes;

  RowDifferences(Phrases words) {
    this.words = words;
    this.changes = new Changes(words);
  }

  /**
   * One difference, to stand behind the layer's name.
   *
   * @param whom the row's conditions; empty for everybody
   */
  record RowDifference(String whom, String zh, String en) {}

  List<RowDifference> between(Map<String, PolicyNode> old, Map<String, PolicyNode> now) {
    Map<Map<String, String>, Map<String, Map<String, String>>> before = cases(old);
    Map<Map<String, String>, Map<String, Map<String, String>>> after = cases(now);
    Set<Map<String, String>> conditions = new LinkedHashSet<>(before.keySet());
    conditions.addAll(after.keySet());
    List<RowDifference> found = new ArrayList<>();
    for (Map<String, String> each : conditions) {
      compare(
          found,
          each.values(),
          before.getOrDefault(each, Map.of()),
          after.getOrDefault(each, Map.of()));
    }
    return found;
  }

  private void compare(
      List<RowDifference> found,
      Collection<String> conditions,
      Map<String, Map<String, String>> from,
      Map<String, Map<String, String>> to) {
    if (from.isEmpty() || to.isEmpty()) {
      Map<String, String> was = together(from);
      Map<String, String> is = together(to);
      found.add(
          difference(
              conditions,
              "",
              Changes.arrow(changes.said(was, true), changes.said(is, true), "不享受"),
              Changes.arrow(changes.said(was, false), changes.said(is, false), "nothing")));
    } else if (!from.keySet().equals(to.keySet())) {
      found.add(changed(conditions, "", together(from), together(to)));
    } else {
      from.forEach(
          (band, was) -> {
            Map<String, String> is = to.getOrDefault(band, Map.of());
            if (!was.equals(is)) {
              found.add(changed(conditions, band, was, is));
            }
          });
    }
  }

  private RowDifference changed(
      Collection<String> conditions, String band, Map<String, String> was, Map<String, String> is) {
    return difference(conditions, band, changes.of(was, is, true), changes.of(was, is, false));
  }

  private RowDifference difference(
      Collection<String> conditions, String band, String zh, String en) {
    List<String> label = new ArrayList<>(conditions);
    label.add(band);
    label.removeIf(String::isEmpty);
    StringBuilder labelZh = new StringBuilder();
    StringBuilder labelEn = new StringBuilder();
    for (String part : label) {
      labelZh.append("·").append(words.zh(part));
      labelEn.append(" · ").append(words.en(part));
    }
    return new RowDifference(String.join("·", conditions), labelZh + "：" + zh, labelEn + ": " + en);
  }

  /** What the rows of one case set, with all their bands in one text. */
  private static Map<String, String> together(Map<String, Map<String, String>> rows) {
    Map<String, String> settings = new LinkedHashMap<>();
    List<String> bands = new ArrayList<>();
    rows.forEach(
        (band, row) -> {
          row.forEach(settings::putIfAbsent);
          if (!band.isEmpty()) {
            bands.add(band + " " + row.getOrDefault(RATE, ""));
          }
        });
    if (!bands.isEmpty()) {
      settings.remove(RATE);
      settings.put(BAND, String.join("、", bands));
    }
    return settings;
  }

  /** The rows by their conditions, then by their band, empty where they have none. */
  private Map<Map<String, String>, Map<String, Map<String, String>>> cases(
      Map<String, PolicyNode> layer) {
    Map<Map<String, String>, Map<String, Map<String, String>>> cases = new LinkedHashMap<>();
    List<String> headings = Readback.headings(layer.get("columns"), words);
    if (!(layer.get("rows") instanceof Items rows)) {
      return cases;
    }
    for (PolicyNode row : rows.values()) {
      List<PolicyNode> cells = row instanceof Items items ? items.values() : List.of();
      Map<String, String> conditions = new LinkedHashMap<>();
      Map<String, String> settings = new LinkedHashMap<>();
      for (int i = 0; i < Math.min(cells.size(), headings.size()); i++) {
        String heading = headings.get(i);
        String cell = Readback.text(cells.get(i));
        if (SETTINGS.contains(heading) || heading.startsWith("cap")) {
          settings.put(heading, cell);
        } else if (!UNSAID.contains(heading) && !ANY.contains(cell)) {
          conditions.put(heading, words.zh(cell));
        }
      }
      String band = Optional.ofNullable(settings.remove(BAND)).orElse("");
      cases.computeIfAbsent(conditions, key -> new LinkedHashMap<>()).put(band, settings);
    }
    return cases;
  }
}
