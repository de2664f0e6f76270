package io.yizhan.gateway.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs a statement with its parameters in order, for everything that is not the money path. */
final class Sql {
  /** A page that takes longer is given up: its caller waits a minute at most, others wait too. */
  static final int PAGE_SECONDS_MAX = 20;

  private Sql() {}

  /** Makes a value of a row. */
  interface Reading<T> {
    /** Reads the row that the cursor is on. */
    T of(ResultSet row) throws SQLException;
  }

  /** Runs it and answers how many rows it touched. */
  static int update(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    }
  }

  /** Reads all rows. */
  static <T> List<T> list(
      Connection connection, String sql, Reading<T> reading, @Nullable Object... values)
      throws SQLException {
    return listWithin(connection, 0, sql, reading, values);
  }

  /**
   * Reads a page of a list that no index has in the order and of the division asked for, or gives
   * up: the server ends the statement after {@link #PAGE_SECONDS_MAX}, and goes on for nobody.
   */
  static <T> List<T> page(
      Connection connection, String sql, Reading<T> reading, @Nullable Object... values)
      throws SQLException {
    return listWithin(connection, PAGE_SECONDS_MAX, sql, reading, values);
  }

  /** Reads all rows within so many seconds; 0 for as long as it takes. */
  static <T> List<T> listWithin(
      Connection connection,
      int secondsMax,
      String sql,
      Reading<T> reading,
      @Nullable Object... values)
      throws SQLException {
    List<T> list = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setQueryTimeout(secondsMax);
      bind(statement, values);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          list.add(reading.of(rows));
        }
      }
    }
    return list;
  }

  /** Reads the first row, if any. */
  static <T> Optional<T> first(
      Connection connection, String sql, Reading<T> reading, @Nullable Object... values)
      throws SQLException {
    List<T> list = list(connection, sql, reading, values);
    return list.isEmpty() ? Optional.empty() : Optional.of(list.get(0));
  }

  /** Buckets of ids, as an array. */
  static Array buckets(Connection connection, Collection<String> ids) throws SQLException {
    return connection.createArrayOf("int2", ids.stream().map(Bucket::of).toArray(Short[]::new));
  }

  /** A value of each row, as an array of a type of the database. */
  static <T> Array array(
      Connection connection, String type, Collection<T> rows, Function<T, ?> value)
      throws SQLException {
    return connection.createArrayOf(type, rows.stream().map(value).toArray());
  }

  /** Texts as an array. */
  static Array texts(Connection connection, Collection<String> values) throws SQLException {
    return connection.createArrayOf("text", values.toArray(new String[0]));
  }

  static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value instanceof Instant time) {
        statement.setTimestamp(i + 1, Timestamp.from(time));
      } else if (value instanceof LocalDate day) {
        statement.setObject(i + 1, day);
      } else if (value == null) {
        statement.setNull(i + 1, Types.NULL);
      } else {
        statement.setObject(i + 1, value);
      }
    }
  }
}
