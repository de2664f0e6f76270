package io.yizhan.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The file of a token, readable by its owner alone from its first moment. It never takes the place
 * of another file: a token is shown once, and whoever lost one lost a credential.
 */
public final class TokenFile {
  /** Room for a token and the end of its line. */
  private static final int RESERVED_BYTES = 64;

  private TokenFile() {}

  /**
   * Makes the file before the token is made, with room for it on the disk: what cannot be written
   * is found out while nothing was changed yet.
   *
   * @throws java.nio.file.FileAlreadyExistsException where there is one
   */
  public static void reserve(Path file) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (FileChannel room = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer blanks = ByteBuffer.wrap(" ".repeat(RESERVED_BYTES).getBytes(US_ASCII));
      while (blanks.hasRemaining()) {
        room.write(blanks);
      }
      room.force(true);
    } catch (IOException full) {
      Files.deleteIfExists(file);
      throw full;
    }
  }

  /** Writes the token into the file that was made for it. */
  public static void fill(Path file, String token) throws IOException {
    byte[] line = (token + "\n").getBytes(US_ASCII);
    if (line.length > RESERVED_BYTES) {
      throw new IllegalArgumentException("a token must fit where room was made for it");
    }
    try (FileChannel room = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(line);
      while (bytes.hasRemaining()) {
        room.write(bytes);
      }
      room.truncate(line.length);
      room.force(true);
    }
  }
}
