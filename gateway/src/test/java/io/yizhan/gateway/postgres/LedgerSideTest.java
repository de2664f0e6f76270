package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.gateway.desk.ReconciliationStore.Party;
import io.yizhan.gateway.desk.ReconciliationStore.PartyKind;
import io.yizhan.gateway.desk.ReconciliationStore.RefundLines;
import io.yizhan.reconciliation.Key;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which rows of a span the ledger's side of a comparison has. */
class LedgerSideTest {
  private static final LocalDate DAY = LocalDate.of(2026, 10, 5);

  /** Two settlements of the fifth, one of them taken back that day and one on the next. */
  private static final String ROWS =
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
      SELECT day::date, 1, id, kind, reverses, 'p', '', 'H', 'R-' || id, 'E', id, '', '', '', '', '',
        '', 'c', now(), 0, 0, 0, 0, '410122', '', '{}', '0', '{}', '{}', '{}', '{}', '{}', '{}', '{}',
        '{}', '{}', '{}', '{}', '{}', '{}'
      FROM (VALUES
        ('2026-10-05', 'S1', 'S', NULL),
        ('2026-10-05', 'S2', 'S', NULL),
        ('2026-10-05', 'S3', 'S', NULL),
        ('2026-10-05', 'X2', 'R', 'S2'),
        ('2026-10-06', 'X3', 'R', 'S3'))
        AS t (day, id, kind, reverses);
      INSERT INTO reversal (bucket, settlement_id, reversal_id)
      VALUES (1, 'S2', 'X2'), (1, 'S3', 'X3');
      """;

  private static TestDatabase database;

  @BeforeAll
  static void open() throws SQLException {
    database = TestDatabase.create();
    try (Connection connection = database.stores().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(ROWS);
    }
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @ParameterizedTest
  @CsvSource({
    "WITH, 1, S1 S2 S3 X2",
    "WITHOUT, 1, S1 S2 S3",
    "LIVE_ONLY, 1, S1 S3",
    "LIVE_ONLY, 2, S1",
    "WITH, 2, S1 S2 S3 X2 X3",
  })
  void rows_ofASpan_liveUntilItsLastDay(RefundLines refunds, int days, String expected)
      throws SQLException {
    LedgerSide side =
        new LedgerSide(new Party(PartyKind.HOSPITAL, "H"), refunds, List.of(), true, true);
    try (Connection connection = database.stores().dataSource().getConnection()) {
      List<String> ids =
          Sql.list(
              connection,
              side.inOrder(Key.SETTLEMENT),
              row -> row.getString(1),
              side.parameters(connection, List.of(), side.ofSpan(DAY, DAY.plusDays(days - 1))));
      assertEquals(expected, String.join(" ", ids));
    }
  }
}
