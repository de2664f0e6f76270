package io.yizhan.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of a token. */
class TokenFileTest {
  private static final String TOKEN = "a".repeat(43);

  @Test
  void reserve_newFile_hasRoomForTheTokenAndIsItsOwnersAlone(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("his.token");
    TokenFile.reserve(file);
    assertTrue(Files.size(file) > TOKEN.length());
    assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file));
    TokenFile.fill(file, TOKEN);
    assertEquals(TOKEN + "\n", Files.readString(file));
  }

  @Test
  void reserve_fileThatExists_isLeftAsItIs(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("his.token"), "kept");
    assertThrows(FileAlreadyExistsException.class, () -> TokenFile.reserve(file));
    assertEquals("kept", Files.readString(file));
  }
}
