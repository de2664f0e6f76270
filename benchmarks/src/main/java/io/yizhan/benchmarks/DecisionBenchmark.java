package io.yizhan.benchmarks;

import io.yizhan.claim.Claim;
import io.yizhan.gateway.desk.PlanBook;
import io.yizhan.policy.Fact;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Settler;
import io.yizhan.settlement.Situation;
import io.yizhan.settlement.Standing;
import io.yizhan.settlement.Waterfall;
import io.yizhan.settlement.WaterfallRun;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One claim through the July 2016 plan: the run alone, the whole settler (identities, sentences,
 * usage), and the same rules written by hand in BigDecimal. Claims, usage and identities vary, so
 * that branches cannot be learnt.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecisionBenchmark {
  /**
   * Enough that branches cannot be learnt, few enough to lie in the cache as a fresh claim does.
   */
  private static final int CASES = 512;

  private Situation[] situations = {};
  private Claim[] claims = {};
  private Standing[] standings = {};
  private BigDecimalRules[] bigDecimals = {};
  private Settler settler = new Settler((insured, county, care, dates) -> emptyPlan());
  private final WaterfallRun run = new WaterfallRun();
  private int next;

  private static PolicyPlan emptyPlan() {
    throw new IllegalStateException("set up before use");
  }

  /** Prepares the cases and checks that both ways agree on every one of them. */
  @Setup
  public void prepare() {
    PlanBook book = JulyPlan.book();
    settler = new Settler(book);
    List<Claim> made = JulyPlan.claims(CASES);
    situations = new Situation[CASES];
    claims = made.toArray(new Claim[0]);
    standings = new Standing[CASES];
    bigDecimals = new BigDecimalRules[CASES];
    for (int i = 0; i < CASES; i++) {
      Claim claim = claims[i];
      Standing standing = JulyPlan.standing(i);
      standings[i] = standing;
      PolicyPlan plan =
          book.planFor(claim.insuredRegion(), claim.insuredRegion(), claim.care(), claim.dates());
      int place = plan.fact(Fact.IDENTITY).placeOf(standing.identities().get(0).category());
      situations[i] =
          Situation.of(
              plan, claim, standing, claim.dates().last(), java.util.Optional.empty(), place);
      bigDecimals[i] = new BigDecimalRules(claim, standing);
      long fen = run.run(situations[i]).patientShareFen();
      if (bigDecimals[i].patientShare().compareTo(BigDecimal.valueOf(fen, 2)) != 0) {
        throw new IllegalStateException("the two ways differ on case " + i);
      }
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

  /** The whole settler: plan look-up, identities, usage, sentences. */
  @Benchmark
  public Decision settler() {
    int i = nextCase();
    return settler.settle(claims[i], standings[i]);
  }

  /** The same rules by hand in BigDecimal. */
  @Benchmark
  public BigDecimal bigDecimal() {
    return bigDecimals[nextCase()].patientShare();
  }
}
