package io.yizhan.gateway.policyfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.policy.IncludedBy;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyPlan;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which totals include another. */
class IncludedByTest {
  private static final String TOWN =
      """
      policy: town 某市
      regions: [4101 某市]
      in_force: 2016-01-01 ..
      chosen_by: {住院: discharge}
      benefit_year: 01-01
      rounding: half-up 0.01 each_claim
      sources: {D: {title: 某市医疗救助办法, read_in: 市政府网, checked_on: 2026-11-22}}
      identities: [dibao 低保]
      accounts:
        IN 住院累计: {adds: a.paid, of: person, per: year, by: disease}
        KEY 合计: {adds: b.paid, of: person, per: year, by: disease, includes: IN}
        ALL 全部: {adds: c.paid, of: person, per: year, by: disease, includes: KEY}
      layers:
      - {layer: basic 基本医保, fund: 390100, stage: insurance, amount: supplied, fills: in}
      - {layer: a 救助, fund: f_a, stage: aid, counts: in.left, rate: 50%, cap IN: 2万, otherwise: none, cite: D}
      - {layer: b 再救助, fund: f_a, stage: aid, counts: in.left, rate: 50%, cap KEY: 5万, otherwise: none, cite: D}
      - {layer: c 三救助, fund: f_a, stage: aid, counts: in.left, rate: 50%, cap ALL: 6万, otherwise: none, cite: D}
      """;

  private static PolicyPlan plan() {
    var read = new YamlPolicy().read("town.yaml", TOWN);
    var compiled =
        PolicyCompiler.compile(
            new PolicyCompiler.Published(
                read.table().orElseThrow(() -> new IllegalStateException(read.toString())), "sha"));
    return compiled.plan().orElseThrow(() -> new IllegalStateException(compiled.toString()));
  }

  @Test
  void totals_thatIncludeAnother_areThoseOfTheSameWordDirectlyOrByAnother() {
    IncludedBy includedBy = IncludedBy.of(List.of(plan()));
    assertEquals(Set.of("town/KEY#甲", "town/ALL#甲"), includedBy.totals("town/IN#甲"));
    assertEquals(Set.of("town/ALL#乙"), includedBy.totals("town/KEY#乙"));
    assertEquals(Set.of(), includedBy.totals("town/ALL#乙"));
    assertEquals(Set.of(), includedBy.totals("town/OLD"));
    assertEquals(Set.of(), includedBy.totals("town/INN"));
    assertEquals(Set.of(), IncludedBy.NOTHING.totals("town/IN"));
    assertTrue(includedBy.isShared("town/KEY#甲"));
    assertFalse(includedBy.isShared("town/IN#甲"));
  }
}
