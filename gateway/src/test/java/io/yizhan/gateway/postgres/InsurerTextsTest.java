package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What insurers said in their own words before stands nowhere any more, and none comes again. */
class InsurerTextsTest {
  private static final String LEG =
      """
      INSERT INTO insurer_leg (bucket, hospital_id, request_id, attempt, insurer_request_id, insurer,
        insured_region, state, settlement_id, reason, next_try)
      VALUES (1, 'H', ?, 1, ?, '4201/390', '420102', ?, 'S', ?, now())
      """;

  private static void leg(Connection connection, String id, String state, String reason)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LEG)) {
      statement.setString(1, id);
      statement.setString(2, id);
      statement.setString(3, state);
      statement.setString(4, reason);
      statement.executeUpdate();
    }
  }

  @Test
  void textsInClear_gatewayOpensTheDatabase_areCodesAndNoneComesAgain() throws Exception {
    DatabaseSettings settings = TestDatabase.createBare();
    TestDatabase.migrate(settings, "13");
    try (Connection connection =
        DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password())) {
      leg(connection, "a", "GONE", "张三转入其他险种");
      leg(connection, "b", "GONE", "REQUEST_CANCELLED");
      leg(connection, "c", "CANCELLING", "zhangsan");
      leg(connection, "d", "REFUSED", "AMOUNTS_DIFFER");
      leg(connection, "e", "COMMITTED", "UNAVAILABLE");
    }
    try (TestDatabase database = TestDatabase.open(settings)) {
      assertEquals(
          List.of(
              "a|CANCELLED_BY_INSURER",
              "b|REQUEST_CANCELLED",
              "c|",
              "d|AMOUNTS_DIFFER",
              "e|UNAVAILABLE"),
          database.rows("SELECT request_id, reason FROM insurer_leg ORDER BY 1"));
      try (Connection connection = database.stores().dataSource().getConnection()) {
        assertThrows(SQLException.class, () -> leg(connection, "f", "GONE", "张三"));
      }
    }
  }
}
