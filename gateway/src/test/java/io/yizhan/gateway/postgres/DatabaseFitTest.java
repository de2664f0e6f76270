package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.acceptance.ThrowAwayKey;
import io.yizhan.gateway.desk.UnfitSetupException;
import io.yizhan.gateway.tls.OwnCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases of one's own that a gateway refuses before it makes anything in them. */
class DatabaseFitTest {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private DatabaseSettings bare = TestDatabase.createBare();
  private String name = "";

  @BeforeEach
  void name() {
    name = bare.jdbcUrl().substring(bare.jdbcUrl().lastIndexOf('/') + 1);
  }

  private static void run(DatabaseSettings on, String... statements) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(on.jdbcUrl(), on.user(), on.password());
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  private static int tables(DatabaseSettings of) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(of.jdbcUrl(), of.user(), of.password());
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog',"
                    + " 'information_schema')")) {
      row.next();
      return row.getInt(1);
    }
  }

  private DatabaseSettings as(String database, String user, String password) {
    String url = bare.jdbcUrl();
    return new DatabaseSettings(
        url.substring(0, url.lastIndexOf('/') + 1) + database,
        user,
        password,
        bare.poolSize(),
        bare.writers(),
        bare.waitMillis());
  }

  private String refusal(DatabaseSettings settings) {
    SecureRandom random = new SecureRandom();
    Path secrets = folder.resolve("secrets");
    UnfitSetupException unfit =
        assertThrows(
            UnfitSetupException.class, () -> PostgresStores.open(settings, secrets, random));
    String message = Objects.requireNonNull(unfit.getMessage());
    assertTrue(message.contains("/ "), message);
    return message;
  }

  @Test
  void open_databaseOfAnotherEncoding_isRefused() throws SQLException {
    for (String encoding : new String[] {"EUC_CN", "SQL_ASCII"}) {
      String other = name + "_" + encoding.toLowerCase(java.util.Locale.ROOT);
      run(
          bare,
          "CREATE DATABASE "
              + other
              + " ENCODING '"
              + encoding
              + "' LOCALE 'C' TEMPLATE template0");
      DatabaseSettings settings = as(other, bare.user(), bare.password());
      assertTrue(refusal(settings).contains(encoding));
      assertEquals(0, tables(settings));
    }
  }

  @Test
  void open_databaseWithTablesOfOthers_isRefusedNamingOne() throws SQLException {
    run(bare, "CREATE TABLE invoices (id int)");
    assertTrue(refusal(bare).contains("invoices"));
    assertEquals(1, tables(bare));
  }

  @Test
  void open_databaseWithViewsOfAnExtension_isTaken() throws SQLException {
    run(
        bare,
        "CREATE VIEW statements AS SELECT 1 AS calls",
        "ALTER EXTENSION plpgsql ADD VIEW statements");
    PostgresStores.open(bare, folder.resolve("secrets"), new SecureRandom()).close();
    assertTrue(tables(bare) > 1);
  }

  @Test
  void open_userWhoMayNotCreate_isRefused() throws SQLException {
    String role = name + "_reader";
    run(bare, "CREATE ROLE " + role + " LOGIN PASSWORD 'secret'");
    assertTrue(refusal(as(name, role, "secret")).contains("CREATE"));
    assertEquals(0, tables(bare));
  }

  @Test
  void open_readOnlyDatabase_isRefused() throws SQLException {
    run(bare, "ALTER DATABASE " + name + " SET default_transaction_read_only = on");
    assertTrue(refusal(bare).contains("只读"));
  }

  @Test
  void open_serverThatForgets_isRefused() throws SQLException {
    run(bare, "ALTER DATABASE " + name + " SET synchronous_commit = off");
    assertTrue(refusal(bare).contains("synchronous_commit"));
    assertEquals(0, tables(bare));
  }

  @Test
  void open_loginThatTheServerRefuses_namesTheSetting() {
    String wrong = refusal(as(name, bare.user(), "wrong"));
    assertTrue(wrong.contains("database-password-file") && wrong.contains("28P01"), wrong);
    assertTrue(refusal(as(name, bare.user(), "")).contains("database-password-file must be given"));
    assertTrue(refusal(as(name, "nobody", "wrong")).contains("database-user"));
    assertTrue(refusal(as("no_such", bare.user(), bare.password())).contains("database-url"));
  }

  @Test
  void open_serverWithoutTls_namesTheUrl() {
    String tls = refusal(withQuery(bare.jdbcUrl(), "?sslmode=verify-full"));
    assertTrue(tls.contains("database-url") && tls.contains("TLS"), tls);
  }

  @Test
  void open_authorityThatIsMissingOrAnother_namesTheUrl() throws Exception {
    ThrowAwayKey server = ThrowAwayKey.create(folder, "server");
    ThrowAwayKey other = ThrowAwayKey.create(folder, "other");
    for (Path authority : List.of(folder.resolve("none.crt"), other.certificate())) {
      try (TlsDoor door = TlsDoor.open(server)) {
        String query = "?sslmode=verify-full&sslrootcert=" + authority;
        String tls =
            refusal(withQuery("jdbc:postgresql://127.0.0.1:" + door.port() + "/yizhan", query));
        assertTrue(tls.contains("database-url") && tls.contains("sslrootcert"), tls);
      }
    }
  }

  private DatabaseSettings withQuery(String url, String query) {
    return new DatabaseSettings(
        url + query,
        bare.user(),
        bare.password(),
        bare.poolSize(),
        bare.writers(),
        bare.waitMillis());
  }

  /** Says as a PostgreSQL does that it has TLS, shows a certificate, and goes no further. */
  private record TlsDoor(ServerSocket listening, SSLContext tls) implements AutoCloseable {
    static TlsDoor open(ThrowAwayKey own) throws Exception {
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(
          new KeyManager[] {
            OwnCertificate.of(own.certificate(), own.key(), Instant.now()).keyManager()
          },
          null,
          null);
      TlsDoor door = new TlsDoor(new ServerSocket(0, 8, InetAddress.getLoopbackAddress()), tls);
      Thread thread = new Thread(door::serve, "tls-door");
      thread.setDaemon(true);
      thread.start();
      return door;
    }

    int port() {
      return listening.getLocalPort();
    }

    private void serve() {
      boolean open = true;
      while (open) {
        open = showCertificate();
      }
    }

    /** The client is to break off; whether there may be another. */
    private boolean showCertificate() {
      try (Socket plain = listening.accept()) {
        plain.getInputStream().readNBytes(8);
        plain.getOutputStream().write('S');
        try (SSLSocket shown =
            (SSLSocket) tls.getSocketFactory().createSocket(plain, null, port(), false)) {
          shown.setUseClientMode(false);
          shown.startHandshake();
        }
        return true;
      } catch (IOException refused) {
        return !listening.isClosed();
      }
    }

    @Override
    public void close() throws IOException {
      listening.close();
    }
  }

  @Test
  void open_databaseOfAGateway_isTakenAgain() {
    SecureRandom random = new SecureRandom();
    Path secrets = folder.resolve("secrets");
    PostgresStores.open(bare, secrets, random).close();
    PostgresStores.open(bare, secrets, random).close();
  }
}
