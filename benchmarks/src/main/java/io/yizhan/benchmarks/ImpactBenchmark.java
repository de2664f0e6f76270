package io.yizhan.benchmarks;

import io.yizhan.benchmarks.PackCases.PackCase;
import io.yizhan.gateway.casefile.CaseBook;
import io.yizhan.gateway.casefile.ImpactPartition;
import io.yizhan.gateway.casefile.OnePolicy;
import io.yizhan.settlement.Plans;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * How many claims a second are decided under two policies and compared, on all cores: Zhengzhou's
 * of July 2016 and the same with a cap of 30,000 instead of 20,000 yuan. The claims are in memory;
 * reading a file is not measured. Each person brings ten claims.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class ImpactBenchmark {
  private static final int CLAIMS = 100_000;
  private static final int CLAIMS_EACH = 10;

  private final int threads = Runtime.getRuntime().availableProcessors();
  private final List<List<CaseBook.Entry>> shares = new ArrayList<>();
  private final ExecutorService pool = Executors.newFixedThreadPool(threads);
  private Plans before = (insured, county, care, dates) -> noPlan();
  private Plans after = before;

  private static io.yizhan.policy.PolicyPlan noPlan() {
    throw new IllegalStateException("set up before use");
  }

  /** Prepares the claims, each person's in one thread's share. */
  @Setup
  public void prepare() {
    String file = PackCases.fileOf("zhengzhou");
    String text = JulyPlan.textOf(file);
    before = new OnePolicy(JulyPlan.book(file, text).published().get(0));
    String changed = text.replace("2万", "3万");
    after = new OnePolicy(JulyPlan.book(file, changed).published().get(0));
    for (int i = 0; i < threads; i++) {
      shares.add(new ArrayList<>());
    }
    List<PackCase> cases = PackCases.of("zhengzhou", CLAIMS);
    for (int i = 0; i < CLAIMS; i++) {
      PackCase person = cases.get(i - i % CLAIMS_EACH);
      shares.get(i / CLAIMS_EACH % threads).add(entry(i, person, cases.get(i)));
    }
  }

  private static CaseBook.Entry entry(int line, PackCase person, PackCase claim) {
    return new CaseBook.Entry(
        line,
        "C" + line,
        new CaseBook.Person(
            person.standing().personId(),
            person.standing().identities(),
            person.standing().approvals(),
            List.of(),
            List.of(),
            Map.of()),
        claim.claim(),
        "410100",
        new CaseBook.Expected(Map.of(), Optional.empty()));
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
    ImpactPartition partition = new ImpactPartition(before, after);
    for (CaseBook.Entry entry : share) {
      partition.add(entry.line(), entry.person().name(), entry);
    }
    return partition;
  }

  /** Ends the threads. */
  @TearDown
  public void close() {
    pool.shutdownNow();
  }
}
