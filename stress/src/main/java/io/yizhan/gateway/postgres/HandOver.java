package io.yizhan.gateway.postgres;

import io.yizhan.claim.Bill;
import io.yizhan.claim.Care;
import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.OwnFacts;
import io.yizhan.claim.Referral;
import io.yizhan.claim.ServiceDates;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.ReplyCodec;
import io.yizhan.gateway.desk.RequestContent;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.gateway.desk.Stamp;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Decision;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Calls for the real queue and the real writers, and books that only list who was settled. */
final class HandOver {
  static final SettleGroup.Member FIRST = member("first", 0);

  /** Of the same person. */
  static final SettleGroup.Member SECOND = member("second", 0);

  static final SettleGroup.Member OF_ANOTHER = member("of another", 1);

  private static final ReplyCodec NO_CODEC = new NoCodec();

  /** Nothing here takes a thousandth of it. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private static volatile boolean lost;

  private HandOver() {}

  private static SettleGroup.Member member(String request, int person) {
    LocalDate day = LocalDate.EPOCH;
    return new SettleGroup.Member(
        new SettleOrder(
            new RequestKey("H", request),
            new RequestContent(List.of()),
            new PersonDocument("resident_id", "P" + person),
            claim(request, day),
            new Stamp(request, request, Instant.EPOCH, day),
            "caller",
            () -> true),
        new byte[] {(byte) person},
        new Requests.Fingerprint(new byte[0], new byte[0]),
        standing -> {
          throw new IllegalStateException("nothing is decided here");
        });
  }

  private static Claim claim(String encounter, LocalDate day) {
    return new Claim(
        new ClaimKey("H", encounter, "1"),
        new Claim.Desk("", "", "", ""),
        false,
        Optional.empty(),
        "410100",
        "390",
        Care.INPATIENT,
        new ServiceDates(day, day),
        List.of(),
        "",
        "",
        "",
        Referral.NONE,
        false,
        new Bill(1, 0, 0, 0),
        List.of(),
        Optional.empty(),
        0,
        0,
        OwnFacts.NONE);
  }

  /** Sends a call to the queue. */
  static CompletableFuture<SettleResult> ask(SettleQueue queue, SettleGroup.Member member) {
    return queue.add(member, NO_CODEC).toCompletableFuture();
  }

  /** What a writer's thread does until the store is closed. */
  static void writeToTheEnd(SettleQueue queue, GroupWriter writer) {
    while (writer.step() || queue.await()) {}
  }

  /**
   * Waits for an answer that must come. Where none does within the patience, nothing is waited for
   * any more in this process: a loss is found once, and not again for each of a million meetings.
   */
  static void await(CompletableFuture<SettleResult> answer) {
    long begun = System.nanoTime();
    while (!answer.isDone() && !lost) {
      lost = System.nanoTime() - begun > PATIENCE_NANOS;
      Thread.onSpinWait();
    }
  }

  /** One step; that a writer finds the queue in pieces is in the books. */
  static void step(GroupWriter writer, Books books) {
    try {
      writer.step();
    } catch (NullPointerException | NoSuchElementException e) {
      books.list("in pieces");
    }
  }

  /** What a caller has heard. */
  static String told(CompletableFuture<SettleResult> answer) {
    if (lost) {
      return "left waiting, in this meeting or one before";
    }
    if (!answer.isDone()) {
      return "left waiting";
    }
    return answer.isCompletedExceptionally() ? "refused" : "settled";
  }

  /** Settles all that it is given, and lists it. It does not keep two writers apart itself. */
  static final class Books implements GroupWriter.SettleTransactions {
    private final List<String> entries = new ArrayList<>();
    private volatile boolean inHand;

    @Override
    public GroupWriter.Together together(List<SettleGroup.Member> members, ReplyCodec codec) {
      if (inHand) {
        list("twice in hand");
      }
      inHand = true;
      Map<Integer, byte[]> replies = new HashMap<>();
      for (int place = 0; place < members.size(); place++) {
        list(members.get(place).order().key().requestId());
        replies.put(place, new byte[0]);
      }
      inHand = false;
      return new GroupWriter.Together(replies, Set.of(), false);
    }

    @Override
    public SettleResult alone(SettleGroup.Member member, ReplyCodec codec, long lockWaitMillis) {
      throw new IllegalStateException("no group leaves anything here");
    }

    @Override
    public long nowMillis() {
      return 0;
    }

    private synchronized void list(String entry) {
      entries.add(entry);
    }

    synchronized int count() {
      return entries.size();
    }

    synchronized String entries() {
      return String.join(", ", entries);
    }
  }

  private static final class NoCodec implements ReplyCodec {
    @Override
    public byte[] settled(Decision decision, Stamp stamp) {
      throw new IllegalStateException("nothing is decided here");
    }

    @Override
    public byte[] reversed(
        byte[] settledReply,
        Stamp stamp,
        List<AccountUse> restored,
        List<String> couldNowDiffer,
        Corrected corrected,
        List<Cancelled> cancelled) {
      throw new IllegalStateException("nothing is reversed here");
    }

    @Override
    public byte[] undone(UndoFinding finding, Optional<byte[]> reversedReply) {
      throw new IllegalStateException("nothing is undone here");
    }
  }
}
