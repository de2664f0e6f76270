package io.yizhan.gateway;

import io.yizhan.gateway.desk.Rounds;
import io.yizhan.gateway.desk.SettlementDesk;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Notes each minute who has called, so that credentials which nobody uses any more can be found.
 * Beside the calls, and not in them: a note that fails is made when the caller calls again.
 */
final class CallNotes implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Supplier<Set<String>> takeCalled;
  private final BiConsumer<Set<String>, LocalDate> note;
  private final InstantSource clock;
  private final Rounds rounds;

  /**
   * Notes that have not begun.
   *
   * @param takeCalled the ids of those who have called since it was asked last
   * @param note keeps that they have called on a day
   */
  CallNotes(
      Supplier<Set<String>> takeCalled,
      BiConsumer<Set<String>, LocalDate> note,
      InstantSource clock) {
    this.takeCalled = takeCalled;
    this.note = note;
    this.clock = clock;
    this.rounds = new Rounds("call-notes", this::look);
  }

  /** Notes from now on. */
  void start() {
    rounds.start(PAUSE, PAUSE);
  }

  /** Notes who has called since the last look. */
  void look() {
    Set<String> called = takeCalled.get();
    if (!called.isEmpty()) {
      note.accept(called, LocalDate.ofInstant(clock.instant(), SettlementDesk.CIVIL_ZONE));
    }
  }

  @Override
  public void close() {
    rounds.close();
  }
}
