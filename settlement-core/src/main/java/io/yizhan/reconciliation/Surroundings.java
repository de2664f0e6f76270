package io.yizhan.reconciliation;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What lies around lines and entries that found no partner; asked for those few only. */
public interface Surroundings {
  /**
   * The entry that a line means by an id it states, on whatever day; of a refund the reversal, or
   * the settlement where nothing has reversed it. By the line's number.
   */
  Map<Long, Entry> entriesOf(List<Line> lines);

  /**
   * The line by which the same other side means an entry on another day, by whichever key it
   * states; of a reversal also by what that takes back. By the entry's id.
   */
  Map<String, Line> linesOf(List<Entry> entries);

  /** All records of the person that a line means. By the line's number. */
  Map<Long, Set<String>> personsOf(List<Line> lines);

  /** Numbers of other lines of the same person, day and amounts. By the line's number. */
  Map<Long, List<Long>> twinsOfLines(List<Line> lines);

  /**
   * Ids of other entries of the same person, day and amounts that nothing has reversed. By the
   * entry's id.
   */
  Map<String, List<String>> twinsOfEntries(List<Entry> entries);

  /**
   * Those of them that a mend has taken back because the other side did not have them, and the
   * reversals that did it: the one may be of another day than the other. By their ids.
   */
  Set<String> mended(List<Entry> entries);
}
