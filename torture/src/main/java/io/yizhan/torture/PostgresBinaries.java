package io.yizhan.torture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked from the class path as the embedded database has them. */
final class PostgresBinaries {
  private static final String DONE = "unpacked";
  private static final int EXECUTABLE_BITS = 0111;

  private PostgresBinaries() {}

  /** The folder with {@code bin/postgres}; unpacks once. */
  static Path unpackedIn(Path folder) {
    Path done = folder.resolve(DONE);
    if (Files.exists(done)) {
      return folder;
    }
    String architecture = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String archive =
        architecture.equals("aarch64")
            ? "/postgres-linux-arm_64.txz"
            : "/postgres-linux-x86_64.txz";
    try (InputStream packed = PostgresBinaries.class.getResourceAsStream(archive)) {
      if (packed == null) {
        throw new IllegalStateException("no PostgreSQL for this machine: " + archive);
      }
      Files.createDirectories(folder);
      unpack(packed, folder);
      Files.createFile(done);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void unpack(InputStream packed, Path folder) throws IOException {
    try (TarArchiveInputStream files = new TarArchiveInputStream(new XZInputStream(packed))) {
      TarArchiveEntry entry = files.getNextEntry();
      while (entry != null) {
        Path path = folder.resolve(entry.getName()).normalize();
        if (!path.startsWith(folder)) {
          throw new IOException("must stay in the folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else if (entry.isSymbolicLink()) {
          Files.createDirectories(path.getParent());
          Files.deleteIfExists(path);
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
          Files.createDirectories(path.getParent());
          Files.deleteIfExists(path);
          Files.copy(files, path);
          if ((entry.getMode() & EXECUTABLE_BITS) != 0 && !path.toFile().setExecutable(true)) {
            throw new IOException("must be executable: " + path);
          }
        }
        entry = files.getNextEntry();
      }
    }
  }
}
