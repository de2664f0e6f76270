package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.yizhan.proto.v1.LedgerLine;
import io.yizhan.proto.v1.WatchServiceGrpc;
import io.yizhan.proto.v1.WatchSettlementsRequest;
import io.yizhan.proto.v1.WatchSettlementsResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Following the ledger from the command line. */
class WatchCommandTest {
  /** A ledger of one line. */
  private static final class OneLine extends WatchServiceGrpc.WatchServiceImplBase {
    @Override
    public void watchSettlements(
        WatchSettlementsRequest request, StreamObserver<WatchSettlementsResponse> observer) {
      if (request.getResumeToken().isEmpty()) {
        observer.onNext(
            WatchSettlementsResponse.newBuilder()
                .setLine(LedgerLine.getDefaultInstance())
                .setResumeToken("behind")
                .build());
      }
      observer.onCompleted();
    }
  }

  /** A ledger of one line whose first callers lose their connection, as gRPC libraries say it. */
  private static final class Breaking extends WatchServiceGrpc.WatchServiceImplBase {
    private final Queue<Status> broken = new ConcurrentLinkedQueue<>();
    private final OneLine whole = new OneLine();

    private Breaking(Status... broken) {
      this.broken.addAll(List.of(broken));
    }

    @Override
    public void watchSettlements(
        WatchSettlementsRequest request, StreamObserver<WatchSettlementsResponse> observer) {
      Status next = broken.poll();
      if (next == null) {
        whole.watchSettlements(request, observer);
      } else {
        observer.onError(next.asRuntimeException());
      }
    }
  }

  @Test
  void watch_whoseConnectionBreaks_goesOn(@TempDir Path folder) throws IOException {
    Server server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(new Breaking(Status.UNKNOWN, Status.INTERNAL, Status.UNAVAILABLE))
            .build()
            .start();
    try {
      Ended whole =
          Ended.of(
              "watch",
              "--json",
              "--until-caught-up",
              "--target",
              "127.0.0.1:" + server.getPort(),
              "--token-file",
              Files.writeString(folder.resolve("token"), "secret").toString());
      assertEquals(ExitCode.DONE, whole.code(), whole.err());
      assertEquals(1, whole.out().lines().count());
    } finally {
      server.shutdownNow();
    }
  }

  @Test
  void watch_withABrokenOutput_keepsNoPlaceAndEndsWithThree(@TempDir Path folder)
      throws IOException {
    Path place = folder.resolve("ledger.token");
    Path token = Files.writeString(folder.resolve("token"), "secret");
    Server server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(new OneLine())
            .build()
            .start();
    try {
      String[] words = {
        "watch",
        "--json",
        "--until-caught-up",
        "--position",
        place.toString(),
        "--target",
        "127.0.0.1:" + server.getPort(),
        "--token-file",
        token.toString()
      };
      BrokenOutput broken = BrokenOutput.run(words);
      assertEquals(ExitCode.UNAVAILABLE, broken.code());
      assertTrue(broken.err().contains("could not be written whole"), broken.err());
      assertFalse(Files.exists(place), "the line would be lost");
      Ended whole = Ended.of(words);
      assertEquals(ExitCode.DONE, whole.code(), whole.err());
      assertEquals(1, whole.out().lines().count());
      assertEquals("behind\n", Files.readString(place));
    } finally {
      server.shutdownNow();
    }
  }

  @Test
  void watch_untilCaughtUp_keepsThePlaceAndGoesOnBehindIt(@TempDir Path folder) throws IOException {
    Path place = folder.resolve("ledger.token");
    try (ServedGateway gateway = ServedGateway.start(folder.resolve("data"))) {
      Ended empty =
          gateway.run(
              gateway.operatorToken(),
              "watch",
              "--json",
              "--until-caught-up",
              "--position",
              place.toString());
      assertEquals(new Ended(ExitCode.DONE, "", ""), empty);
      assertFalse(Files.readString(place).isBlank());
      Files.writeString(place, "spoilt");
      Ended spoilt =
          gateway.run(
              gateway.operatorToken(),
              "watch",
              "--until-caught-up",
              "--position",
              place.toString());
      assertEquals(ExitCode.NO, spoilt.code());
      assertTrue(spoilt.err().contains("resume_token"), spoilt.err());
      Ended both = gateway.run(gateway.operatorToken(), "watch", "--from", "x", "--from-now");
      assertEquals(ExitCode.USAGE, both.code());
    }
  }
}
