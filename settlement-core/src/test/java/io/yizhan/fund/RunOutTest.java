package io.yizhan.fund;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RunOutTest {
  private static final int TRIALS = 20_000;
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 28);
  private static final LocalDate LAST = LocalDate.of(2026, 12, 31);

  @Test
  void fund_goingOnAsItDid_runsOutOnThatDay() {
    // 900 a day; 2,700 left last through three more days.
    assertEquals(Optional.of(TODAY.plusDays(3)), new RunOut(2_700, 81_000, 90).day(TODAY, LAST));
    assertEquals(Optional.of(TODAY.plusDays(4)), new RunOut(2_701, 81_000, 90).day(TODAY, LAST));
    assertEquals(Optional.of(TODAY.plusDays(1)), new RunOut(1, 81_000, 90).day(TODAY, LAST));
  }

  @Test
  void fund_thatHasRunOut_ranOutToday() {
    for (long leftFen : new long[] {0, -1, Long.MIN_VALUE}) {
      assertEquals(Optional.of(TODAY), new RunOut(leftFen, 0, 0).day(TODAY, LAST));
    }
  }

  @Test
  void fund_thatLasts_hasNoDay() {
    assertEquals(Optional.empty(), new RunOut(1, 0, 90).day(TODAY, LAST));
    assertEquals(Optional.empty(), new RunOut(1, -5, 90).day(TODAY, LAST));
    assertEquals(Optional.of(LAST), new RunOut(33, 90, 90).day(TODAY, LAST));
    assertEquals(Optional.empty(), new RunOut(34, 90, 90).day(TODAY, LAST));
    assertEquals(Optional.empty(), new RunOut(0, 90, 90).day(LAST.plusDays(1), LAST));
  }

  @Test
  void day_anyPace_isThatOfCountingDayByDay() {
    Random random = new Random(61_128);
    int found = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      int days = 1 + random.nextInt(RunOut.WINDOW_DAYS);
      long spentFen = random.nextLong(1_000_000_000_000L) >> random.nextInt(40);
      long leftFen =
          random.nextBoolean()
              ? random.nextLong(1 + spentFen * 2)
              : random.nextLong(10_000_000_000_000L) >> random.nextInt(40);
      LocalDate last = TODAY.plusDays(random.nextInt(400));
      Optional<LocalDate> day = new RunOut(leftFen, spentFen, days).day(TODAY, last);
      assertEquals(counted(leftFen, spentFen, days, last), day);
      found += day.isPresent() ? 1 : 0;
    }
    assertTrue(found > TRIALS / 4 && found < TRIALS, "some run out, some do not");
  }

  /** Takes the pace off day by day, in parts of a fen as small as the days are many. */
  private static Optional<LocalDate> counted(
      long leftFen, long spentFen, int days, LocalDate last) {
    BigInteger left = BigInteger.valueOf(leftFen).multiply(BigInteger.valueOf(days));
    for (LocalDate day = TODAY; !day.isAfter(last); day = day.plusDays(1)) {
      if (left.signum() <= 0) {
        return Optional.of(day);
      }
      left = left.subtract(BigInteger.valueOf(Math.max(0, spentFen)));
    }
    return Optional.empty();
  }
}
