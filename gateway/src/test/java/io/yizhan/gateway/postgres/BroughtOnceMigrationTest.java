package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The insurer's settlements that bills brought before each could be brought only once. */
class BroughtOnceMigrationTest {
  /** Two bills brought A, a third one B; D is gone with its reversal, and S5 brought none. */
  private static final String BEFORE =
      """
      CREATE TABLE settlement_202610 PARTITION OF settlement
        FOR VALUES FROM ('2026-10-01') TO ('2026-11-01');
      INSERT INTO settlement (posting_date, bucket, settlement_id, kind, reverses, person_id,
        household_id, hospital_id, request_id, encounter_id, bill_number, operator_id, terminal_id,
        shift_id, invoice_number, insurer_settlement_id, reason, caller_id, settle_time, total_fen,
        paid_fen, hospital_share_fen, patient_share_fen, insured_region, aid_county,
        policy_versions, engine_version, line_account, line_payee, line_fen, use_of_household,
        use_year, use_code, use_seq, use_name_zh, use_cap_fen, use_before_fen, use_added_fen,
        draw_grant, draw_fen)
      SELECT '2026-10-05', 1, id, kind, reverses, 'p', '', hospital, 'R-' || id, 'E-' || id, '1', '',
        '', '', '', brought, '', 'c', now(), 0, 0, 0, 0, region, '', '{}', '0', '{}', '{}', '{}',
        '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}'
      FROM (VALUES
        ('S1', 'S', NULL, 'H1', 'A', '410122'),
        ('S2', 'S', NULL, 'H2', 'A', '410122'),
        ('S3', 'S', NULL, 'H2', '结-9', '410122'),
        ('S4', 'S', NULL, 'H2', 'A', '320922'),
        ('S5', 'S', NULL, 'H2', '', '410122'),
        ('S6', 'S', NULL, 'H2', 'D', '410122'),
        ('R6', 'R', 'S6', 'H2', 'D', '410122'))
        AS t (id, kind, reverses, hospital, brought, region);
      INSERT INTO live_claim (bucket, hospital_id, encounter_id, bill_number, settlement_id,
        request_id)
      SELECT 1, hospital_id, encounter_id, bill_number, settlement_id, request_id FROM settlement
      WHERE kind = 'S' AND settlement_id <> 'S6';
      """;

  @Test
  void broughtBefore_isTakenOverByTheFirstBillUnderItsBucket() throws Exception {
    DatabaseSettings settings = TestDatabase.createBare();
    TestDatabase.migrate(settings, "38");
    try (Connection connection =
            DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        Statement statement = connection.createStatement()) {
      statement.execute(BEFORE);
    }
    try (TestDatabase database = TestDatabase.open(settings)) {
      assertEquals(
          List.of(
              Bucket.of("410122", "A") + "|410122|A|H1|S1|R-S1",
              Bucket.of("410122", "结-9") + "|410122|结-9|H2|S3|R-S3",
              Bucket.of("320922", "A") + "|320922|A|H2|S4|R-S4"),
          database.rows(
              "SELECT bucket, insured_region, insurer_settlement_id, hospital_id, settlement_id,"
                  + " request_id FROM live_insurer_settlement ORDER BY settlement_id"));
    }
  }
}
