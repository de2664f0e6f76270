package io.yizhan.benchmarks;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is timed beside the plan answers what the plan answers, claim by claim. */
class AgreementTest {
  @BeforeAll
  static void atHome() {
    System.setProperty("yizhan.home", "..");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zhengzhou", "anhui", "chongqing"})
  void rulesByHand_randomClaims_agreeWithThePlan(String pack) {
    PackBenchmark benchmark = new PackBenchmark();
    benchmark.pack = pack;
    assertDoesNotThrow(benchmark::prepare);
    assertNotNull(benchmark.bigDecimal());
  }

  @Test
  void drools_randomClaims_agreesWithThePlan() {
    DroolsBenchmark benchmark = new DroolsBenchmark();
    assertDoesNotThrow(benchmark::prepare);
    assertNotNull(benchmark.drools());
    assertNotNull(benchmark.droolsPooled());
  }

  @Test
  void julyPlan_itsOwnClaims_agreesWithTheRulesByHand() {
    DecisionBenchmark benchmark = new DecisionBenchmark();
    assertDoesNotThrow(benchmark::prepare);
    assertNotNull(benchmark.bigDecimal());
  }
}
