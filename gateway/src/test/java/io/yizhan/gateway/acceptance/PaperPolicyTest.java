package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.proto.v1.Approval;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.ClaimFact;
import io.yizhan.proto.v1.PaperClaim;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a policy sees of treatment elsewhere: the stated hospital; and no price agreed with it. */
class PaperPolicyTest {
  private static final String COUNTY = "320199";
  private static final String OFFICE = "office:" + COUNTY;

  private static final String POLICY =
      """
      policy: paper 县医疗救助
      regions: [320199 县]
      in_force: 2016-01-01 ..
      chosen_by: {inpatient: discharge}
      benefit_year: 01-01
      rounding: half-up 0.01 each_claim
      sources: {Q: {title: 问答, read_in: 网页, checked_on: 2026-11-22}}
      identities: [dibao 低保]
      facts:
        bundle 定额病种: {is: [leukaemia 白血病], default: none}
      quotas:
      - {when: {bundle: leukaemia}, price: 1万, cite: Q}
      layers:
      - layer: basic 基本医保
        fund: 390100
        stage: insurance
        counts: in
        rate: 50%
        fills: in
        cap: unlimited
        otherwise: none
        cite: Q
      - layer: aid 医疗救助
        fund: 610100
        stage: aid
        when: {referral: 无需转诊、已转诊}
        counts: in.left
        columns: [就医地, 比例, 依据]
        rows:
        - [县内、市内、省内, 80%, Q]
        - [省外, 50%, Q]
        otherwise: none
        cap: unlimited
      - layer: approved 核准救助
        fund: 610101
        stage: aid
        needs: major_illness 重特大疾病认定
        counts: in.left
        rate: 100%
        otherwise: none
        cap: unlimited
        cite: Q
      """;

  private static House house;
  private static String office;
  private static PersonDocument person;

  @BeforeAll
  static void open() {
    house = House.open();
    office = Offices.register(house, "aid-320199", COUNTY);
    house.world().publish(house.client(), "paper.yaml", POLICY);
    person = Invented.person(1);
    house
        .world()
        .put(
            house.client(),
            World.known(person, "dibao")
                .clearIdentities()
                .addIdentities(World.identity("dibao", "2014-01-01").setCountyCode(COUNTY)));
  }

  @AfterAll
  static void close() {
    assertEquals(List.of(), house.audit());
    house.close();
  }

  private static Claim.Builder claim(String hospitalRegion) {
    return Claims.stay(OFFICE, person, "P-1", "2016-08-01", 2_000_000)
        .setInsuredRegionCode(COUNTY)
        .setPaper(Offices.paper("INV-1").setHospitalRegionCode(hospitalRegion));
  }

  private static Settlement quoted(Claim.Builder claim) {
    return house
        .client()
        .settlements(office)
        .quoteSettlement(QuoteSettlementRequest.newBuilder().setClaim(claim).build())
        .getQuote();
  }

  @Test
  void area_ofTheStatedHospital_choosesTheRow() {
    assertEquals(800_000, House.paid(quoted(claim("320199")), "aid"), "80 % in the county");
    assertEquals(800_000, House.paid(quoted(claim("320501")), "aid"), "80 % in the province");
    assertEquals(500_000, House.paid(quoted(claim("110105")), "aid"), "50 % elsewhere");
    assertEquals(
        0,
        House.paid(quoted(claim("110105").setReferralCode("not_referred")), "aid"),
        "without the referral");
  }

  @Test
  void fixedPrice_agreedWithHospitals_isNotThePersons() {
    ClaimFact leukaemia = ClaimFact.newBuilder().setCode("bundle").setWord("leukaemia").build();
    Settlement quote = quoted(claim("110105").addFacts(leukaemia));
    assertEquals(0, quote.getHospitalShareFen());
    assertEquals(1_000_000, House.paid(quote, "basic"), "of the bill, not of the price");
    assertEquals(500_000, quote.getPatientShareFen());
    assertEquals(
        2_000_000,
        quote.getPatientShareFen()
            + quote.getPaymentsList().stream()
                .mapToLong(io.yizhan.proto.v1.Payment::getAmountFen)
                .sum());
    Settlement settled =
        house
            .client()
            .settlements(office)
            .settleClaim(
                Claims.request("p-1", claim("110105").setEncounterId("P-9").addFacts(leukaemia)))
            .getSettlement();
    assertEquals(quote.getPaymentsList(), settled.getPaymentsList());
  }

  @Test
  void approval_forOneHospital_holdsWhereThatOneIsStated() {
    house
        .world()
        .put(
            house.client(),
            World.known(person, "dibao")
                .clearIdentities()
                .addApprovals(
                    Approval.newBuilder()
                        .setApprovalId("A-1")
                        .setKindCode("major_illness")
                        .setHospitalId(World.HOSPITAL)
                        .setFromDate(Claims.date("2015-01-01"))));
    Claim.Builder claim = claim("320199");
    assertEquals(0, House.paid(quoted(claim), "approved"));
    PaperClaim designated = claim.getPaper().toBuilder().setHospitalId(World.HOSPITAL).build();
    assertEquals(200_000, House.paid(quoted(claim.setPaper(designated)), "approved"));
  }
}
