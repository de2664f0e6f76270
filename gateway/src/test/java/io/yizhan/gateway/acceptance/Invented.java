package io.yizhan.gateway.acceptance;

import io.yizhan.proto.v1.PersonDocument;
import java.util.Locale;

/** Resident ids of nobody: right in form and check character, in a division that does not exist. */
final class Invented {
  private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  private static final String CHECKS = "10X98765432";

  private Invented() {}

  /**
   * The document of the n-th person, 0 to 999,999. Day of birth and sequence tell them apart.
   *
   * @param n which one
   */
  static PersonDocument person(int n) {
    int day = n / 1_000;
    String body =
        String.format(
            Locale.ROOT,
            "990199%04d%02d%02d%03d",
            1930 + day / 336 % 60,
            1 + day / 28 % 12,
            1 + day % 28,
            n % 1_000);
    return PersonDocument.newBuilder()
        .setKindCode("resident_id")
        .setNumber(withCheck(body))
        .build();
  }

  /** Seventeen digits and their check character. */
  static String withCheck(String body) {
    int sum = 0;
    for (int i = 0; i < WEIGHTS.length; i++) {
      sum += (body.charAt(i) - '0') * WEIGHTS[i];
    }
    return body + CHECKS.charAt(sum % CHECKS.length());
  }
}
