package io.yizhan.benchmarks.speed;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** How calls failed, and how many of each: a call that is refused early is not one that is lost. */
final class Failures {
  /** Of a call that was never sent: too many were in flight. */
  static final String NOT_SENT = "NOT_SENT";

  /** Of an answer without amounts. */
  static final String NOT_DECIDED = "NOT_DECIDED";

  /** Where nobody said how. */
  static final String UNKNOWN = "FAILED";

  private static final String NONE = "-";

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  /** Counts one; the words are of letters, digits and {@code _/} only. */
  void add(String how) {
    counts.computeIfAbsent(how, first -> new LongAdder()).increment();
  }

  SortedMap<String, Long> counted() {
    SortedMap<String, Long> counted = new TreeMap<>();
    counts.forEach((how, count) -> counted.put(how, count.sum()));
    return counted;
  }

  /** One word of a line. */
  static String line(SortedMap<String, Long> counted) {
    return counted.isEmpty()
        ? NONE
        : counted.entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .collect(Collectors.joining(";"));
  }

  static SortedMap<String, Long> parse(String word) {
    SortedMap<String, Long> counted = new TreeMap<>();
    if (!word.equals(NONE)) {
      for (String each : word.split(";", -1)) {
        int equals = each.indexOf('=');
        counted.put(each.substring(0, equals), Long.valueOf(each.substring(equals + 1)));
      }
    }
    return counted;
  }

  /** As a table says it: {@code 0}, or {@code 12 (UNAVAILABLE/OUTCOME_UNKNOWN 12)}. */
  static String text(SortedMap<String, Long> counted) {
    long all = counted.values().stream().mapToLong(Long::longValue).sum();
    return counted.isEmpty()
        ? "0"
        : all
            + counted.entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining(", ", " (", ")"));
  }
}
