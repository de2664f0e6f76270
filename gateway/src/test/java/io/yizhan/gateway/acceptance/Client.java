package io.yizhan.gateway.acceptance;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.yizhan.proto.v1.AidServiceGrpc;
import io.yizhan.proto.v1.AuditServiceGrpc;
import io.yizhan.proto.v1.ClearingServiceGrpc;
import io.yizhan.proto.v1.DayServiceGrpc;
import io.yizhan.proto.v1.FundServiceGrpc;
import io.yizhan.proto.v1.HighCostServiceGrpc;
import io.yizhan.proto.v1.InsuranceServiceGrpc;
import io.yizhan.proto.v1.PayeeServiceGrpc;
import io.yizhan.proto.v1.PolicyServiceGrpc;
import io.yizhan.proto.v1.ProvisionalServiceGrpc;
import io.yizhan.proto.v1.ReadjudicationServiceGrpc;
import io.yizhan.proto.v1.ReceiptServiceGrpc;
import io.yizhan.proto.v1.ReceivableServiceGrpc;
import io.yizhan.proto.v1.ReconciliationServiceGrpc;
import io.yizhan.proto.v1.RegistryServiceGrpc;
import io.yizhan.proto.v1.ReportServiceGrpc;
import io.yizhan.proto.v1.RosterServiceGrpc;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.proto.v1.SettlementServiceGrpc;
import io.yizhan.proto.v1.WatchServiceGrpc;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A client of one gateway: generated stubs, and a settle call that shows the bytes themselves. */
final class Client implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 60;
  private static final long CLOSE_SECONDS_MAX = 5;
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> REPLAYED =
      Metadata.Key.of("yizhan-replayed", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> REVERSED =
      Metadata.Key.of("yizhan-reversed", Metadata.ASCII_STRING_MARSHALLER);
  private static final MethodDescriptor<byte[], byte[]> SETTLE =
      SettlementServiceGrpc.getSettleClaimMethod().toBuilder(new RawBytes(), new RawBytes())
          .build();

  private final ManagedChannel channel;

  /**
   * The answer as it came.
   *
   * @param replayed whether the trailers call it a repetition
   * @param reversed whether they say that what it settled was taken back since
   */
  record Answer(byte[] reply, boolean replayed, boolean reversed) {}

  /** A client of the gateway on this port of the loopback. */
  Client(int port) {
    this.channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .maxInboundMetadataSize(64 * 1024)
            .build();
  }

  SettlementServiceGrpc.SettlementServiceBlockingStub settlements(String token) {
    return SettlementServiceGrpc.newBlockingStub(as(token));
  }

  RegistryServiceGrpc.RegistryServiceBlockingStub registry(String token) {
    return RegistryServiceGrpc.newBlockingStub(as(token));
  }

  RegistryServiceGrpc.RegistryServiceStub registryStream(String token) {
    return RegistryServiceGrpc.newStub(as(token));
  }

  ReceiptServiceGrpc.ReceiptServiceBlockingStub receipts(String token) {
    return ReceiptServiceGrpc.newBlockingStub(as(token));
  }

  AuditServiceGrpc.AuditServiceBlockingStub audits(String token) {
    return AuditServiceGrpc.newBlockingStub(as(token));
  }

  AidServiceGrpc.AidServiceBlockingStub aid(String token) {
    return AidServiceGrpc.newBlockingStub(as(token));
  }

  HighCostServiceGrpc.HighCostServiceBlockingStub highCosts(String token) {
    return HighCostServiceGrpc.newBlockingStub(as(token));
  }

  HighCostServiceGrpc.HighCostServiceStub highCostStream(String token) {
    return HighCostServiceGrpc.newStub(as(token));
  }

  FundServiceGrpc.FundServiceBlockingStub funds(String token) {
    return FundServiceGrpc.newBlockingStub(as(token));
  }

  ClearingServiceGrpc.ClearingServiceBlockingStub clearings(String token) {
    return ClearingServiceGrpc.newBlockingStub(as(token));
  }

  PayeeServiceGrpc.PayeeServiceBlockingStub payees(String token) {
    return PayeeServiceGrpc.newBlockingStub(as(token));
  }

  DayServiceGrpc.DayServiceBlockingStub days(String token) {
    return DayServiceGrpc.newBlockingStub(as(token));
  }

  RosterServiceGrpc.RosterServiceBlockingStub roster(String token) {
    return RosterServiceGrpc.newBlockingStub(as(token));
  }

  RosterServiceGrpc.RosterServiceStub rosterStream(String token) {
    return RosterServiceGrpc.newStub(as(token));
  }

  InsuranceServiceGrpc.InsuranceServiceBlockingStub insurance(String token) {
    return InsuranceServiceGrpc.newBlockingStub(as(token));
  }

  PolicyServiceGrpc.PolicyServiceBlockingStub policies(String token) {
    return PolicyServiceGrpc.newBlockingStub(as(token));
  }

  ReceivableServiceGrpc.ReceivableServiceBlockingStub receivables(String token) {
    return ReceivableServiceGrpc.newBlockingStub(as(token));
  }

  ReadjudicationServiceGrpc.ReadjudicationServiceBlockingStub readjudications(String token) {
    return ReadjudicationServiceGrpc.newBlockingStub(as(token));
  }

  ReconciliationServiceGrpc.ReconciliationServiceBlockingStub reconciliations(String token) {
    return ReconciliationServiceGrpc.newBlockingStub(as(token));
  }

  ReconciliationServiceGrpc.ReconciliationServiceStub reconciliationStream(String token) {
    return ReconciliationServiceGrpc.newStub(as(token));
  }

  ReportServiceGrpc.ReportServiceBlockingStub reports(String token) {
    return ReportServiceGrpc.newBlockingStub(as(token)).withMaxInboundMessageSize(4 << 20);
  }

  ProvisionalServiceGrpc.ProvisionalServiceBlockingStub provisionals(String token) {
    return ProvisionalServiceGrpc.newBlockingStub(as(token));
  }

  WatchServiceGrpc.WatchServiceBlockingStub watch(String token) {
    return WatchServiceGrpc.newBlockingStub(as(token));
  }

  /** Settles and answers the very bytes. */
  Answer settle(String token, SettleClaimRequest request) {
    return settle(token, request.toByteArray());
  }

  /** Sends bytes as a settle call, whatever they are. */
  Answer settle(String token, byte[] request) {
    AtomicReference<Metadata> headers = new AtomicReference<>();
    AtomicReference<Metadata> trailers = new AtomicReference<>();
    Channel listening =
        ClientInterceptors.intercept(
            as(token), MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));
    byte[] reply = ClientCalls.blockingUnaryCall(listening, SETTLE, CallOptions.DEFAULT, request);
    Metadata end = trailers.get();
    return new Answer(reply, isTrue(end, REPLAYED), isTrue(end, REVERSED));
  }

  private static boolean isTrue(@Nullable Metadata trailers, Metadata.Key<String> key) {
    return trailers != null && "true".equals(trailers.get(key));
  }

  private Channel as(String token) {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + token);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers), new Deadlines());
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      if (!channel.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the channel must close");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** A deadline on every call, counted from its own start. */
  private static final class Deadlines implements ClientInterceptor {
    @Override
    public <Q, P> ClientCall<Q, P> interceptCall(
        MethodDescriptor<Q, P> method, CallOptions options, Channel next) {
      return next.newCall(method, options.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS));
    }
  }
}
