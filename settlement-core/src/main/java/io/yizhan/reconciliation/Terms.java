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
 * @param hospital whether the other side is the hospital that settles
 */
public record Terms(
    LocalDate from,
    LocalDate to,
    Function<LocalDate, Instant> settledUntil,
    Predicate<Line> fresh,
    boolean hospital) {
  boolean spans(LocalDate day) {
    return !day.isBefore(from) && !day.isAfter(to);
  }
}
