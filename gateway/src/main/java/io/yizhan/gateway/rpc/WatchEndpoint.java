package io.yizhan.gateway.rpc;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.SettlementScope;
import io.yizhan.gateway.desk.WatchStore;
import io.yizhan.gateway.desk.WatchStore.Audience;
import io.yizhan.gateway.desk.WatchStore.Head;
import io.yizhan.gateway.desk.WatchStore.Place;
import io.yizhan.proto.v1.WatchServiceGrpc;
import io.yizhan.proto.v1.WatchSettlementsRequest;
import io.yizhan.proto.v1.WatchSettlementsResponse;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watch service. One look at the head of the ledger serves all who wait: while nothing is new
 * they cost the database nothing.
 */
public final class WatchEndpoint extends WatchServiceGrpc.WatchServiceImplBase
    implements AutoCloseable {
  /** How many streams a gateway serves at a time. */
  static final int WATCHERS_MAX = 64;

  /** How many of them one caller may have. */
  static final int WATCHERS_OF_CALLER_MAX = 8;

  private static final long LOOK_MILLIS = 100;

  /** A sign of life every so many looks: 15 seconds. */
  private static final int LOOKS_PER_SIGN = 150;

  private static final long RETRY_MILLIS = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(WatchEndpoint.class);

  private final WatchStore store;
  private final CallRunner runner;
  private final WorkerPool pool;
  private final ScheduledExecutorService looks;
  private final ScheduledFuture<?> looking;

  // Guarded by this.
  private final Set<WatchStream> streams = new HashSet<>();
  private final Map<String, Integer> placesOfCaller = new HashMap<>();
  private int places;
  private boolean stopping;

  /** Of the looking thread. */
  private int looksDone;

  /**
   * An endpoint.
   *
   * @param pool where pages are read, apart from the calls of others
   */
  public WatchEndpoint(WatchStore store, CallRunner runner, WorkerPool pool) {
    this.store = store;
    this.runner = runner;
    this.pool = pool;
    this.looks =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "yizhan-watch");
              thread.setDaemon(true);
              return thread;
            });
    this.looking =
        looks.scheduleWithFixedDelay(
            this::lookSafely, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void watchSettlements(
      WatchSettlementsRequest request, StreamObserver<WatchSettlementsResponse> observer) {
    ServerCallStreamObserver<WatchSettlementsResponse> call =
        (ServerCallStreamObserver<WatchSettlementsResponse>) observer;
    Opening opening = new Opening(call, Permissions.caller());
    call.setOnCancelHandler(opening::cancelled);
    call.setOnReadyHandler(opening::ready);
    try {
      Asked asked = read(request, opening.caller);
      opening.take();
      if (!pool.offer(Context.current().wrap(() -> opening.open(asked)))) {
        opening.refuse(ended());
      }
    } catch (StatusRuntimeException refused) {
      opening.refuse(refused);
    }
  }

  /**
   * What is asked for.
   *
   * @param from empty for behind all that is committed now
   */
  private record Asked(Audience audience, Optional<Place> from, boolean untilCaughtUp) {}

  private static Asked read(WatchSettlementsRequest request, Caller caller) {
    Permissions.requireOwnHospital(caller, request.getHospitalId());
    Violations violations = new Violations();
    if (caller.role() == Caller.Role.HOSPITAL || !request.getHospitalId().isEmpty()) {
      violations.id("hospital_id", request.getHospitalId(), ClaimReader.HOSPITAL_ID_CHARACTERS_MAX);
    }
    Optional<Place> from =
        request.getResumeToken().isEmpty()
            ? Optional.of(Place.START)
            : WatchToken.read(request.getResumeToken());
    if (from.isEmpty()) {
      violations.add(
          "resume_token",
          "应为此前收到的 resume_token，原样不改",
          "must be a resume_token that was received, unchanged");
    }
    if (request.getFromNow() && !request.getResumeToken().isEmpty()) {
      violations.add(
          "from_now", "不能与 resume_token 同用", "must not be set together with resume_token");
    }
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    SettlementScope scope =
        Permissions.isOwnOffice(caller, request.getHospitalId())
            ? SettlementScope.ALL
            : SettlementScope.of(caller);
    return new Asked(
        new Audience(request.getHospitalId(), scope),
        request.getFromNow() ? Optional.empty() : from,
        request.getUntilCaughtUp());
  }

  /** A call until its stream is there; and what tells the stream what the transport says. */
  private final class Opening {
    private final ServerCallStreamObserver<WatchSettlementsResponse> call;
    private final Caller caller;
    private final BooleanSupplier stillKnown = Permissions.stillKnown();
    private boolean holdsPlace;
    private boolean over;
    private @Nullable WatchStream stream;

    Opening(ServerCallStreamObserver<WatchSettlementsResponse> call, Caller caller) {
      this.call = call;
      this.caller = caller;
    }

    void take() {
      synchronized (WatchEndpoint.this) {
        if (stopping) {
          throw ended();
        }
        int own = placesOfCaller.getOrDefault(caller.callerId(), 0);
        if (places == WATCHERS_MAX || own == WATCHERS_OF_CALLER_MAX) {
          throw tooMany(own == WATCHERS_OF_CALLER_MAX);
        }
        places++;
        placesOfCaller.put(caller.callerId(), own + 1);
        holdsPlace = true;
      }
    }

    /** Gives the place back; runs once, however the call ends. */
    private boolean leave() {
      synchronized (WatchEndpoint.this) {
        if (over) {
          return false;
        }
        over = true;
        if (holdsPlace) {
          places--;
          placesOfCaller.computeIfPresent(
              caller.callerId(), (id, count) -> count == 1 ? null : count - 1);
        }
        if (stream != null) {
          streams.remove(stream);
        }
        return true;
      }
    }

    void refuse(StatusRuntimeException why) {
      if (leave()) {
        call.onError(why);
      }
    }

    void open(Asked asked) {
      try {
        requireOrder(store.head());
        Place from = asked.from().isPresent() ? asked.from().get() : store.last();
        if (!store.has(from)) {
          throw unknownToken();
        }
        WatchStream made =
            new WatchStream(
                store,
                asked.audience(),
                from,
                asked.untilCaughtUp(),
                stillKnown,
                call,
                pool,
                runner::failure,
                this::leave);
        synchronized (WatchEndpoint.this) {
          if (over) {
            return;
          }
          if (stopping) {
            throw ended();
          }
          stream = made;
          streams.add(made);
        }
        made.work();
      } catch (Throwable e) {
        // An error too: the call would keep its place for ever.
        refuse(runner.failureOfRead(e));
      }
    }

    void ready() {
      WatchStream made = current();
      if (made != null) {
        made.work();
      }
    }

    void cancelled() {
      WatchStream made = current();
      if (made == null) {
        leave();
      } else {
        made.cancelled();
      }
    }

    private @Nullable WatchStream current() {
      synchronized (WatchEndpoint.this) {
        return stream;
      }
    }
  }

  /** Looks once for all who wait; whatever is thrown, the next look is due. */
  private void lookSafely() {
    try {
      look();
    } catch (Throwable e) {
      LOG.warn("the ledger could not be looked at: {}", e.getClass().getSimpleName());
    }
  }

  private void look() {
    List<WatchStream> now = now();
    if (now.isEmpty()) {
      return;
    }
    looksDone++;
    boolean sign = looksDone % LOOKS_PER_SIGN == 0;
    try {
      Head head = store.head();
      requireOrder(head);
      now.forEach(stream -> stream.look(head));
    } catch (StatusRuntimeException outOfOrder) {
      now.forEach(stream -> stream.end(outOfOrder));
    } catch (RuntimeException e) {
      // A store that is away is told to whoever reads a page of it; here the next look is due.
      LOG.debug("the head of the ledger could not be read: {}", e.toString());
    }
    if (sign) {
      now.forEach(WatchStream::sign);
    }
  }

  private synchronized List<WatchStream> now() {
    return List.copyOf(streams);
  }

  /** How many streams are open. */
  synchronized int watcherCount() {
    return places;
  }

  /** Ends every stream, with where to go on, and begins no new one. */
  @Override
  public void close() {
    synchronized (this) {
      stopping = true;
    }
    looking.cancel(false);
    looks.shutdownNow();
    now().forEach(stream -> stream.end(ended()));
  }

  private static void requireOrder(Head head) {
    if (!head.inOrder()) {
      throw Failure.of(
          ErrorReason.LEDGER_OUT_OF_ORDER,
          "账簿由另一数据库导入，事务号大于本库；请运营方先用 pg_resetwal --epoch 提高事务号，见 docs/watching.md",
          "the ledger was loaded from another database whose transaction numbers are larger: the"
              + " operator must raise them with pg_resetwal --epoch first, see docs/watching.md");
    }
  }

  private static StatusRuntimeException unknownToken() {
    return Failure.of(
        ErrorReason.RESUME_TOKEN_UNKNOWN,
        "本账簿没有此令牌所指的行：账簿不同，或已恢复到更早时刻；请清空后从头接收",
        "this ledger has no line of this token: it is another, or was restored to an earlier time;"
            + " drop what you have and begin again without a token");
  }

  private static StatusRuntimeException tooMany(boolean ofCaller) {
    int max = ofCaller ? WATCHERS_OF_CALLER_MAX : WATCHERS_MAX;
    return Failure.of(
        ErrorReason.TOO_MANY_WATCHERS,
        (ofCaller ? "您" : "网关") + "同时至多有 " + max + " 个订阅；请先结束其他订阅",
        (ofCaller ? "you have " : "the gateway has ") + max + " streams, as many as it may have",
        Map.of("streams_max", String.valueOf(max)),
        Failure.retryAfterMillis(RETRY_MILLIS));
  }

  private static StatusRuntimeException ended() {
    return Failure.of(
        ErrorReason.WATCH_ENDED,
        "网关停止；请用最后保存的 resume_token 重新订阅",
        "the gateway stops: watch again with the last resume_token that you kept",
        Map.of(),
        Failure.retryAfterMillis(RETRY_MILLIS));
  }
}
