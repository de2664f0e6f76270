package io.yizhan.benchmarks.speed;

import io.yizhan.gateway.Gateway;
import io.yizhan.gateway.ServeSettings;
import io.yizhan.gateway.insurer.InsurerAddress;
import io.yizhan.gateway.postgres.DatabaseSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A real gateway in a process of its own, with the echo beside its doors. Answers {@code heap} with
 * the least heap that a collection has left since it was last asked.
 */
public final class GatewayHost {
  private static final int QUEUE_MAX = 4_096;

  /** The place of an argument that may be missing. */
  private static final int INSURER_PORT = 4;

  private GatewayHost() {}

  /**
   * Folder, URL, user, password, and where there is an insurer its port. Says its port and the
   * operator's token.
   */
  public static void main(String[] arguments) throws IOException {
    HeapWatch heap = new HeapWatch();
    ServeSettings.Address anyPort = new ServeSettings.Address("127.0.0.1", 0);
    ServeSettings settings =
        new ServeSettings(
                Path.of(arguments[0]),
                anyPort,
                new ServeSettings.Database(arguments[1], arguments[2], arguments[3]),
                DatabaseSettings.POOL_SIZE_DEFAULT,
                DatabaseSettings.POOL_SIZE_DEFAULT,
                QUEUE_MAX,
                null,
                anyPort,
                false,
                Path.of(System.getProperty("yizhan.home", "."), "policies", "zhengzhou"),
                Duration.ofMillis(500),
                Duration.ofSeconds(10))
            .with(insurers(arguments));
    Gateway gateway =
        Gateway.start(
            settings,
            (dataSource, workers) ->
                List.of(new EchoService(dataSource, workers, BenchWorld.HOSPITAL)));
    String token = Files.readString(gateway.operatorTokenFile(), StandardCharsets.UTF_8).strip();
    HostProcess.say(gateway.port() + " " + token);
    BufferedReader asked =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = asked.readLine(); line != null; line = asked.readLine()) {
      HostProcess.say(line.equals("heap") ? Long.toString(heap.leastBytes()) : "?");
    }
    gateway.stop();
    System.exit(0);
  }

  private static ServeSettings.Insurers insurers(String[] arguments) {
    return arguments.length <= INSURER_PORT
        ? ServeSettings.Insurers.NONE
        : new ServeSettings.Insurers(
            List.of(
                new InsurerAddress(
                    AskedClaims.REGION,
                    AskedClaims.ASKED_SCHEME,
                    "127.0.0.1",
                    Integer.parseInt(arguments[INSURER_PORT]))),
            null,
            null);
  }
}
