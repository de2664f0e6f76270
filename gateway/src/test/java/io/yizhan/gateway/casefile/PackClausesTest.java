package io.yizhan.gateway.casefile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PlanRow;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The clause that an answer prints can be read without the policy's file. */
final class PackClausesTest {
  private static final Path PACKS = Path.of("..", "policies");

  private static PolicyPlan plan(Path file) throws IOException {
    PolicyShelf shelf = PolicyShelf.load(List.of(file));
    return PolicyCompiler.compile(shelf.published().get(0)).plan().orElseThrow();
  }

  /** The clauses of all rows of a layer, adjusted and not. */
  private static Set<String> clauses(PolicyPlan plan, PlanLayer layer) {
    BitSet open = new BitSet();
    open.set(0, plan.facts().size());
    return layer.rowsPossible(new int[plan.facts().size()], open).stream()
        .map(PlanRow::cite)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> clauses(String file, String code) throws IOException {
    PolicyPlan plan = plan(PACKS.resolve(file));
    return plan.layers().stream()
        .filter(layer -> layer.code().equals(code))
        .flatMap(layer -> clauses(plan, layer).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void clause_ofALayerThatIsAssumedAlone_givesTheReasons() throws IOException {
    assertEquals(
        Set.of("假定：比例：未印；取国办发〔2021〕42号“不低于70%”的下限；cap：年度限额未见"),
        clauses("chongqing/yubei-2023.yaml", "aid"));
  }

  @Test
  void clause_ofAnAdjustedRow_namesTheDocumentOfTheAdjustmentToo() throws IOException {
    assertEquals(
        Set.of("《江阴市医疗救助结算例（150000元）》大病保险"), clauses("jiangyin/jiangyin-2023.yaml", "serious"));
  }

  @Test
  void clauses_ofEveryPack_beginWithATitleOrSayThatTheyAreAssumed() throws IOException {
    Set<String> raw = new TreeSet<>();
    try (Stream<Path> files = Files.walk(PACKS)) {
      for (Path file : files.filter(PackCasesTest::isPolicy).toList()) {
        PolicyPlan plan = plan(file);
        for (PlanLayer layer : plan.layers()) {
          clauses(plan, layer).stream()
              .filter(clause -> !clause.matches("(《|假定：).+") || clause.matches(".*；[A-Z] .*"))
              .forEach(clause -> raw.add(file.getFileName() + " " + layer.code() + ": " + clause));
        }
      }
    }
    assertEquals(Set.of(), raw);
  }
}
