package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yizhan.gateway.desk.ClearingStore.Entry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Why steps were taken before it was encrypted is kept, and stands in clear no more. */
class ClearingReasonsTest {
  private static final int ENTRIES = ClearingReasons.ROWS_AT_ONCE + 3;

  private static final String CLEARING =
      """
      INSERT INTO clearing (bucket, clearing_id, kind, county, fund, hospital_id, month, line_count,
        gross_fen, state, before_dispute, last_seq, preparer_id)
      VALUES (%d, 'c', 'MONTH', '410122', '610100@410122', 'H', '2026-09-01', 1, 9, 'PREPARED',
        'PREPARED', 1, 'clerk');
      INSERT INTO clearing_entry (bucket, clearing_id, seq, step, amount_fen, state, reason,
        bank_reference, other_id, owner_id, request_id, caller_id, entry_date, entry_time)
      VALUES (%d, 'c', 1, 'PREPARE', 9, 'PREPARED', '', '', '', 'o', 'r', 'clerk', '2026-10-01',
        now());
      """;

  private static final String ENTRY =
      """
      INSERT INTO clearing_entry (bucket, clearing_id, seq, step, amount_fen, state, reason,
        bank_reference, other_id, owner_id, request_id, caller_id, entry_date, entry_time)
      VALUES (?, 'c', ?, 'DEDUCT', 1, 'PREPARED', ?, '', '', 'o', 'r', 'clerk', '2026-10-01', now())
      """;

  private static void enter(Connection connection, int seq) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ENTRY)) {
      statement.setShort(1, Bucket.of("H"));
      statement.setInt(2, seq);
      statement.setString(3, reason(seq));
      statement.executeUpdate();
    }
  }

  private static String reason(int seq) {
    return "张三超标准 " + seq;
  }

  @Test
  void reasonsInClear_gatewayOpensTheDatabase_areEncryptedAndNoneComesAgain() throws Exception {
    DatabaseSettings settings = TestDatabase.createBare();
    TestDatabase.migrate(settings, "22");
    try (Connection connection =
            DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        Statement statement = connection.createStatement()) {
      statement.execute(CLEARING.formatted(Bucket.of("H"), Bucket.of("H")));
      for (int seq = 2; seq <= ENTRIES; seq++) {
        enter(connection, seq);
      }
    }
    try (TestDatabase database = TestDatabase.open(settings)) {
      assertEquals(
          List.of(ENTRIES + "|0"),
          database.rows("SELECT count(*), count(nullif(reason, '')) FROM clearing_entry"));
      List<Entry> entries = database.stores().clearings().find("c").orElseThrow().entries();
      assertEquals(ENTRIES, entries.get(entries.size() - 1).sequence(), "the newest are shown");
      for (Entry entry : entries) {
        assertEquals(reason(entry.sequence()), entry.reason());
      }
      PostgresStores.open(settings, database.secrets()).close();
      assertEquals(entries, database.stores().clearings().find("c").orElseThrow().entries());
      try (Connection connection = database.stores().dataSource().getConnection()) {
        assertThrows(SQLException.class, () -> enter(connection, ENTRIES + 1));
      }
    }
  }
}
