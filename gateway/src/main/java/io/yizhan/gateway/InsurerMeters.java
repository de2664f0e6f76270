package io.yizhan.gateway;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.yizhan.gateway.desk.BrokenRule;
import io.yizhan.gateway.insurer.InsurerClients;

/** Shows how many answers of each insurer have broken each rule of the contract. */
final class InsurerMeters {
  static final String BROKEN = "yizhan.insurer.answers.invalid";

  private InsurerMeters() {}

  /** All of them from the start, so that the first one is seen as a rise. */
  static void bind(InsurerClients insurers, MeterRegistry registry) {
    for (String insurer : insurers.names()) {
      for (BrokenRule rule : BrokenRule.values()) {
        FunctionCounter.builder(BROKEN, insurers, from -> from.brokenBy(insurer, rule))
            .description("Answers of an insurer that break the contract")
            .tag("insurer", insurer)
            .tag("rule", rule.label())
            .register(registry);
      }
    }
  }
}
