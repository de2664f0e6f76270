package io.yizhan.gateway.desk;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * The port to the ledger as a sequence: lines in the order in which their transactions took their
 * numbers, shown as far as no line can come in between any more. Reads only.
 */
public interface WatchStore {
  /** How many lines of the ledger one page looks at, whoever may see them. */
  int PAGE_LINES_MAX = 256;

  /** How far the sequence reaches now; cheap, for asking often. */
  Head head();

  /** The last place that is shown now; {@link Place#START} of an empty ledger. */
  Place last();

  /** Whether the ledger has the line of a place. The start is in every ledger. */
  boolean has(Place place);

  /** The next lines behind a place. */
  Page page(Place after, Audience audience);

  /**
   * A place in the sequence: behind the line of this id.
   *
   * @param number of the transaction that wrote the line
   */
  record Place(long number, String settlementId) {
    /** Before the first line. */
    public static final Place START = new Place(0, "");

    public Place {
      if (number < 0 || (number == 0) != settlementId.isEmpty()) {
        throw new IllegalArgumentException("a place must name a transaction and its line");
      }
    }
  }

  /**
   * Whose lines are seen.
   *
   * @param hospitalId empty for all
   */
  record Audience(String hospitalId, SettlementScope scope) {}

  /**
   * How far the sequence reaches.
   *
   * @param horizon the smallest number whose transaction may still write
   * @param newest the largest number of any line; 0 of an empty ledger
   * @param inOrder false where a line has a number that this database has yet to give: then what is
   *     written next would come before what stands
   */
  record Head(long horizon, long newest, boolean inOrder) {}

  /**
   * Lines behind a place.
   *
   * @param lines that the audience sees
   * @param end the place behind the last line that was looked at
   * @param readTo where nothing was left: every line of a smaller number was looked at
   */
  record Page(List<Line> lines, Place end, Optional<Long> readTo) {
    public Page {
      lines = List.copyOf(lines);
    }
  }

  /** What a line is. */
  enum Kind {
    /** A settlement. */
    SETTLEMENT,
    /** The mirror of one. */
    REVERSAL,
    /** What changed of one. */
    CORRECTION
  }

  /** One line of the balanced entry. */
  record LinePosting(String account, String payee, long fen) {}

  /**
   * A line of the ledger as it was booked.
   *
   * @param original what it reverses or corrects
   * @param period the month that a correction counts in, first day
   */
  record Line(
      Place place,
      Kind kind,
      Optional<String> original,
      String hospitalId,
      String requestId,
      String encounterId,
      String billNumber,
      LocalDate postingDate,
      Instant time,
      Optional<LocalDate> period,
      String insuredRegion,
      String aidCounty,
      String insurerSettlementId,
      long totalFen,
      long paidFen,
      long hospitalShareFen,
      long patientShareFen,
      List<LinePosting> postings,
      List<String> policyVersions,
      String engineVersion) {
    public Line {
      postings = List.copyOf(postings);
      policyVersions = List.copyOf(policyVersions);
    }
  }
}
