package io.yizhan.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.claim.Bill;
import io.yizhan.claim.Care;
import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.FundAmount;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.claim.OwnFacts;
import io.yizhan.claim.Referral;
import io.yizhan.claim.ServiceDates;
import io.yizhan.ledger.JournalEntry;
import io.yizhan.ledger.Posting;
import io.yizhan.policy.DateBasis;
import io.yizhan.policy.DateSpan;
import io.yizhan.policy.Definitions;
import io.yizhan.policy.Lineage;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The decision around the run: who is entitled, which identity, which refusal. */
class SettlerTest {
  private static final LocalDate DAY = LocalDate.of(2016, 7, 20);
  private static final LocalDate LONG_AGO = LocalDate.of(2000, 1, 1);

  /** 50 % for poor, 80 % for poorest, in one connected county; insurance pays 70 %. */
  private static final PolicyTable TABLE = table(Map.of(Care.INPATIENT, DateBasis.DISCHARGE));

  private static PolicyTable table(Map<Care, DateBasis> chosenBy) {
    return new PolicyTable(
        "t.yaml",
        "t",
        "试点",
        List.of(new PolicyTable.Region("4101", "郑州市")),
        new DateSpan(LONG_AGO, Optional.empty()),
        chosenBy,
        MonthDay.of(1, 1),
        new PolicyTable.Rounding(PolicyTable.Mode.HALF_UP, 1, false),
        Map.of(),
        List.of(new PolicyTable.Name("poorest", "最困难", 1), new PolicyTable.Name("poor", "困难", 1)),
        List.of(),
        List.of(
            new PolicyTable.Account(
                new PolicyTable.Name("IN", "住院累计", 1),
                List.of(new PolicyTable.Text("aid.paid", 1)),
                PolicyTable.Owner.PERSON,
                PolicyTable.Period.YEAR,
                Optional.empty(),
                List.of(),
                false,
                List.of(),
                1)),
        List.of(
            layer(
                "basic",
                "390100",
                PolicyTable.Stage.INSURANCE,
                List.of(),
                List.of(row(List.of(), 700_000, List.of()))),
            layer(
                "aid",
                "610100",
                PolicyTable.Stage.AID,
                List.of(new PolicyTable.Condition("third_party", false, List.of("no"), 1)),
                List.of(
                    row(identity("poorest"), 800_000, List.of(cap())),
                    row(identity("poor"), 500_000, List.of(cap()))))),
        List.of(),
        Definitions.NONE,
        new Lineage(List.of("t.yaml"), "t"));
  }

  private static PolicyTable.Cap cap() {
    return new PolicyTable.Cap(Optional.of("IN"), Optional.of(new PolicyTable.Text("1000", 1)), 1);
  }

  private static List<PolicyTable.Condition> identity(String word) {
    return List.of(new PolicyTable.Condition("identity", false, List.of(word), 1));
  }

  private static PolicyTable.Row row(
      List<PolicyTable.Condition> conditions, int ratePpm, List<PolicyTable.Cap> caps) {
    return new PolicyTable.Row(
        conditions,
        new PolicyTable.Settings(
            List.of(new PolicyTable.Text("in.left", 1)),
            Optional.empty(),
            false,
            Optional.empty(),
            false,
            new PolicyTable.Bands(List.of(new PolicyTable.Band(0, Optional.empty(), ratePpm))),
            caps),
        "T",
        1);
  }

  private static PolicyTable.Layer layer(
      String key,
      String fund,
      PolicyTable.Stage stage,
      List<PolicyTable.Condition> when,
      List<PolicyTable.Row> rows) {
    return new PolicyTable.Layer(
        new PolicyTable.Name(key, key, 1),
        fund,
        stage,
        PolicyTable.Amount.COMPUTED,
        PolicyTable.InsurerTerms.USUAL,
        when,
        Optional.empty(),
        "",
        new PolicyTable.Reading(PolicyTable.Over.VISIT, false, false, Optional.empty(), 1_000_000),
        List.of(),
        rows,
        List.of(),
        PolicyTable.Otherwise.NONE,
        List.of(),
        List.of(),
        List.of(),
        1);
  }

  /** Plans for regions beginning with 4101; elsewhere that half of the plan is empty. */
  private static PolicyPlan planFor(String insured, String county) {
    PolicyCompiler.Published published = new PolicyCompiler.Published(TABLE, "");
    return PolicyCompiler.compile(
            insured.startsWith("4101") ? Optional.of(published) : Optional.empty(),
            county.startsWith("4101") ? Optional.of(published) : Optional.empty())
        .plan()
        .orElseThrow();
  }

  private static Decision settle(Claim claim, Standing standing) {
    return new Settler((insured, county, care, dates) -> planFor(insured, county))
        .settle(claim, standing);
  }

  private static Settlement settled(Claim claim, Standing standing) {
    return assertInstanceOf(Decision.Settled.class, settle(claim, standing)).settlement();
  }

  private static Claim claim(
      String region, Care care, boolean thirdParty, Optional<InsurerSettlement> insurer) {
    return new Claim(
        new ClaimKey("H1", "E1", "B1"),
        new Claim.Desk("op", "", "", ""),
        false,
        Optional.empty(),
        region,
        "390",
        care,
        ServiceDates.visit(DAY),
        List.of(),
        "",
        "",
        "",
        Referral.NONE,
        thirdParty,
        new Bill(100_000, 0, 0, 0),
        List.of(),
        insurer,
        4_000,
        50_000,
        OwnFacts.NONE);
  }

  private static Claim claim() {
    return claim("410100", Care.INPATIENT, false, Optional.empty());
  }

  private static Standing standing(Standing.Identity... identities) {
    return new Standing(
        "P1",
        Optional.of(new Standing.Hospital("H1", "410100", "2", false)),
        List.of(identities),
        List.of(),
        List.of(),
        List.of(),
        Map.of());
  }

  private static Standing.Identity identity(String category, String county) {
    return new Standing.Identity(category, county, LONG_AGO, Optional.empty(), "test");
  }

  private static List<String> codes(Settlement settlement) {
    return settlement.sentences().stream().map(Sentence::code).toList();
  }

  @Test
  void settle_severalIdentities_usesTheBestAndShowsTheOther() {
    Settlement settlement =
        settled(claim(), standing(identity("poor", "410122"), identity("poorest", "410122")));
    assertEquals("poorest", settlement.identityUsed().orElseThrow().category());
    assertEquals(6_000, settlement.waterfall().patientShareFen());
    assertEquals(Optional.of(15_000L), settlement.candidates().get(0).patientShareFen());
    assertEquals(Optional.of(15_000L), settlement.candidates().get(0).aidFen());
  }

  @Test
  void settle_identityWhosePolicyRefuses_doesNotHinderAnotherOrTheInsurance() {
    Settlement settlement =
        assertInstanceOf(
                Decision.Settled.class,
                new Settler(
                        (insured, county, care, dates) ->
                            county.startsWith("32") ? undated() : planFor(insured, county))
                    .settle(
                        claim(), standing(identity("poor", "320100"), identity("poor", "410122"))))
            .settlement();
    assertEquals(15_000, settlement.waterfall().patientShareFen());
    assertEquals(Optional.empty(), settlement.candidates().get(0).patientShareFen());
    assertTrue(codes(settlement).contains("CARE_NOT_IN_POLICY"));
  }

  /** A policy that dates no care at all. */
  private static PolicyPlan undated() {
    PolicyCompiler.Published published = new PolicyCompiler.Published(table(Map.of()), "");
    return PolicyCompiler.compile(published).plan().orElseThrow();
  }

  @Test
  void settle_sameIdentityOfTwoCounties_doesNotDependOnTheOrderTheyWereReadIn() {
    Standing.Identity one = identity("poor", "410105");
    Standing.Identity other = identity("poor", "410184");
    assertEquals(
        "410105", settled(claim(), standing(one, other)).identityUsed().orElseThrow().county());
    assertEquals(
        "410105", settled(claim(), standing(other, one)).identityUsed().orElseThrow().county());
  }

  @Test
  void settle_identitiesThatTie_usesTheOneThatThePolicyListsFirst() {
    Standing spent =
        new Standing(
            "P1",
            standing().hospital(),
            List.of(identity("poor", "410122"), identity("poorest", "410122")),
            List.of(),
            List.of(),
            List.of(new Standing.Usage("t/IN", 2016, 100_000, 0)),
            Map.of());
    Settlement settlement = settled(claim(), spent);
    assertEquals("poorest", settlement.identityUsed().orElseThrow().category());
    assertEquals(30_000, settlement.waterfall().patientShareFen());
    assertTrue(codes(settlement).contains("CAP_REACHED"));
  }

  @Test
  void settle_identityOnItsLastDay_stillCountsAndTheDayAfterDoesNot() {
    Standing.Identity until =
        new Standing.Identity("poor", "410122", LONG_AGO, Optional.of(DAY), "test");
    Standing.Identity ended =
        new Standing.Identity("poor", "410122", LONG_AGO, Optional.of(DAY.minusDays(1)), "test");
    assertEquals(15_000, settled(claim(), standing(until)).waterfall().patientShareFen());
    Settlement without = settled(claim(), standing(ended));
    assertEquals(30_000, without.waterfall().patientShareFen());
    assertEquals(List.of("NO_IDENTITY"), codes(without));
  }

  @Test
  void settle_insurersAmountsAboveTheBill_saysBothAndNothingOfAFixedPrice() {
    InsurerSettlement more =
        new InsurerSettlement("I1", List.of(new FundAmount("390100", 150_000)), 1_000);
    Claim claim = claim("410100", Care.INPATIENT, false, Optional.of(more));
    Decision.Refusal refusal =
        assertInstanceOf(Decision.Refused.class, settle(claim, standing())).refusal();
    assertEquals(Decision.RefusalReason.BILL_DOES_NOT_FIT, refusal.reason());
    assertEquals("医保结算与医院负担之和 1,510.00 元，超过总费用 1,000.00 元，请核对医保结算金额。", refusal.sentence().zh());
    assertEquals(
        "The insurer and the hospital have settled 1,510.00 yuan, more than the bill of 1,000.00:"
            + " check the insurer's amounts.",
        refusal.sentence().en());
  }

  @Test
  void settle_countyNotConnected_paysInsuranceOnlyAndSaysWhereToApply() {
    Settlement settlement = settled(claim(), standing(identity("poor", "513424")));
    assertEquals(30_000, settlement.waterfall().patientShareFen());
    assertEquals(List.of("COUNTY_NOT_CONNECTED"), codes(settlement));
    assertTrue(settlement.identityUsed().isEmpty());
  }

  @Test
  void settle_insurerElsewhereAndCountyHere_aidsWhatTheInsurerLeft() {
    Claim claim =
        claim(
            "320100",
            Care.INPATIENT,
            false,
            Optional.of(new InsurerSettlement("I1", List.of(new FundAmount("390100", 60_000)), 0)));
    Settlement settlement = settled(claim, standing(identity("poor", "410122")));
    assertEquals(20_000, settlement.waterfall().patientShareFen());
    assertEquals(List.of(new FundAmount("390100", 60_000)), settlement.otherInsurerPayments());
    List<Posting> postings = JournalEntry.of(settlement).postings();
    assertTrue(
        postings.contains(new Posting("fund:390100@320100/by-insurer", "hospital:H1", 60_000)),
        postings::toString);
  }

  @Test
  void settle_insurerElsewhereAndNothingSupplied_isRefused() {
    Decision decision =
        settle(
            claim("320100", Care.INPATIENT, false, Optional.empty()),
            standing(identity("poor", "410122")));
    assertEquals(
        Decision.RefusalReason.INSURANCE_NOT_CONNECTED,
        assertInstanceOf(Decision.Refused.class, decision).refusal().reason());
  }

  @Test
  void settle_insurerThatHasNoPolicyOnAnyDay_asksForTheCodeAndNotTheDay() {
    Claim claim = claim("320100", Care.INPATIENT, false, Optional.empty());
    String ofTheDay = notConnected(claim, true).sentence().en();
    assertTrue(ofTheDay.contains("on 2016-07-20") && ofTheDay.contains("Check the date"), ofTheDay);
    Decision.Refusal never = notConnected(claim, false);
    assertTrue(
        never
            .sentence()
            .en()
            .contains("Region 320100 has no connected insurance policy on any day"));
    assertTrue(never.sentence().en().contains("Check the code (six digits of a county or city)"));
    assertTrue(never.sentence().zh().contains("请核对区划代码"), never.sentence().zh());
  }

  private static Decision.Refusal notConnected(Claim claim, boolean onOtherDays) {
    Plans plans =
        new Plans() {
          @Override
          public PolicyPlan planFor(String insured, String county, Care care, ServiceDates dates) {
            return SettlerTest.planFor(insured, county);
          }

          @Override
          public boolean everInsures(String insured) {
            return onOtherDays;
          }
        };
    return assertInstanceOf(
            Decision.Refused.class,
            new Settler(plans).settle(claim, standing(identity("poor", "410122"))))
        .refusal();
  }

  @Test
  void settle_thirdPartyLiable_paysNoAidAndSaysSo() {
    Settlement settlement =
        settled(
            claim("410100", Care.INPATIENT, true, Optional.empty()),
            standing(identity("poor", "410122")));
    assertEquals(30_000, settlement.waterfall().patientShareFen());
    assertEquals(List.of("THIRD_PARTY_LIABLE"), codes(settlement));
  }

  @Test
  void settle_careThatThePolicyDoesNotDate_isRefused() {
    Decision decision =
        settle(
            claim("410100", Care.OUTPATIENT, false, Optional.empty()),
            standing(identity("poor", "410122")));
    assertEquals(
        Decision.RefusalReason.CARE_NOT_IN_POLICY,
        assertInstanceOf(Decision.Refused.class, decision).refusal().reason());
  }

  @Test
  void settle_hospitalUnknownOrSuspended_isRefusedBeforeAllElse() {
    Standing unknown =
        new Standing("", Optional.empty(), List.of(), List.of(), List.of(), List.of(), Map.of());
    Standing suspended =
        new Standing(
            "",
            Optional.of(new Standing.Hospital("H1", "410100", "2", true)),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Map.of());
    Claim hopeless = claim("320100", Care.OUTPATIENT, false, Optional.empty());
    assertEquals(
        Decision.RefusalReason.HOSPITAL_UNKNOWN,
        assertInstanceOf(Decision.Refused.class, settle(hopeless, unknown)).refusal().reason());
    assertEquals(
        Decision.RefusalReason.HOSPITAL_SUSPENDED,
        assertInstanceOf(Decision.Refused.class, settle(hopeless, suspended)).refusal().reason());
  }

  @Test
  void settle_accountAndDeposit_payThePatientsShareAndTheRestComesBack() {
    Settlement settlement = settled(claim(), standing(identity("poor", "410122")));
    assertEquals(new Settlement.Means(4_000, 11_000, 0, 39_000), settlement.means());
  }

  @Test
  void settle_suppliedInsuranceThatDiffers_isUsedAndTheDifferenceShown() {
    Claim claim =
        claim(
            "410100",
            Care.INPATIENT,
            false,
            Optional.of(new InsurerSettlement("I1", List.of(new FundAmount("390100", 60_000)), 0)));
    Settlement settlement = settled(claim, standing(identity("poor", "410122")));
    assertEquals(20_000, settlement.waterfall().patientShareFen());
    assertTrue(codes(settlement).contains("SUPPLIED_DIFFERS"));
    Step basic = settlement.steps().get(0);
    assertEquals(Step.Kind.SUPPLIED, basic.kind());
    assertEquals(70_000, basic.computedFen().orElseThrow());
    assertEquals(100_000, basic.baseFen());
    assertEquals(40_000, basic.copayFen());
  }

  @Test
  void entry_aidThatThePlatformPaid_isBookedApartFromWhatTheCountyOwes() {
    Claim claim =
        claim(
            "410100",
            Care.INPATIENT,
            false,
            Optional.of(
                new InsurerSettlement(
                    "I1",
                    List.of(new FundAmount("390100", 60_000), new FundAmount("610100", 5_000)),
                    0)));
    Settlement settlement = settled(claim, standing(identity("poor", "410122")));
    List<Posting> postings = JournalEntry.of(settlement).postings();
    assertTrue(
        postings.contains(new Posting("fund:610100@410122/aid", "hospital:H1", 15_000)),
        postings::toString);
    assertTrue(
        postings.contains(new Posting("fund:610100@410100/aid/by-insurer", "hospital:H1", 5_000)),
        postings::toString);
    assertEquals(20_000, settlement.waterfall().patientShareFen());
  }

  @Test
  void entry_mirrored_addsUpToNothingWithTheOriginal() {
    JournalEntry entry = JournalEntry.of(settled(claim(), standing(identity("poor", "410122"))));
    assertEquals(100_000, entry.debitsFen());
    for (int i = 0; i < entry.postings().size(); i++) {
      assertEquals(
          0, entry.postings().get(i).amountFen() + entry.mirrored().postings().get(i).amountFen());
    }
  }
}
