package io.yizhan.auditor;

import java.util.List;
import java.util.stream.Stream;

/**
 * What must hold in the tables alone. Each rule is a query whose rows are what breaks it. All SQL
 * over the raw tables stands in the lists of rules that are named here, and in {@link
 * JournalRules}, nowhere else.
 */
final class LedgerRules {
  /** In the order in which they are checked. */
  static final List<Rule> ALL =
      Stream.of(
              EntryRules.ALL,
              CorrectionRules.ALL,
              ReversalRules.ALL,
              UsageRules.ALL,
              RequestRules.ALL,
              FundRules.ALL,
              JoinRules.ALL,
              ReceivableRules.ALL,
              HoldRules.ALL,
              AidRules.ALL,
              LegRules.ALL,
              ClearingRules.ALL,
              DayRules.ALL,
              ShiftRules.ALL,
              RootRules.ALL,
              ReconciliationRules.ALL)
          .flatMap(List::stream)
          .toList();

  /** How much there is: settlements and reversals. */
  static final String ENTRIES = "SELECT count(*) FROM settlement";

  private LedgerRules() {}

  /** A rule, and the harm of breaking it. */
  record Rule(Harm harm, String name, String rows) {}
}
