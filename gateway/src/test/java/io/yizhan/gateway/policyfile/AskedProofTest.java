package io.yizhan.gateway.policyfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.policy.PolicyIssue;
import io.yizhan.proof.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is proved where an insurer is asked: what it answers, and what is computed beside it. */
class AskedProofTest {
  private static final String FRAME =
      """
      policy: asked 询问示例
      regions: [4201 示例市]
      in_force: 2016-01-01 ..
      chosen_by: {住院: discharge}
      benefit_year: 01-01
      rounding: half-up 0.01 each_claim
      assumed: {chosen_by: 示例, benefit_year: 示例, rounding: 示例, in_force: 示例}
      sources: {D: {title: 示例办法, read_in: 示例 2026-01-02, checked_on: 2026-11-22}}
      identities: [tekun 特困, dibao 低保]
      layers:
      """;

  private static final String ASKED =
      "- {layer: basic 基本医保, fund: 390100, stage: insurance, amount: asked, fills: in,"
          + " assumed: {比例: 示例}}\n";

  private static final String ASKED_OR_COMPUTED =
      "- {layer: basic 基本医保, fund: 390100, stage: insurance, amount: asked, if_away: computed,"
          + " when: {care: 住院}, counts: in, cap: unlimited, otherwise: none, cite: D 1, ";

  private static final String FLAT_RATE = "rate: 60%}\n";

  private static final String DROP =
      "columns: [base, 比例], rows: [[≤20000, 80%], [超过20000, 60%]]}\n";

  private static final String LEFT = "counts: in.left, rate: 50%}\n";

  private static String computed(String name) {
    return "- {layer: "
        + name
        + ", fund: 390200, stage: insurance, when: {care: 住院}, cap: unlimited,"
        + " otherwise: none, cite: D 1, ";
  }

  private static PolicyDesk.Verdict check(String layers) {
    return PolicyDesk.check(new YamlPolicy(), "asked.yaml", FRAME + layers);
  }

  private static List<Finding> findings(String layers) {
    PolicyDesk.Verdict verdict = check(layers);
    return verdict.proof().orElseThrow(() -> new AssertionError(verdict.issues())).findings();
  }

  private static List<String> refuted(String layers) {
    return findings(layers).stream()
        .filter(finding -> finding.verdict() == Finding.Verdict.REFUTED)
        .map(finding -> finding.layer() + " " + finding.code())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {ASKED, ASKED_OR_COMPUTED + FLAT_RATE})
  void computedLayer_besideOneThatIsAsked_isProved(String asked) {
    assertEquals(
        List.of("basic PROVED", "serious PROVED"),
        findings(asked + computed("serious 大病保险") + LEFT).stream()
            .map(finding -> finding.layer() + " " + finding.verdict())
            .toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {ASKED, ASKED_OR_COMPUTED + FLAT_RATE})
  void computedLayer_afterOneThatLeavesNothing_canNeverPayBesideAnAskedOne(String asked) {
    String all = computed("all 全额") + "counts: in.left, rate: 100%}\n";
    String late = computed("late 补充") + "counts: in, rate: 50%}\n";
    assertEquals(List.of("late CAN_NEVER_PAY"), refuted(asked + all + late));
  }

  @ParameterizedTest
  @ValueSource(strings = {ASKED, ASKED_OR_COMPUTED + FLAT_RATE})
  void computedLayer_thatDropsBesideOneThatIsAsked_isRefuted(String asked) {
    String serious = computed("serious 大病保险") + "counts: in, " + DROP;
    assertEquals(List.of("serious NOT_MONOTONE"), refuted(asked + serious));
  }

  @Test
  void askedLayer_whoseOwnTableDropsWhileTheInsurerIsAway_isRefuted() {
    assertEquals(
        List.of("basic NOT_MONOTONE"),
        refuted(ASKED_OR_COMPUTED + DROP + computed("serious 大病保险") + LEFT));
  }

  @Test
  void askedLayer_whoseOwnTableHasAGap_isRefused() {
    String gap = "columns: [对象, 级别, 比例], rows: [[特困, 乡镇, 90%], [特困, 县级, 80%], [低保, 乡镇, 70%]]}\n";
    List<String> codes =
        check(ASKED_OR_COMPUTED + gap).issues().stream().map(PolicyIssue::code).toList();
    assertTrue(codes.contains("GAP_IN_TABLE"), codes::toString);
  }
}
