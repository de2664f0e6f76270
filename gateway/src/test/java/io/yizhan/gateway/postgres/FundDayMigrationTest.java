package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.gateway.desk.FundBalance;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Days that were counted before the schema kept what funds spend by day. */
class FundDayMigrationTest {
  /**
   * Until the first of November all is counted: a settlement, its reversal, a correction of the
   * year before, aid, a write-off. On that day there is another settlement.
   */
  private static final String BEFORE =
      """
      CREATE TABLE settlement_202610 PARTITION OF settlement
        FOR VALUES FROM ('2026-10-01') TO ('2026-11-01');
      CREATE TABLE settlement_202611 PARTITION OF settlement
        FOR VALUES FROM ('2026-11-01') TO ('2026-12-01');
      INSERT INTO settlement (posting_date, bucket, settlement_id, kind, reverses, corrects,
        accounting_period, person_id, household_id, hospital_id, request_id, encounter_id,
        bill_number, operator_id, terminal_id, shift_id, invoice_number, insurer_settlement_id,
        reason, caller_id, settle_time, total_fen, paid_fen, hospital_share_fen, patient_share_fen,
        insured_region, aid_county, policy_versions, engine_version, line_account, line_payee,
        line_fen, use_of_household, use_year, use_code, use_seq, use_name_zh, use_cap_fen,
        use_before_fen, use_added_fen, draw_grant, draw_fen)
      SELECT day::date, 1, id, kind, reverses, corrects, period::date, 'p', '', 'H', id, 'E', '1',
        '', '', '', '', '', '', 'c', now(), 0, 0, 0, 0, '', '', '{}', '0', accounts::text[],
        payees::text[], fens::bigint[], '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}'
      FROM (VALUES
        ('2026-10-29', 'S1', 'S', NULL, NULL, NULL, '{fund:310100@410122/inpatient,'
          'fund:610100@410122/aid,hospital:H,fund:410122-ins/by-insurer}',
          '{hospital:H,hospital:H,hospital:H,hospital:H}', '{700,200,-900,50}'),
        ('2026-10-30', 'R1', 'R', 'S1', NULL, NULL, '{fund:310100@410122/inpatient,'
          'fund:610100@410122/aid,hospital:H}', '{hospital:H,hospital:H,hospital:H}',
          '{-700,-200,900}'),
        ('2026-10-30', 'S2', 'S', NULL, NULL, NULL, '{fund:310100@410122/inpatient,'
          'fund:610100@410122/aid,hospital:H}', '{hospital:H,hospital:H,hospital:H}',
          '{60,40,-100}'),
        ('2026-10-31', 'C1', 'C', NULL, 'S2', '2025-12-01', '{fund:610100@410122/aid,patient}',
          '{patient,patient}', '{-30,30}'),
        ('2026-11-01', 'S3', 'S', NULL, NULL, NULL, '{fund:610100@410122/aid,hospital:H}',
          '{hospital:H,hospital:H}', '{500,-500}'))
        AS t (day, id, kind, reverses, corrects, period, accounts, payees, fens);
      INSERT INTO aid_entry (bucket, entry_id, kind, person_id, county, fund_code, amount_fen,
        payee, posting_date, entry_time, owner_id, request_id, operator_id, document_number,
        caller_id, reason_stated, decided_date, standard_code, standard_fen, multiple, heads, form,
        computed_fen, line_account, line_payee, line_fen)
      VALUES (1, 'A1', 'TEMPORARY', 'p', '410122', '610100@410122', 80, 'patient', '2026-10-30',
        now(), 'o', 'a', '', '', 'c', false, '2026-10-30', 'dibao', 80, 1, 1, 'CASH', 80, '{fund:610100@410122/temporary,patient}',
        '{person:p,person:p}', '{80,-80}');
      INSERT INTO receivable_entry (bucket, person_id, receivable_id, entry_id, kind, amount_fen,
        payer, note, entry_date, owner_id, request_id, caller_id, entry_time)
      VALUES (1, 'p', 'R', 'W1', 'WRITE_OFF', 9, '610100@410122', '', '2026-10-28', 'o', 'w', 'c',
          now()),
        (1, 'p', 'R', 'P1', 'PAYMENT', 5, 'p', '', '2026-10-28', 'o', 'x', 'c', now());
      INSERT INTO statutory_spent (fund_code, spent_year, spent_fen) VALUES
        ('310100@410122', 2026, 60), ('610100@410122', 2026, 129), ('610100@410122', 2025, -30);
      INSERT INTO statutory_money (fund_code, budget_year, entry_id, amount_fen, caller_id,
        entry_time)
      VALUES ('610100@410122', 2025, 'M1', 1000, 'c', now()),
        ('610100@410122', 2026, 'M2', 1000, 'c', now());
      UPDATE statutory_counted SET counted_before = '2026-11-01';
      """;

  private static final List<String> COUNTED =
      List.of(
          "310100@410122|2026|2026-10-29|HOSPITAL|700",
          "310100@410122|2026|2026-10-30|HOSPITAL|-640",
          "610100@410122|2025|2026-10-31|CORRECTION|-30",
          "610100@410122|2026|2026-10-28|WRITE_OFF|9",
          "610100@410122|2026|2026-10-29|HOSPITAL|200",
          "610100@410122|2026|2026-10-30|HOSPITAL|-160",
          "610100@410122|2026|2026-10-30|PERSON|80");

  private static final String DAYS =
      "SELECT fund, spent_year, spent_day, paid_to, spent_fen FROM fund_day ORDER BY 1, 2, 3, 4";

  private static List<Long> spent(TestDatabase database) {
    return database.stores().funds().balances(List.of("410122"), "", 0, 9).stream()
        .map(FundBalance::spentFen)
        .toList();
  }

  private static void assertDaysAreTheLedgers(TestDatabase database) throws Exception {
    try (Connection connection = database.stores().dataSource().getConnection()) {
      assertEquals(
          List.of(),
          LedgerAuditor.findings(connection).stream()
              .filter(finding -> finding.contains("what funds have spent by day"))
              .toList());
    }
  }

  @Test
  void day_countedBefore_isSummedOnce() throws Exception {
    DatabaseSettings settings = TestDatabase.createBare();
    TestDatabase.migrate(settings, "18");
    try (Connection connection =
            DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        Statement statement = connection.createStatement()) {
      statement.execute(BEFORE);
    }
    try (TestDatabase database = TestDatabase.open(settings)) {
      assertEquals(COUNTED, database.rows(DAYS));
      assertEquals(List.of(-30L, 629L), spent(database));
      assertDaysAreTheLedgers(database);
      LocalDate later = LocalDate.of(2026, 11, 15);
      assertTrue(database.stores().funds().countDay(later));
      assertFalse(database.stores().funds().countDay(later));
      List<String> more = database.rows(DAYS);
      assertTrue(more.contains("610100@410122|2026|2026-11-01|HOSPITAL|500"), more::toString);
      assertEquals(COUNTED.size() + 1, more.size());
      assertEquals(List.of(-30L, 629L), spent(database));
      assertDaysAreTheLedgers(database);
    }
  }
}
