package io.yizhan.gateway.desk;

import io.yizhan.ledger.Bearers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What of a settlement's differences is the hospital's. An insurer that was away has paid nobody:
 * what it pays less than was computed the hospital lacks, and what it pays more the hospital has
 * too much of. What other funds bear instead is paid to the hospital or taken back from it; the
 * rest is between the person and the hospital.
 *
 * @param lines what the hospital gets more of each fund's line, fen, signed; lines of nothing are
 *     left out
 */
public record HospitalPart(SortedMap<Bearers.Line, Long> lines) {
  /** Where every payer has paid: a correction is between funds and the person. */
  static final HospitalPart NONE = new HospitalPart(new TreeMap<>());

  public HospitalPart {
    lines = Collections.unmodifiableSortedMap(new TreeMap<>(lines));
  }

  /**
   * Of an insurer that was away.
   *
   * @param moreFen what each line bears more
   */
  static HospitalPart ofAway(SortedMap<Bearers.Line, Long> moreFen) {
    TreeMap<Bearers.Line, Long> lines = new TreeMap<>();
    List<Map.Entry<Bearers.Line, Long>> others = new ArrayList<>();
    moreFen.forEach(
        (line, fen) -> {
          if (line.byInsurer() && !line.beside()) {
            lines.put(line, fen);
          } else if (!line.beside()) {
            others.add(Map.entry(line, fen));
          }
        });
    long leftFen = -sumFen(lines);
    int sign = Long.signum(leftFen);
    others.sort(
        Comparator.comparingLong((Map.Entry<Bearers.Line, Long> each) -> -sign * each.getValue()));
    for (Map.Entry<Bearers.Line, Long> other : others) {
      long fen = sign * Math.min(Math.abs(leftFen), sign * other.getValue());
      if (sign * fen > 0) {
        lines.put(other.getKey(), fen);
        leftFen = Math.subtractExact(leftFen, fen);
      }
    }
    return new HospitalPart(lines);
  }

  /** What funds and insurer together pay the hospital more; less than 0: so much it lacks. */
  long fen() {
    return sumFen(lines);
  }

  /** What of a line's difference is between its fund and the person. */
  long withPersonFen(Bearers.Line line, long moreFen) {
    return Math.subtractExact(moreFen, lines.getOrDefault(line, 0L));
  }

  private static long sumFen(Map<Bearers.Line, Long> lines) {
    return lines.values().stream().mapToLong(Long::longValue).sum();
  }
}
