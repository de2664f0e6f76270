package io.yizhan.gateway.cli;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.yizhan.proto.v1.ImportOrder;
import io.yizhan.proto.v1.ImportRosterRequest;
import io.yizhan.proto.v1.ImportRosterResponse;
import io.yizhan.proto.v1.RosterCounts;
import io.yizhan.proto.v1.RosterLine;
import io.yizhan.proto.v1.RosterServiceGrpc;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the lines of one import. A few messages are under way at a time, so that the gateway never
 * waits for the file, nor the file's lines for the gateway's memory.
 */
final class RosterUpload implements StreamObserver<ImportRosterResponse> {
  /** Lines in a message. */
  static final int LINES_PER_MESSAGE = 1_000;

  private static final int UNDER_WAY_MAX = 4;
  private static final long ANSWER_SECONDS_MAX = 120;
  private static final long END_MINUTES_MAX = 30;

  private final Consumer<ImportRosterResponse> answers;
  private final Semaphore window = new Semaphore(UNDER_WAY_MAX);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final StreamObserver<ImportRosterRequest> requests;
  private volatile @Nullable Throwable failure;
  private volatile RosterCounts counts = RosterCounts.getDefaultInstance();

  /** Opens an import; what is answered goes to the consumer, one answer at a time. */
  RosterUpload(Channel channel, ImportOrder order, Consumer<ImportRosterResponse> answers) {
    this.answers = answers;
    this.requests = RosterServiceGrpc.newStub(channel).importRoster(this);
    requests.onNext(ImportRosterRequest.newBuilder().setOrder(order).build());
  }

  /** Sends lines, after waiting for room. */
  void send(List<RosterLine> lines) {
    await(ANSWER_SECONDS_MAX, TimeUnit.SECONDS, window);
    requests.onNext(ImportRosterRequest.newBuilder().addAllLines(lines).build());
  }

  private void await(long duration, TimeUnit unit, Semaphore place) {
    try {
      if (!place.tryAcquire(duration, unit)) {
        requests.onError(Status.CANCELLED.asRuntimeException());
        throw Status.DEADLINE_EXCEEDED
            .withDescription("网关没有应答 / the gateway does not answer")
            .asRuntimeException();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Status.CANCELLED.withCause(e).asRuntimeException();
    }
    throwIfFailed();
  }

  private void throwIfFailed() {
    Throwable known = failure;
    if (known != null) {
      throw known instanceof StatusRuntimeException status
          ? status
          : Status.fromThrowable(known).asRuntimeException();
    }
  }

  /** Says that this is all, and waits until it is kept. Answers what was counted. */
  RosterCounts finish() {
    throwIfFailed();
    requests.onCompleted();
    try {
      if (!ended.await(END_MINUTES_MAX, TimeUnit.MINUTES)) {
        throw Status.DEADLINE_EXCEEDED
            .withDescription("网关没有应答 / the gateway does not answer")
            .asRuntimeException();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Status.CANCELLED.withCause(e).asRuntimeException();
    }
    throwIfFailed();
    return counts;
  }

  /** Leaves it as it is: what was not kept is not. */
  void abandon() {
    requests.onError(Status.CANCELLED.asRuntimeException());
  }

  /** What was counted so far. */
  RosterCounts counts() {
    return counts;
  }

  @Override
  public void onNext(ImportRosterResponse answer) {
    counts = answer.getCounts();
    answers.accept(answer);
    window.release();
  }

  @Override
  public void onError(Throwable thrown) {
    failure = thrown;
    window.release(UNDER_WAY_MAX);
    ended.countDown();
  }

  @Override
  public void onCompleted() {
    ended.countDown();
  }
}
