package io.yizhan.benchmarks;

import io.yizhan.benchmarks.PackCases.PackCase;
import io.yizhan.gateway.desk.PlanBook;
import io.yizhan.gateway.desk.Sha256;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyTable;
import io.yizhan.settlement.Situation;
import io.yizhan.settlement.Waterfall;
import io.yizhan.settlement.WaterfallRun;
import java.math.BigDecimal;
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

/**
 * The decision on three packs, the same rules by hand, and what it costs to read and compile a
 * pack. Nothing is timed before both ways agree on {@link #CHECKED} random claims.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PackBenchmark {
  static final int CHECKED = 10_000;
  private static final int CASES = 512;

  /** Which policy. */
  @Param({"zhengzhou", "anhui", "chongqing"})
  public String pack = "";

  private Situation[] situations = {};
  private HandRules[] byHand = {};
  private final WaterfallRun run = new WaterfallRun();
  private final YamlPolicy source = new YamlPolicy();
  private String file = "";
  private String text = "";
  private int next;

  /** Prepares the cases and checks that both ways agree. */
  @Setup
  public void prepare() {
    file = PackCases.fileOf(pack);
    text = JulyPlan.textOf(file);
    PlanBook book = JulyPlan.book(file, text);
    List<PackCase> cases = PackCases.of(pack, CHECKED);
    situations = new Situation[CASES];
    byHand = new HandRules[CASES];
    for (int i = 0; i < CHECKED; i++) {
      Situation situation = cases.get(i).situation(book);
      HandRules hand = PackCases.byHand(pack, cases.get(i));
      Waterfall waterfall = run.run(situation);
      BigDecimal share = hand.patientShare();
      if (share.compareTo(BigDecimal.valueOf(waterfall.patientShareFen(), 2)) != 0) {
        throw new IllegalStateException(
            "the two ways differ on case "
                + i
                + ": "
                + waterfall.patientShareFen()
                + " fen and by hand "
                + share);
      }
      situations[i & (CASES - 1)] = situation;
      byHand[i & (CASES - 1)] = hand;
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

  /** The same rules by hand in BigDecimal. */
  @Benchmark
  public BigDecimal bigDecimal() {
    return byHand[nextCase()].patientShare();
  }

  /** From the text of the document to a plan. */
  @Benchmark
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public PolicyCompiler.Compilation compile() {
    PolicyTable table = source.read(file, text).table().orElseThrow();
    return PolicyCompiler.compile(new PolicyCompiler.Published(table, Sha256.hexOf(text)));
  }
}
