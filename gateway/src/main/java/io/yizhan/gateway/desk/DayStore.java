package io.yizhan.gateway.desk;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * The port to posting days (记账日). Days close in their order: closing one closes all before it.
 * Closing has three steps, each a transaction that any gateway may do, so that whatever dies
 * between two of them leaves a day that the next look goes on with: the day is marked and takes
 * nothing more; the number of a later transaction becomes its horizon; when all transactions before
 * the horizon are over, what it came to is written and the day is closed.
 */
public interface DayStore {
  /** Which day is open now. */
  PostingClock clock();

  /**
   * Marks a day, and all before it, as closing: from its commit on nothing is booked on them that
   * did not see them open.
   */
  CloseResult startClosing(LocalDate day, Instant now, String callerId);

  /**
   * Marks what is over at an instant, as far as anything was ever booked or closed; answers how
   * many days.
   */
  int startClosingOver(Instant over, Instant now, String callerId);

  /**
   * Goes on with days that are closing, oldest first: gives horizons, and closes those whose
   * horizon has come. It waits for nothing.
   *
   * @return how many days it closed
   */
  int goOn(Instant now, int daysMax);

  /** A day as it stands; empty for one on which nothing was booked and that was not closed. */
  Optional<Day> find(LocalDate day);

  /** Days of a span, oldest first. */
  List<Day> list(LocalDate from, LocalDate to, int limit);

  /** Where a day stands. */
  enum State {
    /** It takes bookings, or may yet. */
    OPEN,
    /** It takes none; some that began before may still be under way. */
    CLOSING,
    /** Nothing of it changes any more. */
    CLOSED
  }

  /**
   * A posting day.
   *
   * @param lineCount settlements, reversals, corrections and entries of aid; only of a closed one
   */
  record Day(
      LocalDate date,
      State state,
      Optional<Instant> closingTime,
      Optional<Instant> closedTime,
      Optional<Long> lineCount) {}

  /** What became of a wish to close. */
  sealed interface CloseResult {
    /** It is closing or closed, now or before. */
    record Started(Day day) implements CloseResult {}

    /** Its cut-off has not come. */
    record NotOver() implements CloseResult {}
  }
}
