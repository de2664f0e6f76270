package io.yizhan.gateway.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Binds the rows of a set-based statement in the order of the statement: one array a column, or,
 * where it is the form of one row, its values.
 */
final class Columns {
  private final Connection connection;
  private final PreparedStatement statement;
  private final boolean one;
  private int place = 1;

  Columns(Connection connection, PreparedStatement statement) {
    this(connection, statement, false);
  }

  /** Of a {@link SetStatement} in that form. */
  Columns(Connection connection, PreparedStatement statement, boolean one) {
    this.connection = connection;
    this.statement = statement;
    this.one = one;
  }

  /** A value that may be null. */
  interface Text<T> {
    /** The value of a row. */
    @Nullable String of(T row);
  }

  /** Bytes that may be null. */
  interface Bytes<T> {
    /** The value of a row. */
    byte @Nullable [] of(T row);
  }

  <T> void texts(List<T> rows, Text<T> value) throws SQLException {
    if (one) {
      text(value.of(only(rows)));
      return;
    }
    add("text", rows.stream().map(value::of).toArray(String[]::new));
  }

  <T> void bytes(List<T> rows, Bytes<T> value) throws SQLException {
    if (one) {
      statement.setBytes(place++, value.of(only(rows)));
      return;
    }
    add("bytea", rows.stream().map(value::of).toArray(byte[][]::new));
  }

  <T> void longs(List<T> rows, ToLongFunction<T> value) throws SQLException {
    if (one) {
      number(value.applyAsLong(only(rows)));
      return;
    }
    add("int8", rows.stream().map(value::applyAsLong).toArray(Long[]::new));
  }

  /** The places of the rows themselves, from 0. */
  void places(List<?> rows) throws SQLException {
    add("int8", LongStream.range(0, rows.size()).boxed().toArray(Long[]::new));
  }

  <T> void smallints(List<T> rows, Function<T, Short> value) throws SQLException {
    if (one) {
      smallint(value.apply(only(rows)));
      return;
    }
    add("int2", rows.stream().map(value).toArray(Short[]::new));
  }

  /** One text that is no column. */
  void text(@Nullable String value) throws SQLException {
    statement.setString(place++, value);
  }

  /** One value that is no column. */
  void smallint(short value) throws SQLException {
    statement.setShort(place++, value);
  }

  /** One number that is no column. */
  void number(long value) throws SQLException {
    statement.setLong(place++, value);
  }

  private static <T> T only(List<T> rows) {
    if (rows.size() != 1) {
      throw new IllegalStateException("must be one row: " + rows.size());
    }
    return rows.get(0);
  }

  /** An array of one Java type travels in binary; one of objects is written and parsed as text. */
  private void add(String type, @Nullable Object[] values) throws SQLException {
    statement.setArray(place++, connection.createArrayOf(type, values));
  }

  /** An array of texts as the server writes it, for a column whose rows are arrays. */
  static String arrayText(Collection<String> values) {
    StringBuilder text = new StringBuilder("{");
    for (String value : values) {
      text.append(text.length() == 1 ? "\"" : ",\"");
      for (int i = 0; i < value.length(); i++) {
        char character = value.charAt(i);
        if (character == '"' || character == '\\') {
          text.append('\\');
        }
        text.append(character);
      }
      text.append('"');
    }
    return text.append('}').toString();
  }

  /** An array of whole numbers as the server writes it. */
  static <T> String arrayText(Collection<T> values, ToLongFunction<T> number) {
    StringBuilder text = new StringBuilder("{");
    for (T value : values) {
      if (text.length() > 1) {
        text.append(',');
      }
      text.append(number.applyAsLong(value));
    }
    return text.append('}').toString();
  }
}
