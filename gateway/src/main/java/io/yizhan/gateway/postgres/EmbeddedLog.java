package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.Rounds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the embedded PostgreSQL says, in a folder beside its data that its owner alone may read. It
 * tells what happens to the server: starts, crashes, a full disk. It holds nothing of a person:
 * statements, their parameters and the details of errors are never written, and errors of the
 * gateway's own sessions, whose texts may quote a value, are not either (see {@link #NO_ERRORS});
 * the gateway's log has their SQLSTATE. The newest files are kept, of a size each.
 */
final class EmbeddedLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedLog.class);
  private static final String FOLDER = "database-log";
  private static final String START_FILE = "start.log";
  private static final long START_BYTES_MAX = 1L << 20;
  private static final int FILES_MAX = 10;
  private static final Duration PAUSE = Duration.ofMinutes(1);

  /** Of whoever uses the database; the server's own processes still tell their errors. */
  static final String NO_ERRORS = "SET log_min_messages = 'log'";

  /**
   * Settings of the server; given on its command line they hold whatever its files say. A shell
   * takes that apart: none may have a space in it.
   */
  static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("logging_collector", "on"),
          Map.entry("log_destination", "stderr"),
          Map.entry("log_directory", "../" + FOLDER),
          Map.entry("log_filename", "postgresql-%Y%m%d-%H%M%S.log"),
          Map.entry("log_file_mode", "0600"),
          Map.entry("log_rotation_size", "2MB"),
          Map.entry("log_timezone", "UTC"),
          Map.entry("log_line_prefix", "%m,%p,%e,%b,"),
          Map.entry("log_error_verbosity", "terse"),
          Map.entry("log_statement", "none"),
          Map.entry("log_min_error_statement", "panic"),
          Map.entry("log_min_duration_statement", "-1"),
          Map.entry("log_min_duration_sample", "-1"),
          Map.entry("log_duration", "off"),
          Map.entry("log_lock_waits", "off"),
          Map.entry("log_parameter_max_length", "0"),
          Map.entry("log_parameter_max_length_on_error", "0"));

  private final Path folder;
  private final Rounds rounds;

  private EmbeddedLog(Path folder) {
    this.folder = folder;
    this.rounds = new Rounds("database-log", this::sweep);
  }

  /** The log of the server of this folder, which need not run yet. */
  static EmbeddedLog of(Path data) throws IOException {
    Path folder = data.resolveSibling(FOLDER);
    PrivateFolder.createIfNone(folder);
    Path start = folder.resolve(START_FILE);
    if (Files.exists(start) && Files.size(start) > START_BYTES_MAX) {
      Files.delete(start);
    }
    EmbeddedLog log = new EmbeddedLog(folder);
    log.rounds.start(Duration.ZERO, PAUSE);
    return log;
  }

  /** Where initdb and a server that does not come as far as its log say why. */
  ProcessBuilder.Redirect start() {
    return ProcessBuilder.Redirect.appendTo(folder.resolve(START_FILE).toFile());
  }

  /** Where it lies. */
  Path folder() {
    return folder;
  }

  /** Deletes all but the newest; their names sort by time. */
  private void sweep() {
    List<Path> files = new ArrayList<>();
    try {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "postgresql-*.log")) {
        found.forEach(files::add);
      }
      files.sort(null);
      for (Path old : files.subList(0, Math.max(0, files.size() - FILES_MAX))) {
        Files.delete(old);
      }
    } catch (IOException | UncheckedIOException | java.nio.file.DirectoryIteratorException e) {
      LOG.warn("old files of the database's log could not be deleted: {}", e.toString());
    }
  }

  @Override
  public void close() {
    rounds.close();
  }
}
