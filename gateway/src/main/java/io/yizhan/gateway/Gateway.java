package io.yizhan.gateway;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.grpc.BindableService;
import io.yizhan.gateway.desk.PlanBookKeeper;
import io.yizhan.gateway.desk.UnfitSetupException;
import io.yizhan.gateway.postgres.DatabaseSettings;
import io.yizhan.gateway.postgres.EmbeddedDatabase;
import io.yizhan.gateway.postgres.PostgresStores;
import io.yizhan.gateway.postgres.PrivateFolder;
import io.yizhan.gateway.rpc.GrpcServer;
import io.yizhan.gateway.rpc.ServerLimits;
import io.yizhan.gateway.rpc.ServerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
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
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole house. {@link #start} lists its rooms in the order in which each needs the one before:
 * database, keys and stores, policies, desks, workers, doors, watch. {@link #stop} walks back.
 */
public final class Gateway {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  private final OpenRooms rooms;
  private final PostgresStores stores;
  private final PlanBookKeeper plans;
  private final Doors doors;
  private final GrpcServer server;
  private final MetricsServer metrics;
  private final StoreWatch watch;
  private final Path operatorTokenFile;
  private final Duration stopGrace;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile boolean databaseEnded;
  private boolean stopping;

  Gateway(ServeSettings settings, ExtraServices extraServices, InstantSource own, OpenRooms rooms) {
    this.rooms = rooms;
    SecureRandom random = new SecureRandom();
    createFolder(settings.dataFolder());

    Optional<EmbeddedDatabase> embedded =
        settings.database() == null
            ? Optional.of(rooms.opened(EmbeddedDatabase.start(settings.dataFolder())))
            : Optional.empty();
    this.stores =
        rooms.opened(
            PostgresStores.open(databaseOf(settings, embedded), settings.secretsFile(), random));

    Optional<CheckedClock> checked =
        Optional.ofNullable(settings.clockDifferenceMax())
            .map(max -> CheckedClock.agreeing(own, max, stores.dataSource()));
    InstantSource clock = checked.isPresent() ? checked.get() : own;
    Certificates certificates = Certificates.read(settings, own.instant());
    Desks desks = new Desks(settings, certificates.insurers(), stores, clock, random, rooms);
    this.plans = desks.plans;
    this.doors = new Doors(settings, stores, desks, clock, random, rooms);
    this.metrics = rooms.opened(MetricsServer.open(settings.metricsListen()));
    measurePool(stores.dataSource(), metrics);
    InsurerMeters.bind(desks.insurers, metrics.registry());
    this.operatorTokenFile =
        OperatorCredential.createIfNone(
            stores.registry(), settings.dataFolder(), settings.operator(), random, clock.instant());
    LooseFiles.warn(settings, operatorTokenFile);
    this.server =
        rooms.opened(
            GrpcServer.start(
                serverSettings(settings, certificates),
                doors.services,
                extraServices.over(stores.dataSource(), doors.workers),
                doors.callers,
                doors.runner,
                metrics.registry()));
    this.watch =
        rooms.opened(
            new StoreWatch(stores.dataSource(), checked, plans::trouble, server::setServing));
    rooms.opened(new FundWatch(stores.funds(), metrics.registry(), clock)).start();
    rooms.opened(new HoldSweep(stores.holds())).start();
    rooms
        .opened(new CallNotes(doors.callers::takeCalled, stores.registry()::noteCalls, clock))
        .start();
    rooms.opened(new DayRootRounds(desks.receipts)).start();
    rooms
        .opened(
            new DayRounds(
                desks.days,
                Optional.ofNullable(settings.days().closeAfter()),
                clock,
                System::nanoTime))
        .start();
    rooms.opened(new ReconciliationRounds(desks.reconciliations)).start();
    desks.insurerRounds.start();
    this.stopGrace = settings.stopGrace();
    plans.start(settings.policyPoll());
    rooms.opened(new CertificateWatch(certificates, metrics.registry(), own)).start();
    metrics.serve(watch::isWell);
    embedded.ifPresent(database -> database.onEnd(this::databaseEnded));
  }

  /** Services beside the doors, reachable without a credential, as health and reflection are. */
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
    return new GatewayStart().run(settings, extraServices, clock);
  }

  private static DatabaseSettings databaseOf(
      ServeSettings settings, Optional<EmbeddedDatabase> embedded) {
    ServeSettings.Database own = settings.database();
    return new DatabaseSettings(
        own == null ? embedded.orElseThrow().jdbcUrl() : own.url(),
        own == null ? embedded.orElseThrow().user() : own.user(),
        own == null ? embedded.orElseThrow().password() : own.password(),
        settings.poolSize(),
        settings.writers(),
        DatabaseSettings.WAIT_MILLIS_DEFAULT);
  }

  private static ServerSettings serverSettings(ServeSettings settings, Certificates certificates) {
    return new ServerSettings(
        settings.listen().host(),
        settings.listen().port(),
        certificates.server(),
        settings.reflection(),
        ServerLimits.DEFAULT);
  }

  private static void measurePool(DataSource source, MetricsServer metrics) {
    if (source instanceof HikariDataSource pool) {
      pool.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(metrics.registry()));
    }
  }

  private static void createFolder(Path folder) {
    boolean usable;
    try {
      PrivateFolder.createIfNone(folder);
      usable = Files.isWritable(folder) && Files.isExecutable(folder);
    } catch (FileSystemException unwritable) {
      usable = false;
    } catch (IOException failed) {
      throw new UncheckedIOException(
          "数据目录无法创建 / the data folder cannot be made: " + folder, failed);
    }
    if (!usable) {
      throw new UnfitSetupException(
          "data-folder 必须是运行网关的用户能新建或能写的目录，实为 "
              + folder
              + " / data-folder must be a folder that the gateway's user can make or may write, was"
              + " "
              + folder);
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

  /** Where the token of the operator lies that the settings name. */
  public Path operatorTokenFile() {
    return operatorTokenFile;
  }

  /**
   * Returns when the gateway has stopped.
   *
   * @return false when it stopped because its embedded database had ended
   */
  public boolean awaitStopped() throws InterruptedException {
    stopped.await();
    return !databaseEnded;
  }

  /**
   * The embedded database ended and nobody told it to. Whoever watches over the gateway starts it
   * again: that also recovers the database, in the one way in which it is always started.
   */
  private void databaseEnded() {
    synchronized (this) {
      if (stopping) {
        return;
      }
    }
    LOG.error(
        "内嵌数据库已退出，网关随之停止；重新启动即恢复 / the embedded database has ended, so the gateway"
            + " stops; start it again");
    databaseEnded = true;
    new Thread(this::stop, "database-ended").start();
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
    if (!first) {
      awaitFirstStop();
      return;
    }
    LOG.info("stopping");
    boolean finished = false;
    boolean interrupted = false;
    try {
      watch.close();
      doors.watchers.close();
      long deadlineNanos = System.nanoTime() + stopGrace.toNanos();
      boolean answered = server.gracefulStop(stopGrace);
      // One grace for both: the workers have what the calls left of it.
      finished = doors.workers.finish(millisUntil(deadlineNanos)) && answered;
    } catch (InterruptedException hurry) {
      // Told again when all is closed: closing waits, too.
      interrupted = true;
    } finally {
      // Only who stops closes, whatever happens: nobody else knows when the calls have ended.
      try {
        rooms.close();
      } finally {
        stopped.countDown();
      }
    }
    LOG.info(finished ? "stopped" : "stopped; calls that took too long were cut off");
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitFirstStop() {
    try {
      stopped.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
