package io.yizhan.benchmarks;

import io.yizhan.gateway.casefile.CaseBook;
import io.yizhan.gateway.casefile.ImpactPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * How many claims a second are decided under two policies and compared, on all cores (see {@link
 * ImpactReplay}). The claims are in memory; reading a file is not measured.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class ImpactBenchmark {
  private static final int CLAIMS = 100_000;

  private final int threads = Runtime.getRuntime().availableProcessors();
  private final ImpactReplay replay = new ImpactReplay(CLAIMS);
  private final List<List<CaseBook.Entry>> shares = new ArrayList<>();
  private final ExecutorService pool = Executors.newFixedThreadPool(threads);

  /** Puts each person's claims into one thread's share. */
  @Setup
  public void prepare() {
    for (int i = 0; i < threads; i++) {
      shares.add(new ArrayList<>());
    }
    for (CaseBook.Entry entry : replay.entries()) {
      shares.get(Math.floorMod(entry.person().name().hashCode(), threads)).add(entry);
    }
  }

  /** All claims once, every person's history from its beginning. */
  @Benchmark
  @OperationsPerInvocation(CLAIMS)
  public long claims() throws InterruptedException, ExecutionException {
    List<Callable<ImpactPartition>> tasks = new ArrayList<>();
    for (List<CaseBook.Entry> share : shares) {
      tasks.add(() -> decided(share));
    }
    long changed = 0;
    for (Future<ImpactPartition> done : pool.invokeAll(tasks)) {
      changed += done.get().tally().winners();
    }
    if (changed == 0) {
      throw new IllegalStateException("the change of policy must change something");
    }
    return changed;
  }

  private ImpactPartition decided(List<CaseBook.Entry> share) {
    ImpactPartition partition = new ImpactPartition(replay.before(), replay.after());
    for (CaseBook.Entry entry : share) {
      partition.add(entry.line(), "", entry.person().name(), entry);
    }
    return partition;
  }

  /** Ends the threads. */
  @TearDown
  public void close() {
    pool.shutdownNow();
  }
}
