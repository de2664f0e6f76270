package io.yizhan.gateway.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import javax.sql.DataSource;

/**
 * Who may connect to the embedded database: whoever has the password, which lies in the data
 * folder, readable by its owner alone. Other users of the machine reach the port and nothing else.
 *
 * <p>A new database has the password from the moment it is made. One without it (made by an older
 * version, or its file was lost) is started open once, on the loopback, given the password, and
 * closed.
 */
final class EmbeddedAccess {
  private static final int PASSWORD_BYTES = 24;
  private static final Duration CLOSE_MAX = Duration.ofSeconds(10);
  private static final long LOOK_AGAIN_MILLIS = 20;

  private static final String CLOSED_RULES =
      """
      # Written by the gateway at each start.
      local all all reject
      host all all 127.0.0.1/32 scram-sha-256
      """;
  private static final String OPEN_RULES = "host all all 127.0.0.1/32 trust\n";

  private final Path passwordFile;
  private final String password;
  private final boolean passwordIsSet;

  private EmbeddedAccess(Path passwordFile, String password, boolean passwordIsSet) {
    this.passwordFile = passwordFile;
    this.password = password;
    this.passwordIsSet = passwordIsSet;
  }

  /**
   * Reads the password, or makes one.
   *
   * @param pgdata the database's own folder, which need not exist
   */
  static EmbeddedAccess of(Path passwordFile, Path pgdata) throws IOException {
    boolean isNew = !Files.exists(pgdata.resolve("postgresql.conf"));
    boolean hadPassword = Files.exists(passwordFile);
    if (!hadPassword) {
      byte[] bytes = new byte[PASSWORD_BYTES];
      new SecureRandom().nextBytes(bytes);
      PrivateFile.create(
          passwordFile, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n");
    }
    String password = Files.readString(passwordFile).strip();
    if (!password.matches("[A-Za-z0-9_-]{16,128}")) {
      throw new IllegalStateException(
          "数据库密码文件已损坏；删除它后重新启动，会换一个新密码："
              + passwordFile
              + " / The password file of the embedded database is damaged; delete it and start"
              + " again, and a new password is made: "
              + passwordFile);
    }
    boolean closed = hadPassword && CLOSED_RULES.equals(rulesOf(pgdata));
    return new EmbeddedAccess(passwordFile, password, isNew || closed);
  }

  private static String rulesOf(Path pgdata) throws IOException {
    Path rules = pgdata.resolve("pg_hba.conf");
    return Files.exists(rules) ? Files.readString(rules) : "";
  }

  /** What a connection must give. */
  String password() {
    return password;
  }

  /** Where a new database reads it when it is made. */
  Path passwordFile() {
    return passwordFile;
  }

  /** Writes who may connect; must run before the server starts. */
  void prepare(Path pgdata) {
    write(pgdata, passwordIsSet ? CLOSED_RULES : OPEN_RULES);
  }

  /**
   * Sets the password where the database may not have it, and returns when nobody connects without
   * it any more.
   *
   * @param known gives the password
   * @param stranger gives none
   */
  void close(Path pgdata, DataSource known, DataSource stranger) throws SQLException {
    if (passwordIsSet) {
      return;
    }
    try (Connection connection = known.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET password_encryption = 'scram-sha-256'");
      statement.execute("ALTER ROLE CURRENT_USER PASSWORD '" + password + "'");
      write(pgdata, CLOSED_RULES);
      statement.execute("SELECT pg_reload_conf()");
    }
    long deadline = System.nanoTime() + CLOSE_MAX.toNanos();
    while (letsIn(stranger)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "内嵌数据库没有要求密码 / The embedded database does not ask for its password.");
      }
      pause();
    }
  }

  private static boolean letsIn(DataSource stranger) {
    try (Connection connection = stranger.getConnection()) {
      return connection.isValid(1);
    } catch (SQLException refused) {
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_AGAIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the database was being closed", e);
    }
  }

  /** Replaces the rules whole: a server that reads them sees the old ones or the new ones. */
  private static void write(Path pgdata, String rules) {
    try {
      Path fresh = pgdata.resolve("pg_hba.conf.new");
      Files.deleteIfExists(fresh);
      PrivateFile.create(fresh, rules);
      Files.move(
          fresh,
          pgdata.resolve("pg_hba.conf"),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "EmbeddedAccess[hidden]";
  }
}
