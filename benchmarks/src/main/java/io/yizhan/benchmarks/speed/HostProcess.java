package io.yizhan.benchmarks.speed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Java process of this benchmark. It says one line when it is ready, then answers each line with
 * one line, and stops when its input ends. What it measures is apart from whoever asks.
 */
final class HostProcess implements AutoCloseable {
  private static final String ANSWER = "bench: ";
  private static final long STOP_SECONDS_MAX = 60;

  private final Process process;
  private final BufferedReader says;
  private final Writer hears;
  private final String ready;

  private HostProcess(Process process) {
    this.process = process;
    this.says =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.hears = new java.io.OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    this.ready = answer();
  }

  /** Starts the main class with this launcher's Java and libraries; its errors go to the log. */
  static HostProcess start(
      Class<?> main, Path log, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        Arrays.stream(System.getenv().getOrDefault("YIZHAN_JAVA_OPTS", "").split(" "))
            .filter(option -> !option.isEmpty())
            .toList());
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-Dyizhan.home=" + System.getProperty("yizhan.home", "."));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      return new HostProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a host says: used inside the started process. */
  static void say(String line) {
    System.out.println(ANSWER + line);
    System.out.flush();
  }

  /** The words it said when it was ready. */
  String[] ready() {
    return ready.split(" ", -1);
  }

  long pid() {
    return process.pid();
  }

  /** Asks and waits for the answer. */
  String ask(String line) {
    try {
      hears.write(line + "\n");
      hears.flush();
      return answer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String answer() {
    try {
      for (String line = says.readLine(); line != null; line = says.readLine()) {
        if (line.startsWith(ANSWER)) {
          return line.substring(ANSWER.length());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("a process of the benchmark ended; its log says why");
  }

  @Override
  public void close() {
    try {
      hears.close();
      if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
