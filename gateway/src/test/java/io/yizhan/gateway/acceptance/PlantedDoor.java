package io.yizhan.gateway.acceptance;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.HandlerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A door before the gateway's: it hands every request on and every answer back as they are, but for
 * the requests that a planted fault is for. A client cannot tell it from a gateway that has the
 * fault. A call has one request.
 */
final class PlantedDoor implements AutoCloseable {
  private static final int BYTES_MAX = 32 * 1024 * 1024;
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /**
   * A fault.
   *
   * @param method the full name
   * @param strikes whether the fault is for this request
   * @param deed what is done in place of handing it on
   */
  record Plant(
      String method,
      Predicate<byte[]> strikes,
      BiConsumer<byte[], ServerCall<byte[], byte[]>> deed) {}

  private final @Nullable Plant plant;
  private final AtomicInteger strikes = new AtomicInteger();
  private final ManagedChannel behind;
  private final Server server;

  /**
   * Opens a door.
   *
   * @param gatewayPort what it stands before
   * @param plant its fault; null for none
   */
  PlantedDoor(int gatewayPort, @Nullable Plant plant) {
    this.plant = plant;
    this.behind =
        NettyChannelBuilder.forAddress("127.0.0.1", gatewayPort)
            .usePlaintext()
            .maxInboundMetadataSize(BYTES_MAX)
            .maxInboundMessageSize(BYTES_MAX)
            .directExecutor()
            .build();
    try {
      this.server =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .maxInboundMessageSize(BYTES_MAX)
              .directExecutor()
              .fallbackHandlerRegistry(new EveryMethod())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return server.getPort();
  }

  /** How many requests the fault was for. */
  int strikes() {
    return strikes.get();
  }

  @Override
  public void close() {
    server.shutdownNow();
    behind.shutdownNow();
    try {
      server.awaitTermination();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private final class EveryMethod extends HandlerRegistry {
    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
      MethodDescriptor<byte[], byte[]> method = RawCalls.method(name);
      return ServerMethodDefinition.create(
          method,
          (call, headers) -> {
            call.request(1);
            return new OneRequest(method, call, headers);
          });
    }
  }

  /** Waits for the whole request; then it is the fault's, or the gateway's. */
  private final class OneRequest extends ServerCall.Listener<byte[]> {
    private final MethodDescriptor<byte[], byte[]> method;
    private final ServerCall<byte[], byte[]> call;
    private final Metadata headers;
    private byte[] request = {};

    OneRequest(
        MethodDescriptor<byte[], byte[]> method,
        ServerCall<byte[], byte[]> call,
        Metadata headers) {
      this.method = method;
      this.call = call;
      this.headers = headers;
    }

    @Override
    public void onMessage(byte[] message) {
      request = message;
      call.request(1);
    }

    @Override
    public void onHalfClose() {
      if (plant != null
          && plant.method().equals(method.getFullMethodName())
          && plant.strikes().test(request)) {
        strikes.incrementAndGet();
        plant.deed().accept(request, call);
      } else {
        handOn();
      }
    }

    private void handOn() {
      Metadata credential = new Metadata();
      String token = headers.get(AUTHORIZATION);
      if (token != null) {
        credential.put(AUTHORIZATION, token);
      }
      ClientCall<byte[], byte[]> onward = behind.newCall(method, CallOptions.DEFAULT);
      onward.start(new Back(call), credential);
      onward.request(Integer.MAX_VALUE);
      onward.sendMessage(request);
      onward.halfClose();
    }
  }

  /** Hands an answer back. */
  private static final class Back extends ClientCall.Listener<byte[]> {
    private final ServerCall<byte[], byte[]> call;

    Back(ServerCall<byte[], byte[]> call) {
      this.call = call;
    }

    @Override
    public void onHeaders(Metadata headers) {
      call.sendHeaders(headers);
    }

    @Override
    public void onMessage(byte[] message) {
      call.sendMessage(message);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      call.close(status, trailers);
    }
  }
}
