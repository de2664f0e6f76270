package io.yizhan.gateway.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/** A small file that its owner alone may read, whole on disk before anybody sees its name. */
final class PrivateFile {
  private PrivateFile() {}

  /** Writes it; where there is one already, that one stands. */
  static void create(Path file, String text) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path fresh = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID());
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      // A link never replaces: of two gateways that start at once, the first one's file stands.
      Files.createLink(file, fresh);
    } catch (FileAlreadyExistsException e) {
      return;
    } finally {
      Files.delete(fresh);
    }
  }

  /**
   * Gives a file the owner, the group and the mode of another, whose place it takes.
   *
   * @throws IOException when that may not be done; the file is deleted then
   */
  static void giveTo(Path file, Path asOf) throws IOException {
    boolean given = false;
    try {
      PosixFileAttributes as = Files.readAttributes(asOf, PosixFileAttributes.class);
      PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      PosixFileAttributes own = view.readAttributes();
      if (!own.owner().equals(as.owner())) {
        view.setOwner(as.owner());
      }
      if (!own.group().equals(as.group())) {
        view.setGroup(as.group());
      }
      view.setPermissions(as.permissions());
      given = true;
    } finally {
      if (!given) {
        Files.deleteIfExists(file);
      }
    }
  }
}
