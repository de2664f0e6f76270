package io.yizhan.proof;

import io.yizhan.claim.Care;
import io.yizhan.policy.Definitions;
import io.yizhan.policy.Fact;
import io.yizhan.policy.PlanFact;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the combinations of facts that choose different rows: all of them, up to a limit. */
final class Circumstances {
  /** The most combinations of words that are looked at. */
  static final int COMBINATIONS_MAX = 400_000;

  /** The most that are kept as different. */
  static final int KEPT_MAX = 600;

  private final PolicyTable table;
  private final PolicyPlan plan;
  private final Map<List<Integer>, Circumstance> found = new LinkedHashMap<>();
  private final boolean byIdentity;
  private final Patience patience;
  private boolean cutShort;

  private Circumstances(PolicyTable table, PolicyPlan plan, boolean byIdentity, Patience patience) {
    this.table = table;
    this.patience = patience;
    this.byIdentity = byIdentity;
    this.plan = plan;
  }

  /**
   * What was found.
   *
   * @param cutShort whether a limit ended the search
   */
  record All(List<Circumstance> circumstances, boolean cutShort) {}

  /** All of them; those of each identity apart where something is declared of one. */
  static All of(PolicyTable table, PolicyPlan plan, boolean byIdentity, Patience patience) {
    Circumstances search = new Circumstances(table, plan, byIdentity, patience);
    search.search();
    return new All(List.copyOf(search.found.values()), search.cutShort);
  }

  private void search() {
    List<Integer> asked = new ArrayList<>();
    int[] words = new int[plan.facts().size()];
    for (int fact = 0; fact < words.length; fact++) {
      words[fact] = usual(fact);
      if (isAsked(fact)) {
        asked.add(fact);
      }
    }
    int[] places = new int[asked.size()];
    for (int combination = 0; ; combination++) {
      patience.require();
      if (combination >= COMBINATIONS_MAX || found.size() >= KEPT_MAX) {
        cutShort = true;
        return;
      }
      for (int i = 0; i < places.length; i++) {
        words[asked.get(i)] = places[i];
      }
      if (isPossible(words)) {
        keep(words);
      }
      int axis = 0;
      while (axis < places.length && ++places[axis] == plan.facts().get(asked.get(axis)).size()) {
        places[axis++] = 0;
      }
      if (axis == places.length) {
        return;
      }
    }
  }

  private void keep(int[] words) {
    List<Integer> key = new ArrayList<>();
    for (PlanLayer layer : plan.layers()) {
      for (int row : layer.rowsPossible(words)) {
        key.add(row >= 0 ? row : noRow(layer, row));
      }
      key.add(Integer.MIN_VALUE);
    }
    plan.quotas().forEach(quota -> key.add(quota.applies().holds(words) ? 1 : 0));
    plan.accounts().forEach(account -> key.add(account.counts().holds(words) ? 1 : 0));
    key.add(byIdentity ? words[Fact.IDENTITY.ordinal()] : 0);
    boolean needsRecords = plan.layers().stream().anyMatch(layer -> !layer.needs().isEmpty());
    key.add(1);
    if (!found.containsKey(key)) {
      found.put(List.copyOf(key), new Circumstance(words.clone(), true, Optional.empty()));
    }
    key.set(key.size() - 1, 0);
    if (needsRecords && !found.containsKey(key)) {
      found.put(List.copyOf(key), new Circumstance(words.clone(), false, Optional.empty()));
    }
  }

  /** Without a row a layer pays nothing, or it asks for the insurer's amount. */
  private static int noRow(PlanLayer layer, int reason) {
    return layer.asksForAmount(reason) ? PlanLayer.REFUSED_BY_TABLE : PlanLayer.NOT_IN_TABLE;
  }

  private boolean isAsked(int fact) {
    return fact == Fact.IDENTITY.ordinal()
        || plan.layers().stream().anyMatch(layer -> isAsked(layer, fact))
        || plan.quotas().stream().anyMatch(quota -> quota.applies().asks(fact))
        || plan.accounts().stream().anyMatch(account -> account.counts().asks(fact));
  }

  /** That insurance is for the insured is in no document: only who asks it is judged by it. */
  private boolean isAsked(PlanLayer layer, int fact) {
    return layer.asks(fact)
        && (fact != Fact.INSURED.ordinal()
            || PolicyProof.authored(table, layer).asks(Fact.INSURED));
  }

  /** What a fact is where nothing asks for it. */
  private int usual(int fact) {
    PlanFact planned = plan.facts().get(fact);
    if (fact == Fact.CARE.ordinal()) {
      return plan.dating().chosenBy().keySet().stream()
          .mapToInt(care -> planned.placeOf(care.code()))
          .min()
          .orElse(0);
    }
    if (fact == Fact.AREA.ordinal()) {
      return planned.placeOf("in_county");
    }
    if (fact == Fact.DISEASE.ordinal()) {
      return Math.min(1, planned.words().size());
    }
    if (fact == Fact.REFERRAL.ordinal()) {
      return planned.placeOf("none");
    }
    if (fact == Fact.INSURED.ordinal()) {
      return planned.placeOf("yes");
    }
    boolean own = fact >= Fact.values().length && planned.kind() == Definitions.Kind.WORDS;
    boolean no =
        fact == Fact.THIRD_PARTY.ordinal()
            || fact == Fact.PROVISIONAL.ordinal()
            || planned.kind() == Definitions.Kind.RECORD;
    return no ? planned.placeOf("no") : own ? 1 : 0;
  }

  /** Whether a claim can say this at all. */
  private boolean isPossible(int[] words) {
    for (int fact = 0; fact < words.length; fact++) {
      boolean closed =
          fact >= Fact.values().length
              ? !plan.facts().get(fact).isNumber() && !isNoneByDefault(plan.facts().get(fact))
              : fact == Fact.CARE.ordinal()
                  || fact == Fact.AREA.ordinal()
                  || fact == Fact.REFERRAL.ordinal()
                  || fact == Fact.INSURED.ordinal()
                  || fact == Fact.THIRD_PARTY.ordinal()
                  || fact == Fact.PROVISIONAL.ordinal();
      if (closed && words[fact] == 0) {
        return false;
      }
    }
    String care = word(Fact.CARE, words);
    boolean judged =
        Care.parse(care).filter(each -> each != Care.YEAR_END && isDated(each)).isPresent();
    boolean uninsured = word(Fact.INSURED, words).equals("no");
    boolean provisional = word(Fact.PROVISIONAL, words).equals("yes");
    return judged
        && !(uninsured && words[Fact.SCHEME.ordinal()] > 0)
        && !(provisional && words[Fact.IDENTITY.ordinal()] == 0);
  }

  private String word(Fact fact, int[] words) {
    return plan.fact(fact).wordAt(words[fact.ordinal()]);
  }

  /** Whether a word that nobody says is none of those that the policy lists. */
  private static boolean isNoneByDefault(PlanFact fact) {
    return fact.defaultValue().filter(value -> fact.placeOf(value) == 0).isPresent();
  }

  private boolean isDated(Care care) {
    return plan.dating().chosenBy().containsKey(care);
  }
}
