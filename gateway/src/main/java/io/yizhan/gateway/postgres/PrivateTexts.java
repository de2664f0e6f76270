package io.yizhan.gateway.postgres;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Texts about a person that must not stand in clear: bank accounts, telephone numbers, notes and
 * reasons as clerks write them. They lie encrypted beside the documents, under a kind of their own
 * and a key that says what they belong to. A text of something that is no person's, such as a
 * clearing, has that one's id in the place of the person's: it is rekeyed with the others.
 */
final class PrivateTexts {
  /** Kinds of texts begin with this; kinds of documents do not. */
  private static final String KIND = "text:";

  private static final String PUT =
      """
      INSERT INTO person_private (bucket, person_id, kind, alias, ciphertext, key_version)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (bucket, person_id, kind, alias)
        DO UPDATE SET ciphertext = excluded.ciphertext, key_version = excluded.key_version
      """;

  private static final String GET =
      """
      SELECT ciphertext, key_version FROM person_private
      WHERE bucket = ? AND person_id = ? AND kind = ? AND alias = ?
      """;

  private static final String GET_ALL =
      """
      SELECT alias, ciphertext, key_version FROM person_private
      WHERE bucket = ? AND person_id = ? AND kind = ?
      """;

  private static final String GET_MANY =
      """
      SELECT k.place, x.ciphertext, x.key_version
      FROM unnest(?::int8[], ?::smallint[], ?::text[], ?::bytea[]) AS k (place, b, id, alias)
      JOIN person_private x ON x.bucket = k.b AND x.person_id = k.id AND x.alias = k.alias
      WHERE x.kind = ?
      """;

  private static final String LOG_ACCESS =
      """
      INSERT INTO person_access (bucket, person_id, access_id, caller_id, purpose, access_time)
      VALUES (?, ?, ?, ?, ?, ?)
      """;

  private final Secrets secrets;

  PrivateTexts(Secrets secrets) {
    this.secrets = secrets;
  }

  /** What a text is. */
  enum Kind {
    BANK_ACCOUNT,
    REASON,
    NOTE,
    DOCUMENT,
    NAME,
    TELEPHONE,
    ADDRESS
  }

  /** Whether a kind of a private row is that of a text, whose key is no alias of a document. */
  static boolean isText(String kind) {
    return kind.startsWith(KIND);
  }

  /** Keeps a text in the place of the one before. */
  void put(Connection connection, String personId, Kind kind, String of, String text)
      throws SQLException {
    Sql.update(
        connection,
        PUT,
        Bucket.of(personId),
        personId,
        KIND + kind,
        of.getBytes(StandardCharsets.UTF_8),
        secrets.encrypt(text),
        secrets.keyVersion());
  }

  /** The text, if there is one. Whoever shows it must log that somebody looked. */
  Optional<String> get(Connection connection, String personId, Kind kind, String of)
      throws SQLException {
    return Sql.first(
        connection,
        GET,
        row -> secrets.decrypt(row.getBytes(1), row.getInt(2)),
        Bucket.of(personId),
        personId,
        KIND + kind,
        of.getBytes(StandardCharsets.UTF_8));
  }

  /** All texts of a kind, by what they belong to. */
  Map<String, String> all(Connection connection, String ofId, Kind kind) throws SQLException {
    Map<String, String> all = new HashMap<>();
    Sql.list(
        connection,
        GET_ALL,
        row ->
            all.put(
                new String(row.getBytes(1), StandardCharsets.UTF_8),
                secrets.decrypt(row.getBytes(2), row.getInt(3))),
        Bucket.of(ofId),
        ofId,
        KIND + kind);
    return all;
  }

  /** Texts of a kind, by the places of those that they belong to, from 0; of whom there are any. */
  <T> Map<Integer, String> ofMany(
      Connection connection,
      Kind kind,
      List<T> those,
      Function<T, String> personId,
      Function<T, String> of)
      throws SQLException {
    Map<Integer, String> texts = new HashMap<>();
    if (those.isEmpty()) {
      return texts;
    }
    try (PreparedStatement statement = connection.prepareStatement(GET_MANY)) {
      Columns to = new Columns(connection, statement);
      to.places(those);
      to.smallints(those, one -> Bucket.of(personId.apply(one)));
      to.texts(those, personId::apply);
      to.bytes(those, one -> of.apply(one).getBytes(StandardCharsets.UTF_8));
      to.text(KIND + kind);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          texts.put(rows.getInt(1), secrets.decrypt(rows.getBytes(2), rows.getInt(3)));
        }
      }
    }
    return texts;
  }

  /** Keeps that somebody looked, and why. */
  void logAccess(
      Connection connection, String personId, String callerId, String purpose, Instant now)
      throws SQLException {
    Sql.update(
        connection,
        LOG_ACCESS,
        Bucket.of(personId),
        personId,
        secrets.newId(now),
        callerId,
        purpose,
        now);
  }
}
