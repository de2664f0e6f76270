package io.yizhan.gateway.rpc;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The gRPC server with its limits, its health and its doors. */
public final class GrpcServer implements AutoCloseable {
  /** The largest message that is read. A policy document of 1 MiB fits. */
  static final int MESSAGE_BYTES_MAX = 2 * 1024 * 1024;

  /**
   * A message that says it is larger is refused by the transport, which can name no reason. One
   * between both limits is refused when it is there; {@link MessageSize} limits what they hold.
   */
  static final int DECLARED_BYTES_MAX = 16 * 1024 * 1024;

  static final int METADATA_BYTES_MAX = 8 * 1024;
  static final int CALLS_PER_CONNECTION_MAX = 256;
  private static final int RESETS_PER_WINDOW_MAX = 200;
  private static final int RESET_WINDOW_SECONDS = 30;
  private static final int KEEP_ALIVE_PERMIT_SECONDS = 10;
  private static final int KEEP_ALIVE_SECONDS = 60;
  private static final int KEEP_ALIVE_TIMEOUT_SECONDS = 20;
  private static final int CONNECTION_GRACE_SECONDS = 60;
  private static final int HANDSHAKE_SECONDS = 20;

  private final Server server;
  private final HealthStatusManager health;

  private final List<String> services;

  private GrpcServer(Server server, HealthStatusManager health, List<String> services) {
    this.server = server;
    this.health = health;
    this.services = services;
  }

  /**
   * Starts a server.
   *
   * @param guarded services that only known callers with the right role reach
   * @param open services that anybody reaches, beside health and reflection; where their messages
   *     are not protobuf's, up to {@link #DECLARED_BYTES_MAX} of one are held
   * @throws UncheckedIOException when the address cannot be bound or a key not be read
   */
  public static GrpcServer start(
      ServerSettings settings,
      List<BindableService> guarded,
      List<BindableService> open,
      CallerDirectory callers,
      CallRunner runner,
      MeterRegistry meters) {
    HealthStatusManager health = new HealthStatusManager();
    try {
      NettyServerBuilder builder = limited(settings);
      CallMeter meter = new CallMeter(meters);
      CallerInterceptor caller = new CallerInterceptor(callers, runner);
      CallTrailers trailers = new CallTrailers();
      for (BindableService service : guarded) {
        builder.addService(
            ServerInterceptors.interceptForward(
                GarbledMessages.guard(service.bindService()), meter, trailers, caller));
      }
      for (BindableService service : open) {
        builder.addService(GarbledMessages.guard(service.bindService()));
      }
      builder.addService(GarbledMessages.guard(health.getHealthService().bindService()));
      if (settings.reflection()) {
        builder.addService(
            GarbledMessages.guard(ProtoReflectionServiceV1.newInstance().bindService()));
      }
      Server server = builder.build().start();
      List<String> names =
          guarded.stream()
              .map(service -> service.bindService().getServiceDescriptor().getName())
              .toList();
      GrpcServer started = new GrpcServer(server, health, names);
      started.setServing(true);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("the gRPC server must be able to listen", e);
    }
  }

  private static NettyServerBuilder limited(ServerSettings settings) throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(settings.host(), settings.port()))
            .directExecutor()
            .maxInboundMessageSize(DECLARED_BYTES_MAX)
            .addStreamTracerFactory(MessageSize.FACTORY)
            .maxInboundMetadataSize(METADATA_BYTES_MAX)
            .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION_MAX)
            .maxRstFramesPerWindow(RESETS_PER_WINDOW_MAX, RESET_WINDOW_SECONDS)
            .permitKeepAliveTime(KEEP_ALIVE_PERMIT_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
            .maxConnectionAge(settings.connectionAgeMax().toMillis(), TimeUnit.MILLISECONDS)
            .maxConnectionAgeGrace(CONNECTION_GRACE_SECONDS, TimeUnit.SECONDS);
    if (settings.tls().isPresent()) {
      builder.sslContext(sslContext(settings.tls().get()));
    }
    return builder;
  }

  private static SslContext sslContext(ServerSettings.Tls tls) throws IOException {
    SslContextBuilder builder =
        GrpcSslContexts.forServer(tls.certificateChain().toFile(), tls.privateKey().toFile());
    if (tls.clientAuthorities().isPresent()) {
      builder.trustManager(tls.clientAuthorities().get().toFile()).clientAuth(ClientAuth.OPTIONAL);
    }
    return builder.build();
  }

  /** The port it listens on. */
  public int port() {
    return server.getPort();
  }

  /** Says in health, for the server and each guarded service, whether calls can be served now. */
  public void setServing(boolean serving) {
    ServingStatus status = serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    health.setStatus("", status);
    services.forEach(service -> health.setStatus(service, status));
  }

  /** Takes no new call, finishes accepted ones, at most this long; false when some were cut off. */
  public boolean gracefulStop(Duration patience) throws InterruptedException {
    health.enterTerminalState();
    server.shutdown();
    boolean finished = server.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (!finished) {
      server.shutdownNow();
    }
    return finished;
  }

  /** Waits until it has stopped. */
  public void awaitStop() throws InterruptedException {
    server.awaitTermination();
  }

  /** Stops at once; calls in flight are cut off. */
  @Override
  public void close() {
    server.shutdownNow();
  }
}
