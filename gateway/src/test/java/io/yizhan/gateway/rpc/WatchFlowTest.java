package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.WatchStore;
import io.yizhan.proto.v1.WatchServiceGrpc;
import io.yizhan.proto.v1.WatchSettlementsRequest;
import io.yizhan.proto.v1.WatchSettlementsResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stream and a client that reads slowly, or for whom the gateway stops. */
class WatchFlowTest {
  private static final int LINES = 100_000;
  private static final long WAIT_SECONDS = 60;

  private final WorkerPool pool = WorkerPool.forWatchers();
  private final WorkerPool others = new WorkerPool(1, 1);
  private final Endless store = new Endless();
  private final WatchEndpoint endpoint =
      new WatchEndpoint(store, new CallRunner(others, new Random(1)), pool);
  private final BlockingQueue<WatchSettlementsResponse> received = new LinkedBlockingQueue<>();
  private volatile BooleanSupplier stillKnown = () -> true;
  private final BlockingQueue<Status> ended = new LinkedBlockingQueue<>();

  @SuppressWarnings("NullAway.Init")
  private Server server;

  @SuppressWarnings("NullAway.Init")
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(ServerInterceptors.intercept(endpoint, new AnOperator()))
            .build()
            .start();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
  }

  @AfterEach
  void stop() throws InterruptedException {
    channel.shutdownNow();
    server.shutdownNow().awaitTermination();
    endpoint.close();
    pool.close();
    others.close();
  }

  private ClientCall<WatchSettlementsRequest, WatchSettlementsResponse> call() {
    ClientCall<WatchSettlementsRequest, WatchSettlementsResponse> call =
        channel.newCall(WatchServiceGrpc.getWatchSettlementsMethod(), CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(WatchSettlementsResponse message) {
            received.add(message);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            ended.add(status);
          }
        },
        new Metadata());
    call.sendMessage(WatchSettlementsRequest.getDefaultInstance());
    call.halfClose();
    return call;
  }

  private WatchSettlementsResponse next() throws InterruptedException {
    WatchSettlementsResponse next = received.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("a message must come");
    }
    return next;
  }

  @Test
  void reader_whoStops_isNotReadAheadForAndMissesNothing() throws InterruptedException {
    var call = call();
    call.request(1);
    next();
    int pages = settledPages();
    assertTrue(
        pages * WatchStore.PAGE_LINES_MAX < LINES / 2,
        "read ahead of a reader: " + pages + " pages");
    call.request(LINES);
    for (int i = 2; i <= LINES; i++) {
      assertEquals("id" + i, next().getLine().getSettlementId());
    }
    assertEquals(1, endpoint.watcherCount());
    call.cancel("enough", null);
  }

  /** The pages that were read, when no more are. */
  private int settledPages() throws InterruptedException {
    int before;
    do {
      before = store.pages.get();
      TimeUnit.MILLISECONDS.sleep(500);
    } while (store.pages.get() > before);
    return before;
  }

  @Test
  void stream_whenTheGatewayStops_saysSoAndTheTokenGoesOn() throws InterruptedException {
    var call = call();
    call.request(3);
    next();
    next();
    WatchSettlementsResponse third = next();
    endpoint.close();
    call.request(LINES);
    Status status = ended.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    assertEquals(Status.Code.UNAVAILABLE, status == null ? null : status.getCode());
    assertEquals(
        new WatchStore.Place(3, "id3"), WatchToken.read(third.getResumeToken()).orElseThrow());
    assertEquals(0, endpoint.watcherCount());
  }

  @Test
  void stream_whoseCredentialIsWithdrawn_getsNoMoreOfThePage() throws InterruptedException {
    store.paddingCharacters = 8_000;
    AtomicInteger asked = new AtomicInteger();
    stillKnown = () -> asked.incrementAndGet() == 1;
    var call = call();
    call.request(1);
    assertEquals(1, settledPages(), "what is sent unread is less than a page");
    call.request(LINES);
    Status status = ended.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    assertEquals(Status.Code.UNAUTHENTICATED, status == null ? null : status.getCode());
    assertTrue(received.size() < WatchStore.PAGE_LINES_MAX, () -> "received " + received.size());
  }

  @Test
  void stream_whosePageFailsWithAnError_endsAndGivesItsPlaceBack() throws InterruptedException {
    store.pageError = true;
    call().request(1);
    Status status = ended.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    assertEquals(Status.Code.INTERNAL, status == null ? null : status.getCode());
    assertEquals(0, endpoint.watcherCount());
  }

  @Test
  void opening_thatFailsWithAnError_endsAndGivesItsPlaceBack() throws InterruptedException {
    store.headErrors.set(1);
    call().request(1);
    Status status = ended.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    assertEquals(Status.Code.INTERNAL, status == null ? null : status.getCode());
    assertEquals(0, endpoint.watcherCount());
  }

  @Test
  void look_thatFailsWithAnError_isFollowedByOthers() throws InterruptedException {
    var call = call();
    call.request(1);
    next();
    store.headErrors.set(1);
    int before = store.heads.get();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (store.heads.get() < before + 3 && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertTrue(store.heads.get() >= before + 3, "it must look on");
    call.cancel("enough", null);
  }

  /** Lets everybody in as an operator. */
  private final class AnOperator implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      return Contexts.interceptCall(
          Context.current()
              .withValues(
                  Permissions.CALLER,
                  new Caller("operator", Caller.Role.OPERATOR, "", List.of()),
                  Permissions.STILL_KNOWN,
                  stillKnown),
          call,
          headers,
          next);
    }
  }

  /** A ledger of many lines, each of a transaction of its own. */
  private static final class Endless implements WatchStore {
    private final AtomicInteger pages = new AtomicInteger();
    private final AtomicInteger heads = new AtomicInteger();
    private final AtomicInteger headErrors = new AtomicInteger();
    private volatile boolean pageError;

    /** How long a line is at least: a page of long ones does not fit in what is sent unread. */
    private volatile int paddingCharacters;

    @Override
    public Head head() {
      heads.incrementAndGet();
      if (headErrors.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new StackOverflowError("planted");
      }
      return new Head(LINES + 1, LINES, true);
    }

    @Override
    public Place last() {
      return new Place(LINES, "id" + LINES);
    }

    @Override
    public boolean has(Place place) {
      return true;
    }

    @Override
    public Page page(Place after, Audience audience) {
      pages.incrementAndGet();
      if (pageError) {
        throw new StackOverflowError("planted");
      }
      List<Line> lines = new ArrayList<>();
      long number = after.number();
      while (number < LINES && lines.size() < PAGE_LINES_MAX) {
        number++;
        lines.add(line(number));
      }
      return new Page(
          lines,
          lines.isEmpty() ? after : lines.get(lines.size() - 1).place(),
          number == LINES ? Optional.of(number + 1) : Optional.empty());
    }

    private Line line(long number) {
      return new Line(
          new Place(number, "id" + number),
          Kind.SETTLEMENT,
          Optional.empty(),
          "H1",
          "R" + number + "x".repeat(paddingCharacters),
          "E" + number,
          "1",
          LocalDate.of(2026, 11, 2),
          Instant.EPOCH,
          Optional.empty(),
          "410122",
          "410122",
          "",
          100,
          60,
          0,
          40,
          List.of(new LinePosting("patient", "hospital:H1", 40)),
          List.of("zhengzhou-2016@1"),
          "0.1.0");
    }
  }
}
