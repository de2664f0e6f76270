package io.yizhan.settlement;

import io.yizhan.claim.Claim;
import io.yizhan.policy.Fact;
import io.yizhan.policy.PlanAccount;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import io.yizhan.settlement.Decision.Refusal;
import io.yizhan.settlement.Decision.RefusalReason;
import io.yizhan.settlement.Settlement.Candidate;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides a claim. Pure: plans, claim and standing in, decision out; no clock, no id, nothing
 * remembered.
 */
public final class Settler {
  private final Plans plans;

  /** A settler over these plans. */
  public Settler(Plans plans) {
    this.plans = plans;
  }

  /**
   * Decides; the first refusal that applies, in the order of {@link RefusalReason}, is answered.
   */
  public Decision settle(Claim claim, Standing standing) {
    return settle(claim, standing, new WaterfallRun());
  }

  /**
   * The same for whoever decides many claims one after the other.
   *
   * @param run the scratch that is used for all of them, by one thread
   */
  public Decision settle(Claim claim, Standing standing, WaterfallRun run) {
    Optional<Refusal> hospital = Refusals.ofHospital(claim, standing);
    if (hospital.isPresent()) {
      return new Decision.Refused(hospital.get());
    }
    PolicyPlan ownPlan =
        plans.planFor(claim.insuredRegion(), claim.insuredRegion(), claim.care(), claim.dates());
    boolean insured = !claim.insuredScheme().isEmpty();
    if (insured && ownPlan.insurance().isEmpty() && claim.insurer().isEmpty()) {
      return new Decision.Refused(
          plans.everInsures(claim.insuredRegion())
              ? Refusals.insuranceNotConnected(claim.insuredRegion(), claim.dates().last())
              : Refusals.insuranceNeverConnected(claim.insuredRegion()));
    }
    List<PolicyPlan> considered = new ArrayList<>(standing.identities().size() + 1);
    considered.add(ownPlan);
    List<Option> options = options(claim, standing, considered, run);
    boolean correctable = false;
    for (Option option : options) {
      correctable |= option.correctable();
    }
    int best = Option.bestOf(options);
    if (best < 0 && !correctable) {
      options.add(option(claim, standing, ownPlan, Optional.empty(), 0, run));
      best = Option.bestOf(options);
    }
    return best >= 0
        ? settled(claim, standing, considered, options, best)
        : new Decision.Refused(Option.firstRefusal(options));
  }

  /**
   * Every identity that holds on the day its own county's policy judges by.
   *
   * @param considered the plan of the insured region; gets every further one that is looked at
   */
  private List<Option> options(
      Claim claim, Standing standing, List<PolicyPlan> considered, WaterfallRun run) {
    PolicyPlan ownPlan = considered.get(0);
    List<Option> options = new ArrayList<>(standing.identities().size() + 1);
    for (Standing.Identity identity : standing.identities()) {
      PolicyPlan plan = planOf(claim, identity, ownPlan);
      considered.add(plan);
      if (plan.aid().isEmpty()) {
        if (identity.validOn(claim.dates().last())) {
          options.add(notConnected(claim, standing, plan, identity, run));
        }
        continue;
      }
      Optional<LocalDate> day = plan.dating().judgedDate(claim.care(), claim.dates());
      if (!identity.validOn(day.orElse(claim.dates().last()))) {
        continue;
      }
      int place = plan.fact(Fact.IDENTITY).placeOf(identity.category());
      options.add(
          limited(standing, option(claim, standing, plan, Optional.of(identity), place, run)));
    }
    return options;
  }

  private PolicyPlan planOf(Claim claim, Standing.Identity identity, PolicyPlan ownPlan) {
    return identity.county().equals(claim.insuredRegion())
        ? ownPlan
        : plans.planFor(claim.insuredRegion(), identity.county(), claim.care(), claim.dates());
  }

  /** The finite funds whose money any of the plans may ask for, as far as it is known. */
  private static Set<String> knownFunds(Standing standing, List<PolicyPlan> considered) {
    if (standing.funds().isEmpty()) {
      return Set.of();
    }
    Set<String> funds = new HashSet<>();
    considered.forEach(plan -> addFunds(plan, funds));
    funds.retainAll(standing.funds().keySet());
    return funds;
  }

  private static void addFunds(PolicyPlan plan, Set<String> funds) {
    for (PlanAccount account : plan.accounts()) {
      if (account.owner() == PolicyTable.Owner.FUND) {
        funds.add(account.ownerFund());
      }
    }
  }

  /**
   * The same, or, where its aid would pass what may be drawn under a provisional identity, one that
   * gives nothing: the identity carries the whole of a claim's aid or none of it.
   */
  private static Option limited(Standing standing, Option option) {
    Optional<Sentence> passed =
        option
            .waterfall()
            .flatMap(
                waterfall ->
                    standing
                        .exposureOf(option.identity().orElseThrow())
                        .flatMap(
                            left -> ProvisionalLimit.passed(left, UsedUp.aidDrawnFen(waterfall))));
    return passed.isEmpty()
        ? option
        : new Option(
            option.identity(),
            option.nameZh(),
            option.rank(),
            Optional.empty(),
            Optional.empty(),
            passed,
            Optional.empty());
  }

  /**
   * No aid by this identity; it counts for the insurance where the insurance itself asks for one.
   */
  private static Option notConnected(
      Claim claim,
      Standing standing,
      PolicyPlan plan,
      Standing.Identity identity,
      WaterfallRun run) {
    int place = plan.fact(Fact.IDENTITY).placeOf(identity.category());
    Option insured = option(claim, standing, plan, Optional.of(identity), place, run);
    boolean asked =
        insured
            .situation()
            .map(situation -> situation.facts().words())
            .filter(words -> asks(plan, Fact.IDENTITY.ordinal(), words))
            .isPresent();
    return new Option(
        Optional.of(identity),
        asked ? insured.nameZh() : identity.category(),
        asked ? insured.rank() : Integer.MAX_VALUE,
        asked ? insured.situation() : Optional.empty(),
        asked ? insured.waterfall() : Optional.empty(),
        Optional.of(countyNotConnected(identity, claim.dates().last(), asked)),
        Optional.empty());
  }

  /** Another identity may be aided by the same claim: it is said of this one alone. */
  private static Sentence countyNotConnected(
      Standing.Identity identity, LocalDate day, boolean insuranceAsks) {
    return new Sentence(
        "COUNTY_NOT_CONNECTED",
        "认定地 "
            + identity.county()
            + " 在 "
            + day
            + " 没有接入一站式结算的救助政策，"
            + (insuranceAsks ? "此认定只用于医保，不予救助" : "本次不按此认定救助")
            + "；请核对日期，或凭结算单到认定地民政（医保）部门申请救助。",
        "County "
            + identity.county()
            + " has no connected aid policy on "
            + day
            + ": "
            + (insuranceAsks ? "its identity counts for insurance only" : "no aid by its identity")
            + "; check the date, or apply for aid at that county's office with this settlement.");
  }

  private static boolean asks(PolicyPlan plan, int fact, int[] words) {
    return plan.layers().stream()
        .anyMatch(layer -> layer.dependsOn(fact, words, new BitSet(), row -> row >= 0));
  }

  private static Option option(
      Claim claim,
      Standing standing,
      PolicyPlan plan,
      Optional<Standing.Identity> identity,
      int place,
      WaterfallRun run) {
    LocalDate day = claim.dates().last();
    if (plan.aid().isPresent() || plan.insurance().isPresent()) {
      Optional<LocalDate> judged = plan.dating().judgedDate(claim.care(), claim.dates());
      if (judged.isEmpty()) {
        return Option.refused(identity, Refusals.careNotInPolicy(claim));
      }
      day = judged.get();
    }
    Situation situation = Situation.of(plan, claim, standing, day, identity, place);
    Optional<Refusal> lacking = Refusals.ofLacking(situation);
    if (lacking.isPresent()) {
      return Option.refused(identity, lacking.get());
    }
    Waterfall waterfall = run.run(situation);
    if (waterfall.refusedByPrice()) {
      return Option.refused(identity, Refusals.settledAbove(situation));
    }
    Optional<Refusal> decision = Refusals.ofDecision(situation, waterfall);
    if (decision.isPresent()) {
      return Option.refused(identity, decision.get());
    }
    if (waterfall.refusedByLayer() >= 0) {
      PlanLayer layer = plan.layers().get(waterfall.refusedByLayer());
      return Option.refused(identity, Refusals.withoutAmount(claim, layer));
    }
    boolean scheme = !claim.insuredScheme().isEmpty() && claim.insurer().isEmpty();
    if (scheme && isOfAnotherScheme(plan, situation, waterfall)) {
      return Option.refused(identity, Refusals.schemeNotInPolicy(claim));
    }
    if (claim.insurer().isPresent()) {
      Optional<Refusal> difference = Refusals.ofDifference(waterfall);
      if (difference.isPresent()) {
        return Option.refused(identity, difference.get());
      }
    }
    String name =
        place == 0
            ? identity.map(Standing.Identity::category).orElse("")
            : plan.identities().get(place - 1).nameZh();
    return new Option(
        identity,
        name,
        place == 0 ? Integer.MAX_VALUE : place,
        Optional.of(situation),
        Optional.of(waterfall),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Whether the insurance tells schemes apart and has nothing for this one: layers have rows for
   * the same facts under another scheme, and none that asks for the scheme has one under this. Aid
   * of the whole bill in the insurance's place would be wrong.
   */
  private static boolean isOfAnotherScheme(
      PolicyPlan plan, Situation situation, Waterfall waterfall) {
    List<PlanLayer> asking = new ArrayList<>();
    for (int i = 0; i < plan.layers().size(); i++) {
      PlanLayer layer = plan.layers().get(i);
      if (layer.stage() == PolicyTable.Stage.INSURANCE && layer.asks(Fact.SCHEME)) {
        if (waterfall.row(i) >= 0) {
          return false;
        }
        asking.add(layer);
      }
    }
    int[] words = situation.facts().words();
    BitSet anyScheme = new BitSet();
    anyScheme.set(Fact.SCHEME.ordinal());
    return asking.stream().anyMatch(layer -> !layer.rowsPossible(words, anyScheme).isEmpty())
        && asking.stream().allMatch(layer -> layer.rowsPossible(words, new BitSet()).isEmpty());
  }

  private static List<String> versions(List<PolicyPlan> plans) {
    return plans.stream()
        .distinct()
        .flatMap(plan -> plan.versions().stream())
        .map(PolicyPlan.Version::versionCode)
        .distinct()
        .toList();
  }

  private static Decision settled(
      Claim claim,
      Standing standing,
      List<PolicyPlan> considered,
      List<Option> options,
      int bestPlace) {
    Option best = options.get(bestPlace);
    Situation situation = best.situation().orElseThrow();
    Waterfall waterfall = best.waterfall().orElseThrow();
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < options.size(); i++) {
      if (options.get(i).identity().isPresent()) {
        candidates.add(options.get(i).candidate(i == bestPlace));
      }
    }
    LocalDate day = situation.judgedDate();
    boolean dated = waterfall.plan().aid().isPresent() || waterfall.plan().insurance().isPresent();
    int year = dated ? waterfall.plan().dating().benefitYear(day) : day.getYear();
    return new Decision.Settled(
        new Settlement(
            claim,
            standing.personId(),
            day,
            year,
            waterfall,
            candidates,
            versions(considered),
            UsedUp.ofAccounts(situation, waterfall),
            UsedUp.ofFunds(situation, waterfall),
            UsedUp.ofGrants(standing, waterfall, day),
            best.identity()
                .flatMap(standing::exposureOf)
                .map(
                    exposure ->
                        new Settlement.ProvisionalDraw(
                            exposure,
                            UsedUp.aidDrawnFen(waterfall),
                            UsedUp.ofAccountsByAid(situation, waterfall))),
            knownFunds(standing, considered)));
  }
}
