package io.yizhan.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.claim.Claim;
import io.yizhan.ledger.JournalEntry;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One person's claims, some of them taken back: the engine adds what each settlement says it uses
 * and subtracts the same when it is taken back; the oracle adds up afresh, in numbers of its own,
 * what those use that stand.
 */
class TakenBackPropertiesTest {
  private static final int DOCUMENTS = 500;
  private static final int CLAIMS = 7;
  private static final int TAKEN_BACK_PERCENT = 45;

  private static final Map<String, Integer> AT_LEAST =
      Map.of(
          "taken back",
          500,
          "decided after one was taken back",
          500,
          "decided otherwise than if it stood",
          100,
          "grant drawn",
          20);

  /** A settlement that stands, as the engine and as the oracle book it. */
  private record Booked(Settlement settlement, OracleBooks engine, OracleBooks oracle) {}

  @ParameterizedTest
  @ValueSource(longs = {5, 20261130})
  void claims_someTakenBack_areDecidedAsIfThoseHadNeverBeen(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    RandomDocument documents = new RandomDocument(random);
    OracleTally tally = new OracleTally();
    for (int i = 0; i < DOCUMENTS; i++) {
      Map<String, Object> document = documents.document();
      Optional<PolicyTable> table = PolicyTree.read(document).table();
      Optional<PolicyPlan> plan = table.flatMap(OracleTrial::plan);
      if (plan.isPresent()) {
        try {
          sequence(random, document, table.orElseThrow(), plan.get(), tally);
        } catch (AssertionError e) {
          throw new AssertionError(e.getMessage() + "\n" + PolicyTree.yaml(document), e);
        }
      }
    }
    AT_LEAST.forEach(
        (what, times) -> assertTrue(tally.times(what) >= times, () -> what + " " + tally.all()));
  }

  private static void sequence(
      RandomGenerator random,
      Map<String, Object> document,
      PolicyTable table,
      PolicyPlan plan,
      OracleTally tally) {
    RandomCase cases = new RandomCase(random, table);
    Standing base = cases.trial(document, 0).standing();
    OracleBooks books = new OracleBooks();
    List<Booked> standing = new ArrayList<>();
    List<OracleBooks> everything = new ArrayList<>();
    boolean takenBack = false;
    for (int number = 0; number < CLAIMS; number++) {
      Claim claim = cases.trial(document, number).full();
      OracleBooks afresh = OracleBooks.sumOf(standing.stream().map(Booked::oracle).toList());
      assertEquals(afresh.toString(), books.toString(), "what is used");
      Standing before = afresh.over(base);
      Optional<OracleSettlement.Both> both =
          OracleSettlement.settled(table, plan, claim, books.over(base), before, tally);
      if (both.isPresent()) {
        tally.see("decided after one was taken back", takenBack);
        if (takenBack) {
          Standing asIfItStood = OracleBooks.sumOf(everything).over(base);
          tally.see(
              "decided otherwise than if it stood",
              OracleSettlement.best(table, claim, asIfItStood)
                  .filter(way -> way.burden().compareTo(both.get().way().burden()) == 0)
                  .isEmpty());
        }
        Booked booked =
            new Booked(
                both.get().settlement(),
                OracleBooks.of(both.get().settlement()),
                OracleBooks.of(table, both.get().way().oracle(), before));
        books.book(booked.engine(), 1);
        standing.add(booked);
        everything.add(booked.oracle());
      }
      if (!standing.isEmpty() && random.nextInt(100) < TAKEN_BACK_PERCENT) {
        Booked gone = standing.remove(random.nextInt(standing.size()));
        books.book(gone.engine(), -1);
        JournalEntry entry = JournalEntry.of(gone.settlement());
        assertEquals(0, entry.debitsFen() + entry.mirrored().debitsFen());
        tally.see("taken back", true);
        takenBack = true;
      }
    }
  }
}
