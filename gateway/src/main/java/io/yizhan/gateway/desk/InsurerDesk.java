package io.yizhan.gateway.desk;

import io.yizhan.claim.Claim;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.gateway.desk.InsurerLegs.Leg;
import io.yizhan.gateway.desk.InsurerLegs.Opened;
import io.yizhan.gateway.desk.Insurers.Answer;
import io.yizhan.gateway.desk.Insurers.Asking;
import io.yizhan.gateway.desk.SettlementStore.LegOrder;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Decision.RefusalReason;
import io.yizhan.settlement.Sentence;
import io.yizhan.settlement.Settler;
import io.yizhan.settlement.Standing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Where claims go whose insurance must be asked. The insurer keeps the amounts before anything is
 * written here but the leg, which says that it may; the settling transaction commits the leg with
 * the settlement; the outbox tells the insurer. So whatever dies when, the leg's row says what the
 * other side must still be told, and the claim ends settled on both sides or on neither.
 */
public final class InsurerDesk {
  /** Left for this side of the claim of what the caller waits. */
  private static final long OWN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** An insurer that has less time is not called. */
  private static final long CALL_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(50);

  /** No call to an insurer takes longer, whatever the caller's patience. */
  private static final long CALL_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);

  /** After this a reservation that nobody finished is cancelled: longer than any call. */
  private static final Duration LEASE = Duration.ofSeconds(30);

  private final SettlementStore store;
  private final InsurerLegs legs;
  private final Insurers insurers;
  private final ReplyCodec codec;
  private final InstantSource clock;
  private final IdSource ids;
  private final Executor workers;
  private final Runnable pokeOutbox;
  private final Milestones milestones;

  /**
   * A desk.
   *
   * @param workers where calls wait for insurers; refuses what it has no place for
   * @param pokeOutbox tells the outbox that something is due
   */
  public InsurerDesk(
      SettlementStore store,
      InsurerLegs legs,
      Insurers insurers,
      ReplyCodec codec,
      InstantSource clock,
      IdSource ids,
      Executor workers,
      Runnable pokeOutbox,
      Milestones milestones) {
    this.store = store;
    this.legs = legs;
    this.insurers = insurers;
    this.codec = codec;
    this.clock = clock;
    this.ids = ids;
    this.workers = workers;
    this.pokeOutbox = pokeOutbox;
    this.milestones = milestones;
  }

  /** Told of every step between which a gateway can die; tests die there. */
  public interface Milestones {
    /** Nobody listens. */
    Milestones NONE = milestone -> {};

    /** The step was reached. */
    void reached(Milestone milestone);
  }

  /** Steps of a claim at its insurer. */
  public enum Milestone {
    /** The leg is stored, the insurer not called. */
    OPENED,
    /** The insurer has answered the reservation. */
    RESERVED,
    /** The claim is settled here. */
    COMMITTED,
    /** The outbox has taken the leg. */
    TAKEN,
    /** The insurer has answered the outbox. */
    TOLD
  }

  /** Whether the insurance of a claim may have to be asked, by the policies of this book. */
  static boolean mayAsk(PlanBook book, Claim claim) {
    if (!book.asksInsurers()
        || claim.insurer().isPresent()
        || claim.insuredScheme().isEmpty()
        || claim.bill().totalFen() == 0) {
      return false;
    }
    PolicyPlan plan =
        book.planFor(claim.insuredRegion(), claim.insuredRegion(), claim.care(), claim.dates());
    return plan.layers().stream()
        .anyMatch(layer -> layer.isAsked() && layer.stage() == PolicyTable.Stage.INSURANCE);
  }

  private static boolean lacksAnswer(Decision decision, RefusalReason reason) {
    return decision instanceof Decision.Refused refused && refused.refusal().reason() == reason;
  }

  /**
   * Decides with the insurer's quote; writes nothing on either side.
   *
   * @param judged what a decision comes to where nothing stands in its way
   */
  CompletionStage<QuoteResult> quote(
      Settler settler,
      PersonDocument person,
      Claim claim,
      BooleanSupplier wanted,
      LongSupplier nanosLeft,
      BiFunction<Seen, Supplier<Decision>, QuoteResult> judged) {
    return onWorkers(
        () -> {
          Seen seen = now(store.see(person, claim, wanted));
          return judged.apply(
              seen, () -> quoteNow(settler, person, claim, seen.standing(), nanosLeft));
        });
  }

  private Decision quoteNow(
      Settler settler,
      PersonDocument person,
      Claim claim,
      Standing standing,
      LongSupplier nanosLeft) {
    Decision first = settler.settle(claim, standing);
    if (!lacksAnswer(first, RefusalReason.INSURER_NOT_ASKED)) {
      return first;
    }
    String insurer = insurerOf(claim);
    Answer answer =
        insurers.isWell(insurer)
            ? insurers.quote(insurer, new Asking(person, claim), callNanos(nanosLeft, insurer))
            : new Answer.Away("LEFT_IN_PEACE");
    if (answer instanceof Answer.Granted granted) {
      return settler.settle(claim.withInsurer(granted.asSettlement()), standing);
    }
    if (answer instanceof Answer.Refused refused) {
      return refused(
          refused.zh().isEmpty() ? refused.code() : refused.zh(),
          refused.en().isEmpty() ? refused.code() : refused.en());
    }
    Decision away = settler.settle(claim.withInsurer(InsurerSettlement.away("")), standing);
    if (lacksAnswer(away, RefusalReason.INSURER_AWAY)) {
      throw InsurerAwayException.of(answer, insurer);
    }
    return away;
  }

  /** Settles on both sides or on neither. */
  CompletionStage<SettleResult> settle(Settler settler, SettleOrder order, LongSupplier nanosLeft) {
    return onWorkers(() -> settleNow(settler, order, nanosLeft));
  }

  private <T> CompletionStage<T> onWorkers(Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    workers.execute(
        () -> {
          try {
            result.complete(work.get());
          } catch (RuntimeException failure) {
            result.completeExceptionally(failure);
          } catch (Error died) {
            result.completeExceptionally(died);
            throw died;
          }
        });
    return result;
  }

  private SettleResult settleNow(Settler settler, SettleOrder order, LongSupplier nanosLeft) {
    Claim claim = order.claim();
    if (store.findRequest(order.key()).isPresent()) {
      return book(settler, order);
    }
    Seen seen = now(store.see(order.person(), claim, order.wanted()));
    Standing standing = seen.standing();
    if (seen.first().isPresent()
        || !lacksAnswer(settler.settle(claim, standing), RefusalReason.INSURER_NOT_ASKED)) {
      return book(settler, order);
    }
    String insurer = insurerOf(claim);
    if (!insurers.isWell(insurer)) {
      return settleAway(settler, order, standing, insurer, new Answer.Away("LEFT_IN_PEACE"));
    }
    long nanos = callNanos(nanosLeft, insurer);
    Opened opened =
        legs.open(order.key(), insurer, claim.insuredRegion(), ids.next(clock.instant()), LEASE);
    if (opened instanceof Opened.TooOften) {
      throw new InsurerAwayException(InsurerAwayException.Reason.TRIED_TOO_OFTEN, insurer);
    }
    if (!(opened instanceof Opened.Open open)) {
      return book(settler, order);
    }
    milestones.reached(Milestone.OPENED);
    Answer answer =
        insurers.reserve(
            open.leg().insurer(),
            open.leg().insurerRequestId(),
            new Asking(order.person(), claim),
            nanos);
    milestones.reached(Milestone.RESERVED);
    if (answer instanceof Answer.Away || answer instanceof Answer.Invalid) {
      giveUp(open.leg());
      return settleAway(settler, order, standing, insurer, answer);
    }
    if (!order.wanted().getAsBoolean()) {
      giveUp(open.leg());
      throw new CancellationException("nobody waits any more");
    }
    return settleAnswered(settler, order, open.leg(), answer);
  }

  private SettleResult settleAnswered(Settler settler, SettleOrder order, Leg leg, Answer answer) {
    LegOrder legOrder = new LegOrder(leg, false);
    SettleResult result;
    if (answer instanceof Answer.Granted granted) {
      result = book(settler, with(order, granted.asSettlement(), legOrder));
    } else {
      Decision refusal = refusedToKeep(((Answer.Refused) answer).code());
      result =
          now(store.settle(with(order, InsurerSettlement.away(""), legOrder), s -> refusal, codec));
    }
    milestones.reached(Milestone.COMMITTED);
    boolean ours = result instanceof SettleResult.Recorded recorded && !recorded.replayed();
    if (!ours) {
      legs.giveUp(leg);
    }
    pokeOutbox.run();
    return notLost(result, leg.insurer());
  }

  /** Settles on the computed amount where the policy lets it. */
  private SettleResult settleAway(
      Settler settler, SettleOrder order, Standing standing, String insurer, Answer none) {
    String askedUnder = ids.next(clock.instant());
    InsurerSettlement away = InsurerSettlement.away(askedUnder);
    Claim claim = order.claim().withInsurer(away);
    if (lacksAnswer(settler.settle(claim, standing), RefusalReason.INSURER_AWAY)) {
      throw InsurerAwayException.of(none, insurer);
    }
    Leg later = new Leg(order.key(), 0, askedUnder, insurer);
    SettleResult result = book(settler, with(order, away, new LegOrder(later, true)));
    milestones.reached(Milestone.COMMITTED);
    pokeOutbox.run();
    return notLost(result, insurer);
  }

  /** Where another call of this request has the leg, nothing was settled here: ask again. */
  private static SettleResult notLost(SettleResult result, String insurer) {
    if (result instanceof SettleResult.LegLost) {
      throw new InsurerAwayException(InsurerAwayException.Reason.AWAY, insurer);
    }
    return result;
  }

  private void giveUp(Leg leg) {
    legs.giveUp(leg);
    pokeOutbox.run();
  }

  private static SettleOrder with(SettleOrder order, InsurerSettlement insurer, LegOrder leg) {
    return new SettleOrder(
        order.key(),
        order.content(),
        order.person(),
        order.claim().withInsurer(insurer),
        order.quote(),
        order.stamp(),
        order.callerId(),
        order.wanted(),
        order.paper(),
        Optional.of(leg));
  }

  private SettleResult book(Settler settler, SettleOrder order) {
    return now(store.settle(order, standing -> settler.settle(order.claim(), standing), codec));
  }

  private static <T> T now(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException known ? known : e;
    }
  }

  private String insurerOf(Claim claim) {
    return insurers
        .insurerOf(claim.insuredRegion(), claim.insuredScheme())
        .orElseThrow(() -> notConnected(claim));
  }

  /** The refusal of a claim whose insurer has no address. */
  static InsurerAwayException notConnected(Claim claim) {
    return new InsurerAwayException(
        InsurerAwayException.Reason.NOT_CONNECTED,
        claim.insuredRegion() + "/" + claim.insuredScheme());
  }

  private static long callNanos(LongSupplier nanosLeft, String insurer) {
    long nanos = Math.min(CALL_NANOS_MAX, nanosLeft.getAsLong() - OWN_NANOS);
    if (nanos < CALL_NANOS_MIN) {
      throw new InsurerAwayException(InsurerAwayException.Reason.AWAY, insurer);
    }
    return nanos;
  }

  /** What is kept with the request: the insurer's own words may name the person. */
  private static Decision refusedToKeep(String code) {
    return refused(
        "理由代码 " + code + "，其说明见试算（QuoteSettlement）",
        "its reason is " + code + "; a quote (QuoteSettlement) has its words");
  }

  private static Decision refused(String zh, String en) {
    return new Decision.Refused(
        new Decision.Refusal(
            RefusalReason.INSURER_REFUSED,
            new Sentence(
                RefusalReason.INSURER_REFUSED.name(),
                "医保经办方不予结算：" + zh,
                "The insurer does not cover the claim: " + en),
            List.of()));
  }
}
