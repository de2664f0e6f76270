package io.yizhan.gateway.casefile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.policy.Fact;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** "True when somebody else must pay: then there is no aid" holds of every pack. */
final class ThirdPartyPacksTest {
  private static final Path PACKS = Path.of("..", "policies");

  @Test
  void aidLayers_ofEveryPack_payNothingWhereAThirdPartyIsLiable() throws IOException {
    List<String> paying = new ArrayList<>();
    int layers = 0;
    for (Path file : policies()) {
      PolicyShelf shelf = PolicyShelf.load(List.of(file));
      assertEquals(List.of(), shelf.errors());
      PolicyPlan plan = PolicyCompiler.compile(shelf.published().get(0)).plan().orElseThrow();
      for (PlanLayer layer : plan.layers()) {
        if (layer.stage() == PolicyTable.Stage.AID) {
          layers++;
          if (mayPay(plan, layer)) {
            paying.add(file.getFileName() + " " + layer.code());
          }
        }
      }
    }
    assertEquals(List.of(), paying);
    assertTrue(layers > 50, "only " + layers + " layers of aid were looked at");
  }

  /** Whether some row is possible whatever else the claim says. */
  private static boolean mayPay(PolicyPlan plan, PlanLayer layer) {
    int[] words = new int[plan.facts().size()];
    int liable = Fact.THIRD_PARTY.ordinal();
    words[liable] = plan.fact(Fact.THIRD_PARTY).placeOf("yes");
    BitSet open = new BitSet();
    open.set(0, words.length);
    open.clear(liable);
    return !layer.rowsPossible(words, open).isEmpty();
  }

  private static List<Path> policies() throws IOException {
    try (Stream<Path> files = Files.walk(PACKS)) {
      return files.filter(PackCasesTest::isPolicy).sorted().toList();
    }
  }
}
