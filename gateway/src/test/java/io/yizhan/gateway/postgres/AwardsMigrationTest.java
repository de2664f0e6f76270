package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Approvals and grants from before the schema kept which county each came from. */
class AwardsMigrationTest {
  /** One is of one county, one of two, one was of another before, one has no identity. */
  private static final String BEFORE =
      """
      INSERT INTO identity (bucket, person_id, category, county, valid_from, valid_to, source)
      VALUES (1, 'one', 'dibao', '410105', '2016-01-01', '2016-12-31', 's'),
        (1, 'one', 'tekun', '410105', '2017-01-01', NULL, 's'),
        (1, 'two', 'dibao', '410105', '2016-01-01', NULL, 's'),
        (1, 'two', 'dibao', '410102', '2016-01-01', NULL, 's'),
        (1, 'was', 'dibao', '410105', '2016-01-01', NULL, 's');
      INSERT INTO identity_change (bucket, person_id, change_id, origin, import_id, category,
        county, was_from, was_source, caller_id, change_time)
      VALUES (1, 'was', 'c', 'REPLACE', '', 'dibao', '410102', '2015-01-01', 's', 'o', now());
      INSERT INTO approval (bucket, person_id, approval_id, kind, disease, treatment_form,
        hospital_id, valid_from)
      SELECT 1, id, '1', 'major_illness', '', '', '', '2016-01-01'
      FROM unnest(ARRAY['none', 'one', 'two', 'was']) AS id;
      INSERT INTO charity_grant (bucket, person_id, grant_id, fund_code, amount_fen, valid_from,
        valid_to)
      SELECT 1, id, '1', 'charity', 5, '2016-01-01', '2016-12-31'
      FROM unnest(ARRAY['none', 'one', 'two', 'was']) AS id;
      """;

  private static final List<String> WHOSE = List.of("none|{}", "one|{410105}", "two|{}", "was|{}");

  @Test
  void awards_ofBefore_areOfTheOnlyCountyThatThePersonEverHad() throws Exception {
    DatabaseSettings settings = TestDatabase.createBare();
    TestDatabase.migrate(settings, "36");
    try (Connection connection =
            DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        Statement statement = connection.createStatement()) {
      statement.execute(BEFORE);
    }
    try (TestDatabase database = TestDatabase.open(settings)) {
      for (String table : List.of("approval", "charity_grant")) {
        assertEquals(
            WHOSE,
            database.rows("SELECT person_id, divisions FROM " + table + " ORDER BY 1"),
            table);
      }
    }
  }
}
