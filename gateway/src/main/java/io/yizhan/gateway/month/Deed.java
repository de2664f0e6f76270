package io.yizhan.gateway.month;

import java.time.LocalDate;

/**
 * One call of the month.
 *
 * @param slot the hour; deeds of one slot are under way at once, a later slot begins after them
 * @param visit that it is about
 */
record Deed(LocalDate day, int slot, Act act, Visit visit) {
  /** What is done. */
  enum Act {
    /** Settled for the first time. */
    SETTLE,
    /** Sent again, as after a timeout: the stored answer must come back. */
    REPLAY,
    /** Taken back by its id. */
    REVERSE,
    /** Undone by its request id after it arrived. */
    UNDO,
    /** Undone before it arrived. */
    FORBID,
    /** Arrives after it was undone: must be refused. */
    ARRIVE_LATE
  }
}
