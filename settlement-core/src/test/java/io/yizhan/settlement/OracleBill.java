package io.yizhan.settlement;

import io.yizhan.claim.Bill;
import io.yizhan.claim.Claim;
import io.yizhan.claim.ItemLine;
import io.yizhan.policy.Definitions;
import io.yizhan.policy.PolicyTable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The bill of a claim in the parts of a document, yuan, and what nobody has borne of it yet. */
final class OracleBill {
  private static final List<String> COMMON = List.of("in", "first", "over_limit", "out");
  private static final List<String> COMMON_ZH = List.of("政策内", "先行自付", "超限价", "目录外");
  private static final List<String> HOSPITAL_ORDER = List.of("over_limit", "in", "first", "out");
  static final BigDecimal ZERO = BigDecimal.ZERO.setScale(2);

  private final PolicyTable table;
  private final Map<String, BigDecimal> billed = new LinkedHashMap<>();
  private final Map<String, BigDecimal> left = new LinkedHashMap<>();
  private BigDecimal aside = ZERO;
  private boolean fits = true;
  private boolean fixed;

  OracleBill(PolicyTable table, Claim claim) {
    this.table = table;
    Bill bill = claim.bill();
    billed.put("in", yuan(bill.inFen()));
    billed.put("first", yuan(bill.firstFen()));
    billed.put("over_limit", yuan(bill.overLimitFen()));
    billed.put("out", yuan(bill.outFen()));
    if (!table.own().items().isEmpty() && !claim.items().isEmpty()) {
      divideItems(claim);
    } else {
      cutParts(claim);
    }
    left.putAll(billed);
  }

  static BigDecimal yuan(long fen) {
    return BigDecimal.valueOf(fen, 2);
  }

  /** What is cut out of a part is no longer in it. */
  private void cutParts(Claim claim) {
    for (Definitions.Part part : table.own().parts()) {
      String from = key(part.cutFrom()).orElseThrow();
      BigDecimal said = yuan(claim.facts().numbers().getOrDefault(part.name().key(), 0L));
      BigDecimal rest = billed.getOrDefault(from, ZERO).subtract(said);
      fits &= rest.signum() >= 0;
      billed.put(from, rest.max(ZERO));
      billed.put(part.name().key(), said);
    }
  }

  /** The classes of the item lines: shares first, the rest takes what remains. */
  private void divideItems(Claim claim) {
    BigDecimal total = total(billed);
    Map<String, BigDecimal> classes = new TreeMap<>();
    for (ItemLine line : claim.items()) {
      long fen = line.inFen() + line.firstFen() + line.overLimitFen() + line.outFen();
      classes.merge(line.itemClass(), yuan(fen), BigDecimal::add);
    }
    billed.replaceAll((part, any) -> ZERO);
    table.own().parts().forEach(part -> billed.put(part.name().key(), ZERO));
    for (Map.Entry<String, BigDecimal> each : classes.entrySet()) {
      Optional<Definitions.ItemSplit> split =
          table.own().items().stream()
              .filter(item -> OracleFacts.isNamed(item.itemClass(), each.getKey()))
              .findFirst();
      if (split.isEmpty() || each.getValue().signum() < 0) {
        fits = false;
        return;
      }
      BigDecimal rest = each.getValue();
      for (Map.Entry<String, Integer> share : new TreeMap<>(split.get().sharesPpm()).entrySet()) {
        BigDecimal due =
            each.getValue()
                .multiply(BigDecimal.valueOf(share.getValue(), 6))
                .setScale(2, RoundingMode.HALF_UP)
                .min(rest);
        billed.merge(key(share.getKey()).orElseThrow(), due, BigDecimal::add);
        rest = rest.subtract(due);
      }
      billed.merge(key(split.get().rest()).orElseThrow(), rest, BigDecimal::add);
    }
    fits &= total(billed).compareTo(total) == 0;
  }

  /** Whether the claim says parts that its bill has. */
  boolean fits() {
    return fits;
  }

  /** The key of a part that is written by its key or its Chinese name. */
  Optional<String> key(String text) {
    int common = COMMON_ZH.indexOf(text);
    if (common >= 0 || COMMON.contains(text)) {
      return Optional.of(common >= 0 ? COMMON.get(common) : text);
    }
    return table.own().parts().stream()
        .map(Definitions.Part::name)
        .filter(name -> OracleFacts.isNamed(name, text))
        .map(PolicyTable.Name::key)
        .findFirst();
  }

  /** The price takes the place of the bill: the whole of it lies in scope. */
  void fix(BigDecimal price) {
    billed.replaceAll((part, any) -> ZERO);
    billed.put("in", price);
    left.putAll(billed);
    fixed = true;
  }

  /** What was served before the identity's first day loses its share of what is left in scope. */
  void setAside(Claim claim, LocalDate identityFrom) {
    BigDecimal all = inScope(claim, LocalDate.MAX);
    if (all.signum() > 0) {
      BigDecimal before = inScope(claim, identityFrom).max(ZERO);
      aside = left("in").multiply(before).divide(all, 2, RoundingMode.HALF_UP).min(left("in"));
      left.put("in", left("in").subtract(aside));
    }
  }

  /** Whether lines are needed to say what was served before a day, and none does. */
  boolean lacksDates(Claim claim) {
    return (fixed || billed("in").signum() > 0) && inScope(claim, LocalDate.MAX).signum() <= 0;
  }

  /** What item lines before a day have in scope; all they cost where a price stands for them. */
  private BigDecimal inScope(Claim claim, LocalDate day) {
    BigDecimal sum = BigDecimal.ZERO;
    for (ItemLine line : claim.items()) {
      BigDecimal all = yuan(line.inFen() + line.firstFen() + line.overLimitFen() + line.outFen());
      BigDecimal weight = fixed ? all : yuan(line.inFen());
      if (!fixed && !table.own().items().isEmpty()) {
        weight = all.multiply(shareInScope(line.itemClass()));
      }
      sum = line.serviceDate().isBefore(day) ? sum.add(weight) : sum;
    }
    return sum;
  }

  private BigDecimal shareInScope(String itemClass) {
    BigDecimal inScope = BigDecimal.ZERO;
    for (Definitions.ItemSplit split : table.own().items()) {
      if (OracleFacts.isNamed(split.itemClass(), itemClass)) {
        BigDecimal rest = BigDecimal.ONE;
        for (Map.Entry<String, Integer> share : split.sharesPpm().entrySet()) {
          BigDecimal part = BigDecimal.valueOf(share.getValue(), 6);
          rest = rest.subtract(part);
          boolean in = key(share.getKey()).equals(Optional.of("in"));
          inScope = in ? inScope.add(part) : inScope;
        }
        inScope = key(split.rest()).equals(Optional.of("in")) ? inScope.add(rest) : inScope;
      }
    }
    return inScope;
  }

  BigDecimal aside() {
    return aside;
  }

  BigDecimal billed(String part) {
    return billed.getOrDefault(part, ZERO);
  }

  BigDecimal left(String part) {
    return left.getOrDefault(part, ZERO);
  }

  /** What somebody bears of a part already; what is only set aside nobody bears. */
  BigDecimal paid(String part) {
    BigDecimal paid = billed(part).subtract(left(part));
    return part.equals("in") ? paid.subtract(aside) : paid;
  }

  BigDecimal total() {
    return total(billed);
  }

  /** All that is left for layers to count. */
  BigDecimal leftTotal() {
    return total(left);
  }

  /** All that nobody bears. */
  BigDecimal patient() {
    return total(left).add(aside);
  }

  List<String> parts() {
    return List.copyOf(billed.keySet());
  }

  void takeHospitalShare(BigDecimal amount) {
    take(amount, HOSPITAL_ORDER);
  }

  /** Takes from these parts in their order, then from the others; what was set aside goes last. */
  void take(BigDecimal amount, List<String> order) {
    BigDecimal toTake = amount;
    List<String> all = new java.util.ArrayList<>(order);
    billed.keySet().stream().filter(part -> !order.contains(part)).forEach(all::add);
    for (String part : all) {
      BigDecimal here = toTake.min(left(part));
      left.put(part, left(part).subtract(here));
      toTake = toTake.subtract(here);
    }
    aside = aside.subtract(toTake);
    if (aside.signum() < 0) {
      throw new IllegalStateException("more was paid than is left");
    }
  }

  private static BigDecimal total(Map<String, BigDecimal> parts) {
    return parts.values().stream().reduce(ZERO, BigDecimal::add);
  }
}
