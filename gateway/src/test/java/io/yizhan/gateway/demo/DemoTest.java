package io.yizhan.gateway.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.gateway.terminal.Paint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DemoTest {
  private static final Path POLICIES = Path.of("..", "policies");

  @Test
  void demo_twiceInARow_agreesWithThePublishedCasesAndLeavesNothing() throws IOException {
    Set<Path> before = leftFolders();
    for (int round = 1; round <= 2; round++) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      boolean asExpected =
          Demo.run(
              new PrintStream(bytes, true, StandardCharsets.UTF_8),
              Paint.PLAIN,
              POLICIES.toAbsolutePath());
      String printed = bytes.toString(StandardCharsets.UTF_8);
      assertTrue(asExpected, printed);
      assertTrue(printed.contains("1,500.00"), printed);
      assertFalse(printed.contains("990101"), "no document number may be printed");
      printed
          .lines()
          .forEach(line -> assertTrue(DisplayWidth.of(line) <= WaterfallTable.COLUMNS_MAX, line));
    }
    assertEquals(before, leftFolders());
    assertEquals(
        0,
        ProcessHandle.current()
            .descendants()
            .filter(process -> process.info().command().orElse("").endsWith("/postgres"))
            .count());
  }

  private static Set<Path> leftFolders() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir", "/tmp")))) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).startsWith("yizhan-demo-"))
          .collect(Collectors.toSet());
    }
  }
}
