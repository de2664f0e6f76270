package io.yizhan.gateway.casefile;

import io.yizhan.settlement.Plans;

/**
 * Decides claims of some households and persons under two policies, each one's usage carried under
 * each, and counts the differences. For one thread; finite funds never run short here, so that what
 * comes out does not depend on who else is in the partition.
 */
public final class ImpactPartition {
  private final Quotes before;
  private final Quotes after;
  private final ImpactTally tally = new ImpactTally();

  /** A partition that has seen nobody. */
  public ImpactPartition(Plans before, Plans after) {
    this.before = new Quotes(before, false);
    this.after = new Quotes(after, false);
  }

  /** Decides a claim twice and counts it. */
  public void add(int line, String household, String person, CaseBook.Entry entry) {
    tally.add(
        line, before.decide(household, person, entry), after.decide(household, person, entry));
  }

  /** What was counted so far. */
  public ImpactTally tally() {
    return tally;
  }
}
