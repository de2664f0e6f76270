package io.yizhan.gateway.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * What a command writes arrives whole, or the command ends with an error. A file is written beside
 * its place and moved there, so that its reader finds what was there before or all that is new.
 */
final class WholeFile {
  /** As the process's mask has it. */
  private static final Set<PosixFilePermission> READ_BY_ALL =
      PosixFilePermissions.fromString("rw-rw-rw-");

  private static final Set<PosixFilePermission> READ_BY_OWNER =
      PosixFilePermissions.fromString("rw-------");

  private WholeFile() {}

  /** Writes a file. */
  interface Writing {
    /** Writes it here. */
    void to(Path file) throws IOException;
  }

  /** Writes it beside and moves it; a pipe or a device takes it as it comes. */
  static void write(Path file, Writing writing) throws IOException {
    write(file, READ_BY_ALL, writing);
  }

  /** The same of what names persons or their accounts: a new file is its owner's alone to read. */
  static void writePrivate(Path file, Writing writing) throws IOException {
    write(file, READ_BY_OWNER, writing);
  }

  private static void write(Path file, Set<PosixFilePermission> mode, Writing writing)
      throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      writing.to(file);
      return;
    }
    Path target = Files.exists(file) ? file.toRealPath() : file;
    Path fresh =
        Files.createTempFile(
            target.toAbsolutePath().getParent(),
            target.getFileName() + ".",
            ".new",
            PosixFilePermissions.asFileAttribute(mode));
    try {
      if (Files.exists(target)) {
        Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(target));
      }
      writing.to(fresh);
      Files.move(
          fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** A print writer keeps to itself what goes wrong: a full disk, a reader that is gone. */
  static void requireArrived(PrintWriter out) throws IOException {
    if (out.checkError()) {
      throw new IOException(
          "输出未能全部写出（磁盘已满或读取方已退出）。The output could not be written whole: the disk is"
              + " full, or who read it is gone.");
    }
  }
}
