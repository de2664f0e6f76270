package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.DayStore.Figure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The port to cashiers' shifts (交班). A shift is closed in parts: each takes what was committed
 * since the one before, so that a settlement needs no look at shifts, none is refused for one that
 * was closed, and every line is in one part. Closing has two steps, each a transaction that any
 * gateway may do: the part is begun with its horizon, and what it came to is written when all
 * transactions before the horizon are over.
 */
public interface ShiftStore {
  /** A cashier's shift. */
  record ShiftKey(String hospitalId, String operatorId, String terminalId, String shiftId) {}

  /** Begins the next part of a shift, once for each request id of the hospital. */
  BeginResult begin(ShiftKey key, String requestId, Instant now, String callerId);

  /** Closes a part whose horizon has come; answers whether it did. It waits for nothing. */
  boolean close(ShiftKey key, int part, Instant now);

  /**
   * Goes on with parts whose horizon has come, oldest first; answers how many it closed. It waits
   * for nothing, and one that fails keeps none of the others waiting: it is thrown after them.
   */
  int goOn(Instant now, int partsMax);

  /**
   * A part as it stands.
   *
   * @param part 0 for the newest
   */
  Optional<Shift> find(ShiftKey key, int part);

  /** What became of a wish to close. */
  sealed interface BeginResult {
    /** It is closing or closed, now or before. */
    record Begun(int part) implements BeginResult {}

    /** The id was used for another shift. */
    record IdReused() implements BeginResult {}
  }

  /**
   * A part of a shift.
   *
   * @param totals empty until it is closed
   */
  record Shift(
      ShiftKey key,
      int part,
      Instant closingTime,
      Optional<Instant> closedTime,
      List<ShiftTotal> totals) {
    public Shift {
      totals = List.copyOf(totals);
    }
  }

  /** What a bearer bears of it, or how the patient's share was paid. */
  record ShiftTotal(String bearer, Figure withRefunds, Figure withoutRefunds, Figure live) {}
}
