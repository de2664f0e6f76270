package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Why records were joined before it was encrypted is kept, and stands in clear no more. */
class JoinReasonsTest {
  private static final int JOINS = JoinReasons.ROWS_AT_ONCE + 3;
  private static final String JOIN =
      """
      INSERT INTO person_join (bucket, person_id, join_id, into_id, survivor_bucket, survivor_id,
        owner_id, request_id, reason, caller_id, join_time)
      VALUES (?, ?, ?, 'kept', ?, 'kept', 'office', ?, ?, 'office', now())
      """;

  private static void join(Connection connection, int number) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(JOIN)) {
      statement.setShort(1, Bucket.of("p" + number));
      statement.setString(2, "p" + number);
      statement.setString(3, "join" + number);
      statement.setShort(4, Bucket.of("kept"));
      statement.setString(5, "r" + number);
      statement.setString(6, "张三的旧证 " + number);
      statement.executeUpdate();
    }
  }

  private static Optional<String> reason(TestDatabase database, int number) throws SQLException {
    try (Connection connection = database.stores().dataSource().getConnection()) {
      return new PrivateTexts(database.secrets())
          .get(connection, "p" + number, PrivateTexts.Kind.REASON, "join" + number);
    }
  }

  @Test
  void reasonsInClear_gatewayOpensTheDatabase_areEncryptedAndNoneComesAgain() throws Exception {
    DatabaseSettings settings = TestDatabase.createBare();
    TestDatabase.migrate(settings, "13");
    try (Connection connection =
        DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password())) {
      for (int number = 0; number < JOINS; number++) {
        join(connection, number);
      }
    }
    try (TestDatabase database = TestDatabase.open(settings)) {
      assertEquals(
          List.of(JOINS + "|0"), database.rows("SELECT count(*), count(reason) FROM person_join"));
      for (int number = 0; number < JOINS; number++) {
        assertEquals(Optional.of("张三的旧证 " + number), reason(database, number));
      }
      PostgresStores.open(settings, database.secrets()).close();
      assertEquals(Optional.of("张三的旧证 0"), reason(database, 0));
      try (Connection connection = database.stores().dataSource().getConnection()) {
        assertThrows(SQLException.class, () -> join(connection, JOINS));
      }
    }
  }
}
