package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command writes arrives, or it says so. */
class WholeFileTest {
  @Test
  void file_thatFailsMidway_isAsItWas(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("report.csv"), "before");
    assertThrows(
        IOException.class,
        () ->
            WholeFile.write(
                file,
                to -> {
                  Files.writeString(to, "hal");
                  throw new IOException("full");
                }));
    assertEquals("before", Files.readString(file));
    WholeFile.write(file, to -> Files.writeString(to, "behind"));
    assertEquals("behind", Files.readString(file));
    try (Stream<Path> all = Files.list(folder)) {
      assertEquals(List.of(file), all.toList());
    }
  }

  @Test
  void privateFile_new_isItsOwnersAlone_andOneThatIsReplacedKeepsItsMode(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("pay.csv");
    Path unrelated = Files.writeString(folder.resolve("pay.csv.new"), "mine");
    WholeFile.writePrivate(file, to -> Files.writeString(to, "accounts"));
    assertEquals("rw-------", mode(file));
    WholeFile.write(file, to -> Files.writeString(to, "again"));
    assertEquals("rw-------", mode(file), "nothing loosens a private file");
    assertEquals("mine", Files.readString(unrelated));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    WholeFile.writePrivate(file, to -> Files.writeString(to, "accounts"));
    assertEquals("rw-r-----", mode(file));
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void command_withABrokenOutput_endsWithThree() {
    BrokenOutput broken = BrokenOutput.run("version");
    assertEquals(ExitCode.UNAVAILABLE, broken.code());
    assertTrue(broken.err().contains("输出未能全部写出"), broken.err());
  }
}
