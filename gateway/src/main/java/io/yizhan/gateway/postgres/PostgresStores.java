package io.yizhan.gateway.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import io.yizhan.gateway.desk.AidStore;
import io.yizhan.gateway.desk.AuditStore;
import io.yizhan.gateway.desk.ClearingStore;
import io.yizhan.gateway.desk.DayStore;
import io.yizhan.gateway.desk.FundAccountStore;
import io.yizhan.gateway.desk.FundStore;
import io.yizhan.gateway.desk.HighCostStore;
import io.yizhan.gateway.desk.HoldStore;
import io.yizhan.gateway.desk.InsurerLegs;
import io.yizhan.gateway.desk.PayeeStore;
import io.yizhan.gateway.desk.PolicyStore;
import io.yizhan.gateway.desk.ProvisionalStore;
import io.yizhan.gateway.desk.ReadjudicationStore;
import io.yizhan.gateway.desk.ReceiptStore;
import io.yizhan.gateway.desk.ReceivableStore;
import io.yizhan.gateway.desk.ReconciliationStore;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.ReportStore;
import io.yizhan.gateway.desk.RosterStore;
import io.yizhan.gateway.desk.SettlementStore;
import io.yizhan.gateway.desk.ShiftStore;
import io.yizhan.gateway.desk.StoreUnavailableException;
import io.yizhan.gateway.desk.UnfitSetupException;
import io.yizhan.gateway.desk.WatchStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Optional;
import javax.sql.DataSource;

/** The ports over one PostgreSQL, which it brings to the newest schema first. */
public final class PostgresStores implements AutoCloseable {
  /**
   * Set on each connection. The gateway's own durability does not hang on a server's default: nor
   * on whether it passes on the warning that a commit did not wait for its standby. Statements are
   * prepared while tables may still be small, and their plans are kept: only a plan that goes by
   * keys stays right when tables grow.
   */
  private static final String SESSION =
      "SET synchronous_commit = on; SET client_min_messages = warning; SET lock_timeout = '10s';"
          + " SET idle_in_transaction_session_timeout = '30s'; SET jit = off;"
          + " SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;"
          + " SET plan_cache_mode = force_generic_plan";

  /** One that holds the schema's lock, and those of Flyway. */
  private static final int STARTING_CONNECTIONS = 3;

  private final HikariDataSource pool;
  private final PostgresSettlementStore settlements;
  private final HoldStore holds;
  private final RegistryStore registry;
  private final FundStore funds;
  private final RosterStore roster;
  private final PolicyStore policies;
  private final ReceivableStore receivables;
  private final ReadjudicationStore readjudications;
  private final ProvisionalStore provisionals;
  private final AidStore aid;
  private final HighCostStore highCosts;
  private final ClearingStore clearings;
  private final PayeeStore payees;
  private final FundAccountStore fundAccounts;
  private final InsurerLegs legs;
  private final ReceiptStore receipts;
  private final AuditStore audits;
  private final DayStore days;
  private final ShiftStore shifts;
  private final ReconciliationStore reconciliations;
  private final WatchStore watch;
  private final ReportStore reports;

  private PostgresStores(HikariDataSource pool, Secrets secrets, DatabaseSettings settings) {
    this.pool = pool;
    Transactions ofWriters = new Transactions(pool);
    Transactions transactions = ofWriters.limited(settings.otherWritesMax(), settings.waitMillis());
    Months months = new Months();
    this.settlements =
        new PostgresSettlementStore(
            ofWriters,
            transactions,
            secrets,
            months,
            settings.writers(),
            SharedReads.readerCount(settings.poolSize()));
    this.holds = new PostgresHoldStore(transactions, secrets);
    this.registry = new PostgresRegistryStore(transactions, secrets);
    this.roster = new PostgresRosterStore(transactions, secrets);
    this.funds = new PostgresFundStore(transactions);
    this.policies = new PostgresPolicyStore(transactions);
    this.receivables = new PostgresReceivableStore(transactions, secrets);
    this.readjudications = new PostgresReadjudicationStore(transactions, secrets, months);
    this.provisionals = new PostgresProvisionalStore(transactions, secrets, months);
    this.aid = new PostgresAidStore(transactions, secrets);
    this.highCosts = new PostgresHighCostStore(transactions, secrets);
    this.fundAccounts = new PostgresFundAccounts(transactions, secrets);
    this.clearings = new PostgresClearingStore(transactions, secrets);
    this.payees = new PostgresPayeeStore(transactions, secrets);
    this.days = new PostgresDayStore(transactions, months);
    this.shifts = new PostgresShiftStore(transactions);
    this.watch = new PostgresWatchStore(transactions);
    this.receipts = new PostgresReceiptStore(transactions);
    this.audits = new PostgresAuditStore(transactions);
    this.reports = new PostgresReportStore(transactions, secrets);
    this.legs = new PostgresInsurerLegs(transactions, secrets, InstantSource.system());
    this.reconciliations = new PostgresReconciliationStore(transactions, secrets);
  }

  /**
   * Connects, checks that the server keeps what it acknowledges, and migrates.
   *
   * @throws IllegalStateException when fsync or synchronous_commit is off, or when the database was
   *     written with other keys
   * @throws UnfitSetupException when the server will not let the gateway in as it is set
   * @throws StoreUnavailableException when the server does not answer
   */
  public static PostgresStores open(DatabaseSettings settings, Secrets secrets) {
    return open(settings, pool -> secrets);
  }

  /** The same with the keys of a file; where there is none, new ones for a database without any. */
  public static PostgresStores open(
      DatabaseSettings settings, Path secretsFile, SecureRandom random) {
    return open(
        settings,
        pool -> {
          if (!Files.exists(secretsFile)) {
            KeyCheck.requireNone(pool);
          }
          return Secrets.loadOrCreate(secretsFile, random);
        });
  }

  /** Finds the keys when the schema is there. */
  private interface KeysOf {
    Secrets of(DataSource pool) throws SQLException;
  }

  private static PostgresStores open(DatabaseSettings settings, KeysOf keys) {
    String session = SESSION + "; " + Schema.serving(bringUp(settings));
    HikariDataSource pool = pool(settings, settings.poolSize(), session);
    boolean opened = false;
    try {
      Secrets secrets = fittingKeys(pool, keys);
      JoinReasons.seal(new Transactions(pool), secrets);
      ClearingReasons.seal(new Transactions(pool), secrets);
      TextsInClear.seal(new Transactions(pool), secrets);
      PostgresStores stores = new PostgresStores(pool, secrets, settings);
      opened = true;
      return stores;
    } finally {
      if (!opened) {
        pool.close();
      }
    }
  }

  /** Looks at the database and brings it to this program's schema, before anything serves. */
  private static int bringUp(DatabaseSettings settings) {
    try (HikariDataSource pool = pool(settings, STARTING_CONNECTIONS, SESSION)) {
      requireFit(pool);
      return Schema.bringUp(pool, Schema.WAIT_MAX);
    } catch (SQLException e) {
      throw new StoreUnavailableException(e);
    }
  }

  private static HikariDataSource pool(DatabaseSettings settings, int connections, String first) {
    try {
      return new HikariDataSource(config(settings, connections, first));
    } catch (HikariPool.PoolInitializationException e) {
      Optional<UnfitSetupException> unfit = RefusedConnection.of(e, settings);
      throw unfit.isPresent() ? unfit.get() : new StoreUnavailableException(e);
    }
  }

  private static Secrets fittingKeys(DataSource pool, KeysOf keys) {
    try {
      Secrets secrets = keys.of(pool);
      KeyCheck.requireFitting(pool, secrets);
      return secrets;
    } catch (SQLException e) {
      throw new StoreUnavailableException(e);
    }
  }

  private static HikariConfig config(DatabaseSettings settings, int connections, String first) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("yizhan-postgres");
    config.setJdbcUrl(settings.jdbcUrl());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(connections);
    config.setConnectionTimeout(settings.waitMillis());
    config.setConnectionInitSql(first);
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.addDataSourceProperty("ApplicationName", "yizhan-gateway");
    config.addDataSourceProperty("prepareThreshold", "1");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("connectTimeout", "5");
    // Longer than any lock wait: it finds dead networks and never cuts a running COMMIT short.
    config.addDataSourceProperty("socketTimeout", "60");
    // The server's detail may quote values of rows.
    config.addDataSourceProperty("logServerErrorDetail", "false");
    return config;
  }

  private static void requireFit(DataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("RESET synchronous_commit");
      DatabaseFit.require(connection);
      statement.execute(SESSION);
    }
  }

  /** The settlement port. */
  public SettlementStore settlements() {
    return settlements;
  }

  /** The port of quotes that bind. */
  public HoldStore holds() {
    return holds;
  }

  /** The register's port. */
  public RegistryStore registry() {
    return registry;
  }

  /** The roster's port. */
  public RosterStore roster() {
    return roster;
  }

  /** The funds' port. */
  public FundStore funds() {
    return funds;
  }

  /** The policies' port. */
  public PolicyStore policies() {
    return policies;
  }

  /** The port to what is owed outside the waterfall. */
  public ReceivableStore receivables() {
    return receivables;
  }

  /** The port of the legs at insurers. */
  public InsurerLegs legs() {
    return legs;
  }

  /** The port of re-adjudication. */
  public ReadjudicationStore readjudications() {
    return readjudications;
  }

  /** The port to provisional approvals. */
  public ProvisionalStore provisionals() {
    return provisionals;
  }

  /** The port of posting days. */
  public DayStore days() {
    return days;
  }

  /** The port of cashiers' shifts. */
  public ShiftStore shifts() {
    return shifts;
  }

  /** The aid office's port. */
  public AidStore aid() {
    return aid;
  }

  /** The port of high own cost. */
  public HighCostStore highCosts() {
    return highCosts;
  }

  /** The port of the funds' accounts. */
  public FundAccountStore fundAccounts() {
    return fundAccounts;
  }

  /** The port of clearing. */
  public ClearingStore clearings() {
    return clearings;
  }

  /** To which accounts divisions pay hospitals. */
  public PayeeStore payees() {
    return payees;
  }

  /** The port of reconciliation. */
  public ReconciliationStore reconciliations() {
    return reconciliations;
  }

  /** The port to the ledger as a sequence. */
  public WatchStore watch() {
    return watch;
  }

  /** The port of receipts. */
  public ReceiptStore receipts() {
    return receipts;
  }

  /** The audit's port. */
  public AuditStore audits() {
    return audits;
  }

  /** The port of reports. */
  public ReportStore reports() {
    return reports;
  }

  /** The pool itself, for health checks and measurements. */
  public DataSource dataSource() {
    return pool;
  }

  /** Settles what was taken and closes the pool. */
  @Override
  public void close() {
    settlements.close();
    pool.close();
  }
}
