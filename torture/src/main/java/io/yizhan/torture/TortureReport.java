package io.yizhan.torture;

import io.yizhan.auditor.Finding;
import io.yizhan.auditor.Harm;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a run has done and found.
 *
 * @param done how often each fault was done on this folder, by earlier runs too
 * @param skipped what the machine has no tool for
 * @param audits how often the books were checked
 * @param settlements in the books at the end, reversals too
 */
record TortureReport(
    long seed,
    Duration took,
    Map<Fault, Integer> done,
    List<Fault> skipped,
    Tally tally,
    int audits,
    long settlements,
    List<Finding> findings) {

  /** How many findings are of this kind. */
  long count(Harm harm) {
    return findings.stream().filter(finding -> finding.harm() == harm).count();
  }

  boolean isClean() {
    return findings.isEmpty();
  }
}
