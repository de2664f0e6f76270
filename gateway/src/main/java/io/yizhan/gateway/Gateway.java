package io.yizhan.gateway;

import com.github.benmanes.caffeine.cache.Ticker;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.yizhan.gateway.desk.AuditDesk;
import io.yizhan.gateway.desk.DayDesk;
import io.yizhan.gateway.desk.HoldDesk;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.InsurerDesk;
import io.yizhan.gateway.desk.InsurerOutbox;
import io.yizhan.gateway.desk.PlanBookKeeper;
import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.gateway.desk.PolicyImpact;
import io.yizhan.gateway.desk.PolicyProposals;
import io.yizhan.gateway.desk.ReadjudicationDesk;
import io.yizhan.gateway.desk.ReceiptDesk;
import io.yizhan.gateway.desk.ReconciliationDesk;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.gateway.insurer.InsurerAddress;
import io.yizhan.gateway.insurer.InsurerChannels;
import io.yizhan.gateway.insurer.InsurerClients;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.gateway.postgres.DatabaseSettings;
import io.yizhan.gateway.postgres.EmbeddedDatabase;
import io.yizhan.gateway.postgres.PostgresStores;
import io.yizhan.gateway.postgres.Secrets;
import io.yizhan.gateway.postgres.SigningKeyFile;
import io.yizhan.gateway.rpc.AidEndpoint;
import io.yizhan.gateway.rpc.AuditEndpoint;
import io.yizhan.gateway.rpc.CallRunner;
import io.yizhan.gateway.rpc.CallerDirectory;
import io.yizhan.gateway.rpc.ClearingEndpoint;
import io.yizhan.gateway.rpc.DayEndpoint;
import io.yizhan.gateway.rpc.FundEndpoint;
import io.yizhan.gateway.rpc.GrpcServer;
import io.yizhan.gateway.rpc.HighCostEndpoint;
import io.yizhan.gateway.rpc.InsuranceEndpoint;
import io.yizhan.gateway.rpc.PolicyEndpoint;
import io.yizhan.gateway.rpc.ProvisionalEndpoint;
import io.yizhan.gateway.rpc.ReadjudicationEndpoint;
import io.yizhan.gateway.rpc.ReceiptEndpoint;
import io.yizhan.gateway.rpc.ReceivableEndpoint;
import io.yizhan.gateway.rpc.ReconciliationEndpoint;
import io.yizhan.gateway.rpc.RegistryEndpoint;
import io.yizhan.gateway.rpc.ReplyWriter;
import io.yizhan.gateway.rpc.ReportEndpoint;
import io.yizhan.gateway.rpc.RosterEndpoint;
import io.yizhan.gateway.rpc.ServerLimits;
import io.yizhan.gateway.rpc.ServerSettings;
import io.yizhan.gateway.rpc.SettlementEndpoint;
import io.yizhan.gateway.rpc.WatchEndpoint;
import io.yizhan.gateway.rpc.WorkerPool;
import io.yizhan.gateway.sheet.SettlementSheet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole house. {@link #start} lists its rooms in the order in which each needs the one before:
 * secrets, database, stores, policies, desks, workers, doors, watch. {@link #stop} walks back.
 */
public final class Gateway {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  private final OpenRooms rooms;
  private final PostgresStores stores;
  private final PlanBookKeeper plans;
  private final WorkerPool workers;
  private final GrpcServer server;
  private final MetricsServer metrics;
  private final StoreWatch watch;
  private final WatchEndpoint watchers;
  private final Path operatorTokenFile;
  private final Duration stopGrace;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private boolean stopping;

  private Gateway(
      ServeSettings settings, ExtraServices extraServices, InstantSource clock, OpenRooms rooms) {
    this.rooms = rooms;
    SecureRandom random = new SecureRandom();
    createFolder(settings.dataFolder());

    Secrets secrets = Secrets.loadOrCreate(settings.secretsFile(), random);
    this.stores = rooms.opened(PostgresStores.open(databaseOf(settings, rooms), secrets));

    YamlPolicy yaml = new YamlPolicy();
    IdSource ids = new IdSource(random);
    PolicyDesk policyDesk = new PolicyDesk(stores.policies(), yaml);
    PolicyProposals proposals = new PolicyProposals(stores.policies(), yaml, clock, ids);
    Path policiesFolder = settings.policiesFolder();
    if (policiesFolder != null) {
      StartPolicies.takeIn(proposals, policiesFolder);
    }
    this.plans = rooms.opened(new PlanBookKeeper(stores.policies(), yaml));
    InsurerClients insurers =
        rooms.opened(
            new InsurerClients(settings.insurers().addresses(), channels(settings.insurers())));
    InsurerRounds rounds =
        rooms.opened(
            new InsurerRounds(
                new InsurerOutbox(stores.legs(), insurers, InsurerDesk.Milestones.NONE),
                insurers.names()));
    WorkerPool asking = rooms.opened(WorkerPool.forInsurers());
    SettlementDesk settlementDesk =
        new SettlementDesk(
            stores.settlements(),
            plans::current,
            new ReplyWriter(),
            clock,
            ids,
            Optional.of(
                new InsurerDesk(
                    stores.settlements(),
                    stores.legs(),
                    insurers,
                    new ReplyWriter(),
                    clock,
                    ids,
                    asking,
                    rounds::poke,
                    InsurerDesk.Milestones.NONE)));
    HoldDesk holdDesk = new HoldDesk(stores.holds(), plans::current, new ReplyWriter(), clock);
    ReceiptDesk receiptDesk =
        new ReceiptDesk(
            stores.receipts(),
            SigningKeyFile.loadOrCreate(SigningKeyFile.beside(settings.secretsFile()), random),
            clock);
    receiptDesk.begin();
    DayDesk dayDesk = dayDesk(stores, settings.days(), clock);
    PolicyImpact impact =
        new PolicyImpact(stores.settlements(), stores.policies(), yaml, plans::current);

    this.workers = rooms.opened(new WorkerPool(settings.workers(), settings.queueMax()));
    WorkerPool strangers = rooms.opened(WorkerPool.forStrangers());
    CallRunner runner = new CallRunner(workers, strangers, random);
    WorkerPool policies = rooms.opened(WorkerPool.forPolicies());
    CallRunner policyRunner = new CallRunner(policies, strangers, random);
    WorkerPool comparisons = rooms.opened(WorkerPool.forComparisons());
    ReconciliationDesk reconciliationDesk =
        new ReconciliationDesk(stores.reconciliations(), settlementDesk, clock);
    this.metrics = rooms.opened(MetricsServer.open(settings.metricsListen()));
    measurePool(stores.dataSource(), metrics);
    this.operatorTokenFile =
        OperatorCredential.createIfNone(
            stores.registry(), settings.dataFolder(), random, clock.instant());

    this.watchers =
        rooms.opened(
            new WatchEndpoint(stores.watch(), runner, rooms.opened(WorkerPool.forWatchers())));
    this.server =
        rooms.opened(
            GrpcServer.start(
                serverSettings(settings),
                List.of(
                    new SettlementEndpoint(settlementDesk, holdDesk, stores.registry(), runner),
                    new InsuranceEndpoint(stores.legs(), runner),
                    new RegistryEndpoint(
                        stores.registry(), stores.funds(), plans::current, runner, clock, random),
                    new RosterEndpoint(
                        stores.roster(), stores.registry(), plans::current, runner, clock, ids),
                    new PolicyEndpoint(policyDesk, proposals, impact, policyRunner),
                    new ReceivableEndpoint(stores.receivables(), runner, clock, ids),
                    new FundEndpoint(stores.fundAccounts(), runner, clock, ids),
                    new ClearingEndpoint(stores.clearings(), runner, clock, ids),
                    new ReadjudicationEndpoint(
                        new ReadjudicationDesk(
                            stores.readjudications(), plans::current, clock, ids),
                        runner),
                    new ProvisionalEndpoint(
                        stores.provisionals(), stores.registry(), runner, clock, ids),
                    new ReportEndpoint(
                        stores.reports(),
                        settlementDesk,
                        SettlementSheet.load(),
                        new CallRunner(rooms.opened(WorkerPool.forPolicies()), strangers, random),
                        clock),
                    new AidEndpoint(stores.aid(), runner, clock, ids),
                    new HighCostEndpoint(stores.highCosts(), runner, clock),
                    new DayEndpoint(
                        dayDesk,
                        runner,
                        new CallRunner(rooms.opened(WorkerPool.forDays()), strangers, random),
                        new CallRunner(rooms.opened(WorkerPool.forClosings()), strangers, random)),
                    new ReconciliationEndpoint(
                        reconciliationDesk,
                        stores.reconciliations(),
                        runner,
                        new CallRunner(comparisons, strangers, random),
                        clock,
                        ids),
                    watchers,
                    new ReceiptEndpoint(receiptDesk, runner),
                    new AuditEndpoint(
                        new AuditDesk(
                            stores.audits(),
                            stores.receipts(),
                            stores.policies(),
                            yaml,
                            new ReplyWriter(),
                            System::nanoTime),
                        runner,
                        rooms.opened(WorkerPool.forAudits()))),
                extraServices.over(stores.dataSource(), workers),
                new CallerDirectory(stores.registry(), Ticker.systemTicker()),
                runner,
                metrics.registry()));
    this.watch = rooms.opened(new StoreWatch(stores.dataSource(), server::setServing));
    rooms.opened(new FundWatch(stores.funds(), metrics.registry(), clock)).start();
    rooms.opened(new HoldSweep(stores.holds())).start();
    rooms.opened(new DayRootRounds(receiptDesk)).start();
    rooms
        .opened(
            new DayRounds(
                dayDesk,
                Optional.ofNullable(settings.days().closeAfter()),
                clock,
                System::nanoTime))
        .start();
    rooms.opened(new ReconciliationRounds(reconciliationDesk)).start();
    rounds.start();
    this.stopGrace = settings.stopGrace();
    plans.start(settings.policyPoll());
    metrics.serve(watch::isWell);
  }

  /** Refuses a cut-off that is not the database's: two gateways must not disagree about a day. */
  private static DayDesk dayDesk(
      PostgresStores stores, ServeSettings.Days days, InstantSource clock) {
    Integer cutOff = days.cutOff();
    if (cutOff != null && !stores.days().stateCutOff(cutOff)) {
      throw new IllegalStateException(
          "day-cut-off 与数据库中的日切时间不同，用 ./yizhan day cut-off 更改 / day-cut-off is not the"
              + " database's; ./yizhan day cut-off changes that");
    }
    return new DayDesk(stores.days(), stores.shifts(), clock);
  }

  /**
   * Services beside the three doors, reachable without a credential, as health and reflection are.
   */
  public interface ExtraServices {
    /** None. */
    ExtraServices NONE = (dataSource, workers) -> List.of();

    /** The services, over the connections and the workers that the doors use. */
    List<BindableService> over(DataSource dataSource, Executor workers);
  }

  /**
   * Starts a gateway; when a part does not start, those before it are taken down again.
   *
   * @param extraServices what else is served, for example the benchmark's echo
   * @throws RuntimeException with what is missing, in Chinese and English
   */
  public static Gateway start(ServeSettings settings, ExtraServices extraServices) {
    return start(settings, extraServices, InstantSource.system());
  }

  /** The same on another clock, for what is to happen on another day. */
  public static Gateway start(
      ServeSettings settings, ExtraServices extraServices, InstantSource clock) {
    OpenRooms rooms = new OpenRooms();
    boolean started = false;
    try {
      Gateway gateway = new Gateway(settings, extraServices, clock, rooms);
      started = true;
      LOG.info(
          "serving grpc on {} port {}, metrics on port {}, {}",
          settings.listen().host(),
          gateway.port(),
          gateway.metricsPort(),
          settings.database() == null ? "embedded database" : "database of one's own");
      return gateway;
    } finally {
      if (!started) {
        rooms.close();
      }
    }
  }

  /** One's own database, or the embedded one, which is started here. */
  private static DatabaseSettings databaseOf(ServeSettings settings, OpenRooms rooms) {
    ServeSettings.Database own = settings.database();
    if (own != null) {
      return new DatabaseSettings(
          own.url(),
          own.user(),
          own.password(),
          settings.poolSize(),
          settings.writers(),
          DatabaseSettings.WAIT_MILLIS_DEFAULT);
    }
    EmbeddedDatabase embedded = rooms.opened(EmbeddedDatabase.start(settings.dataFolder()));
    return new DatabaseSettings(
        embedded.jdbcUrl(),
        embedded.user(),
        embedded.password(),
        settings.poolSize(),
        settings.writers(),
        DatabaseSettings.WAIT_MILLIS_DEFAULT);
  }

  private static Function<InsurerAddress, ManagedChannel> channels(
      ServeSettings.Insurers insurers) {
    ServeSettings.Tls own = insurers.own();
    Path ca = insurers.ca();
    return ca == null
        ? InsurerChannels.plaintext()
        : InsurerChannels.tls(
            ca, own == null ? null : own.certificate(), own == null ? null : own.key());
  }

  private static ServerSettings serverSettings(ServeSettings settings) {
    ServeSettings.Tls tls = settings.tls();
    return new ServerSettings(
        settings.listen().host(),
        settings.listen().port(),
        Optional.ofNullable(tls)
            .map(
                files ->
                    new ServerSettings.Tls(
                        files.certificate(), files.key(), Optional.ofNullable(files.clientCa()))),
        settings.reflection(),
        ServerLimits.DEFAULT);
  }

  private static void measurePool(DataSource source, MetricsServer metrics) {
    if (source instanceof HikariDataSource pool) {
      pool.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(metrics.registry()));
    }
  }

  private static void createFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(
          "数据目录无法创建 / the data folder cannot be made: " + folder, unwritable);
    }
  }

  /** Where gRPC is served. */
  public int port() {
    return server.port();
  }

  /** Where metrics are served. */
  public int metricsPort() {
    return metrics.port();
  }

  /** The database, for measurements and checks; not for writing. */
  public DataSource dataSource() {
    return stores.dataSource();
  }

  /** Where the first operator's token lies. */
  public Path operatorTokenFile() {
    return operatorTokenFile;
  }

  /** Applies what was just published, without waiting for the next look. */
  public void refreshPolicies() {
    plans.refresh();
  }

  /** Returns when the gateway has stopped. */
  public void awaitStopped() throws InterruptedException {
    stopped.await();
  }

  private static long millisUntil(long deadlineNanos) {
    return Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime()));
  }

  /**
   * Says NOT_SERVING, takes no new call, finishes those accepted (at most the grace), then closes
   * every room. A second call waits for the first.
   */
  public void stop() {
    boolean first;
    synchronized (this) {
      first = !stopping;
      stopping = true;
    }
    try {
      if (first) {
        LOG.info("stopping");
        watch.close();
        watchers.close();
        long deadlineNanos = System.nanoTime() + stopGrace.toNanos();
        boolean answered = server.gracefulStop(stopGrace);
        // One grace for both: the workers have what the calls left of it.
        boolean finished = workers.finish(millisUntil(deadlineNanos)) && answered;
        rooms.close();
        LOG.info(finished ? "stopped" : "stopped; calls that took too long were cut off");
        stopped.countDown();
      } else {
        stopped.await();
      }
    } catch (InterruptedException interrupted) {
      rooms.close();
      stopped.countDown();
      Thread.currentThread().interrupt();
    }
  }
}
