package io.yizhan.gateway.postgres;

import com.sun.management.OperatingSystemMXBean;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL that lives in a folder and listens on 127.0.0.1 alone. The folder survives
 * restarts; a server left behind by a killed gateway is stopped first. fsync stays on. Whoever
 * connects must have the password, see {@link EmbeddedAccess}.
 */
public final class EmbeddedDatabase implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
  private static final String DATABASE = "yizhan";
  private static final String USER = "postgres";
  private static final String DATA_FOLDER = "pgdata";
  private static final String BINARIES_FOLDER = "binaries";
  private static final String PASSWORD_FILE = "database.password";

  /** Beside ours, which is of the whole folder. */
  private static final String LOCK_OF_LIBRARY = "epg-lock";

  private static final Duration START_MAX = Duration.ofSeconds(60);

  /** A server that was killed first applies what its log has: up to 4 GB of it. */
  private static final Duration RECOVERY_MAX = Duration.ofMinutes(10);

  /**
   * Keys begin with a bucket, so rows that are written together lie on pages far apart, and after
   * each checkpoint the first change of a page writes all of it into the log. With PostgreSQL's own
   * 1 GB there is a checkpoint every few seconds of an import, and most of the log is pages.
   */
  private static final String MAX_WAL_SIZE = "4GB";

  private static final String CHECKPOINT_TIMEOUT = "15min";
  private static final long MEBIBYTE = 1L << 20;
  private static final long SHARED_MIB_MIN = 128;
  private static final long SHARED_MIB_MAX = 2_048;
  private static final long SHARED_PART = 8;

  private final FileChannel channel;
  private final FileLock lock;
  private final EmbeddedPostgres server;
  private final EmbeddedAccess access;
  private final EmbeddedLog log;
  private final Path data;
  private volatile boolean closing;

  private EmbeddedDatabase(
      FileChannel channel,
      FileLock lock,
      EmbeddedPostgres server,
      EmbeddedAccess access,
      EmbeddedLog log,
      Path data) {
    this.channel = channel;
    this.lock = lock;
    this.server = server;
    this.access = access;
    this.log = log;
    this.data = data;
  }

  /**
   * Starts the database of the folder.
   *
   * @throws IllegalStateException when another living gateway holds the folder, or when the server
   *     does not start
   */
  public static EmbeddedDatabase start(Path dataFolder) {
    return start(dataFolder, START_MAX);
  }

  /** The same, of a server that has this time to come up unless it applies its log. */
  static EmbeddedDatabase start(Path dataFolder, Duration startMax) {
    FileChannel channel = null;
    EmbeddedLog log = null;
    try {
      PrivateFolder.requireUnchangedByOthers(dataFolder);
      channel =
          FileChannel.open(
              dataFolder.resolve("gateway.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      FileLock lock = lock(channel, dataFolder);
      Path data = dataFolder.toAbsolutePath().resolve(DATA_FOLDER);
      OrphanedServer.stop(data);
      FirstStart first = new FirstStart(data, data.resolveSibling(BINARIES_FOLDER));
      first.beginCluster();
      EmbeddedAccess access = EmbeddedAccess.of(dataFolder.resolve(PASSWORD_FILE), data);
      log = EmbeddedLog.of(data);
      EmbeddedDatabase started =
          new EmbeddedDatabase(
              channel, lock, startServer(data, access, log, first, startMax), access, log, data);
      channel = null;
      log = null;
      started.prepareOrClose(first);
      return started;
    } catch (IOException | RuntimeException e) {
      throw failure(dataFolder, e);
    } finally {
      closeQuietly(channel);
      if (log != null) {
        log.close();
      }
    }
  }

  /** What is said of a start that failed; what we say ourselves of a folder stays as it is. */
  private static RuntimeException failure(Path dataFolder, Exception failure) {
    if (failure instanceof IllegalStateException own && own.getCause() == null) {
      return own;
    }
    try {
      Optional<String> full = FirstStart.diskFull(dataFolder, failure);
      if (full.isPresent()) {
        return new IllegalStateException(full.get(), failure);
      }
    } catch (IOException unknown) {
      failure.addSuppressed(unknown);
    }
    return failure instanceof IOException e
        ? new UncheckedIOException(e)
        : (RuntimeException) failure;
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static FileLock lock(FileChannel channel, Path dataFolder) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new IllegalStateException(
          "数据目录正被另一个网关使用，请先停止它或换一个目录："
              + dataFolder
              + " / Another gateway is using the data folder; stop it or choose another folder: "
              + dataFolder);
    }
    return lock;
  }

  /**
   * Starts the server, and once more when it did not come up: its port may have been taken. One
   * that lives still applies its log: it is waited for, and when it is started again has nothing to
   * apply. The library cannot tell it from one that has died, and keeps its lock of the folder.
   */
  private static EmbeddedPostgres startServer(
      Path data, EmbeddedAccess access, EmbeddedLog log, FirstStart first, Duration startMax)
      throws IOException {
    try {
      return startOnce(data, access, log, first, startMax);
    } catch (IOException notUp) {
      boolean ready = OrphanedServer.awaitReady(data, RECOVERY_MAX);
      OrphanedServer.stop(data);
      Files.deleteIfExists(data.resolve(LOCK_OF_LIBRARY));
      try {
        return startOnce(data, access, log, first, ready ? START_MAX : startMax);
      } catch (IOException e) {
        e.addSuppressed(notUp);
        throw e;
      }
    }
  }

  private static EmbeddedPostgres startOnce(
      Path data, EmbeddedAccess access, EmbeddedLog log, FirstStart first, Duration startMax)
      throws IOException {
    // The working folder must not be the data's parent: leftovers beside binaries are swept. The
    // library lets everybody write into it, so it lies in one that nobody else may enter.
    Path binaries = data.resolveSibling(BINARIES_FOLDER);
    PrivateFolder.shut(binaries);
    first.clearPrograms();
    try {
      EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
      EmbeddedLog.SETTINGS.forEach(builder::setServerConfig);
      return builder
          .setDataDirectory(data)
          .setCleanDataDirectory(false)
          .setOverrideWorkingDirectory(first.unpacked().toFile())
          .setRegisterShutdownHook(false)
          .setPGStartupWait(startMax)
          // These are options of initdb: the password is set before the server first runs.
          .setLocaleConfig("pwfile", access.passwordFile().toAbsolutePath().toString())
          .setLocaleConfig("auth-host", "scram-sha-256")
          .setDataDirectoryCustomizer(folder -> access.prepare(folder.toPath()))
          .setConnectConfig("password", access.password())
          .setServerConfig("listen_addresses", "127.0.0.1")
          .setServerConfig("unix_socket_directories", "")
          .setServerConfig("fsync", "on")
          .setServerConfig("full_page_writes", "on")
          .setServerConfig("synchronous_commit", "on")
          .setServerConfig("shared_buffers", sharedMebibytes() + "MB")
          .setServerConfig("max_wal_size", MAX_WAL_SIZE)
          .setServerConfig("checkpoint_timeout", CHECKPOINT_TIMEOUT)
          .setErrorRedirector(log.start())
          .setOutputRedirector(log.start())
          .start();
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          "内嵌数据库没有启动，原因见 "
              + log.folder()
              + " / The embedded database did not start in "
              + data
              + "; its log, in "
              + log.folder()
              + ", says why. Where root may not use user namespaces (unshare), run as an ordinary"
              + " user or give --database-url.",
          e);
    }
  }

  /** An eighth of the machine's memory, but no less than PostgreSQL takes by itself. */
  private static long sharedMebibytes() {
    long machine =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    return Math.max(SHARED_MIB_MIN, Math.min(SHARED_MIB_MAX, machine / MEBIBYTE / SHARED_PART));
  }

  private void prepareOrClose(FirstStart first) throws IOException {
    boolean prepared = false;
    try {
      first.end();
      access.close(data, server.getPostgresDatabase(), server.getPostgresDatabase(Map.of()));
      createDatabase();
      prepared = true;
    } catch (SQLException e) {
      throw new IllegalStateException("the embedded database did not answer", e);
    } finally {
      if (!prepared) {
        close();
      }
    }
  }

  private void createDatabase() throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      boolean exists;
      try (ResultSet found =
          statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
        exists = found.next();
      }
      if (!exists) {
        statement.executeUpdate("CREATE DATABASE " + DATABASE);
      }
      statement.executeUpdate("ALTER DATABASE " + DATABASE + " " + EmbeddedLog.NO_ERRORS);
    }
  }

  /** Where it listens. The port changes from start to start. */
  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + DATABASE;
  }

  /** Its role. */
  public String user() {
    return USER;
  }

  /** The role's password; without it nobody connects. */
  public String password() {
    return access.password();
  }

  /** Runs this when the server ends without having been told to; at most once. */
  public void onEnd(Runnable then) {
    CompletableFuture<Void> watching =
        OrphanedServer.of(data)
            .map(ProcessHandle::onExit)
            .orElseGet(() -> CompletableFuture.completedFuture(null))
            .thenRun(
                () -> {
                  if (!closing) {
                    then.run();
                  }
                });
    LOG.debug("watching the embedded database, ended: {}", watching.isDone());
  }

  /**
   * Stops the server and gives the folder free. The library waits five seconds for it; a server
   * that still writes what is in its memory then gets the time it needs.
   */
  @Override
  public void close() {
    closing = true;
    log.close();
    try {
      server.close();
      OrphanedServer.stop(data);
      lock.release();
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
