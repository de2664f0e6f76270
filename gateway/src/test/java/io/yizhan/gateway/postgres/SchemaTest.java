package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.StoreUnavailableException;
import io.yizhan.gateway.desk.UnfitSetupException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** One version of the program at a time serves a database. */
class SchemaTest {
  private static final String OLDER = "36";
  private static final Duration SOON = Duration.ofMillis(300);
  private static final int ASKED_MAX = 100;
  private static final int WAIT_MILLIS = 1_000;
  private static final String VERSION =
      "SELECT version FROM flyway_schema_history ORDER BY installed_rank DESC LIMIT 1";

  /** What a program of later leaves behind. */
  private static final String LATER =
      "INSERT INTO flyway_schema_history SELECT installed_rank + 1, '999', 'later', type,"
          + " 'V999__later.sql', checksum, installed_by, installed_on, execution_time, success"
          + " FROM flyway_schema_history ORDER BY installed_rank DESC LIMIT 1";

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private final DatabaseSettings settings = TestDatabase.createBare();

  private int bringUp(Duration waitMax) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(settings.jdbcUrl());
    source.setUser(settings.user());
    source.setPassword(settings.password());
    try {
      return Schema.bringUp(source, waitMax);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Connection connection() throws SQLException {
    return DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
  }

  private static String first(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      assertTrue(row.next(), query);
      return row.getString(1);
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** As a gateway that started on this schema. */
  private static void serve(Connection connection) throws SQLException {
    run(
        connection,
        Schema.serving(
            Integer.parseInt(
                first(connection, "SELECT max(installed_rank) FROM flyway_schema_history"))));
  }

  private PostgresStores open() {
    return PostgresStores.open(settings, folder.resolve("secrets"), new SecureRandom());
  }

  @Test
  void start_onTheSchemaOfANewerProgram_isRefused() throws SQLException {
    open().close();
    try (Connection connection = connection()) {
      run(connection, LATER);
    }
    UnfitSetupException unfit = assertThrows(UnfitSetupException.class, this::open);
    String message = Objects.requireNonNull(unfit.getMessage());
    assertTrue(message.contains("（第 999 版）比这一版程序的（第 "), message);
    assertTrue(message.contains("(999) is newer than this program's ("), message);
  }

  @Test
  void start_onASchemaThatWasAppliedOtherwise_isRefused() throws SQLException {
    open().close();
    try (Connection connection = connection()) {
      run(connection, "UPDATE flyway_schema_history SET checksum = 1 WHERE installed_rank = 2");
    }
    assertThrows(FlywayValidateException.class, this::open);
  }

  @Test
  void start_whileAGatewayOfBeforeServes_changesNothingAndNamesIt() throws SQLException {
    TestDatabase.migrate(settings, OLDER);
    try (Connection serving = connection()) {
      serve(serving);
      UnfitSetupException unfit = assertThrows(UnfitSetupException.class, () -> bringUp(SOON));
      String message = Objects.requireNonNull(unfit.getMessage());
      String pid = first(serving, "SELECT pg_backend_pid()");
      assertTrue(message.contains("(connections: pid " + pid + " 127.0.0.1 20"), message);
      assertEquals(OLDER, first(serving, VERSION));
    }
    int changes = bringUp(Duration.ofMinutes(1));
    try (Connection connection = connection()) {
      assertNotEquals(OLDER, first(connection, VERSION));
      run(connection, Schema.serving(changes));
      assertEquals(changes, bringUp(SOON), "another of the same version starts beside it");
    }
  }

  @Test
  void start_whileAGatewayOfBeforeEnds_waitsForIt() throws Exception {
    TestDatabase.migrate(settings, OLDER);
    CompletableFuture<Integer> start;
    try (Connection serving = connection()) {
      serve(serving);
      start = CompletableFuture.supplyAsync(() -> bringUp(Duration.ofMinutes(1)));
      TimeUnit.MILLISECONDS.sleep(SOON.toMillis());
      assertFalse(start.isDone());
      assertEquals(OLDER, first(serving, VERSION));
    }
    start.get(1, TimeUnit.MINUTES);
    try (Connection connection = connection()) {
      assertNotEquals(OLDER, first(connection, VERSION));
    }
  }

  @Test
  void start_whileAnotherChangesTheSchema_waitsLongerThanForOneThatServes() throws Exception {
    TestDatabase.migrate(settings, OLDER);
    CompletableFuture<Integer> start;
    try (Connection changing = connection()) {
      run(changing, "SELECT pg_advisory_lock(" + Schema.LOCK + ")");
      start = CompletableFuture.supplyAsync(() -> bringUp(Duration.ZERO));
      TimeUnit.MILLISECONDS.sleep(2 * SOON.toMillis());
      assertFalse(start.isDone());
    }
    start.get(1, TimeUnit.MINUTES);
    try (Connection connection = connection()) {
      assertNotEquals(OLDER, first(connection, VERSION));
    }
  }

  @Test
  void starts_atOnceOnAnEmptyDatabase_bothServe() throws Exception {
    CompletableFuture<Integer> one =
        CompletableFuture.supplyAsync(() -> bringUp(Duration.ofMinutes(1)));
    CompletableFuture<Integer> other =
        CompletableFuture.supplyAsync(() -> bringUp(Duration.ofMinutes(1)));
    assertEquals(one.get(1, TimeUnit.MINUTES), other.get(1, TimeUnit.MINUTES));
  }

  /** What a gateway says that looks into its store: the last cause of a failure. */
  private static String answer(PostgresStores stores) {
    try {
      return "revision " + stores.policies().revision();
    } catch (StoreUnavailableException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      return String.valueOf(cause.getMessage());
    }
  }

  /** Asks until the connections that broke are gone. */
  private static void awaitAnswer(PostgresStores stores, String expected) throws Exception {
    String answer = answer(stores);
    for (int i = 0; i < ASKED_MAX && !answer.contains(expected); i++) {
      TimeUnit.MILLISECONDS.sleep(50);
      answer = answer(stores);
    }
    assertTrue(answer.contains(expected), answer);
  }

  @Test
  void gateway_whoseConnectionsBrokeWhileTheSchemaWasChanged_servesNoMore() throws Exception {
    DatabaseSettings impatient =
        new DatabaseSettings(
            settings.jdbcUrl(), settings.user(), settings.password(), 3, 1, WAIT_MILLIS);
    try (PostgresStores stores =
            PostgresStores.open(impatient, folder.resolve("secrets"), new SecureRandom());
        Connection connection = connection()) {
      assertEquals("revision 0", answer(stores));
      run(connection, LATER);
      run(
          connection,
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
      awaitAnswer(stores, "the schema was changed by another version of the program");
      run(connection, "DELETE FROM flyway_schema_history WHERE version = '999'");
      awaitAnswer(stores, "revision 0");
    }
  }
}
