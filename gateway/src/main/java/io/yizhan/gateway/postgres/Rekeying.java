package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.RosterStore.Rekeyed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds persons and households under the newest keys as well, a bounded number of rows a
 * transaction, and forgets what is found under older ones when that is no longer looked up. What a
 * row was made with stands beside it, so a pass that broke off goes on where rows are left. The
 * accounts of the persons are locked, in key order: a record is not joined while its aliases are
 * added to, and a settlement of one of them waits for the one short transaction.
 */
final class Rekeying {
  private static final String PRIVATE =
      """
      SELECT person_id, kind, alias, ciphertext, key_version FROM person_private
      WHERE (bucket, person_id) >= (?, ?) AND key_version < ?
      ORDER BY bucket, person_id, kind, alias LIMIT ?
      """;

  private static final String LOCK =
      """
      SELECT a.account_id FROM unnest(?::smallint[], ?::text[]) AS k (b, id)
      JOIN account a ON a.bucket = k.b AND a.account_id = k.id
      ORDER BY a.bucket, a.account_id FOR UPDATE OF a
      """;

  /** The row as it was read: a call that changed it meanwhile has written it with its own keys. */
  private static final String PUT_PRIVATE =
      """
      UPDATE person_private SET alias = ?, ciphertext = ?, key_version = ?
      WHERE bucket = ? AND person_id = ? AND kind = ? AND alias = ? AND ciphertext = ?
      """;

  private static final String ADD_ALIAS =
      """
      INSERT INTO person_alias (bucket, alias, key_version, person_bucket, person_id)
      VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """;

  private static final String HOUSEHOLDS =
      """
      SELECT household_id, county, ciphertext, key_version FROM household
      WHERE (bucket, household_id) >= (?, ?) AND key_version < ?
      ORDER BY bucket, household_id LIMIT ?
      """;

  private static final String PUT_HOUSEHOLD =
      """
      UPDATE household SET ciphertext = ?, key_version = ? WHERE bucket = ? AND household_id = ?
      """;

  /** Whether everything that is found by the current version is found by the newest. */
  private static final String COMPLETE =
      """
      SELECT (SELECT count(*) FILTER (WHERE key_version = ?)
          = count(*) FILTER (WHERE key_version = ?) FROM person_alias)
        AND (SELECT count(*) FILTER (WHERE key_version = ?)
          = count(*) FILTER (WHERE key_version = ?) FROM household_alias)
      """;

  private static final String MARK =
      "UPDATE key_fingerprint SET rekeyed_time = coalesce(rekeyed_time, ?) WHERE key_version = ?";

  private static final String SEALED_BEFORE =
      """
      SELECT 1 WHERE EXISTS (SELECT 1 FROM person_private WHERE key_version < ?)
        OR EXISTS (SELECT 1 FROM household WHERE key_version < ?)
      """;

  private static final String MARK_DROPPED =
      """
      UPDATE key_fingerprint SET dropped_time = coalesce(dropped_time, ?) WHERE key_version < ?
      """;

  private static final String NAME_KIND = "name";
  private static final String HOUSEHOLD_STAGE = "h";
  private static final int WHOLE = 1_000;

  private final Connection connection;
  private final Secrets secrets;
  private final Instant now;

  Rekeying(Connection connection, Secrets secrets, Instant now) {
    this.connection = connection;
    this.secrets = secrets;
    this.now = now;
  }

  /** Where a pass is: a stage, a bucket and an id, as {@code p.12.id}. */
  private record Place(String stage, short bucket, String id) {
    static Place of(String cursor) {
      String[] parts = cursor.split("\\.", 3);
      try {
        return parts.length == 3
            ? new Place(parts[0], Short.parseShort(parts[1]), parts[2])
            : new Place("p", (short) 0, "");
      } catch (NumberFormatException e) {
        return new Place("p", (short) 0, "");
      }
    }

    String cursor() {
      return stage + "." + bucket + "." + id;
    }

    /** Persons are nine tenths of the way. */
    int donePermille() {
      int ofStage = bucket * WHOLE / Bucket.COUNT;
      return stage.equals(HOUSEHOLD_STAGE) ? 900 + ofStage / 10 : ofStage * 9 / 10;
    }
  }

  private record Sealed(String id, String kind, byte[] alias, byte[] ciphertext, int version) {}

  Rekeyed step(String cursor, int rowsMax) throws SQLException {
    Place place = Place.of(cursor);
    return place.stage().equals(HOUSEHOLD_STAGE)
        ? households(place, rowsMax)
        : persons(place, rowsMax);
  }

  private Rekeyed persons(Place place, int rowsMax) throws SQLException {
    int target = secrets.newestVersion();
    List<Sealed> rows = sealed(place, target, rowsMax);
    if (rows.isEmpty()) {
      return new Rekeyed(new Place(HOUSEHOLD_STAGE, (short) 0, "").cursor(), 0, 900, false);
    }
    Set<String> ids = new LinkedHashSet<>();
    rows.forEach(row -> ids.add(row.id()));
    Object[] buckets = ids.stream().map(Bucket::of).toArray(Short[]::new);
    Sql.list(
        connection,
        LOCK,
        row -> row.getString(1),
        connection.createArrayOf("int2", buckets),
        connection.createArrayOf("text", ids.toArray()));
    // Again, under the locks: a join may have moved them.
    for (Sealed row : sealed(place, target, rowsMax)) {
      if (ids.contains(row.id())) {
        rekey(row, target);
      }
    }
    Sealed last = rows.get(rows.size() - 1);
    Place next = new Place("p", Bucket.of(last.id()), last.id());
    return new Rekeyed(next.cursor(), rows.size(), next.donePermille(), false);
  }

  private List<Sealed> sealed(Place place, int target, int rowsMax) throws SQLException {
    return Sql.list(
        connection,
        PRIVATE,
        row ->
            new Sealed(
                row.getString(1),
                row.getString(2),
                row.getBytes(3),
                row.getBytes(4),
                row.getInt(5)),
        place.bucket(),
        place.id(),
        target,
        rowsMax);
  }

  private void rekey(Sealed row, int target) throws SQLException {
    String text = secrets.decrypt(row.ciphertext(), row.version());
    byte[] alias = row.alias();
    if (!row.kind().equals(NAME_KIND) && !PrivateTexts.isText(row.kind())) {
      PersonDocument document = new PersonDocument(row.kind(), text);
      for (Secrets.Alias each : secrets.aliases(document)) {
        Sql.update(
            connection,
            ADD_ALIAS,
            Bucket.of(each.bytes()),
            each.bytes(),
            each.keyVersion(),
            Bucket.of(row.id()),
            row.id());
        alias = each.keyVersion() == target ? each.bytes() : alias;
      }
    }
    Sql.update(
        connection,
        PUT_PRIVATE,
        alias,
        secrets.encrypt(text, target),
        target,
        Bucket.of(row.id()),
        row.id(),
        row.kind(),
        row.alias(),
        row.ciphertext());
  }

  private Rekeyed households(Place place, int rowsMax) throws SQLException {
    int target = secrets.newestVersion();
    List<Sealed> rows =
        Sql.list(
            connection,
            HOUSEHOLDS,
            row ->
                new Sealed(
                    row.getString(1),
                    row.getString(2),
                    new byte[0],
                    row.getBytes(3),
                    row.getInt(4)),
            place.bucket(),
            place.id(),
            target,
            rowsMax);
    if (rows.isEmpty()) {
      return finish();
    }
    for (Sealed row : rows) {
      String code = secrets.decrypt(row.ciphertext(), row.version());
      for (Secrets.Alias each : secrets.aliases(Households.text(row.kind(), code))) {
        Sql.update(
            connection,
            Households.ADD_FURTHER,
            Bucket.of(each.bytes()),
            each.bytes(),
            each.keyVersion(),
            Bucket.of(row.id()),
            row.id());
      }
      Sql.update(
          connection,
          PUT_HOUSEHOLD,
          secrets.encrypt(code, target),
          target,
          Bucket.of(row.id()),
          row.id());
    }
    Sealed last = rows.get(rows.size() - 1);
    Place next = new Place(HOUSEHOLD_STAGE, Bucket.of(last.id()), last.id());
    return new Rekeyed(next.cursor(), rows.size(), next.donePermille(), false);
  }

  /**
   * Marks the newest version as complete; where aliases are missing still, a further pass begins.
   */
  private Rekeyed finish() throws SQLException {
    int current = secrets.keyVersion();
    int newest = secrets.newestVersion();
    boolean complete =
        Sql.first(connection, COMPLETE, row -> row.getBoolean(1), current, newest, current, newest)
            .orElseThrow();
    if (!complete) {
      return new Rekeyed(new Place("p", (short) 0, "").cursor(), 0, 0, false);
    }
    Sql.update(connection, MARK, now, newest);
    return new Rekeyed("", 0, WHOLE, true);
  }

  /**
   * Forgets aliases of older versions, a bucket at a time.
   *
   * @throws IllegalStateException when older keys are still in use here, or something is encrypted
   *     with them
   */
  Rekeyed drop(String cursor, int rowsMax) throws SQLException {
    int current = secrets.keyVersion();
    if (!secrets.isAlone()
        || Sql.first(connection, SEALED_BEFORE, row -> row.getInt(1), current, current)
            .isPresent()) {
      throw new Transactions.RolledBack(new Rekeyed(cursor, 0, -1, false));
    }
    Place place = Place.of(cursor);
    int dropped = 0;
    for (String table : List.of("person_alias", "household_alias")) {
      dropped += Sql.update(connection, dropFrom(table), place.bucket(), current, rowsMax);
    }
    boolean bucketDone = dropped == 0;
    int next = place.bucket() + (bucketDone ? 1 : 0);
    if (next == Bucket.COUNT) {
      Sql.update(connection, MARK_DROPPED, now, current);
      return new Rekeyed("", dropped, WHOLE, true);
    }
    return new Rekeyed(
        new Place("d", (short) next, "").cursor(), dropped, next * WHOLE / Bucket.COUNT, false);
  }

  /** The table is one of two names of this class, never a caller's word. */
  private static String dropFrom(String table) {
    return "DELETE FROM "
        + table
        + " WHERE (bucket, alias) IN (SELECT bucket, alias FROM "
        + table
        + " WHERE bucket = ? AND key_version < ? LIMIT ?)";
  }
}
