package io.yizhan.policy;

import io.yizhan.money.Yuan;
import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Fields;
import io.yizhan.policy.PolicyNode.Items;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Trees of documents: laid together, and compared by what they mean. */
final class EditionNodes {
  private EditionNodes() {}

  /** The same tree with the lines of the file at this place of a chain. */
  static PolicyNode shifted(PolicyNode node, int place) {
    int line = Lineage.line(place, node.line());
    if (node instanceof Items items) {
      return new Items(items.values().stream().map(each -> shifted(each, place)).toList(), line);
    }
    if (node instanceof Fields fields) {
      return new Fields(
          fields.values().stream()
              .map(
                  field ->
                      new Field(
                          field.name(),
                          Lineage.line(place, field.line()),
                          shifted(field.value(), place)))
              .toList(),
          line);
    }
    return new PolicyNode.Text(((PolicyNode.Text) node).value(), line);
  }

  /** The fields of a mapping, to be changed; none of anything else. */
  static Map<String, Field> byName(PolicyNode node) {
    Map<String, Field> fields = new LinkedHashMap<>();
    if (node instanceof Fields mapping) {
      mapping.values().forEach(field -> fields.putIfAbsent(field.name(), field));
    }
    return fields;
  }

  /** Adds a mapping's fields to those of a field, in place of those with the same names. */
  static void merge(Map<String, Field> document, String name, PolicyNode added) {
    Field above = document.get(name);
    Map<String, Field> all = above == null ? new LinkedHashMap<>() : byName(above.value());
    byName(added).values().forEach(field -> all.put(field.name(), field));
    int line = above == null ? added.line() : above.line();
    document.put(name, new Field(name, line, new Fields(List.copyOf(all.values()), line)));
  }

  /** Whether a text is the key, the Chinese name, or both, of a name introduced as both. */
  static boolean names(String text, String introduced) {
    String[] halves = introduced.split("\\s+", 2);
    return introduced.equals(text)
        || halves[0].equals(text)
        || (halves.length == 2 && halves[1].equals(text));
  }

  /** The field that a text names, by key, Chinese name, both, or another spelling of a setting. */
  static Optional<Field> find(Map<String, Field> fields, String text) {
    String setting = HeadingWords.setting(text);
    return fields.values().stream()
        .filter(
            field ->
                names(text, field.name()) || HeadingWords.setting(field.name()).equals(setting))
        .findFirst();
  }

  /** Whether two values say the same: 2万 is 20000, the order of fields is free. */
  static boolean same(PolicyNode left, PolicyNode right) {
    if (left instanceof Fields && right instanceof Fields) {
      Map<String, Field> theirs = byName(right);
      Map<String, Field> ours = byName(left);
      return ours.size() == theirs.size()
          && ours.values().stream()
              .allMatch(
                  field -> {
                    Field other = theirs.get(field.name());
                    return other != null && same(field.value(), other.value());
                  });
    }
    List<String> one = words(left);
    List<String> other = words(right);
    if (!one.isEmpty() || !other.isEmpty()) {
      return one.equals(other);
    }
    return left instanceof Items ours
        && right instanceof Items theirs
        && sameItems(ours.values(), theirs.values());
  }

  private static boolean sameItems(List<PolicyNode> ours, List<PolicyNode> theirs) {
    if (ours.size() != theirs.size()) {
      return false;
    }
    for (int i = 0; i < ours.size(); i++) {
      if (!same(ours.get(i), theirs.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** The words of a text or of a list of texts, amounts in fen; none of anything else. */
  private static List<String> words(PolicyNode node) {
    if (node instanceof PolicyNode.Text text) {
      return Arrays.stream(text.value().strip().split("\\s*、\\s*"))
          .map(EditionNodes::word)
          .toList();
    }
    if (node instanceof Items items
        && items.values().stream().allMatch(PolicyNode.Text.class::isInstance)) {
      return items.values().stream().flatMap(each -> words(each).stream()).toList();
    }
    return List.of();
  }

  private static String word(String text) {
    OptionalLong fen = Yuan.parse(text);
    return fen.isPresent() ? fen.getAsLong() + " fen" : text;
  }

  /** A value in one line, as it would be typed. */
  static String text(PolicyNode node) {
    if (node instanceof PolicyNode.Text text) {
      return text.value().strip();
    }
    if (node instanceof Items items) {
      return "["
          + String.join(", ", items.values().stream().map(EditionNodes::text).toList())
          + "]";
    }
    if (node instanceof Fields fields) {
      return "{"
          + String.join(
              ", ",
              fields.values().stream()
                  .map(field -> field.name() + ": " + text(field.value()))
                  .toList())
          + "}";
    }
    return "";
  }
}
