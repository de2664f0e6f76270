package io.yizhan.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * The benchmarks of JMH in turn, by the processor time of the thread instead of the clock: on a
 * machine that others use, what matters is what the work costs and not how long it waits. Prints
 * the least and the median of the rounds, ns, and the bytes that a call allocates. With an argument
 * only what has it in its name is measured.
 */
public final class CpuTime {
  private static final int WARM_UP_ROUNDS = 30;
  private static final int ROUNDS = 21;
  private static final long ROUND_NANOS = 60_000_000;
  private static final int BATCH = 64;
  private static final int REPLAYED_CLAIMS = 100_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final String name;
  private final Supplier<?> work;
  private final long[] nanos = new long[ROUNDS];
  private int seen;
  private long bytes;

  private CpuTime(String name, Supplier<?> work) {
    this.name = name;
    this.work = work;
  }

  /** Measures and prints a line for each. */
  public static void main(String[] arguments) {
    String wanted = arguments.length == 0 ? "" : arguments[0];
    List<CpuTime> all = new ArrayList<>();
    DroolsBenchmark drools = new DroolsBenchmark();
    add(all, wanted, "drools", drools::prepare, drools::drools);
    add(all, wanted, "drools, pooled", drools::prepare, drools::droolsPooled);
    for (String pack : List.of("zhengzhou", "anhui", "chongqing")) {
      PackBenchmark benchmark = new PackBenchmark();
      benchmark.pack = pack;
      add(all, wanted, "decision " + pack, benchmark::prepare, benchmark::decision);
      add(all, wanted, "bigDecimal " + pack, benchmark::prepare, benchmark::bigDecimal);
      add(all, wanted, "compile " + pack, benchmark::prepare, benchmark::compile);
    }
    for (int rows : new int[] {20, 200}) {
      RowsBenchmark benchmark = new RowsBenchmark();
      benchmark.rows = rows;
      add(all, wanted, "decision, " + rows + " rows", benchmark::prepare, benchmark::decision);
    }
    DecisionBenchmark decision = new DecisionBenchmark();
    add(all, wanted, "settler", decision::prepare, decision::settler);
    ImpactReplay replay = new ImpactReplay(REPLAYED_CLAIMS);
    add(all, wanted, "impact, both policies", () -> {}, replay::decideNext);
    add(all, wanted, "impact, a line read", () -> {}, replay::readNext);
    for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
      boolean counted = round >= 0;
      all.forEach(each -> each.round(counted));
    }
    all.forEach(CpuTime::print);
  }

  private static void add(
      List<CpuTime> all, String wanted, String name, Runnable prepare, Supplier<?> work) {
    if (name.contains(wanted)) {
      prepare.run();
      all.add(new CpuTime(name, work));
    }
  }

  private void round(boolean counted) {
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long calls = 0;
    long spent = 0;
    int kept = 0;
    long start = THREADS.getCurrentThreadCpuTime();
    while (spent < ROUND_NANOS) {
      for (int i = 0; i < BATCH; i++) {
        kept += work.get() == null ? 1 : 0;
      }
      calls += BATCH;
      spent = THREADS.getCurrentThreadCpuTime() - start;
    }
    if (kept > 0) {
      throw new IllegalStateException("no answer: " + name);
    }
    bytes = (THREADS.getCurrentThreadAllocatedBytes() - allocated) / calls;
    if (counted) {
      nanos[seen++] = spent / calls;
    }
  }

  private void print() {
    Arrays.sort(nanos);
    System.out.printf(
        "%s: least %d, median %d ns, %d B%n", name, nanos[0], nanos[ROUNDS / 2], bytes);
  }
}
