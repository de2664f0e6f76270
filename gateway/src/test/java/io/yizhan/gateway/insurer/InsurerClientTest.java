package io.yizhan.gateway.insurer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.insurer.InsurerClient.Reply;
import io.yizhan.proto.insurer.v1.InsurerServiceGrpc.InsurerServiceBlockingStub;
import io.yizhan.proto.insurer.v1.InsurerServiceGrpc.InsurerServiceImplBase;
import io.yizhan.proto.insurer.v1.LookUpRequest;
import io.yizhan.proto.insurer.v1.LookUpResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One insurer that is slow, or goes away and comes back. */
class InsurerClientTest {
  private static final long CALL_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Long enough for the channel to wait seconds before it connects of itself. */
  private static final int CALLS_AWAY = 16;

  private static final int CALLS_BACK_MAX = 10;
  private static final Duration LEFT_IN_PEACE = Duration.ofMillis(50);
  private static final long PAUSE_MILLIS = 50;
  private static final int PAUSES_MAX = 400;

  /** Calls that have arrived, and how long each takes; those after them are answered at once. */
  private final AtomicInteger arrived = new AtomicInteger();

  private Server serve(int port, long... tookMillis) throws IOException {
    return NettyServerBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .addService(
            new InsurerServiceImplBase() {
              @Override
              public void lookUp(LookUpRequest request, StreamObserver<LookUpResponse> observer) {
                int call = arrived.getAndIncrement();
                if (call < tookMillis.length) {
                  pause(tookMillis[call]);
                }
                observer.onNext(LookUpResponse.getDefaultInstance());
                observer.onCompleted();
              }
            })
        .build()
        .start();
  }

  private static InsurerClient client(int port) {
    InsurerAddress address = new InsurerAddress("4201", "390", "127.0.0.1", port);
    return new InsurerClient(
        address.name(),
        InsurerChannels.plaintext().apply(address),
        new BrokenRules(System::nanoTime),
        LEFT_IN_PEACE);
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Reply<LookUpResponse> call(InsurerClient client) {
    return client.call(stub -> stub.lookUp(LookUpRequest.getDefaultInstance()), CALL_NANOS);
  }

  private static void awaitWell(InsurerClient client) {
    for (int i = 0; i < PAUSES_MAX && !client.isWell(); i++) {
      pause(PAUSE_MILLIS);
    }
    assertTrue(client.isWell(), "must be tried again");
  }

  @Test
  void insurer_awayForManyTries_isReachedByOneOfTheNextFewWhenItIsBack() throws Exception {
    Server first = serve(0);
    int port = first.getPort();
    try (InsurerClient client = client(port)) {
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

  @Test
  void insurer_triedAgainByCallsThatBreak_isReachedAfterwards() throws Exception {
    Server server = serve(0);
    try (InsurerClient client = client(server.getPort())) {
      for (int i = 0; i < CALLS_AWAY; i++) {
        client.call(InsurerClientTest::away, CALL_NANOS);
      }
      for (int i = 0; i < CALLS_BACK_MAX; i++) {
        awaitWell(client);
        try {
          client.call(InsurerClientTest::broken, CALL_NANOS);
        } catch (IllegalStateException planted) {
          assertEquals("planted", planted.getMessage());
        }
      }
      boolean reached = false;
      for (int i = 0; i < CALLS_BACK_MAX && !reached; i++) {
        awaitWell(client);
        reached = call(client) instanceof Reply.Message;
      }
      assertTrue(reached, "no permission is lost with a call that breaks");
    } finally {
      server.shutdownNow().awaitTermination();
    }
  }

  private static LookUpResponse away(InsurerServiceBlockingStub stub) {
    throw Status.UNAVAILABLE.asRuntimeException();
  }

  private static LookUpResponse broken(InsurerServiceBlockingStub stub) {
    throw new IllegalStateException("planted");
  }

  @Test
  void insurer_answersWithinItsThreeSeconds_isHeardTheFirstTime() throws Exception {
    Server slow = serve(0, 2_200);
    try (InsurerClient client = client(slow.getPort())) {
      assertInstanceOf(Reply.Message.class, call(client));
      assertEquals(1, arrived.get());
    } finally {
      slow.shutdownNow().awaitTermination();
    }
  }

  @Test
  void insurer_takesLongerThanItsThreeSeconds_isAskedOnceMoreWithWhatIsLeft() throws Exception {
    Server slow = serve(0, 3_400);
    try (InsurerClient client = client(slow.getPort())) {
      assertInstanceOf(Reply.Message.class, call(client));
      assertEquals(2, arrived.get());
    } finally {
      slow.shutdownNow().awaitTermination();
    }
  }
}
