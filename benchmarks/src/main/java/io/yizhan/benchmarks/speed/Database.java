package io.yizhan.benchmarks.speed;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One database of the benchmark's server. */
record Database(String url, String user, String password) {
  Connection connect() {
    try {
      return DriverManager.getConnection(url, user, password);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Another database of the same server. */
  Database named(String name) {
    return new Database(url.substring(0, url.lastIndexOf('/') + 1) + name, user, password);
  }

  String name() {
    return url.substring(url.lastIndexOf('/') + 1);
  }

  String port() {
    return url.substring(url.lastIndexOf(':') + 1, url.lastIndexOf('/'));
  }

  void run(String... statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A fresh copy of this database, to which nobody may be connected. */
  Database copiedTo(String name) {
    Database maintenance = named("postgres");
    maintenance.run(
        "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)",
        "CREATE DATABASE " + name + " TEMPLATE " + name() + " STRATEGY FILE_COPY",
        "CHECKPOINT");
    return named(name);
  }

  List<List<@Nullable String>> rows(String sql) {
    try (Connection connection = connect()) {
      return rows(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  String text(String sql) {
    String found = rows(sql).get(0).get(0);
    return found == null ? "" : found;
  }

  long number(String sql) {
    return Long.parseLong(text(sql));
  }

  static List<List<@Nullable String>> rows(Connection connection, String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<List<@Nullable String>> all = new ArrayList<>();
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        List<@Nullable String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(rows.getString(i));
        }
        all.add(row);
      }
      return all;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
