package io.yizhan.gateway.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.yizhan.gateway.casefile.CaseFiles;
import io.yizhan.gateway.casefile.CaseRunner;
import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.policy.PolicyIssue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every published shape of rule is said by the lines that the pages show, to the fen. */
class ShapesTest {
  private static final int SHAPES = 78;

  /** Where two features of the language meet. */
  private static final Path EDGES = Path.of("src", "test", "resources", "edges");

  @Test
  void pages_everyShape_standsOnce() throws IOException {
    List<Integer> numbers =
        RulePages.read(RulePages.SHAPES).stream().map(RulePages.Example::number).sorted().toList();
    assertEquals(IntStream.rangeClosed(1, SHAPES).boxed().toList(), numbers);
  }

  @Test
  void languagePage_itsFirstPolicy_givesWhatThePageSays(@TempDir Path folder) throws IOException {
    Path policy = folder.resolve("first.yaml");
    Path cases = folder.resolve("first-cases.yaml");
    Files.writeString(
        policy,
        RulePages.blocks(
                Files.readString(RulePages.SHAPES.resolve("..").resolve("policy-language.md")))
            .get(0));
    Files.writeString(
        cases,
        "cases:\n- {case: 首例, identity: 低保, claims: [{care: 住院, discharge: 2024-05-01, in: 10000,"
            + " supplied: {390100: 7000}, expect: {aid: 2100, patient: 900}}]}\n");
    CaseFiles.Reading reading = CaseFiles.read(cases, List.of(policy));
    assertEquals(List.of(), reading.issues());
    CaseRunner runner = new CaseRunner(reading.shelf().orElseThrow().book());
    RulePages.checkCase(runner, reading.book().orElseThrow().cases().get(0));
  }

  @TestFactory
  Stream<DynamicTest> shape_itsOwnLines_settleTheClaimsWorkedByHand(@TempDir Path folder)
      throws IOException {
    return examples(RulePages.SHAPES, folder);
  }

  @TestFactory
  Stream<DynamicTest> edge_itsOwnLines_settleTheClaimsWorkedByHand(@TempDir Path folder)
      throws IOException {
    return examples(EDGES, folder);
  }

  @TestFactory
  Stream<DynamicTest> shape_thatDeclares_declaresWhatItDoes() throws IOException {
    List<RulePages.Example> declaring =
        RulePages.read(RulePages.SHAPES).stream()
            .filter(shape -> shape.blocks().get(0).contains("declares:"))
            .toList();
    assertFalse(declaring.isEmpty());
    return declaring.stream()
        .map(
            shape ->
                DynamicTest.dynamicTest(
                    shape.number() + " " + shape.title(),
                    () -> {
                      String text = RulePages.framed(shape.blocks().get(0));
                      List<PolicyIssue> issues =
                          PolicyDesk.check(new YamlPolicy(), "shape", text).issues();
                      // The frame has more identities than a shape has rows for.
                      assertEquals(
                          List.of(),
                          issues.stream()
                              .filter(each -> !each.code().equals("IDENTITY_WITHOUT_ROW"))
                              .toList());
                    }));
  }

  private static Stream<DynamicTest> examples(Path pages, Path folder) throws IOException {
    return RulePages.read(pages).stream()
        .map(
            example ->
                DynamicTest.dynamicTest(
                    example.number() + " " + example.title(),
                    () -> RulePages.check(example, folder)));
  }
}
