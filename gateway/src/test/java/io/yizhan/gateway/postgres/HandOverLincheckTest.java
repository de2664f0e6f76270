package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.ReplyCodec;
import io.yizhan.gateway.desk.RequestContent;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.gateway.desk.Stamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jetbrains.lincheck.datastructures.verifier.EpsilonVerifier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How a request goes from its caller's thread to a writer's while the store closes: Lincheck makes
 * up scenarios of calls, switches their threads at every access to what they share, and asks
 * afterwards whether everybody has a true answer.
 */
@Tag("lincheck")
class HandOverLincheckTest {
  private static final ReplyCodec CODEC = SimulatedGateway.NO_CODEC;
  private static final int SCENARIOS = Integer.getInteger("lincheck.scenarios", 10);
  private static final int SWITCHINGS = Integer.getInteger("lincheck.switchings", 50);
  private static final int RACY_SCENARIOS_MAX = 30;
  private static final int RACY_SWITCHINGS = 100;
  private static final int PERSONS = 2;
  private static final int REQUESTS_MAX = 6;
  private static final int WAITING_MAX = 3;

  /** Request i is of person i modulo the count of persons. */
  private static final List<SettleGroup.Member> MEMBERS =
      IntStream.range(0, REQUESTS_MAX).mapToObj(HandOverLincheckTest::member).toList();

  private static SettleGroup.Member member(int number) {
    String request = "R" + number;
    SettleOrder order =
        new SettleOrder(
            new RequestKey("H", request),
            new RequestContent(List.of()),
            new PersonDocument("resident_id", "P" + number % PERSONS),
            StoreScene.claim(request, 1),
            new Stamp(request, request, Instant.EPOCH, StoreScene.POSTING_DATE),
            "caller",
            () -> true);
    return new SettleGroup.Member(
        order,
        new byte[] {(byte) (number % PERSONS)},
        new Requests.Fingerprint(new byte[0], new byte[0]),
        standing -> {
          throw new IllegalStateException("nothing is decided here");
        });
  }

  /** What is settled, and whether one person was in two hands. */
  private static final class Settled implements GroupWriter.SettleTransactions {
    private final AtomicIntegerArray inHand = new AtomicIntegerArray(PERSONS);
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean twiceInHand;

    @Override
    public GroupWriter.Together together(List<SettleGroup.Member> members, ReplyCodec codec) {
      Map<Integer, byte[]> replies = new HashMap<>();
      for (int place = 0; place < members.size(); place++) {
        SettleGroup.Member member = members.get(place);
        int person = member.alias()[0];
        twiceInHand |= inHand.getAndIncrement(person) != 0;
        count.getAndIncrement();
        inHand.getAndDecrement(person);
        replies.put(place, new byte[0]);
      }
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
  }

  /** The callers and two writers; what they share comes from those who extend it. */
  abstract static class HandOver {
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicReferenceArray<CompletableFuture<SettleResult>> results =
        new AtomicReferenceArray<>(REQUESTS_MAX);
    private final boolean[] ended;
    final Settled settled = new Settled();

    HandOver(int writerCount) {
      ended = new boolean[writerCount];
    }

    abstract CompletionStage<SettleResult> send(SettleGroup.Member member);

    /** Settles what waits; false when nothing ever comes any more. */
    abstract boolean write(int writer);

    abstract void end();

    final void ask() {
      int number = count.getAndIncrement();
      results.set(number, send(MEMBERS.get(number)).toCompletableFuture());
    }

    final void turn(int writer) {
      ended[writer] = ended[writer] || !write(writer);
    }

    /** The writers go on until they have ended; then everybody has an answer, and a true one. */
    final void check() {
      end();
      for (int turn = 0; turn <= REQUESTS_MAX; turn++) {
        for (int writer = 0; writer < ended.length; writer++) {
          turn(writer);
        }
      }
      int recorded = 0;
      for (int number = 0; number < count.get(); number++) {
        CompletableFuture<SettleResult> result = results.get(number);
        must(result.isDone(), "everybody must have an answer");
        recorded += result.isCompletedExceptionally() ? 0 : 1;
      }
      must(recorded == settled.count.get(), "the answer must be true");
      must(!settled.twiceInHand, "a person must be in one hand");
    }

    private static void must(boolean holds, String rule) {
      if (!holds) {
        throw new IllegalStateException(rule);
      }
    }
  }

  /** The queue and the writers as they are. */
  public static final class Real extends HandOver {
    private final SettleQueue queue = new SettleQueue(WAITING_MAX, 1);
    private final List<GroupWriter> writers =
        List.of(new GroupWriter(queue, settled, 2), new GroupWriter(queue, settled, 2));
    private volatile boolean ending;

    /** Made by Lincheck, for each run. */
    public Real() {
      super(2);
    }

    @Override
    CompletionStage<SettleResult> send(SettleGroup.Member member) {
      return queue.add(member, CODEC);
    }

    @Override
    boolean write(int writer) {
      return writers.get(writer).step() || !ending || queue.await();
    }

    @Override
    void end() {
      ending = true;
      queue.close();
    }

    @Operation
    public void settle() {
      ask();
    }

    @Operation(nonParallelGroup = "first writer")
    public void writeFirst() {
      turn(0);
    }

    @Operation(nonParallelGroup = "second writer")
    public void writeSecond() {
      turn(1);
    }

    @Operation(runOnce = true)
    public void close() {
      end();
    }

    @Validate
    public void everybodyHasOneTrueAnswer() {
      check();
    }
  }

  /** The hand-over as one would write it: a flag, a queue, and what is left is refused. */
  public static final class Racy extends HandOver {
    private record Waiting(SettleGroup.Member member, CompletableFuture<SettleResult> result) {}

    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(WAITING_MAX);
    private volatile boolean closed;

    /** Made by Lincheck, for each run. */
    public Racy() {
      super(1);
    }

    @Override
    CompletionStage<SettleResult> send(SettleGroup.Member member) {
      Waiting waiting = new Waiting(member, new CompletableFuture<>());
      if (closed || !queue.offer(waiting)) {
        refuse(waiting);
      }
      return waiting.result;
    }

    @Override
    boolean write(int writer) {
      Waiting next = queue.poll();
      if (next != null) {
        settled.together(List.of(next.member), CODEC);
        next.result.complete(new SettleResult.Recorded(new byte[0], false));
      }
      return next != null || !closed;
    }

    private static void refuse(Waiting waiting) {
      waiting.result.completeExceptionally(new RejectedExecutionException("closed"));
    }

    @Override
    void end() {
      closed = true;
    }

    @Operation
    public void settle() {
      ask();
    }

    @Operation(nonParallelGroup = "first writer")
    public void writeFirst() {
      turn(0);
    }

    @Operation(runOnce = true)
    public void close() {
      end();
    }

    @Validate
    public void everybodyHasOneTrueAnswer() {
      check();
    }
  }

  /** So many scenarios, each under so many ways to switch its threads. */
  private static ModelCheckingOptions options(int scenarios, int switchings) {
    return new ModelCheckingOptions()
        .iterations(scenarios)
        .invocationsPerIteration(switchings)
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(0)
        .actorsAfter(0)
        .minimizeFailedScenario(false)
        .verifier(EpsilonVerifier.class);
  }

  @Test
  void queueAndWriters_anyScenario_everybodyHasOneTrueAnswer() {
    options(SCENARIOS, SWITCHINGS).check(Real.class);
  }

  @Test
  void racyHandOver_someScenario_isFoundOut() {
    LincheckAssertionError found =
        assertThrows(
            LincheckAssertionError.class,
            () -> options(RACY_SCENARIOS_MAX, RACY_SWITCHINGS).check(Racy.class));
    String report = String.valueOf(found.getMessage());
    assertTrue(report.contains("everybody must have an answer"), report);
  }
}
