package io.yizhan.gateway.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.casefile.CaseBook;
import io.yizhan.gateway.casefile.CaseFiles;
import io.yizhan.gateway.casefile.CaseRunner;
import io.yizhan.policy.PolicyIssue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Pages of examples: under a numbered heading the lines of policies, then claims worked by hand.
 * The lines are put into the frame of the index of shapes and settle the claims to the fen.
 */
final class RulePages {
  /** The pages of the published shapes. */
  static final Path SHAPES = Path.of("..", "docs", "shapes");

  private static final Pattern SECTION =
      Pattern.compile(
          "^### (\\d+)\\. ([^\\n]+)\\n(.*?)(?=^### |\\z)", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern BLOCK = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern CASES = Pattern.compile("^cases:", Pattern.MULTILINE);
  private static final Pattern TOP_FIELD = Pattern.compile("^([a-z_]+):", Pattern.MULTILINE);

  private RulePages() {}

  /** One example: the lines of policies, then their cases. */
  record Example(int number, String title, List<String> blocks) {}

  /** Every example of the pages in a folder. */
  static List<Example> read(Path folder) throws IOException {
    List<Example> shapes = new ArrayList<>();
    try (Stream<Path> pages = Files.list(folder)) {
      for (Path page : pages.sorted().toList()) {
        Matcher section = SECTION.matcher(Files.readString(page));
        while (section.find()) {
          shapes.add(
              new Example(
                  Integer.parseInt(section.group(1)), section.group(2), blocks(section.group(3))));
        }
      }
    }
    return shapes;
  }

  static List<String> blocks(String text) {
    List<String> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      blocks.add(block.group(1));
    }
    return blocks;
  }

  /**
   * Settles an example: policies, one block each, then the cases that they decide together; and so
   * on.
   */
  static void check(Example example, Path folder) throws IOException {
    List<Path> policies = new ArrayList<>();
    boolean settled = false;
    for (int i = 0; i < example.blocks().size(); i++) {
      String block = example.blocks().get(i);
      Path file = folder.resolve("example-" + example.number() + "-" + i + ".yaml");
      if (!CASES.matcher(block).find()) {
        Files.writeString(file, framed(block));
        policies.add(file);
        continue;
      }
      assertFalse(policies.isEmpty(), "cases follow the policies that decide them");
      Files.writeString(file, block);
      checkCases(file, policies);
      policies.clear();
      settled = true;
    }
    assertTrue(settled && policies.isEmpty(), "policies are followed by their cases");
  }

  private static void checkCases(Path cases, List<Path> policies) throws IOException {
    CaseFiles.Reading reading = CaseFiles.read(cases, policies);
    assertEquals(
        List.of(),
        reading.issues().stream().filter(PolicyIssue::error).toList(),
        policies::toString);
    CaseRunner runner = new CaseRunner(reading.shelf().orElseThrow().book());
    List<CaseBook.Case> all = reading.book().orElseThrow().cases();
    assertFalse(all.isEmpty());
    for (CaseBook.Case one : all) {
      checkCase(runner, one);
    }
  }

  /** Settles one case. */
  static void checkCase(CaseRunner runner, CaseBook.Case one) {
    int number = 0;
    for (CaseRunner.ClaimResult claim : runner.run(one).claims()) {
      number++;
      String where = one.name() + ", claim " + number;
      assertFalse(claim.compared().isEmpty(), where + " expects nothing");
      for (CaseRunner.Compared compared : claim.compared()) {
        assertEquals(compared.expected(), compared.got(), where + ": " + compared.name());
      }
    }
  }

  /** The frame of the index page with the example's fields in place of its own. */
  static String framed(String example) throws IOException {
    String frame = blocks(Files.readString(SHAPES.resolve("README.md"))).get(0);
    TreeSet<String> own = new TreeSet<>();
    Matcher field = TOP_FIELD.matcher(example);
    while (field.find()) {
      own.add(field.group(1));
    }
    StringBuilder text = new StringBuilder();
    for (String line : frame.split("\n", -1)) {
      Matcher top = TOP_FIELD.matcher(line);
      if (!top.find() || !own.contains(top.group(1))) {
        text.append(line).append('\n');
      }
    }
    return text.append(example).toString();
  }
}
