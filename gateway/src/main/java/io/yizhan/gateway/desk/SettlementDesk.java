package io.yizhan.gateway.desk;

import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.gateway.desk.SettlementStore.ListQuery;
import io.yizhan.gateway.desk.SettlementStore.NamedQuote;
import io.yizhan.gateway.desk.SettlementStore.ReverseOrder;
import io.yizhan.gateway.desk.SettlementStore.ReverseResult;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.gateway.desk.SettlementStore.StoredRequest;
import io.yizhan.gateway.desk.SettlementStore.UndoOrder;
import io.yizhan.gateway.desk.SettlementStore.UndoResult;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.LateClaim;
import io.yizhan.settlement.Settler;
import io.yizhan.settlement.Standing;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The settlement window. Quote and settle are one code path: both give the same pure decision what
 * the store knows; settling does so inside the transaction that records it.
 */
public final class SettlementDesk {
  /** Civil days are counted here, whatever zone the server runs in. */
  public static final ZoneId CIVIL_ZONE = ZoneId.of("Asia/Shanghai");

  private final SettlementStore store;
  private final Supplier<PlanBook> plans;
  private final ReplyCodec codec;
  private final InstantSource clock;
  private final IdSource ids;
  private final Optional<InsurerDesk> insurers;
  private final LongAdder settlings = new LongAdder();

  /** A desk that asks no insurer. */
  public SettlementDesk(
      SettlementStore store,
      Supplier<PlanBook> plans,
      ReplyCodec codec,
      InstantSource clock,
      IdSource ids) {
    this(store, plans, codec, clock, ids, Optional.empty());
  }

  /** A desk; the supplier answers the newest policies at each call. */
  public SettlementDesk(
      SettlementStore store,
      Supplier<PlanBook> plans,
      ReplyCodec codec,
      InstantSource clock,
      IdSource ids,
      Optional<InsurerDesk> insurers) {
    this.store = store;
    this.plans = plans;
    this.codec = codec;
    this.clock = clock;
    this.ids = ids;
    this.insurers = insurers;
  }

  /** How many claims have been taken for settling since the start. */
  public long settlings() {
    return settlings.sum();
  }

  /** The civil day at the counter. */
  public LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), CIVIL_ZONE);
  }

  /**
   * Decides and records nothing.
   *
   * @param wanted whether somebody still waits for the answer
   * @param nanosLeft how long the caller still waits
   */
  public CompletionStage<QuoteResult> quote(
      PersonDocument person, Claim claim, BooleanSupplier wanted, LongSupplier nanosLeft) {
    PlanBook book = plans.get();
    Settler settler = new Settler(book);
    return InsurerDesk.mayAsk(book, claim)
        ? insurers(claim).quote(settler, person, claim, wanted, nanosLeft, this::judged)
        : store
            .see(person, claim, wanted)
            .thenApply(seen -> judged(seen, () -> settler.settle(claim, seen.standing())));
  }

  /** Decides what an aid office claims from paper, and records nothing. */
  public CompletionStage<QuoteResult> quote(
      PersonDocument person, Claim claim, PaperClaim paper, BooleanSupplier wanted) {
    Settler settler = new Settler(plans.get());
    return store
        .see(person, claim, wanted)
        .thenApply(
            seen -> {
              Standing standing =
                  seen.standing()
                      .forPaper(paper.hospital(), ClaimKey.countyOf(claim.key().hospitalId()));
              if (standing.identities().isEmpty()) {
                return new QuoteResult.NotOfOffice();
              }
              QuoteResult judged = judged(seen, () -> settler.settle(claim, standing));
              return judged instanceof QuoteResult.Decided decided
                      && decided.decision() instanceof Decision.Settled
                  ? store
                      .paperClaimed(person, claim, paper)
                      .<QuoteResult>map(QuoteResult.PaperClaimed::new)
                      .orElse(judged)
                  : judged;
            });
  }

  /** What a decision comes to on the posting day that is open, where nothing stands in its way. */
  private QuoteResult judged(Seen seen, Supplier<Decision> decision) {
    return seen.first().isPresent()
        ? new QuoteResult.ClaimSettled(seen.first().get())
        : new QuoteResult.Decided(judged(decision.get(), seen.clock()));
  }

  /**
   * The same decision, or the refusal that settling now would give because claims of the benefit
   * year are no longer taken.
   */
  private Decision judged(Decision decision, PostingClock seen) {
    LocalDate bookedOn = seen.openDayOf(clock.instant());
    return decision instanceof Decision.Settled settled
            && seen.mayBeLate(settled.settlement(), bookedOn)
        ? LateClaim.judged(decision, bookedOn, store.lastDay(settled.settlement()))
        : decision;
  }

  /**
   * Decides and records, once for each request id of the hospital.
   *
   * @param quote that binds and that the request names, if any
   * @param paper of a claim that an aid office books from paper
   * @param wanted whether somebody still waits for the answer
   * @param nanosLeft how long the caller still waits
   */
  public CompletionStage<SettleResult> settle(
      String requestId,
      RequestContent content,
      PersonDocument person,
      Claim claim,
      Optional<NamedQuote> quote,
      Optional<PaperClaim> paper,
      Caller caller,
      BooleanSupplier wanted,
      LongSupplier nanosLeft) {
    settlings.increment();
    PlanBook book = plans.get();
    Settler settler = new Settler(book);
    SettleOrder order =
        new SettleOrder(
            new RequestKey(claim.key().hospitalId(), requestId),
            content,
            person,
            claim,
            quote,
            stamp(requestId),
            caller.callerId(),
            wanted,
            paper);
    if (paper.isEmpty() && InsurerDesk.mayAsk(book, claim)) {
      return insurers(claim).settle(settler, order, nanosLeft);
    }
    return store.settle(order, standing -> settler.settle(claim, standing), codec);
  }

  /** What settling a request again would answer; empty when it was never recorded. */
  public Optional<SettleResult> repeated(RequestKey key, RequestContent content) {
    return store.repeated(key, content, clock.instant());
  }

  private InsurerDesk insurers(Claim claim) {
    return insurers.orElseThrow(() -> InsurerDesk.notConnected(claim));
  }

  /** Books the mirror of a settlement, once for each request id. */
  public ReverseResult reverse(
      RequestKey key,
      RequestContent content,
      String settlementId,
      Counter by,
      String reason,
      Caller caller) {
    return store.reverse(
        new ReverseOrder(
            key,
            content,
            settlementId,
            stamp(key.requestId()),
            by,
            reason,
            caller.callerId(),
            plans.get().includedBy()),
        codec);
  }

  /** Makes sure that a settle request has no effect, now or later. */
  public UndoResult undo(RequestKey undone, Counter by, String reason, Caller caller) {
    return store.undo(
        new UndoOrder(
            undone,
            stamp(undone.requestId()),
            by,
            reason,
            caller.callerId(),
            plans.get().includedBy()),
        codec);
  }

  /** Where a request stands; changes nothing. */
  public Optional<StoredRequest> byRequest(RequestKey key) {
    return store.findRequest(key);
  }

  /** The request of a settlement; changes nothing. */
  public Optional<StoredRequest> bySettlement(String settlementId) {
    return store.findSettlement(settlementId);
  }

  /** What corrections changed of a settlement; changes nothing. */
  public List<SettlementStore.CorrectionRow> corrections(String settlementId) {
    return store.corrections(settlementId);
  }

  /** The Chinese names of the layers of these policy versions, by code. */
  public Map<String, String> layerNames(List<String> versionCodes) {
    Map<String, String> names = new HashMap<>();
    plans.get().only(versionCodes).published().stream()
        .flatMap(document -> document.table().layers().stream())
        .forEach(layer -> names.put(layer.name().key(), layer.name().nameZh()));
    return names;
  }

  /** The counties that have aided a settlement, at once or by a correction. */
  public List<String> aidCounties(String settlementId) {
    return store.aidCounties(settlementId);
  }

  /** Settlements and reversals of a span of posting days. */
  public ListedSettlements list(ListQuery query) {
    return store.list(query);
  }

  /** Every fixed cap that could bind the person on a day, for each identity that holds then. */
  public PersonCaps usage(
      PersonDocument person, String hospitalId, String insuredRegion, LocalDate asOf) {
    Standing standing = store.standing(person, hospitalId, asOf);
    return PersonCaps.of(plans.get(), standing, insuredRegion, asOf);
  }

  private Stamp stamp(String requestId) {
    return Stamp.now(ids, clock, requestId);
  }
}
