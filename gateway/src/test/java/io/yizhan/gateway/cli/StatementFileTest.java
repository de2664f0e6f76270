package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that come from elsewhere. */
class StatementFileTest {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"endless.txt", "endless.csv"})
  void file_withALineWithoutEnd_isRefusedWithItsNameAndLine(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, "a\n" + "x".repeat(BoundedLineReader.LINE_CHARACTERS_MAX + 1));
    IOException refused =
        assertThrows(
            IOException.class,
            () -> {
              try (StatementFile rows = StatementFile.open(file)) {
                StatementFile.Cells row = rows.next();
                while (!row.cells().isEmpty()) {
                  row = rows.next();
                }
              }
            });
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.startsWith(file + ": 第 2 行超过 65536 个字符。"), message);
    assertTrue(message.endsWith("Line 2 has more than 65536 characters."), message);
  }
}
