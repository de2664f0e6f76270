package io.yizhan.gateway.desk;

import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.gateway.desk.Readjudication.Change;
import io.yizhan.gateway.desk.Readjudication.ClaimOrder;
import io.yizhan.gateway.desk.Readjudication.Obstacle;
import io.yizhan.gateway.desk.Readjudication.Owed;
import io.yizhan.gateway.desk.ReadjudicationStore.Account;
import io.yizhan.gateway.desk.ReadjudicationStore.Circle;
import io.yizhan.gateway.desk.ReadjudicationStore.Past;
import io.yizhan.gateway.desk.ReadjudicationStore.Use;
import io.yizhan.ledger.Bearers;
import io.yizhan.ledger.JournalEntry;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyPlan;
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
      Claim claim = claimOf(past, supplied);
      Standing standing = ofOffice(claim, books.standing(past));
      Decision decision = settler.settle(claim, standing);
      if (decision instanceof Decision.Refused refused) {
        obstacle = obstacle.or(() -> Optional.of(Obstacles.refused(past, refused.refusal())));
        books.keep(past);
        continue;
      }
      Settlement fresh = ((Decision.Settled) decision).settlement();
      books.add(past, fresh);
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

  private static Claim claimOf(Past past, Map<String, InsurerSettlement> supplied) {
    Claim claim = past.inputs().orElseThrow().claim();
    InsurerSettlement other = supplied.get(past.settlementId());
    return other == null ? claim : claim.withInsurer(other);
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
    if (moreFen.isEmpty() && uses.isEmpty() && takes.isEmpty() && draws.isEmpty()) {
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
            claim,
            standing,
            owed(moreFen)));
  }

  /** What accounts count more than they do; the caps are those of today. */
  private static List<Use> usesMore(Past past, Settlement fresh, Standing standing) {
    Map<Account, Use> more = new LinkedHashMap<>();
    for (AccountUse use : fresh.uses()) {
      Account account = FreshBooks.account(use, standing);
      more.merge(
          account,
          new Use(account, use.nameZh(), use.addedFen(), use.capFen()),
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
   * first. What one fund bears instead of another they settle between themselves; what the
   * insurer's own platform pays is settled there.
   */
  static List<Owed> owed(SortedMap<Bearers.Line, Long> moreFen) {
    Map<String, Long> byParty = new TreeMap<>();
    moreFen.forEach(
        (line, fen) -> {
          if (!line.byInsurer()) {
            byParty.merge(line.party(), fen, Math::addExact);
          }
        });
    long left = byParty.values().stream().mapToLong(Long::longValue).sum();
    int sign = Long.signum(left);
    List<Map.Entry<String, Long>> largestFirst = new ArrayList<>(byParty.entrySet());
    largestFirst.sort(
        Comparator.comparingLong((Map.Entry<String, Long> each) -> -sign * each.getValue()));
    List<Owed> owed = new ArrayList<>();
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
