package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.Identity;
import io.yizhan.proto.v1.RosterChange;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

final class RosterTextTest {
  private static Identity span(String from, String to) {
    Identity.Builder span =
        Identity.newBuilder()
            .setCategoryCode("dibao")
            .setCountyCode("410122")
            .setFromDate(WireDate.of(LocalDate.parse(from)))
            .setSourceCode("file");
    if (!to.isEmpty()) {
      span.setToDate(WireDate.of(LocalDate.parse(to)));
    }
    return span.build();
  }

  private static String text(Identity was, Identity now) {
    return RosterText.of(
        RosterChange.newBuilder().setLineNumber(2).setWas(was).setNow(now).build());
  }

  @Test
  void change_thatLosesDays_isShortened() {
    Identity open = span("2025-06-01", "");
    assertEquals(
        "第 2 行 line 2: 缩短 shortened dibao 410122 2025-06-01– (file)"
            + " -> dibao 410122 2026-03-01– (file)",
        text(open, span("2026-03-01", "")));
    assertTrue(text(open, span("2025-06-01", "2026-05-31")).contains(": 缩短 shortened "));
  }

  @Test
  void change_thatGainsDays_isLengthened_andOneThatDoesBoth_changes() {
    Identity half = span("2025-06-01", "2025-12-31");
    assertTrue(text(half, span("2025-06-01", "")).contains(": 延长 lengthened "));
    assertTrue(text(half, span("2025-07-01", "2026-12-31")).contains(": 变更 changes "));
  }
}
