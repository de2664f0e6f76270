package io.yizhan.gateway.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Reading that rests, on a clock that a test moves. */
class PaceTest {
  private static final long ROW_NANOS = 1_500;

  private final List<Duration> rests = new ArrayList<>();
  private long now;

  private Pace pace(int percent) {
    return pace(percent, () -> now);
  }

  /** Time goes on with each row: claims that are counted by it are settled all the time. */
  private Pace pace(int percent, LongSupplier settlings) {
    return new Pace(
        percent,
        settlings,
        () -> now,
        duration -> {
          rests.add(duration);
          now += duration.toNanos();
        });
  }

  private Iterator<Long> rows(long count) {
    return LongStream.range(0, count).peek(row -> now += ROW_NANOS).boxed().iterator();
  }

  private static long read(Iterator<Long> rows) {
    long count = 0;
    while (rows.hasNext()) {
      assertEquals(count, rows.next());
      count++;
    }
    return count;
  }

  private long rested() {
    return rests.stream().mapToLong(Duration::toNanos).sum();
  }

  @Test
  void work_ofAMillionRows_restsInProportionAndSkipsNoRow() {
    Pace.Work work = pace(150).begin();
    assertEquals(1_000_000, read(work.paced(rows(1_000_000))));
    long worked = now - rested();
    assertEquals(1_000_000 * ROW_NANOS, worked);
    long owed = worked * 150 / 100;
    assertTrue(rested() > owed * 98 / 100 && rested() <= owed, rests.size() + " rests");
  }

  @Test
  void work_whileNobodySettles_goesOnAtOnce() {
    read(pace(300, () -> 7).begin().paced(rows(10L * Pace.ROWS)));
    assertEquals(List.of(), rests);
  }

  @Test
  void work_thatNobodySettlesBesideAnyMore_owesNoRest() {
    long[] settlings = {0};
    Pace.Work work = pace(1_000, () -> settlings[0]).begin();
    settlings[0] = 1;
    now += Duration.ofSeconds(5).toNanos();
    read(work.paced(rows(20L * Pace.ROWS)));
    assertEquals(List.of(Pace.REST_MAX), rests);
  }

  @Test
  void work_ofTwoSides_restsForBothTogether() {
    Pace.Work work = pace(100).begin();
    Iterator<Long> left = work.paced(rows(Pace.ROWS));
    Iterator<Long> right = work.paced(rows(Pace.ROWS));
    while (left.hasNext()) {
      left.next();
      right.next();
    }
    assertEquals(2, rests.size());
  }

  @Test
  void sorting_beforeTheFirstRow_isRestedForInBoundedParts() {
    Pace.Work work = pace(100).begin();
    now += Duration.ofSeconds(3).toNanos();
    read(work.paced(rows(20L * Pace.ROWS)));
    assertEquals(Pace.REST_MAX, rests.get(0));
    assertTrue(rests.stream().allMatch(rest -> rest.compareTo(Pace.REST_MAX) <= 0));
    assertTrue(rested() > Duration.ofSeconds(3).toNanos());
  }

  @Test
  void work_thatIsShort_orIsToldNotToRest_doesNotRest() {
    read(pace(150).begin().paced(rows(Pace.ROWS - 1)));
    read(pace(0).begin().paced(rows(10L * Pace.ROWS)));
    assertEquals(List.of(), rests);
    assertThrows(IllegalArgumentException.class, () -> Pace.of(Pace.REST_PERCENT_MAX + 1, () -> 0));
  }

  @Test
  void thread_thatIsToStop_readsOnWithoutRest() {
    Iterator<Long> rows =
        new Pace(
                100,
                () -> now,
                () -> now,
                duration -> {
                  rests.add(duration);
                  throw new InterruptedException();
                })
            .begin()
            .paced(rows(5L * Pace.ROWS));
    assertEquals(5L * Pace.ROWS, read(rows));
    assertTrue(Thread.interrupted(), "it must still be told to stop");
    assertEquals(1, rests.size());
  }
}
