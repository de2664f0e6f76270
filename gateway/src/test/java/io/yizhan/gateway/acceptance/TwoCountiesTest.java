package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.proto.v1.Identity;
import io.yizhan.proto.v1.ImpactLine;
import io.yizhan.proto.v1.ListImpactRequest;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PolicyProposal;
import io.yizhan.proto.v1.Settlement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What was settled for a person with identities of two counties is decided again by the policies of
 * both: the county that gave less has its part in the answer.
 */
class TwoCountiesTest {
  private static final String DAY = "2026-05-01";
  private static final String CITY_COUNTY = "420301";
  private static final String HEAD =
      """
      policy: %s 示例
      regions: [%s 示例市]
      in_force: 2016-01-01 ..
      chosen_by: {住院: discharge}
      benefit_year: 01-01
      rounding: half-up 0.01 each_claim
      assumed: {chosen_by: 示例, benefit_year: 示例, rounding: 示例, in_force: 示例}
      sources: {D: {title: 示例办法, read_in: 示例 2026-01-02, checked_on: 2026-11-22}}
      """;

  /** Pays all that is left of a bill to the poor, as far as the aid's document knows them. */
  private static final String PROVINCE =
      HEAD.formatted("province", "42")
          + """
          identities: [poor 贫困]
          layers:
          - layer: basic 居民医保
            fund: 390100
            stage: insurance
            when: {care: 住院}
            counts: in
            rate: 50%
            cap: unlimited
            otherwise: none
            cite: D 第一条
          - layer: supplement 补充保险
            fund: 390300
            stage: insurance
            when: {care: 住院, identity: 贫困}
            counts: in.left
            rate: 100%
            cap: unlimited
            otherwise: none
            cite: D 第二条
          """;

  private static final String CITY = aid("city", "4203", "low_income 低收入", "50%");
  private static final String OTHER_COUNTY = "420401";
  private static final String OTHER = aid("other", "4204", "dibao 低保", "60%");

  @SuppressWarnings("NullAway.Init")
  private House house;

  private int ids;

  @BeforeEach
  void open() {
    house = House.open();
    publish(PROVINCE, CITY);
  }

  @AfterEach
  void close() {
    assertEquals(List.of(), house.audit());
    house.close();
  }

  private static String aid(String key, String region, String identity, String rate) {
    return HEAD.formatted(key, region)
        + """
        identities: [%s]
        accounts:
          IN 救助累计: {adds: aid.paid, of: person, per: year}
        layers:
        - layer: aid 医疗救助
          fund: 610100
          stage: aid
          when: {care: 住院}
          counts: in.left
          rate: %s
          cap IN: 5万
          otherwise: none
          cite: D 第三条
        """
            .formatted(identity, rate);
  }

  private void publish(String... texts) {
    for (String text : texts) {
      String name = "two-" + ++ids + ".yaml";
      assertTrue(house.world().publish(house.client(), name, text).getNewlyPublished());
    }
  }

  private static Identity.Builder identity(String category, String county) {
    return World.identity(category, "2014-01-01").setCountyCode(county);
  }

  private PersonDocument person(Identity.Builder... identities) {
    PersonDocument document = Invented.person(450_000 + ++ids);
    Person.Builder known = Person.newBuilder().addDocuments(document).setName(World.NAME);
    for (Identity.Builder identity : identities) {
      known.addIdentities(identity);
    }
    house.world().put(house.client(), known);
    return document;
  }

  private static io.yizhan.proto.v1.Claim.Builder stay(PersonDocument person, String encounter) {
    return Claims.stay(World.HOSPITAL, person, encounter, DAY, 1_000_000)
        .setInsuredRegionCode(CITY_COUNTY)
        .setInsuredSchemeCode("390");
  }

  /** The poor of the city, who are also on minimum living allowance in another county. */
  private Settlement settled() {
    PersonDocument both = person(identity("poor", CITY_COUNTY), identity("dibao", OTHER_COUNTY));
    String name = "two-" + ++ids;
    return house.settle(Claims.request(name, stay(both, name)));
  }

  /** As inputs were stored before the versions that were looked at were. */
  private void storedAsBefore() {
    house.execute(
        "UPDATE settlement SET inputs ="
            + " jsonb_set(inputs::jsonb - 'consideredVersions', '{format}', '5')::json");
  }

  private void assertAllOf(long entries) {
    Audited audited = Audited.of(house);
    assertTrue(audited.saysAllOf(entries), () -> audited.summary() + " " + audited.named());
  }

  @Test
  void audit_identitiesOfTwoCounties_isDecidedAgainByThePoliciesOfBoth() {
    publish(OTHER);
    assertEquals(200_000, settled().getPatientShareFen());
    assertAllOf(1);
    storedAsBefore();
    assertAllOf(1);
  }

  @Test
  void audit_policyOfTheOtherCountyPublishedLater_isDecidedAgainWithoutIt() {
    assertEquals(500_000, settled().getPatientShareFen());
    publish(OTHER);
    assertAllOf(1);
    storedAsBefore();
    assertAllOf(1);
  }

  @Test
  void audit_olderInputsAndAnotherVersionSince_isUndecidedAndNoDifference() {
    publish(OTHER);
    settled();
    publish(CITY.replace("low_income 低收入", "poor 贫困").replace("2016-01-01 ..", "2016-06-01 .."));
    assertAllOf(1);
    storedAsBefore();
    Audited audited = Audited.of(house);
    assertEquals(List.of(), audited.differences());
    assertEquals("VERSIONS_NOT_KEPT", audited.summary().getUndecided(0).getReasonCode());
    assertEquals(0, audited.summary().getDecidedCount());
  }

  @Test
  void listImpact_identitiesOfTwoCounties_saysWhatWasSettledBefore() {
    publish(OTHER);
    Settlement settled = settled();
    String raised = OTHER.replace("60%", "70%").replace("2016-01-01 ..", "2016-06-01 ..");
    PolicyProposal proposal =
        World.propose(house.client(), house.world().operatorToken(), "raised.yaml", raised);
    for (int i = 0; i < 2; i++) {
      List<ImpactLine> lines =
          house
              .client()
              .policies(house.world().approverToken())
              .listImpact(
                  ListImpactRequest.newBuilder()
                      .setProposalId(proposal.getProposalId())
                      .setPageSize(500)
                      .build())
              .getLinesList();
      assertEquals(1, lines.size());
      assertEquals(settled.getPatientShareFen(), lines.get(0).getBeforePatientShareFen());
      assertEquals(150_000, lines.get(0).getAfterPatientShareFen());
      storedAsBefore();
    }
  }
}
