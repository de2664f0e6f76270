package io.yizhan.benchmarks;

import io.yizhan.gateway.Gateway;
import io.yizhan.gateway.ServeSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A real gateway over a real embedded PostgreSQL in an own process, with the echo beside its doors.
 * Says its port and where the operator's token lies, and stops when its input ends.
 */
public final class BenchServer {
  static final String READY = "bench-server-ready ";
  static final String HOSPITAL = "H410100001";
  static final int CONNECTIONS = 8;
  private static final int QUEUE_MAX = 4_096;

  private BenchServer() {}

  /** The one argument is an empty data folder. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    ServeSettings.Address anyPort = new ServeSettings.Address("127.0.0.1", 0);
    ServeSettings settings =
        new ServeSettings(
            folder,
            anyPort,
            null,
            CONNECTIONS,
            CONNECTIONS,
            QUEUE_MAX,
            null,
            anyPort,
            false,
            JulyPlan.home().resolve("policies").resolve("zhengzhou"),
            Duration.ofMillis(500),
            Duration.ofSeconds(10));
    Gateway gateway =
        Gateway.start(
            settings,
            (dataSource, workers) -> List.of(new EchoService(dataSource, workers, HOSPITAL)));
    String token = Files.readString(gateway.operatorTokenFile(), StandardCharsets.UTF_8).strip();
    System.out.println(READY + gateway.port() + " " + token);
    System.out.flush();
    System.in.readAllBytes();
    gateway.stop();
    System.exit(0);
  }
}
