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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What one document says otherwise than another, in sentences. */
public final class Differences {
  private static final Set<String> UNSAID =
      Set.of("layer", "columns", "rows", "cite", "assumed", "declares", "says");
  private static final Set<String> HEADER_UNSAID = Set.of("layers", "assumed", "sources");

  /**
   * What layers use, and say so themselves; or what does not touch the amounts of a first claim.
   */
  private static final Set<String> HEADER_IDLE =
      Set.of(
          "policy",
          "in_force",
          "regions",
          "identities",
          "diseases",
          "chosen_by",
          "benefit_year",
          "groups",
          "accounts");

  private static final String WHEN = "when";
  private static final String AGE = "age";
  private static final Pattern NUMBER = Pattern.compile("(?<![0-9.])[0-9]{1,3}(?![0-9])");

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
   * @param changesAmounts whether it may change by itself what a first claim comes to; what is only
   *     named otherwise, or used by layers that say so themselves, does not
   */
  public record Difference(
      String layer, Set<String> identities, boolean changesAmounts, String zh, String en) {
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

  /** Every number with which a document compares an age, in years. */
  public static Set<Integer> ages(PolicyNode document) {
    Set<Integer> ages = new TreeSet<>();
    Phrases words = new Phrases(Readback.fields(document));
    ages(document, words, ages);
    return ages;
  }

  private static void ages(PolicyNode node, Phrases words, Set<Integer> ages) {
    if (node instanceof Items items) {
      items.values().forEach(each -> ages(each, words, ages));
    } else if (node instanceof Fields fields) {
      Map<String, PolicyNode> layer = Readback.fields(node);
      for (String cell : new TypedTable(Map.of(), layer, words).cells(AGE)) {
        addNumbers(cell, ages);
      }
      for (PolicyNode.Field field : fields.values()) {
        if (words.meaningOf(field.name()).equals(AGE)) {
          addNumbers(Readback.text(field.value()), ages);
        }
        ages(field.value(), words, ages);
      }
    }
  }

  private static void addNumbers(String text, Set<Integer> ages) {
    NUMBER.matcher(text).results().forEach(found -> ages.add(Integer.parseInt(found.group())));
  }

  private void header() {
    Set<String> names = new LinkedHashSet<>(before.keySet());
    names.addAll(after.keySet());
    names.removeAll(HEADER_UNSAID);
    for (String name : names) {
      if (before.get(name) instanceof Fields || after.get(name) instanceof Fields) {
        named(name, values(before.get(name)), values(after.get(name)));
      } else {
        String was = Readback.text(before.get(name));
        String now = Readback.text(after.get(name));
        if (!was.equals(now)) {
          add(
              "",
              !HEADER_IDLE.contains(name),
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
        add(entry.getKey(), true, "去掉：" + zh(name), "removed: " + entry.getKey());
      } else {
        layer(entry.getKey(), name, entry.getValue(), layer);
      }
    }
    List<String> kept = new ArrayList<>(now.keySet());
    for (String key : now.keySet()) {
      if (!old.containsKey(key)) {
        kept.remove(key);
        String name = Readback.text(Objects.requireNonNull(now.get(key)).get("layer"));
        add(key, true, "新增：" + zh(name), "added: " + key);
      }
    }
    List<String> order = old.keySet().stream().filter(kept::contains).toList();
    if (!order.equals(kept)) {
      add(
          "",
          true,
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
    if (conditions(before, old).equals(conditions(after, now))) {
      was.remove(WHEN);
      is.remove(WHEN);
    } else if (Objects.equals(was.get(WHEN), is.get(WHEN))) {
      was.put(WHEN, String.join("；", conditions(before, old).values()));
      is.put(WHEN, String.join("；", conditions(after, now).values()));
    }
    compare(key, true, zh(name) + " " + key, was, is);
    new RowDifferences(words, before, after)
        .between(old, now)
        .forEach(
            row ->
                found.add(
                    new Difference(
                        key, row.identities(), true, zh(name) + row.zh(), key + row.en())));
  }

  /** Values that the document names; those that are new or gone concern who names them. */
  private void named(String name, Map<String, String> was, Map<String, String> is) {
    boolean idle =
        HEADER_IDLE.contains(name)
            && was.entrySet().stream()
                .noneMatch(
                    each -> is.containsKey(each.getKey()) && isUsed(name, each, is, was.keySet()));
    compare("", !idle, name, was, is);
  }

  private boolean isUsed(
      String section, Map.Entry<String, String> value, Map<String, String> is, Set<String> all) {
    if (value.getValue().equals(is.get(value.getKey()))) {
      return false;
    }
    return !section.equals("groups") || all.stream().anyMatch(this::isAskedBesideRows);
  }

  /** Whether a group is named where its members are not compared one by one. */
  private boolean isAskedBesideRows(String group) {
    for (Map<String, PolicyNode> layer : layersOf(after).values()) {
      for (Map.Entry<String, PolicyNode> field : layer.entrySet()) {
        boolean spelledOut = field.getKey().equals("rows") || field.getKey().equals(WHEN);
        String text = Readback.text(field.getValue());
        if (!spelledOut && Stream.of(group.split("\\s+", 2)).anyMatch(text::contains)) {
          return true;
        }
      }
    }
    String quotas = Readback.text(after.get("quotas"));
    return Stream.of(group.split("\\s+", 2)).anyMatch(quotas::contains);
  }

  private void compare(
      String layer,
      boolean changesAmounts,
      String label,
      Map<String, String> was,
      Map<String, String> is) {
    if (!was.equals(is)) {
      add(
          layer,
          changesAmounts,
          label + "：" + changes.of(was, is, true),
          label + ": " + changes.of(was, is, false));
    }
  }

  /** What a layer asks of all its rows: each condition with its words, groups spelled out. */
  private Map<String, String> conditions(
      Map<String, PolicyNode> document, Map<String, PolicyNode> layer) {
    TypedTable groups = new TypedTable(document, layer, words);
    Map<String, String> conditions = new TreeMap<>();
    if (layer.get(WHEN) instanceof Fields when) {
      for (PolicyNode.Field field : when.values()) {
        String subject = words.meaningOf(field.name());
        Set<String> spelled = new TreeSet<>(groups.spelled(Readback.text(field.value())));
        conditions.put(subject, field.name() + " " + String.join("、", spelled));
      }
    }
    return conditions;
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

  private void add(String layer, boolean changesAmounts, String zh, String en) {
    found.add(new Difference(layer, Set.of(), changesAmounts, zh, en));
  }
}
