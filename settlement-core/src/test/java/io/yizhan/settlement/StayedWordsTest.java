package io.yizhan.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.yizhan.claim.Bill;
import io.yizhan.claim.Care;
import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.OwnFacts;
import io.yizhan.claim.Referral;
import io.yizhan.claim.ServiceDates;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What is said of money that a hold stands in the way of, and of a county that is not connected.
 */
class StayedWordsTest {
  private static final LocalDate DAY = LocalDate.of(2016, 7, 20);
  private static final String HERE = "410122";
  private static final String UNCONNECTED = "110101";

  /**
   * Aid of 70 % of what is in scope, at most 20,000 yuan a year; insurance asks for an identity.
   */
  private static Map<String, Object> document(boolean insuranceAsks) {
    Map<String, Object> basic =
        Map.of(
            "layer", "basic 基本医保",
            "fund", "390100",
            "stage", "insurance",
            "counts", "in.left",
            "fills", "in",
            "when", insuranceAsks ? Map.of("对象", "低保") : Map.of("care", "住院"),
            "rate", "70%",
            "cap", "unlimited",
            "otherwise", "none",
            "cite", "D");
    Map<String, Object> aid =
        Map.of(
            "layer", "aid 住院救助",
            "fund", "610100",
            "stage", "aid",
            "when", Map.of("care", "住院", "对象", "低保"),
            "counts", "in.left",
            "rate", "70%",
            "cap IN", "2万",
            "otherwise", "none",
            "cite", "D");
    return Map.of(
        "policy", "t 试点",
        "regions", List.of("4101 郑州市"),
        "in_force", "2000-01-01 ..",
        "chosen_by", Map.of("住院", "discharge"),
        "benefit_year", "01-01",
        "rounding", "half-up 0.01 each_claim",
        "sources", Map.of("D", Map.of("title", "办法", "read_in", "网", "checked_on", "2026-01-01")),
        "identities", List.of("dibao 低保"),
        "accounts", Map.of("IN 住院救助累计", Map.of("adds", "aid.paid", "of", "person", "per", "year")),
        "layers", List.of(basic, aid));
  }

  private static PolicyPlan plan(boolean insuranceAsks, String county) {
    PolicyTable table = PolicyTree.read(document(insuranceAsks)).table().orElseThrow();
    Optional<PolicyCompiler.Published> published =
        Optional.of(new PolicyCompiler.Published(table, ""));
    return PolicyCompiler.compile(
            published, county.equals(UNCONNECTED) ? Optional.empty() : published)
        .plan()
        .orElseThrow();
  }

  private static Settlement settled(
      boolean insuranceAsks, long inFen, long usedFen, long heldFen, String... counties) {
    Claim claim =
        new Claim(
            new ClaimKey("H1", "E1", "B1"),
            new Claim.Desk("op", "", "", ""),
            false,
            Optional.empty(),
            HERE,
            "390",
            Care.INPATIENT,
            ServiceDates.visit(DAY),
            List.of(),
            "",
            "",
            "",
            Referral.NONE,
            false,
            new Bill(inFen, 0, 0, 0),
            List.of(),
            Optional.empty(),
            0,
            0,
            OwnFacts.NONE);
    Standing standing =
        new Standing(
            "P1",
            Optional.of(new Standing.Hospital("H1", "410100", "2", false)),
            List.of(counties).stream()
                .map(county -> new Standing.Identity("dibao", county, DAY, Optional.empty(), "x"))
                .toList(),
            List.of(),
            List.of(),
            List.of(new Standing.Usage("t/IN", 2016, usedFen, heldFen)),
            Map.of());
    Decision decision =
        new Settler((insured, county, care, dates) -> plan(insuranceAsks, county))
            .settle(claim, standing);
    return assertInstanceOf(Decision.Settled.class, decision).settlement();
  }

  private static Sentence capped(Settlement settlement) {
    return Explanation.reason(settlement.claim(), settlement.waterfall(), 1).orElseThrow();
  }

  private static Sentence stayedByCap(Settlement settlement) {
    Waterfall waterfall = settlement.waterfall();
    return WhyNotMore.of(waterfall).lines().stream()
        .map(line -> WhySentence.of(waterfall, line))
        .filter(sentence -> sentence.code().equals("STAYED_BY_CAP"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void cap_thatOnlyAHoldHasFilled_isSaidToBeHeldAndNotReached() {
    Settlement settlement = settled(false, 6_000_000, 0, 1_260_000, HERE);
    assertEquals(740_000, settlement.waterfall().of(1, Waterfall.Column.PAID));
    assertEquals(
        new Sentence(
            "CAP_REACHED",
            "住院救助：住院救助累计年度限额 20,000.00 元，其中 12,600.00 被其他尚未结算的试算预留，本次前剩余 7,400.00 元。",
            "aid: t/IN is capped at 20,000.00 a year, 12,600.00 held for claims not yet settled,"
                + " 7,400.00 left."),
        capped(settlement));
    assertEquals(
        new Sentence(
            "STAYED_BY_CAP",
            "住院救助：住院救助累计限额 20,000.00（其中 12,600.00 被其他尚未结算的试算预留，本次前余 7,400.00）",
            "aid: t/IN is capped at 20,000.00 (12,600.00 held for claims not yet settled, 7,400.00"
                + " left before)"),
        stayedByCap(settlement));
  }

  @Test
  void cap_thatIsUsedAndNotHeld_isSaidToBeReached() {
    Settlement settlement = settled(false, 6_000_000, 1_260_000, 0, HERE);
    assertEquals(
        "aid: t/IN is capped at 20,000.00 a year, 7,400.00 left.", capped(settlement).en());
    assertEquals("住院救助：住院救助累计已到限额 20,000.00（本次前余 7,400.00）", stayedByCap(settlement).zh());
  }

  private static Sentence notConnected(Settlement settlement) {
    return settlement.sentences().stream()
        .filter(sentence -> sentence.code().equals("COUNTY_NOT_CONNECTED"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void countyNotConnected_besideOneThatAids_isNotSaidToLeaveInsuranceOnly() {
    Settlement settlement = settled(false, 1_000_000, 0, 0, HERE, UNCONNECTED);
    assertEquals(210_000, settlement.waterfall().of(1, Waterfall.Column.PAID));
    assertEquals(
        new Sentence(
            "COUNTY_NOT_CONNECTED",
            "认定地 110101 在 2016-07-20 没有接入一站式结算的救助政策，本次不按此认定救助；请核对日期，或凭结算单到认定地民政（医保）部门申请救助。",
            "County 110101 has no connected aid policy on 2016-07-20: no aid by its identity; check"
                + " the date, or apply for aid at that county's office with this settlement."),
        notConnected(settlement));
  }

  @Test
  void countyNotConnected_whereTheInsuranceAsksForAnIdentity_isSaidToCountForThatAlone() {
    Settlement settlement = settled(true, 1_000_000, 0, 0, UNCONNECTED);
    assertEquals(700_000, settlement.waterfall().of(0, Waterfall.Column.PAID));
    assertEquals(
        "County 110101 has no connected aid policy on 2016-07-20: its identity counts for insurance"
            + " only; check the date, or apply for aid at that county's office with this"
            + " settlement.",
        notConnected(settlement).en());
  }
}
