package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.RosterStore.Change;
import io.yizhan.settlement.Standing;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Identities as the register holds them, and the history that says what each was. */
final class IdentityRows {
  private static final String FORGET =
      """
      DELETE FROM identity i
      USING unnest(?::smallint[], ?::text[], ?::text[], ?::text[], ?::date[])
        AS k (b, person, category, county, since)
      WHERE i.bucket = k.b AND i.person_id = k.person AND i.category = k.category
        AND i.county = k.county AND i.valid_from = k.since
      """;

  private static final String PUT =
      """
      INSERT INTO identity (bucket, person_id, category, county, valid_from, valid_to, source)
      SELECT * FROM unnest(?::smallint[], ?::text[], ?::text[], ?::text[], ?::date[], ?::date[],
        ?::text[])
      ON CONFLICT (bucket, person_id, category, county, valid_from)
        DO UPDATE SET valid_to = excluded.valid_to, source = excluded.source
      """;

  private static final String ADD_CHANGES =
      """
      INSERT INTO identity_change (bucket, person_id, change_id, origin, import_id, category,
        county, was_from, was_to, was_source, now_from, now_to, now_source, caller_id, change_time)
      SELECT * FROM unnest(?::smallint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
        ?::text[], ?::date[], ?::date[], ?::text[], ?::date[], ?::date[], ?::text[], ?::text[],
        ?::timestamptz[])
      """;

  private IdentityRows() {}

  /** A row of the register with whose it is. */
  record Of(String personId, Standing.Identity identity) {}

  /** Deletes rows. */
  static void forget(Connection connection, List<Of> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(FORGET)) {
      Columns to = new Columns(connection, statement);
      bindKeys(to, rows);
      statement.executeUpdate();
    }
  }

  /** Writes what changes say is now; there must be no other lock than that of the persons. */
  static void putNow(Connection connection, List<Change> changes) throws SQLException {
    put(
        connection,
        changes.stream().map(each -> new Of(each.personId(), each.now().orElseThrow())).toList());
  }

  /** Writes rows. */
  static void put(Connection connection, List<Of> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(PUT)) {
      Columns to = new Columns(connection, statement);
      bindKeys(to, rows);
      to.texts(rows, each -> each.identity().to().map(LocalDate::toString).orElse(null));
      to.texts(rows, each -> each.identity().source());
      statement.executeUpdate();
    }
  }

  private static void bindKeys(Columns to, List<Of> rows) throws SQLException {
    to.smallints(rows, each -> Bucket.of(each.personId()));
    to.texts(rows, Of::personId);
    to.texts(rows, each -> each.identity().category());
    to.texts(rows, each -> each.identity().county());
    to.texts(rows, each -> each.identity().from().toString());
  }

  /** Writes changes of identities into the history, whoever made them. */
  static void note(
      Connection connection,
      Secrets secrets,
      List<Change> changes,
      String origin,
      String importId,
      String callerId,
      Instant now)
      throws SQLException {
    if (changes.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(ADD_CHANGES)) {
      Columns to = new Columns(connection, statement);
      to.smallints(changes, each -> Bucket.of(each.personId()));
      to.texts(changes, Change::personId);
      to.texts(secrets.newIds(now, changes.size()), id -> id);
      to.texts(changes, each -> origin);
      to.texts(changes, each -> importId);
      to.texts(changes, each -> either(each).category());
      to.texts(changes, each -> either(each).county());
      bindSide(to, changes.stream().map(Change::was).toList());
      bindSide(to, changes.stream().map(Change::now).toList());
      to.texts(changes, each -> callerId);
      to.texts(changes, each -> now.toString());
      statement.executeUpdate();
    }
  }

  private static Standing.Identity either(Change change) {
    return change.now().or(change::was).orElseThrow();
  }

  private static void bindSide(Columns to, List<Optional<Standing.Identity>> side)
      throws SQLException {
    to.texts(side, each -> each.map(one -> one.from().toString()).orElse(null));
    to.texts(
        side, each -> each.flatMap(Standing.Identity::to).map(LocalDate::toString).orElse(null));
    to.texts(side, each -> each.map(Standing.Identity::source).orElse(null));
  }
}
