package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.GetPersonRequest;
import io.yizhan.proto.v1.HouseholdMembership;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.SettlementDifference;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody was put into the wrong household from the first day on. */
class WithdrawnHouseholdTest {
  private static final int PERSON = 51;
  private static final int STRANGER = 52;

  /** Of a bill of 10,000 the aid is 70 % of what insurance leaves, in a pot of 3,000. */
  private static final long WHOLE_AID_FEN = 280_000;

  private static final long LEFT_IN_POT_FEN = 20_000;

  @SuppressWarnings("NullAway.Init")
  private House house;

  @BeforeEach
  void open() {
    house = House.open();
    house.world().publish(house.client(), "kin.yaml", AuditedKindsTest.KIN);
    put(PERSON, membership("WRONG"));
    put(STRANGER, membership("WRONG"));
  }

  @AfterEach
  void close() {
    house.close();
  }

  private static HouseholdMembership.Builder membership(String code) {
    return HouseholdMembership.newBuilder()
        .setCountyCode(AuditedKindsTest.KIN_COUNTY)
        .setHouseholdCode(code)
        .setFromDate(Claims.date("2016-01-01"));
  }

  private void put(int number, HouseholdMembership.Builder... memberships) {
    Person.Builder person =
        Person.newBuilder()
            .addDocuments(Invented.person(number))
            .setName("示例人员")
            .addIdentities(
                World.identity("dibao", "2014-01-01").setCountyCode(AuditedKindsTest.KIN_COUNTY));
    for (HouseholdMembership.Builder each : memberships) {
      person.addHouseholds(each);
    }
    house.world().put(house.client(), person);
  }

  private static Claim.Builder stay(int number) {
    return Claims.stay(
            World.HOSPITAL, Invented.person(number), "E-" + number, "2016-08-09", 1_000_000)
        .setInsuredRegionCode(AuditedKindsTest.KIN_COUNTY);
  }

  /** Of a further bill. */
  private Settlement quote(int number) {
    Claim.Builder further = stay(number).setBillNumber("2");
    return house
        .client()
        .settlements(house.world().token())
        .quoteSettlement(QuoteSettlementRequest.newBuilder().setClaim(further).build())
        .getQuote();
  }

  private List<String> households() {
    return house
        .client()
        .registry(house.world().operatorToken())
        .getPerson(
            GetPersonRequest.newBuilder()
                .setPersonDocument(Invented.person(PERSON))
                .setPurpose("test")
                .build())
        .getPerson()
        .getHouseholdsList()
        .stream()
        .map(HouseholdMembership::getHouseholdCode)
        .toList();
  }

  @Test
  void membership_withdrawn_isGoneFromItsFirstDayAndTheSettlementCouldDiffer() {
    house.settle(Claims.request("K-1", stay(STRANGER)));
    Settlement cut = house.settle(Claims.request("K-2", stay(PERSON)));
    assertEquals(LEFT_IN_POT_FEN, House.paid(cut, "aid"));
    assertEquals(
        "HOUSEHOLDS_OVERLAP",
        Refusals.of(
                assertThrows(StatusRuntimeException.class, () -> put(PERSON, membership("RIGHT"))))
            .info()
            .getReason());

    put(PERSON, membership("WRONG").setWithdrawn(true), membership("RIGHT"));
    assertEquals(List.of("RIGHT"), households());
    put(PERSON, membership("WRONG").setWithdrawn(true));
    assertEquals(List.of("RIGHT"), households());
    assertEquals(
        1,
        house
            .database()
            .number("SELECT count(*) FROM registry_history WHERE change LIKE 'withdrawn: %'"));
    assertEquals(0, House.paid(quote(STRANGER), "aid"), "what was used stays the household's");
    SettlementDifference difference =
        house
            .client()
            .readjudications(house.world().operatorToken())
            .previewReadjudication(
                PreviewReadjudicationRequest.newBuilder()
                    .setPersonDocument(Invented.person(PERSON))
                    .build())
            .getReadjudications(0)
            .getDifferences(0);
    assertEquals(cut.getSettlementId(), difference.getSettlementId());
    assertEquals(
        WHOLE_AID_FEN - LEFT_IN_POT_FEN,
        difference.getBeforePatientShareFen() - difference.getAfterPatientShareFen());
    assertEquals(List.of(), house.audit());
  }

  @Test
  void membership_withdrawnWithALastDay_isRefusedByItsField() {
    StatusRuntimeException refused =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                put(
                    PERSON,
                    membership("WRONG").setWithdrawn(true).setToDate(Claims.date("2016-12-31"))));
    assertEquals(List.of("person.households[0].to_date"), Refusals.of(refused).fieldNames());
    assertTrue(households().contains("WRONG"));
  }
}
