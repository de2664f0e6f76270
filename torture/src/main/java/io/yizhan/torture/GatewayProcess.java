package io.yizhan.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One gateway as an operating-system process, as {@code yizhan serve} runs it. */
final class GatewayProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("serving grpc port (\\d+)");
  private static final Duration START_MAX = Duration.ofSeconds(90);
  private static final long END_SECONDS_MAX = 60;

  /** More than a gateway prints until it serves. */
  private static final int START_BYTES_MAX = 256 * 1024;

  private final List<String> command;
  private final Path dataFolder;
  private final Path log;
  private final Map<String, String> environment;
  private @Nullable Process process;
  private int port;
  private long from;

  /**
   * How a gateway is run.
   *
   * @param classPath of the gateway's process; a broken build has other classes before the right
   *     ones
   * @param jvmOptions of its Java machine
   */
  record Build(String classPath, List<String> jvmOptions) {
    private static final String MAIN = "io.yizhan.gateway.cli.Yizhan";
    private static final String GATEWAY_CLASSES = "io/yizhan/gateway";
    private static final String MACHINES_ARCHIVE = "lib/server/classes.jsa";

    /** Starts soon: what is killed every second or two never becomes warm. */
    private static final List<String> QUICK_START =
        List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

    /** The gateway that this run was built with. */
    static Build right() {
      return new Build(withoutOwnFolders(ownClassPath()), QUICK_START);
    }

    /** The same, with a folder of other classes before it. */
    static Build broken(Path classes) {
      return new Build(classes + ":" + ownClassPath(), QUICK_START);
    }

    /** Without the folders of this module's classes, which no gateway needs. */
    private static String withoutOwnFolders(String classPath) {
      return Arrays.stream(classPath.split(":"))
          .filter(each -> isJar(each) || Files.exists(Path.of(each, GATEWAY_CLASSES)))
          .collect(Collectors.joining(":"));
    }

    private static boolean isJar(String place) {
      return place.endsWith(".jar");
    }

    /**
     * Whether its classes can be kept in an archive: the Java machine takes jars alone, and lays
     * the archive over one of its own classes, which slim installations leave out.
     */
    boolean isArchivable() {
      return Files.exists(Path.of(System.getProperty("java.home"), MACHINES_ARCHIVE))
          && Arrays.stream(classPath.split(":")).allMatch(Build::isJar);
    }

    /** The same, which keeps the classes it used in an archive when it ends. */
    Build archiving(Path archive) {
      return with("-XX:ArchiveClassesAtExit=" + archive);
    }

    /**
     * The same, which maps classes that are in the archive instead of reading and verifying them: a
     * start takes about half the processor time.
     */
    Build sharing(Path archive) {
      return with("-XX:SharedArchiveFile=" + archive);
    }

    private Build with(String option) {
      return new Build(classPath, Stream.concat(jvmOptions.stream(), Stream.of(option)).toList());
    }

    /** This process's own class path. */
    static String ownClassPath() {
      return System.getProperty(
          "surefire.test.class.path", System.getProperty("java.class.path", ""));
    }
  }

  /** A gateway that is not started yet. */
  GatewayProcess(
      Build build,
      Path dataFolder,
      Path secretsFile,
      Path log,
      String databaseUrl,
      Map<String, String> environment) {
    this.dataFolder = dataFolder;
    this.log = log;
    this.environment = Map.copyOf(environment);
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(build.jvmOptions());
    words.addAll(
        List.of(
            "-cp",
            build.classPath(),
            Build.MAIN,
            "serve",
            "--data-folder",
            dataFolder.toString(),
            "--secrets-file",
            secretsFile.toString(),
            "--listen",
            "127.0.0.1:0",
            "--metrics-listen",
            "127.0.0.1:0",
            "--policy-poll-millis",
            "200",
            "--database-url",
            databaseUrl,
            "--database-user",
            PostgresProcess.USER));
    this.command = List.copyOf(words);
  }

  /** Starts it and waits until it serves. */
  void start() {
    launch();
    awaitReady();
  }

  /** Starts it and does not wait. */
  void launch() {
    try {
      Files.writeString(
          log, "", StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
      from = Files.size(log);
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(environment);
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it serves. */
  void awaitReady() {
    Process started = process;
    if (started == null) {
      throw new IllegalStateException("must be launched first");
    }
    boolean ready = Pause.until(START_MAX, () -> isReady() || !started.isAlive());
    if (!ready || !started.isAlive()) {
      throw new IllegalStateException("the gateway did not start; see " + log);
    }
  }

  private boolean isReady() {
    try (FileChannel channel = FileChannel.open(log)) {
      ByteBuffer printedSince = ByteBuffer.allocate(START_BYTES_MAX);
      channel.read(printedSince, from);
      printedSince.flip();
      CharSequence printed = StandardCharsets.UTF_8.decode(printedSince);
      Matcher matcher = READY.matcher(printed);
      if (matcher.find()) {
        port = Integer.parseInt(matcher.group(1));
        return true;
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it serves, since it was last ready. */
  int port() {
    return port;
  }

  boolean isAlive() {
    Process running = process;
    return running != null && running.isAlive();
  }

  /** The first operator's token; only the first gateway of a database makes one. */
  String operatorToken() {
    try {
      return Files.readString(dataFolder.resolve("operator.token")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** kill -9. */
  void kill() {
    end(Process::destroyForcibly);
  }

  /** Asks it to end, and waits until it has. */
  void stop() {
    end(
        running -> {
          running.destroy();
          return running;
        });
  }

  private void end(UnaryOperator<Process> by) {
    Process running = process;
    if (running == null) {
      return;
    }
    try {
      if (!by.apply(running).waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a gateway that is to end must");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    process = null;
  }

  @Override
  public void close() {
    kill();
  }
}
