package io.yizhan.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the command line refuses, and what counts as good and as found. */
class StressCommandTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--test Nothing | no such test: Nothing",
        "--folder . | must not be there yet",
        "--lon | Unknown option",
      })
  void command_thatIsWrong_isRefusedWithoutStartingAnything(String words, String said) {
    StringWriter err = new StringWriter();
    CommandLine line = Stress.commandLine();
    line.setErr(new PrintWriter(err));
    assertEquals(2, line.execute(words.split(" ")));
    assertTrue(err.toString().contains(said), err::toString);
  }

  private static Seen seen(int hung, int broken, long right, long wrong) {
    SortedMap<String, Long> outcomes = new TreeMap<>();
    SortedMap<String, Long> forbidden = new TreeMap<>();
    if (right > 0) {
      outcomes.put("right", right);
    }
    if (wrong > 0) {
      outcomes.put("wrong", wrong);
      forbidden.put("wrong", wrong);
    }
    return new Seen("test", 1, hung, broken, outcomes, forbidden);
  }

  @Test
  void test_thatSawWhatMayBe_isGoodAndHasFoundNothing() {
    assertTrue(seen(0, 0, 9, 0).isGood());
    assertFalse(seen(0, 0, 9, 0).hasFound());
  }

  @Test
  void test_thatSawOneForbiddenOrHung_isNotGoodAndHasFound() {
    for (Seen each : List.of(seen(0, 0, 9, 1), seen(1, 0, 0, 0))) {
      assertFalse(each.isGood());
      assertTrue(each.hasFound());
    }
  }

  /** A harness that does not run must neither pass the gateway nor find a plant. */
  @Test
  void test_thatDidNotRunOrFailedItself_isNeitherGoodNorHasFound() {
    for (Seen each : List.of(Seen.of("test", List.of()), seen(0, 0, 0, 0), seen(0, 1, 9, 0))) {
      assertFalse(each.isGood());
      assertFalse(each.hasFound());
    }
  }
}
