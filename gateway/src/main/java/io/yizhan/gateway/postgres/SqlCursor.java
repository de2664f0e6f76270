package io.yizhan.gateway.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Rows of a statement, fetched a few thousand at a time within a transaction. */
final class SqlCursor<T> implements Iterator<T>, AutoCloseable {
  private static final int FETCH_ROWS = 4_000;

  private final PreparedStatement statement;
  private final ResultSet rows;
  private final Sql.Reading<T> reading;
  private boolean ahead;

  SqlCursor(Connection connection, String sql, Sql.Reading<T> reading, Object... values)
      throws SQLException {
    this.statement = connection.prepareStatement(sql);
    statement.setFetchSize(FETCH_ROWS);
    Sql.bind(statement, values);
    this.rows = statement.executeQuery();
    this.reading = reading;
    this.ahead = rows.next();
  }

  /** What went wrong while rows were fetched; {@link #cause} is what the database said. */
  static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final SQLException cause;

    Broken(SQLException cause) {
      super(cause);
      this.cause = cause;
    }

    SQLException said() {
      return cause;
    }
  }

  @Override
  public boolean hasNext() {
    return ahead;
  }

  @Override
  public T next() {
    if (!ahead) {
      throw new NoSuchElementException();
    }
    try {
      T value = reading.of(rows);
      ahead = rows.next();
      return value;
    } catch (SQLException e) {
      throw new Broken(e);
    }
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
