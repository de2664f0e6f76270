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
import java.io.ByteArrayInputStream;
import java.io.InputStream;
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

  private final ManagedChannel channel;
  private final Semaphore places = new Semaphore(CALLS_MAX);
  private final Semaphore policyPlaces = new Semaphore(POLICY_CALLS_MAX);
  private final Semaphore watchPlaces = new Semaphore(WATCH_CALLS_MAX);

  /** Hears how a call ended. */
  interface Ended {
    /**
     * Is called once.
     *
     * @param problem what is wrong with the error itself; empty where it is as it must be
     */
    void ended(Status.Code code, String problem);
  }

  RawCalls(int port) {
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
                    method.toBuilder(new Bytes(), new Bytes()).build()));
    return methods;
  }

  /** The full names of all methods. */
  static Set<String> methods() {
    return new TreeSet<>(METHODS.keySet());
  }

  /** Sends; waits while too many are under way. */
  void send(String method, String token, byte[] request, Ended ended) {
    MethodDescriptor<byte[], byte[]> descriptor = METHODS.get(method);
    if (descriptor == null) {
      throw new IllegalArgumentException("must be a method: " + method);
    }
    Semaphore place = placesOf(method);
    place.acquireUninterruptibly();
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + token);
    ClientCall<byte[], byte[]> call =
        channel.newCall(
            descriptor, CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS));
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            try {
              ended.ended(status.getCode(), problem(status, trailers));
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

  private static String problem(Status status, Metadata trailers) {
    if (status.isOk()) {
      return "";
    }
    try {
      Refusals.of(new StatusRuntimeException(status, trailers));
      return "";
    } catch (AssertionError e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Waits until every call has ended. */
  void awaitAll() {
    places.acquireUninterruptibly(CALLS_MAX);
    places.release(CALLS_MAX);
    policyPlaces.acquireUninterruptibly(POLICY_CALLS_MAX);
    policyPlaces.release(POLICY_CALLS_MAX);
    watchPlaces.acquireUninterruptibly(WATCH_CALLS_MAX);
    watchPlaces.release(WATCH_CALLS_MAX);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  /** Bytes as they are; answers are not looked at. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      return new byte[0];
    }
  }
}
