package io.yizhan.gateway.acceptance;

import io.yizhan.gateway.cli.Yizhan;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The gateway as an operating-system process, as {@code yizhan serve} runs it. */
final class GatewayProcess implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("serving grpc port (\\d+), metrics port (\\d+)");
  private static final Duration START_MAX = Duration.ofSeconds(90);
  private static final Duration STOP_MAX = Duration.ofSeconds(60);
  private static final long LOOK_MILLIS = 50;

  private final Process process;
  private final Path dataFolder;
  private final Path output;
  private final int port;
  private final int metricsPort;

  private GatewayProcess(Process process, Path dataFolder, Path output, int port, int metricsPort) {
    this.process = process;
    this.dataFolder = dataFolder;
    this.output = output;
    this.port = port;
    this.metricsPort = metricsPort;
  }

  /**
   * Starts one and waits until it serves.
   *
   * @param output a file for all it prints; appended to
   * @param zone of the process
   * @param jvm further options of the JVM
   * @param flags further flags of serve
   */
  static GatewayProcess start(
      Path dataFolder, Path output, String zone, List<String> jvm, List<String> flags) {
    return start(dataFolder, output, zone, jvm, flags, "127.0.0.1:0");
  }

  /** As above, listening where it is told. */
  static GatewayProcess start(
      Path dataFolder,
      Path output,
      String zone,
      List<String> jvm,
      List<String> flags,
      String listen) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(jvm);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Yizhan.class.getName(),
            "serve",
            "--data-folder",
            dataFolder.toString(),
            "--listen",
            listen,
            "--metrics-listen",
            "127.0.0.1:0",
            "--policy-poll-millis",
            "50"));
    command.addAll(flags);
    try {
      long from = Files.exists(output) ? Files.size(output) : 0;
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
      builder.environment().putAll(Map.of("TZ", zone));
      return awaitReady(builder.start(), dataFolder, output, from);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static GatewayProcess awaitReady(Process process, Path dataFolder, Path output, long from)
      throws IOException {
    long begun = System.nanoTime();
    while (process.isAlive() && System.nanoTime() - begun < START_MAX.toNanos()) {
      String printed = Files.readString(output);
      Matcher ready = READY.matcher(printed.substring((int) Math.min(from, printed.length())));
      if (ready.find()) {
        return new GatewayProcess(
            process,
            dataFolder,
            output,
            Integer.parseInt(ready.group(1)),
            Integer.parseInt(ready.group(2)));
      }
      World.pause(LOOK_MILLIS);
    }
    process.destroyForcibly();
    throw new AssertionError("the gateway did not start: " + Files.readString(output));
  }

  int port() {
    return port;
  }

  /** Where all it prints goes. */
  Path output() {
    return output;
  }

  /** The first operator's token. */
  String operatorToken() {
    return House.read(dataFolder.resolve("operator.token"));
  }

  /** How to reach the embedded database, as its own files say. */
  String embeddedUrl() {
    return "jdbc:postgresql://127.0.0.1:"
        + pidFileLine(dataFolder, 3).orElseThrow()
        + "/yizhan?user=postgres&password="
        + databasePassword();
  }

  /** What the embedded database asks for. */
  String databasePassword() {
    return House.read(dataFolder.resolve("database.password"));
  }

  /** The embedded database's first process, while it lives. */
  static Optional<ProcessHandle> postmaster(Path dataFolder) {
    return pidFileLine(dataFolder, 0)
        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)))
        .filter(ProcessHandle::isAlive);
  }

  private static Optional<String> pidFileLine(Path dataFolder, int line) {
    Path file = dataFolder.resolve("pgdata").resolve("postmaster.pid");
    try {
      return Files.exists(file)
          ? Optional.of(Files.readAllLines(file).get(line).strip())
          : Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a page of the metrics port says. */
  String page(String path) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metricsPort + path))
                  .timeout(Duration.ofSeconds(10))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** kill -9. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the gateway must stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Tells it to stop and waits; an orphaned database of a killed one is ended, too. */
  @Override
  public void close() {
    process.destroy();
    awaitEnd();
    postmaster(dataFolder)
        .ifPresent(
            server -> {
              server.destroy();
              server.onExit().orTimeout(STOP_MAX.toSeconds(), TimeUnit.SECONDS).join();
            });
  }
}
