package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.proto.v1.EndProvisionalRequest;
import io.yizhan.proto.v1.GetProvisionalRequest;
import io.yizhan.proto.v1.GetProvisionalRuleRequest;
import io.yizhan.proto.v1.HoldTerms;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.Provisional;
import io.yizhan.proto.v1.ProvisionalState;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.ReleaseHoldRequest;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.proto.v1.Settlement;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What quotes that bind hold of what may be drawn before a check returns. */
class HeldExposureTest {
  /** A stay is little enough that what stays with the person never opens the second layer. */
  private static final long STAY_FEN = 200_000;

  private static final long INSURED_FEN = 100_000;
  private static final long AID_FEN = 70_000;
  private static final long LIMIT_FEN = 80_000;

  @SuppressWarnings("NullAway.Init")
  private House house;

  @SuppressWarnings("NullAway.Init")
  private Binhai binhai;

  @BeforeEach
  void open() {
    house = House.open();
    binhai = new Binhai(house);
  }

  @AfterEach
  void auditAndClose() {
    try {
      assertEquals(List.of(), house.audit());
    } finally {
      house.close();
    }
  }

  private Provisional approve(PersonDocument person, long limitFen) {
    return house
        .client()
        .provisionals(binhai.office())
        .approveProvisional(binhai.approval(person).setPersonLimitFen(limitFen).build())
        .getProvisional();
  }

  /** Holds the stay of an encounter, which names the hold. */
  private Settlement hold(int hospital, PersonDocument person, String encounter) {
    return house
        .client()
        .settlements(binhai.hospitalToken(hospital))
        .quoteSettlement(
            QuoteSettlementRequest.newBuilder()
                .setClaim(binhai.stay(hospital, person, encounter, STAY_FEN, INSURED_FEN))
                .setHold(HoldTerms.newBuilder().setRequestId(encounter).setHoldSeconds(600))
                .build())
        .getQuote();
  }

  private SettleClaimResponse settleHold(int hospital, PersonDocument person, String encounter) {
    return house
        .client()
        .settlements(binhai.hospitalToken(hospital))
        .settleClaim(
            Claims.request(
                    "settle-" + encounter,
                    binhai.stay(hospital, person, encounter, STAY_FEN, INSURED_FEN))
                .toBuilder()
                .setHoldRequestId(encounter)
                .build());
  }

  private void release(int hospital, String encounter) {
    house
        .client()
        .settlements(binhai.hospitalToken(hospital))
        .releaseHold(
            ReleaseHoldRequest.newBuilder()
                .setHospitalId(Binhai.HOSPITALS[hospital])
                .setHoldRequestId(encounter)
                .build());
  }

  private Provisional now(Provisional of) {
    return house
        .client()
        .provisionals(binhai.office())
        .getProvisional(
            GetProvisionalRequest.newBuilder().setProvisionalId(of.getProvisionalId()).build())
        .getProvisional();
  }

  private long drawnFen(Provisional of) {
    return now(of).getDrawnFen();
  }

  /** What the county's rule says is held of what its open approvals may draw. */
  private long countyHeldFen(Provisional of) {
    return house
        .client()
        .provisionals(binhai.office())
        .getProvisionalRule(
            GetProvisionalRuleRequest.newBuilder()
                .setCountyCode(of.getCountyCode())
                .setOnDate(of.getFromDate())
                .build())
        .getCountyHeldFen();
  }

  @Test
  void approval_underWhichQuotesHold_saysHowMuchUntilTheyExpire() {
    PersonDocument first = Invented.person(60_011);
    Provisional approved = approve(first, LIMIT_FEN);
    Provisional other = approve(Invented.person(60_012), LIMIT_FEN);
    hold(0, first, "A");
    hold(1, Invented.person(60_012), "B");
    assertEquals(AID_FEN, now(approved).getHeldFen());
    assertEquals(AID_FEN, now(other).getHeldFen());
    assertEquals(0, drawnFen(approved));
    assertEquals(2 * AID_FEN, countyHeldFen(approved));
    release(1, "B");
    assertEquals(0, now(other).getHeldFen());
    assertEquals(AID_FEN, countyHeldFen(approved));
    pass(601);
    assertEquals(0, now(approved).getHeldFen());
    assertEquals(0, countyHeldFen(approved));
  }

  private long held() {
    return house.database().number("SELECT coalesce(sum(held_fen), 0) FROM provisional_hold");
  }

  private void pass(int seconds) {
    String back = " - interval '" + seconds + " seconds'";
    house.execute(
        "UPDATE hold SET hold_time = hold_time" + back + ", expire_time = expire_time" + back,
        "UPDATE account_hold SET expire_time = expire_time" + back,
        "UPDATE provisional_hold SET expire_time = expire_time" + back,
        "UPDATE account SET held_until = held_until" + back);
  }

  @Test
  void hold_keepsWhatItPromisedFromOtherBillsOfThePerson() {
    PersonDocument person = Invented.person(60_001);
    Provisional approved = approve(person, LIMIT_FEN);
    assertEquals(AID_FEN, House.paid(hold(0, person, "A"), "aid"));
    assertEquals(0, House.paid(hold(1, person, "B"), "aid"));
    assertEquals(0, House.paid(binhai.settle(2, person, STAY_FEN, INSURED_FEN), "aid"));
    // A quote of the very bill, and a hold in the place of the first, are not in their own way.
    assertEquals(AID_FEN, House.paid(hold(0, person, "A"), "aid"));
    assertEquals(AID_FEN, held());

    Settlement settled = settleHold(0, person, "A").getSettlement();
    assertEquals(AID_FEN, House.paid(settled, "aid"));
    assertEquals(AID_FEN, settled.getProvisional().getDrawnFen());
    assertEquals(LIMIT_FEN - AID_FEN, settled.getProvisional().getLeftFen());
    assertEquals(AID_FEN, drawnFen(approved));
    assertEquals(0, held());
  }

  @Test
  void hold_keepsWhatItPromisedFromOthersOfTheCountyUntilItEnds() {
    binhai.rule(Binhai.PERSON_LIMIT_FEN, LIMIT_FEN, false);
    PersonDocument first = Invented.person(60_002);
    PersonDocument second = Invented.person(60_003);
    approve(first, LIMIT_FEN);
    approve(second, LIMIT_FEN);
    assertEquals(AID_FEN, House.paid(hold(0, first, "A"), "aid"));
    assertEquals(0, House.paid(hold(1, second, "B"), "aid"));
    assertEquals(0, House.paid(binhai.settle(1, second, STAY_FEN, INSURED_FEN), "aid"));
    release(0, "A");
    assertEquals(0, held());
    assertEquals(AID_FEN, House.paid(hold(1, second, "C"), "aid"));
    pass(601);
    assertEquals(AID_FEN, House.paid(binhai.settle(0, first, STAY_FEN, INSURED_FEN), "aid"));
    SettleClaimResponse late = settleHold(1, second, "C");
    assertEquals("HOLD_EXPIRED", late.getRefusal().getReasonCode());
  }

  @Test
  void approval_confirmedWhileHeld_settlesTheAmountsOfTheHoldAndDrawsNothing() {
    PersonDocument person = Invented.person(60_004);
    Provisional approved = approve(person, LIMIT_FEN);
    hold(0, person, "A");
    house
        .client()
        .provisionals(binhai.office())
        .endProvisional(
            EndProvisionalRequest.newBuilder()
                .setRequestId("confirm")
                .setProvisionalId(approved.getProvisionalId())
                .setEnding(ProvisionalState.PROVISIONAL_STATE_CONFIRMED)
                .setEndDate(Claims.date("2023-04-10"))
                .setReportNumber("HD-2023-12")
                .setSourceCode("civil_affairs_file")
                .build());
    assertEquals(AID_FEN, House.paid(binhai.settle(1, person, STAY_FEN, INSURED_FEN), "aid"));
    Settlement settled = settleHold(0, person, "A").getSettlement();
    assertEquals(AID_FEN, House.paid(settled, "aid"));
    assertFalse(settled.hasProvisional());
    assertEquals(0, held());
  }

  @Test
  void holdsAndSettlements_atOnce_neverPassThePersonsLimit() throws Exception {
    PersonDocument person = Invented.person(60_005);
    Provisional approved = approve(person, 3 * AID_FEN + 1);
    List<Callable<Boolean>> calls = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      int hospital = i % 3;
      String encounter = "T" + i;
      calls.add(
          () -> {
            if (hospital == 0) {
              return House.paid(binhai.settle(hospital, person, STAY_FEN, INSURED_FEN), "aid") > 0;
            }
            boolean given = House.paid(hold(hospital, person, encounter), "aid") > 0;
            SettleClaimResponse settled = settleHold(hospital, person, encounter);
            assertTrue(settled.hasSettlement(), settled::toString);
            assertEquals(given, House.paid(settled.getSettlement(), "aid") > 0);
            return given;
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(calls.size());
    int given = 0;
    try {
      for (Future<Boolean> call : threads.invokeAll(calls)) {
        given += call.get() ? 1 : 0;
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(3, given);
    assertEquals(3 * AID_FEN, drawnFen(approved));
    assertEquals(0, held());
  }

  @Test
  void heldExposure_tamperedWith_isFound() throws SQLException {
    PersonDocument person = Invented.person(60_006);
    approve(person, LIMIT_FEN);
    hold(0, person, "A");
    found("UPDATE provisional_hold SET held_fen = held_fen + 1", "promised of an approval");
    found("DELETE FROM provisional_hold", "promised of an approval");
    found("UPDATE provisional_hold SET county = '320923'", "promised of an approval");
    found("UPDATE hold SET provisional_fen = provisional_fen + 1", "promised of an approval");
    found("UPDATE provisional SET person_limit_fen = 60000", "drawn and held");
  }

  private void found(String tampering, String rule) throws SQLException {
    try (Connection connection = house.connection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      try {
        assertTrue(statement.executeUpdate(tampering) > 0, tampering);
        List<String> findings = LedgerAuditor.findings(connection);
        assertTrue(
            findings.stream().anyMatch(finding -> finding.split(":", 2)[0].contains(rule)),
            findings::toString);
      } finally {
        connection.rollback();
      }
    }
  }
}
