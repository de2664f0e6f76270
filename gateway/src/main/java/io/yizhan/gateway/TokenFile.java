package io.yizhan.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The file of a token, readable by its owner alone from its first moment. It never takes the place
 * of another file: a token is shown once, and whoever lost one lost a credential.
 */
public final class TokenFile {
  private TokenFile() {}

  /**
   * Makes the file, empty, before the token is made: what cannot be written is found out first.
   *
   * @throws java.nio.file.FileAlreadyExistsException where there is one
   */
  public static void reserve(Path file) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  /** Writes the token into the file that was made for it. */
  public static void fill(Path file, String token) throws IOException {
    Files.writeString(file, token + "\n");
  }
}
