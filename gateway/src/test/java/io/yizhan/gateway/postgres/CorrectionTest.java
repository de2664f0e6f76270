package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementScope;
import io.yizhan.gateway.desk.SettlementStore.CorrectionRow;
import io.yizhan.gateway.desk.SettlementStore.ListQuery;
import io.yizhan.gateway.desk.SettlementStore.ReverseResult;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.gateway.desk.SettlementStore.SettlementRow;
import io.yizhan.gateway.desk.Stamp;
import io.yizhan.ledger.Bearers;
import java.sql.Connection;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A correction of one settlement, what is read of it, its reversal, and the books after it. */
class CorrectionTest {
  private static final LocalDate PERIOD = LocalDate.of(2016, 9, 1);
  private static final Bearers.Line AID =
      new Bearers.Line("fund:610100@" + StoreScene.COUNTY + "/inpatient", false);

  private static TestDatabase database;
  private static StoreScene scene;

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    scene = new StoreScene(database);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private static void assertAudited() throws Exception {
    try (Connection connection = database.stores().dataSource().getConnection()) {
      assertEquals(List.of(), LedgerAuditor.findings(connection));
    }
  }

  /** Sets what aid bears of a settlement, and what its account counts. */
  private static String correct(
      String settlementId, long aidFen, long usedMoreFen, LocalDate period) throws Exception {
    String request = scene.next("C");
    Stamp stamp = scene.stamp(request);
    Transactions transactions = new Transactions(database.stores().dataSource());
    return transactions.write(
        String.class,
        connection -> {
          new Requests(database.secrets())
              .claim(
                  connection,
                  new RequestKey("office", request),
                  Requests.Kind.READJUDICATE,
                  new Requests.Fingerprint(new byte[0], new byte[0]),
                  "",
                  "office",
                  stamp.time());
          Original of = Original.read(connection, settlementId, "");
          if (of == null) {
            throw new IllegalStateException("no such settlement");
          }
          new Persons(database.secrets()).lockAccounts(connection, of.personId(), of.householdId());
          Corrections.set(
              connection,
              new Corrections.Setting(
                  of,
                  Map.of(AID, aidFen),
                  List.of(
                      new Corrections.UseMore(false, "zhengzhou/IN", "住院救助", 2016, usedMoreFen)),
                  period,
                  new Correction.Origin("op1", "虚假承诺", "office")),
              stamp,
              AccountYears.read(connection, of.personId(), of.householdId()));
          Sql.update(
              connection,
              "UPDATE request SET state = 'BOOKED', reply = '' WHERE owner_id = 'office'"
                  + " AND request_id = ?",
              request);
          return stamp.id();
        });
  }

  @Test
  void correct_aidToNothing_movesMoneyFromFundToPersonAndKeepsTheOriginal() throws Exception {
    PersonDocument person = scene.member("410105197001010011", 0);
    SettleOrder order = scene.order(scene.next("R"), person, StoreScene.claim("K-a", 1_000_000));
    scene.settle(order);
    String id = order.stamp().id();
    List<String> before = database.rows(row(id));
    String correction = correct(id, 0, -210_000, PERIOD);
    assertEquals(before, database.rows(row(id)));
    assertEquals(0, scene.usedFen(person, "zhengzhou/IN"));
    CorrectionRow stored = scene.store.corrections(id).get(0);
    assertEquals(correction, stored.id());
    assertEquals(210_000, stored.patientMoreFen());
    assertEquals(Map.of(AID, -210_000L), stored.moreFen());
    assertEquals(-210_000, stored.uses().get(0).addedFen());
    assertEquals(
        "C|0|-210000|0|210000",
        database
            .rows(
                "SELECT kind, total_fen, paid_fen, hospital_share_fen, patient_share_fen"
                    + " FROM settlement WHERE settlement_id = '"
                    + correction
                    + "'")
            .get(0));
    assertEquals(id, scene.store.findSettlement(correction).orElseThrow().settlementId());
    SettlementRow line =
        scene
            .store
            .list(
                new ListQuery(
                    StoreScene.HOSPITAL,
                    SettlementScope.ALL,
                    StoreScene.POSTING_DATE,
                    StoreScene.POSTING_DATE,
                    Optional.empty(),
                    500))
            .rows()
            .stream()
            .filter(each -> each.id().equals(correction))
            .findFirst()
            .orElseThrow();
    assertEquals(Optional.of(id), line.corrects());
    assertEquals(Optional.of(PERIOD), line.period());
    assertAudited();
  }

  private static String row(String id) {
    return "SELECT s::text FROM settlement s WHERE settlement_id = '"
        + id
        + "' UNION ALL SELECT encode(reply, 'hex') FROM request WHERE settlement_id = '"
        + id
        + "'";
  }

  @Test
  void reverse_corrected_mirrorsTheNetAndNoCorrectionFollows() throws Exception {
    scene.fundMoney(10_000_000);
    PersonDocument person = scene.member("410105197001010022", 1_000_000);
    long fundBefore = database.number("SELECT coalesce(max(used_fen), 0) FROM fund");
    SettleOrder order = scene.order(scene.next("R"), person, StoreScene.claim("K-b", 1_000_000));
    scene.settle(order);
    String id = order.stamp().id();
    correct(id, 100_000, -110_000, PERIOD);
    correct(id, 150_000, 50_000, PERIOD);
    assertEquals(150_000, scene.usedFen(person, "zhengzhou/IN"));
    assertAudited();
    assertInstanceOf(ReverseResult.Recorded.class, scene.reverse(scene.next("V"), id));
    assertEquals(0, scene.usedFen(person, "zhengzhou/IN"));
    assertEquals(fundBefore, database.number("SELECT max(used_fen) FROM fund"));
    assertEquals(0, scene.standing(person).grants().get(0).drawnFen());
    assertEquals(
        List.of(),
        database.rows(
            "SELECT account, sum(amount_fen) FROM posting WHERE settlement_id IN (SELECT"
                + " settlement_id FROM settlement WHERE encounter_id = 'K-b') GROUP BY account"
                + " HAVING sum(amount_fen) <> 0"));
    assertAudited();
    assertThrows(IllegalStateException.class, () -> correct(id, 0, 0, PERIOD));
    assertAudited();
  }

  @Test
  void correct_grantedCharity_givesBackGrantAndFund() throws Exception {
    scene.fundMoney(10_000_000);
    PersonDocument person = scene.member("410105197001010033", 1_000_000);
    String id = scene.settled(person);
    long drawn = scene.standing(person).grants().get(0).drawnFen();
    assertTrue(drawn > 0);
    List<String> line =
        database.rows(
            "SELECT account FROM posting WHERE settlement_id = '"
                + id
                + "' AND account LIKE 'fund:zhengzhou_charity@%'");
    String request = scene.next("C");
    Stamp stamp = scene.stamp(request);
    new Transactions(database.stores().dataSource())
        .write(
            Boolean.class,
            connection -> {
              new Requests(database.secrets())
                  .claim(
                      connection,
                      new RequestKey("office", request),
                      Requests.Kind.READJUDICATE,
                      new Requests.Fingerprint(new byte[0], new byte[0]),
                      "",
                      "office",
                      stamp.time());
              Original of = Objects.requireNonNull(Original.read(connection, id, ""));
              new Persons(database.secrets()).lockAccounts(connection, of.personId(), "");
              Corrections.set(
                  connection,
                  new Corrections.Setting(
                      of,
                      Map.of(new Bearers.Line(line.get(0), false), 0L),
                      List.of(),
                      PERIOD,
                      new Correction.Origin("op1", "", "office")),
                  stamp,
                  AccountYears.read(connection, of.personId(), ""));
              return Sql.update(
                      connection,
                      "UPDATE request SET state = 'BOOKED' WHERE owner_id = 'office'"
                          + " AND request_id = ?",
                      request)
                  == 1;
            });
    assertEquals(0, scene.standing(person).grants().get(0).drawnFen());
    assertAudited();
    scene.reverse(scene.next("V"), id);
    assertAudited();
  }

  @Test
  void correct_monthThatIsClosedOrToCome_isRefused() {
    PersonDocument person = scene.member("410105197001010044", 0);
    String id = scene.settled(person);
    assertThrows(IllegalStateException.class, () -> correct(id, 0, 0, PERIOD.plusMonths(1)));
    assertThrows(IllegalStateException.class, () -> correct(id, 0, 0, LocalDate.of(1969, 12, 1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UPDATE settlement SET line_fen[1] = line_fen[1] + 1 WHERE kind = 'C' | add up to zero",
        "UPDATE settlement SET line_payee = array_replace(line_payee, 'patient', 'hospital:X'),"
            + " line_account = array_replace(line_account, 'patient', 'hospital:X')"
            + " WHERE kind = 'C' | a hospital keeps its payment",
        "UPDATE settlement SET use_added_fen[1] = use_added_fen[1] + 1 WHERE kind = 'C' | one chain",
        "DELETE FROM correction | list of corrections",
        "UPDATE correction SET number = number + 100 | numbered without a gap",
        "UPDATE settlement SET person_id = 'nobody' WHERE kind = 'C' | same person and bill",
        "UPDATE settlement SET accounting_period = '2016-10-01' WHERE kind = 'C' | was open",
        "UPDATE accounting_closed SET closed_before = '2016-01-01' | was open",
        "UPDATE request SET state = 'OPEN' WHERE kind = 'READJUDICATE' | that asked for it",
        "UPDATE settlement SET line_fen = (SELECT array_agg(99 * x ORDER BY i) FROM"
            + " unnest(line_fen) WITH ORDINALITY AS t (x, i)) WHERE kind = 'C'"
            + " | negative in a settlement with its corrections",
      })
  void books_ofCorrectionsTamperedWith_areFound(String tampering, String rule) throws Exception {
    PersonDocument person = scene.member(scene.next("410105197101010"), 0);
    correct(scene.settled(person), 110_000, -100_000, PERIOD);
    try (Connection connection = database.stores().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      try {
        assertTrue(statement.executeUpdate(tampering) > 0, "the tampering must change something");
        List<String> findings = LedgerAuditor.findings(connection);
        assertTrue(
            findings.stream().anyMatch(finding -> finding.split(":", 2)[0].contains(rule)),
            findings::toString);
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }
}
