package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.proto.v1.Break;
import io.yizhan.proto.v1.Party;
import io.yizhan.proto.v1.PartyKind;
import io.yizhan.proto.v1.ReconciliationSummary;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.StandsAlone;
import io.yizhan.proto.v1.StatementLine;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A settlement of which gateway, hospital and insurer each say something. */
class ThreeSidesReconciliationTest {
  private static final Party INSURER =
      Party.newBuilder().setKind(PartyKind.PARTY_KIND_INSURER).setPartyCode("410122").build();

  private final House house = House.open();
  private final Statements statements = new Statements(house);
  private String insurer = "";

  @BeforeEach
  void register() {
    insurer = Offices.registerInsurer(house, "4101");
  }

  @AfterEach
  void close() {
    assertEquals(List.of(), house.audit());
    house.close();
  }

  private Settlement settle(int person) {
    return house.settle(
        Claims.request(
            "R" + person,
            Claims.settledStay(
                World.HOSPITAL,
                Invented.person(person),
                "E" + person,
                "2016-08-01",
                1_000_000L * person,
                700_000L * person)));
  }

  private void age() {
    house.execute("UPDATE settlement SET settle_time = settle_time - interval '1 minute'");
  }

  /** What the insurer says, by its own number and without bills. */
  private static StatementLine insurers(int person, Settlement settled, long moreFen) {
    return StatementLine.newBuilder()
        .setLineNumber(person)
        .setInsurerSettlementId("SI-E" + person)
        .setSettleDate(settled.getPostingDate())
        .setFundFen(Statements.funds(settled) + moreFen)
        .build();
  }

  private static Map<String, String> alone(List<Break> breaks) {
    Map<String, String> found = new TreeMap<>();
    for (Break each : breaks) {
      String about =
          each.getEntriesCount() > 0
              ? each.getEntries(0).getRequestId()
              : "line:" + each.getLines(0).getLineNumber();
      found.put(about, each.getStandsAlone().name().replace("STANDS_ALONE_", ""));
    }
    return found;
  }

  @Test
  void break_ofThreeSides_saysWhichStandsAlone() throws Exception {
    Settlement hospitalWrong = settle(1);
    Settlement gatewayWrong = settle(2);
    Settlement each = settle(3);
    Settlement insurerWrong = settle(4);
    Settlement hospitalLacks = settle(5);
    settle(6);
    age();
    statements.send(
        "day-1",
        Statements.line(1, hospitalWrong).setFundFen(1),
        Statements.line(2, gatewayWrong).setFundFen(Statements.funds(gatewayWrong) + 100),
        Statements.line(3, each).setFundFen(3),
        Statements.line(4, insurerWrong),
        Statements.line(7, insurerWrong).setSettlementId("").setRequestId("lost").setFundFen(9));
    statements.reconcile();
    assertFalse(statements.breaks().get(0).hasThirdParty());
    assertEquals(StandsAlone.STANDS_ALONE_UNSPECIFIED, statements.breaks().get(0).getStandsAlone());
    statements.send(
        insurer,
        Statements.heading("ins-1").setParty(INSURER),
        List.of(
            insurers(1, hospitalWrong, 0),
            insurers(2, gatewayWrong, 100),
            insurers(3, each, 700),
            insurers(4, insurerWrong, -61_00),
            insurers(5, hospitalLacks, 0)));
    statements.reconcile();
    assertEquals(
        Map.of(
            "R1", "HOSPITAL",
            "R2", "GATEWAY",
            "R3", "EACH",
            "R5", "HOSPITAL",
            "R6", "GATEWAY",
            "line:7", "HOSPITAL"),
        alone(statements.breaks()));
    assertEquals(INSURER, statements.breaks().get(0).getThirdParty());
    statements.reconcile(insurer, INSURER);
    assertEquals(
        Map.of("R2", "GATEWAY", "R3", "EACH", "R4", "INSURER", "R6", "GATEWAY"),
        alone(statements.breaks(insurer, INSURER)));
  }

  @Test
  void insurer_ofItsOwnFund_speaksOfNoOther() throws Exception {
    Settlement settled = settle(1);
    age();
    statements.send(
        insurer,
        Statements.heading("ins-1").setParty(INSURER).addFundCodes(Claims.BASIC_FUND),
        List.of(insurers(1, settled, 0)));
    statements.send("day-1", Statements.line(1, settled).setBillFen(1));
    statements.reconcile();
    assertEquals(Map.of("R1", "UNKNOWN"), alone(statements.breaks()));
  }

  @Test
  void insurer_ofItsOwnFund_isShownWhatThatFundPays() throws Exception {
    house.world().put(house.client(), World.known(Invented.person(1), "dibao"));
    Settlement settled = settle(1);
    assertTrue(Statements.funds(settled) > 700_000, "aid pays, too");
    age();
    statements.send(
        insurer,
        Statements.heading("ins-1").setParty(INSURER).addFundCodes(Claims.BASIC_FUND),
        List.of(insurers(1, settled, 0).toBuilder().setFundFen(700_100).build()));
    statements.reconcile(insurer, INSURER);
    Break found = statements.breaks(insurer, INSURER).get(0);
    assertEquals(100, found.getFundFen());
    assertEquals(700_000, found.getEntries(0).getFundFen());
  }

  @Test
  void insurer_ofAPersonWhoIsNotInsured_hasNoLineAndLacksNone() throws Exception {
    Settlement insured = settle(1);
    for (int person : List.of(2, 3)) {
      Settlement none =
          house.settle(
              Claims.request(
                  "R" + person,
                  Claims.stay(
                          World.HOSPITAL,
                          Invented.person(person),
                          "E" + person,
                          "2016-08-01",
                          1_000_000L)
                      .setInsuredSchemeCode("none")));
      if (person == 3) {
        house
            .client()
            .settlements(house.world().token())
            .reverseSettlement(
                ReverseSettlementRequest.newBuilder()
                    .setRequestId("back")
                    .setHospitalId(World.HOSPITAL)
                    .setSettlementId(none.getSettlementId())
                    .setOperatorId("cashier-2")
                    .setReason("错误")
                    .build());
      }
    }
    age();
    statements.send(
        insurer, Statements.heading("ins-1").setParty(INSURER), List.of(insurers(1, insured, 0)));
    ReconciliationSummary compared = statements.reconcile(insurer, INSURER);
    assertEquals(1, compared.getHere().getLineCount(), compared::toString);
    assertEquals(0, compared.getBreaksCount(), compared::toString);
    statements.send("day-1", Statements.line(1, insured));
    statements.reconcile();
    assertEquals(
        Map.of("R2", "UNSPECIFIED"), alone(statements.breaks()), "no insurer speaks of it");
  }

  /** More hospitals than are looked at have sent a statement of today. */
  private void manyHospitals(String prefix) {
    house.execute(
        "INSERT INTO reconciliation_statement (bucket, receipt_id, party, statement_id, state,"
            + " from_date, to_date, part, refund_lines, fund_codes, content_hash, caller_id,"
            + " begin_time, accept_time) SELECT 0, 'many-' || n, 'hospital:"
            + prefix
            + "' || n, 'many', 'ACCEPTED', day, day, false, 'WITH', '{}', '', 'many', now(), now()"
            + " FROM generate_series(1, 201) AS n, (SELECT DATE '"
            + Statements.today()
            + "' AS day) d");
  }

  private Map<String, String> insurersBreaks() throws Exception {
    Settlement settled = settle(2);
    age();
    statements.send(
        "day-1",
        Statements.line(1, settled).setFundFen(Statements.funds(settled) + 100),
        Statements.line(2, settled)
            .setSettlementId("")
            .setRequestId("lost")
            .setInsurerSettlementId("SI-E9"));
    statements.send(
        insurer,
        Statements.heading("ins-1").setParty(INSURER),
        List.of(insurers(2, settled, 100), insurers(9, settled, 0)));
    statements.reconcile(insurer, INSURER);
    Map<String, String> found = alone(statements.breaks(insurer, INSURER));
    house.execute("DELETE FROM reconciliation_statement WHERE caller_id = 'many'");
    return found;
  }

  @Test
  void hospital_thatTheLedgerKnows_speaksHoweverManyHaveSent() throws Exception {
    manyHospitals("0");
    assertEquals(Map.of("R2", "GATEWAY", "line:9", "UNSPECIFIED"), insurersBreaks());
  }

  @Test
  void settlement_thatTheLedgerDoesNotKnow_isNotJudgedByThoseLookedAt() throws Exception {
    manyHospitals("zz");
    assertEquals(Map.of("R2", "GATEWAY", "line:9", "UNSPECIFIED"), insurersBreaks());
  }
}
