package io.yizhan.gateway.conformance;

import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.yizhan.proto.insurer.v1.CancelRequest;
import io.yizhan.proto.insurer.v1.CancelResponse;
import io.yizhan.proto.insurer.v1.ConfirmRequest;
import io.yizhan.proto.insurer.v1.ConfirmResponse;
import io.yizhan.proto.insurer.v1.InsurerServiceGrpc.InsurerServiceImplBase;
import io.yizhan.proto.insurer.v1.LookUpRequest;
import io.yizhan.proto.insurer.v1.LookUpResponse;
import io.yizhan.proto.insurer.v1.QuoteRequest;
import io.yizhan.proto.insurer.v1.QuoteResponse;
import io.yizhan.proto.insurer.v1.RequestStanding;
import io.yizhan.proto.insurer.v1.ReserveRequest;
import io.yizhan.proto.insurer.v1.ReserveResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** An insurer that is served on a port: honest, misbehaving, or with defects. */
public final class SimulatedInsurer implements BindableService, AutoCloseable {
  private static final int THREADS = 16;

  /** How long after its caller's deadline a late call is done. */
  private static final long LATE_MILLIS = 50;

  /** A call without a deadline is late after this. */
  private static final long LATE_MILLIS_WITHOUT = 2_000;

  private final InsurerLedger ledger;
  private final Random random;
  private final ScheduledExecutorService timer =
      Executors.newScheduledThreadPool(
          THREADS,
          task -> {
            Thread thread = new Thread(task, "simulated-insurer");
            thread.setDaemon(true);
            return thread;
          });
  private final Server server;
  private volatile Misbehaviour misbehaviour;

  /** Serves on a port, 0 for any; chances are drawn from this seed. */
  public SimulatedInsurer(
      String host, int port, long seed, Misbehaviour misbehaviour, Set<Defect> defects)
      throws IOException {
    this.ledger = new InsurerLedger(defects, InstantSource.system());
    this.random = new Random(seed);
    this.misbehaviour = misbehaviour;
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(host, port))
            .addService(this)
            .build()
            .start();
  }

  /** Where it is served. */
  public int port() {
    return server.getPort();
  }

  /** Behaves so from now on. */
  public void become(Misbehaviour next) {
    this.misbehaviour = next;
  }

  /** Where every request stands at this insurer. */
  public List<RequestStanding> standings() {
    return ledger.standings();
  }

  /** Takes a settlement back of its own accord; false when it is not settled. */
  public boolean cancelOwn(String requestId) {
    return ledger.cancelOwn(requestId);
  }

  /** Waits until it is closed. */
  public void awaitStopped() throws InterruptedException {
    server.awaitTermination();
  }

  @Override
  public ServerServiceDefinition bindService() {
    return new Service().bindService();
  }

  @Override
  public void close() {
    server.shutdownNow();
    timer.shutdownNow();
  }

  private final class Service extends InsurerServiceImplBase {
    @Override
    public void quote(QuoteRequest request, StreamObserver<QuoteResponse> observer) {
      answer(observer, () -> ledger.quote(request));
    }

    @Override
    public void reserve(ReserveRequest request, StreamObserver<ReserveResponse> observer) {
      boolean refused;
      boolean differs;
      synchronized (random) {
        refused = misbehaviour.refuses(random);
        differs = misbehaviour.differs(random);
      }
      answer(observer, () -> ledger.reserve(request, refused, differs));
    }

    @Override
    public void confirm(ConfirmRequest request, StreamObserver<ConfirmResponse> observer) {
      answer(observer, () -> ledger.confirm(request));
    }

    @Override
    public void cancel(CancelRequest request, StreamObserver<CancelResponse> observer) {
      answer(observer, () -> ledger.cancel(request));
    }

    @Override
    public void lookUp(LookUpRequest request, StreamObserver<LookUpResponse> observer) {
      answer(observer, () -> ledger.lookUp(request));
    }
  }

  private <T> void answer(StreamObserver<T> observer, Supplier<T> work) {
    Misbehaviour.Fate fate;
    long delay;
    synchronized (random) {
      fate = misbehaviour.draw(random);
      delay =
          misbehaviour.delayMillisMax() == 0 ? 0 : random.nextInt(misbehaviour.delayMillisMax());
    }
    if (fate == Misbehaviour.Fate.LATE) {
      Deadline deadline = Context.current().getDeadline();
      delay =
          deadline == null
              ? LATE_MILLIS_WITHOUT
              : Math.max(0, deadline.timeRemaining(TimeUnit.MILLISECONDS)) + LATE_MILLIS;
    }
    Runnable act = () -> act(observer, work, fate);
    if (delay == 0) {
      act.run();
    } else {
      var scheduled = timer.schedule(act, delay, TimeUnit.MILLISECONDS);
      if (scheduled.isCancelled()) {
        observer.onError(Status.UNAVAILABLE.asRuntimeException());
      }
    }
  }

  private static <T> void act(
      StreamObserver<T> observer, Supplier<T> work, Misbehaviour.Fate fate) {
    if (fate == Misbehaviour.Fate.LOST) {
      return;
    }
    try {
      T done = work.get();
      if (fate == Misbehaviour.Fate.DUPLICATED) {
        done = work.get();
      }
      if (fate == Misbehaviour.Fate.FAILED) {
        observer.onError(Status.UNAVAILABLE.asRuntimeException());
      } else if (fate != Misbehaviour.Fate.DROPPED) {
        observer.onNext(done);
        observer.onCompleted();
      }
    } catch (StatusRuntimeException refused) {
      if (fate != Misbehaviour.Fate.DROPPED) {
        observer.onError(refused);
      }
    } catch (IllegalStateException gone) {
      // The call was cancelled while it waited: nobody hears the answer.
    }
  }
}
