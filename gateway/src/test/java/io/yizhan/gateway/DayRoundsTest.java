package io.yizhan.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.gateway.desk.DayDesk;
import io.yizhan.gateway.postgres.PostgresStores;
import io.yizhan.gateway.postgres.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a gateway closes by itself, and by which clock. */
final class DayRoundsTest {
  private static final Duration AFTER = Duration.ofMinutes(30);

  private Instant time = Instant.parse("2016-09-02T00:00:00Z");
  private long nanos;

  /** Time passes. */
  private void pass(Duration duration) {
    time = time.plus(duration);
    nanos += duration.toNanos();
  }

  @Test
  void round_ofAClockThatJumps_closesNothingUntilItGoesSteadily() {
    try (TestDatabase database = TestDatabase.create()) {
      PostgresStores stores = database.stores();
      DayDesk desk = new DayDesk(stores.days(), stores.shifts(), () -> time);
      try (DayRounds rounds = new DayRounds(desk, Optional.of(AFTER), () -> time, () -> nanos)) {
        stores.days().startClosing(LocalDate.of(2016, 8, 30), time, "op");
        rounds.look();
        LocalDate open = LocalDate.of(2016, 9, 2);
        assertEquals(open, stores.days().clock().openFrom());

        time = time.plus(Duration.ofDays(40));
        pass(Duration.ofSeconds(10));
        rounds.look();
        assertEquals(open, stores.days().clock().openFrom(), "it has jumped");
        pass(Duration.ofMinutes(9));
        rounds.look();
        assertEquals(open, stores.days().clock().openFrom(), "it jumped a while ago");
        time = time.minus(Duration.ofDays(40));
        rounds.look();
        pass(Duration.ofDays(1));
        rounds.look();
        assertEquals(open.plusDays(1), stores.days().clock().openFrom(), "it has gone steadily");
      }
    }
  }
}
