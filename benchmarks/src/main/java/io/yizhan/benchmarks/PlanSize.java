package io.yizhan.benchmarks;

import io.yizhan.gateway.desk.Sha256;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyPlan;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * What a plan holds in memory: many plans of one text are kept, and the growth of the heap after
 * collections is divided by their number. The texts and tables of each plan, which it names in its
 * sentences, are counted with it.
 */
public final class PlanSize {
  private static final int PLANS = 500;
  private static final int COLLECTIONS = 4;

  private PlanSize() {}

  /** Prints a line for each pack. */
  public static void main(String[] arguments) {
    for (String pack : List.of("zhengzhou", "anhui", "chongqing", "zhengzhou")) {
      String file = PackCases.fileOf(pack);
      System.out.printf("%s: %d B%n", pack, bytes(file, JulyPlan.textOf(file)));
    }
    for (int rows : new int[] {20, 200}) {
      System.out.printf("%d rows: %d B%n", rows, bytes("rows.yaml", new RowsPolicy(rows).text()));
    }
  }

  private static long bytes(String file, String text) {
    List<PolicyPlan> plans = new ArrayList<>(PLANS);
    plans.add(plan(file, text));
    long before = usedBytes();
    while (plans.size() <= PLANS) {
      plans.add(plan(file, text));
    }
    long after = usedBytes();
    return (after - before) / (plans.size() - 1);
  }

  private static PolicyPlan plan(String file, String text) {
    return PolicyCompiler.compile(
            new PolicyCompiler.Published(
                new YamlPolicy().read(file, text).table().orElseThrow(), Sha256.hexOf(text)))
        .plan()
        .orElseThrow();
  }

  private static long usedBytes() {
    for (int i = 0; i < COLLECTIONS; i++) {
      ManagementFactory.getMemoryMXBean().gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
