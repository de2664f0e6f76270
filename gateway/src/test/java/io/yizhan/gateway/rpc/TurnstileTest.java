package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The turnstile under a clock that the test turns. */
final class TurnstileTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;
  private static final int AT_A_TIME = 8;

  private long now;

  private Turnstile turnstile(int callsMax) {
    return new Turnstile(
        new Turnstile.Limits(callsMax, 1_000_000, AT_A_TIME, 5 * SECOND), () -> now);
  }

  private static Deque<Turnstile.Pass> filled(Turnstile turnstile, int count) throws Exception {
    Deque<Turnstile.Pass> inside = new ArrayDeque<>();
    for (int i = 0; i < count; i++) {
      inside.add(turnstile.enter(1, Long.MAX_VALUE));
    }
    return inside;
  }

  @Test
  void enter_full_isRefusedUntilOneLeaves() throws Exception {
    Turnstile turnstile = turnstile(10);
    Deque<Turnstile.Pass> inside = filled(turnstile, 10);
    assertThrows(Turnstile.Full.class, () -> turnstile.enter(1, Long.MAX_VALUE));
    assertFalse(turnstile.hasRoom(Long.MAX_VALUE));
    Turnstile.Pass first = inside.remove();
    first.leave();
    first.leave();
    assertEquals(9, turnstile.inside(), "who leaves twice leaves once");
    turnstile.enter(1, Long.MAX_VALUE);
  }

  @Test
  void enter_moreThanIsHeld_isRefusedButNeverTheOnlyOne() throws Exception {
    Turnstile turnstile = turnstile(10);
    Turnstile.Pass large = turnstile.enter(2_000_000, Long.MAX_VALUE);
    assertThrows(Turnstile.Full.class, () -> turnstile.enter(1, Long.MAX_VALUE));
    large.leave();
    assertEquals(0, turnstile.bytesInside());
    turnstile.enter(1, Long.MAX_VALUE);
  }

  /** Ten leave each second while many are inside: one more waits for all before it. */
  @Test
  void enter_aWaitLongerThanTheCaller_isRefusedAtOnce() throws Exception {
    Turnstile turnstile = turnstile(1_000);
    Deque<Turnstile.Pass> inside = filled(turnstile, 40);
    for (int i = 0; i < 3_000; i++) {
      now += SECOND / 10;
      inside.remove().leave();
      inside.add(turnstile.enter(1, Long.MAX_VALUE));
    }
    assertFalse(turnstile.hasRoom(3 * SECOND), "33 wait, 3.3 s");
    assertTrue(turnstile.hasRoom(4 * SECOND));
    while (turnstile.inside() > AT_A_TIME - 1) {
      inside.remove().leave();
    }
    assertTrue(turnstile.hasRoom(MILLI), "not all are at work: it is taken at once");
  }

  /** The store hangs: whoever waits less than it has hung so far is not let in. */
  @Test
  void enter_nobodyLeaves_isRefusedToTheHastyFirst() throws Exception {
    Turnstile turnstile = turnstile(1_000);
    Deque<Turnstile.Pass> inside = filled(turnstile, AT_A_TIME);
    now += 2 * SECOND;
    assertFalse(turnstile.hasRoom(SECOND));
    assertTrue(turnstile.hasRoom(3 * SECOND));
    now += 4 * SECOND;
    assertFalse(turnstile.hasRoom(Long.MAX_VALUE), "nobody is let in to wait for ever");
    inside.remove().leave();
    assertTrue(turnstile.hasRoom(SECOND));
  }

  @Test
  void retry_growsWithTheCrowdAndItsRefusals() throws Exception {
    Turnstile turnstile = turnstile(4_000);
    long least = latest(turnstile);
    filled(turnstile, 1_000);
    long crowded = latest(turnstile);
    filled(turnstile, 3_000);
    long full = latest(turnstile);
    for (int i = 0; i < 3_000; i++) {
      assertFalse(turnstile.hasRoom(Long.MAX_VALUE));
    }
    long refusing = latest(turnstile);
    for (int i = 0; i < 100_000; i++) {
      turnstile.hasRoom(Long.MAX_VALUE);
    }
    assertTrue(least <= Turnstile.RETRY_MILLIS_MIN + Turnstile.SPREAD_MILLIS_MIN);
    assertTrue(least < crowded && crowded < full && full < refusing);
    assertTrue(latest(turnstile) <= Turnstile.RETRY_MILLIS_MIN + Turnstile.SPREAD_MILLIS_MAX);
  }

  /** The latest of many hints. */
  private static long latest(Turnstile turnstile) {
    Random random = new Random(1);
    long latest = 0;
    long earliest = Long.MAX_VALUE;
    for (int i = 0; i < 200; i++) {
      long millis = turnstile.retryMillis(random);
      latest = Math.max(latest, millis);
      earliest = Math.min(earliest, millis);
    }
    assertTrue(earliest >= Turnstile.RETRY_MILLIS_MIN);
    assertTrue(latest - earliest > Turnstile.SPREAD_MILLIS_MIN / 2, "they are spread");
    return latest;
  }

  private record Arrival(long at, boolean again) implements Comparable<Arrival> {
    @Override
    public int compareTo(Arrival other) {
      return Long.compare(at, other.at);
    }
  }

  private record Inside(long since, Turnstile.Pass pass) {}

  /**
   * A store that settles 2,000 a second is asked 10,000 a second for 20 seconds, by callers who
   * wait 2 seconds and do as they are told when refused, or give up then.
   */
  @Test
  void load_fiveTimesWhatIsServed_keepsLatencyAndEndsSoon() {
    Turnstile turnstile = turnstile(1_024);
    Random random = new Random(7);
    PriorityQueue<Arrival> arrivals = new PriorityQueue<>();
    for (int i = 0; i < 200_000; i++) {
      arrivals.add(new Arrival(i * SECOND / 10_000, false));
    }
    Deque<Inside> inside = new ArrayDeque<>();
    long longest = 0;
    int served = 0;
    int refused = 0;
    long step = SECOND / 2_000;
    while (!arrivals.isEmpty() || !inside.isEmpty()) {
      now += step;
      if (!inside.isEmpty()) {
        Inside first = inside.remove();
        longest = Math.max(longest, now - first.since());
        first.pass().leave();
        served++;
      }
      while (!arrivals.isEmpty() && arrivals.peek().at() <= now) {
        Arrival arrival = arrivals.remove();
        try {
          inside.add(new Inside(now, turnstile.enter(1, 2 * SECOND)));
        } catch (Turnstile.Full e) {
          refused++;
          if (!arrival.again()) {
            arrivals.add(new Arrival(now + turnstile.retryMillis(random) * MILLI, true));
          }
        }
      }
    }
    assertTrue(longest < SECOND, "accepted calls waited at most " + longest / MILLI + " ms");
    assertTrue(served > 20 * 2_000 * 95 / 100, "the store was busy, served " + served);
    assertTrue(refused > served, "and most were refused");
    assertTrue(
        now - 20 * SECOND < 10 * SECOND, "over " + (now - 20 * SECOND) / MILLI + " ms later");
    assertEquals(0, turnstile.inside());
    assertEquals(0, turnstile.unserved());
    assertTrue(turnstile.hasRoom(MILLI));
    assertTrue(latest(turnstile) <= Turnstile.RETRY_MILLIS_MIN + Turnstile.SPREAD_MILLIS_MIN);
  }
}
