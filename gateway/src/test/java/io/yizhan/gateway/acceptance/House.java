package io.yizhan.gateway.acceptance;

import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.gateway.Gateway;
import io.yizhan.gateway.ServeSettings;
import io.yizhan.gateway.postgres.TestDatabase;
import io.yizhan.proto.v1.GetUsageRequest;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.UsageLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The whole gateway in this JVM, wired as in production, over a database of its own. */
final class House implements AutoCloseable {
  /** Days close when a test says so: what it finds written is then what it asked for. */
  private static final ServeSettings.Days DAYS = new ServeSettings.Days(null, null);

  private final TestDatabase database;
  private final Path folder;
  private final Gateway gateway;
  private final Client client;
  private final World world;
  private boolean serving = true;

  private House(ServeSettings.Insurers insurers, InstantSource clock) {
    this.database = TestDatabase.create();
    this.folder = newFolder("yizhan-house-");
    ServeSettings.Address anyPort = new ServeSettings.Address("127.0.0.1", 0);
    this.gateway =
        Gateway.start(
            new ServeSettings(
                    folder,
                    database.secretsFile(),
                    anyPort,
                    new ServeSettings.Database(
                        database.settings().jdbcUrl(),
                        database.settings().user(),
                        database.settings().password()),
                    8,
                    8,
                    2,
                    256,
                    null,
                    anyPort,
                    false,
                    null,
                    Duration.ofMillis(50),
                    Duration.ofSeconds(10))
                .with(insurers)
                .with(DAYS),
            Gateway.ExtraServices.NONE,
            clock);
    this.client = new Client(gateway.port());
    this.world = World.build(client, read(gateway.operatorTokenFile()));
  }

  /** A gateway with policies, hospitals and money. */
  static House open() {
    return new House(ServeSettings.Insurers.NONE, InstantSource.system());
  }

  /** One whose time is told. */
  static House open(InstantSource clock) {
    return new House(ServeSettings.Insurers.NONE, clock);
  }

  /** One that asks these insurers. */
  static House open(ServeSettings.Insurers insurers) {
    return new House(insurers, InstantSource.system());
  }

  Client client() {
    return client;
  }

  int port() {
    return gateway.port();
  }

  /** Where its figures are served. */
  int metricsPort() {
    return gateway.metricsPort();
  }

  World world() {
    return world;
  }

  TestDatabase database() {
    return database;
  }

  /** Settles and answers the settlement; fails when it was refused. */
  Settlement settle(SettleClaimRequest request) {
    var reply =
        client.settlements(world.token(request.getClaim().getHospitalId())).settleClaim(request);
    if (!reply.hasSettlement()) {
      throw new AssertionError("must settle: " + reply.getRefusal().getReasonCode());
    }
    return reply.getSettlement();
  }

  /** One line of a person's usage on a day, by account and identity; it must be there. */
  UsageLine usageOf(PersonDocument person, String day, String account) {
    return Objects.requireNonNull(usage(person, day).get(account), account);
  }

  /** The person's usage on a day, by account and identity. */
  Map<String, UsageLine> usage(PersonDocument person, String day) {
    Map<String, UsageLine> lines = new TreeMap<>();
    client
        .settlements(world.token())
        .getUsage(
            GetUsageRequest.newBuilder()
                .setHospitalId(World.HOSPITAL)
                .setPersonDocument(person)
                .setInsuredRegionCode(Claims.COUNTY)
                .setAsOfDate(Claims.date(day))
                .build())
        .getLinesList()
        .forEach(line -> lines.put(line.getAccountCode() + " " + line.getIdentityCode(), line));
    return lines;
  }

  /** What every table holds, by name; not the days of calls, which a gateway notes by itself. */
  Map<String, String> digests() {
    Map<String, String> digests = new TreeMap<>();
    for (String table :
        database.rows(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                + " AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1")) {
      digests.put(
          table,
          database
              .rows(
                  "SELECT count(*), md5(string_agg(text, '|' ORDER BY text)) FROM (SELECT "
                      + (table.equals("caller") ? "(to_jsonb(t) - 'last_called')::text" : "t::text")
                      + " AS text FROM "
                      + table
                      + " t) lines")
              .get(0));
    }
    return digests;
  }

  /** A connection that knows nothing of the store. */
  Connection connection() throws SQLException {
    return DriverManager.getConnection(
        database.settings().jdbcUrl(), database.settings().user(), database.settings().password());
  }

  /** Runs statements as the owner of the database. */
  void execute(String... statements) {
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is wrong with the books: nothing. */
  List<String> audit() {
    try (Connection connection = connection()) {
      return LedgerAuditor.findings(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What layer the settlement paid from, fen; 0 when it paid nothing. */
  static long paid(Settlement settlement, String layer) {
    return settlement.getPaymentsList().stream()
        .filter(payment -> payment.getLayerCode().equals(layer))
        .mapToLong(io.yizhan.proto.v1.Payment::getAmountFen)
        .sum();
  }

  static Path newFolder(String name) {
    try {
      return Files.createTempDirectory(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file).strip();
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

  /** Stops the gateway as whoever runs it does, with calls of clients under way. */
  void stopGateway() {
    gateway.stop();
  }

  /** Ends the gateway alone: what it wrote stays, for others to serve. */
  void stopServing() {
    client.close();
    gateway.stop();
    serving = false;
  }

  @Override
  public void close() {
    if (serving) {
      stopServing();
    }
    database.close();
    delete(folder);
  }
}
