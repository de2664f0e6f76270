package io.yizhan.gateway;

import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;

/** Takes the one answer of a call whose requests are streamed, or what it failed with. */
public final class OneAnswer<T> implements StreamObserver<T> {
  private final CompletableFuture<T> answer;

  /** That completes this one. */
  public OneAnswer(CompletableFuture<T> answer) {
    this.answer = answer;
  }

  @Override
  public void onNext(T given) {
    answer.complete(given);
  }

  @Override
  public void onError(Throwable failure) {
    answer.completeExceptionally(failure);
  }

  @Override
  public void onCompleted() {
    answer.completeExceptionally(new IllegalStateException("no answer"));
  }
}
