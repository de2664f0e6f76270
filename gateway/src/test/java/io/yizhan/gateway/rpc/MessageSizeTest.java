package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.ErrorInfo;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.yizhan.proto.v1.SettlementServiceGrpc;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages at and above the limit. */
final class MessageSizeTest {
  private static final int MEBIBYTE = 1024 * 1024;
  private static final String SETTLE =
      SettlementServiceGrpc.getSettleClaimMethod().getFullMethodName();
  private static final String HEALTH = "grpc.health.v1.Health/Check";

  private final Door door = new Door();

  @AfterEach
  void close() {
    door.close();
  }

  private StatusRuntimeException refused(String method, String token, int bytes, String encoding) {
    Metadata headers = new Metadata();
    if (!token.isEmpty()) {
      headers.put(CallerInterceptor.AUTHORIZATION, "Bearer " + token);
    }
    Channel channel =
        ClientInterceptors.intercept(
            door.channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    MethodDescriptor<byte[], byte[]> call =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(method)
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();
    CallOptions options = CallOptions.DEFAULT.withCompression(encoding);
    return assertThrows(
        StatusRuntimeException.class,
        () -> ClientCalls.blockingUnaryCall(channel, call, options, new byte[bytes]));
  }

  private static ErrorInfo tooLarge(StatusRuntimeException error, String type) {
    ErrorInfo info = Door.info(error);
    assertEquals("MESSAGE_TOO_LARGE", info.getReason());
    assertEquals("2097152", info.getMetadataMap().get("limit_bytes"));
    assertEquals(List.of(type), Door.fields(error));
    return info;
  }

  private static long readBytes(ErrorInfo info) {
    return Long.parseLong(info.getMetadataMap().getOrDefault("read_bytes", "-1"));
  }

  @Test
  void message_tenMegabytes_isRefusedWithItsSize() {
    refused(SETTLE, Door.HOSPITAL_TOKEN, 1, "identity");
    for (int i = 0; i < 20; i++) {
      long read =
          readBytes(
              tooLarge(
                  refused(SETTLE, Door.HOSPITAL_TOKEN, 10 * MEBIBYTE, "identity"),
                  "SettleClaimRequest"));
      assertTrue(read == 10 * MEBIBYTE, () -> read + " bytes");
    }
    assertEquals(0, door.settlements.calls.get());
    assertTrue(door.settlement(Door.HOSPITAL_TOKEN).settleClaim(Door.settle("R1")).hasSettlement());
  }

  @Test
  void message_atTheLimit_isRead() {
    assertEquals(
        "GARBLED_MESSAGE",
        Door.info(refused(SETTLE, Door.HOSPITAL_TOKEN, GrpcServer.MESSAGE_BYTES_MAX, "identity"))
            .getReason());
    tooLarge(
        refused(SETTLE, Door.HOSPITAL_TOKEN, GrpcServer.MESSAGE_BYTES_MAX + 1, "identity"),
        "SettleClaimRequest");
  }

  @Test
  void message_smallWhenCompressed_isRefusedForItsTrueSize() {
    ErrorInfo info =
        tooLarge(refused(SETTLE, Door.HOSPITAL_TOKEN, 10 * MEBIBYTE, "gzip"), "SettleClaimRequest");
    assertEquals(2 * MEBIBYTE + 1, readBytes(info));
    assertEquals(
        "GARBLED_MESSAGE",
        Door.info(refused(SETTLE, Door.HOSPITAL_TOKEN, 100, "gzip")).getReason());
  }

  @Test
  void message_ofAStranger_isRefusedForTheCredentialAndNotRead() {
    for (int i = 0; i < 20; i++) {
      assertEquals(
          "NO_CREDENTIAL", Door.info(refused(SETTLE, "", 10 * MEBIBYTE, "identity")).getReason());
      assertEquals(
          "UNKNOWN_CREDENTIAL",
          Door.info(refused(SETTLE, "nobody-" + i, 10 * MEBIBYTE, "identity")).getReason());
    }
  }

  @Test
  void message_toAnOpenService_hasTheSameLimit() {
    tooLarge(refused(HEALTH, "", 10 * MEBIBYTE, "identity"), "HealthCheckRequest");
    tooLarge(refused(HEALTH, "", 10 * MEBIBYTE, "gzip"), "HealthCheckRequest");
  }

  @Test
  void message_declaredAboveTheTransportsLimit_isTheTransportsToRefuse() {
    StatusRuntimeException error =
        refused(SETTLE, Door.HOSPITAL_TOKEN, GrpcServer.DECLARED_BYTES_MAX + 1, "identity");
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, error.getStatus().getCode());
    com.google.rpc.Status details = StatusProto.fromThrowable(error);
    assertEquals(0, details == null ? 0 : details.getDetailsCount());
    assertNull(error.getCause());
  }

  /** A worker answers, and the rest of a message comes, when the caller has gone. */
  @Test
  void call_thatHasEnded_holdsNothingOfWhatComesLater() {
    long heldBefore = MessageSize.heldBytes();
    Connection connection = new Connection(() -> {});
    ServerStreamTracer size = MessageSize.FACTORY.newServerStreamTracer(SETTLE, new Metadata());
    size.filterContext(Context.ROOT).run(() -> MessageSize.watch(connection, arrived -> {}));
    size.inboundWireSize(100);
    size.outboundWireSize(1_000);
    assertEquals(1_100, connection.heldBytes());
    size.streamClosed(Status.CANCELLED);
    assertEquals(0, connection.heldBytes());
    size.outboundWireSize(1_000);
    size.inboundWireSize(100);
    assertEquals(0, connection.heldBytes());
    assertEquals(heldBefore, MessageSize.heldBytes());
  }

  /** Bytes as they are. */
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
