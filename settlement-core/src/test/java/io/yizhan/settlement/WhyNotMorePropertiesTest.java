package io.yizhan.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.claim.Claim;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WhyNotMorePropertiesTest {
  private static final int POLICIES = 800;
  private static final int CLAIMS_A_POLICY = 8;

  @ParameterizedTest
  @ValueSource(longs = {3, 20160701})
  void anyClaim_anyPolicy_reasonsAddUpToThePatientsShare(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    RandomPolicies policies = new RandomPolicies(random);
    Set<WhyNotMore.Reason> seen = EnumSet.noneOf(WhyNotMore.Reason.class);
    for (int i = 0; i < POLICIES; i++) {
      PolicyTable table = policies.table();
      Optional<PolicyPlan> plan =
          PolicyCompiler.compile(new PolicyCompiler.Published(table, "")).plan();
      for (int j = 0; j < CLAIMS_A_POLICY; j++) {
        Claim claim = policies.claim(j);
        Standing standing = policies.standing(table);
        if (plan.isPresent()) {
          check(plan.get(), claim, standing, seen);
        }
      }
    }
    assertEquals(EnumSet.allOf(WhyNotMore.Reason.class), seen);
  }

  private static void check(
      PolicyPlan plan, Claim claim, Standing standing, Set<WhyNotMore.Reason> seen) {
    Decision decision = new Settler((a, b, c, d) -> plan).settle(claim, standing);
    if (!(decision instanceof Decision.Settled settled)) {
      return;
    }
    Waterfall waterfall = settled.settlement().waterfall();
    long sum = 0;
    for (WhyNotMore.Line line : WhyNotMore.of(waterfall).lines()) {
      assertTrue(line.amountFen() > 0);
      Sentence sentence = WhySentence.of(waterfall, line);
      assertFalse(sentence.zh().isEmpty());
      assertFalse(sentence.en().isEmpty());
      seen.add(line.reason());
      sum += line.amountFen();
    }
    assertEquals(waterfall.patientShareFen(), sum);
  }
}
