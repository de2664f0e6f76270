package io.yizhan.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyReader;
import io.yizhan.policy.PolicyTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any claim under any chain of editions, against the oracle that reads what they come to. */
class EditionPropertiesTest {
  private static final int DOCUMENTS = 500;
  private static final int CLAIMS_A_DOCUMENT = 4;

  /** Each kind of change, at least so often in what was decided. */
  private static final int AT_LEAST = 40;

  private static final List<String> KINDS =
      List.of(
          "editions above each other",
          "edition field",
          "edition field added",
          "edition field removed",
          "edition cell",
          "edition row added",
          "edition row removed",
          "edition value",
          "edition value added",
          "edition value removed",
          "edition own field",
          "edition layer added",
          "edition layer removed",
          "settled");

  @ParameterizedTest
  @ValueSource(longs = {12, 20261129})
  void anyClaim_anyChainOfEditions_equalsTheDocumentThatItComesTo(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    RandomDocument documents = new RandomDocument(random);
    OracleTally tally = new OracleTally();
    RandomEditions editions = new RandomEditions(random, tally);
    for (int i = 0; i < DOCUMENTS; i++) {
      Map<String, Object> document = documents.document();
      Optional<PolicyTable> table = PolicyTree.read(document).table();
      if (table.flatMap(OracleTrial::plan).isPresent()) {
        List<Map<String, Object>> chain = editions.chain(document);
        PolicyPlan plan = plan(chain);
        RandomCase cases = new RandomCase(random, table.get());
        for (int j = 0; j < CLAIMS_A_DOCUMENT; j++) {
          OracleTrial trial = cases.trial(document, j);
          trial
              .disagreement(table.get(), plan, tally)
              .ifPresent(found -> fail(found + "\n" + trial + "\n" + yaml(chain)));
        }
      }
    }
    assertEquals(
        List.of(),
        KINDS.stream().filter(kind -> tally.times(kind) < AT_LEAST).toList(),
        () -> tally.all().toString());
  }

  /** The plan of the nearest edition; accounts are those of the document at the end. */
  private static PolicyPlan plan(List<Map<String, Object>> chain) {
    PolicyReader.Reading reading = PolicyTree.read(chain);
    assertTrue(reading.table().isPresent(), () -> reading.issues() + "\n" + yaml(chain));
    assertEquals("random_e0", reading.table().get().code());
    return OracleTrial.plan(reading.table().get())
        .orElseThrow(() -> new AssertionError("no plan of\n" + yaml(chain)));
  }

  private static String yaml(List<Map<String, Object>> chain) {
    return chain.stream().map(PolicyTree::yaml).collect(Collectors.joining("---\n"));
  }
}
