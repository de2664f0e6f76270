package io.yizhan.benchmarks.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class FailuresTest {
  @Test
  void failures_ofSeveralKinds_areCountedAndSaidInOneWord() {
    Failures failures = new Failures();
    failures.add("UNAVAILABLE/OUTCOME_UNKNOWN");
    failures.add(Failures.NOT_SENT);
    failures.add("UNAVAILABLE/OUTCOME_UNKNOWN");

    assertEquals(
        Map.of("UNAVAILABLE/OUTCOME_UNKNOWN", 2L, Failures.NOT_SENT, 1L), failures.counted());
    String word = Failures.line(failures.counted());
    assertEquals("NOT_SENT=1;UNAVAILABLE/OUTCOME_UNKNOWN=2", word);
    assertEquals(failures.counted(), Failures.parse(word));
    assertEquals(
        "3 (NOT_SENT 1, UNAVAILABLE/OUTCOME_UNKNOWN 2)", Failures.text(failures.counted()));
  }

  @Test
  void failures_none_areAWordToo() {
    assertEquals(new TreeMap<>(), Failures.parse(Failures.line(new TreeMap<>())));
    assertEquals("0", Failures.text(new TreeMap<>()));
  }

  @Test
  void measurement_saidAndRead_isTheSame() {
    Measurement measured =
        new Measurement(
            7, new TreeMap<>(Map.of("RESOURCE_EXHAUSTED/OVERLOADED", 2L)), 1.5, 1, 2, 3, 4, 5);
    assertEquals(measured, Measurement.parse(measured.line()));
    assertEquals(2, measured.failed());
  }
}
