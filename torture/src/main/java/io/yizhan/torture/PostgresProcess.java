package io.yizhan.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL in a folder, as processes that this run owns, on one port for its life. */
final class PostgresProcess implements AutoCloseable {
  static final String USER = "postgres";
  private static final String DATABASE = "yizhan";
  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final Duration END_MAX = Duration.ofSeconds(30);
  private static final long INITDB_SECONDS_MAX = 120;
  private static final int CONNECTIONS_MAX = 60;

  private final Path binaries;
  private final Path data;
  private final Path log;
  private final Map<String, String> environment;
  private final int port;
  private @Nullable Process postmaster;

  /**
   * A server that is not started yet.
   *
   * @param environment what its processes get beside this one's
   */
  PostgresProcess(Path binaries, Path data, Path log, Map<String, String> environment) {
    this.binaries = binaries;
    this.data = data;
    this.log = log;
    this.environment = Map.copyOf(environment);
    this.port = freePort();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  /** How this run itself connects: straight, not through a wire that may be cut. */
  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE + "?user=" + USER;
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url());
  }

  /** Makes the database where there is none yet, and starts the server. */
  void open() {
    boolean isNew = !Files.exists(data.resolve("PG_VERSION"));
    if (isNew) {
      initialise();
    }
    start();
    if (isNew) {
      try (Connection connection =
              DriverManager.getConnection(
                  "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=" + USER);
          Statement statement = connection.createStatement()) {
        statement.executeUpdate("CREATE DATABASE " + DATABASE);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void initialise() {
    List<String> command =
        command(
            "initdb",
            List.of("-D", data.toString(), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-locale"));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      if (!process.waitFor(INITDB_SECONDS_MAX, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException("the database could not be made; see " + log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** PostgreSQL refuses root; a user namespace of its own makes it somebody else. */
  private List<String> command(String program, List<String> arguments) {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(binaries.resolve("bin").resolve(program).toString());
    command.addAll(arguments);
    return command;
  }

  /** Starts the server and waits until it answers. */
  void start() {
    List<String> settings =
        List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "fsync=on",
            "full_page_writes=on",
            "synchronous_commit=on",
            "restart_after_crash=on",
            "max_connections=" + CONNECTIONS_MAX,
            "shared_buffers=64MB",
            "max_wal_size=256MB",
            "checkpoint_timeout=30s",
            "log_timezone=UTC");
    List<String> arguments = new ArrayList<>(List.of("-D", data.toString(), "-p", "" + port));
    settings.forEach(setting -> arguments.addAll(List.of("-c", setting)));
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command("postgres", arguments))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(environment);
      Process started = builder.start();
      postmaster = started;
      if (!Pause.until(START_MAX, () -> answers() || !started.isAlive()) || !started.isAlive()) {
        throw new IllegalStateException("the database did not start; see " + log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it again where it has ended by itself, as it does when it cannot recover. */
  void startIfEnded() {
    Process server = postmaster;
    if (server != null && !server.isAlive()) {
      kill();
      start();
    }
  }

  /** Whether it takes connections now. */
  boolean answers() {
    try (Connection connection =
        DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:" + port + "/postgres?connectTimeout=2&user=" + USER)) {
      return connection.isValid(2);
    } catch (SQLException notYet) {
      return false;
    }
  }

  /** kill -9 of every process of the server, the first one first, so that it starts no other. */
  int kill() {
    Process server = postmaster;
    if (server == null) {
      return 0;
    }
    List<ProcessHandle> all = new ArrayList<>(List.of(server.toHandle()));
    server.descendants().forEach(all::add);
    all.forEach(ProcessHandle::destroyForcibly);
    boolean ended = Pause.until(END_MAX, () -> all.stream().noneMatch(PostgresProcess::isRunning));
    if (!ended) {
      throw new IllegalStateException("killed processes of the database must end");
    }
    postmaster = null;
    return all.size();
  }

  /** A killed process that nobody has asked after yet does not run. */
  private static boolean isRunning(ProcessHandle process) {
    if (!process.isAlive()) {
      return false;
    }
    try {
      String stat = Files.readString(Path.of("/proc", "" + process.pid(), "stat"));
      return !stat.substring(stat.lastIndexOf(')') + 1).strip().startsWith("Z");
    } catch (IOException gone) {
      return false;
    }
  }

  /** Ends the server in order. */
  @Override
  public void close() {
    Process server = postmaster;
    if (server == null) {
      return;
    }
    // SIGTERM would wait for clients; whatever is left is killed, which it must survive anyway.
    kill();
  }
}
