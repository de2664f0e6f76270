package io.yizhan.benchmarks;

import io.yizhan.benchmarks.PackCases.PackCase;
import io.yizhan.claim.Bill;
import io.yizhan.claim.OwnFacts;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A policy of one aid layer whose table has a row for each identity and each bundle: as many rows
 * as asked, everything else the same.
 */
final class RowsPolicy {
  private static final long SEED = 20160701;
  private static final int IDENTITIES = 10;
  private static final int RATE_LEAST = 40;
  private static final int RATE_STEPS = 50;
  private static final String COUNTY = "990101";

  private final int bundles;

  /** A multiple of ten rows. */
  RowsPolicy(int rows) {
    this.bundles = rows / IDENTITIES;
  }

  private static int ratePercent(int identity, int bundle) {
    return RATE_LEAST + (identity * 7 + bundle * 11) % RATE_STEPS;
  }

  String text() {
    List<String> identities = new ArrayList<>();
    List<String> words = new ArrayList<>();
    StringBuilder rows = new StringBuilder();
    for (int b = 0; b < bundles; b++) {
      words.add("b" + b + " 病种" + b);
    }
    for (int i = 0; i < IDENTITIES; i++) {
      identities.add("i" + i + " 对象" + i);
      for (int b = 0; b < bundles; b++) {
        rows.append("  - [对象").append(i).append(", 病种").append(b).append(", ");
        rows.append(ratePercent(i, b)).append("%, 2万, T 表]\n");
      }
    }
    return """
    policy: rows 行数
    regions: [9901 某市]
    in_force: 2016-01-01 ..
    chosen_by: {inpatient: discharge}
    benefit_year: 01-01
    rounding: half-up 0.01 each_claim
    sources:
      T: {title: 表, read_in: 表, checked_on: 2026-11-22}
    identities: [%s]
    facts: {bundle 病种类: {is: [%s]}}
    accounts:
      AID 救助累计: {adds: aid.paid, of: person, per: year}
    layers:
    - layer: aid 医疗救助
      fund: 610100
      stage: aid
      counts: in
      columns: [对象, 病种类, 比例, 限额 AID, 依据]
      rows:
    %s  otherwise: none
    assumed:
      all: 生成的文件
    """
        .formatted(String.join(", ", identities), String.join(", ", words), rows);
  }

  /** A random case that some row decides. */
  List<PackCase> cases(int count) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    List<PackCase> cases = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      OwnFacts facts = new OwnFacts(Map.of("bundle", "b" + random.nextInt(bundles)), Map.of());
      Bill bill = new Bill(random.nextLong(10_000, 5_000_000), 0, 0, random.nextLong(0, 300_000));
      cases.add(
          new PackCase(
              PackCases.claim(
                  n, COUNTY, "", LocalDate.of(2016, 7, 20), bill, Optional.empty(), facts),
              PackCases.standing(n, COUNTY, "i" + random.nextInt(IDENTITIES), List.of())));
    }
    return cases;
  }

  /** What the row of a case pays, fen. */
  static long paidFen(PackCase one) {
    int identity = Integer.parseInt(one.standing().identities().get(0).category().substring(1));
    String word = one.claim().facts().words().getOrDefault("bundle", "b0");
    long percent = ratePercent(identity, Integer.parseInt(word.substring(1)));
    return Math.min(2_000_000, (one.claim().bill().inFen() * percent + 50) / 100);
  }
}
