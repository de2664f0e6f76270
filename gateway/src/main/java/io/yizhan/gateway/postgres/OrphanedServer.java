package io.yizhan.gateway.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A PostgreSQL server that outlived its gateway (kill -9 of the gateway leaves it running). Only
 * the holder of the folder's lock may stop it.
 */
final class OrphanedServer {
  private static final Duration FAST_STOP_MAX = Duration.ofSeconds(30);
  private static final Duration IMMEDIATE_STOP_MAX = Duration.ofSeconds(15);

  /** The line of postmaster.pid that says how far the server is. */
  private static final int STATUS_LINE = 7;

  private static final long POLL_MILLIS = 100;

  private OrphanedServer() {}

  /**
   * Stops the server that postmaster.pid of the folder names, if it lives and is one of this
   * folder. A file that names a dead process stays: the new server reads in it whether children of
   * the dead one still hold the memory. A file whose number another program has now is removed.
   */
  static void stop(Path data) throws IOException {
    Path pidFile = data.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    Optional<ProcessHandle> named = named(pidFile);
    if (named.isEmpty()) {
      return;
    }
    Optional<ProcessHandle> server = named.filter(process -> isPostgres(process, data));
    if (server.isPresent()
        && !stop(server.get(), "-INT", FAST_STOP_MAX)
        && !stop(server.get(), "-QUIT", IMMEDIATE_STOP_MAX)) {
      throw new IllegalStateException(
          "旧的数据库进程 "
              + server.get().pid()
              + " 没有停止，请手工停止 / The old database process "
              + server.get().pid()
              + " did not stop; stop it by hand.");
    }
    Files.deleteIfExists(pidFile);
  }

  /**
   * Waits until the server of the folder takes connections.
   *
   * @return false where none lives, or not within this time
   */
  static boolean awaitReady(Path data, Duration atMost) throws IOException {
    Path pidFile = data.resolve("postmaster.pid");
    for (long polls = atMost.toMillis() / POLL_MILLIS; polls >= 0; polls--) {
      try {
        List<String> lines = Files.readAllLines(pidFile);
        if (lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready")) {
          return lives(lines, data);
        }
        if (!lives(lines, data)) {
          return false;
        }
        Thread.sleep(POLL_MILLIS);
      } catch (NoSuchFileException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return false;
  }

  /** The server of the folder, while it lives. */
  static Optional<ProcessHandle> of(Path data) {
    try {
      return named(data.resolve("postmaster.pid")).filter(process -> isPostgres(process, data));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean lives(List<String> lines, Path data) {
    return named(lines).filter(process -> isPostgres(process, data)).isPresent();
  }

  private static Optional<ProcessHandle> named(Path pidFile) throws IOException {
    return named(Files.readAllLines(pidFile));
  }

  private static Optional<ProcessHandle> named(List<String> lines) {
    return lines.isEmpty() || !lines.get(0).strip().matches("[0-9]{1,9}")
        ? Optional.empty()
        : ProcessHandle.of(Long.parseLong(lines.get(0).strip())).filter(ProcessHandle::isAlive);
  }

  /** The command line of a postmaster names its data folder. */
  private static boolean isPostgres(ProcessHandle process, Path data) {
    Path commandLine = Path.of("/proc", Long.toString(process.pid()), "cmdline");
    try {
      String words = Files.readString(commandLine).replace('\0', ' ');
      return words.contains("postgres") && words.contains(data.toString());
    } catch (IOException e) {
      return false;
    }
  }

  /** Every shell has kill built in; the program of that name is missing on a minimal system. */
  static List<String> signalling(String signal, long pid) {
    return List.of("sh", "-c", "kill \"$1\" \"$2\"", "sh", signal, Long.toString(pid));
  }

  private static boolean stop(ProcessHandle server, String signal, Duration atMost)
      throws IOException {
    new ProcessBuilder(signalling(signal, server.pid())).inheritIO().start();
    try {
      server.onExit().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IOException("waiting for the old database failed", e);
    }
  }
}
