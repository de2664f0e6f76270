package io.yizhan.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.yizhan.claim.ClaimKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which running totals a claim can read. */
final class StayAccountsTest {
  private static final ClaimKey CLAIM = new ClaimKey("H1", "E/1", "B1");

  private static Standing standing(String... codes) {
    return new Standing(
        "p",
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        Stream.of(codes).map(code -> new Standing.Usage(code, 0, 1, 0)).toList(),
        Map.of());
  }

  @Test
  void totals_ofOtherStays_areLeftOutAndAllOthersStay() {
    Standing seen =
        standing(
                "p/IN",
                "p/ONCE#cancer",
                "p/ONCE#二级/甲等",
                "p/ONCE#",
                "p/STAY/H1/E/1",
                "p/STAY#cancer/H1/E/1",
                "p/STAY#/H1/E/1",
                "p/STAY/H1/E",
                "p/STAY/H1/E/12",
                "p/STAY/H2/E/1",
                "p/STAY#cancer/H1/E2",
                "p/STAY#/H1/E2")
            .forStay(CLAIM);
    assertEquals(
        List.of(
            "p/IN",
            "p/ONCE#cancer",
            "p/ONCE#二级/甲等",
            "p/ONCE#",
            "p/STAY/H1/E/1",
            "p/STAY#cancer/H1/E/1",
            "p/STAY#/H1/E/1"),
        seen.usage().stream().map(Standing.Usage::account).toList());
  }

  @Test
  void standing_withoutOtherStays_isTheSame() {
    Standing all = standing("p/IN", "p/STAY/H1/E/1");
    assertSame(all, all.forStay(CLAIM));
  }
}
