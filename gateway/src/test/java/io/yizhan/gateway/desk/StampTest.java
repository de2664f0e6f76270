package io.yizhan.gateway.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the desk adds to a decision. */
final class StampTest {
  @Test
  void time_isNoFinerThanAStoreKeepsIt() {
    Instant read = Instant.parse("2026-11-28T06:02:03.123456789Z");
    Stamp stamp = Stamp.now(new IdSource(new Random(1)), () -> read, "R1");
    assertEquals(Instant.parse("2026-11-28T06:02:03.123456Z"), stamp.time());
  }

  @Test
  void postingDate_isTheDayInShanghai() {
    Instant read = Instant.parse("2026-11-28T16:00:00Z");
    Stamp stamp = Stamp.now(new IdSource(new Random(1)), () -> read, "R1");
    assertEquals(LocalDate.of(2026, 11, 29), stamp.postingDate());
  }
}
