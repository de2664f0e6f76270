package io.yizhan.gateway.demo;

import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.yizhan.proto.v1.PolicyServiceGrpc;
import io.yizhan.proto.v1.ProvisionalServiceGrpc;
import io.yizhan.proto.v1.ReceivableServiceGrpc;
import io.yizhan.proto.v1.RegistryServiceGrpc;
import io.yizhan.proto.v1.SettlementServiceGrpc;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A client as any hospital would write one: a channel, a token, generated stubs, deadlines. */
final class DemoClient implements AutoCloseable {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> REPLAYED =
      Metadata.Key.of("yizhan-replayed", Metadata.ASCII_STRING_MARSHALLER);
  private static final long DEADLINE_SECONDS = 30;
  private static final long CLOSE_SECONDS_MAX = 5;

  private final ManagedChannel channel;

  DemoClient(int port) {
    this.channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  /** The settlement window for the caller with this token. */
  SettlementServiceGrpc.SettlementServiceBlockingStub settlements(String token) {
    return SettlementServiceGrpc.newBlockingStub(as(token)).withInterceptors(new Deadlines());
  }

  /** The register. */
  RegistryServiceGrpc.RegistryServiceBlockingStub registry(String token) {
    return RegistryServiceGrpc.newBlockingStub(as(token)).withInterceptors(new Deadlines());
  }

  /** The policies. */
  PolicyServiceGrpc.PolicyServiceBlockingStub policies(String token) {
    return PolicyServiceGrpc.newBlockingStub(as(token)).withInterceptors(new Deadlines());
  }

  /** Provisional approvals. */
  ProvisionalServiceGrpc.ProvisionalServiceBlockingStub provisionals(String token) {
    return ProvisionalServiceGrpc.newBlockingStub(as(token)).withInterceptors(new Deadlines());
  }

  /** What is owed outside the waterfall. */
  ReceivableServiceGrpc.ReceivableServiceBlockingStub receivables(String token) {
    return ReceivableServiceGrpc.newBlockingStub(as(token)).withInterceptors(new Deadlines());
  }

  /** A stub that keeps the trailers of its last call there. */
  static SettlementServiceGrpc.SettlementServiceBlockingStub listening(
      SettlementServiceGrpc.SettlementServiceBlockingStub stub,
      AtomicReference<Metadata> headers,
      AtomicReference<Metadata> trailers) {
    return stub.withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));
  }

  /** Whether the trailers say that the answer repeats an earlier one. */
  static boolean saysReplayed(@Nullable Metadata trailers) {
    return trailers != null && "true".equals(trailers.get(REPLAYED));
  }

  private Channel as(String token) {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + token);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** A deadline on every call, counted from its own start. */
  private static final class Deadlines implements ClientInterceptor {
    @Override
    public <Q, P> io.grpc.ClientCall<Q, P> interceptCall(
        io.grpc.MethodDescriptor<Q, P> method, io.grpc.CallOptions options, Channel next) {
      return next.newCall(method, options.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS));
    }
  }

  @Override
  public void close() {
    channel.shutdown();
    try {
      if (!channel.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
        channel.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      channel.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
