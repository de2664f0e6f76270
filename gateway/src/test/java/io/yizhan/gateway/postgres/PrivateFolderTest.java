package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that another user could have changed are never run. */
class PrivateFolderTest {
  private static final int NOBODY = 65_534;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path parent;

  @Test
  void embeddedDatabase_started_keepsItsProgramsWhereOthersCannotEnter() throws Exception {
    Path data = parent.resolve("data");
    EmbeddedDatabase.start(data).close();
    Path binaries = data.resolve("binaries");
    assertEquals("rwx------", mode(data));
    assertEquals("rwx------", mode(binaries));
    Files.setPosixFilePermissions(binaries, PosixFilePermissions.fromString("rwxrwxrwx"));
    // In one process the library unpacks once, wherever that was.
    Path unpacked = Files.createDirectories(binaries.resolve("unpacked"));
    Path planted = Files.createFile(unpacked.resolve("planted"));
    EmbeddedDatabase.start(data).close();
    assertFalse(Files.exists(planted), "what lay in an open folder must be thrown away");
    assertEquals("rwx------", mode(binaries));
  }

  @Test
  void embeddedDatabase_dataFolderThatOthersMayWrite_isRefused() throws Exception {
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxrwx---"));
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> EmbeddedDatabase.start(parent));
    assertTrue(
        String.valueOf(refused.getMessage()).contains("chmod go-w " + parent),
        refused.getMessage());
  }

  @Test
  void programs_ofAnotherUser_areRefused() throws Exception {
    Path folder = parent.resolve("binaries");
    PrivateFolder.shut(folder);
    Path planted = Files.createDirectory(folder.resolve("bin"));
    assumeTrue(isGivenAway(planted), "only root gives files away");
    assertRefused(folder, planted);
    Files.delete(planted);
    PrivateFolder.shut(folder);
    assertTrue(isGivenAway(folder));
    assertRefused(folder, folder);
  }

  @Test
  void programs_behindALink_areRefused() throws Exception {
    Path folder = Files.createSymbolicLink(parent.resolve("binaries"), parent);
    assertRefused(folder, folder);
  }

  private static boolean isGivenAway(Path file) {
    try {
      Files.setAttribute(file, "unix:uid", NOBODY);
      return true;
    } catch (IOException notRoot) {
      return false;
    }
  }

  private static void assertRefused(Path folder, Path named) {
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> PrivateFolder.shut(folder));
    assertTrue(
        String.valueOf(refused.getMessage()).contains("rm -r " + folder), refused.getMessage());
    assertTrue(String.valueOf(refused.getMessage()).contains(named + "."), refused.getMessage());
  }

  private static String mode(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
