package io.yizhan.gateway.rpc;

import com.google.rpc.BadRequest;
import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.desk.SpreadsheetText;
import io.yizhan.proto.WireDate;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Collects every bad field of a request, to name them all at once. A value is shown only where it
 * cannot be a person's number.
 */
final class Violations {
  /**
   * What the list may weigh, bytes. Stock clients accept 8 KiB of trailers, where details travel as
   * base64; what does not fit is counted.
   */
  static final int DETAIL_BYTES_MAX = 4_900;

  static final LocalDate DATE_FIRST = LocalDate.of(1990, 1, 1);
  static final LocalDate DATE_LAST = LocalDate.of(2100, 12, 31);
  private static final Pattern PRINTED_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]*");

  private static final LocalDate BIRTH_FIRST = LocalDate.of(1880, 1, 1);

  /** A run of this many digits may be a person's number and is not shown. */
  private static final Pattern MAYBE_A_NUMBER = Pattern.compile(".*[0-9].{0,2}".repeat(7) + ".*");

  /** How much of a value is shown. */
  private static final int SHOWN_CHARACTERS_MAX = 32;

  private static final int ENTRY_OVERHEAD_BYTES = 8;

  private final BadRequest.Builder fields = BadRequest.newBuilder();
  private int bytes;
  private int omitted;

  /** Adds a field with what it must be and what it was. */
  void add(String field, String zh, String en) {
    BadRequest.FieldViolation violation =
        BadRequest.FieldViolation.newBuilder()
            .setField(field)
            .setDescription(zh + " / " + en)
            .build();
    int size = violation.getSerializedSize() + ENTRY_OVERHEAD_BYTES;
    if (bytes + size > DETAIL_BYTES_MAX) {
      omitted++;
      return;
    }
    bytes += size;
    fields.addFieldViolations(violation);
  }

  /** A whole message that is bad, by the name of its type: for bytes that have no fields. */
  static BadRequest whole(String messageType, String zh, String en) {
    Violations violations = new Violations();
    violations.add(messageType, zh, en);
    return violations.fields.build();
  }

  /** How many fields are bad, those that did not fit included. */
  int count() {
    return fields.getFieldViolationsCount() + omitted;
  }

  /** The first bad field; there must be one. */
  BadRequest.FieldViolation first() {
    return fields.getFieldViolations(0);
  }

  /** Every bad field that is listed. */
  List<BadRequest.FieldViolation> all() {
    return fields.getFieldViolationsList();
  }

  /** Throws one INVALID_ARGUMENT that names every bad field, if there is any. */
  void throwIfAny(ErrorReason reason) {
    if (count() > 0) {
      throw failure(reason);
    }
  }

  /** One INVALID_ARGUMENT that names every bad field. */
  StatusRuntimeException failure(ErrorReason reason) {
    if (omitted > 0) {
      fields.addFieldViolations(
          BadRequest.FieldViolation.newBuilder()
              .setField("...")
              .setDescription("另有 " + omitted + " 处未列出 / " + omitted + " more are not listed"));
    }
    return Failure.of(
        reason,
        "有 " + count() + " 处字段不合格，见明细",
        count() + " fields are wrong, see the details",
        Map.of("violation_count", Integer.toString(count())),
        fields.build());
  }

  /** Text without control characters, of so many characters. Answers it. */
  String text(String field, String value, int charactersMin, int charactersMax) {
    int length = value.codePointCount(0, value.length());
    if (length < charactersMin || length > charactersMax) {
      add(
          field,
          "应为 " + charactersMin + "–" + charactersMax + " 个字符，实为 " + length,
          "must be " + charactersMin + " to " + charactersMax + " characters, was " + length);
    } else {
      requirePlain(field, value);
    }
    return value;
  }

  private void requirePlain(String field, String value) {
    int[] characters = value.codePoints().toArray();
    for (int i = 0; i < characters.length; i++) {
      if (!isPlain(characters[i])) {
        String which = unicode(characters[i]);
        add(
            field,
            "不得含控制字符或残缺字符，第 " + (i + 1) + " 个字符为 " + which,
            "must not have control or broken characters, character " + (i + 1) + " was " + which);
        return;
      }
    }
  }

  /**
   * Text that is an id or a key: it neither begins nor ends with a blank, for to the store "1 " is
   * another key than "1", and a column of fixed width pads. Only the blank is shown: a key may name
   * a person. Answers it.
   */
  String key(String field, String value, int charactersMin, int charactersMax) {
    int before = count();
    text(field, value, charactersMin, charactersMax);
    if (count() > before || value.isEmpty()) {
      return value;
    }
    int first = value.codePointAt(0);
    int last = value.codePointBefore(value.length());
    if (isBlank(first) || isBlank(last)) {
      int length = value.codePointCount(0, value.length());
      boolean all = value.codePoints().allMatch(Violations::isBlank);
      boolean begins = isBlank(first);
      String blank = unicode(begins ? first : last);
      add(
          field,
          "首尾不得有空格，实为 "
              + length
              + " 个字符，"
              + (all ? "全是空格" : begins ? "开头为空格" : "末尾为空格")
              + "（"
              + blank
              + "）",
          "must not begin or end with a blank, was "
              + length
              + " characters, "
              + (all ? "all of them blanks" : begins ? "the first a blank" : "the last a blank")
              + " ("
              + blank
              + ")");
    }
    return value;
  }

  private static String unicode(int codePoint) {
    return String.format(Locale.ROOT, "U+%04X", codePoint);
  }

  /** All that {@link String#strip} takes for one, and spaces that do not break a line. */
  private static boolean isBlank(int codePoint) {
    return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
  }

  /**
   * A name that goes into a file as it is: a bank compares it letter by letter, so that a blank
   * before or behind it is another name; a spreadsheet computes what begins like a formula.
   */
  void printed(String field, String name) {
    if (name.isEmpty()) {
      return;
    }
    boolean blank = isBlank(name.codePointAt(0)) || isBlank(name.codePointBefore(name.length()));
    if (blank || SpreadsheetText.isFormula(name)) {
      add(
          field,
          "首尾不得有空格，不得以 = + - @（全角亦同）开头",
          "must not begin or end with a blank, nor begin with = + - @ or their wide forms");
    }
  }

  private static boolean isPlain(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /**
   * An id that files and pages print as it is: it begins with a letter or a digit, and has letters,
   * digits and few marks, none of which means anything to a spreadsheet.
   */
  void printedId(String field, String id) {
    if (!id.isEmpty() && !PRINTED_ID.matcher(id).matches()) {
      add(
          field,
          "只能用字母、数字和 . _ : / -，且以字母或数字开头",
          "must have letters, digits and . _ : / - only, and begin with a letter or a digit");
    }
  }

  /** Visible ASCII of 1 to so many characters. Answers it. */
  String id(String field, String value, int charactersMax) {
    boolean visible = value.chars().allMatch(c -> c > ' ' && c < 0x7f);
    if (value.isEmpty() || value.length() > charactersMax || !visible) {
      add(
          field,
          "应为 1–"
              + charactersMax
              + " 个可见 ASCII 字符，实为 "
              + value.length()
              + " 个字符"
              + (visible ? "" : "，其中有空格、汉字或其他不可用的字符"),
          "must be 1 to "
              + charactersMax
              + " visible ASCII characters, was "
              + value.length()
              + " characters"
              + (visible ? "" : ", with a space or one that is not ASCII among them"));
    }
    return value;
  }

  /** ASCII letters, digits, dots, dashes and underscores, 1 to so many. Answers it. */
  String code(String field, String value, int charactersMax) {
    if (value.length() > charactersMax || !value.matches("[A-Za-z0-9._-]+")) {
      add(
          field,
          "应为 1–" + charactersMax + " 个字母或数字，实为 " + shown(value),
          "must be 1 to " + charactersMax + " letters or digits, was " + shown(value));
    }
    return value;
  }

  /** A code that is none of those there are. */
  void notOneOf(String field, List<String> known, String was) {
    add(
        field,
        "应为 " + String.join("、", known) + " 之一，实为 " + was,
        "must be one of " + String.join(", ", known) + ", was " + was);
  }

  /** An amount in fen within both bounds. Answers whether it is. */
  boolean amount(String field, long fen, long fenMin, long fenMax) {
    if (fen >= fenMin && fen <= fenMax) {
      return true;
    }
    add(
        field,
        "应为 " + fenMin + "–" + fenMax + " 分，实为 " + fen,
        "must be " + fenMin + " to " + fenMax + " fen, was " + fen);
    return false;
  }

  /** Six digits. Answers it. */
  String region(String field, String value) {
    if (!value.matches("[0-9]{6}")) {
      add(field, "应为六位行政区划代码，实为 " + shown(value), "must be six digits, was " + shown(value));
    }
    return value;
  }

  /** A real day of 1990 to 2100; empty, with a violation, when it is none or absent. */
  Optional<LocalDate> date(String field, boolean present, com.google.type.Date date) {
    return date(field, present, date, DATE_FIRST);
  }

  /** A real day of 1880 to 2100. */
  Optional<LocalDate> birthDate(String field, com.google.type.Date date) {
    return date(field, true, date, BIRTH_FIRST);
  }

  private Optional<LocalDate> date(
      String field, boolean present, com.google.type.Date date, LocalDate first) {
    if (!present) {
      add(field, "必填日期", "must be a date, was absent");
      return Optional.empty();
    }
    String was = date.getYear() + "-" + date.getMonth() + "-" + date.getDay();
    try {
      LocalDate day = WireDate.day(date);
      if (!day.isBefore(first) && !day.isAfter(DATE_LAST)) {
        return Optional.of(day);
      }
    } catch (DateTimeException e) {
      // Not a day of the calendar: named below together with days out of range.
    }
    add(
        field,
        "应为 " + first + " 至 " + DATE_LAST + " 的真实日期，实为 " + was,
        "must be a real day of " + first + " to " + DATE_LAST + ", was " + was);
    return Optional.empty();
  }

  /** Page size: 1 to 500; 0 means 100. Answers the size to use. */
  int pageSize(int pageSize) {
    if (pageSize < 0 || pageSize > Pages.SIZE_MAX) {
      add("page_size", "应为 0–500，实为 " + pageSize, "must be 0 to 500, was " + pageSize);
    }
    return pageSize == 0 ? Pages.SIZE_DEFAULT : pageSize;
  }

  /** A value for an error text: cut, and hidden where it may be a person's number. */
  static String shown(String value) {
    if (value.isEmpty()) {
      return "空 (empty)";
    }
    boolean plain = value.codePoints().allMatch(Violations::isPlain);
    if (!plain
        || value.length() > SHOWN_CHARACTERS_MAX
        || MAYBE_A_NUMBER.matcher(value).matches()) {
      return value.length() + " 个字符 (characters)";
    }
    return "“" + value + "”";
  }
}
