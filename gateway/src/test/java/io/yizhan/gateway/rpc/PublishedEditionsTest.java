package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.gateway.desk.PolicyProposals;
import io.yizhan.gateway.policyfile.YamlPolicy;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is published of an edition stays what it was, whatever is published above it later. */
class PublishedEditionsTest {
  private static final Caller OPERATOR =
      new Caller("operator", Caller.Role.OPERATOR, "", List.of());
  private static final Caller OTHER = new Caller("other", Caller.Role.OPERATOR, "", List.of());
  private static final String CITY =
      """
      policy: city 市医疗救助
      regions: [5001 市]
      in_force: 2023-01-01 ..
      chosen_by: {inpatient: discharge}
      benefit_year: 01-01
      rounding: half-up 0.01 each_claim
      sources: {Q: {title: 问答, read_in: 网页, checked_on: 2026-11-22}}
      identities: [dibao 低保]
      layers:
      - {layer: aid 医疗救助, fund: "610100", stage: aid, counts: in.left, rate: 70%, cap: unlimited,
         otherwise: none, cite: Q}
      """;
  private static final String COUNTY =
      """
      policy: county 县医疗救助
      edition_of: city
      regions: [500112 县]
      in_force: 2024-01-01 ..
      changes:
      - {layer: aid, was: {rate: 70%}, set: {rate: 75%}, cite: Q 二}
      """;

  private final FakePolicyStore store = new FakePolicyStore();
  private final PolicyDesk desk = new PolicyDesk(store, new YamlPolicy());
  private final PolicyProposals proposals =
      new PolicyProposals(
          store, new YamlPolicy(), InstantSource.fixed(Instant.EPOCH), new IdSource(new Random(7)));

  @Test
  void publish_editionBeforeItsParent_isInvalid() {
    PolicyDesk.Verdict verdict = desk.check("county.yaml", COUNTY, () -> true);
    assertFalse(verdict.publishable());
    assertEquals("EDITION_PARENT_MISSING", verdict.issues().get(0).code());
  }

  @Test
  void publish_parentChangesLater_editionStays() {
    publish("city.yaml", CITY);
    publish("county.yaml", COUNTY);
    publish(
        "city-2023-07.yaml",
        CITY.replace("2023-01-01 ..", "2023-07-01 ..").replace("rate: 70%", "rate: 60%"));

    PolicyDesk.Listed county = desk.find("county", LocalDate.of(2024, 2, 1)).orElseThrow();
    assertEquals("county@2024-01-01", county.table().versionCode());
    assertTrue(county.document().text().contains("rate: 70%"));
    assertTrue(desk.check("county.yaml", COUNTY, () -> true).publishable(), "as it was published");
    String again = COUNTY.replace("2024-01-01", "2025-01-01");
    assertEquals(
        "WAS_DIFFERS", desk.check("county.yaml", again, () -> true).issues().get(0).code());
  }

  @Test
  void publish_textThatBringsItsOwnParent_takesThePublishedOne() {
    publish("city.yaml", CITY);
    String forged = COUNTY + "--- # file: city.yaml\n" + CITY.replace("rate: 70%", "rate: 1%");
    publish("county.yaml", forged);
    assertFalse(store.all().get(1).text().contains("rate: 1%"));
  }

  /** One proposes, another approves. */
  private void publish(String fileName, String text) {
    String whole = desk.completed(fileName, text);
    PolicyProposals.ProposeOutcome.Standing proposed =
        assertInstanceOf(
            PolicyProposals.ProposeOutcome.Standing.class,
            proposals.propose(fileName, whole, desk.check(fileName, whole, () -> true), OPERATOR));
    assertInstanceOf(
        PolicyProposals.ApproveOutcome.Published.class,
        proposals.approve(
            proposed.proposal().id(), proposed.proposal().textSha256(), OTHER, () -> true));
  }
}
