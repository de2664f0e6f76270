package io.yizhan.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * The benchmarks of JMH in turn, by the processor time of the thread instead of the clock: on a
 * machine that others use, what matters is what the work costs and not how long it waits. Prints
 * the least and the median of the rounds, ns.
 */
public final class CpuTime {
  private static final int ROUNDS = 21;
  private static final long ROUND_NANOS = 60_000_000;
  private static final int BATCH = 64;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final String name;
  private final Supplier<?> work;
  private final long[] nanos = new long[ROUNDS];
  private int seen;

  private CpuTime(String name, Supplier<?> work) {
    this.name = name;
    this.work = work;
  }

  /** Measures and prints a line for each. */
  public static void main(String[] arguments) {
    List<CpuTime> all = new ArrayList<>();
    DroolsBenchmark drools = new DroolsBenchmark();
    drools.prepare();
    all.add(new CpuTime("drools", drools::drools));
    all.add(new CpuTime("droolsPooled", drools::droolsPooled));
    for (String pack : List.of("zhengzhou", "anhui", "chongqing")) {
      PackBenchmark benchmark = new PackBenchmark();
      benchmark.pack = pack;
      benchmark.prepare();
      all.add(new CpuTime("decision " + pack, benchmark::decision));
      all.add(new CpuTime("bigDecimal " + pack, benchmark::bigDecimal));
      all.add(new CpuTime("compile " + pack, benchmark::compile));
    }
    for (int rows : new int[] {20, 200}) {
      RowsBenchmark benchmark = new RowsBenchmark();
      benchmark.rows = rows;
      benchmark.prepare();
      all.add(new CpuTime("decision, " + rows + " rows", benchmark::decision));
    }
    for (int round = 0; round < ROUNDS; round++) {
      all.forEach(CpuTime::round);
    }
    all.forEach(CpuTime::print);
  }

  private void round() {
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
    nanos[seen++] = spent / calls;
  }

  private void print() {
    Arrays.sort(nanos);
    System.out.printf("%s: least %d, median %d%n", name, nanos[0], nanos[ROUNDS / 2]);
  }
}
