package io.yizhan.gateway.readback;

import io.yizhan.money.Yuan;
import io.yizhan.policy.PolicyNode;
import io.yizhan.policy.PolicyNode.Fields;
import io.yizhan.policy.PolicyNode.Items;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

/** What one document says otherwise than another, in sentences. */
public final class Differences {
  private static final Set<String> UNSAID =
      Set.of("layer", "columns", "rows", "cite", "assumed", "declares", "says");
  private static final Set<String> HEADER_UNSAID = Set.of("layers", "assumed", "sources");

  private final Map<String, PolicyNode> before;
  private final Map<String, PolicyNode> after;
  private final Phrases words;
  private final Changes changes;
  private final List<Difference> found = new ArrayList<>();

  private Differences(PolicyNode before, PolicyNode after) {
    this.before = Readback.fields(before);
    this.after = Readback.fields(after);
    this.words = new Phrases(this.after);
    this.changes = new Changes(words);
  }

  /**
   * One difference.
   *
   * @param layer the layer's key; empty for the document itself
   * @param identities whom it concerns, by Chinese names; empty for everybody
   */
  public record Difference(String layer, Set<String> identities, String zh, String en) {
    public Difference {
      identities = Set.copyOf(identities);
    }
  }

  /** The differences, the document's own first, then layer by layer. */
  public static List<Difference> of(PolicyNode before, PolicyNode after) {
    Differences differences = new Differences(before, after);
    differences.header();
    differences.layers();
    return List.copyOf(differences.found);
  }

  /** Every amount that the documents print, fen: where something may begin or end. */
  public static Set<Long> amountsFen(PolicyNode document) {
    Set<Long> amounts = new LinkedHashSet<>();
    if (document instanceof Items items) {
      items.values().forEach(each -> amounts.addAll(amountsFen(each)));
    } else if (document instanceof Fields fields) {
      for (PolicyNode.Field field : fields.values()) {
        amounts.addAll(amountsFen(new PolicyNode.Text(field.name(), field.line())));
        amounts.addAll(amountsFen(field.value()));
      }
    } else if (document instanceof PolicyNode.Text text) {
      for (String word : text.value().split("[^0-9.万]+")) {
        OptionalLong fen = Yuan.parse(word);
        fen.ifPresent(amounts::add);
      }
    }
    return amounts;
  }

  private void header() {
    Set<String> names = new LinkedHashSet<>(before.keySet());
    names.addAll(after.keySet());
    names.removeAll(HEADER_UNSAID);
    for (String name : names) {
      if (before.get(name) instanceof Fields || after.get(name) instanceof Fields) {
        compare("", name, values(before.get(name)), values(after.get(name)));
      } else {
        String was = Readback.text(before.get(name));
        String now = Readback.text(after.get(name));
        if (!was.equals(now)) {
          add(
              "",
              name + " " + Changes.arrow(was, now, "没有"),
              name + " " + Changes.arrow(was, now, "absent"));
        }
      }
    }
  }

  private void layers() {
    Map<String, Map<String, PolicyNode>> old = layersOf(before);
    Map<String, Map<String, PolicyNode>> now = layersOf(after);
    for (Map.Entry<String, Map<String, PolicyNode>> entry : old.entrySet()) {
      Map<String, PolicyNode> layer = now.get(entry.getKey());
      String name = Readback.text(entry.getValue().get("layer"));
      if (layer == null) {
        add(entry.getKey(), "去掉：" + zh(name), "removed: " + entry.getKey());
      } else {
        layer(entry.getKey(), name, entry.getValue(), layer);
      }
    }
    List<String> kept = new ArrayList<>(now.keySet());
    for (String key : now.keySet()) {
      if (!old.containsKey(key)) {
        kept.remove(key);
        String name = Readback.text(Objects.requireNonNull(now.get(key)).get("layer"));
        add(key, "新增：" + zh(name), "added: " + key);
      }
    }
    List<String> order = old.keySet().stream().filter(kept::contains).toList();
    if (!order.equals(kept)) {
      add(
          "",
          "支付次序 " + Changes.arrow(joined(order), joined(kept), ""),
          "order of layers " + Changes.arrow(joined(order), joined(kept), ""));
    }
  }

  private void layer(
      String key, String name, Map<String, PolicyNode> old, Map<String, PolicyNode> now) {
    Map<String, String> was = new LinkedHashMap<>();
    Map<String, String> is = new LinkedHashMap<>();
    old.forEach((field, value) -> was.put(field, Readback.text(value)));
    now.forEach((field, value) -> is.put(field, Readback.text(value)));
    was.keySet().removeAll(UNSAID);
    is.keySet().removeAll(UNSAID);
    compare(key, zh(name) + " " + key, was, is);
    new RowDifferences(words, before, after)
        .between(old, now)
        .forEach(
            row ->
                found.add(
                    new Difference(key, row.identities(), zh(name) + row.zh(), key + row.en())));
  }

  private void compare(
      String layer, String label, Map<String, String> was, Map<String, String> is) {
    if (!was.equals(is)) {
      add(
          layer,
          label + "：" + changes.of(was, is, true),
          label + ": " + changes.of(was, is, false));
    }
  }

  private static String joined(List<String> keys) {
    return String.join("、", keys);
  }

  private static Map<String, Map<String, PolicyNode>> layersOf(Map<String, PolicyNode> document) {
    Map<String, Map<String, PolicyNode>> layers = new LinkedHashMap<>();
    if (document.get("layers") instanceof Items items) {
      for (PolicyNode layer : items.values()) {
        Map<String, PolicyNode> fields = Readback.fields(layer);
        layers.put(Readback.text(fields.get("layer")).split("\\s+")[0], fields);
      }
    }
    return layers;
  }

  private static Map<String, String> values(@org.jspecify.annotations.Nullable PolicyNode node) {
    Map<String, String> values = new LinkedHashMap<>();
    if (node instanceof Fields named) {
      named.values().forEach(field -> values.put(field.name(), Readback.text(field.value())));
    }
    return values;
  }

  private static String zh(String name) {
    String[] halves = name.split("\\s+", 2);
    return halves[halves.length - 1];
  }

  private void add(String layer, String zh, String en) {
    found.add(new Difference(layer, Set.of(), zh, en));
  }
}
