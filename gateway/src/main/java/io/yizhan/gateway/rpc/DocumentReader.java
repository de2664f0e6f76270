package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.PersonDocument;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the document a person is known by. A number is never part of an error text: only its kind
 * and its length are.
 */
final class DocumentReader {
  private static final Pattern RESIDENT_ID = Pattern.compile("[0-9]{17}[0-9X]");
  private static final Pattern OLD_RESIDENT_ID = Pattern.compile("[0-9]{15}");
  private static final List<String> KINDS =
      List.of("resident_id", "birth_certificate", "social_security_card", "passport");

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
            violations.notOneOf(field + ".kind_code", KINDS, Violations.shown(wire.getKindCode()));
            yield matching(Pattern.compile(".{1," + NUMBER_CHARACTERS_MAX + "}"), number);
          }
        };
    if (normal.isEmpty()) {
      Rule rule = rule(wire.getKindCode(), number);
      violations.add(field + ".number", rule.zh(), rule.en());
    }
    return normal.map(found -> new PersonDocument(wire.getKindCode(), found));
  }

  /** What a number must be, and how it is not. */
  private record Rule(String zh, String en) {}

  private static Rule rule(String kind, String number) {
    return switch (kind) {
      case "resident_id" -> residentIdRule(number);
      case "birth_certificate" ->
          lengthRule("应为一个字母加九位数字", "must be a letter and nine digits", number);
      case "social_security_card" ->
          lengthRule("应为 8–32 个字母或数字", "must be 8 to 32 letters or digits", number);
      case "passport" -> lengthRule("应为 5–20 个字母或数字", "must be 5 to 20 letters or digits", number);
      default -> lengthRule("应为 1–50 个字符", "must be 1 to 50 characters", number);
    };
  }

  private static Rule lengthRule(String zh, String en, String number) {
    return new Rule(
        zh + "，实为 " + number.length() + " 个字符", en + ", was " + number.length() + " characters");
  }

  /** Tells a date that there is not from a digit that was mistyped, without a digit of either. */
  private static Rule residentIdRule(String number) {
    boolean old = OLD_RESIDENT_ID.matcher(number).matches();
    if (!old && !RESIDENT_ID.matcher(number).matches()) {
      return lengthRule(
          "应为 15 位数字，或 17 位数字加校验码（数字或 X）的居民身份证号",
          "must be a resident id: 15 digits, or 17 digits and a check character (a digit or X)",
          number);
    }
    if (!isBirthDate(old ? withCentury(number) : number)) {
      String places = old ? "7–12" : "7–14";
      return new Rule(
          "居民身份证号第 " + places + " 位应为 " + BIRTH_YEAR_MIN + " 年以来真实的出生日期，所填不是",
          "must have a real birth date since "
              + BIRTH_YEAR_MIN
              + " in characters "
              + places
              + " of a resident id, and has none there");
    }
    return new Rule(
        "居民身份证号末位应为前 17 位的校验码（GB 11643），所填不符，请核对各位",
        "must end in the check character of its first 17 digits (GB 11643), and does not: compare"
            + " each digit");
  }

  private static Optional<String> matching(Pattern pattern, String number) {
    return pattern.matcher(number).matches() ? Optional.of(number) : Optional.empty();
  }

  /** GB 11643: 17 digits and a check character; the 15 digits of before 1999 lack the century. */
  private static Optional<String> residentId(String number) {
    if (OLD_RESIDENT_ID.matcher(number).matches()) {
      String body = withCentury(number);
      return isBirthDate(body) ? Optional.of(body + checkCharacter(body)) : Optional.empty();
    }
    boolean valid =
        RESIDENT_ID.matcher(number).matches()
            && isBirthDate(number)
            && checkCharacter(number) == number.charAt(WEIGHTS.length);
    return valid ? Optional.of(number) : Optional.empty();
  }

  /** Who got 15 digits was born before 2000. */
  private static String withCentury(String number) {
    return number.substring(0, 6) + "19" + number.substring(6);
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
