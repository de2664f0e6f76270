package io.yizhan.reconciliation;

import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a reconciliation goes by.
 *
 * @param from first day that is compared
 * @param to last day
 * @param settledUntil by an entry's day: what was settled later may still be under way to the other
 *     side, or is of a day that it never sent: it is pending, and no break
 * @param fresh lines that came so lately that what they mean may still be under way here
 * @param other what the other side is
 */
public record Terms(
    LocalDate from,
    LocalDate to,
    Function<LocalDate, Instant> settledUntil,
    Predicate<Line> fresh,
    Other other) {
  /** What the other side is. */
  public enum Other {
    /** The hospital that settles. */
    HOSPITAL,
    /** An insurer. */
    INSURER,
    /** A bank that pays: no request is repeated and no settlement reversed for what it says. */
    BANK
  }

  boolean hospital() {
    return other == Other.HOSPITAL;
  }

  boolean spans(LocalDate day) {
    return !day.isBefore(from) && !day.isAfter(to);
  }
}
