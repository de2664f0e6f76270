package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RosterWordsTest {
  @Test
  void quoted_whatIsMeantForADay_isShown() {
    for (String cell :
        List.of("2026-02-30", "20260230", "46082", "2026年13月1日", "一月一日", "2026/3", "1-Mar-26")) {
      assertEquals(Optional.empty(), RosterWords.date(cell));
      assertEquals("“" + cell + "”", RosterWords.quoted(cell, "other"));
    }
  }

  @Test
  void quoted_whatMayBeOfAPerson_isNotShown() {
    for (String cell :
        List.of(
            "990199196101010019",
            "99019919610101001X",
            "13900001111",
            "张某",
            "某镇一村",
            "E12345678",
            "1 ".repeat(30))) {
      assertEquals("other", RosterWords.quoted(cell, "other"));
    }
  }
}
