package io.yizhan.gateway.acceptance;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.yizhan.gateway.ContractServices;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Sends bytes as requests of any method, many at a time, over one connection. */
final class RawCalls implements AutoCloseable {
  /** Policies, reports, days' totals: each has a pool and a queue of its own, which are small. */
  private static final int POLICY_CALLS_MAX = 12;

  /** One caller may follow the ledger eight times at once. */
  private static final int WATCH_CALLS_MAX = 4;

  private static final int CALLS_MAX = 64;
  private static final long DEADLINE_SECONDS = 60;
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Map<String, MethodDescriptor<byte[], byte[]>> METHODS = all();

  private final long deadlineSeconds;
  private final ManagedChannel channel;
  private final Semaphore places = new Semaphore(CALLS_MAX);
  private final Semaphore policyPlaces = new Semaphore(POLICY_CALLS_MAX);
  private final Semaphore watchPlaces = new Semaphore(WATCH_CALLS_MAX);

  /**
   * How a call ended.
   *
   * @param problem what is wrong with the error itself; empty where it is as it must be
   * @param errorText all that came with an error; empty where there was none
   */
  record Answer(Status.Code code, String problem, String errorText) {}

  /** Hears how a call ended. */
  interface Ended {
    /** Is called once. */
    void ended(Answer answer);
  }

  RawCalls(int port) {
    this(port, DEADLINE_SECONDS);
  }

  /**
   * Calls that wait.
   *
   * @param deadlineSeconds for so long at most; then they end with DEADLINE_EXCEEDED
   */
  RawCalls(int port, long deadlineSeconds) {
    this.deadlineSeconds = deadlineSeconds;
    this.channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .maxInboundMetadataSize(256 * 1024)
            .directExecutor()
            .build();
  }

  private static Map<String, MethodDescriptor<byte[], byte[]>> all() {
    Map<String, MethodDescriptor<byte[], byte[]>> methods = new TreeMap<>();
    ContractServices.methods()
        .forEach(
            method ->
                methods.put(
                    method.getFullMethodName(),
                    method.toBuilder(new RawBytes(), new RawBytes()).build()));
    return methods;
  }

  /** The full names of all methods. */
  static Set<String> methods() {
    return new TreeSet<>(METHODS.keySet());
  }

  /** A method that takes bytes and answers bytes, by its full name. */
  static MethodDescriptor<byte[], byte[]> method(String name) {
    MethodDescriptor<byte[], byte[]> descriptor = METHODS.get(name);
    if (descriptor == null) {
      throw new IllegalArgumentException("must be a method: " + name);
    }
    return descriptor;
  }

  /** Sends; waits while too many are under way. */
  void send(String method, String token, byte[] request, Ended ended) {
    MethodDescriptor<byte[], byte[]> descriptor = method(method);
    Semaphore place = placesOf(method);
    place.acquireUninterruptibly();
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + token);
    ClientCall<byte[], byte[]> call =
        channel.newCall(
            descriptor, CallOptions.DEFAULT.withDeadlineAfter(deadlineSeconds, TimeUnit.SECONDS));
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            try {
              ended.ended(answer(status, trailers));
            } finally {
              place.release();
            }
          }
        },
        headers);
    call.request(Integer.MAX_VALUE);
    call.sendMessage(request);
    call.halfClose();
  }

  private Semaphore placesOf(String method) {
    if (method.contains("PolicyService")
        || method.contains("ReportService")
        || method.contains("ListDay")
        || method.contains("AuditService")) {
      return policyPlaces;
    }
    return method.contains("WatchService") ? watchPlaces : places;
  }

  private static Answer answer(Status status, Metadata trailers) {
    if (status.isOk()) {
      return new Answer(status.getCode(), "", "");
    }
    StatusRuntimeException error = new StatusRuntimeException(status, trailers);
    String problem = "";
    try {
      Refusals.of(error);
    } catch (AssertionError e) {
      problem = String.valueOf(e.getMessage());
    }
    return new Answer(status.getCode(), problem, Refusals.text(error));
  }

  /**
   * Waits until every call has ended.
   *
   * @throws AssertionError when one has not ended long after its deadline
   */
  void awaitAll() {
    await(places, CALLS_MAX);
    await(policyPlaces, POLICY_CALLS_MAX);
    await(watchPlaces, WATCH_CALLS_MAX);
  }

  private void await(Semaphore all, int count) {
    try {
      if (!all.tryAcquire(count, 2 * deadlineSeconds, TimeUnit.SECONDS)) {
        throw new AssertionError("calls must end by their deadline");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    all.release(count);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
