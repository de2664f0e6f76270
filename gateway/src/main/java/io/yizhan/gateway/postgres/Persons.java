package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.PersonDocument;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Finds persons by their documents, and makes the random ids of new ones. */
final class Persons {
  private static final String LOCK_BY_ALIAS =
      """
      SELECT a.account_id, a.bucket
      FROM person_alias p JOIN account a ON a.bucket = p.person_bucket AND a.account_id = p.person_id
      WHERE p.bucket = ? AND p.alias = ?
      FOR UPDATE OF a
      """;

  private static final String LOCK =
      "SELECT account_id FROM account WHERE bucket = ? AND account_id = ? FOR UPDATE";

  private static final String FIND =
      "SELECT person_id FROM person_alias WHERE bucket = ? AND alias = ?";

  private static final String ADD_ALIAS =
      """
      WITH added AS (
        INSERT INTO person_alias (bucket, alias, key_version, person_bucket, person_id)
        VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        RETURNING alias, person_bucket, person_id, key_version)
      INSERT INTO person_private (bucket, person_id, kind, alias, ciphertext, key_version)
      SELECT person_bucket, person_id, ?, alias, ?, key_version FROM added
      """;

  private static final String ADD_PERSON =
      """
      WITH added AS (
        INSERT INTO person (bucket, person_id, created) VALUES (?, ?, ?)
        RETURNING bucket, person_id)
      INSERT INTO account (bucket, account_id) SELECT bucket, person_id FROM added
      """;

  private final Secrets secrets;

  Persons(Secrets secrets) {
    this.secrets = secrets;
  }

  /** The person of an alias, or null. */
  @Nullable String find(Connection connection, byte[] alias) throws SQLException {
    return one(connection, FIND, Bucket.of(alias), alias);
  }

  /** Locks the account of the person of an alias; null when there is none. */
  @Nullable String lock(Connection connection, byte[] alias) throws SQLException {
    return one(connection, LOCK_BY_ALIAS, Bucket.of(alias), alias);
  }

  private static @Nullable String one(Connection connection, String sql, short bucket, byte[] alias)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setShort(1, bucket);
      statement.setBytes(2, alias);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getString(1) : null;
      }
    }
  }

  /** Locks the account of a person who exists. */
  void lockAccount(Connection connection, String personId) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
      statement.setShort(1, Bucket.of(personId));
      statement.setString(2, personId);
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          throw new IllegalStateException("a person must have an account");
        }
      }
    }
  }

  /**
   * Locks the person of a document, who is registered first if need be. Of two claims that name a
   * new person at once, the second waits at the alias and takes the first one's person.
   */
  String lockOrAdd(Connection connection, PersonDocument document, byte[] alias, Instant now)
      throws SQLException {
    String known = lock(connection, alias);
    if (known != null) {
      return known;
    }
    String personId = secrets.newPersonId();
    if (addAlias(connection, personId, document, alias)) {
      addPerson(connection, personId, now);
      return personId;
    }
    String others = lock(connection, alias);
    if (others == null) {
      throw new IllegalStateException("a taken alias must have a person");
    }
    return others;
  }

  /** Adds a person with a locked account. */
  void addPerson(Connection connection, String personId, Instant now) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ADD_PERSON)) {
      statement.setShort(1, Bucket.of(personId));
      statement.setString(2, personId);
      statement.setTimestamp(3, Timestamp.from(now));
      statement.executeUpdate();
    }
  }

  /** Adds an alias and the encrypted document; false when the alias is taken. */
  boolean addAlias(Connection connection, String personId, PersonDocument document, byte[] alias)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ADD_ALIAS)) {
      statement.setShort(1, Bucket.of(alias));
      statement.setBytes(2, alias);
      statement.setInt(3, secrets.keyVersion());
      statement.setShort(4, Bucket.of(personId));
      statement.setString(5, personId);
      statement.setString(6, document.kind());
      statement.setBytes(7, secrets.encrypt(document.number()));
      return statement.executeUpdate() == 1;
    }
  }
}
