package io.yizhan.gateway.month;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.yizhan.proto.v1.ImportPersonsRequest;
import io.yizhan.proto.v1.ImportPersonsResponse;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.RegistryServiceGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Registers persons over several streams at once, as offices do; waits where the gateway does. */
final class PersonUpload {
  private static final int STREAMS = 6;

  private final List<Stream> streams = new ArrayList<>();
  private int next;

  PersonUpload(Channel channel) {
    for (int i = 0; i < STREAMS; i++) {
      streams.add(new Stream(channel));
    }
  }

  void send(Person person) {
    streams.get(next).send(person);
    next = (next + 1) % STREAMS;
  }

  /** Waits until all are kept; fails when one was refused. */
  void finish(int expected) {
    int registered = 0;
    for (Stream stream : streams) {
      registered += stream.finish();
    }
    if (registered != expected) {
      throw new IllegalStateException(
          "all persons must be registered: " + registered + " of " + expected);
    }
  }

  /** One of them. */
  private static final class Stream
      implements ClientResponseObserver<ImportPersonsRequest, ImportPersonsResponse> {
    private final Semaphore ready = new Semaphore(0);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ClientCallStreamObserver<ImportPersonsRequest> requests;
    private volatile @Nullable Throwable failure;
    private volatile ImportPersonsResponse answer = ImportPersonsResponse.getDefaultInstance();

    Stream(Channel channel) {
      this.requests =
          (ClientCallStreamObserver<ImportPersonsRequest>)
              RegistryServiceGrpc.newStub(channel).importPersons(this);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ImportPersonsRequest> call) {
      call.setOnReadyHandler(ready::release);
    }

    void send(Person person) {
      while (!requests.isReady() && failure == null) {
        await(() -> ready.tryAcquire(MonthClient.DEADLINE_SECONDS, TimeUnit.SECONDS));
      }
      throwIfFailed();
      requests.onNext(ImportPersonsRequest.newBuilder().setPerson(person).build());
    }

    int finish() {
      requests.onCompleted();
      await(() -> ended.await(MonthClient.DEADLINE_SECONDS, TimeUnit.SECONDS));
      throwIfFailed();
      return answer.getRegisteredCount();
    }

    private interface Waiting {
      boolean end() throws InterruptedException;
    }

    private static void await(Waiting waiting) {
      try {
        if (!waiting.end()) {
          throw new IllegalStateException("the gateway must take persons in");
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw Status.CANCELLED.withCause(interrupted).asRuntimeException();
      }
    }

    private void throwIfFailed() {
      Throwable known = failure;
      if (known != null) {
        throw new IllegalStateException("persons must be registered", known);
      }
    }

    @Override
    public void onNext(ImportPersonsResponse reply) {
      answer = reply;
    }

    @Override
    public void onError(Throwable thrown) {
      failure = thrown;
      ready.release();
      ended.countDown();
    }

    @Override
    public void onCompleted() {
      ended.countDown();
    }
  }
}
