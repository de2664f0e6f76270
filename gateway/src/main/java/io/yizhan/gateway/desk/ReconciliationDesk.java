package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.ReconciliationStore.BothSides;
import io.yizhan.gateway.desk.ReconciliationStore.Compared;
import io.yizhan.gateway.desk.ReconciliationStore.Mend;
import io.yizhan.gateway.desk.ReconciliationStore.MendState;
import io.yizhan.gateway.desk.ReconciliationStore.Party;
import io.yizhan.gateway.desk.ReconciliationStore.Person;
import io.yizhan.gateway.desk.ReconciliationStore.Preparing;
import io.yizhan.gateway.desk.ReconciliationStore.Running;
import io.yizhan.gateway.desk.ReconciliationStore.Span;
import io.yizhan.gateway.desk.SettlementStore.ReverseResult;
import io.yizhan.gateway.desk.SettlementStore.UndoResult;
import io.yizhan.reconciliation.Explanation;
import io.yizhan.reconciliation.Mending;
import io.yizhan.reconciliation.Reconciliation;
import io.yizhan.reconciliation.Walk;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares what parties say with the ledger, and carries out what mends a break once two persons
 * want it: through the settlement desk, under a request id that is made of the settlement, so that
 * it has one effect however often it is begun.
 */
public final class ReconciliationDesk {
  /** A comparison that is older is made anew before it is shown or acted on. */
  public static final Duration FRESH = Duration.ofSeconds(30);

  /** So many approved ones are carried out in a round, and so many running days compared. */
  private static final int ROUND_MAX = 200;

  /** A receipt that has been still for so long will not be finished. */
  public static final Duration RECEIPT_STILL_MAX = Duration.ofHours(2);

  /**
   * Before the settlement's id, in the id of the request that reverses it. Ids of callers have no
   * blank: nobody else can make a request of this id, nor forbid it.
   */
  public static final String REQUEST = "mend ";

  private static final String REASON = "对账差异 reconciliation break ";

  private final ReconciliationStore store;
  private final SettlementDesk settlements;
  private final InstantSource clock;
  private final Pace pace;

  /**
   * A desk.
   *
   * @param pace of reading both sides
   */
  public ReconciliationDesk(
      ReconciliationStore store, SettlementDesk settlements, InstantSource clock, Pace pace) {
    this.store = store;
    this.settlements = settlements;
    this.clock = clock;
    this.pace = pace;
  }

  /** Compares a span as of now; empty where the party has sent nothing of it. */
  public Optional<Compared> compare(Span span) {
    Pace.Work work = pace.begin();
    return store.compare(span, clock.instant(), sides -> decide(sides, work));
  }

  /** The last comparison of a span, or a new one where that is not fresh. */
  public Optional<Compared> fresh(Span span) {
    Optional<Compared> last = store.last(span).filter(compared -> isFresh(compared.asOf()));
    return last.isPresent() ? last : compare(span);
  }

  private boolean isFresh(Instant compared) {
    return compared.plus(FRESH).isAfter(clock.instant());
  }

  /** Walks along both sides with rests, and explains what differs. */
  static Reconciliation decide(BothSides sides, Pace.Work work) {
    Walk walk = new Walk(sides.key(), ReconciliationStore.KEPT_MAX);
    if (sides.totalOnly()) {
      walk.along(work.paced(sides.entries()));
    } else {
      walk.along(work.paced(sides.lines()), work.paced(sides.entries()));
    }
    return Explanation.of(
        sides.terms(), walk, sides.around(), sides.gapBillFen(), sides.gapFundFen());
  }

  /** Prepares the mending of a break. */
  public Preparing prepare(Party party, String breakId, Person person) {
    return store.prepare(party, breakId, person, clock.instant());
  }

  /** Approves it, where the break is still there, and carries it out. */
  public Preparing approve(Party party, String breakId, Person person) {
    store.spanOf(party, breakId).ifPresent(this::compare);
    Preparing approved = store.approve(party, breakId, person, clock.instant());
    return approved instanceof Preparing.Stands stands
            && stands.mend().state() == MendState.APPROVED
        ? new Preparing.Stands(carryOutApproved(stands.mend()))
        : approved;
  }

  /** It stays approved whatever stops this: then it is not so that nothing was done. */
  private Mend carryOutApproved(Mend mend) {
    try {
      return carryOut(mend);
    } catch (StoreUnavailableException stopped) {
      throw new StoreUnavailableException(stopped);
    }
  }

  /**
   * What somebody else has done meanwhile is left: then there is nothing to do. Whether it was this
   * mend's doing the books say, whichever gateway carried it out.
   */
  private Mend carryOut(Mend mend) {
    Person approver = mend.approver().orElseThrow();
    Caller caller =
        new Caller(approver.callerId(), Caller.Role.HOSPITAL, mend.hospitalId(), List.of());
    String reason = REASON + mend.breakId();
    if (mend.mending() == Mending.UNDO) {
      UndoResult undone =
          settlements.undo(
              new RequestKey(mend.hospitalId(), mend.requestId()),
              Counter.of(approver.operatorId()),
              reason,
              caller);
      if (undone instanceof UndoResult.InPaymentFile) {
        return mend;
      }
      must(undone instanceof UndoResult.Recorded, "what is undone must be a settle request");
    } else {
      ReverseResult reversed =
          settlements.reverse(
              new RequestKey(mend.hospitalId(), REQUEST + mend.settlementId()),
              new RequestContent(
                  List.of(new RequestContent.Field("settlement_id", mend.settlementId()))),
              mend.settlementId(),
              Counter.of(approver.operatorId()),
              reason,
              caller);
      must(!(reversed instanceof ReverseResult.IdReused), "nobody else must have a request's id");
      if (reversed instanceof ReverseResult.InPaymentFile) {
        // The bank may pay what hangs on it: it stays approved, and is carried out once that is
        // known.
        return mend;
      }
    }
    return store.ended(mend, reason, clock.instant());
  }

  /** A mend that cannot be carried out stays approved: it is no less wanted for it. */
  private static void must(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalStateException(rule);
    }
  }

  /**
   * One round: what is approved is carried out, and days that go on are compared: after an early
   * cut-off that is tomorrow's. What another gateway has compared when its turn comes is left. One
   * that fails keeps none of the others waiting; it comes again in the next round.
   *
   * @throws RuntimeException the first failure, when all have had their turn
   */
  public void round() {
    List<Runnable> work = new ArrayList<>();
    for (Mend mend : store.due(ROUND_MAX)) {
      work.add(() -> carryOut(mend));
    }
    LocalDate today = LocalDate.ofInstant(clock.instant(), SettlementDesk.CIVIL_ZONE);
    for (LocalDate day : List.of(today, today.plusDays(1))) {
      for (Running running : store.running(day, ROUND_MAX)) {
        if (running.comparedTime().filter(this::isFresh).isEmpty()) {
          work.add(() -> fresh(new Span(running.party(), day, day)));
        }
      }
    }
    work.add(() -> store.clearUnfinished(RECEIPT_STILL_MAX, ROUND_MAX));
    each(work);
  }

  private static void each(List<Runnable> work) {
    @Nullable RuntimeException first = null;
    for (Runnable one : work) {
      try {
        one.run();
      } catch (RuntimeException failed) {
        if (first == null) {
          first = failed;
        } else {
          first.addSuppressed(failed);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
