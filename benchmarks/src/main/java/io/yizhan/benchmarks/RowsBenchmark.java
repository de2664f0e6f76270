package io.yizhan.benchmarks;

import io.yizhan.benchmarks.PackCases.PackCase;
import io.yizhan.gateway.desk.PlanBook;
import io.yizhan.settlement.Situation;
import io.yizhan.settlement.Waterfall;
import io.yizhan.settlement.WaterfallRun;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Whether a policy with more rows is slower to decide: the same policy with 20 and 200 rows. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RowsBenchmark {
  private static final int CASES = 512;

  /** How many rows the table has. */
  @Param({"20", "200"})
  public int rows = 20;

  private Situation[] situations = {};
  private final WaterfallRun run = new WaterfallRun();
  private int next;

  /** Prepares the cases and checks that each is decided by its own row. */
  @Setup
  public void prepare() {
    RowsPolicy policy = new RowsPolicy(rows);
    PlanBook book = JulyPlan.book("rows.yaml", policy.text());
    List<PackCase> cases = policy.cases(PackBenchmark.CHECKED);
    situations = new Situation[CASES];
    for (int i = 0; i < cases.size(); i++) {
      Situation situation = cases.get(i).situation(book);
      long fen = run.run(situation).of(0, Waterfall.Column.PAID);
      if (fen != RowsPolicy.paidFen(cases.get(i))) {
        throw new IllegalStateException("another row decided case " + i + ": " + fen + " fen");
      }
      situations[i & (CASES - 1)] = situation;
    }
  }

  /** The decision: one layer, one of so many rows. */
  @Benchmark
  public Waterfall decision() {
    next = (next + 1) & (CASES - 1);
    return run.run(situations[next]);
  }
}
