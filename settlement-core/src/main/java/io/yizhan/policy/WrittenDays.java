package io.yizhan.policy;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Days as an office writes them: {@code 2023年1月1日}, {@code 2023/1/1}, {@code 2023.1.1}, {@code
 * 20230101}. They are refused, with the day that was meant as the language writes it.
 */
final class WrittenDays {
  private static final Pattern DAY =
      Pattern.compile(
          "(?<![0-9])([0-9]{4})(?:\\s*[-/.年]\\s*([0-9]{1,2})\\s*[-/.月]\\s*([0-9]{1,2})\\s*日?"
              + "|([0-9]{2})([0-9]{2}))(?![0-9])");

  /** What may stand beside days of a span: from, on, in force, to, until now. */
  private static final Pattern BESIDE =
      Pattern.compile("(?:自|从|由|起|始|开始|执行|施行|实施|生效|为|今|至|到|止|—|–|-|~|\\.|…|\\s|from|to|on)*+");

  /** No span is longer. */
  private static final int WRITTEN_MAX = 100;

  private WrittenDays() {}

  /** All days that a text names, in its order; none where it names one that does not exist. */
  private static List<LocalDate> days(String narrow) {
    if (narrow.length() > WRITTEN_MAX) {
      return List.of();
    }
    List<LocalDate> days = new ArrayList<>();
    Matcher day = DAY.matcher(narrow);
    while (day.find()) {
      boolean plain = day.group(2) == null;
      try {
        days.add(
            LocalDate.of(
                Integer.parseInt(day.group(1)),
                Integer.parseInt(plain ? day.group(4) : day.group(2)),
                Integer.parseInt(plain ? day.group(5) : day.group(3))));
      } catch (DateTimeException e) {
        return List.of();
      }
    }
    return days;
  }

  /** The day that was meant, {@code 2023-01-01}; empty where it cannot be seen. */
  static Optional<String> day(String written) {
    String narrow = Misspelt.narrow(written).strip();
    List<LocalDate> days = days(narrow);
    return days.size() == 1 && BESIDE.matcher(DAY.matcher(narrow).replaceAll(" ")).matches()
        ? Optional.of(days.get(0).toString())
        : Optional.empty();
  }

  /** The span that was meant, {@code 2023-01-01 ..}; empty where it cannot be seen. */
  static Optional<String> span(String written) {
    String narrow = Misspelt.narrow(written).strip();
    List<LocalDate> days = days(narrow);
    if (days.isEmpty()
        || days.size() > 2
        || !BESIDE.matcher(DAY.matcher(narrow).replaceAll(" ")).matches()) {
      return Optional.empty();
    }
    return Optional.of(days.get(0) + " .." + (days.size() > 1 ? " " + days.get(1) : ""));
  }
}
