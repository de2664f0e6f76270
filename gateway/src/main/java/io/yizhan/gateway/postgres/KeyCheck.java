package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.UnfitSetupException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Whether the loaded keys are those the database was written with. With others every person would
 * be registered anew and caps would start at zero, so a gateway that has others must not start.
 */
final class KeyCheck {
  private static final String READ =
      "SELECT key_version, fingerprint, rekeyed_time IS NOT NULL AND dropped_time IS NULL"
          + " FROM key_fingerprint";

  private static final String CLAIM =
      """
      INSERT INTO key_fingerprint (key_version, fingerprint, rekeyed_time)
      VALUES (?, ?, CASE WHEN ? THEN now() END)
      ON CONFLICT DO NOTHING
      """;

  /** Any private row: a database older than the fingerprint shows by it which keys are its own. */
  private static final String ANY_PRIVATE =
      "SELECT ciphertext, key_version FROM person_private LIMIT 1";

  private KeyCheck() {}

  /**
   * Writes the fingerprints of versions that are new, and compares the others.
   *
   * @throws UnfitSetupException when the database belongs to other keys, or is not to be looked up
   *     by the current version
   */
  static void requireFitting(DataSource pool, Secrets secrets) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      Map<Integer, Stored> stored = stored(connection);
      if (stored.isEmpty()) {
        requireReadable(connection, secrets);
      } else if (Collections.disjoint(stored.keySet(), secrets.fingerprints().keySet())) {
        throw foreign();
      }
      boolean first = stored.isEmpty();
      for (Map.Entry<Integer, byte[]> own : secrets.fingerprints().entrySet()) {
        Sql.update(
            connection,
            CLAIM,
            own.getKey(),
            own.getValue(),
            first && own.getKey() == secrets.keyVersion());
      }
      stored = stored(connection);
      for (Map.Entry<Integer, byte[]> own : secrets.fingerprints().entrySet()) {
        Stored known = stored.get(own.getKey());
        if (known == null || !MessageDigest.isEqual(known.fingerprint(), own.getValue())) {
          throw foreign();
        }
      }
      Stored current = stored.get(secrets.keyVersion());
      if (current == null || !current.complete()) {
        throw new UnfitSetupException(
            "数据库尚未全部换用第 "
                + secrets.keyVersion()
                + " 版密钥，请先用 registry rekey 换完 / The database is not wholly found under version "
                + secrets.keyVersion()
                + " of the keys: run registry rekey first, with the version before as current.");
      }
    }
  }

  /**
   * Checks that the database was not written with any keys yet, before new ones are made for it.
   *
   * @throws UnfitSetupException when it was
   */
  static void requireNone(DataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      if (!stored(connection).isEmpty() || hasPrivate(connection)) {
        throw foreign();
      }
    }
  }

  private static boolean hasPrivate(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ANY_PRIVATE);
        ResultSet row = statement.executeQuery()) {
      return row.next();
    }
  }

  /**
   * What the database knows of a version.
   *
   * @param complete whether everything is found under it
   */
  private record Stored(byte[] fingerprint, boolean complete) {}

  private static Map<Integer, Stored> stored(Connection connection) throws SQLException {
    Map<Integer, Stored> stored = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(READ);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        stored.put(row.getInt(1), new Stored(row.getBytes(2), row.getBoolean(3)));
      }
    }
    return stored;
  }

  private static void requireReadable(Connection connection, Secrets secrets) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ANY_PRIVATE);
        ResultSet row = statement.executeQuery()) {
      if (row.next() && !opens(secrets, row.getBytes(1), row.getInt(2))) {
        throw foreign();
      }
    }
  }

  private static boolean opens(Secrets secrets, byte[] sealed, int keyVersion) {
    try {
      return !secrets.decrypt(sealed, keyVersion).isEmpty();
    } catch (IllegalStateException doesNotOpen) {
      return false;
    }
  }

  private static UnfitSetupException foreign() {
    return new UnfitSetupException(
        "密钥文件与数据库不符：共用一个数据库的网关必须用同一份 secrets（设置 secrets-file）；"
            + "换了密钥会把所有人当作新人 / The secrets file does not fit the database: gateways on"
            + " one database must share one file (setting secrets-file); with other keys everybody"
            + " would count as a new person.");
  }
}
