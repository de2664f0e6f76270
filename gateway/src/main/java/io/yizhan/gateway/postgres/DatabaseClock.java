package io.yizhan.gateway.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;

/** The clock of the database's machine, which all gateways on it share. */
public final class DatabaseClock {
  private DatabaseClock() {}

  /** What it says now, not when a transaction began. */
  public static Instant read(Connection connection, int secondsMax) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(secondsMax);
      try (ResultSet row = statement.executeQuery("SELECT clock_timestamp()")) {
        row.next();
        return row.getObject(1, OffsetDateTime.class).toInstant();
      }
    }
  }
}
