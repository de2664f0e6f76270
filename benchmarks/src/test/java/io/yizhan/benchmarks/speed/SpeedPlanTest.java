package io.yizhan.benchmarks.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SpeedPlanTest {
  @Test
  void parse_full_measuresEveryPart() {
    SpeedPlan plan = SpeedPlan.parse(List.of("--full"));

    assertEquals(EnumSet.allOf(Part.class), plan.parts());
    assertTrue(plan.secondsExpected() > plan.sustainMinutes() * 60);
  }

  @Test
  void parse_only_measuresTheNamedParts() {
    SpeedPlan plan = SpeedPlan.parse(List.of("--full", "--only", "store,settle", "--seconds", "3"));

    assertEquals(EnumSet.of(Part.STORE, Part.SETTLE), plan.parts());
    assertEquals(3, plan.seconds());
  }

  @Test
  void parse_wordsItDoesNotKnow_areNamed() {
    for (List<String> words :
        List.of(
            List.of("--only", "sette"),
            List.of("--seconds", "0"),
            List.of("--past", "many"),
            List.of("--report"),
            List.of("--fast", "1"))) {
      IllegalArgumentException refused =
          assertThrows(IllegalArgumentException.class, () -> SpeedPlan.parse(words));
      assertTrue(String.valueOf(refused.getMessage()).contains(words.get(0)));
    }
  }
}
