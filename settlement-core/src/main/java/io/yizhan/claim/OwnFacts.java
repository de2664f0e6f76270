package io.yizhan.claim;

import java.util.Map;

/**
 * What a claim says under names that policies define themselves: a word (a bundle, a disease
 * class), a number (of dialyses), an amount in fen (lost by breaking insurance rules).
 *
 * @param words by the fact's key
 * @param numbers by the fact's key; amounts are fen; 0 to {@link io.yizhan.money.Fen#AMOUNT_MAX}
 */
public record OwnFacts(Map<String, String> words, Map<String, Long> numbers) {
  /** Nothing is said. */
  public static final OwnFacts NONE = new OwnFacts(Map.of(), Map.of());

  public OwnFacts {
    words = Map.copyOf(words);
    numbers = Map.copyOf(numbers);
    for (long number : numbers.values()) {
      if (number < 0 || number > io.yizhan.money.Fen.AMOUNT_MAX) {
        throw new IllegalArgumentException("a fact's number must be 0 or more and bounded");
      }
    }
  }
}
