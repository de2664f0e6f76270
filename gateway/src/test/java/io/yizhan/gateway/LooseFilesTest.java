package io.yizhan.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which keys and tokens are warned of. */
class LooseFilesTest {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @Test
  void key_thatOthersMayReadOrChange_isNamed() throws Exception {
    List<Path> files =
        List.of(
            file("private", "rw-------"),
            file("of-group", "rw-r-----"),
            file("of-all", "rw----r--"),
            file("changed", "rw--w----"),
            folder.resolve("absent"));
    assertEquals(files.subList(1, 4), LooseFiles.among(files));
  }

  private Path file(String name, String mode) throws Exception {
    return Files.setPosixFilePermissions(
        Files.createFile(folder.resolve(name)), PosixFilePermissions.fromString(mode));
  }
}
