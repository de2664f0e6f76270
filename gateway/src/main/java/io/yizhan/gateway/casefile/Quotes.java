package io.yizhan.gateway.casefile;

import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Plans;
import io.yizhan.settlement.Settler;
import io.yizhan.settlement.WaterfallRun;
import java.util.HashMap;
import java.util.Map;

/**
 * Decides claims in the order in which they come, carrying usage from claim to claim of the same
 * person, usage of household accounts from member to member of a household that claims name, and
 * the money of funds from person to person. For one thread.
 */
public final class Quotes {
  private final Plans plans;
  private final Settler settler;
  private final Map<Whose, History> histories = new HashMap<>();
  private final Map<String, Long> takenFen = new HashMap<>();
  private final boolean sharedFunds;
  private final WaterfallRun run = new WaterfallRun();

  /** A household, or a person who is alone. */
  private record Whose(String household, String person) {}

  /** Quotes under these policies. */
  public Quotes(Plans plans) {
    this(plans, true);
  }

  /** The same; where funds are not shared, what comes out does not depend on other persons. */
  Quotes(Plans plans, boolean sharedFunds) {
    this.plans = plans;
    this.settler = new Settler(plans);
    this.sharedFunds = sharedFunds;
  }

  /**
   * Decides a claim of a person; of an empty name nothing is remembered but the funds' money.
   *
   * @param household whose accounts the claim counts in; empty: the person is alone
   */
  public Decision decide(String household, String person, CaseBook.Entry entry) {
    History history =
        person.isEmpty()
            ? newHistory()
            : histories.computeIfAbsent(
                household.isEmpty() ? new Whose("", person) : new Whose(household, ""),
                whose -> newHistory());
    Decision decision = settler.settle(entry.claim(), history.standing(entry, plans), run);
    if (decision instanceof Decision.Settled settled) {
      history.remember(entry, settled.settlement());
    }
    return decision;
  }

  private History newHistory() {
    return sharedFunds ? new History(takenFen) : new History();
  }
}
