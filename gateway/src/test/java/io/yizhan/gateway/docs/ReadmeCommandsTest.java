package io.yizhan.gateway.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the pages name is there: commands, tests, links, codes. */
class ReadmeCommandsTest {
  /** Who runs a command of the READMEs. */
  private static final Map<String, String> RUN_BY =
      Map.of(
          "apt-get install openjdk-17-jdk-headless maven", "the machine that builds",
          "apt-get install nodejs npm", "the machine that builds",
          "./yizhan demo", "DemoTest",
          "mvn verify", "the build that runs this test");

  private static final Pattern TEST_CLASS = Pattern.compile("`([A-Z][A-Za-z0-9]*Test)\\b");
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)");
  private static final Pattern ISSUE_CODE =
      Pattern.compile("(?s)log\\s*\\.error\\(.*?\"([A-Z][A-Z_]{4,})\"");

  @Test
  void readmes_inBothLanguages_haveTheSameCommands() throws IOException {
    assertEquals(Pages.shellBlocks("README.md"), Pages.shellBlocks("README.zh-CN.md"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.zh-CN.md"})
  void readme_everyCommand_isRunByATest(String page) throws IOException {
    Set<String> ofTheClient = new TreeSet<>(HisClientTest.commands());
    for (String command : Pages.shellBlocks(page).stream().flatMap(b -> b.stream()).toList()) {
      assertTrue(
          RUN_BY.containsKey(command) || ofTheClient.contains(command),
          () -> page + " shows a command that nobody runs: " + command);
    }
  }

  @Test
  void pages_everyTestTheyName_exists() throws IOException {
    Set<String> tests;
    try (Stream<Path> files = Files.walk(Pages.ROOT)) {
      tests =
          files
              .map(path -> String.valueOf(path.getFileName()))
              .filter(name -> name.endsWith("Test.java"))
              .map(name -> name.replace(".java", ""))
              .collect(Collectors.toSet());
    }
    for (Path page : Pages.all()) {
      Matcher named = TEST_CLASS.matcher(Files.readString(page));
      while (named.find()) {
        String test = named.group(1);
        assertTrue(tests.contains(test), () -> page + " names " + test + ", which is not there");
      }
    }
  }

  @Test
  void pages_everyLink_leadsToAFile() throws IOException {
    for (Path page : Pages.all()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        String target = link.group(1);
        assertTrue(Files.exists(page.resolveSibling(target)), () -> page + " links to " + target);
      }
    }
  }

  @Test
  void policyPage_everyMistakeTheLanguageCatches_isListed() throws IOException {
    String page = Pages.text("docs/policy-language.md");
    Path room = Pages.ROOT.resolve("settlement-core/src/main/java/io/yizhan/policy");
    Set<String> codes = new TreeSet<>();
    try (Stream<Path> files = Files.list(room)) {
      for (Path file : files.toList()) {
        Matcher code = ISSUE_CODE.matcher(Files.readString(file));
        while (code.find()) {
          codes.add(code.group(1));
        }
      }
    }
    assertTrue(codes.contains("ROWS_OVERLAP"), codes::toString);
    codes.forEach(code -> assertTrue(page.contains("`" + code + "`"), code));
  }
}
