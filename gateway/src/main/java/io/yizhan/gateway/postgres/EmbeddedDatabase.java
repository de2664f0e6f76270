package io.yizhan.gateway.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL that lives in a folder and listens on 127.0.0.1 alone. The folder survives
 * restarts; a server left behind by a killed gateway is stopped first. fsync stays on.
 */
public final class EmbeddedDatabase implements AutoCloseable {
  private static final String DATABASE = "yizhan";
  private static final String USER = "postgres";
  private static final Duration START_MAX = Duration.ofSeconds(60);

  private final FileChannel channel;
  private final FileLock lock;
  private final EmbeddedPostgres server;

  private EmbeddedDatabase(FileChannel channel, FileLock lock, EmbeddedPostgres server) {
    this.channel = channel;
    this.lock = lock;
    this.server = server;
  }

  /**
   * Starts the database of the folder.
   *
   * @throws IllegalStateException when another living gateway holds the folder, or when the server
   *     does not start
   */
  public static EmbeddedDatabase start(Path dataFolder) {
    FileChannel channel = null;
    try {
      Files.createDirectories(dataFolder);
      channel =
          FileChannel.open(
              dataFolder.resolve("gateway.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      FileLock lock = lock(channel, dataFolder);
      EmbeddedDatabase started =
          new EmbeddedDatabase(channel, lock, startServer(dataFolder.toAbsolutePath()));
      channel = null;
      started.createDatabase();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      closeQuietly(channel);
    }
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

  private static EmbeddedPostgres startServer(Path dataFolder) throws IOException {
    Path data = dataFolder.resolve("pgdata");
    OrphanedServer.stop(data);
    // The working folder must not be the data's parent: leftovers beside binaries are swept.
    Path binaries = dataFolder.resolve("binaries");
    Files.createDirectories(binaries);
    try {
      return EmbeddedPostgres.builder()
          .setDataDirectory(data)
          .setCleanDataDirectory(false)
          .setOverrideWorkingDirectory(binaries.toFile())
          .setRegisterShutdownHook(false)
          .setPGStartupWait(START_MAX)
          .setServerConfig("listen_addresses", "127.0.0.1")
          .setServerConfig("fsync", "on")
          .setServerConfig("full_page_writes", "on")
          .setServerConfig("synchronous_commit", "on")
          .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
          .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          "内嵌数据库没有启动 / The embedded database did not start in "
              + data
              + ". Where root may not use user namespaces (unshare), run as an ordinary user or"
              + " give --database-url.",
          e);
    }
  }

  private void createDatabase() {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      try (ResultSet found =
          statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
        if (found.next()) {
          return;
        }
      }
      statement.executeUpdate("CREATE DATABASE " + DATABASE);
    } catch (SQLException e) {
      throw new IllegalStateException("the embedded database did not answer", e);
    }
  }

  /** Where it listens. The port changes from start to start. */
  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + DATABASE;
  }

  /** Its role; no password is asked on the loopback. */
  public String user() {
    return USER;
  }

  /** Stops the server and gives the folder free. */
  @Override
  public void close() {
    try {
      server.close();
      lock.release();
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
