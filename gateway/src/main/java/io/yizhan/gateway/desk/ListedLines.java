package io.yizhan.gateway.desk;

import io.yizhan.settlement.Standing;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The lines of one list that were taken so far: who is on it, and with what. A later line that says
 * otherwise of the same days is told from one that says the same. Lines are kept as numbers: a list
 * may be as long as a county's.
 */
public final class ListedLines {
  /** So many lines are remembered; of what comes after them only these are known. */
  public static final int LINES_MAX = 500_000;

  /** Kind, first day and last day of each line. */
  private static final int NUMBERS = 3;

  private static final int OPEN = Integer.MAX_VALUE;
  private static final int[] NO_LINES = {};

  private final int linesMax;
  private final Map<Kind, Integer> kinds = new HashMap<>();
  private final List<Kind> kindOf = new ArrayList<>();
  private final Map<String, int[]> linesOf = new HashMap<>();
  private int lines;

  /** Of no line. */
  public ListedLines() {
    this(LINES_MAX);
  }

  ListedLines(int linesMax) {
    this.linesMax = linesMax;
  }

  /** What lines of a list mostly have in common. */
  private record Kind(String category, String county, String source) {
    static Kind of(Standing.Identity line) {
      return new Kind(line.category(), line.county(), line.source());
    }

    boolean isOneIdentityWith(Kind other) {
      return category.equals(other.category) && county.equals(other.county);
    }
  }

  /**
   * Takes in a line.
   *
   * @param who a person, or a document of somebody who is not registered
   */
  public void add(String who, Standing.Identity line) {
    if (lines == linesMax) {
      return;
    }
    lines++;
    Kind kind = Kind.of(line);
    Integer number = kinds.get(kind);
    if (number == null) {
      number = kindOf.size();
      kinds.put(kind, number);
      kindOf.add(kind);
    }
    int[] before = linesOf.getOrDefault(who, NO_LINES);
    int[] after = Arrays.copyOf(before, before.length + NUMBERS);
    after[before.length] = number;
    after[before.length + 1] = day(line.from());
    after[before.length + 2] = last(line);
    linesOf.put(who, after);
  }

  /** Whether a line before says something else of a day of this one. */
  public boolean contradict(String who, Standing.Identity line) {
    int[] known = linesOf.getOrDefault(who, NO_LINES);
    Kind kind = Kind.of(line);
    for (int i = 0; i < known.length; i += NUMBERS) {
      Kind other = kindOf.get(known[i]);
      boolean overlap = known[i + 1] <= last(line) && day(line.from()) <= known[i + 2];
      boolean same =
          other.equals(kind) && known[i + 1] == day(line.from()) && known[i + 2] == last(line);
      if (other.isOneIdentityWith(kind) && overlap && !same) {
        return true;
      }
    }
    return false;
  }

  /** The lines before of somebody, of a line's category and county. */
  public List<Standing.Identity> of(String who, Standing.Identity line) {
    int[] known = linesOf.getOrDefault(who, NO_LINES);
    List<Standing.Identity> all = new ArrayList<>();
    for (int i = 0; i < known.length; i += NUMBERS) {
      Kind kind = kindOf.get(known[i]);
      if (kind.isOneIdentityWith(Kind.of(line))) {
        int last = known[i + 2];
        all.add(
            new Standing.Identity(
                kind.category(),
                kind.county(),
                LocalDate.ofEpochDay(known[i + 1]),
                last == OPEN ? Optional.empty() : Optional.of(LocalDate.ofEpochDay(last)),
                kind.source()));
      }
    }
    return all;
  }

  /** Whether somebody is on the list with a category. */
  public boolean has(String who, String category) {
    int[] known = linesOf.getOrDefault(who, NO_LINES);
    for (int i = 0; i < known.length; i += NUMBERS) {
      if (kindOf.get(known[i]).category().equals(category)) {
        return true;
      }
    }
    return false;
  }

  /** All categories on it. */
  public Set<String> categories() {
    return kindOf.stream().map(Kind::category).collect(Collectors.toSet());
  }

  private static int day(LocalDate day) {
    return Math.toIntExact(day.toEpochDay());
  }

  private static int last(Standing.Identity line) {
    return line.to().map(ListedLines::day).orElse(OPEN);
  }
}
