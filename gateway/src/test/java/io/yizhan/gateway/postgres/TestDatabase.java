package io.yizhan.gateway.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;

/** A fresh database on the one embedded server of this test JVM; close it after the test class. */
public final class TestDatabase implements AutoCloseable {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final int POOL_SIZE = 16;

  private final DatabaseSettings settings;
  private final Path secretsFile;
  private final Secrets secrets;
  private final PostgresStores stores;

  /** The server: started on first use, stopped with the JVM. */
  private static final class Server {
    static final Path FOLDER = newFolder();
    static final EmbeddedDatabase DATABASE = EmbeddedDatabase.start(FOLDER);

    /** With the newest schema and nothing else: a copy of it takes less than all migrations. */
    static final String NEWEST = "newest";

    static {
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    DATABASE.close();
                    delete(FOLDER);
                  }));
      migrate(createBare(DATABASE, NEWEST, "template1"), "latest");
    }
  }

  private TestDatabase(DatabaseSettings settings, Path secretsFile) {
    this.settings = settings;
    this.secretsFile = secretsFile;
    this.secrets = Secrets.loadOrCreate(secretsFile, new SecureRandom());
    this.stores = PostgresStores.open(settings, secrets);
  }

  /** An empty database with the newest schema. */
  public static TestDatabase create() {
    return open(createBare(Server.DATABASE, nextName(), Server.NEWEST), Server.FOLDER);
  }

  /** The same on another server, for tests that change what concerns the server as a whole. */
  static TestDatabase create(EmbeddedDatabase server, Path folder) {
    return open(createBare(server), folder);
  }

  /** A database without any schema. */
  static DatabaseSettings createBare() {
    return createBare(Server.DATABASE);
  }

  /** Brings a database to the schema of a version; "latest" is the newest. */
  static void migrate(DatabaseSettings settings, String target) {
    Flyway.configure()
        .dataSource(settings.jdbcUrl(), settings.user(), settings.password())
        .locations("classpath:db/migration")
        .target(target)
        .load()
        .migrate();
  }

  /** A database that is there already, brought to the newest schema. */
  static TestDatabase open(DatabaseSettings settings) {
    return open(settings, Server.FOLDER);
  }

  private static TestDatabase open(DatabaseSettings settings, Path folder) {
    String name = settings.jdbcUrl().substring(settings.jdbcUrl().lastIndexOf('/') + 1);
    return new TestDatabase(settings, folder.resolve(name + ".keys"));
  }

  private static DatabaseSettings createBare(EmbeddedDatabase server) {
    return createBare(server, nextName(), "template1");
  }

  private static String nextName() {
    return "test_" + COUNT.incrementAndGet();
  }

  private static DatabaseSettings createBare(
      EmbeddedDatabase server, String name, String template) {
    String base = server.jdbcUrl();
    try (Connection connection =
            DriverManager.getConnection(base, server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE DATABASE " + name + " TEMPLATE " + template);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return new DatabaseSettings(
        base.substring(0, base.lastIndexOf('/') + 1) + name,
        server.user(),
        server.password(),
        POOL_SIZE,
        DatabaseSettings.WRITERS_DEFAULT,
        30_000);
  }

  /** How to reach it, for another gateway on the same database. */
  public DatabaseSettings settings() {
    return settings;
  }

  /** Where its keys lie, for another gateway on the same database. */
  public Path secretsFile() {
    return secretsFile;
  }

  /** Its keys. */
  public Secrets secrets() {
    return secrets;
  }

  /** The ports on it. */
  public PostgresStores stores() {
    return stores;
  }

  /** The rows of a query, columns joined by a bar: plain SQL that shares no code with the store. */
  public List<String> rows(String sql) {
    List<String> all = new ArrayList<>();
    try (Connection connection = stores.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(String.valueOf(rows.getString(i)));
        }
        all.add(String.join("|", row));
      }
      return all;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a statement that gives no rows. */
  public void execute(String sql) {
    try (Connection connection = stores.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The single number that a query gives. */
  public long number(String sql) {
    return Long.parseLong(rows(sql).get(0));
  }

  static Path newFolder() {
    try {
      return Files.createTempDirectory("yizhan-test");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stores.close();
  }
}
