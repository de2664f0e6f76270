package io.yizhan.settlement;

import io.yizhan.claim.BillPart;
import io.yizhan.claim.Claim;
import io.yizhan.claim.ItemLine;
import io.yizhan.money.Fen;
import io.yizhan.policy.PolicyPlan;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a bill falls into the parts of a plan: as the claim says, as item classes say, and what was
 * served before the identity began.
 */
final class BillParts {
  private BillParts() {}

  /** The parts, fen; empty where the claim does not fit what the plan asks of it. */
  static Optional<long[]> of(PolicyPlan plan, Claim claim) {
    long[] parts = new long[plan.parts().size()];
    for (BillPart part : BillPart.values()) {
      parts[part.ordinal()] = claim.bill().partFen(part);
    }
    if (!plan.items().isEmpty() && !claim.items().isEmpty()) {
      Map<String, Long> classes = new LinkedHashMap<>();
      for (ItemLine line : claim.items()) {
        classes.merge(line.itemClass(), total(line), Fen::plus);
      }
      return split(plan, classes, claim.bill().totalFen());
    }
    int common = BillPart.values().length;
    for (int part = common; part < parts.length; part++) {
      String key = plan.parts().get(part).key();
      long own = Optional.ofNullable(claim.facts().numbers().get(key)).orElse(0L);
      int from = plan.cuts()[part - common];
      if (own > parts[from]) {
        return Optional.empty();
      }
      parts[from] -= own;
      parts[part] = own;
    }
    return Optional.of(parts);
  }

  private static long total(ItemLine line) {
    return Fen.plus(
        Fen.plus(line.inFen(), line.firstFen()), Fen.plus(line.overLimitFen(), line.outFen()));
  }

  private static Optional<long[]> split(PolicyPlan plan, Map<String, Long> classes, long totalFen) {
    long[] parts = new long[plan.parts().size()];
    long sum = 0;
    for (Map.Entry<String, Long> each : classes.entrySet()) {
      Optional<PolicyPlan.ItemSplit> split =
          plan.items().stream().filter(s -> s.itemClass().equals(each.getKey())).findFirst();
      if (split.isEmpty() || each.getValue() < 0) {
        return Optional.empty();
      }
      long rest = each.getValue();
      for (int i = 0; i < split.get().parts().length; i++) {
        int ppm = split.get().sharesPpm()[i];
        long share = Math.min(rest, Fen.roundHalfUp(Fen.timesPpm(each.getValue(), ppm)));
        parts[split.get().parts()[i]] += share;
        rest -= share;
      }
      parts[split.get().restPart()] += rest;
      sum = Fen.plus(sum, each.getValue());
    }
    return sum == totalFen ? Optional.of(parts) : Optional.empty();
  }

  /**
   * Whether it is known what was served before a day: the service began on it or after it, or dated
   * lines have something in scope.
   */
  static boolean tellsBefore(Claim claim, LocalDate day) {
    return !day.isAfter(claim.dates().first())
        || claim.bill().inFen() == 0
        || claim.items().stream().anyMatch(line -> line.inFen() > 0);
  }

  /**
   * What of an amount was served before a day, by the dated lines' share of what is in scope,
   * rounded half-up.
   */
  static long beforeFen(Claim claim, LocalDate day, long amountFen) {
    long before = 0;
    long all = 0;
    for (ItemLine line : claim.items()) {
      all = Fen.plus(all, line.inFen());
      before = Fen.plus(before, line.serviceDate().isBefore(day) ? line.inFen() : 0);
    }
    if (all <= 0) {
      return 0;
    }
    BigInteger twice = BigInteger.TWO.multiply(BigInteger.valueOf(amountFen));
    BigInteger product = twice.multiply(BigInteger.valueOf(Math.max(0, before)));
    BigInteger divisor = BigInteger.TWO.multiply(BigInteger.valueOf(all));
    long share = product.add(BigInteger.valueOf(all)).divide(divisor).longValueExact();
    return Math.min(amountFen, share);
  }
}
