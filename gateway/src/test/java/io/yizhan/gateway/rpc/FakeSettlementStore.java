package io.yizhan.gateway.rpc;

import io.yizhan.claim.Claim;
import io.yizhan.gateway.desk.ListedSettlements;
import io.yizhan.gateway.desk.PaperClaim;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.PostingClock;
import io.yizhan.gateway.desk.ReplyCodec;
import io.yizhan.gateway.desk.RequestContent;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.Seen;
import io.yizhan.gateway.desk.SettledBefore;
import io.yizhan.gateway.desk.SettlementStore;
import io.yizhan.gateway.desk.StoreUnavailableException;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Settlement;
import io.yizhan.settlement.Standing;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Settlements in maps; breaks or waits when told. */
final class FakeSettlementStore implements SettlementStore {
  final AtomicInteger calls = new AtomicInteger();
  volatile Mode mode = Mode.WORKING;
  volatile CountDownLatch gate = new CountDownLatch(0);
  volatile String breakingText = "";

  /** Runs when a claim is in hand and not decided yet. */
  volatile Runnable beforeDecision = () -> {};

  /** Posting days are civil days, and none is closed. */
  private static final PostingClock CLOCK =
      new PostingClock(
          PostingClock.CUT_OFF_MAX, PostingClock.CUT_OFF_MAX, LocalDate.MIN, LocalDate.MIN, 0);

  private final WorkerPool writer;
  private final Map<RequestKey, RequestContent> contents = new HashMap<>();
  private final Map<RequestKey, StoredRequest> requests = new HashMap<>();
  private final Map<RequestKey, RequestKey> reversals = new HashMap<>();

  enum Mode {
    WORKING,
    SILENT,
    REFUSING,
    BROKEN
  }

  /** A store whose settle requests wait for a thread of this pool. */
  FakeSettlementStore(WorkerPool writer) {
    this.writer = writer;
  }

  private void enter() {
    calls.incrementAndGet();
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (mode == Mode.SILENT) {
      throw new StoreUnavailableException(new IllegalStateException(breakingText));
    }
    if (mode == Mode.REFUSING) {
      throw StoreUnavailableException.nothingDone(breakingText);
    }
    if (mode == Mode.BROKEN) {
      throw new IllegalStateException(breakingText);
    }
  }

  @Override
  public Standing standing(PersonDocument person, String hospitalId, LocalDate day) {
    enter();
    return known(hospitalId);
  }

  @Override
  public CompletionStage<Seen> see(PersonDocument person, Claim claim, BooleanSupplier wanted) {
    CompletableFuture<Seen> seen = new CompletableFuture<>();
    writer.execute(
        () -> {
          try {
            if (!wanted.getAsBoolean()) {
              throw new CancellationException("nobody waits any more");
            }
            Standing standing = standing(person, claim.key().hospitalId(), claim.dates().last());
            seen.complete(new Seen(standing, CLOCK, Optional.empty()));
          } catch (RuntimeException e) {
            seen.completeExceptionally(e);
          }
        });
    return seen;
  }

  static Standing known(String hospitalId) {
    return new Standing(
        "person-1",
        hospitalId.equals("H404")
            ? Optional.empty()
            : Optional.of(new Standing.Hospital(hospitalId, "410100", "2", false)),
        List.of(
            new Standing.Identity(
                "dibao", "410102", LocalDate.of(2010, 1, 1), Optional.empty(), "file")),
        List.of(),
        List.of(),
        List.of(),
        Map.of());
  }

  @Override
  public CompletionStage<SettleResult> settle(
      SettleOrder order, Function<Standing, Decision> decide, ReplyCodec codec) {
    CompletableFuture<SettleResult> result = new CompletableFuture<>();
    Runnable work =
        () -> {
          try {
            if (!order.wanted().getAsBoolean()) {
              throw new CancellationException();
            }
            result.complete(settleNow(order, decide, codec));
          } catch (RuntimeException e) {
            result.completeExceptionally(e);
          }
        };
    if (!writer.offer(work)) {
      result.completeExceptionally(new RejectedExecutionException());
    }
    return result;
  }

  private synchronized SettleResult settleNow(
      SettleOrder order, Function<Standing, Decision> decide, ReplyCodec codec) {
    Optional<SettleResult> repeated = repeated(order.key(), order.content(), order.stamp().time());
    if (repeated.isPresent()) {
      return repeated.get();
    }
    Optional<StoredRequest> other =
        requests.values().stream()
            .filter(r -> r.state() == StoredRequest.State.SETTLED)
            .filter(
                r ->
                    ReplyWriter.settledReply(r.settledReply())
                        .getSettlement()
                        .getBillNumber()
                        .equals(order.claim().key().billNumber()))
            .findFirst();
    if (other.isPresent()) {
      RequestKey first = other.get().key();
      return new SettleResult.ClaimSettled(
          new SettledBefore(
              SettledBefore.What.BILL,
              first.ownerId(),
              other.get().settlementId(),
              first.requestId()));
    }
    beforeDecision.run();
    Decision decision = decide.apply(known(order.claim().key().hospitalId()));
    byte[] reply = codec.settled(decision, order.stamp());
    boolean settled = decision instanceof Decision.Settled;
    put(
        order.key(),
        settled ? StoredRequest.State.SETTLED : StoredRequest.State.REFUSED,
        reply,
        new byte[0],
        order.stamp().id());
    contents.put(order.key(), order.content());
    return new SettleResult.Recorded(reply, false);
  }

  @Override
  public synchronized Optional<SettleResult> repeated(
      RequestKey key, RequestContent content, Instant now) {
    enter();
    StoredRequest stored = requests.get(key);
    if (stored == null) {
      return Optional.empty();
    }
    RequestContent first = contents.get(key);
    if (first != null && !first.equals(content)) {
      List<String> differing = new ArrayList<>();
      for (RequestContent.Field field : content.fields()) {
        if (!first.fields().contains(field)) {
          differing.add(field.path());
        }
      }
      return Optional.of(new SettleResult.IdReused(differing));
    }
    return Optional.of(
        stored.state() == StoredRequest.State.FORBIDDEN
            ? new SettleResult.Undone()
            : new SettleResult.Recorded(stored.settledReply(), true));
  }

  private void put(
      RequestKey key, StoredRequest.State state, byte[] settled, byte[] reversed, String id) {
    requests.put(key, new StoredRequest(key, state, settled, reversed, id, "410100", "410102"));
  }

  @Override
  public synchronized ReverseResult reverse(ReverseOrder order, ReplyCodec codec) {
    enter();
    Optional<StoredRequest> found = findSettlement(order.settlementId());
    if (found.isEmpty() || !found.get().key().ownerId().equals(order.key().ownerId())) {
      return new ReverseResult.NotFound();
    }
    if (found.get().state() == StoredRequest.State.REVERSED) {
      return new ReverseResult.AlreadyReversed("reversal-1");
    }
    byte[] reply =
        codec.reversed(
            found.get().settledReply(),
            order.stamp(),
            List.of(),
            List.of(),
            new ReplyCodec.Corrected(new TreeMap<>(), new TreeMap<>()),
            List.of());
    put(
        found.get().key(),
        StoredRequest.State.REVERSED,
        found.get().settledReply(),
        reply,
        order.settlementId());
    reversals.put(order.key(), found.get().key());
    return new ReverseResult.Recorded(reply, false);
  }

  @Override
  public synchronized UndoResult undo(UndoOrder order, ReplyCodec codec) {
    enter();
    if (reversals.containsKey(order.undone())) {
      return new UndoResult.NotASettleRequest();
    }
    StoredRequest stored = requests.get(order.undone());
    if (stored == null) {
      put(order.undone(), StoredRequest.State.FORBIDDEN, new byte[0], new byte[0], "");
      return new UndoResult.Recorded(
          codec.undone(ReplyCodec.UndoFinding.FORBIDDEN, Optional.empty()));
    }
    if (stored.state() != StoredRequest.State.SETTLED) {
      return new UndoResult.Recorded(
          codec.undone(ReplyCodec.UndoFinding.NOTHING_TO_UNDO, Optional.empty()));
    }
    byte[] reversal =
        codec.reversed(
            stored.settledReply(),
            order.stamp(),
            List.of(),
            List.of(),
            new ReplyCodec.Corrected(new TreeMap<>(), new TreeMap<>()),
            List.of());
    put(
        stored.key(),
        StoredRequest.State.REVERSED,
        stored.settledReply(),
        reversal,
        stored.settlementId());
    return new UndoResult.Recorded(
        codec.undone(ReplyCodec.UndoFinding.REVERSED, Optional.of(reversal)));
  }

  @Override
  public synchronized Optional<StoredRequest> findRequest(RequestKey key) {
    enter();
    return Optional.ofNullable(requests.get(reversals.getOrDefault(key, key)));
  }

  @Override
  public synchronized Optional<StoredRequest> findSettlement(String settlementId) {
    return requests.values().stream()
        .filter(request -> request.settlementId().equals(settlementId))
        .findFirst();
  }

  @Override
  public synchronized ListedSettlements list(ListQuery query) {
    enter();
    return new ListedSettlements(
        requests.values().stream()
            .filter(stored -> stored.state() == StoredRequest.State.SETTLED)
            .filter(stored -> query.scope().covers(stored.insuredRegion(), stored.aidCounty()))
            .map(FakeSettlementStore::row)
            .toList(),
        Optional.empty());
  }

  private static SettlementRow row(StoredRequest stored) {
    return new SettlementRow(
        stored.settlementId(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        stored.key().ownerId(),
        stored.key().requestId(),
        "E1",
        "B1",
        LocalDate.of(2026, 3, 1),
        Instant.EPOCH,
        0,
        0,
        0,
        0,
        0,
        false,
        false);
  }

  @Override
  public Optional<SettleResult.InvoiceClaimed> paperClaimed(
      PersonDocument person, Claim claim, PaperClaim paper) {
    return Optional.empty();
  }

  @Override
  public List<String> aidCounties(String settlementId) {
    return List.of();
  }

  @Override
  public List<CorrectionRow> corrections(String settlementId) {
    return List.of();
  }

  @Override
  public Optional<LocalDate> lastDay(Settlement settlement) {
    return Optional.empty();
  }

  @Override
  public Optional<StoredInputs> inputs(String settlementId) {
    return Optional.empty();
  }

  @Override
  public List<PastSettlement> past(PastQuery query) {
    return List.of();
  }
}
