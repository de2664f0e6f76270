package io.yizhan.gateway.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.policy.PolicyCompiler;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a book says of its policies together. */
class PlanBookTest {
  /** No layer uses the account OLD, for which it could not be published today. */
  private static final String PUBLISHED_LONG_AGO =
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
        IN 住院累计: {adds: a.paid, of: person, per: year}
        KEY 合计: {adds: b.paid, of: person, per: year, includes: IN}
        OLD 其他: {adds: a.base, of: person, per: year}
      layers:
      - {layer: basic 基本医保, fund: 390100, stage: insurance, amount: supplied, fills: in}
      - {layer: a 救助, fund: f_a, stage: aid, counts: in.left, rate: 50%, cap IN: 2万, otherwise: none, cite: D}
      - {layer: b 再救助, fund: f_a, stage: aid, counts: in.left, rate: 50%, cap KEY: 5万, otherwise: none, cite: D}
      """;

  @Test
  void includedBy_policyThatALaterProgramWouldRefuse_isReadAsPublished() {
    PolicyCompiler.Published document =
        new PolicyCompiler.Published(
            new YamlPolicy().read("town.yaml", PUBLISHED_LONG_AGO).table().orElseThrow(),
            "0".repeat(64));
    assertTrue(PolicyCompiler.compile(document).plan().isEmpty(), "it is refused today");
    assertEquals(
        Set.of("town/KEY"), new PlanBook(1, List.of(document)).includedBy().totals("town/IN"));
  }
}
