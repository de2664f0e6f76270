package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.PersonDocument;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the document a person is known by. A number is never part of an error text: only its kind
 * and its length are.
 */
final class DocumentReader {
  private static final int RESIDENT_ID_CHARACTERS = 18;
  private static final int OLD_RESIDENT_ID_CHARACTERS = 15;
  private static final int NUMBER_CHARACTERS_MAX = 50;
  private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  private static final String CHECK_CHARACTERS = "10X98765432";
  private static final int BIRTH_YEAR_MIN = 1880;
  private static final int BIRTH_YEAR_MAX = 2100;

  /** Letter and nine digits. */
  private static final Pattern BIRTH_CERTIFICATE = Pattern.compile("[A-Z][0-9]{9}");

  private static final Pattern SOCIAL_SECURITY_CARD = Pattern.compile("[A-Z0-9]{8,32}");
  private static final Pattern PASSPORT = Pattern.compile("[A-Z0-9]{5,20}");

  private DocumentReader() {}

  /** The document, normalised; empty, with violations, when it is bad. */
  static Optional<PersonDocument> read(
      String field,
      boolean present,
      io.yizhan.proto.v1.PersonDocument wire,
      Violations violations) {
    if (!present) {
      violations.add(field, "必填：证件", "must be present");
      return Optional.empty();
    }
    String number = wire.getNumber().toUpperCase(Locale.ROOT);
    Optional<String> normal =
        switch (wire.getKindCode()) {
          case "resident_id" -> residentId(number);
          case "birth_certificate" -> matching(BIRTH_CERTIFICATE, number);
          case "social_security_card" -> matching(SOCIAL_SECURITY_CARD, number);
          case "passport" -> matching(PASSPORT, number);
          default -> {
            violations.add(
                field + ".kind_code",
                "应为 resident_id、birth_certificate、social_security_card 或 passport，实为 "
                    + Violations.shown(wire.getKindCode()),
                "must be one of these, was " + Violations.shown(wire.getKindCode()));
            yield matching(Pattern.compile(".{1," + NUMBER_CHARACTERS_MAX + "}"), number);
          }
        };
    if (normal.isEmpty()) {
      violations.add(
          field + ".number",
          rule(wire.getKindCode(), number, true),
          rule(wire.getKindCode(), number, false));
    }
    return normal.map(found -> new PersonDocument(wire.getKindCode(), found));
  }

  private static String rule(String kind, String number, boolean zh) {
    String length =
        zh ? "，实为 " + number.length() + " 个字符" : ", was " + number.length() + " characters";
    return switch (kind) {
      case "resident_id" ->
          (zh
                  ? "应为 15 或 18 位居民身份证号，出生日期和校验码须正确"
                  : "must be a resident id of 15 or 18 characters with a real birth date and check digit")
              + length;
      case "birth_certificate" ->
          (zh ? "应为一个字母加九位数字" : "must be a letter and nine digits") + length;
      case "social_security_card" ->
          (zh ? "应为 8–32 个字母或数字" : "must be 8 to 32 letters or digits") + length;
      case "passport" -> (zh ? "应为 5–20 个字母或数字" : "must be 5 to 20 letters or digits") + length;
      default -> (zh ? "应为 1–50 个字符" : "must be 1 to 50 characters") + length;
    };
  }

  private static Optional<String> matching(Pattern pattern, String number) {
    return pattern.matcher(number).matches() ? Optional.of(number) : Optional.empty();
  }

  /** GB 11643: 17 digits and a check character; the 15 digits of before 1999 lack the century. */
  private static Optional<String> residentId(String number) {
    if (number.length() == OLD_RESIDENT_ID_CHARACTERS && number.matches("[0-9]{15}")) {
      String body = number.substring(0, 6) + "19" + number.substring(6);
      return isBirthDate(body) ? Optional.of(body + checkCharacter(body)) : Optional.empty();
    }
    boolean valid =
        number.length() == RESIDENT_ID_CHARACTERS
            && number.matches("[0-9]{17}[0-9X]")
            && isBirthDate(number)
            && checkCharacter(number) == number.charAt(RESIDENT_ID_CHARACTERS - 1);
    return valid ? Optional.of(number) : Optional.empty();
  }

  private static boolean isBirthDate(String number) {
    try {
      int year = Integer.parseInt(number, 6, 10, 10);
      LocalDate.of(
          year, Integer.parseInt(number, 10, 12, 10), Integer.parseInt(number, 12, 14, 10));
      return year >= BIRTH_YEAR_MIN && year <= BIRTH_YEAR_MAX;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static char checkCharacter(String body) {
    int sum = 0;
    for (int i = 0; i < WEIGHTS.length; i++) {
      sum += (body.charAt(i) - '0') * WEIGHTS[i];
    }
    return CHECK_CHARACTERS.charAt(sum % CHECK_CHARACTERS.length());
  }
}
