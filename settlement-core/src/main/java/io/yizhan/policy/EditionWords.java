package io.yizhan.policy;

import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Items;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The words that a document's tables use, so that an edition may name a row by a word's key where
 * the table has its Chinese name, and several words of a cell in any order.
 */
final class EditionWords {
  /** Each word as it is introduced, {@code dibao 低保}. */
  private final List<String> introduced = new ArrayList<>();

  EditionWords(Map<String, Field> document) {
    Optional.ofNullable(document.get("identities")).ifPresent(this::addTexts);
    within(document, "facts").values().forEach(this::addWords);
    introduced.addAll(within(document, "groups").keySet());
    introduced.addAll(FactWords.builtInNames());
  }

  private static Map<String, Field> within(Map<String, Field> document, String section) {
    return Optional.ofNullable(document.get(section))
        .map(field -> EditionNodes.byName(field.value()))
        .orElse(Map.of());
  }

  private void addWords(Field fact) {
    Optional.ofNullable(EditionNodes.byName(fact.value()).get("is")).ifPresent(this::addTexts);
  }

  private void addTexts(Field field) {
    if (field.value() instanceof Items) {
      FieldReader.asTexts(field.value(), new IssueLog("")).stream()
          .map(PolicyTable.Text::value)
          .forEach(introduced::add);
    }
  }

  /** Whether two cells name the same words, or otherwise say the same. */
  boolean same(PolicyNode left, PolicyNode right) {
    return EditionNodes.same(left, right)
        || (!words(left).isEmpty() && words(left).equals(words(right)));
  }

  private List<String> words(PolicyNode node) {
    Stream<String> texts =
        node instanceof Items items
            ? items.values().stream().map(EditionNodes::text)
            : Stream.of(EditionNodes.text(node));
    return texts
        .flatMap(text -> Arrays.stream(text.split("\\s*、\\s*")))
        .map(this::keyOf)
        .sorted()
        .toList();
  }

  private String keyOf(String word) {
    return introduced.stream()
        .filter(each -> EditionNodes.names(word, each))
        .map(each -> each.split("\\s+", 2)[0])
        .findFirst()
        .orElse(word);
  }
}
