package io.yizhan.gateway.rpc;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
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
import java.util.ArrayList;
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

  /** The transport complains of what clients send; whoever floods it must not fill the log. */
  private static final java.util.logging.Logger TRANSPORT =
      java.util.logging.Logger.getLogger("io.grpc.netty");

  private static final int CLOSE_MILLIS_MAX = 2_000;
  private static final int RESETS_PER_WINDOW_MAX = 200;
  private static final int RESET_WINDOW_SECONDS = 30;
  private static final int KEEP_ALIVE_PERMIT_SECONDS = 10;
  private static final int KEEP_ALIVE_SECONDS = 60;
  private static final int KEEP_ALIVE_TIMEOUT_SECONDS = 20;

  /** What of messages may be on the way on one connection before the server takes it. */
  private static final int WINDOW_BYTES = 1024 * 1024;

  private final Server server;
  private final EventLoops loops;
  private final CallBounds bounds;
  private final ConnectionLimit connections;
  private final HealthStatusManager health;

  private final List<String> services;

  private GrpcServer(
      Server server,
      EventLoops loops,
      CallBounds bounds,
      ConnectionLimit connections,
      HealthStatusManager health,
      List<String> services) {
    this.server = server;
    this.loops = loops;
    this.bounds = bounds;
    this.connections = connections;
    this.health = health;
    this.services = services;
  }

  /**
   * Starts a server.
   *
   * @param guarded services that only known callers with the right role reach
   * @param open services that anybody reaches, beside health and reflection; where their messages
   *     are not protobuf's, up to {@link #DECLARED_BYTES_MAX} of one are held
   * @throws IllegalStateException when the address cannot be bound
   * @throws UncheckedIOException when a key cannot be read
   */
  public static GrpcServer start(
      ServerSettings settings,
      List<BindableService> guarded,
      List<BindableService> open,
      CallerDirectory callers,
      CallRunner runner,
      MeterRegistry meters) {
    TRANSPORT.setLevel(java.util.logging.Level.SEVERE);
    HealthStatusManager health = new HealthStatusManager();
    ConnectionLimit connections = new ConnectionLimit(settings.limits().connectionsMax());
    EventLoops loops = new EventLoops(connections);
    CallBounds bounds = new CallBounds(settings.limits());
    boolean isStarted = false;
    try {
      NettyServerBuilder builder = limited(settings, loops, connections);
      CallMeter meter = new CallMeter(meters);
      CallerInterceptor caller = new CallerInterceptor(callers, runner);
      CallTrailers trailers = new CallTrailers();
      CallEffect.Teller effects = new CallEffect.Teller();
      for (BindableService service : guarded) {
        List<ServerInterceptor> interceptors =
            new ArrayList<>(List.of(meter, trailers, caller, bounds, effects));
        if (service instanceof Crowded crowded) {
          interceptors.add(new EarlyRefusal(crowded, runner));
        }
        builder.addService(
            ServerInterceptors.interceptForward(
                GarbledMessages.guard(service.bindService()), interceptors));
      }
      for (BindableService service : open) {
        builder.addService(bounded(service, bounds));
      }
      builder.addService(bounded(health.getHealthService(), bounds));
      if (settings.reflection()) {
        builder.addService(bounded(ProtoReflectionServiceV1.newInstance(), bounds));
      }
      Server server = listening(builder.build(), settings);
      List<String> names =
          guarded.stream()
              .map(service -> service.bindService().getServiceDescriptor().getName())
              .toList();
      GrpcServer started = new GrpcServer(server, loops, bounds, connections, health, names);
      started.setServing(true);
      isStarted = true;
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("TLS 无法启用 / TLS cannot be used", e);
    } finally {
      if (!isStarted) {
        bounds.close();
        loops.close();
      }
    }
  }

  private static Server listening(Server server, ServerSettings settings) {
    try {
      return server.start();
    } catch (IOException e) {
      throw ListenFailure.of("listen", settings.host() + ":" + settings.port(), e);
    }
  }

  private static ServerServiceDefinition bounded(BindableService service, CallBounds bounds) {
    return ServerInterceptors.interceptForward(
        GarbledMessages.guard(service.bindService()), bounds);
  }

  private static NettyServerBuilder limited(
      ServerSettings settings, EventLoops loops, ConnectionLimit connections) throws IOException {
    ServerLimits limits = settings.limits();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(settings.host(), settings.port()))
            .directExecutor()
            .bossEventLoopGroup(loops.boss())
            .workerEventLoopGroup(loops.workers())
            .channelFactory(loops.sockets())
            .addTransportFilter(connections.filter())
            .flowControlWindow(WINDOW_BYTES)
            .maxInboundMessageSize(DECLARED_BYTES_MAX)
            .addStreamTracerFactory(MessageSize.FACTORY)
            .maxInboundMetadataSize(METADATA_BYTES_MAX)
            .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION_MAX)
            .maxRstFramesPerWindow(RESETS_PER_WINDOW_MAX, RESET_WINDOW_SECONDS)
            .permitKeepAliveTime(KEEP_ALIVE_PERMIT_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .handshakeTimeout(limits.handshake().toMillis(), TimeUnit.MILLISECONDS)
            .maxConnectionIdle(limits.connectionIdleMax().toMillis(), TimeUnit.MILLISECONDS)
            .maxConnectionAge(limits.connectionAgeMax().toMillis(), TimeUnit.MILLISECONDS)
            .maxConnectionAgeGrace(limits.connectionGrace().toMillis(), TimeUnit.MILLISECONDS);
    if (settings.tls().isPresent()) {
      builder.sslContext(sslContext(settings.tls().get()));
    }
    return builder;
  }

  private static SslContext sslContext(ServerSettings.Tls tls) throws IOException {
    SslContextBuilder builder =
        GrpcSslContexts.configure(SslContextBuilder.forServer(tls.own().keyManager()));
    if (tls.callers().isPresent()) {
      builder.trustManager(tls.callers().get().trustManager()).clientAuth(ClientAuth.OPTIONAL);
    }
    return builder.build();
  }

  /** The port it listens on. */
  public int port() {
    return server.getPort();
  }

  /** How many connections are open. */
  int connectionCount() {
    return connections.count();
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
    bounds.close();
    return finished;
  }

  /** Stops at once; calls in flight are cut off. */
  @Override
  public void close() {
    server.shutdownNow();
    bounds.close();
    try {
      // The library still speaks on the event loops while it ends.
      server.awaitTermination(CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    loops.close();
  }
}
