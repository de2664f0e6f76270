package io.yizhan.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.terminal.DisplayWidth;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the command line refuses, and how wide a report is. */
class TortureCommandTest {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--fault earthquake | no such fault: earthquake",
        "--minutes -1 | must be positive",
        "--callers 0 | must be positive",
        "--resume | must stand with --folder",
        "--sed 1 | Unknown option",
      })
  void command_thatIsWrong_isRefusedWithoutStartingAnything(String words, String said) {
    assertRefused(said, words.split(" "));
  }

  @Test
  void command_onAFolderWithAJournal_asksForResume() throws Exception {
    Files.createFile(folder.resolve("journal"));
    assertRefused("add --resume", "--folder", folder.toString());
  }

  private static void assertRefused(String said, String... words) {
    StringWriter err = new StringWriter();
    CommandLine line = Torture.commandLine();
    line.setErr(new PrintWriter(err));
    assertEquals(2, line.execute(words));
    assertTrue(err.toString().contains(said), err::toString);
  }

  @Test
  void report_ofEveryFaultDoneOrSkipped_fitsTheTerminal() {
    StringWriter out = new StringWriter();
    Map<Fault, Integer> done =
        Stream.of(Fault.values())
            .collect(
                java.util.stream.Collectors.toMap(
                    fault -> fault, fault -> 1_000_000, (a, b) -> a, java.util.TreeMap::new));
    ReportText.print(
        new TortureReport(
            Long.MIN_VALUE,
            Duration.ofDays(1),
            done,
            List.of(Fault.values()),
            new Tally(),
            1,
            1_000_000_000,
            List.of()),
        new PrintWriter(out));
    out.toString()
        .lines()
        .forEach(line -> assertTrue(DisplayWidth.of(line) <= ReportText.COLUMNS, line));
  }
}
