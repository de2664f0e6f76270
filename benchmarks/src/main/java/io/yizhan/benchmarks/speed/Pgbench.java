package io.yizhan.benchmarks.speed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** Runs pgbench with a script against a database. */
final class Pgbench {
  private static final long LATENCY_MICROS_MAX = 60_000_000;
  private static final Pattern FAILED = Pattern.compile("number of failed transactions: (\\d+)");

  /** Without the time in which it connects. */
  private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+) ");

  private final Path folder;
  private final int persons;

  Pgbench(Path folder, int persons) {
    this.folder = folder;
    this.persons = persons;
  }

  /** Whether it is installed. */
  static boolean isThere() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(place -> Files.isExecutable(Path.of(place, "pgbench")));
  }

  /** As many transactions as it can, each client one after the other. */
  Measurement closed(Database database, PgbenchScript.Script script, int clients, int seconds) {
    return run(database, script, clients, List.of("-T", Integer.toString(seconds)));
  }

  /** At a rate, measured from the intended start. */
  Measurement open(
      Database database, PgbenchScript.Script script, int clients, int rate, int seconds) {
    return run(
        database, script, clients, List.of("-T", Integer.toString(seconds), "--rate=" + rate));
  }

  Measurement once(Database database, PgbenchScript.Script script) {
    return run(database, script, 1, List.of("-t", "1"));
  }

  private Measurement run(
      Database database, PgbenchScript.Script script, int clients, List<String> how) {
    try {
      Path file = folder.resolve("pgbench.sql");
      Path logs = Files.createTempDirectory(folder, "pgbench-log-");
      Files.writeString(file, script.text(), StandardCharsets.UTF_8);
      List<String> command =
          new ArrayList<>(
              List.of("pgbench", "-n", "-M", "prepared", "-h", "127.0.0.1", "-p", database.port()));
      command.addAll(List.of("-U", database.user(), "-c", Integer.toString(clients)));
      command.addAll(List.of("-j", Integer.toString(Math.min(2, clients)), "-f", file.toString()));
      command.addAll(List.of("-l", "--log-prefix=" + logs.resolve("log")));
      command.addAll(List.of("-D", "persons=" + persons));
      script.values().forEach((name, value) -> command.addAll(List.of("-D", name + "=" + value)));
      command.addAll(how);
      command.add(database.name());
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(Map.of("PGPASSWORD", database.password()));
      Process process = builder.start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("pgbench failed: " + out);
      }
      Histogram micros = new Histogram(LATENCY_MICROS_MAX, 3);
      read(logs, micros);
      Matcher failed = FAILED.matcher(out);
      Matcher rate = RATE.matcher(out);
      if (!rate.find()) {
        throw new IllegalStateException("pgbench said no rate: " + out);
      }
      return new Measurement(
          micros.getTotalCount(),
          failed.find() && !failed.group(1).equals("0")
              ? new TreeMap<>(Map.of(Failures.UNKNOWN, Long.valueOf(failed.group(1))))
              : new TreeMap<>(),
          micros.getTotalCount() / Double.parseDouble(rate.group(1)),
          micros.getValueAtPercentile(50) / 1e3,
          micros.getValueAtPercentile(90) / 1e3,
          micros.getValueAtPercentile(99) / 1e3,
          micros.getValueAtPercentile(99.9) / 1e3,
          micros.getMaxValue() / 1e3);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The third word of a line is the latency in microseconds, from the intended start. */
  private static void read(Path logs, Histogram micros) throws IOException {
    try (Stream<Path> files = Files.list(logs)) {
      for (Path log : files.toList()) {
        try (Stream<String> lines = Files.lines(log)) {
          lines.forEach(
              line -> {
                String latency = line.split(" ", 4)[2];
                if (Character.isDigit(latency.charAt(0))) {
                  micros.recordValue(Math.min(LATENCY_MICROS_MAX, Long.parseLong(latency)));
                }
              });
        }
        Files.delete(log);
      }
    }
    Files.delete(logs);
  }
}
