package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.SettlementStore.ReverseResult;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What was settled before a settlement was one row is the same afterwards, and can be reversed. */
class OneRowMigrationTest {
  /** A settlement, its reversal in the next month, and one that counts on a household's account. */
  private static final String BEFORE =
      """
      INSERT INTO person VALUES (:p, 'p1', now());
      INSERT INTO account VALUES (:p, 'p1'), (:h, 'h1');
      INSERT INTO hospital VALUES ('H410100001', '医院', '410105', '3', false);
      INSERT INTO request (bucket, owner_id, request_id, kind, state, content_hash, field_hashes,
        reply, reversed_reply, settlement_id, caller_id, created) VALUES
        (:r1, 'H410100001', 'r1', 'SETTLE', 'REVERSED', '', '', 'one', 'back', ':S1', 'c', now()),
        (:v1, 'H410100001', 'v1', 'REVERSE', 'BOOKED', '', '', 'back', NULL, ':V1', 'c', now()),
        (:r2, 'H410100001', 'r2', 'SETTLE', 'SETTLED', '', '', 'two', NULL, ':S2', 'c', now());
      INSERT INTO settlement (bucket, settlement_id, kind, reverses, person_id, household_id,
        hospital_id, request_id, encounter_id, bill_number, operator_id, terminal_id, shift_id,
        invoice_number, insurer_settlement_id, reason, caller_id, posting_date, settle_time,
        total_fen, paid_fen, hospital_share_fen, patient_share_fen, insured_region, aid_county,
        policy_versions, engine_version, inputs) VALUES
        (:p, ':S1', 'S', NULL, 'p1', '', 'H410100001', 'r1', 'E1', '1', '', '', '', '', '', '', 'c',
          '2026-10-31', '2026-10-31T02:00:00Z', 1000, 700, 0, 300, '', '', '{a,b}', '0', '{}'),
        (:p, ':V1', 'R', ':S1', 'p1', '', 'H410100001', 'v1', 'E1', '1', '', '', '', '', '', '', 'c',
          '2026-11-01', '2026-11-01T02:00:00Z', -1000, -700, 0, -300, '', '', '{a,b}', '0', NULL),
        (:p, ':S2', 'S', NULL, 'p1', 'h1', 'H410100001', 'r2', 'E2', '1', '', '', '', '', '', '',
          'c', '2026-11-02', '2026-11-02T02:00:00Z', 1000, 700, 0, 300, '', '', '{a,b}', '0', '{}');
      INSERT INTO posting SELECT :p, id, line, account, 'hospital:H410100001', sign * fen
        FROM (VALUES (':S1', 1), (':V1', -1), (':S2', 1)) AS s (id, sign)
        CROSS JOIN (VALUES (1, 'fund:610100@410105/inpatient', 700),
          (2, 'hospital:H410100001', -700), (3, 'patient', 300), (4, 'hospital:H410100001', -300))
          AS l (line, account, fen);
      INSERT INTO settlement_usage VALUES
        (:p, ':S1', 'p1', 2026, 'IN', 1, '住院', 2000000, 0, 700, 700),
        (:p, ':V1', 'p1', 2026, 'IN', 2, '住院', 2000000, 700, -700, 0),
        (:p, ':S2', 'p1', 2026, 'IN', 3, '住院', 2000000, 0, 700, 700),
        (:h, ':S2', 'h1', 2026, 'POT', 2, '家庭', 9000, 100, 700, 800);
      INSERT INTO opening_usage VALUES
        (:h, 'h1', 2026, 'POT', 1, 100, '', 'office', 'o1', 'c', now());
      INSERT INTO account_usage (bucket, account_id, benefit_year, account_code, used_fen, seq)
        VALUES (:p, 'p1', 2026, 'IN', 700, 3), (:h, 'h1', 2026, 'POT', 800, 2);
      INSERT INTO live_claim VALUES (:c, 'H410100001', 'E2', '1', ':S2', 'r2');
      """;

  private static final IdSource IDS = new IdSource(new Random(1));
  private final String first = IDS.next(Instant.parse("2026-10-31T02:00:00Z"));
  private final String back = IDS.next(Instant.parse("2026-11-01T02:00:00Z"));
  private final String second = IDS.next(Instant.parse("2026-11-02T02:00:00Z"));

  private String before() {
    return BEFORE
        .replace(":S1", first)
        .replace(":V1", back)
        .replace(":S2", second)
        .replace(":p", "" + Bucket.of("p1"))
        .replace(":h", "" + Bucket.of("h1"))
        .replace(":r1", "" + Bucket.of(StoreScene.HOSPITAL, "r1"))
        .replace(":v1", "" + Bucket.of(StoreScene.HOSPITAL, "v1"))
        .replace(":r2", "" + Bucket.of(StoreScene.HOSPITAL, "r2"))
        .replace(":c", "" + Bucket.of(StoreScene.HOSPITAL, "E2"));
  }

  @Test
  void ledger_settledBefore_isTheSameAndCanBeReversed() throws Exception {
    DatabaseSettings settings = TestDatabase.createBare();
    TestDatabase.migrate(settings, "6");
    try (Connection connection =
            DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        Statement statement = connection.createStatement()) {
      statement.execute(before());
    }
    try (TestDatabase database = TestDatabase.open(settings)) {
      assertEquals(
          List.of(
              first + "|S|null|{a,b}", back + "|R|" + first + "|{a,b}", second + "|S|null|{a,b}"),
          database.rows(
              "SELECT settlement_id, kind, reverses, policy_versions FROM settlement"
                  + " ORDER BY posting_date"));
      assertEquals(
          List.of("700|-700|300|-300", "-700|700|-300|300", "700|-700|300|-300"),
          database.rows(
              "SELECT string_agg(amount_fen::text, '|' ORDER BY line) FROM posting"
                  + " GROUP BY posting_date ORDER BY posting_date"));
      assertEquals(
          List.of("h1|POT|2|100|800|9000", "p1|IN|3|0|700|2000000"),
          database.rows(
              "SELECT account_id, account_code, seq, before_fen, after_fen, cap_fen"
                  + " FROM settlement_usage WHERE settlement_id = '"
                  + second
                  + "' ORDER BY 1"));
      assertNothingWrong(database);
      StoreScene scene = new StoreScene(database);
      assertEquals(
          back,
          assertInstanceOf(ReverseResult.AlreadyReversed.class, scene.reverse("again", first))
              .reversalId());
      assertInstanceOf(ReverseResult.Recorded.class, scene.reverse("v2", second));
      assertEquals(
          List.of("h1|POT|100|3", "p1|IN|0|4"),
          database.rows(
              "SELECT account_id, account_code, used_fen, seq FROM account_usage ORDER BY 1"));
      assertNothingWrong(database);
    }
  }

  private static void assertNothingWrong(TestDatabase database) throws Exception {
    try (Connection connection = database.stores().dataSource().getConnection()) {
      assertEquals(List.of(), LedgerAuditor.findings(connection));
    }
  }
}
