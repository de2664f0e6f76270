package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.proto.v1.Bill;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.HouseholdMembership;
import io.yizhan.proto.v1.ListSettlementsRequest;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.SettlementDifference;
import io.yizhan.proto.v1.SettlementLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Jiangyin's year-end payments, in a county of this house. What they are computed from counts for
 * the household here; a person without one counts alone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class YearEndTest {
  private static final long BILL_FEN = 10_000_000;

  /** Of a bill of which the insurer pays nothing: 30 % less 10 %. */
  private static final long TOP_UP_FEN = 2_000_000;

  @SuppressWarnings("NullAway.Init")
  private House house;

  private int ids;

  @BeforeAll
  void open() throws IOException {
    house = House.open();
    Path file = Path.of("..", "policies", "jiangyin", "jiangyin-2023.yaml");
    house
        .world()
        .publish(
            house.client(),
            file.getFileName().toString(),
            Files.readString(file)
                .replace("320281 江阴市", Claims.COUNTY + " 示例县")
                .replace("adds: in, of: person", "adds: in, of: household")
                .replace("adds: in.left@aid, of: person", "adds: in.left@aid, of: household"));
  }

  @AfterAll
  void close() {
    house.close();
  }

  @AfterEach
  void books_afterEveryTest_areRight() {
    assertEquals(List.of(), house.audit());
  }

  private PersonDocument registered(String household) {
    PersonDocument person = Invented.person(400_000 + ++ids);
    Person.Builder known =
        Person.newBuilder()
            .addDocuments(person)
            .setName(World.NAME)
            .addIdentities(World.identity("low_income", "2014-01-01"));
    if (!household.isEmpty()) {
      known.addHouseholds(
          HouseholdMembership.newBuilder()
              .setCountyCode(Claims.COUNTY)
              .setHouseholdCode(household)
              .setFromDate(Claims.date("2014-01-01")));
    }
    house.world().put(house.client(), known);
    return person;
  }

  private PersonDocument alone() {
    return registered("");
  }

  private Claim.Builder stay(PersonDocument person, String day) {
    return Claims.settledStay(World.HOSPITAL, person, "Y-" + ++ids, day, BILL_FEN, 0);
  }

  private Settlement settle(Claim.Builder claim) {
    return house.settle(Claims.request("year-end-" + ++ids, claim));
  }

  private Settlement yearEnd(PersonDocument person, String day) {
    return settle(
        stay(person, day)
            .setCareTypeCode("year_end")
            .clearAdmissionDate()
            .clearDischargeDate()
            .clearInsurerSettlement()
            .setVisitDate(Claims.date(day))
            .setBill(Bill.getDefaultInstance()));
  }

  /** Takes it back; answers what could now differ. */
  private List<String> reversed(Settlement settlement) {
    return house
        .client()
        .settlements(house.world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId("year-end-" + ++ids)
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(settlement.getSettlementId())
                .setOperatorId("cashier-2")
                .setReason("错误")
                .build())
        .getReversal()
        .getCouldNowDifferIdsList();
  }

  @Test
  void reversal_ofAStayThatAYearEndPaymentWasComputedFrom_namesIt() {
    PersonDocument person = alone();
    Settlement other = settle(stay(person, "2024-03-01"));
    Settlement stay = settle(stay(person, "2023-03-01"));
    Settlement yearEnd = yearEnd(person, "2023-12-31");
    assertEquals(TOP_UP_FEN, House.paid(yearEnd, "topup"));
    assertEquals(0, yearEnd.getTotalFen());
    PersonDocument another = alone();
    settle(stay(another, "2023-03-01"));
    yearEnd(another, "2023-12-31");

    assertEquals(List.of(), reversed(other), "another year's is not what it was computed from");
    assertEquals(List.of(yearEnd.getSettlementId()), reversed(stay));
    assertEquals(List.of(yearEnd.getSettlementId()), differing(person));
  }

  /** What a preview of a re-adjudication shows. */
  private List<String> differing(PersonDocument person) {
    return house
        .client()
        .readjudications(house.world().operatorToken())
        .previewReadjudication(
            PreviewReadjudicationRequest.newBuilder().setPersonDocument(person).build())
        .getReadjudicationsList()
        .stream()
        .flatMap(each -> each.getDifferencesList().stream())
        .map(SettlementDifference::getSettlementId)
        .toList();
  }

  @Test
  void reversal_ofAStayWhoseYearEndPaymentIsTakenBack_namesNothing() {
    PersonDocument person = alone();
    Settlement stay = settle(stay(person, "2023-03-01"));
    reversed(yearEnd(person, "2023-12-31"));
    assertEquals(List.of(), reversed(stay));
  }

  @Test
  void reversal_ofAMembersStay_namesTheYearEndPaymentOfTheHousehold() {
    Settlement stay = settle(stay(registered("H1"), "2023-03-01"));
    Settlement yearEnd = yearEnd(registered("H1"), "2023-12-31");
    assertEquals(TOP_UP_FEN, House.paid(yearEnd, "topup"));
    assertEquals(List.of(yearEnd.getSettlementId()), reversed(stay));
  }

  @Test
  void reversal_ofAStayOfAJoinedRecord_namesTheYearEndPaymentOfTheSurvivor() {
    PersonDocument kept = alone();
    PersonDocument joined = alone();
    Settlement stay = settle(stay(joined, "2023-03-01"));
    Offices.join(house, "year-end-" + ++ids, kept, joined);
    Settlement yearEnd = yearEnd(kept, "2023-12-31");
    assertEquals(TOP_UP_FEN, House.paid(yearEnd, "topup"));
    assertEquals(List.of(yearEnd.getSettlementId()), reversed(stay));
  }

  private SettlementLine line(Settlement settlement, boolean ofReversal) {
    return house
        .client()
        .settlements(house.world().token())
        .listSettlements(
            ListSettlementsRequest.newBuilder()
                .setHospitalId(World.HOSPITAL)
                .setFromDate(settlement.getPostingDate())
                .setToDate(settlement.getPostingDate())
                .setPageSize(500)
                .build())
        .getLinesList()
        .stream()
        .filter(
            line ->
                settlement
                    .getSettlementId()
                    .equals(ofReversal ? line.getReversesSettlementId() : line.getSettlementId()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void list_ofAYearEndPayment_showsWhatIsPaidBesideTheBill() {
    PersonDocument person = alone();
    Settlement stay = settle(stay(person, "2023-03-01"));
    Settlement yearEnd = yearEnd(person, "2023-12-31");
    assertEquals(0, line(stay, false).getBesideFen());
    assertEquals(0, line(yearEnd, false).getTotalFen());
    assertEquals(0, line(yearEnd, false).getPaidFen());
    assertEquals(TOP_UP_FEN, line(yearEnd, false).getBesideFen());
    reversed(yearEnd);
    assertEquals(-TOP_UP_FEN, line(yearEnd, true).getBesideFen());
  }
}
