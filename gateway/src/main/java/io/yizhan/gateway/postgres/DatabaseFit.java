package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.UnfitSetupException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Whether a database can be a gateway's, looked at before anything is made in it: it keeps what it
 * was told, can hold every character, may be written, and is empty or a gateway's already.
 */
final class DatabaseFit {
  private static final String HISTORY = "flyway_schema_history";

  /** What belongs to an extension, such as pg_stat_statements, is the server's. */
  private static final String FIRST_FOREIGN =
      """
      SELECT c.relname FROM pg_class c
      WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
        AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
        AND NOT EXISTS (SELECT 1 FROM pg_depend d
          WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
      ORDER BY c.relname = '"""
          + HISTORY
          + """
      ' DESC, c.relname LIMIT 1
      """;

  private DatabaseFit() {}

  /**
   * Looks at the server's own defaults, not at what the session has set.
   *
   * @throws UnfitSetupException when it is not fit, with what to do
   */
  static void require(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      requireOn(statement, "fsync");
      requireOn(statement, "synchronous_commit");
      String encoding = first(statement, "SHOW server_encoding").orElse("");
      if (!encoding.equals("UTF8")) {
        throw new UnfitSetupException(
            "数据库编码必须是 UTF8，现为 "
                + encoding
                + "，否则生僻字姓名无法结算 / The database must be of encoding UTF8, was "
                + encoding
                + ": rare characters of names could not be written. Create it with ENCODING 'UTF8'.");
      }
      if (first(statement, "SHOW transaction_read_only").orElse("").equals("on")) {
        throw new UnfitSetupException(
            "数据库是只读的（备库，或 default_transaction_read_only）/ The database is read-only: a standby, or"
                + " default_transaction_read_only is on.");
      }
      String schema =
          first(statement, "SELECT current_schema()")
              .orElseThrow(
                  () ->
                      new UnfitSetupException(
                          "数据库用户的 search_path 里没有可用的模式 / No schema of the user's search_path is"
                              + " there or may be used."));
      requireOurs(statement, schema);
    }
  }

  /** An empty schema in which tables may be made, or one in which a gateway has made its own. */
  private static void requireOurs(Statement statement, String schema) throws SQLException {
    String table = first(statement, FIRST_FOREIGN).orElse("");
    if (!table.isEmpty() && !table.equals(HISTORY)) {
      throw new UnfitSetupException(
          "模式 "
              + schema
              + " 里已有别的表（"
              + table
              + "），网关须用空库 / Schema "
              + schema
              + " holds other tables ("
              + table
              + "): a gateway needs a database of its own.");
    }
    if (!first(statement, "SELECT has_schema_privilege(current_schema(), 'CREATE')::text")
        .orElse("")
        .equals("true")) {
      throw new UnfitSetupException(
          "数据库用户须能在模式 "
              + schema
              + " 里建表（CREATE 权限，每月要建分区）/ The database user must be allowed to CREATE in schema "
              + schema
              + ": each month gets tables of its own.");
    }
  }

  private static void requireOn(Statement statement, String setting) throws SQLException {
    if (first(statement, "SHOW " + setting).orElse("off").equals("off")) {
      throw new UnfitSetupException(
          "数据库的 "
              + setting
              + " 必须打开，否则已确认的结算可能丢失 / The database must have "
              + setting
              + " on, or acknowledged settlements may be lost.");
    }
  }

  private static Optional<String> first(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
    }
  }
}
