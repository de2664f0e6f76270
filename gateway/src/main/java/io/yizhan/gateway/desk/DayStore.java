package io.yizhan.gateway.desk;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

  /** Makes room for what will be booked in the days to come. */
  void makeRoom(Instant now);

  /**
   * States the cut-off that a gateway is set to. The first that is stated holds, and where anything
   * is booked or closed the one by which that was: its days would become others. Answers whether
   * this one holds, now or from a later day on.
   */
  boolean stateCutOff(int cutOff);

  /** Has another cut-off hold from a civil day on. */
  CutOffResult setCutOff(int cutOff, LocalDate from, Instant now);

  /**
   * Marks a day, and all before it, as closing: from its commit on nothing is booked on them that
   * did not see them open. A day that is not over by the clock of the database is not, whatever a
   * gateway's clock says.
   */
  CloseResult startClosing(LocalDate day, Instant now, String callerId);

  /**
   * Marks what is over at an instant, as far as anything was ever booked or closed; answers how
   * many days: none when the last of them is not over by the clock of the database.
   */
  int startClosingOver(Instant over, Instant now, String callerId);

  /**
   * Goes on with days that are closing, oldest first: gives horizons, and closes those whose
   * horizon has come. It waits for nothing.
   *
   * @return how many days it closed
   */
  int goOn(Instant now, int daysMax);

  /** A day as it stands. */
  Day find(LocalDate day);

  /**
   * Days of a span that are closing or closed, the first that is open, and later ones on which
   * something is booked; oldest first.
   */
  List<Day> list(LocalDate from, LocalDate to, int limit);

  /** Sets until when a county takes claims of a benefit year. */
  void putLateLimit(LateLimit limit, String callerId, Instant now);

  /** What counties have set, newest year first. */
  List<LateLimit> lateLimits(String county);

  /**
   * Until when a county takes claims of a benefit year.
   *
   * @param last posting day; in a later year than the benefit year
   */
  record LateLimit(String county, int benefitYear, LocalDate last, String source) {}

  /** Totals in the order of their keys. */
  List<Total> totals(TotalQuery query);

  /** Lines by posting day and id. */
  List<Detail> details(DetailQuery query);

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
   * @param lineCount settlements, reversals, corrections and entries of aid; 0 unless closed
   */
  record Day(
      LocalDate date,
      State state,
      Optional<Instant> closingTime,
      Optional<Instant> closedTime,
      long lineCount) {}

  /** What became of a wish to close. */
  sealed interface CloseResult {
    /** It is closing or closed, now or before. */
    record Started() implements CloseResult {}

    /** Its cut-off has not come. */
    record NotOver() implements CloseResult {}
  }

  /** What became of a wish for another cut-off. */
  sealed interface CutOffResult {
    /** It is set. */
    record Set(PostingClock clock) implements CutOffResult {}

    /** The day has come, or stands before a change that is to come. */
    record Fixed(LocalDate firstDay) implements CutOffResult {}
  }

  /** Whose lines of which days. */
  record Span(LocalDate from, LocalDate to, String hospitalId, SettlementScope scope) {}

  /** By what totals are told apart, beside the bearer; in the order of their keys. */
  enum Dimension {
    /** The hospital, or the office that booked from paper. */
    HOSPITAL,
    /** The region that insures. */
    INSURED_REGION,
    /** The county whose policy aided. */
    AID_COUNTY,
    /** The insurance scheme. */
    SCHEME,
    /** The kind of care. */
    CARE
  }

  /** What tells a total apart; empty where it is not asked for. */
  record TotalKey(
      String hospitalId,
      String insuredRegion,
      String aidCounty,
      String scheme,
      String care,
      String bearer) {
    /** Before all others. */
    public static final TotalKey FIRST = new TotalKey("", "", "", "", "", "");
  }

  /** Asks for totals after a key. */
  record TotalQuery(Span span, Set<Dimension> dimensions, TotalKey after, int limit) {
    public TotalQuery {
      dimensions = Set.copyOf(dimensions);
    }
  }

  /** A count and an amount. */
  record Figure(long lineCount, long amountFen) {}

  /**
   * What a bearer bears.
   *
   * @param withRefunds of all lines
   * @param withoutRefunds of settlements alone
   * @param live of settlements that are not taken back within the span, as corrected within it
   */
  record Total(TotalKey key, Figure withRefunds, Figure withoutRefunds, Figure live) {}

  /** Asks for lines after one. */
  record DetailQuery(Span span, SettlementStore.ListQuery.After after, int limit) {}

  /** What a line is. */
  enum Kind {
    /** A settlement, or an entry of aid. */
    SETTLEMENT,
    /** What takes one back. */
    REVERSAL,
    /** What corrects one. */
    CORRECTION
  }

  /** What one bears of a line, fen. */
  record Borne(String bearer, long amountFen) {}

  /**
   * A line of a day.
   *
   * @param besideId what it takes back or corrects; empty for a settlement
   * @param key of a total, without a bearer
   * @param live whether it counts as live at the end of the span
   */
  record Detail(
      String id,
      Kind kind,
      String besideId,
      LocalDate postingDate,
      Instant time,
      String requestId,
      TotalKey key,
      String encounterId,
      String billNumber,
      String operatorId,
      String terminalId,
      String shiftId,
      boolean live,
      List<Borne> borne) {
    public Detail {
      borne = List.copyOf(borne);
    }
  }
}
