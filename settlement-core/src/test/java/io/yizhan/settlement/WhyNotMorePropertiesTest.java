package io.yizhan.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.claim.Claim;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import io.yizhan.settlement.Waterfall.Column;
import io.yizhan.settlement.WhyNotMore.Line;
import io.yizhan.settlement.WhyNotMore.Reason;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the reasons of any claim under any policy must not claim, from the run's columns alone. */
class WhyNotMorePropertiesTest {
  private static final int POLICIES = 800;
  private static final int CLAIMS_A_POLICY = 8;

  private final Set<Reason> seen = EnumSet.noneOf(Reason.class);

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 20160701})
  void anyClaim_anyPolicy_reasonsAddUpToThePatientsShare(long seed) {
    RandomPolicies policies = new RandomPolicies(random(seed));
    for (int i = 0; i < POLICIES; i++) {
      PolicyTable table = policies.table();
      Optional<PolicyPlan> plan =
          PolicyCompiler.compile(new PolicyCompiler.Published(table, "")).plan();
      for (int j = 0; j < CLAIMS_A_POLICY; j++) {
        Claim claim = policies.claim(j);
        Standing standing = policies.standing(table);
        plan.ifPresent(of -> check(of, claim, standing));
      }
    }
    assertEquals(EnumSet.complementOf(EnumSet.of(Reason.BEFORE_IDENTITY)), seen);
  }

  /** The whole language: identities that count day by day, bases wider than what is left. */
  @ParameterizedTest
  @ValueSource(longs = {5, 20230715})
  void anyClaim_anyDocument_noReasonTakesMoreThanIsItsOwn(long seed) {
    RandomGenerator random = random(seed);
    RandomDocument documents = new RandomDocument(random);
    for (int i = 0; i < POLICIES; i++) {
      Map<String, Object> document = documents.document();
      Optional<PolicyTable> table = PolicyTree.read(document).table();
      Optional<PolicyPlan> plan = table.flatMap(OracleTrial::plan);
      if (plan.isPresent()) {
        RandomCase cases = new RandomCase(random, table.orElseThrow());
        for (int j = 0; j < CLAIMS_A_POLICY; j++) {
          OracleTrial trial = cases.trial(document, j);
          check(plan.get(), trial.full(), trial.standing());
        }
      }
    }
    assertEquals(EnumSet.allOf(Reason.class), seen);
  }

  private void check(PolicyPlan plan, Claim claim, Standing standing) {
    Decision decision = new Settler((a, b, c, d) -> plan).settle(claim, standing);
    if (!(decision instanceof Decision.Settled settled)) {
      return;
    }
    Waterfall waterfall = settled.settlement().waterfall();
    List<Line> lines = WhyNotMore.of(waterfall).lines();
    long sum = 0;
    for (Line line : lines) {
      assertTrue(line.amountFen() > 0);
      Sentence sentence = WhySentence.of(waterfall, line);
      assertFalse(sentence.zh().isEmpty());
      assertFalse(sentence.en().isEmpty());
      assertTrue(
          line.amountFen() <= mostFen(waterfall, line),
          () -> line + " is more than " + mostFen(waterfall, line));
      seen.add(line.reason());
      sum += line.amountFen();
    }
    assertEquals(waterfall.patientShareFen(), sum);
    Set<Line> reasons = new HashSet<>();
    lines.forEach(line -> reasons.add(new Line(1, line.reason(), line.layer(), line.part())));
    assertEquals(reasons.size(), lines.size(), () -> "a reason is told twice: " + lines);
  }

  /** The most that a reason can be of, whatever else the run did. */
  private static long mostFen(Waterfall waterfall, Line line) {
    int place = line.layer();
    return switch (line.reason()) {
      case RATE -> {
        long kept = waterfall.of(place, Column.DEDUCTIBLE);
        long eligible =
            Math.min(waterfall.of(place, Column.BASE) - kept, roomFen(waterfall, place));
        yield eligible - waterfall.of(place, Column.WANTED);
      }
      case THRESHOLD -> waterfall.of(place, Column.DEDUCTIBLE);
      case CAP ->
          Math.min(waterfall.of(place, Column.WANTED), roomFen(waterfall, place))
              - waterfall.of(place, Column.PAID);
      case SUPPLIED -> waterfall.supplied(place) ? waterfall.leftFen(place) : 0;
      case NOT_IN_BASE ->
          waterfall.supplied(place)
              ? 0
              : roomFen(waterfall, place) - waterfall.of(place, Column.BASE);
      case BEFORE_IDENTITY -> waterfall.beforeIdentityFen();
      case NO_LAYER -> waterfall.patientShareFen();
    };
  }

  /** What was left to pay, in any part of the bill, when a layer's turn came. */
  private static long roomFen(Waterfall waterfall, int place) {
    boolean aid = waterfall.plan().layers().get(place).stage() == PolicyTable.Stage.AID;
    long aside = aid ? waterfall.beforeIdentityFen() : 0;
    return waterfall.of(place, Column.PAID) + waterfall.leftFen(place) - aside;
  }
}
