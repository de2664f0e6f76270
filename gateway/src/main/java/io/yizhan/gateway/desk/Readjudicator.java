package io.yizhan.gateway.desk;

import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.gateway.desk.Insurers.Amounts;
import io.yizhan.gateway.desk.Readjudication.Change;
import io.yizhan.gateway.desk.Readjudication.ClaimOrder;
import io.yizhan.gateway.desk.Readjudication.Obstacle;
import io.yizhan.gateway.desk.Readjudication.Owed;
import io.yizhan.gateway.desk.ReadjudicationStore.Account;
import io.yizhan.gateway.desk.ReadjudicationStore.Circle;
import io.yizhan.gateway.desk.ReadjudicationStore.ComputedLeg;
import io.yizhan.gateway.desk.ReadjudicationStore.Past;
import io.yizhan.gateway.desk.ReadjudicationStore.Use;
import io.yizhan.ledger.Bearers;
import io.yizhan.ledger.JournalEntry;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Settlement;
import io.yizhan.settlement.Settler;
import io.yizhan.settlement.Standing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Decides all standing settlements of a circle afresh, each on what those before it use, by today's
 * register and policies, and says what is different. Pure.
 *
 * <p>The hospital is taken as it was registered then: its level has no dates. A suspension concerns
 * what is settled, not what was.
 */
public final class Readjudicator {
  private final PlanBook book;

  /** By these policies. */
  public Readjudicator(PlanBook book) {
    this.book = book;
  }

  /**
   * Decides.
   *
   * @param supplied what the insurer has settled otherwise since, by settlement
   */
  public Readjudication decide(Circle circle, Map<String, InsurerSettlement> supplied) {
    ClaimOrder order = orderOf(circle);
    List<Past> ordered = ordered(circle, order);
    FreshBooks books = FreshBooks.before(ordered);
    Settler settler = new Settler(book);
    List<Change> changes = new ArrayList<>();
    Optional<Obstacle> obstacle = unknownOf(circle, supplied);
    for (Past past : ordered) {
      if (past.inputs().isEmpty()) {
        books.keep(past);
        continue;
      }
      if (statesOtherThanSaid(past, supplied)) {
        obstacle = obstacle.or(() -> Optional.of(Obstacles.insurerSaid(past)));
      }
      Claim claim = claimOf(past, supplied);
      Standing standing = ofOffice(claim, books.standing(past));
      Decision decision = settler.settle(claim, standing);
      if (decision instanceof Decision.Refused refused) {
        obstacle =
            obstacle.or(() -> Optional.of(Obstacles.refused(past, claim, refused.refusal())));
        books.keep(past);
        continue;
      }
      Settlement fresh = ((Decision.Settled) decision).settlement();
      books.add(past, fresh);
      if (claim.insurer().equals(Optional.ofNullable(supplied.get(past.settlementId())))
          && claim.insurer().isPresent()
          && computedHere(past, fresh)) {
        obstacle = obstacle.or(() -> Optional.of(Obstacles.insuranceComputedHere(past)));
      }
      Optional<Change> change = change(past, fresh, claim, standing);
      if (change.isPresent()) {
        changes.add(change.get());
        if (past.today().identities().stream().anyMatch(Standing.Identity::provisional)) {
          obstacle = obstacle.or(() -> Optional.of(Obstacles.checkPending(past)));
        }
        if (change.get().after().ownShareFen() != past.bearers().ownShareFen()) {
          obstacle = obstacle.or(() -> Optional.of(Obstacles.hospitalShare(past)));
        }
      }
    }
    String subjectId =
        circle.settlements().stream().map(Past::settlementId).min(String::compareTo).orElse("");
    return new Readjudication(
        subjectId,
        order,
        ordered.size(),
        changes,
        Notices.of(changes),
        obstacle,
        ReadjudicationHash.of(changes, obstacle));
  }

  /** A claim on paper is decided by what its own county issued, afresh as at first. */
  private static Standing ofOffice(Claim claim, Standing standing) {
    return claim.key().byOffice() && standing.hospital().isPresent()
        ? standing.forPaper(standing.hospital().get(), ClaimKey.countyOf(claim.key().hospitalId()))
        : standing;
  }

  /**
   * With what the insurer settled otherwise since. What it has said of a claim that was settled
   * without it needs nobody to state it; a policy that would compute otherwise today changes
   * nothing of it.
   */
  private static Claim claimOf(Past past, Map<String, InsurerSettlement> supplied) {
    Claim claim = past.inputs().orElseThrow().claim();
    Optional<InsurerSettlement> said = past.computed().flatMap(ComputedLeg::said);
    boolean due = past.computed().filter(ComputedLeg::isDue).isPresent();
    InsurerSettlement other = due ? null : supplied.get(past.settlementId());
    return other != null ? claim.withInsurer(other) : said.map(claim::withInsurer).orElse(claim);
  }

  /** Whether somebody states other amounts than those to which it is to be trued up. */
  private static boolean statesOtherThanSaid(Past past, Map<String, InsurerSettlement> supplied) {
    InsurerSettlement stated = supplied.get(past.settlementId());
    return stated != null
        && past.computed()
            .filter(ComputedLeg::isDue)
            .flatMap(ComputedLeg::said)
            .filter(said -> !Amounts.of(said).paysAs(Amounts.of(stated)))
            .isPresent();
  }

  /**
   * Whether a fund of the insurance bears something of it that this gateway computed and clears:
   * what an insurer says it has paid would be paid beside it.
   */
  private static boolean computedHere(Past past, Settlement fresh) {
    Set<String> insurance = new HashSet<>();
    for (PlanLayer layer : fresh.plan().layers()) {
      if (layer.stage() == PolicyTable.Stage.INSURANCE) {
        insurance.add(layer.fund());
      }
    }
    return past.bearers().byLine().keySet().stream()
        .anyMatch(
            line ->
                !line.byInsurer()
                    && insurance.contains(line.party().substring(0, line.party().indexOf('@'))));
  }

  /** What a leg at an insurer that was away holds from now on; empty where it stays. */
  private static Optional<Amounts> atInsurer(Past past, Settlement fresh) {
    Optional<ComputedLeg> leg = past.computed();
    if (leg.isEmpty() || (leg.get().said().isPresent() && !leg.get().isDue())) {
      return Optional.empty();
    }
    Amounts held = leg.get().said().map(Amounts::of).orElseGet(() -> Amounts.computedIn(fresh));
    return Optional.of(held).filter(each -> !each.paysAs(leg.get().held()));
  }

  private static Optional<Obstacle> unknownOf(
      Circle circle, Map<String, InsurerSettlement> supplied) {
    Set<String> known = new HashSet<>();
    circle.settlements().stream()
        .filter(past -> past.inputs().isPresent())
        .forEach(past -> known.add(past.settlementId()));
    return supplied.keySet().stream()
        .filter(id -> !known.contains(id))
        .sorted()
        .findFirst()
        .map(Obstacles::notOfThese);
  }

  /** By service where a version that may decide one of the claims declares it, else as settled. */
  private ClaimOrder orderOf(Circle circle) {
    Set<String> versions = new HashSet<>();
    for (PolicyCompiler.Published published : book.published()) {
      if (published.table().own().claimsByService()) {
        versions.add(published.table().versionCode());
      }
    }
    boolean byService =
        !versions.isEmpty()
            && circle.settlements().stream()
                .filter(past -> past.inputs().isPresent())
                .anyMatch(past -> versionsOf(past).anyMatch(versions::contains));
    return byService ? ClaimOrder.SERVICE : ClaimOrder.SETTLEMENT;
  }

  private Stream<String> versionsOf(Past past) {
    Claim claim = past.inputs().orElseThrow().claim();
    return Stream.concat(
            Stream.of(claim.insuredRegion()),
            past.today().identities().stream().map(Standing.Identity::county))
        .distinct()
        .flatMap(
            county ->
                book
                    .planFor(claim.insuredRegion(), county, claim.care(), claim.dates())
                    .versions()
                    .stream())
        .map(PolicyPlan.Version::versionCode);
  }

  private static List<Past> ordered(Circle circle, ClaimOrder order) {
    List<Past> settled = ChainOrder.of(circle.settlements());
    if (order == ClaimOrder.SETTLEMENT) {
      return settled;
    }
    List<Past> byService = new ArrayList<>(settled);
    // Stable: of one day the first settled is the first.
    byService.sort(
        Comparator.comparing(
            past ->
                past.inputs()
                    .map(inputs -> inputs.claim().dates().last())
                    .orElse(past.postingDate())));
    return byService;
  }

  private static Optional<Change> change(
      Past past, Settlement fresh, Claim claim, Standing standing) {
    Bearers after = Bearers.of(JournalEntry.of(fresh).postings());
    SortedMap<Bearers.Line, Long> moreFen = past.bearers().differencesTo(after);
    List<Use> uses = usesMore(past, fresh, standing);
    List<Settlement.FundUse> takes = takesMore(past, fresh);
    List<Settlement.GrantDraw> draws = drawsMore(past, fresh);
    Optional<Amounts> atInsurer = atInsurer(past, fresh);
    HospitalPart ofHospital = wasAway(past) ? HospitalPart.ofAway(moreFen) : HospitalPart.NONE;
    if (moreFen.isEmpty()
        && uses.isEmpty()
        && takes.isEmpty()
        && draws.isEmpty()
        && atInsurer.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Change(
            past,
            after,
            moreFen,
            uses,
            takes,
            draws,
            fresh.identityUsed().map(Settlement.Candidate::county).orElse(""),
            fresh.plan().versions().stream().map(PolicyPlan.Version::versionCode).toList(),
            fresh.consideredVersions(),
            claim,
            standing.withFunds(fresh.knownFunds()),
            ofHospital,
            owed(moreFen, ofHospital, past.hospitalId()),
            atInsurer));
  }

  /**
   * Whether its insurer has paid nobody yet: it stands as it was computed, or as somebody stated
   * meanwhile. What the insurer has answered the same it settles itself.
   */
  private static boolean wasAway(Past past) {
    Optional<ComputedLeg> leg = past.computed();
    return leg.isPresent()
        ? leg.get().said().isEmpty() || leg.get().isDue()
        : past.inputs()
            .flatMap(inputs -> inputs.claim().insurer())
            .filter(insurer -> insurer.source() == InsurerSettlement.Source.AWAY)
            .isPresent();
  }

  /**
   * What accounts count more than they do; the caps are those of today. Of an account that includes
   * others none is said: what is left of it depends on what those have used meanwhile.
   */
  private static List<Use> usesMore(Past past, Settlement fresh, Standing standing) {
    Map<Account, Use> more = new LinkedHashMap<>();
    for (AccountUse use : fresh.uses()) {
      Account account = FreshBooks.account(use, standing);
      more.merge(
          account,
          new Use(account, use.nameZh(), use.addedFen(), use.includedFen() > 0 ? -1 : use.capFen()),
          Readjudicator::together);
    }
    for (Use use : past.uses()) {
      more.merge(
          use.account(),
          new Use(use.account(), use.nameZh(), Math.negateExact(use.fen()), -1),
          Readjudicator::together);
    }
    return more.values().stream().filter(use -> use.fen() != 0).toList();
  }

  private static Use together(Use first, Use second) {
    return new Use(
        first.account(),
        first.nameZh(),
        Math.addExact(first.fen(), second.fen()),
        Math.max(first.capFen(), second.capFen()));
  }

  private static List<Settlement.FundUse> takesMore(Past past, Settlement fresh) {
    Map<String, Long> more = new TreeMap<>();
    fresh.fundUses().forEach(use -> more.merge(use.fund(), use.takenFen(), Math::addExact));
    past.takes().forEach(use -> more.merge(use.fund(), -use.takenFen(), Math::addExact));
    return more.entrySet().stream()
        .filter(each -> each.getValue() != 0)
        .map(each -> new Settlement.FundUse(each.getKey(), each.getValue()))
        .toList();
  }

  private static List<Settlement.GrantDraw> drawsMore(Past past, Settlement fresh) {
    Map<String, Long> more = new TreeMap<>();
    fresh.grantDraws().forEach(each -> more.merge(each.grantId(), each.drawnFen(), Math::addExact));
    past.draws().forEach(each -> more.merge(each.grantId(), -each.drawnFen(), Math::addExact));
    return more.entrySet().stream()
        .filter(each -> each.getValue() != 0)
        .map(each -> new Settlement.GrantDraw(each.getKey(), each.getValue()))
        .toList();
  }

  /**
   * What the person gets or owes by a settlement, from the funds with the largest differences
   * first. What one fund bears instead of another they settle between themselves. What the
   * insurer's own platform pays is settled there; where it was away, it is the hospital's.
   */
  private static List<Owed> owed(
      SortedMap<Bearers.Line, Long> moreFen, HospitalPart ofHospital, String hospitalId) {
    Map<String, Long> byParty = new TreeMap<>();
    moreFen.forEach(
        (line, fen) -> {
          if (!line.byInsurer()) {
            byParty.merge(line.party(), ofHospital.withPersonFen(line, fen), Math::addExact);
          }
        });
    long left = byParty.values().stream().mapToLong(Long::longValue).sum();
    int sign = Long.signum(left);
    List<Map.Entry<String, Long>> largestFirst = new ArrayList<>(byParty.entrySet());
    largestFirst.sort(
        Comparator.comparingLong((Map.Entry<String, Long> each) -> -sign * each.getValue()));
    List<Owed> owed = new ArrayList<>();
    long hospitalFen = ofHospital.fen();
    if (hospitalFen != 0) {
      owed.add(new Owed(hospitalFen > 0, true, hospitalId, Math.abs(hospitalFen)));
    }
    for (Map.Entry<String, Long> party : largestFirst) {
      long fen = Math.min(Math.abs(left), sign * party.getValue());
      if (fen > 0) {
        owed.add(new Owed(sign > 0, party.getKey(), fen));
        left -= sign * fen;
      }
    }
    return owed;
  }
}
