package io.yizhan.proof;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyReader;
import io.yizhan.policy.PolicyTable;
import io.yizhan.settlement.PolicyTree;
import io.yizhan.settlement.Waterfall;
import io.yizhan.settlement.Waterfall.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where the routing lemma proves all layers of a fund, no fen more of any part lowers the fund's
 * total: tried fen by fen, over policies whose figures are a few fen, so that every cap, threshold
 * and edge of a band lies on the way.
 */
class ProvedLayersPropertiesTest {
  private static final int POLICIES = 8_000;
  private static final int BILL_MAX_FEN = 60;
  private static final List<String> RATES =
      List.of("10%", "33%", "50%", "60%", "70%", "75%", "76%", "80%", "90%", "100%");
  private static final List<String> PARTS = List.of("in", "first", "over_limit", "out");

  /** Pays all that is left, so what the others leave must grow. */
  private static final Map<String, Object> REST =
      Map.of("counts", "bill.left", "fills", "bill", "rate", "100%", "cap", "unlimited");

  @ParameterizedTest
  @ValueSource(longs = {11, 20261129})
  void fund_whoseLayersAreProved_neverPaysLessOfAFenMore(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Map<String, Integer> proved = new TreeMap<>();
    for (int i = 0; i < POLICIES; i++) {
      Map<String, Object> document = document(random);
      PolicyReader.Reading reading = PolicyTree.read(document);
      Optional<PolicyTable> table = reading.table();
      Optional<PolicyPlan> plan = table.flatMap(ProvedLayersPropertiesTest::plan);
      if (plan.isPresent()) {
        check(document, table.get(), plan.get(), random, proved);
      }
    }
    for (String shape :
        List.of("excess", "cap follows", "wider", "billed", "next", "pot", "plain")) {
      assertTrue(proved.getOrDefault(shape, 0) >= 300, () -> shape + ": " + proved);
    }
  }

  private static Optional<PolicyPlan> plan(PolicyTable table) {
    Optional<PolicyCompiler.Published> published =
        Optional.of(new PolicyCompiler.Published(table, ""));
    return PolicyCompiler.compile(published, published).plan();
  }

  private static void check(
      Map<String, Object> document,
      PolicyTable table,
      PolicyPlan plan,
      RandomGenerator random,
      Map<String, Integer> proved) {
    Circumstances.All all = Circumstances.of(table, plan, false, new Patience(() -> true));
    for (Circumstance circumstance : all.circumstances()) {
      RoutingLemma.Verdict verdict = RoutingLemma.judge(plan, circumstance);
      Set<String> funds = new LinkedHashSet<>();
      for (int i = 0; i < plan.layers().size(); i++) {
        funds.add(plan.layers().get(i).fund());
      }
      for (int i = 0; i < plan.layers().size(); i++) {
        if (verdict.silences().get(i).isPresent()) {
          funds.remove(plan.layers().get(i).fund());
        } else {
          shapes(document, i).forEach(shape -> proved.merge(shape, 1, Integer::sum));
        }
      }
      long[] usedFen = new long[plan.accounts().size()];
      for (int slot = 0; slot < usedFen.length; slot++) {
        usedFen[slot] = random.nextInt(15);
      }
      Probe probe = new Probe(plan, table, circumstance, usedFen);
      for (int part = 0; part < PARTS.size() && !funds.isEmpty(); part++) {
        walk(document, plan, probe, funds, part, random);
      }
    }
  }

  /** Along one part, the others as they happen to be. */
  private static void walk(
      Map<String, Object> document,
      PolicyPlan plan,
      Probe probe,
      Set<String> funds,
      int part,
      RandomGenerator random) {
    long[] bill = new long[plan.parts().size()];
    for (int other = 0; other < bill.length; other++) {
      bill[other] = random.nextBoolean() ? 0 : random.nextInt(BILL_MAX_FEN);
    }
    bill[part] = 0;
    Waterfall before = probe.run(bill);
    while (bill[part] < BILL_MAX_FEN) {
      bill[part]++;
      Waterfall now = probe.run(bill);
      for (String fund : funds) {
        long paidBefore = paid(plan, before, fund);
        long paid = paid(plan, now, fund);
        assertTrue(
            paid >= paidBefore,
            () ->
                "%s paid %d and, of a fen more in %s, %d; the bill is %s of%n%s"
                    .formatted(
                        fund,
                        paidBefore,
                        PARTS.get(part),
                        paid,
                        Arrays.toString(bill),
                        PolicyTree.yaml(document)));
      }
      before = now;
    }
  }

  private static long paid(PolicyPlan plan, Waterfall waterfall, String fund) {
    long sum = 0;
    for (int i = 0; i < plan.layers().size(); i++) {
      sum += plan.layers().get(i).fund().equals(fund) ? waterfall.of(i, Column.PAID) : 0;
    }
    return sum;
  }

  private static <T> T one(RandomGenerator random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static String figure(RandomGenerator random) {
    return "0.%02d".formatted(random.nextInt(1, 25));
  }

  private static Map<String, Object> document(RandomGenerator random) {
    Map<String, Object> accounts = new LinkedHashMap<>();
    List<Object> layers = new ArrayList<>();
    int count = random.nextInt(2, 5);
    List<String> shared = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<String, Object> layer = new LinkedHashMap<>();
      layer.put("layer", "l" + i + " 层" + i);
      boolean inPot = random.nextInt(4) == 0;
      layer.put("fund", inPot ? "random_S" : "random_F" + i);
      layer.put("stage", "aid");
      putBase(random, layer, i);
      if (i > 1 && i == count - 1 && random.nextBoolean()) {
        layer.putAll(REST);
      } else {
        putAxis(random, layer, i, accounts);
        putRate(random, layer);
        putCap(random, layer, i, accounts);
      }
      if (inPot) {
        shared.add("l" + i + ".paid");
        layer.put("cap S", figure(random));
        layer.remove("cap", "unlimited");
      }
      layer.put("otherwise", "none");
      layer.put("cite", "D");
      layers.add(layer);
    }
    if (!shared.isEmpty()) {
      accounts.put("S 总额", ofPerson(shared));
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("policy", "random 随机");
    document.put("regions", List.of("4101 郑州市"));
    document.put("in_force", "2000-01-01 ..");
    document.put("chosen_by", Map.of("住院", "discharge"));
    document.put("benefit_year", "01-01");
    document.put(
        "rounding",
        one(random, List.of("half-up", "half-up", "down"))
            + " 0.01 "
            + one(random, List.of("each_claim", "each_claim", "year_total")));
    document.put(
        "sources", Map.of("D", Map.of("title", "办法", "read_in", "网", "checked_on", "2026-01-01")));
    document.put("identities", List.of("a 甲"));
    document.put("accounts", accounts);
    document.put("layers", layers);
    return document;
  }

  private static Map<String, Object> ofPerson(Object adds) {
    return Map.of("adds", adds, "of", "person", "per", "year");
  }

  private static void putBase(RandomGenerator random, Map<String, Object> layer, int place) {
    String before = "l" + (place - Math.min(place, random.nextInt(1, 3))) + ".excess";
    layer.put(
        "counts",
        one(
            random,
            List.of(
                "in.left",
                "in.left",
                "in.left + first.left",
                "bill.left",
                "in",
                "bill",
                "50% of in.left",
                place == 0 ? "first.left" : before,
                place == 0 ? "in.left" : before,
                place == 0 ? "in.left" : before)));
    layer.put(
        "fills",
        one(random, List.of("in", "in", "in", "bill", List.of("in", "first"), List.of("first"))));
  }

  private static void putAxis(
      RandomGenerator random, Map<String, Object> layer, int place, Map<String, Object> accounts) {
    boolean ofYear = random.nextInt(3) == 0;
    layer.put("over", ofYear ? "B" + place : "visit");
    if (ofYear) {
      accounts.put("B" + place + " 基" + place, ofPerson("l" + place + ".base"));
    }
    if (random.nextInt(3) == 0) {
      layer.put("threshold", figure(random));
      layer.put("bands_from", one(random, List.of("zero", "threshold")));
    }
  }

  private static void putRate(RandomGenerator random, Map<String, Object> layer) {
    if (random.nextInt(3) > 0) {
      layer.put("rate", one(random, RATES));
      return;
    }
    Map<String, Object> bands = new LinkedHashMap<>();
    bands.put("0-0.10", one(random, RATES));
    bands.put("0.10-0.20", one(random, List.of("next", "0%", "50%", "80%")));
    bands.put("0.20-", one(random, List.of("next", "60%", "90%")));
    layer.put("band", bands);
  }

  private static void putCap(
      RandomGenerator random, Map<String, Object> layer, int place, Map<String, Object> accounts) {
    switch (random.nextInt(6)) {
      case 0, 1 -> layer.put("cap visit", figure(random));
      case 2 -> {
        accounts.put("P" + place + " 额" + place, ofPerson("l" + place + ".paid"));
        layer.put("cap P" + place, figure(random));
      }
      case 3 ->
          layer.put(
              "cap visit",
              one(
                  random,
                  List.of(
                      "50% of in",
                      "30% of bill",
                      "80% of in.left",
                      place == 0 ? "90% of in" : "l" + (place - 1) + ".excess")));
      default -> layer.put("cap", "unlimited");
    }
  }

  /** What is special of a layer. */
  private static Set<String> shapes(Map<String, Object> document, int place) {
    List<?> layers = (List<?>) Objects.requireNonNull(document.get("layers"));
    String layer = String.valueOf(layers.get(place));
    Map<String, String> marks =
        Map.of(
            "excess", "counts=l[0-9].excess",
            "cap follows", "cap visit=([0-9]+% of|l)",
            "wider", "counts=(bill.left|in.left \\+ first.left), fills=in",
            "billed", "counts=(in|bill),",
            "next", "=next",
            "pot", "cap S=",
            "plain", "counts=in.left,");
    Set<String> shapes = new LinkedHashSet<>();
    marks.forEach(
        (shape, mark) -> {
          if (Pattern.compile(mark).matcher(layer).find()) {
            shapes.add(shape);
          }
        });
    return shapes;
  }
}
