package io.yizhan.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Who is noted as having called, and on which day. */
class CallNotesTest {
  /** New Year's morning in Zhengzhou, still the old year in UTC. */
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2025-12-31T17:00:00Z"));

  private final Map<LocalDate, Set<String>> noted = new HashMap<>();
  private final AtomicReference<Set<String>> called = new AtomicReference<>(Set.of());

  @Test
  void look_afterCalls_notesThemOnTheDayOfChina() {
    try (CallNotes notes =
        new CallNotes(() -> called.getAndSet(Set.of()), (ids, day) -> noted.put(day, ids), CLOCK)) {
      notes.look();
      assertEquals(Map.of(), noted);
      called.set(Set.of("his"));
      notes.look();
      notes.look();
      assertEquals(Map.of(LocalDate.of(2026, 1, 1), Set.of("his")), noted);
    }
  }
}
