package io.yizhan.stress;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.GradingResult;

/**
 * What came out of a test.
 *
 * @param ways in which it ran: how its methods were compiled, by what JVM
 * @param hung ways in which a thread never ended
 * @param broken ways in which the test itself failed, which says nothing of what it tests
 * @param outcomes how often each was seen
 * @param forbidden those of them that must never be
 */
record Seen(
    String test,
    int ways,
    int hung,
    int broken,
    SortedMap<String, Long> outcomes,
    SortedMap<String, Long> forbidden) {

  static Seen of(String test, List<TestResult> results) {
    int hung = 0;
    int broken = 0;
    SortedMap<String, Long> outcomes = new TreeMap<>();
    SortedMap<String, Long> forbidden = new TreeMap<>();
    for (TestResult result : results) {
      if (result.status() == Status.TIMEOUT_ERROR) {
        hung++;
      } else if (result.status() != Status.NORMAL) {
        broken++;
      }
      for (GradingResult each : result.grading().gradingResults.values()) {
        if (each.count > 0) {
          outcomes.merge(each.id, each.count, Long::sum);
          if (each.expect != Expect.ACCEPTABLE) {
            forbidden.merge(each.id, each.count, Long::sum);
          }
        }
      }
    }
    return new Seen(test, results.size(), hung, broken, outcomes, forbidden);
  }

  /** How often the threads met. */
  long count() {
    return sum(outcomes);
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** It ran in every way, and only what may be was seen. */
  boolean isGood() {
    return count() > 0 && hung == 0 && broken == 0 && forbidden.isEmpty();
  }

  /** It ran, and what must never be was seen. */
  boolean hasFound() {
    return hung > 0 || !forbidden.isEmpty();
  }
}
