package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.HouseholdMembership;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two records of one person, each in the household for some months, become one. */
class JoinedHouseholdTest {
  private static final int KEPT = 41;
  private static final int JOINED = 42;
  private static final int SPOUSE = 43;

  /** Of a bill of 10,000 the aid is 70 % of what insurance leaves, in a pot of 3,000. */
  private static final long WHOLE_AID_FEN = 280_000;

  private static final long LEFT_IN_POT_FEN = 20_000;

  @SuppressWarnings("NullAway.Init")
  private House house;

  @BeforeEach
  void open() {
    house = House.open();
    house.world().publish(house.client(), "kin.yaml", AuditedKindsTest.KIN);
    put(KEPT, "2016-01-01", "2016-03-31");
    put(JOINED, "2016-02-01", "");
    put(SPOUSE, "2016-01-01", "");
  }

  @AfterEach
  void close() {
    house.close();
  }

  private void put(int number, String from, String to) {
    HouseholdMembership.Builder membership =
        HouseholdMembership.newBuilder()
            .setCountyCode(AuditedKindsTest.KIN_COUNTY)
            .setHouseholdCode("A1")
            .setFromDate(Claims.date(from));
    if (!to.isEmpty()) {
      membership.setToDate(Claims.date(to));
    }
    house
        .world()
        .put(
            house.client(),
            Person.newBuilder()
                .addDocuments(Invented.person(number))
                .setName("示例人员")
                .addIdentities(
                    World.identity("dibao", "2014-01-01")
                        .setCountyCode(AuditedKindsTest.KIN_COUNTY))
                .addHouseholds(membership));
  }

  private static Claim.Builder stay(int number) {
    return Claims.stay(
            World.HOSPITAL, Invented.person(number), "E-" + number, "2016-08-09", 1_000_000)
        .setInsuredRegionCode(AuditedKindsTest.KIN_COUNTY);
  }

  private Settlement quote(int number) {
    return house
        .client()
        .settlements(house.world().token())
        .quoteSettlement(QuoteSettlementRequest.newBuilder().setClaim(stay(number)).build())
        .getQuote();
  }

  private Settlement settle(int number) {
    return house.settle(Claims.request("K-" + number, stay(number)));
  }

  @Test
  void join_ofMembershipsThatOverlapInPart_leavesTheOnePotAsUsed() {
    assertEquals(WHOLE_AID_FEN, House.paid(settle(SPOUSE), "aid"));
    assertEquals(LEFT_IN_POT_FEN, House.paid(quote(JOINED), "aid"));
    Offices.join(house, "join", Invented.person(KEPT), Invented.person(JOINED));
    assertEquals(LEFT_IN_POT_FEN, House.paid(quote(JOINED), "aid"));
    assertEquals(LEFT_IN_POT_FEN, House.paid(settle(JOINED), "aid"));
    assertEquals(List.of(), house.audit());
  }

  @Test
  void join_thatLostDaysOfTheJoinedRecord_isFound() throws SQLException {
    settle(JOINED);
    Offices.join(house, "join", Invented.person(KEPT), Invented.person(JOINED));
    assertEquals(List.of(), house.audit());
    String loss = "DELETE FROM household_member WHERE valid_from = '2016-04-01'";
    assertTrue(damaged(loss).contains("settled on a household's accounts"));
    // From here on the office has said itself since when the person belongs to no household.
    put(KEPT, "2016-01-01", "2016-03-31");
    assertEquals("", damaged(loss));
  }

  @Test
  void joinedRecord_thatStillHasAMembership_isFound() throws SQLException {
    Offices.join(house, "join", Invented.person(KEPT), Invented.person(JOINED));
    assertTrue(
        damaged(
                "UPDATE household_member m SET bucket = j.bucket, person_id = j.person_id"
                    + " FROM person_join j WHERE m.person_id = j.survivor_id")
            .contains("has nothing left"));
  }

  /** The auditor's findings with this done to the books, and taken back. */
  private String damaged(String damage) throws SQLException {
    try (Connection connection = house.connection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      try {
        assertTrue(statement.executeUpdate(damage) > 0, "the damage must change something");
        return String.join("\n", LedgerAuditor.findings(connection));
      } finally {
        connection.rollback();
      }
    }
  }
}
