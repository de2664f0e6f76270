package io.yizhan.torture;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.yizhan.auditor.Acknowledged;
import io.yizhan.auditor.Acknowledged.Amounts;
import io.yizhan.auditor.Acknowledged.Call;
import io.yizhan.proto.v1.AidRecord;
import io.yizhan.proto.v1.AidServiceGrpc;
import io.yizhan.proto.v1.BookReadjudicationResponse;
import io.yizhan.proto.v1.CorrectedAmount;
import io.yizhan.proto.v1.Correction;
import io.yizhan.proto.v1.Payment;
import io.yizhan.proto.v1.QuoteSettlementResponse;
import io.yizhan.proto.v1.ReadjudicationServiceGrpc;
import io.yizhan.proto.v1.Reversal;
import io.yizhan.proto.v1.ReverseSettlementResponse;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.SettlementServiceGrpc;
import io.yizhan.proto.v1.UndoRequestResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Bytes to one gateway and back, through a wire that may fail. */
final class Wire implements AutoCloseable {
  static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> REPLAYED =
      Metadata.Key.of("yizhan-replayed", Metadata.ASCII_STRING_MARSHALLER);
  private static final int METADATA_BYTES_MAX = 64 * 1024;
  private static final Bytes BYTES = new Bytes();
  private static final MethodDescriptor<byte[], byte[]> SETTLE =
      SettlementServiceGrpc.getSettleClaimMethod().toBuilder(BYTES, BYTES).build();
  private static final MethodDescriptor<byte[], byte[]> REVERSE =
      SettlementServiceGrpc.getReverseSettlementMethod().toBuilder(BYTES, BYTES).build();
  private static final MethodDescriptor<byte[], byte[]> UNDO =
      SettlementServiceGrpc.getUndoRequestMethod().toBuilder(BYTES, BYTES).build();
  private static final MethodDescriptor<byte[], byte[]> READJUDICATE =
      ReadjudicationServiceGrpc.getBookReadjudicationMethod().toBuilder(BYTES, BYTES).build();
  private static final MethodDescriptor<byte[], byte[]> TEMPORARY_AID =
      AidServiceGrpc.getRecordTemporaryAidMethod().toBuilder(BYTES, BYTES).build();
  private static final MethodDescriptor<byte[], byte[]> ENROLMENT =
      AidServiceGrpc.getRecordSubsidisedEnrolmentMethod().toBuilder(BYTES, BYTES).build();
  private static final MethodDescriptor<byte[], byte[]> AID_REVERSE =
      AidServiceGrpc.getReverseAidRecordMethod().toBuilder(BYTES, BYTES).build();
  private static final MethodDescriptor<byte[], byte[]> HOLD =
      SettlementServiceGrpc.getQuoteSettlementMethod().toBuilder(BYTES, BYTES).build();

  private final ManagedChannel channel;

  /** A wire to this port of the loopback. */
  Wire(int port) {
    this.channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .maxInboundMetadataSize(METADATA_BYTES_MAX)
            .build();
  }

  /** The answer as it came, and whether it was called a repetition. */
  record Answer(byte[] reply, boolean replayed) {}

  /** For calls that are no part of the load. */
  Channel as(String token) {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + token);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** Sends an order once. Throws what gRPC throws. */
  Answer send(Order order, String token, long deadlineMillis) {
    AtomicReference<Metadata> headers = new AtomicReference<>();
    AtomicReference<Metadata> trailers = new AtomicReference<>();
    Channel listening =
        ClientInterceptors.intercept(
            as(token), MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));
    byte[] reply =
        ClientCalls.blockingUnaryCall(
            listening,
            method(order.call()),
            CallOptions.DEFAULT.withDeadlineAfter(deadlineMillis, TimeUnit.MILLISECONDS),
            order.message());
    Metadata end = trailers.get();
    return new Answer(reply, end != null && "true".equals(end.get(REPLAYED)));
  }

  /** Forgets how long it meant to wait before it connects again. */
  void hurry() {
    channel.resetConnectBackoff();
  }

  private static MethodDescriptor<byte[], byte[]> method(Call call) {
    return switch (call) {
      case SETTLE -> SETTLE;
      case REVERSE -> REVERSE;
      case UNDO -> UNDO;
      case HOLD -> HOLD;
      case READJUDICATE -> READJUDICATE;
      case TEMPORARY_AID -> TEMPORARY_AID;
      case ENROLMENT -> ENROLMENT;
      case AID_REVERSE -> AID_REVERSE;
    };
  }

  /** What an answer says, as the auditor asks for it: of a booking, each correction. */
  static List<Acknowledged> acknowledged(Order order, String ownerId, byte[] reply) {
    try {
      return switch (order.call()) {
        case SETTLE -> {
          Settlement settlement = SettleClaimResponse.parseFrom(reply).getSettlement();
          yield List.of(
              of(order, ownerId, settlement.getSettlementId(), reply, amounts(settlement)));
        }
        case HOLD -> {
          QuoteSettlementResponse held = QuoteSettlementResponse.parseFrom(reply);
          String name = held.getHold().getRequestId();
          yield List.of(of(order, ownerId, name, reply, amounts(held.getQuote())));
        }
        case REVERSE ->
            List.of(
                of(
                    order,
                    ownerId,
                    ReverseSettlementResponse.parseFrom(reply).getReversal(),
                    reply));
        case UNDO ->
            List.of(of(order, ownerId, UndoRequestResponse.parseFrom(reply).getReversal(), reply));
        case READJUDICATE ->
            corrections(
                order,
                ownerId,
                BookReadjudicationResponse.parseFrom(reply).getCorrectionsList(),
                reply);
        case TEMPORARY_AID, ENROLMENT, AID_REVERSE -> {
          AidRecord record = Office.record(order.call(), reply);
          Amounts amounts = new Amounts(0, record.getAmountFen(), 0, 0);
          yield List.of(of(order, ownerId, record.getRecordId(), reply, amounts));
        }
      };
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Amounts amounts(Settlement settlement) {
    return new Amounts(
        settlement.getTotalFen(),
        sum(settlement.getPaymentsList()),
        settlement.getHospitalShareFen(),
        settlement.getPatientShareFen());
  }

  private static List<Acknowledged> corrections(
      Order order, String ownerId, List<Correction> corrections, byte[] reply) {
    return corrections.isEmpty()
        ? List.of(of(order, ownerId, "", reply, new Amounts(0, 0, 0, 0)))
        : corrections.stream()
            .map(each -> of(order, ownerId, each.getCorrectionId(), reply, amounts(each)))
            .toList();
  }

  private static Amounts amounts(Correction correction) {
    long paidFen =
        correction.getAmountsList().stream()
            .filter(amount -> !amount.getBeside())
            .mapToLong(CorrectedAmount::getMoreFen)
            .sum();
    return new Amounts(0, paidFen, 0, correction.getPatientMoreFen());
  }

  private static Acknowledged of(Order order, String ownerId, Reversal reversal, byte[] reply) {
    Amounts amounts =
        new Amounts(
            reversal.getTotalFen(),
            sum(reversal.getPaymentsList()),
            reversal.getHospitalShareFen(),
            reversal.getPatientShareFen());
    return of(order, ownerId, reversal.getReversalId(), reply, amounts);
  }

  private static Acknowledged of(
      Order order, String ownerId, String entryId, byte[] reply, Amounts amounts) {
    return new Acknowledged(
        order.call(), ownerId, order.requestId(), order.encounterId(), entryId, reply, amounts);
  }

  private static long sum(List<Payment> payments) {
    return payments.stream().mapToLong(Payment::getAmountFen).sum();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  /** Bytes as they are. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
