package io.yizhan.gateway.casefile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.policy.PolicyIssue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every case of every pack, and every published settlement of other places, comes out to the fen.
 */
class PackCasesTest {
  private static final Path PACKS = Path.of("..", "policies");

  /** Settlements that were published, whose rules no pack has, and the rules that they show. */
  private static final Path WORKED = Path.of("src", "test", "resources", "worked");

  @TestFactory
  Stream<DynamicNode> packs_eachCase_givesTheAmountsOfItsRows() throws IOException {
    return casesIn(PACKS);
  }

  @TestFactory
  Stream<DynamicNode> publishedSettlements_ofOtherPlaces_comeOutToTheFen() throws IOException {
    return casesIn(WORKED);
  }

  private static Stream<DynamicNode> casesIn(Path folder) throws IOException {
    List<Path> files = CaseFiles.find(folder);
    assertFalse(files.isEmpty());
    return files.stream().map(file -> cases(folder, file));
  }

  private static DynamicNode cases(Path folder, Path file) {
    CaseFiles.Reading reading;
    try {
      reading = CaseFiles.read(file, List.of());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    if (reading.book().isEmpty() || reading.shelf().isEmpty()) {
      return DynamicTest.dynamicTest(
          file.toString(), () -> assertEquals(List.<PolicyIssue>of(), reading.issues()));
    }
    CaseRunner runner = new CaseRunner(reading.shelf().get().book());
    return DynamicContainer.dynamicContainer(
        folder.relativize(file).toString(),
        reading.book().get().cases().stream()
            .map(one -> DynamicTest.dynamicTest(one.name(), () -> check(runner, one))));
  }

  private static void check(CaseRunner runner, CaseBook.Case one) {
    for (CaseRunner.ClaimResult claim : runner.run(one).claims()) {
      for (CaseRunner.Compared compared : claim.compared()) {
        assertEquals(
            compared.expected(),
            compared.got(),
            () -> "line " + claim.entry().line() + ": " + compared.name());
      }
      assertFalse(claim.compared().isEmpty(), () -> "line " + claim.entry().line() + " is idle");
    }
  }

  /** No document that was read speaks of liable third persons: that is this house's assumption. */
  @Test
  void packs_withoutAidWhereAThirdPartyIsLiable_sayThatItIsAssumed() throws IOException {
    try (Stream<Path> files = Files.walk(PACKS)) {
      for (Path file : files.filter(PackCasesTest::isPolicy).sorted().toList()) {
        String text = Files.readString(file);
        boolean said = text.contains("third_party: 原文未写") || text.contains("第三方责任: 原文未写");
        assertEquals(text.contains("third_party: no"), said, file.toString());
      }
    }
  }

  /** Whether a file of the packs is a policy: its cases are not. */
  static boolean isPolicy(Path file) {
    Path folder = file.getParent();
    return file.toString().endsWith(".yaml") && folder != null && !folder.endsWith("cases");
  }

  @Test
  void zhengzhou_check_listsAssumptionsAndNoErrors() throws IOException {
    for (String file : new String[] {"zhengzhou-2010.yaml", "zhengzhou-2016.yaml"}) {
      String text = Files.readString(PACKS.resolve("zhengzhou").resolve(file));
      PolicyDesk.Verdict verdict = PolicyDesk.check(new YamlPolicy(), file, text);
      assertTrue(verdict.publishable(), () -> verdict.issues().toString());
      assertTrue(verdict.assumptions().size() >= 8, file);
    }
  }
}
