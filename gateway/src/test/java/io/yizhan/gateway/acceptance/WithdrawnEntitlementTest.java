package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.Approval;
import io.yizhan.proto.v1.GetPersonRequest;
import io.yizhan.proto.v1.Grant;
import io.yizhan.proto.v1.Identity;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.PutPersonRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.SettlementDifference;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Identities, approvals and grants that never were true, taken back by the office that put them.
 */
class WithdrawnEntitlementTest {
  private static final String OTHER_COUNTY = "410105";

  private static House house;
  private static String office;
  private static String otherOffice;

  @BeforeAll
  static void open() {
    house = House.open();
    office = Offices.register(house, "office-withdrawn", Claims.COUNTY);
    otherOffice = Offices.register(house, "office-withdrawn-other", OTHER_COUNTY);
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @AfterEach
  void books_areRight() {
    assertEquals(List.of(), house.audit());
  }

  private static void put(String token, Person.Builder person) {
    house
        .client()
        .registry(token)
        .putPerson(PutPersonRequest.newBuilder().setPerson(person).build());
  }

  private static Refusals refused(String token, Person.Builder person) {
    return Refusals.of(assertThrows(StatusRuntimeException.class, () -> put(token, person)));
  }

  private static Person.Builder of(PersonDocument document) {
    return Person.newBuilder().addDocuments(document);
  }

  private static Person known(PersonDocument document) {
    return house
        .client()
        .registry(house.world().operatorToken())
        .getPerson(
            GetPersonRequest.newBuilder().setPersonDocument(document).setPurpose("test").build())
        .getPerson();
  }

  private static Identity.Builder gone(String category, String from) {
    return Identity.newBuilder()
        .setCategoryCode(category)
        .setCountyCode(Claims.COUNTY)
        .setFromDate(Claims.date(from))
        .setWithdrawn(true);
  }

  @Test
  void identity_withdrawn_isGoneWithAllItsDaysAndItsSettlementsDiffer() {
    PersonDocument person = Invented.person(720_001);
    put(office, of(person).addIdentities(World.identity("dibao", "2016-01-01")));
    Settlement settled =
        house.settle(
            Claims.request(
                "withdrawn-1",
                Claims.stay(World.HOSPITAL, person, "E-w-1", "2016-09-10", 1_000_000)));
    Person.Builder withdrawn = of(person).addIdentities(gone("dibao", "2016-01-01"));
    assertEquals("NOT_YOUR_REGION", refused(otherOffice, withdrawn.clone()).info().getReason());
    put(office, withdrawn.clone());
    assertEquals(0, known(person).getIdentitiesCount());
    put(office, withdrawn.clone());
    assertEquals(
        List.of("2016-01-01|t|office-withdrawn"),
        house
            .database()
            .rows(
                "SELECT c.was_from, c.now_from IS NULL, c.caller_id FROM identity_change c"
                    + " JOIN settlement s USING (bucket, person_id)"
                    + " WHERE c.was_from IS NOT NULL AND s.settlement_id = '"
                    + settled.getSettlementId()
                    + "'"));
    SettlementDifference difference =
        house
            .client()
            .readjudications(house.world().operatorToken())
            .previewReadjudication(
                PreviewReadjudicationRequest.newBuilder()
                    .setSettlementId(settled.getSettlementId())
                    .build())
            .getReadjudications(0)
            .getDifferences(0);
    assertEquals(
        settled.getPatientShareFen() + House.paid(settled, "inpatient"),
        difference.getAfterPatientShareFen());
  }

  @Test
  void identity_withdrawnAndRightOneInOneCall_leavesTheRightOne() {
    PersonDocument person = Invented.person(720_002);
    put(office, of(person).addIdentities(World.identity("dibao", "2016-01-01")));
    put(
        office,
        of(person)
            .addIdentities(gone("dibao", "2016-01-01"))
            .addIdentities(World.identity("tekun", "2016-03-01")));
    assertEquals(
        List.of(World.identity("tekun", "2016-03-01").build()), known(person).getIdentitiesList());
    assertEquals(
        List.of("person.identities[0].to_date"),
        refused(
                office,
                of(person)
                    .addIdentities(
                        gone("tekun", "2016-03-01").setToDate(Claims.date("2016-12-31"))))
            .fieldNames());
  }

  @Test
  void withdrawal_repeatedByACountyThatHoldsThePersonNoMore_doesNoHarm() {
    PersonDocument person = Invented.person(720_004);
    put(
        office,
        of(person)
            .addIdentities(World.identity("dibao", "2016-01-01"))
            .addApprovals(World.dialysisApproval()));
    put(
        otherOffice,
        of(person)
            .addIdentities(World.identity("dibao", "2016-01-01").setCountyCode(OTHER_COUNTY)));
    for (int times = 0; times < 2; times++) {
      put(office, of(person).addIdentities(gone("dibao", "2016-01-01")));
    }
    Approval.Builder approval =
        Approval.newBuilder().setApprovalId("approval-dialysis").setWithdrawn(true);
    put(office, of(person).addApprovals(approval));
    assertEquals(1, known(person).getIdentitiesCount());
    assertEquals(0, known(person).getApprovalsCount());
    assertEquals(
        "person.documents",
        refused(office, of(person).addApprovals(World.dialysisApproval()))
            .info()
            .getMetadataOrThrow("field"),
        "it gives nothing any more");
  }

  @Test
  void withdrawal_ofSomebodyUnknownOrElsewheres_isOfNobody() {
    PersonDocument person = Invented.person(720_005);
    PersonDocument elsewhere = Invented.person(720_008);
    put(
        otherOffice,
        of(elsewhere)
            .addIdentities(World.identity("dibao", "2016-01-01").setCountyCode(OTHER_COUNTY))
            .addApprovals(World.dialysisApproval()));
    Approval.Builder approval =
        Approval.newBuilder().setApprovalId("approval-dialysis").setWithdrawn(true);
    for (PersonDocument each : List.of(person, elsewhere)) {
      assertEquals(
          "PERSON_NOT_FOUND",
          refused(office, of(each).addApprovals(approval)).info().getReason(),
          "an office learns of nobody by trying");
    }
    assertEquals(
        "PERSON_NOT_FOUND",
        refused(office, of(person).addIdentities(gone("dibao", "2016-01-01"))).info().getReason());
    put(office, of(person).addIdentities(World.identity("dibao", "2016-01-01")));
  }

  @Test
  void grant_ofNoDivision_isTheOperatorsToWithdraw() {
    PersonDocument person = Invented.person(720_006);
    put(house.world().operatorToken(), of(person).addGrants(World.grant(700)));
    Grant.Builder grant = Grant.newBuilder().setGrantId("grant-1").setWithdrawn(true);
    assertEquals(
        "PERSON_NOT_FOUND", refused(office, of(person).addGrants(grant)).info().getReason());
    put(office, of(person).addIdentities(World.identity("dibao", "2016-01-01")));
    assertEquals(
        "NOT_YOUR_REGION", refused(office, of(person).addGrants(grant)).info().getReason());
    put(house.world().operatorToken(), of(person).addGrants(grant));
    assertEquals(0, known(person).getGrantsCount());
  }

  @Test
  void approval_putWithTheRightCountyForAWrongOne_isThatCountysAlone() {
    String city = Offices.register(house, "office-of-both", Claims.COUNTY, OTHER_COUNTY);
    PersonDocument person = Invented.person(720_007);
    put(city, of(person).addIdentities(World.identity("dibao", "2016-01-01")));
    put(
        city,
        of(person)
            .addIdentities(gone("dibao", "2016-01-01"))
            .addIdentities(World.identity("dibao", "2016-01-01").setCountyCode(OTHER_COUNTY))
            .addApprovals(World.dialysisApproval()));
    put(
        otherOffice,
        of(person).addApprovals(World.dialysisApproval().setToDate(Claims.date("2016-12-31"))));
    assertEquals(1, known(person).getApprovalsCount());
  }

  @Test
  void approvalAndGrant_withdrawn_areGoneByTheirIdsAlone() {
    PersonDocument person = Invented.person(720_003);
    put(
        office,
        of(person)
            .addIdentities(World.identity("dibao", "2016-01-01"))
            .addApprovals(World.dialysisApproval())
            .addGrants(World.grant(500)));
    put(
        otherOffice,
        of(person)
            .addIdentities(World.identity("dibao", "2016-01-01").setCountyCode(OTHER_COUNTY)));
    Approval.Builder approval =
        Approval.newBuilder().setApprovalId("approval-dialysis").setWithdrawn(true);
    Grant.Builder grant = Grant.newBuilder().setGrantId("grant-1").setWithdrawn(true);
    for (Person.Builder each :
        List.of(of(person).addApprovals(approval), of(person).addGrants(grant))) {
      assertEquals("NOT_YOUR_REGION", refused(otherOffice, each).info().getReason());
    }
    assertEquals(
        List.of("person.approvals[0].kind_code"),
        refused(office, of(person).addApprovals(approval.clone().setKindCode("major_illness")))
            .fieldNames());
    assertEquals(
        List.of("person.grants[0].grant_id"),
        refused(office, of(person).addGrants(Grant.newBuilder().setWithdrawn(true))).fieldNames());

    house.execute(
        "UPDATE charity_grant SET held_fen = 300 WHERE grant_id = 'grant-1' AND amount_fen = 500");
    assertEquals("GRANT_IN_USE", refused(office, of(person).addGrants(grant)).info().getReason());
    house.execute("UPDATE charity_grant SET held_fen = 0 WHERE held_fen = 300");
    for (int times = 0; times < 2; times++) {
      put(office, of(person).addApprovals(approval).addGrants(grant));
      assertEquals(0, known(person).getApprovalsCount());
      assertEquals(0, known(person).getGrantsCount());
    }
    assertEquals(
        List.of("approval approval-dialysis", "grant grant-1"),
        house
            .database()
            .rows(
                "SELECT DISTINCT substring(change FROM 'withdrawn: (\\w+ [\\w-]+)')"
                    + " FROM registry_history WHERE change LIKE 'withdrawn: %' ORDER BY 1"));
  }
}
