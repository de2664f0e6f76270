package io.yizhan.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Several words that were joined otherwise than the language joins them, by 、. */
public final class JoinedWords {
  private static final Pattern SIGN = Pattern.compile("\\s*[，,/／;；|｜&＆+＋]\\s*");
  private static final Pattern WORD =
      Pattern.compile("\\s*(?:[，,/／;；|｜&＆+＋和及与或、]|以及|或者|\\b(?:and|or)\\b|\\s)\\s*");

  /** Nobody joins more by hand; splitting costs length times length. */
  private static final int TYPED_MAX = 256;

  private JoinedWords() {}

  /**
   * The words joined as the language joins them; empty where what was typed is no list of them. A
   * sign between words is enough if one of them is known; 和 and the like, which words have inside,
   * only if all are.
   */
  public static Optional<String> of(String typed, Predicate<String> known) {
    return split(SIGN, typed)
        .filter(words -> words.stream().anyMatch(known))
        .or(() -> split(WORD, typed).filter(words -> words.stream().allMatch(known)))
        .map(words -> String.join("、", words));
  }

  private static Optional<List<String>> split(Pattern pattern, String typed) {
    if (typed.length() > TYPED_MAX) {
      return Optional.empty();
    }
    List<String> words = new ArrayList<>();
    for (String word : pattern.split(typed)) {
      if (!word.isBlank()) {
        words.add(word.strip());
      }
    }
    return words.size() > 1 ? Optional.of(List.copyOf(words)) : Optional.empty();
  }
}
