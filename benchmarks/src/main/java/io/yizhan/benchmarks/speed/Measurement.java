package io.yizhan.benchmarks.speed;

import java.util.SortedMap;
import org.HdrHistogram.Histogram;

/**
 * What a stretch of calls came to; times in milliseconds.
 *
 * @param failures how many failed, by how
 */
record Measurement(
    long done,
    SortedMap<String, Long> failures,
    double seconds,
    double p50,
    double p90,
    double p99,
    double p999,
    double max) {
  private static final double NANOS_PER_MILLI = 1e6;

  static Measurement of(OpenLoop.Measured measured) {
    Histogram nanos = measured.nanos();
    return new Measurement(
        nanos.getTotalCount(),
        measured.failures(),
        measured.seconds(),
        millis(nanos, 50),
        millis(nanos, 90),
        millis(nanos, 99),
        millis(nanos, 99.9),
        nanos.getMaxValue() / NANOS_PER_MILLI);
  }

  private static double millis(Histogram nanos, double percentile) {
    return nanos.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
  }

  double perSecond() {
    return done / seconds;
  }

  long failed() {
    return failures.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many failed, and how. */
  String failedText() {
    return Failures.text(failures);
  }

  String line() {
    return done
        + " "
        + Failures.line(failures)
        + " "
        + seconds
        + " "
        + p50
        + " "
        + p90
        + " "
        + p99
        + " "
        + p999
        + " "
        + max;
  }

  static Measurement parse(String line) {
    String[] words = line.split(" ", -1);
    return new Measurement(
        Long.parseLong(words[0]),
        Failures.parse(words[1]),
        Double.parseDouble(words[2]),
        Double.parseDouble(words[3]),
        Double.parseDouble(words[4]),
        Double.parseDouble(words[5]),
        Double.parseDouble(words[6]),
        Double.parseDouble(words[7]));
  }
}
