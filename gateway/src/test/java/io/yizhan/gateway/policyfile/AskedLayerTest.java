package io.yizhan.gateway.policyfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.yizhan.claim.Bill;
import io.yizhan.claim.Care;
import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.FundAmount;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.claim.OwnFacts;
import io.yizhan.claim.Referral;
import io.yizhan.claim.ServiceDates;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Decision.RefusalReason;
import io.yizhan.settlement.Sentence;
import io.yizhan.settlement.Settlement;
import io.yizhan.settlement.Settler;
import io.yizhan.settlement.Standing;
import io.yizhan.settlement.Waterfall.Column;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An insurance layer that is asked, beside one that is computed. */
class AskedLayerTest {
  private static final String POLICY =
      """
      policy: asked 询问示例
      regions: [4201 示例市]
      in_force: 2016-01-01 ..
      chosen_by: {住院: discharge}
      benefit_year: 01-01
      rounding: half-up 0.01 each_claim
      assumed: {chosen_by: 示例, benefit_year: 示例, rounding: 示例, in_force: 示例}
      sources: {D: {title: 示例办法, read_in: 示例 2026-01-02, checked_on: 2026-11-22}}
      identities: [dibao 低保]
      layers:
      - layer: basic 基本医保
        fund: 390100
        stage: insurance
        amount: asked
      TERMS
        when: {care: 住院}
        counts: in
        rate: 60%
        cap: unlimited
        otherwise: none
        cite: D 第一条
      - layer: serious 大病保险
        fund: 390200
        stage: insurance
        when: {care: 住院}
        counts: in.left
        rate: 50%
        cap: unlimited
        otherwise: none
        cite: D 第二条
      """;

  private static Decision decide(String terms, Optional<InsurerSettlement> insurer) {
    return decideUnder(POLICY.replace("TERMS\n", terms), insurer);
  }

  private static Decision decideUnder(String policy, Optional<InsurerSettlement> insurer) {
    PolicyPlan plan =
        PolicyCompiler.compile(
                new PolicyCompiler.Published(
                    new YamlPolicy().read("asked.yaml", policy).table().orElseThrow(), "sha"))
            .plan()
            .orElseThrow();
    LocalDate day = LocalDate.of(2016, 8, 9);
    Claim claim =
        new Claim(
            new ClaimKey("H", "E", "1"),
            new Claim.Desk("op", "", "", ""),
            false,
            Optional.empty(),
            "420102",
            "390",
            Care.INPATIENT,
            new ServiceDates(day, day),
            List.of(),
            "",
            "",
            "",
            Referral.NONE,
            false,
            new Bill(1_000_000, 0, 0, 0),
            List.of(),
            insurer,
            0,
            0,
            OwnFacts.NONE);
    Standing standing =
        new Standing(
            "person",
            "",
            Optional.of(new Standing.Hospital("H", "420102", "3", false)),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Map.of());
    return new Settler((insured, county, care, dates) -> plan).settle(claim, standing);
  }

  private static Optional<InsurerSettlement> insurer(long fen, InsurerSettlement.Source source) {
    return Optional.of(
        new InsurerSettlement("I", List.of(new FundAmount("390100", fen)), 0, source));
  }

  private static Settlement settled(Decision decision) {
    return assertInstanceOf(Decision.Settled.class, decision).settlement();
  }

  private static RefusalReason refused(Decision decision) {
    return assertInstanceOf(Decision.Refused.class, decision).refusal().reason();
  }

  private static List<Long> paid(Decision decision) {
    Settlement settlement = settled(decision);
    return List.of(
        settlement.waterfall().of(0, Column.PAID), settlement.waterfall().of(1, Column.PAID));
  }

  private static List<String> codes(Decision decision) {
    return settled(decision).sentences().stream()
        .map(Sentence::code)
        .filter(code -> !code.equals("NO_IDENTITY"))
        .toList();
  }

  @Test
  void askedLayer_nobodyAsked_isRefusedAndSoIsOneWithoutAnAnswer() {
    assertEquals(RefusalReason.INSURER_NOT_ASKED, refused(decide("", Optional.empty())));
    assertEquals(
        RefusalReason.INSURER_NOT_ASKED,
        refused(decide("  if_away: computed\n", Optional.empty())));
    assertEquals(
        RefusalReason.INSURER_AWAY,
        refused(decide("", Optional.of(InsurerSettlement.away("later")))));
  }

  @Test
  void askedLayer_answered_takesTheAnswerAndLeavesTheComputedLayerComputed() {
    Decision asked = decide("", insurer(700_000, InsurerSettlement.Source.ASKED));
    assertEquals(List.of(700_000L, 150_000L), paid(asked));
    Decision supplied = decide("", insurer(700_000, InsurerSettlement.Source.SUPPLIED));
    assertEquals(List.of(700_000L, 0L), paid(supplied));
  }

  @Test
  void computedLayer_beforeOneThatIsAsked_keepsRoomForTheAnswer() {
    String policy =
        POLICY
            .replace("TERMS\n", "")
            .replace(
                "layers:\n",
                "layers:\n- {layer: clinic 门诊统筹, fund: 390300, stage: insurance, counts: in.left,"
                    + " rate: 70%, cap: unlimited, otherwise: none, cite: D 第一条}\n");
    InsurerSettlement.Source asked = InsurerSettlement.Source.ASKED;
    assertEquals(List.of(700_000L, 300_000L), paid(decideUnder(policy, insurer(300_000, asked))));
    assertEquals(List.of(699_999L, 300_001L), paid(decideUnder(policy, insurer(300_001, asked))));
  }

  @Test
  void askedLayer_insurerAwayWhereThePolicyComputes_isComputedAndSaysSo() {
    Decision away = decide("  if_away: computed\n", Optional.of(InsurerSettlement.away("later")));
    assertEquals(List.of(600_000L, 200_000L), paid(away));
    assertEquals(List.of("INSURER_AWAY_COMPUTED"), codes(away));
  }

  @Test
  void difference_withinAndBeyondTheTolerance_isSilentSaidOrRefused() {
    long within = 600_050;
    long beyond = 600_051;
    InsurerSettlement.Source asked = InsurerSettlement.Source.ASKED;
    assertEquals(List.of("SUPPLIED_DIFFERS"), codes(decide("", insurer(600_001, asked))));
    String warn = "  differs: warn beyond 0.50\n";
    assertEquals(List.of(), codes(decide(warn, insurer(within, asked))));
    assertEquals(List.of("SUPPLIED_DIFFERS"), codes(decide(warn, insurer(beyond, asked))));
    String refuse = "  differs: refuse beyond 0.50\n";
    assertEquals(List.of(), codes(decide(refuse, insurer(within, asked))));
    assertEquals(RefusalReason.INSURER_DIFFERS, refused(decide(refuse, insurer(beyond, asked))));
    assertEquals(
        RefusalReason.INSURER_DIFFERS,
        refused(
            decide("  differs: refuse\n", insurer(599_999, InsurerSettlement.Source.SUPPLIED))));
  }
}
