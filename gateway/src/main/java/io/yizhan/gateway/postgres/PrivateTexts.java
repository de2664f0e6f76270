package io.yizhan.gateway.postgres;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

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
