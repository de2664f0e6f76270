package io.yizhan.gateway.cli;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.yizhan.proto.v1.ReconciliationServiceGrpc;
import io.yizhan.proto.v1.SendStatementRequest;
import io.yizhan.proto.v1.SendStatementResponse;
import io.yizhan.proto.v1.StatementHeading;
import io.yizhan.proto.v1.StatementLine;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends a statement as fast as the gateway takes it, and no faster. */
final class StatementUpload
    implements ClientResponseObserver<SendStatementRequest, SendStatementResponse> {
  /** Lines in a message. */
  static final int LINES_PER_MESSAGE = 1_000;

  private static final long ROOM_SECONDS_MAX = 120;
  private static final long ANSWER_MINUTES_MAX = 10;

  private final CompletableFuture<SendStatementResponse> answer = new CompletableFuture<>();
  private final Semaphore ready = new Semaphore(0);
  private @Nullable ClientCallStreamObserver<SendStatementRequest> call;

  /** Opens a statement. */
  StatementUpload(Channel channel, StatementHeading heading) {
    ReconciliationServiceGrpc.newStub(channel).sendStatement(this);
    call().onNext(SendStatementRequest.newBuilder().setHeading(heading).build());
  }

  private ClientCallStreamObserver<SendStatementRequest> call() {
    if (call == null) {
      throw new IllegalStateException("a call must have begun");
    }
    return call;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<SendStatementRequest> started) {
    call = started;
    started.setOnReadyHandler(ready::release);
  }

  /** Sends lines, after waiting for room; no more once the gateway has answered. */
  void send(List<StatementLine> lines) {
    try {
      while (!call().isReady() && !answer.isDone()) {
        if (!ready.tryAcquire(ROOM_SECONDS_MAX, TimeUnit.SECONDS)) {
          throw away();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Status.CANCELLED.withCause(e).asRuntimeException();
    }
    if (!answer.isDone()) {
      call().onNext(SendStatementRequest.newBuilder().addAllLines(lines).build());
    }
  }

  private static StatusRuntimeException away() {
    return Status.DEADLINE_EXCEEDED
        .withDescription("网关没有应答 / the gateway does not answer")
        .asRuntimeException();
  }

  /** Says that this is all, and waits for what became of it. */
  SendStatementResponse finish() {
    if (!answer.isDone()) {
      call().onCompleted();
    }
    try {
      return answer.get(ANSWER_MINUTES_MAX, TimeUnit.MINUTES);
    } catch (ExecutionException e) {
      throw Status.fromThrowable(e.getCause()).getCode() == Status.Code.UNKNOWN
              || !(e.getCause() instanceof StatusRuntimeException status)
          ? Status.fromThrowable(e.getCause()).asRuntimeException()
          : status;
    } catch (TimeoutException e) {
      throw away();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Status.CANCELLED.withCause(e).asRuntimeException();
    }
  }

  @Override
  public void onNext(SendStatementResponse response) {
    answer.complete(response);
    ready.release();
  }

  @Override
  public void onError(Throwable failure) {
    answer.completeExceptionally(failure);
    ready.release();
  }

  @Override
  public void onCompleted() {
    answer.completeExceptionally(new IllegalStateException("a statement must be answered"));
  }
}
