package io.yizhan.gateway.cli;

import com.google.type.Date;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.MeansCheckResult;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words and dates of lists, as offices write them. */
final class RosterWords {
  private static final Map<String, String> KINDS =
      Map.of(
          "居民身份证", "resident_id",
          "身份证", "resident_id",
          "出生医学证明", "birth_certificate",
          "社会保障卡", "social_security_card",
          "社保卡", "social_security_card",
          "护照", "passport");

  private static final Map<String, MeansCheckResult> RESULTS =
      Map.of(
          "通过", MeansCheckResult.MEANS_CHECK_RESULT_PASS,
          "符合", MeansCheckResult.MEANS_CHECK_RESULT_PASS,
          "pass", MeansCheckResult.MEANS_CHECK_RESULT_PASS,
          "不通过", MeansCheckResult.MEANS_CHECK_RESULT_FAIL,
          "未通过", MeansCheckResult.MEANS_CHECK_RESULT_FAIL,
          "不符合", MeansCheckResult.MEANS_CHECK_RESULT_FAIL,
          "fail", MeansCheckResult.MEANS_CHECK_RESULT_FAIL,
          "核对中", MeansCheckResult.MEANS_CHECK_RESULT_PENDING,
          "待核对", MeansCheckResult.MEANS_CHECK_RESULT_PENDING,
          "pending", MeansCheckResult.MEANS_CHECK_RESULT_PENDING);

  /** What the packs in policies/ call them; an office adds its own with --category. */
  private static final Map<String, String> CATEGORIES =
      Map.of(
          "特困", "tekun",
          "特困人员", "tekun",
          "低保", "dibao",
          "低保对象", "dibao",
          "低保边缘", "edge",
          "返贫致贫", "fanpin",
          "支出型困难", "rigid",
          "刚性支出困难", "rigid");

  /** Year, month and day with any of the usual marks between them, or none. */
  private static final Pattern DATE =
      Pattern.compile(
          "([0-9]{4})(?:[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([0-9]{2})([0-9]{2}))"
              + "(?:[ T]0?0:00(?::00)?)?");

  /** What is meant for a day. */
  private static final Pattern LIKE_A_DAY =
      Pattern.compile(
          "(?:[-/.,: 年月日号〇零一二三四五六七八九十正腊初廿]|[0-9]{1,8}(?![0-9])"
              + "|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec){1,24}");

  private final Map<String, String> categories = new TreeMap<>(CATEGORIES);

  /** Words that know these categories, too. */
  RosterWords(Map<String, String> ownCategories) {
    categories.putAll(ownCategories);
  }

  /** The code of a document's kind; a word that is none goes as it is and is refused. */
  static String kind(String cell) {
    return cell.isEmpty() ? "resident_id" : KINDS.getOrDefault(cell, cell);
  }

  /** The code of a category; a code goes as it is. */
  String category(String cell) {
    return categories.getOrDefault(cell, cell);
  }

  static Optional<MeansCheckResult> result(String cell) {
    return Optional.ofNullable(RESULTS.get(cell.toLowerCase(java.util.Locale.ROOT)));
  }

  /**
   * What a cell holds that should hold a day. Where a column has slipped it may be a name or a
   * number of a person, and reports are read by others than the list: only what is like a day is
   * shown.
   */
  static String quoted(String cell, String orElse) {
    return LIKE_A_DAY.matcher(cell).matches() ? "“" + cell + "”" : orElse;
  }

  /** A day; empty where it is none. */
  static Optional<Date> date(String cell) {
    Matcher matcher = DATE.matcher(cell);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    boolean marked = matcher.group(2) != null;
    try {
      LocalDate day =
          LocalDate.of(
              Integer.parseInt(matcher.group(1)),
              Integer.parseInt(matcher.group(marked ? 2 : 4)),
              Integer.parseInt(matcher.group(marked ? 3 : 5)));
      return Optional.of(WireDate.of(day));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
