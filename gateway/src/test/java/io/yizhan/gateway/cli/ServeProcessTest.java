package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The gateway as an operating-system process on a folder of its own. */
class ServeProcessTest {
  private static final Pattern READY =
      Pattern.compile("serving grpc port (\\d+), metrics port (\\d+)");
  private static final Duration START_MAX = Duration.ofMinutes(5);
  private static final Duration STOP_MAX = Duration.ofSeconds(60);

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private final List<Process> started = new ArrayList<>();

  /** A running gateway. */
  private record Served(Process process, int port, int metricsPort) {}

  @AfterEach
  void stopAll() throws InterruptedException {
    for (Process process : started) {
      process.destroy();
      if (!process.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void serve_killedWithoutWarning_startsAgainOnTheSameFolder() throws Exception {
    Served first = serve();
    Path token = folder.resolve("data").resolve("operator.token");
    String written = Files.readString(token);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(token)));
    assertTrue(policies(first).contains("zhengzhou@2016-07-01"));

    first.process().destroyForcibly().waitFor();

    Served second = serve();
    assertNotEquals(first.process().pid(), second.process().pid());
    assertEquals(written, Files.readString(token));
    assertTrue(policies(second).contains("zhengzhou@2016-07-01"));
    assertEquals("SERVING\n", get(second, "/healthz"));
    String metrics = get(second, "/metrics");
    assertTrue(metrics.contains("jvm_memory_used_bytes"), metrics);
    assertTrue(metrics.contains("hikaricp_connections"), metrics);
  }

  @Test
  void serve_afterAFirstStartWithoutRoom_serves() throws Exception {
    Served served = serve();
    served.process().destroy();
    assertTrue(served.process().waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS));
    // As a full disk leaves it: programs that are there and empty, a cluster that is half made.
    Path data = folder.resolve("data");
    try (Stream<Path> unpacked = Files.list(data.resolve("binaries").resolve("unpacked"))) {
      for (Path programs : unpacked.filter(Files::isDirectory).toList()) {
        Files.delete(programs.resolve(".started"));
        for (String program : List.of("initdb", "pg_ctl", "postgres")) {
          Files.write(programs.resolve("bin").resolve(program), new byte[0]);
        }
      }
    }
    Files.move(data.resolve("pgdata"), folder.resolve("away"));
    Files.createDirectories(data.resolve("pgdata").resolve("base"));
    assertEquals("SERVING\n", get(serve(), "/healthz"));
  }

  @Test
  void serve_toldToStop_stopsItsDatabase() throws Exception {
    Served served = serve();
    Path postmaster = folder.resolve("data").resolve("pgdata").resolve("postmaster.pid");
    assertTrue(Files.exists(postmaster));
    served.process().destroy();
    assertTrue(served.process().waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS));
    assertFalse(Files.exists(postmaster));
  }

  @Test
  void serve_toldToStopWhileItStarts_leavesNoDatabaseRunning() throws Exception {
    Path log = Files.createTempFile(folder, "serve", ".log");
    Process process = start(log);
    Path postmaster = folder.resolve("data").resolve("pgdata").resolve("postmaster.pid");
    long deadline = System.nanoTime() + START_MAX.toNanos();
    while (!isOfAServer(postmaster) && process.isAlive() && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    ProcessHandle database =
        ProcessHandle.of(Long.parseLong(Files.readAllLines(postmaster).get(0).strip()))
            .orElseThrow();
    process.destroy();
    assertTrue(process.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS));
    assertFalse(READY.matcher(Files.readString(log)).find(), "it was still starting");
    // Its file goes a moment before it does; one that was left would stay.
    database.onExit().get(STOP_MAX.toSeconds(), TimeUnit.SECONDS);
  }

  /**
   * What makes the database has such a file too, and ends by itself; only a server says how far.
   */
  private static boolean isOfAServer(Path file) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    String text = Files.readString(file);
    return text.contains("starting") || text.contains("ready");
  }

  @Test
  void serve_databaseKilled_saysSoAndEndsAsNotAvailable() throws Exception {
    Path log = Files.createTempFile(folder, "serve", ".log");
    Served served = serve(log);
    Path postmaster = folder.resolve("data").resolve("pgdata").resolve("postmaster.pid");
    ProcessHandle.of(Long.parseLong(Files.readAllLines(postmaster).get(0).strip()))
        .orElseThrow()
        .destroyForcibly();
    assertTrue(served.process().waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS));
    assertEquals(ExitCode.UNAVAILABLE, served.process().exitValue());
    String printed = Files.readString(log);
    assertTrue(printed.contains("内嵌数据库已退出"), printed);
    assertTrue(printed.contains("the embedded database has ended"), printed);
    assertEquals("SERVING\n", get(serve(), "/healthz"));
  }

  private Served serve() throws IOException, InterruptedException {
    return serve(Files.createTempFile(folder, "serve", ".log"));
  }

  private Process start(Path log) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Yizhan.class.getName(),
                "serve",
                "--data-folder",
                folder.resolve("data").toString(),
                "--listen",
                "127.0.0.1:0",
                "--metrics-listen",
                "127.0.0.1:0",
                "--policies-folder",
                Path.of("..", "policies", "zhengzhou").toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    started.add(process);
    return process;
  }

  private Served serve(Path log) throws IOException, InterruptedException {
    Process process = start(log);
    long deadline = System.nanoTime() + START_MAX.toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      Matcher ready = READY.matcher(Files.readString(log));
      if (ready.find()) {
        return new Served(
            process, Integer.parseInt(ready.group(1)), Integer.parseInt(ready.group(2)));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new AssertionError("the gateway did not start: " + Files.readString(log));
  }

  private String policies(Served served) {
    CommandLine line = Yizhan.commandLine();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    int code =
        line.execute(
            "policy",
            "list",
            "--target",
            "127.0.0.1:" + served.port(),
            "--token-file",
            folder.resolve("data").resolve("operator.token").toString());
    assertEquals(ExitCode.DONE, code, err.toString());
    return out.toString();
  }

  private static String get(Served served, String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + served.metricsPort() + path))
                .timeout(Duration.ofSeconds(10))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
