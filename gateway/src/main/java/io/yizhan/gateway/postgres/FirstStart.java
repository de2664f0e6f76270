package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.Causes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a first start of the embedded database leaves behind that did not come to its end: on a full
 * disk, or killed. Its programs may be empty and its cluster half made, and the library takes both
 * for whole. Here they are told from what has once run, and thrown away to be made anew.
 *
 * <p>A folder that may hold data is never thrown away. A gateway makes its database only when the
 * server is up, so a cluster in which nobody has made a database holds nothing.
 */
final class FirstStart {
  private static final String UNPACKED_FOLDER = "unpacked";

  /** Lies beside programs from which a server has come up. */
  private static final String STARTED = ".started";

  /** Lies beside the data while a cluster is made and its server has not come up. */
  private static final String MARKER = "pgdata.unfinished";

  /** What initdb, the library and this room make in it; anything else is somebody's. */
  private static final Pattern MADE_HERE =
      Pattern.compile(
          "PG_VERSION|base|global|pg_[a-z_]+(\\.conf)?(\\.new)?|postgresql(\\.auto)?\\.conf"
              + "|postmaster\\.(pid|opts)|epg-lock");

  private static final Pattern DATABASE = Pattern.compile("[0-9]{1,10}");

  /** PostgreSQL's own databases have numbers below. */
  private static final long OWN_DATABASES = 16_384;

  /** Less than the log's smallest file and the programs need. */
  private static final long ROOM_BYTES_MIN = 64L << 20;

  private final Path data;
  private final Path unpacked;
  private final Path marker;

  /**
   * That of a folder.
   *
   * @param data the cluster's folder, which need not exist
   * @param binaries where programs are unpacked below
   */
  FirstStart(Path data, Path binaries) {
    this.data = data;
    this.unpacked = binaries.resolve(UNPACKED_FOLDER);
    this.marker = data.resolveSibling(MARKER);
  }

  /** Where the library unpacks the programs. */
  Path unpacked() {
    return unpacked;
  }

  /** Throws away a cluster that was not made to its end, and notes that one is to be made. */
  void beginCluster() throws IOException {
    boolean marked = Files.exists(marker);
    if (Files.isDirectory(data) && isUnfinished(marked)) {
      PrivateFolder.empty(data.toRealPath());
    }
    if (!marked && !Files.exists(data.resolve("PG_VERSION"))) {
      Files.createFile(marker);
    }
  }

  private boolean isUnfinished(boolean marked) throws IOException {
    Path control = data.resolve("global").resolve("pg_control");
    boolean broken =
        marked
            || !Files.exists(data.resolve("PG_VERSION"))
            || !Files.exists(control)
            || Files.size(control) == 0;
    return broken
        && names(data).stream().allMatch(MADE_HERE.asMatchPredicate())
        && !holdsDatabase();
  }

  private boolean holdsDatabase() throws IOException {
    Path base = data.resolve("base");
    boolean ofSomebody =
        Files.isDirectory(base)
            && names(base).stream()
                .anyMatch(
                    name ->
                        DATABASE.matcher(name).matches() && Long.parseLong(name) >= OWN_DATABASES);
    Path elsewhere = data.resolve("pg_tblspc");
    return ofSomebody
        || Files.isSymbolicLink(base)
        || (Files.isDirectory(elsewhere) && !names(elsewhere).isEmpty());
  }

  /** Throws away programs from which no server has come up; they are unpacked anew. */
  void clearPrograms() throws IOException {
    for (Path programs : programs()) {
      if (!Files.exists(programs.resolve(STARTED))) {
        PrivateFolder.empty(programs);
        Files.delete(programs);
      }
    }
  }

  /** The server is up: its programs are whole, and from now on there may be data. */
  void end() throws IOException {
    Files.deleteIfExists(marker);
    for (Path programs : programs()) {
      if (!Files.exists(programs.resolve(STARTED))) {
        Files.createFile(programs.resolve(STARTED));
      }
    }
  }

  private List<Path> programs() throws IOException {
    if (!Files.isDirectory(unpacked)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(unpacked)) {
      return found.filter(Files::isDirectory).toList();
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      return found.map(path -> String.valueOf(path.getFileName())).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** The sentence about a disk on which this start failed, where it has no room. */
  static Optional<String> diskFull(Path folder, Throwable failure) throws IOException {
    return saysNoRoom(failure) || Files.getFileStore(folder).getUsableSpace() < ROOM_BYTES_MIN
        ? Optional.of(
            "数据目录所在的磁盘已满，内嵌数据库没有启动；腾出空间后重新启动："
                + folder
                + " / The disk of the data folder is full and the embedded database did not start."
                + " Make room and start again: "
                + folder)
        : Optional.empty();
  }

  private static boolean saysNoRoom(Throwable failure) {
    return Causes.of(failure).stream()
        .anyMatch(cause -> String.valueOf(cause.getMessage()).contains("No space left on device"));
  }
}
