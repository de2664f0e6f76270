package io.yizhan.gateway.demo;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;

/**
 * Resident ids of persons who do not exist: right in form, with a right check digit (GB 11643), in
 * a division that is not in use.
 */
public final class InventedId {
  /** Ninety-nine is no province; nobody holds such a number. */
  private static final String DIVISION = "990101";

  private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  private static final String CHECKS = "10X98765432";

  private InventedId() {}

  /**
   * An id of 18 characters.
   *
   * @param sequence 1 to 999; tells persons of one birthday apart
   */
  public static String of(LocalDate birth, int sequence) {
    String body =
        DIVISION + birth.format(DateTimeFormatter.BASIC_ISO_DATE) + String.format("%03d", sequence);
    int sum = 0;
    for (int i = 0; i < WEIGHTS.length; i++) {
      sum += (body.charAt(i) - '0') * WEIGHTS[i];
    }
    return body + CHECKS.charAt(sum % CHECKS.length());
  }
}
