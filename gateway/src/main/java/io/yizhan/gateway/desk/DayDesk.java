package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.DayStore.CloseResult;
import io.yizhan.gateway.desk.DayStore.Day;
import io.yizhan.gateway.desk.DayStore.State;
import io.yizhan.gateway.desk.ShiftStore.BeginResult;
import io.yizhan.gateway.desk.ShiftStore.Shift;
import io.yizhan.gateway.desk.ShiftStore.ShiftKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * Closes posting days, those that somebody asks for and by themselves those that are over, and
 * cashiers' shifts.
 */
public final class DayDesk {
  /** Who closes what closes by itself. */
  public static final String BY_ITSELF = "gateway";

  private static final int DAYS_PER_LOOK_MAX = 50;
  private static final int SHIFTS_PER_LOOK_MAX = 500;
  private static final int LOOKS_MAX = 50;
  private static final long PAUSE_MILLIS = 100;

  private final DayStore store;
  private final ShiftStore shifts;
  private final InstantSource clock;

  /** A desk. */
  public DayDesk(DayStore store, ShiftStore shifts, InstantSource clock) {
    this.store = store;
    this.shifts = shifts;
    this.clock = clock;
  }

  /** What it keeps. */
  public DayStore store() {
    return store;
  }

  /** The shifts that it keeps. */
  public ShiftStore shifts() {
    return shifts;
  }

  /** Now. */
  public Instant now() {
    return clock.instant();
  }

  /**
   * Closes a day that is over and waits a while for bookings that had begun.
   *
   * @return where it stands; empty when its cut-off has not come
   */
  public Optional<Day> close(LocalDate day, Caller caller) {
    if (store.startClosing(day, now(), caller.callerId()) instanceof CloseResult.NotOver) {
      return Optional.empty();
    }
    Day stands = store.find(day);
    for (int look = 0; look < LOOKS_MAX && stands.state() != State.CLOSED; look++) {
      if (look > 0) {
        pause();
      }
      store.goOn(now(), DAYS_PER_LOOK_MAX);
      stands = store.find(day);
    }
    return Optional.of(stands);
  }

  /**
   * Closes a shift and waits a while for bookings that had begun.
   *
   * @return where it stands; empty when the request id was used for another shift
   */
  public Optional<Shift> close(ShiftKey key, String requestId, Caller caller) {
    if (!(shifts.begin(key, requestId, now(), caller.callerId())
        instanceof BeginResult.Begun one)) {
      return Optional.empty();
    }
    Optional<Shift> stands = shifts.find(key, one.part());
    for (int look = 0; look < LOOKS_MAX && stands.flatMap(Shift::closedTime).isEmpty(); look++) {
      if (look > 0) {
        pause();
      }
      shifts.close(key, one.part(), now());
      stands = shifts.find(key, one.part());
    }
    return stands;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException(e);
    }
  }

  /**
   * Begins to close what has been over for so long, and goes on with what is closing. What fails in
   * one of these steps keeps none of the others waiting, and is thrown when all are done.
   *
   * @param after empty where days do not close by themselves here or now
   * @return how many days it closed
   */
  public int look(Instant now, Optional<Duration> after) {
    List<RuntimeException> failures = new ArrayList<>();
    step(
        () -> {
          store.makeRoom(now);
          return 0;
        },
        failures);
    if (after.isPresent()) {
      Instant over = now.minus(after.get());
      step(() -> store.startClosingOver(over, now, BY_ITSELF), failures);
    }
    int closed = step(() -> store.goOn(now, DAYS_PER_LOOK_MAX), failures);
    step(() -> shifts.goOn(now, SHIFTS_PER_LOOK_MAX), failures);
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
    return closed;
  }

  private static int step(IntSupplier step, List<RuntimeException> failures) {
    try {
      return step.getAsInt();
    } catch (RuntimeException failed) {
      failures.add(failed);
      return 0;
    }
  }
}
