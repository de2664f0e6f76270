package io.yizhan.policy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether somebody has looked lately at what a document cites. Rules change every year, and a
 * figure whose source nobody has read for long may no longer hold.
 */
public final class SourceDates {
  private static final int YEARS_MAX = 2;

  private SourceDates() {}

  /** What is wrong with the days on which the sources were checked, seen on this day. */
  public static List<PolicyIssue> check(PolicyTable table, LocalDate day) {
    IssueLog log = new IssueLog(table.file());
    List<String> letters = new ArrayList<>(table.sources().keySet());
    letters.sort(null);
    for (String letter : letters) {
      PolicyTable.Source source = table.sources().get(letter);
      if (source == null) {
        continue;
      }
      if (source.checkedOn().isAfter(day)) {
        log.error(
            source.line(),
            "CHECKED_IN_FUTURE",
            "来源“" + Quoted.of(letter) + "”的核对日 " + source.checkedOn() + " 晚于今天（" + day + "）。",
            "Source '"
                + Quoted.of(letter)
                + "' was checked on "
                + source.checkedOn()
                + ", after "
                + day
                + ".");
      } else if (source.checkedOn().isBefore(day.minusYears(YEARS_MAX))) {
        log.warning(
            source.line(),
            "CHECKED_LONG_AGO",
            "来源“"
                + Quoted.of(letter)
                + "”上次核对是 "
                + source.checkedOn()
                + "，已过 "
                + YEARS_MAX
                + " 年，请重新核对。",
            "Source '"
                + Quoted.of(letter)
                + "' was last checked on "
                + source.checkedOn()
                + ", more than "
                + YEARS_MAX
                + " years ago; look again.");
      }
    }
    return log.issues().stream().map(table.lineage()::placed).toList();
  }
}
