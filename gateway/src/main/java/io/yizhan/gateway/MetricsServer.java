package io.yizhan.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.yizhan.gateway.rpc.ListenFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/**
 * Prometheus text at {@code /metrics} and health at {@code /healthz}, on a port of their own so
 * that who may see the figures is decided apart from who may settle.
 */
final class MetricsServer implements AutoCloseable {
  /**
   * A request keeps a thread from its first byte on. Whoever reaches the port may send half of one,
   * so there are more threads than monitors, and none waits longer than the limits below.
   */
  static final int THREADS = 32;

  private static final int REQUEST_SECONDS_MAX = 3;
  private static final int RESPONSE_SECONDS_MAX = 10;
  private static final int BACKLOG_MAX = 16;
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  static {
    // The server's class reads these once, when it is loaded; it has no other way to say them.
    System.setProperty("sun.net.httpserver.maxReqTime", Integer.toString(REQUEST_SECONDS_MAX));
    System.setProperty("sun.net.httpserver.maxRspTime", Integer.toString(RESPONSE_SECONDS_MAX));
  }

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbage = new JvmGcMetrics();
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS,
          task -> {
            Thread thread = new Thread(task, "metrics");
            thread.setDaemon(true);
            return thread;
          });
  private final HttpServer server;

  private MetricsServer(HttpServer server) {
    this.server = server;
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    garbage.bindTo(registry);
  }

  /** Opens the port; answers nothing before {@link #serve}. */
  static MetricsServer open(ServeSettings.Address listen) {
    try {
      return new MetricsServer(
          HttpServer.create(new InetSocketAddress(listen.host(), listen.port()), BACKLOG_MAX));
    } catch (IOException busy) {
      throw ListenFailure.of("metrics-listen", listen.toString(), busy);
    }
  }

  /** Where other parts put their meters. */
  PrometheusMeterRegistry registry() {
    return registry;
  }

  /** Begins to answer. */
  void serve(BooleanSupplier healthy) {
    server.createContext(
        "/metrics",
        exchange -> {
          boolean known = exchange.getRequestURI().getPath().equals("/metrics");
          answer(exchange, known ? OK : NOT_FOUND, known ? registry.scrape() : "");
        });
    server.createContext(
        "/healthz",
        exchange -> {
          boolean well = healthy.getAsBoolean();
          if (exchange.getRequestURI().getPath().equals("/healthz")) {
            answer(exchange, well ? OK : UNAVAILABLE, well ? "SERVING\n" : "NOT_SERVING\n");
          } else {
            answer(exchange, NOT_FOUND, "");
          }
        });
    server.setExecutor(threads);
    server.start();
  }

  /** The port it listens on. */
  int port() {
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    garbage.close();
    registry.close();
  }
}
