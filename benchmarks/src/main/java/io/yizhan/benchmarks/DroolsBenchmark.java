package io.yizhan.benchmarks;

import io.yizhan.benchmarks.PackCases.PackCase;
import io.yizhan.benchmarks.rules.AidCase;
import io.yizhan.gateway.desk.PlanBook;
import io.yizhan.settlement.Situation;
import io.yizhan.settlement.Waterfall;
import io.yizhan.settlement.WaterfallRun;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.kie.api.runtime.StatelessKieSession;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Zhengzhou's inpatient rules of July 2016 in Drools beside the plan. Nothing is timed before
 * Drools, fresh and pooled, agrees with the plan on {@link PackBenchmark#CHECKED} random claims.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DroolsBenchmark {
  private static final String PACK = "zhengzhou";
  private static final int CASES = 512;

  private final DroolsRules rules = new DroolsRules();
  private final StatelessKieSession fresh = rules.fresh();
  private final StatelessKieSession pooled = rules.pooled();
  private final WaterfallRun run = new WaterfallRun();
  private Situation[] situations = {};
  private AidCase[] cases = {};
  private int next;

  /** Prepares the cases and checks that all ways agree. */
  @Setup
  public void prepare() {
    String file = PackCases.fileOf(PACK);
    PlanBook book = JulyPlan.book(file, JulyPlan.textOf(file));
    List<PackCase> made = PackCases.of(PACK, PackBenchmark.CHECKED);
    situations = new Situation[CASES];
    cases = new AidCase[CASES];
    for (int i = 0; i < made.size(); i++) {
      PackCase one = made.get(i);
      Situation situation = one.situation(book);
      long fen = run.run(situation).patientShareFen();
      check(fresh, one, fen);
      check(pooled, one, fen);
      situations[i & (CASES - 1)] = situation;
      cases[i & (CASES - 1)] = DroolsRules.caseOf(one.claim(), one.standing());
    }
  }

  /** A case that Drools has not seen, so that an answer cannot be left from before. */
  private static void check(StatelessKieSession session, PackCase one, long fen) {
    AidCase asked = DroolsRules.caseOf(one.claim(), one.standing());
    session.execute(asked);
    if (asked.getPatientShare().compareTo(BigDecimal.valueOf(fen, 2)) != 0) {
      throw new IllegalStateException(
          "Drools answers " + asked.getPatientShare() + " where the plan answers " + fen + " fen");
    }
  }

  private int nextCase() {
    next = (next + 1) & (CASES - 1);
    return next;
  }

  /** The decision: one pass down the layers. */
  @Benchmark
  public Waterfall decision() {
    return run.run(situations[nextCase()]);
  }

  /** Drools, a stateless session as its manual has it. */
  @Benchmark
  public BigDecimal drools() {
    return answer(fresh);
  }

  /** Drools, its stateless session on a pool. */
  @Benchmark
  public BigDecimal droolsPooled() {
    return answer(pooled);
  }

  private BigDecimal answer(StatelessKieSession session) {
    AidCase asked = cases[nextCase()];
    session.execute(asked);
    return asked.getPatientShare();
  }
}
