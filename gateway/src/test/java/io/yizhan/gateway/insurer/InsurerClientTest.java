package io.yizhan.gateway.insurer;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.insurer.InsurerClient.Reply;
import io.yizhan.proto.insurer.v1.InsurerServiceGrpc.InsurerServiceImplBase;
import io.yizhan.proto.insurer.v1.LookUpRequest;
import io.yizhan.proto.insurer.v1.LookUpResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** One insurer that goes away and comes back. */
class InsurerClientTest {
  private static final long CALL_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Long enough for the channel to wait seconds before it connects of itself. */
  private static final int CALLS_AWAY = 16;

  private static final int CALLS_BACK_MAX = 10;
  private static final Duration LEFT_IN_PEACE = Duration.ofMillis(50);
  private static final long PAUSE_MILLIS = 50;
  private static final int PAUSES_MAX = 400;

  private static Server serve(int port) throws IOException {
    return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
        .addService(
            new InsurerServiceImplBase() {
              @Override
              public void lookUp(LookUpRequest request, StreamObserver<LookUpResponse> observer) {
                observer.onNext(LookUpResponse.getDefaultInstance());
                observer.onCompleted();
              }
            })
        .build()
        .start();
  }

  private static Reply<LookUpResponse> call(InsurerClient client) {
    return client.call(stub -> stub.lookUp(LookUpRequest.getDefaultInstance()), CALL_NANOS);
  }

  private static void awaitWell(InsurerClient client) throws InterruptedException {
    for (int i = 0; i < PAUSES_MAX && !client.isWell(); i++) {
      Thread.sleep(PAUSE_MILLIS);
    }
    assertTrue(client.isWell(), "must be tried again");
  }

  @Test
  void insurer_awayForManyTries_isReachedByOneOfTheNextFewWhenItIsBack() throws Exception {
    Server first = serve(0);
    int port = first.getPort();
    InsurerAddress address = new InsurerAddress("4201", "390", "127.0.0.1", port);
    try (InsurerClient client =
        new InsurerClient(
            address.name(), InsurerChannels.plaintext().apply(address), LEFT_IN_PEACE)) {
      assertInstanceOf(Reply.Message.class, call(client));
      first.shutdownNow().awaitTermination();
      for (int i = 0; i < CALLS_AWAY; i++) {
        awaitWell(client);
        assertInstanceOf(Reply.Silence.class, call(client));
      }
      Server second = serve(port);
      try {
        boolean reached = false;
        for (int i = 0; i < CALLS_BACK_MAX && !reached; i++) {
          awaitWell(client);
          reached = call(client) instanceof Reply.Message;
        }
        assertTrue(reached, "one of " + CALLS_BACK_MAX + " calls let through must reach it");
      } finally {
        second.shutdownNow().awaitTermination();
      }
    }
  }
}
