package io.yizhan.gateway.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.settlement.Standing;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a list remembers of its lines. */
final class ListedLinesTest {
  private static final LocalDate FIRST = LocalDate.of(2016, 1, 1);

  private static Standing.Identity line(String category, int fromDay, int toDay, String source) {
    return new Standing.Identity(
        category,
        "410122",
        FIRST.plusDays(fromDay),
        toDay < 0 ? Optional.empty() : Optional.of(FIRST.plusDays(toDay)),
        source);
  }

  @Test
  void lineAfter_otherOfTheSameDays_contradictsAndTheSameDoesNot() {
    ListedLines listed = new ListedLines();
    listed.add("p", line("dibao", 10, 20, "file"));
    assertFalse(listed.contradict("p", line("dibao", 10, 20, "file")));
    assertTrue(listed.contradict("p", line("dibao", 10, 20, "other")));
    assertTrue(listed.contradict("p", line("dibao", 20, 30, "file")));
    assertTrue(listed.contradict("p", line("dibao", 0, 10, "file")));
    assertTrue(listed.contradict("p", line("dibao", 0, -1, "file")));
    assertFalse(listed.contradict("p", line("dibao", 21, -1, "file")));
    assertFalse(listed.contradict("p", line("dibao", 0, 9, "file")));
    assertFalse(listed.contradict("p", line("tekun", 10, 20, "other")));
    assertFalse(listed.contradict("q", line("dibao", 10, 20, "other")));
    listed.add("p", line("tekun", 0, -1, "file"));
    assertTrue(listed.contradict("p", line("tekun", 500, 600, "file")));
    assertTrue(listed.has("p", "dibao") && listed.has("p", "tekun"));
    assertFalse(listed.has("q", "dibao"));
    assertEquals(Set.of("dibao", "tekun"), listed.categories());
  }

  @Test
  void lines_beyondTheBound_areNotRemembered() {
    ListedLines listed = new ListedLines(1);
    listed.add("p", line("dibao", 0, 9, "file"));
    listed.add("q", line("dibao", 0, 9, "file"));
    assertTrue(listed.has("p", "dibao"));
    assertFalse(listed.has("q", "dibao"));
  }
}
