package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Identities that stand when the schema learns that a check in good faith is over. */
class GoodFaithMigrationTest {
  private static final String BEFORE =
      """
      INSERT INTO provisional_county VALUES ('320922', 100, 0);
      INSERT INTO identity (bucket, person_id, category, county, valid_from, valid_to, source)
      VALUES (1, 'ended', 'dibao', '320922', '2023-03-01', '2023-04-10', 'provisional'),
        (1, 'open', 'dibao', '320922', '2023-03-01', NULL, 'provisional');
      INSERT INTO provisional (bucket, person_id, provisional_id, category, county, valid_from,
        deadline, promise_number, village_code, reviewer_code, review_date, cost_kind, cost_fen,
        threshold_fen, person_limit_fen, recovers_in_good_faith, state, end_date, caller_id,
        approve_time, ender_id, end_time)
      SELECT 1, person, 'P-' || person, 'dibao', '320922', '2023-03-01', '2023-04-15', 'N', 'V', 'R',
        '2023-03-01', 'illness', 2, 1, 1, false, state, day, 'office', now(), ender, done
      FROM (VALUES
        ('ended', 'IN_GOOD_FAITH', '2023-04-10'::date, 'office', now()),
        ('open', 'OPEN', NULL, NULL, NULL)) AS t (person, state, day, ender, done);
      INSERT INTO identity_change (bucket, person_id, change_id, origin, import_id, category, county,
        was_from, was_to, was_source, now_from, now_to, now_source, caller_id, change_time)
      VALUES (1, 'ended', '01A', 'PROVISIONAL', '', 'dibao', '320922', '2023-03-01', NULL,
        'provisional', '2023-03-01', '2023-04-10', 'provisional', 'office', now());
      """;

  @Test
  void identity_thatEndedInGoodFaithBefore_saysSoAndKeepsItsHistory() throws Exception {
    DatabaseSettings settings = TestDatabase.createBare();
    TestDatabase.migrate(settings, "13");
    try (Connection connection =
            DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        Statement statement = connection.createStatement()) {
      statement.execute(BEFORE);
    }
    try (TestDatabase database = TestDatabase.open(settings)) {
      assertEquals(
          List.of("ended|provisional_ended", "open|provisional"),
          database.rows("SELECT person_id, source FROM identity ORDER BY person_id"));
      assertEquals(
          List.of("01A|provisional|2023-04-10", "01AZ1|provisional_ended|2023-04-10"),
          database.rows("SELECT change_id, now_source, now_to FROM identity_change ORDER BY 1"));
    }
  }
}
