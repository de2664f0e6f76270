package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.junit.jupiter.api.Test;
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

  private Path zip(Charset names, String... entries) throws IOException {
    Path file = folder.resolve("3202.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file), names)) {
      for (String entry : entries) {
        out.putNextEntry(new ZipEntry(entry));
        if (!entry.endsWith("/")) {
          out.write(("S1\t" + entry + "\n").getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return file;
  }

  private static List<String> first(Path file) throws IOException {
    try (StatementFile rows = StatementFile.open(file)) {
      return rows.next().cells();
    }
  }

  private static String refusal(Path file) {
    String message =
        String.valueOf(assertThrows(IOException.class, () -> first(file)).getMessage());
    assertTrue(message.startsWith(file + ": "), message);
    return message;
  }

  @Test
  void archive_withFolders_isReadByItsFile() throws IOException {
    for (String name : List.of("对账/a.txt", "x/y/a.txt")) {
      for (Charset names : List.of(StandardCharsets.UTF_8, Charset.forName("GBK"))) {
        Path file = zip(names, "对账/", name, "__MACOSX/", "__MACOSX/._a.txt");
        assertEquals(List.of("S1", name), first(file));
      }
    }
  }

  @Test
  void archive_ofSeveralFilesOrNone_isRefusedByWhatItHolds() throws IOException {
    String several = refusal(zip(StandardCharsets.UTF_8, "a.txt", "d/", "d/b\u001b.txt"));
    assertTrue(several.contains("实有 2 个（a.txt、d/b?.txt）"), several);
    assertTrue(several.contains("must have one file in it, has 2"), several);
    for (String[] none : new String[][] {{}, {"d/"}}) {
      String empty = refusal(zip(StandardCharsets.UTF_8, none));
      assertTrue(empty.endsWith("The archive must have a file in it."), empty);
    }
  }

  @Test
  void file_thatIsNoArchive_isNotCalledAnEmptyOne() throws IOException {
    byte[] whole = Files.readAllBytes(zip(StandardCharsets.UTF_8, "a.txt"));
    Path file = folder.resolve("other.zip");
    for (byte[] bytes :
        List.of(
            new byte[0],
            "S1\tM1\n".getBytes(StandardCharsets.UTF_8),
            Arrays.copyOf(whole, whole.length / 2))) {
      Files.write(file, bytes);
      String message = refusal(file);
      assertTrue(message.endsWith("It must be a ZIP archive, and a whole one."), message);
    }
  }

  private Path workbook(String inSecond) throws IOException {
    Path file = folder.resolve("day.xlsx");
    try (OutputStream out = Files.newOutputStream(file);
        Workbook workbook = new Workbook(out, "yizhan", "1.0")) {
      workbook.newWorksheet("对账").value(0, 0, "S1");
      workbook.newWorksheet("续表").value(3, 2, inSecond);
    }
    return file;
  }

  @Test
  void workbook_withRowsOnAFurtherSheet_isRefusedByTheSheet() throws IOException {
    assertEquals(List.of("S1"), first(workbook(" ")));
    String message = refusal(workbook("S2"));
    assertTrue(message.contains("但“续表”里也有内容"), message);
    assertTrue(message.contains("“续表” must have no rows"), message);
  }
}
