package io.yizhan.benchmarks.speed;

import com.google.common.util.concurrent.Uninterruptibles;
import io.yizhan.benchmarks.speed.Results.Result;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Measures stretches: the calls, and what processors and PostgreSQL's log did meanwhile. */
final class Meter {
  private static final long SESSIONS_END_MILLIS = 500;

  /** A gateway's rounds begin half a minute after it; some follow others. */
  private static final int FIRST_ROUNDS_SECONDS = 70;

  private static final int REST_SECONDS = 10;
  private static final int RESTS_MAX = 180;

  /** So many processors are in use when nothing is asked. */
  private static final double IDLE_PROCESSORS = 0.1;

  private final Stage stage;
  private final Results results;

  Meter(Stage stage, Results results) {
    this.stage = stage;
    this.results = results;
  }

  /**
   * Waits until a gateway and its database have done what they do by themselves: of settlements
   * that a generator wrote at once all days are still to be counted, which others count day by day.
   */
  void awaitRest(HostProcess gateway) {
    Uninterruptibles.sleepUninterruptibly(FIRST_ROUNDS_SECONDS, TimeUnit.SECONDS);
    for (int i = 0; i < RESTS_MAX; i++) {
      double before = stage.databaseCpuSeconds() + seconds(gateway);
      Uninterruptibles.sleepUninterruptibly(REST_SECONDS, TimeUnit.SECONDS);
      double used = stage.databaseCpuSeconds() + seconds(gateway) - before;
      if (used < IDLE_PROCESSORS * REST_SECONDS) {
        return;
      }
    }
    throw new IllegalStateException("the gateway must come to rest");
  }

  /**
   * Measures one stretch and says it.
   *
   * @param own the gateway or the store; null where PostgreSQL works alone, for pgbench
   * @param load the load generator, where it is a process of its own
   */
  Result stretch(
      String name,
      Database database,
      @Nullable HostProcess own,
      @Nullable HostProcess load,
      Supplier<Measurement> run) {
    String lsn = database.text("SELECT pg_current_wal_lsn()");
    long self = ProcessHandle.current().pid();
    double machine = CpuClock.secondsOfMachine();
    double databaseBefore = stage.databaseCpuSeconds();
    double ownBefore = seconds(own);
    double loadBefore = seconds(load) + CpuClock.secondsOfDeadChildren(self);
    double selfBefore = CpuClock.secondsOf(self);
    long start = System.nanoTime();
    Measurement measured = run.get();
    if (own == null) {
      // The time of pgbench's sessions is counted when PostgreSQL has buried them.
      Uninterruptibles.sleepUninterruptibly(SESSIONS_END_MILLIS, TimeUnit.MILLISECONDS);
    }
    double databaseUsed = stage.databaseCpuSeconds() - databaseBefore;
    double ownUsed = seconds(own) - ownBefore;
    double loadUsed = seconds(load) + CpuClock.secondsOfDeadChildren(self) - loadBefore;
    double known = databaseUsed + ownUsed + loadUsed + CpuClock.secondsOf(self) - selfBefore;
    double strangers =
        (CpuClock.secondsOfMachine() - machine - known) / ((System.nanoTime() - start) / 1e9);
    double count = Math.max(1, measured.done());
    Result result =
        new Result(
            name,
            measured,
            ownUsed / count * 1e6,
            databaseUsed / count * 1e6,
            loadUsed / count * 1e6,
            (long) (database.number("SELECT pg_current_wal_lsn() - '" + lsn + "'::pg_lsn") / count),
            Math.max(0, strangers),
            Instant.now());
    results.add(result);
    System.out.printf(
        Locale.ROOT,
        "  %-24s %8.0f/s  p50 %7.2f  p99 %7.2f ms  failed %s  µs: own %.0f pg %.0f load %.0f  strangers %.2f%n",
        name,
        measured.perSecond(),
        measured.p50(),
        measured.p99(),
        measured.failedText(),
        result.ownMicros(),
        result.databaseMicros(),
        result.loadMicros(),
        result.strangers());
    return result;
  }

  private static double seconds(@Nullable HostProcess process) {
    return process == null ? 0 : CpuClock.secondsOf(process.pid());
  }
}
