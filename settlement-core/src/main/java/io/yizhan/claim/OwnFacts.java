package io.yizhan.claim;

import java.util.Map;

/**
 * What a claim says under names that policies define themselves: a word (a bundle, a disease
 * class), a number (of dialyses), an amount in fen (lost by breaking insurance rules).
 *
 * @param words by the fact's key
 * @param numbers by the fact's key; amounts are fen; 0 to {@link io.yizhan.money.Fen#AMOUNT_MAX}
 * @param saidAs as what each was said, by its key. A key that is not here was said as what the
 *     policy asks: nobody kept it of old claims, and cases are read by their policies
 */
public record OwnFacts(
    Map<String, String> words, Map<String, Long> numbers, Map<String, As> saidAs) {
  /** Nothing is said. */
  public static final OwnFacts NONE = new OwnFacts(Map.of(), Map.of());

  /** As what a fact is said: a number of fen is not a count. */
  public enum As {
    /** A word. */
    WORD,
    /** A count. */
    NUMBER,
    /** Fen. */
    AMOUNT
  }

  public OwnFacts {
    words = Map.copyOf(words);
    numbers = Map.copyOf(numbers);
    saidAs = Map.copyOf(saidAs);
    for (long number : numbers.values()) {
      if (number < 0 || number > io.yizhan.money.Fen.AMOUNT_MAX) {
        throw new IllegalArgumentException("a fact's number must be 0 or more and bounded");
      }
    }
  }

  /** Facts that were said as what the policy asks. */
  public OwnFacts(Map<String, String> words, Map<String, Long> numbers) {
    this(words, numbers, Map.of());
  }
}
