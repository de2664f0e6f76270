package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yizhan.gateway.desk.ProvisionalStore.Ending;
import io.yizhan.gateway.desk.ReceivableStore.Entry;
import io.yizhan.gateway.desk.ReceivableStore.Statement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What clerks wrote before it was encrypted is kept, and stands in clear no more. */
class TextsInClearTest {
  private static final int ROWS = TextsInClear.ROWS_AT_ONCE + 3;

  private static final String OWED =
      """
      INSERT INTO receivable (bucket, person_id, receivable_id, kind, party, county, settlement_id,
        source_id, amount_fen, outstanding_fen, opened_date, reason, plan_due, plan_fen,
        plan_from_fen, next_due, caller_id, open_time)
      VALUES (?, 'p', ?, 'CLAW_BACK', '610100@410122', '410122', 's', 'x', 9, 9, '2026-09-01', ?,
        '{}', '{}', 0, NULL, 'office', now())
      """;

  private static final String ENTRY =
      """
      INSERT INTO receivable_entry (bucket, person_id, receivable_id, entry_id, kind, amount_fen,
        payer, note, entry_date, owner_id, request_id, caller_id, entry_time)
      VALUES (?, 'p', 'r1', ?, ?, ?, '', ?, '2026-09-02', 'o', 'q', 'office', now())
      """;

  private static final String APPROVED =
      """
      INSERT INTO provisional (bucket, person_id, provisional_id, category, county, valid_from,
        deadline, promise_number, village_code, reviewer_code, review_date, cost_kind, cost_fen,
        threshold_fen, person_limit_fen, recovers_in_good_faith, state, caller_id, approve_time,
        end_date, end_reason, ender_id, end_time)
      VALUES (?, 'p', ?, 'dibao', '410122', '2026-01-01', '2026-02-01', 'n', 'v', 'r', '2026-01-01',
        'k', 9, 1, 9, false, 'CONFIRMED', 'office', now(), '2026-01-09', ?, 'office', now())
      """;

  private static void write(Connection connection, String sql, Object... values)
      throws SQLException {
    Sql.update(connection, sql, values);
  }

  private static void owe(Connection connection, int number, String reason) throws SQLException {
    write(connection, OWED, Bucket.of("p"), "r" + number, reason);
  }

  private static void end(Connection connection, int number) throws SQLException {
    write(connection, APPROVED, Bucket.of("p"), "v" + number, "张三收入不实 " + number);
  }

  @Test
  void textsInClear_gatewayOpensTheDatabase_areEncryptedAndTheGatewaysOwnStay() throws Exception {
    DatabaseSettings settings = TestDatabase.createBare();
    TestDatabase.migrate(settings, "32");
    try (Connection connection =
        DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password())) {
      owe(connection, 0, Receivables.PAY_LATER);
      for (int number = 1; number < ROWS; number++) {
        owe(connection, number, "李四追溯 " + number);
        write(connection, ENTRY, Bucket.of("p"), "e" + number, "PAYMENT", 1, "卡号 6222 " + number);
        end(connection, number);
      }
      write(connection, ENTRY, Bucket.of("p"), "plan", "PLAN", 0, "2026-10-01 9");
    }
    try (TestDatabase database = TestDatabase.open(settings)) {
      for (int opened = 0; opened < 2; opened++) {
        assertEquals(
            List.of(Receivables.PAY_LATER),
            database.rows("SELECT reason FROM receivable WHERE reason <> ''"));
        assertEquals(
            List.of("plan"),
            database.rows("SELECT entry_id FROM receivable_entry WHERE note <> ''"));
        assertEquals(0, database.number("SELECT count(*) FROM provisional WHERE end_reason <> ''"));
        assertEquals(3L * ROWS - 3, database.number("SELECT count(*) FROM person_private"));
        PostgresStores.open(settings, database.secrets()).close();
      }
      PostgresStores stores = database.stores();
      assertEquals(
          Receivables.PAY_LATER,
          stores.receivables().find("r0").orElseThrow().receivable().reason());
      Statement one = stores.receivables().find("r1").orElseThrow();
      assertEquals("李四追溯 1", one.receivable().reason());
      for (Entry entry : one.entries()) {
        assertEquals(
            entry.entryId().equals("plan")
                ? "2026-10-01 9"
                : "卡号 6222 " + entry.entryId().substring(1),
            entry.note());
      }
      Ending ending =
          stores.provisionals().find("v7").orElseThrow().provisional().ending().orElseThrow();
      assertEquals("张三收入不实 7", ending.reason());
      try (Connection connection = stores.dataSource().getConnection()) {
        assertThrows(SQLException.class, () -> owe(connection, ROWS, "又一个"));
        assertThrows(SQLException.class, () -> end(connection, ROWS));
      }
    }
  }
}
