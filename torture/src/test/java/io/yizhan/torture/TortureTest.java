package io.yizhan.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The short form of the torture run: every fault, with at least 50 kills of a gateway and 20 of the
 * whole database. What it did is printed.
 */
class TortureTest {
  private static final Map<Fault, Integer> FIRST =
      Map.ofEntries(
          Map.entry(Fault.GATEWAY_KILL, 40),
          Map.entry(Fault.DATABASE_KILL, 16),
          Map.entry(Fault.CONNECTION_RESET, 4),
          Map.entry(Fault.CONNECTION_FREEZE, 2),
          Map.entry(Fault.COMMIT_ANSWER_LOST, 3),
          Map.entry(Fault.ANSWER_LOST, 3),
          Map.entry(Fault.FSYNC_STALL, 2),
          Map.entry(Fault.FSYNC_ERROR, 1),
          Map.entry(Fault.DISK_FULL, 1),
          Map.entry(Fault.CLOCK_JUMP, 3),
          Map.entry(Fault.CAP_FIGHT, 2));

  private static final Map<Fault, Integer> SECOND =
      Map.of(Fault.GATEWAY_KILL, 10, Fault.DATABASE_KILL, 4, Fault.CAP_FIGHT, 1);

  /** Fewer would try little of what bookings meet; a run has many times as many. */
  private static final int BOOKINGS_MIN = 10;

  private static final int OFFICE_MIN = 100;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @Test
  void house_underEveryFault_losesDoublesAndOverpaysNothing() throws Exception {
    TortureReport first = Scene.right(folder, 1, FIRST);
    assertEquals(List.of(), first.findings());
    assertTrue(first.tally().readjudicated.get() >= BOOKINGS_MIN, "the past must be booked afresh");
    assertTrue(first.tally().aided.get() >= OFFICE_MIN, "the office must give aid");
    assertTrue(first.tally().onPaper.get() >= OFFICE_MIN, "the office must settle");

    TortureReport resumed = Scene.right(folder, 2, SECOND);
    ReportText.print(resumed, new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    assertEquals(List.of(), resumed.findings());
    assertTrue(resumed.settlements() > first.settlements());
    Map<Fault, Integer> planned = new EnumMap<>(FIRST);
    SECOND.forEach((fault, n) -> planned.merge(fault, n, Integer::sum));
    resumed.skipped().forEach(planned::remove);
    first.skipped().forEach(planned::remove);
    assertEquals(planned, resumed.done(), "a resumed run counts on");
    assertTrue(!NoSkip.isSet() || first.skipped().isEmpty(), "nothing may be skipped");
  }
}
