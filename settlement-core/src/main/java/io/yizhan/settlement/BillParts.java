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
  private static final int COMMON = BillPart.values().length;

  private BillParts() {}

  /** The parts, fen; empty where the claim does not fit what the plan asks of it. */
  static Optional<long[]> of(PolicyPlan plan, Claim claim) {
    long[] parts = new long[plan.parts().size()];
    parts[BillPart.IN.ordinal()] = claim.bill().inFen();
    parts[BillPart.FIRST.ordinal()] = claim.bill().firstFen();
    parts[BillPart.OVER_LIMIT.ordinal()] = claim.bill().overLimitFen();
    parts[BillPart.OUT.ordinal()] = claim.bill().outFen();
    if (!plan.items().isEmpty() && !claim.items().isEmpty()) {
      Map<String, Long> classes = new LinkedHashMap<>();
      for (ItemLine line : claim.items()) {
        classes.merge(line.itemClass(), total(line), Fen::plus);
      }
      return split(plan, classes, claim.bill().totalFen());
    }
    for (int part = COMMON; part < parts.length; part++) {
      String key = plan.parts().get(part).key();
      long own = Optional.ofNullable(claim.facts().numbers().get(key)).orElse(0L);
      int from = plan.cuts()[part - COMMON];
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
   * What of a bill was served before a day, by the dated lines' share of what is in scope.
   *
   * @param before what the lines before the day weigh
   * @param all what all lines weigh; nothing where no line says what is in scope
   */
  record Dated(BigInteger before, BigInteger all) {
    boolean tells() {
      return all.signum() > 0;
    }

    /** The share of an amount, rounded half-up, never more than the amount. */
    long beforeFen(long amountFen) {
      BigInteger share =
          BigInteger.TWO
              .multiply(BigInteger.valueOf(amountFen))
              .multiply(before.max(BigInteger.ZERO))
              .add(all)
              .divide(all.shiftLeft(1));
      return share.min(BigInteger.valueOf(amountFen)).longValueExact();
    }
  }

  /**
   * Weighs the dated lines: each by what of it is in scope, by its class where classes divide the
   * bill; by all of it where a fixed price stands for the whole bill.
   */
  static Dated dated(PolicyPlan plan, Claim claim, LocalDate day, boolean priced) {
    BigInteger before = BigInteger.ZERO;
    BigInteger all = BigInteger.ZERO;
    for (ItemLine line : claim.items()) {
      BigInteger weight = BigInteger.valueOf(priced ? total(line) : line.inFen());
      if (!priced && !plan.items().isEmpty()) {
        weight =
            BigInteger.valueOf(total(line))
                .multiply(BigInteger.valueOf(inScopePpm(plan, line.itemClass())));
      }
      all = all.add(weight);
      before = line.serviceDate().isBefore(day) ? before.add(weight) : before;
    }
    return new Dated(before, all);
  }

  private static long inScopePpm(PolicyPlan plan, String itemClass) {
    int in = BillPart.IN.ordinal();
    for (PolicyPlan.ItemSplit split : plan.items()) {
      if (split.itemClass().equals(itemClass)) {
        long named = 0;
        long inScope = 0;
        for (int i = 0; i < split.parts().length; i++) {
          named += split.sharesPpm()[i];
          inScope += split.parts()[i] == in ? split.sharesPpm()[i] : 0;
        }
        return split.restPart() == in ? inScope + Fen.PPM_WHOLE - named : inScope;
      }
    }
    return 0;
  }
}
