package io.yizhan.gateway.desk;

import io.yizhan.claim.Claim;
import io.yizhan.gateway.desk.PolicyStore.Proposal;
import io.yizhan.gateway.desk.SettlementStore.ListQuery;
import io.yizhan.gateway.desk.SettlementStore.PastQuery;
import io.yizhan.gateway.desk.SettlementStore.PastSettlement;
import io.yizhan.gateway.desk.SettlementStore.StoredInputs;
import io.yizhan.ledger.JournalEntry;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Settlement;
import io.yizhan.settlement.Settler;
import io.yizhan.settlement.Standing;
import io.yizhan.settlement.Waterfall;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Which settlements already made would come out otherwise under a version that is in force in the
 * past. Each standing settlement that the version rules is decided twice from its stored inputs:
 * with the versions it was settled with, and with all that is published and the version. Nothing is
 * booked, and each is looked at alone: what another settlement of the same person would use
 * otherwise is not carried on.
 */
public final class PolicyImpact {
  /** How long before a version's first day a claim that it rules may have been settled. */
  private static final int SETTLED_AHEAD_DAYS_MAX = 31;

  private final SettlementStore settlements;
  private final PolicyStore policies;
  private final PolicySource source;
  private final Supplier<PlanBook> plans;

  /** Over both stores; the supplier answers the newest policies at each call. */
  public PolicyImpact(
      SettlementStore settlements,
      PolicyStore policies,
      PolicySource source,
      Supplier<PlanBook> plans) {
    this.settlements = settlements;
    this.policies = policies;
    this.source = source;
    this.plans = plans;
  }

  /** How a settlement would differ; the first that applies. */
  public enum Kind {
    /** The claim would be refused. */
    REFUSED,
    /** The patient's share would be smaller. */
    PATIENT_PAYS_LESS,
    /** The patient's share would be larger. */
    PATIENT_PAYS_MORE,
    /** The patient's share stays, others would bear other parts. */
    PAYERS_DIFFER,
    /** All amounts stay, accounts would be used otherwise. */
    USAGE_DIFFERS
  }

  /** Shares in fen; the hospital's is signed. */
  public record Shares(long patientFen, long aidFen, long hospitalFen) {
    static final Shares NONE = new Shares(0, 0, 0);
  }

  /**
   * A settlement that would differ.
   *
   * @param refusalCode empty unless it would be refused
   */
  public record Line(
      String settlementId,
      String hospitalId,
      LocalDate postingDate,
      Kind kind,
      Shares before,
      Shares after,
      String refusalCode) {}

  /**
   * One page.
   *
   * @param ruledCount standing settlements of this page that the version rules
   * @param next where to continue; empty at the end
   */
  public record Page(List<Line> lines, int ruledCount, Optional<ListQuery.After> next) {
    public Page {
      lines = List.copyOf(lines);
    }
  }

  /**
   * Looks at the next settlements of the ledger.
   *
   * @param limit how many; those that other regions' policies rule are counted too
   */
  public Page page(Proposal proposal, Caller caller, Optional<ListQuery.After> after, int limit) {
    PlanBook current = plans.get();
    PlanBook book = bookWith(current, proposal);
    PlanBook unruled = current.without(proposal.versionCode());
    Map<List<String>, Settler> own = new HashMap<>();
    List<PastSettlement> past =
        settlements.past(
            new PastQuery(
                proposal.from().minusDays(SETTLED_AHEAD_DAYS_MAX),
                proposal.regions(),
                after,
                limit));
    SettlementScope scope = SettlementScope.of(caller);
    List<Line> lines = new ArrayList<>();
    int ruledCount = 0;
    for (PastSettlement one : past) {
      if (one.inputs().isPresent() && rules(proposal, book, one.inputs().get())) {
        ruledCount++;
        Decision before =
            PastVersions.likeliest(
                unruled,
                one.inputs().get(),
                codes -> own.computeIfAbsent(codes, its -> new Settler(only(its, current, book))));
        line(one, one.inputs().get(), before, book, scope).ifPresent(lines::add);
      }
    }
    boolean more = past.size() == limit;
    return new Page(
        lines,
        ruledCount,
        more
            ? Optional.of(
                new ListQuery.After(
                    past.get(limit - 1).postingDate(), past.get(limit - 1).settlementId()))
            : Optional.empty());
  }

  /** All that is published and the proposal's version. */
  private PlanBook bookWith(PlanBook current, Proposal proposal) {
    String text = policies.proposalText(proposal.id()).orElseThrow();
    PolicyTable table = source.readPublished(proposal.fileName(), text).table().orElseThrow();
    return current.with(new PolicyCompiler.Published(table, proposal.textSha256()));
  }

  /** What a settlement was decided with; the version itself may be newer than the book in hand. */
  private static PlanBook only(List<String> versionCodes, PlanBook current, PlanBook withVersion) {
    PlanBook only = current.only(versionCodes);
    return only.published().size() == versionCodes.size() ? only : withVersion.only(versionCodes);
  }

  /** Whether the version has a part in deciding the claim, for any identity of the person. */
  private static boolean rules(Proposal proposal, PlanBook book, StoredInputs inputs) {
    Claim claim = inputs.claim();
    return Stream.concat(
            Stream.of(claim.insuredRegion()),
            inputs.standing().identities().stream().map(Standing.Identity::county))
        .distinct()
        .map(county -> book.planFor(claim.insuredRegion(), county, claim.care(), claim.dates()))
        .flatMap(plan -> plan.versions().stream())
        .map(PolicyPlan.Version::versionCode)
        .anyMatch(proposal.versionCode()::equals);
  }

  private static Optional<Line> line(
      PastSettlement past,
      StoredInputs inputs,
      Decision before,
      PlanBook book,
      SettlementScope scope) {
    if (!(before instanceof Decision.Settled settled)) {
      throw new IllegalStateException("a settlement must be settled again by its own versions");
    }
    Settlement then = settled.settlement();
    Decision after = new Settler(book).settle(inputs.claim(), inputs.standing());
    if (after instanceof Decision.Refused refused) {
      return seen(scope, then, then)
          ? Optional.of(
              line(past, Kind.REFUSED, then, Shares.NONE, refused.refusal().reason().name()))
          : Optional.empty();
    }
    Settlement now = ((Decision.Settled) after).settlement();
    return kind(then, now)
        .filter(kind -> seen(scope, then, now))
        .map(kind -> line(past, kind, then, shares(now), ""));
  }

  private static Line line(
      PastSettlement past, Kind kind, Settlement then, Shares after, String refusalCode) {
    return new Line(
        past.settlementId(),
        past.hospitalId(),
        past.postingDate(),
        kind,
        shares(then),
        after,
        refusalCode);
  }

  /** As it was settled; a settlement without a county is seen by that which would aid it. */
  private static boolean seen(SettlementScope scope, Settlement then, Settlement now) {
    String county = county(then);
    return scope.covers(then.claim().insuredRegion(), county.isEmpty() ? county(now) : county);
  }

  private static String county(Settlement settlement) {
    return settlement.identityUsed().map(Settlement.Candidate::county).orElse("");
  }

  private static Optional<Kind> kind(Settlement then, Settlement now) {
    int patient =
        Long.compare(now.waterfall().patientShareFen(), then.waterfall().patientShareFen());
    if (patient != 0) {
      return Optional.of(patient < 0 ? Kind.PATIENT_PAYS_LESS : Kind.PATIENT_PAYS_MORE);
    }
    if (!bearers(then).equals(bearers(now))) {
      return Optional.of(Kind.PAYERS_DIFFER);
    }
    return usage(then).equals(usage(now)) ? Optional.empty() : Optional.of(Kind.USAGE_DIFFERS);
  }

  /** What each fund of each division, the hospital and the patient bear, whatever the layer. */
  private static Map<String, Long> bearers(Settlement settlement) {
    Map<String, Long> bearers = new TreeMap<>();
    JournalEntry.of(settlement)
        .postings()
        .forEach(
            posting ->
                bearers.merge(
                    posting.account().replaceFirst("(fund:[^/]*)/(?!by-insurer)[^/]*", "$1"),
                    posting.amountFen(),
                    Math::addExact));
    return bearers;
  }

  private static Map<String, Long> usage(Settlement settlement) {
    Map<String, Long> usage = new TreeMap<>();
    for (AccountUse use : settlement.uses()) {
      if (use.addedFen() != 0) {
        usage.merge(
            use.account() + "@" + use.benefitYear() + (use.ofHousehold() ? " household" : ""),
            use.addedFen(),
            Math::addExact);
      }
    }
    return usage;
  }

  private static Shares shares(Settlement settlement) {
    Waterfall waterfall = settlement.waterfall();
    long aidFen = 0;
    for (int i = 0; i < waterfall.plan().layers().size(); i++) {
      if (waterfall.plan().layers().get(i).stage() == PolicyTable.Stage.AID) {
        aidFen = Math.addExact(aidFen, waterfall.of(i, Waterfall.Column.PAID));
      }
    }
    return new Shares(waterfall.patientShareFen(), aidFen, waterfall.hospitalShareFen());
  }
}
