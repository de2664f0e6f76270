package io.yizhan.gateway.insurer;

import io.yizhan.gateway.desk.BrokenRule;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers of insurers that break the contract: counted by insurer and rule, and logged, the first
 * at once and those after it as a count at most once a minute. Nothing of a claim is said.
 */
final class BrokenRules {
  private static final Logger LOG = LoggerFactory.getLogger(BrokenRules.class);
  private static final long LINE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final LongSupplier nanos;
  private final Map<String, Map<BrokenRule, Tally>> tallies = new HashMap<>();

  private static final class Tally {
    private long count;
    private long said;
    private long lineNanos;
  }

  /** None yet; the clock is as {@link System#nanoTime}. */
  BrokenRules(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * One more.
   *
   * @param where the call, or the status of an error
   */
  synchronized void add(String insurer, BrokenRule rule, String where) {
    long now = nanos.getAsLong();
    Tally tally =
        tallies
            .computeIfAbsent(insurer, each -> new EnumMap<>(BrokenRule.class))
            .computeIfAbsent(rule, each -> new Tally());
    tally.count++;
    if (tally.said == 0 || now - tally.lineNanos >= LINE_NANOS) {
      LOG.warn(
          "insurer {}: an answer breaks the contract, {} ({}): {}; {} since the last line",
          insurer,
          rule,
          where,
          rule.en(),
          tally.count - tally.said);
      tally.said = tally.count;
      tally.lineNanos = now;
    }
  }

  /** How many there were. */
  synchronized long count(String insurer, BrokenRule rule) {
    Map<BrokenRule, Tally> ofInsurer = tallies.get(insurer);
    Tally tally = ofInsurer == null ? null : ofInsurer.get(rule);
    return tally == null ? 0 : tally.count;
  }
}
