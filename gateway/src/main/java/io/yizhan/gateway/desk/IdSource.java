package io.yizhan.gateway.desk;

import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Makes ids that sort by time: 26 characters of Crockford's base 32, 48 bits of milliseconds and 80
 * of randomness. Randomness is passed in; one object may be shared by threads if its generator may.
 */
public final class IdSource {
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int TIME_CHARACTERS = 10;
  private static final int RANDOM_CHARACTERS = 16;

  /** The last millisecond of the year 9999. */
  private static final long MILLIS_MAX = 253_402_300_799_999L;

  private final RandomGenerator random;

  /** A source over this randomness. */
  public IdSource(RandomGenerator random) {
    this.random = random;
  }

  /** The next id. */
  public String next(Instant now) {
    char[] id = new char[TIME_CHARACTERS + RANDOM_CHARACTERS];
    long millis = now.toEpochMilli();
    for (int i = TIME_CHARACTERS - 1; i >= 0; i--) {
      id[i] = ALPHABET.charAt((int) (millis & 31));
      millis >>>= 5;
    }
    for (int half = 0; half < 2; half++) {
      long bits = random.nextLong();
      for (int i = 0; i < RANDOM_CHARACTERS / 2; i++) {
        id[TIME_CHARACTERS + half * RANDOM_CHARACTERS / 2 + i] = ALPHABET.charAt((int) (bits & 31));
        bits >>>= 5;
      }
    }
    return new String(id);
  }

  /** When an id was made; empty for what no source has made. */
  public static Optional<Instant> timeOf(String id) {
    if (id.length() != TIME_CHARACTERS + RANDOM_CHARACTERS) {
      return Optional.empty();
    }
    long millis = 0;
    for (int i = 0; i < id.length(); i++) {
      int digit = ALPHABET.indexOf(id.charAt(i));
      if (digit < 0) {
        return Optional.empty();
      }
      if (i < TIME_CHARACTERS) {
        millis = millis << 5 | digit;
      }
    }
    return millis > MILLIS_MAX ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }
}
