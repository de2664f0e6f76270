package io.yizhan.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.yizhan.policy.PolicyTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any claim under any document of the whole language, against the oracle. */
class LanguagePropertiesTest {
  private static final int DOCUMENTS = 800;
  private static final int CLAIMS_A_DOCUMENT = 8;

  /** Documents that the compiler refuses, in a hundred, at most: the rest must be worth the run. */
  private static final int REFUSED_PERCENT_MAX = 15;

  /** What must really have taken part in at least so many claims, or nothing was compared. */
  private static final Map<Integer, List<String>> AT_LEAST =
      Map.of(
          100,
          List.of(
              "settled",
              "refused FACT_REQUIRED",
              "refused INSURER_AMOUNT_REQUIRED",
              "several identities",
              "supplied",
              "already paid",
              "divided anew",
              "household",
              "by a fact",
              "includes an account of before",
              "includes an account",
              "record missing",
              "needs decision",
              "needs major_illness",
              "row by quantity",
              "threshold keeps",
              "over an account",
              "trigger met",
              "trigger not met",
              "bands from threshold",
              "bands on another axis",
              "several bands",
              "flat",
              "cap binds",
              "cap visit",
              "cap counts",
              "cap of other claims",
              "room binds",
              "beside",
              "quota",
              "not insured",
              "no identity",
              "paid by several",
              "plain",
              "plain, over an account",
              "plain, cap binds",
              "adjusts TIMES",
              "adjusts PLUS",
              "adjusts SET"),
          30,
          List.of(
              "refused BILL_DOES_NOT_FIT",
              "needs grant",
              "grant drawn",
              "each_day sets aside",
              "fund short, none",
              "fund short, part",
              "next",
              "less",
              "rate as a layer",
              "rate decided",
              "plain, cap of earlier layers",
              "no identity, for anybody",
              "not insured, asked",
              "year total"),
          3,
          List.of(
              "refused DECISION_OUT_OF_RANGE",
              "needs special_disease",
              "earlier counted",
              "held lowers a cap's amount",
              "held would raise a cap's amount"));

  @ParameterizedTest
  @ValueSource(longs = {7, 20260101})
  void anyClaim_anyDocument_equalsTheNaiveOracle(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    RandomDocument documents = new RandomDocument(random);
    OracleTally tally = new OracleTally();
    int refused = 0;
    for (int i = 0; i < DOCUMENTS; i++) {
      Map<String, Object> document = documents.document();
      Optional<PolicyTable> table = PolicyTree.read(document).table();
      if (table.flatMap(OracleTrial::plan).isEmpty()) {
        refused++;
        continue;
      }
      RandomCase cases = new RandomCase(random, table.get());
      for (int j = 0; j < CLAIMS_A_DOCUMENT; j++) {
        compare(cases.trial(document, j), tally);
      }
    }
    assertTrue(refused <= DOCUMENTS * REFUSED_PERCENT_MAX / 100, refused + " refused");
    AT_LEAST.forEach(
        (times, features) ->
            assertEquals(
                List.of(),
                features.stream().filter(feature -> tally.times(feature) < times).toList(),
                () -> "fewer than " + times + ": " + tally.all()));
  }

  /** Fails with the smallest document and claim that still disagree. */
  private static void compare(OracleTrial trial, OracleTally tally) {
    Optional<String> found = trial.disagreement(tally);
    if (found.isPresent()) {
      OracleTrial small = OracleShrink.shrunk(trial);
      fail(found.get() + "\n" + small.disagreement(new OracleTally()) + "\n" + small);
    }
  }
}
