package io.yizhan.gateway.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyToolsPageTest {
  private static final String PAGE = "docs/policy-tools.md";
  private static final int SECONDS_MAX = 120;
  private static final Pattern ISSUE_CODE =
      Pattern.compile("error\\(\\s*[^;]*?\"([A-Z]+(?:_[A-Z]+)+)\"", Pattern.DOTALL);

  static Stream<String> commands() throws IOException {
    return Pages.shellBlocks(PAGE).stream().flatMap(List::stream);
  }

  /** Each in a process of its own, started at the root as a reader would. */
  @ParameterizedTest
  @MethodSource("commands")
  void command_asWritten_ends0(String command) throws IOException, InterruptedException {
    assertTrue(command.startsWith("./yizhan policy "), command);
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    words.add("io.yizhan.gateway.cli.Yizhan");
    words.addAll(List.of(command.substring("./yizhan ".length()).split(" ")));
    Path output = Files.createTempFile("page", ".txt");
    Process process =
        new ProcessBuilder(words)
            .directory(Pages.ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertTrue(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS), command);
    assertEquals(0, process.exitValue(), () -> command + "\n" + text(output));
    Files.delete(output);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void page_everyMistakeOfCaseFiles_isListed() throws IOException {
    String page = Pages.text(PAGE);
    Path room = Pages.ROOT.resolve("gateway/src/main/java/io/yizhan/gateway/casefile");
    int found = 0;
    try (Stream<Path> files = Files.list(room)) {
      for (Path file : files.toList()) {
        Matcher code = ISSUE_CODE.matcher(Files.readString(file));
        while (code.find()) {
          found++;
          String listed = "`" + code.group(1) + "`";
          assertTrue(page.contains(listed), () -> listed + " of " + file.getFileName());
        }
      }
    }
    assertTrue(found > 12, "the codes must be found");
  }
}
