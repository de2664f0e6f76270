package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.UnfitSetupException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schema of a database, which only one version of the program serves at a time: code of before
 * would book by rules that the tables no longer have.
 *
 * <p>Each connection that serves holds a lock which all may share, as long as it lives; who changes
 * the schema holds it alone. A connection that is opened later looks whether the schema is still
 * the one its gateway started with. No settlement asks either again (docs/decisions/0035).
 */
final class Schema {
  /** How long a start waits for gateways that are about to end. */
  static final Duration WAIT_MAX = Duration.ofSeconds(30);

  /** How long a start waits for another that is changing the schema. */
  private static final Duration CHANGE_MAX = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
  private static final long LOOK_AGAIN_MILLIS = 100;
  private static final int NAMED_MAX = 5;

  /** Never another: versions that ask for different ones would not see each other. */
  static final long LOCK = 6_510_615_555L;

  /** Changes that this program does not know. */
  private static final EnumSet<MigrationState> NEWER =
      EnumSet.of(MigrationState.FUTURE_SUCCESS, MigrationState.FUTURE_FAILED);

  /** How many changes of the schema there were. */
  private static final String CHANGES =
      "SELECT coalesce(max(installed_rank), 0) FROM flyway_schema_history";

  private static final String HELD =
      " FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND granted"
          + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
          + " AND objsubid = 1 AND classid::bigint << 32 | objid::bigint = "
          + LOCK;

  /** Whether a gateway serves now. */
  private static final String SERVED = "SELECT count(*) > 0" + HELD + " AND mode = 'ShareLock'";

  private static final String HOLDERS =
      "SELECT pid, coalesce(host(client_addr), 'local'), to_char(backend_start AT TIME ZONE 'UTC',"
          + " 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
          + HELD
          + " ORDER BY pid LIMIT "
          + NAMED_MAX;

  private Schema() {}

  /**
   * Brings the schema to this program's, when no other gateway serves.
   *
   * @param source connections that do not serve, two at least
   * @param waitMax how long others may take to end
   * @return how many changes of the schema there were, for {@link #serving}
   * @throws UnfitSetupException when the schema is a newer program's, or when others serve by an
   *     older one; then nothing was changed
   * @throws FlywayValidateException when what was applied is not what this program would have
   */
  static int bringUp(DataSource source, Duration waitMax) throws SQLException {
    Flyway flyway =
        Flyway.configure()
            .dataSource(source)
            .locations("classpath:db/migration")
            .cleanDisabled(true)
            .load();
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      long looksLeft = waitMax.toMillis() / LOOK_AGAIN_MILLIS;
      long changeLooksLeft = CHANGE_MAX.toMillis() / LOOK_AGAIN_MILLIS;
      boolean said = false;
      while (isBehind(flyway)) {
        if (isTrue(statement, "SELECT pg_try_advisory_lock(" + LOCK + ")")) {
          migrate(flyway, statement);
          continue;
        }
        // Where nobody serves another start changes the schema, or has just ended doing so.
        boolean served = isTrue(statement, SERVED);
        long left = served ? looksLeft-- : changeLooksLeft--;
        if (left <= 0) {
          throw stillServing(holders(statement));
        }
        if (served && !said) {
          LOG.info("the schema is changed when the other gateways have ended");
          said = true;
        }
        pause();
      }
      flyway.validate();
      return (int) number(statement, CHANGES);
    }
  }

  private static void migrate(Flyway flyway, Statement statement) throws SQLException {
    try {
      flyway.migrate();
    } finally {
      statement.execute("SELECT pg_advisory_unlock(" + LOCK + ")");
    }
  }

  /** Whether there is something to change. */
  private static boolean isBehind(Flyway flyway) {
    MigrationInfoService found = flyway.info();
    List<MigrationInfo> newer = in(found, NEWER);
    if (!newer.isEmpty()) {
      String own = newest(in(found, EnumSet.complementOf(NEWER)));
      throw new UnfitSetupException(
          "数据库的结构（第 "
              + newest(newer)
              + " 版）比这一版程序的（第 "
              + own
              + " 版）新，请用新版程序 / The database's schema ("
              + newest(newer)
              + ") is newer than this program's ("
              + own
              + "): start the newer program, or restore the backup of before.");
    }
    return found.pending().length > 0;
  }

  private static List<MigrationInfo> in(
      MigrationInfoService found, EnumSet<MigrationState> states) {
    return Arrays.stream(found.all()).filter(each -> states.contains(each.getState())).toList();
  }

  private static String newest(List<MigrationInfo> migrations) {
    return migrations.get(migrations.size() - 1).getVersion().toString();
  }

  private static UnfitSetupException stillServing(List<String> holders) {
    String named = String.join(", ", holders);
    return new UnfitSetupException(
        "还有别的网关在用这个数据库，不能更改结构，请先停下（连接："
            + named
            + "）/ Other gateways serve this database, so its schema cannot be changed: stop them first"
            + " (connections: "
            + named
            + "). That of a machine that is gone ends by pg_terminate_backend(pid).");
  }

  private static List<String> holders(Statement statement) throws SQLException {
    List<String> holders = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(HOLDERS)) {
      while (rows.next()) {
        holders.add("pid " + rows.getInt(1) + " " + rows.getString(2) + " " + rows.getString(3));
      }
    }
    return holders;
  }

  /** What a connection that serves runs first; it fails when the schema was changed since. */
  static String serving(int changes) {
    return "SELECT pg_advisory_lock_shared("
        + LOCK
        + "); DO $$ BEGIN IF ("
        + CHANGES
        + ") <> "
        + changes
        + " THEN RAISE EXCEPTION 'the schema was changed by another version of the program: this"
        + " gateway must end' USING ERRCODE = 'object_not_in_prerequisite_state'; END IF; END $$";
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_AGAIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static boolean isTrue(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static long number(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
