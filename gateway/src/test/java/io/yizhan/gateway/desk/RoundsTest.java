package io.yizhan.gateway.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Rounds go on whatever one of them throws. */
class RoundsTest {
  private static final int ROUND_SECONDS_MAX = 60;

  @Test
  void round_afterErrorsAndExceptions_comesAgain() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(4);
    Runnable work =
        () -> {
          begun.countDown();
          if (begun.getCount() % 2 == 0) {
            throw new IllegalStateException("a row");
          }
          throw new NoClassDefFoundError("a row");
        };
    try (Rounds rounds = new Rounds("test-rounds", work)) {
      rounds.start(Duration.ZERO, Duration.ofMillis(1));
      assertTrue(begun.await(ROUND_SECONDS_MAX, TimeUnit.SECONDS));
    }
  }

  @Test
  void work_thatFails_comesToNothing() {
    assertEquals(7, Rounds.safely("test", () -> 7));
    assertEquals(
        0,
        Rounds.safely(
            "test",
            () -> {
              throw new StackOverflowError();
            }));
  }
}
