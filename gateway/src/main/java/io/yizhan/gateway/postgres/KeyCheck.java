package io.yizhan.gateway.postgres;

import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Whether the loaded keys are those the database was written with. With others every person would
 * be registered anew and caps would start at zero, so a gateway that has others must not start.
 */
final class KeyCheck {
  private static final String READ = "SELECT fingerprint FROM key_fingerprint";

  private static final String CLAIM =
      """
      INSERT INTO key_fingerprint (key_version, fingerprint, rekeyed_time) VALUES (?, ?, now())
      ON CONFLICT DO NOTHING
      """;

  /** Any private row: a database older than the fingerprint shows by it which keys are its own. */
  private static final String ANY_PRIVATE =
      "SELECT ciphertext, key_version FROM person_private LIMIT 1";

  private KeyCheck() {}

  /**
   * Writes the fingerprint where there is none yet, and compares it.
   *
   * @throws IllegalStateException when the database belongs to other keys
   */
  static void requireFitting(DataSource pool, Secrets secrets) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      byte[] own = secrets.fingerprint();
      byte[] stored = stored(connection);
      if (stored.length == 0) {
        requireReadable(connection, secrets);
        claim(connection, secrets.keyVersion(), own);
        stored = stored(connection);
      }
      if (!MessageDigest.isEqual(stored, own)) {
        throw foreign();
      }
    }
  }

  private static byte[] stored(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(READ);
        ResultSet row = statement.executeQuery()) {
      return row.next() ? row.getBytes(1) : new byte[0];
    }
  }

  private static void claim(Connection connection, int keyVersion, byte[] fingerprint)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
      statement.setInt(1, keyVersion);
      statement.setBytes(2, fingerprint);
      statement.executeUpdate();
    }
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

  private static IllegalStateException foreign() {
    return new IllegalStateException(
        "密钥文件与数据库不符：共用一个数据库的网关必须用同一份 secrets（设置 secrets-file）；"
            + "换了密钥会把所有人当作新人 / The secrets file does not fit the database: gateways on"
            + " one database must share one file (setting secrets-file); with other keys everybody"
            + " would count as a new person.");
  }
}
