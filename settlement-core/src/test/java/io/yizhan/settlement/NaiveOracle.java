package io.yizhan.settlement;

import io.yizhan.claim.BillPart;
import io.yizhan.claim.Claim;
import io.yizhan.policy.PolicyTable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The language's meaning in plain BigDecimal, from the authored table, written to be compared with
 * docs/policy-language.md and with nothing else. Slow, and sharing no code with the run.
 */
final class NaiveOracle {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private final PolicyTable table;
  private final Claim claim;
  private final Standing standing;
  private final String identity;
  private final LocalDate day;
  private final Map<BillPart, BigDecimal> billed = new EnumMap<>(BillPart.class);
  private final Map<BillPart, BigDecimal> left = new EnumMap<>(BillPart.class);
  private final Map<String, Result> results = new LinkedHashMap<>();

  /** What one layer did, yuan. */
  record Result(
      BigDecimal base,
      BigDecimal deductible,
      BigDecimal paid,
      BigDecimal copay,
      BigDecimal excess) {}

  NaiveOracle(PolicyTable table, Claim claim, Standing standing, String identity) {
    this.table = table;
    this.claim = claim;
    this.standing = standing;
    this.identity = identity;
    this.day = claim.dates().last();
    for (BillPart part : BillPart.values()) {
      billed.put(part, yuan(claim.bill().partFen(part)));
      left.put(part, yuan(claim.bill().partFen(part)));
    }
  }

  static BigDecimal yuan(long fen) {
    return BigDecimal.valueOf(fen, 2);
  }

  Map<String, Result> run() {
    claim.insurer().ifPresent(this::placeInsurer);
    for (PolicyTable.Layer layer : table.layers()) {
      if (layer.stage() == PolicyTable.Stage.INSURANCE) {
        runLayer(layer);
      }
    }
    for (PolicyTable.Layer layer : table.layers()) {
      if (layer.stage() == PolicyTable.Stage.AID) {
        runLayer(layer);
      }
    }
    return results;
  }

  BigDecimal patient() {
    return left.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private void placeInsurer(io.yizhan.claim.InsurerSettlement insurer) {
    take(
        yuan(insurer.hospitalShareFen()),
        List.of(BillPart.OVER_LIMIT, BillPart.IN, BillPart.FIRST, BillPart.OUT));
    insurer
        .payments()
        .forEach(
            payment -> {
              boolean named =
                  table.layers().stream()
                      .anyMatch(layer -> layer.fund().equals(payment.fundCode()));
              if (!named) {
                take(yuan(payment.amountFen()), List.of(BillPart.values()));
              }
            });
  }

  private void runLayer(PolicyTable.Layer layer) {
    Optional<PolicyTable.Row> row = row(layer);
    Result own =
        row.isPresent() && recordHeld(layer)
            ? compute(layer, row.get())
            : new Result(zero(), zero(), zero(), zero(), zero());
    BigDecimal paid = own.paid();
    if (layer.stage() == PolicyTable.Stage.INSURANCE && claim.insurer().isPresent()) {
      paid = isFirstInsuranceOfFund(layer) ? supplied(layer.fund()) : zero();
    } else if (layer.stage() == PolicyTable.Stage.AID) {
      paid = withAlready(layer, own.paid());
    }
    results.put(layer.name().key(), paid.compareTo(own.paid()) == 0 ? own : divided(own, paid));
    List<BillPart> order = fills(layer);
    for (BillPart part : BillPart.values()) {
      if (!order.contains(part)) {
        order.add(part);
      }
    }
    take(paid, order);
  }

  /**
   * The base divided anew: what was really paid, the threshold's part, the cap's part, the rest.
   */
  private static Result divided(Result own, BigDecimal paid) {
    BigDecimal base = own.base().max(paid);
    BigDecimal afterPaid = base.subtract(paid);
    BigDecimal deductible = own.deductible().min(afterPaid);
    BigDecimal afterDeductible = afterPaid.subtract(deductible);
    BigDecimal excess = own.excess().min(afterDeductible);
    return new Result(base, deductible, paid, afterDeductible.subtract(excess), excess);
  }

  private final Map<String, BigDecimal> absorbed = new LinkedHashMap<>();

  /**
   * What the insurer's platform paid already of an aid fund is part of what the fund's layers pay.
   */
  private BigDecimal withAlready(PolicyTable.Layer layer, BigDecimal own) {
    BigDecimal allToPlace = zero();
    for (String fund : aidFunds()) {
      allToPlace = allToPlace.add(supplied(fund).subtract(absorbed.getOrDefault(fund, zero())));
    }
    BigDecimal ofFund =
        aidFunds().contains(layer.fund())
            ? supplied(layer.fund()).subtract(absorbed.getOrDefault(layer.fund(), zero()))
            : zero();
    PolicyTable.Layer last = lastOfFund(layer.fund());
    BigDecimal here = last.equals(layer) ? ofFund : ofFund.min(own);
    if (position(layer) > position(last)) {
      here = zero();
    }
    absorbed.merge(layer.fund(), here, BigDecimal::add);
    BigDecimal reserved = allToPlace.subtract(here);
    return here.max(own.min(patient().subtract(reserved)));
  }

  private int position(PolicyTable.Layer layer) {
    return table.layers().indexOf(layer);
  }

  private List<String> aidFunds() {
    return table.layers().stream()
        .filter(layer -> layer.stage() == PolicyTable.Stage.AID)
        .map(PolicyTable.Layer::fund)
        .distinct()
        .filter(
            fund ->
                table.layers().stream()
                    .noneMatch(
                        layer ->
                            layer.stage() == PolicyTable.Stage.INSURANCE
                                && layer.fund().equals(fund)))
        .toList();
  }

  private PolicyTable.Layer lastOfFund(String fund) {
    List<PolicyTable.Layer> ofFund =
        table.layers().stream()
            .filter(layer -> layer.stage() == PolicyTable.Stage.AID && layer.fund().equals(fund))
            .toList();
    List<PolicyTable.Layer> applying =
        ofFund.stream().filter(layer -> row(layer).isPresent() && recordHeld(layer)).toList();
    if (!applying.isEmpty()) {
      return applying.get(applying.size() - 1);
    }
    return ofFund.stream()
        .filter(layer -> layer.when().stream().allMatch(this::holds))
        .findFirst()
        .orElse(ofFund.get(0));
  }

  private BigDecimal supplied(String fund) {
    return claim.insurer().map(insurer -> yuan(insurer.paidByFen(fund))).orElse(zero());
  }

  private boolean isFirstInsuranceOfFund(PolicyTable.Layer layer) {
    return table.layers().stream()
        .filter(other -> other.stage() == PolicyTable.Stage.INSURANCE)
        .filter(other -> other.fund().equals(layer.fund()))
        .findFirst()
        .orElseThrow()
        .equals(layer);
  }

  private Optional<PolicyTable.Row> row(PolicyTable.Layer layer) {
    if (!layer.when().stream().allMatch(this::holds)) {
      return Optional.empty();
    }
    return layer.rows().stream()
        .filter(row -> row.conditions().stream().allMatch(this::holds))
        .findFirst();
  }

  private boolean holds(PolicyTable.Condition condition) {
    return condition.subject().equals("care")
        ? condition.values().contains(claim.care().code())
        : condition.values().contains(identity);
  }

  private boolean recordHeld(PolicyTable.Layer layer) {
    return switch (layer.needs().orElse("")) {
      case "" -> true;
      case "grant" -> grantLeft(layer).signum() > 0;
      default -> !standing.approvals().isEmpty();
    };
  }

  private BigDecimal grantLeft(PolicyTable.Layer layer) {
    if (!layer.needs().equals(Optional.of("grant"))) {
      return zero();
    }
    return standing.grants().stream()
        .filter(grant -> grant.fund().equals(layer.fund()))
        .map(grant -> yuan(grant.amountFen() - grant.drawnFen()))
        .reduce(zero(), BigDecimal::add);
  }

  private Result compute(PolicyTable.Layer layer, PolicyTable.Row row) {
    BigDecimal base = zero();
    for (PolicyTable.Text term : row.settings().counts()) {
      base = base.add(term(layer, term.value()));
    }
    base = round(base);
    BigDecimal threshold =
        row.settings().threshold().map(text -> new BigDecimal(text.value())).orElse(zero());
    BigDecimal position =
        layer.reading().over().bands().map(name -> yuan(used(name).usedFen())).orElse(zero());
    BigDecimal from = position.max(threshold);
    BigDecimal to = position.add(base).max(threshold);
    BigDecimal shift = layer.reading().bandsFromThreshold() ? threshold : zero();
    BigDecimal start = threshold.subtract(shift);
    BigDecimal wanted =
        table.rounding().yearTotal() && layer.reading().over().bands().isPresent()
            ? round(curve(row, start, to.subtract(shift)))
                .subtract(round(curve(row, start, from.subtract(shift))))
            : round(curve(row, from.subtract(shift), to.subtract(shift)));
    BigDecimal room = fills(layer).stream().map(left::get).reduce(zero(), BigDecimal::add);
    BigDecimal paid = wanted.min(room);
    for (PolicyTable.Cap cap : row.settings().caps()) {
      paid = cap.amount().isEmpty() ? paid : paid.min(capLeft(layer, cap, paid));
    }
    for (PolicyTable.Cap cap : row.settings().caps()) {
      paid = cap.amount().isEmpty() ? paid.min(capLeft(layer, cap, paid)) : paid;
    }
    BigDecimal eligible = to.subtract(from);
    BigDecimal consumed =
        paid.compareTo(wanted) == 0
            ? eligible
            : consumed(row, from.subtract(shift), to.subtract(shift), paid);
    return new Result(
        base,
        base.subtract(eligible),
        paid,
        consumed.subtract(paid).max(zero()),
        eligible.subtract(consumed));
  }

  private BigDecimal capLeft(PolicyTable.Layer layer, PolicyTable.Cap cap, BigDecimal asked) {
    if (cap.account().isEmpty()) {
      return amount(cap);
    }
    if (cap.amount().isEmpty()) {
      Standing.FundMoney money =
          Optional.ofNullable(standing.funds().get(layer.fund())).orElseThrow();
      BigDecimal left = yuan(money.budgetFen() - money.usedFen() - money.heldFen()).max(zero());
      boolean none =
          table.accounts().stream()
              .filter(account -> account.name().key().equals(cap.account().get()))
              .findFirst()
              .orElseThrow()
              .noneIfShort();
      return none && left.compareTo(asked) < 0 ? zero() : left;
    }
    Standing.Usage usage = used(cap.account().get());
    return amount(cap).subtract(yuan(usage.usedFen() + usage.heldFen())).max(zero());
  }

  private static BigDecimal amount(PolicyTable.Cap cap) {
    return new BigDecimal(cap.amount().orElseThrow().value());
  }

  private static List<PolicyTable.Band> bands(PolicyTable.Row row) {
    return ((PolicyTable.Bands) row.settings().rate()).bands();
  }

  private static List<BillPart> fills(PolicyTable.Layer layer) {
    List<BillPart> parts = new ArrayList<>();
    for (PolicyTable.Text fill : layer.fills()) {
      for (BillPart part : BillPart.values()) {
        if (part.code().equals(fill.value())) {
          parts.add(part);
        }
      }
    }
    return parts;
  }

  private Standing.Usage used(String account) {
    boolean life =
        table.accounts().stream()
            .anyMatch(
                each ->
                    each.name().key().equals(account) && each.period() == PolicyTable.Period.LIFE);
    return standing.usageOf("random/" + account, life ? 0 : day.getYear());
  }

  private BigDecimal term(PolicyTable.Layer layer, String text) {
    if (text.contains(" of ")) {
      BigDecimal percent = new BigDecimal(text.substring(0, text.indexOf('%')));
      return percent
          .divide(HUNDRED)
          .multiply(term(layer, text.substring(text.indexOf(" of ") + 4)));
    }
    BigDecimal bill = billed.values().stream().reduce(zero(), BigDecimal::add);
    switch (text) {
      case "in":
        return value(billed, BillPart.IN);
      case "in.left":
        return value(left, BillPart.IN);
      case "first.left":
        return value(left, BillPart.FIRST);
      case "bill":
        return bill;
      case "bill.left":
        return patient();
      case "grant":
        return grantLeft(layer);
      default:
        String[] parts = text.split("\\.", -1);
        Result result = results.get(parts[0]);
        if (result == null) {
          throw new IllegalStateException(text);
        }
        return switch (parts[1]) {
          case "excess" -> result.excess();
          case "copay" -> result.copay();
          default -> result.deductible();
        };
    }
  }

  private static BigDecimal value(Map<BillPart, BigDecimal> from, BillPart part) {
    return from.getOrDefault(part, zero());
  }

  private static BigDecimal curve(PolicyTable.Row row, BigDecimal from, BigDecimal to) {
    BigDecimal sum = zero();
    for (PolicyTable.Band band : bands(row)) {
      BigDecimal low = from.max(yuan(band.fromFen()));
      BigDecimal high = band.toFen().map(end -> to.min(yuan(end))).orElse(to);
      if (high.compareTo(low) > 0) {
        sum = sum.add(high.subtract(low).multiply(BigDecimal.valueOf(band.ratePpm(), 6)));
      }
    }
    return sum;
  }

  private static BigDecimal consumed(
      PolicyTable.Row row, BigDecimal from, BigDecimal to, BigDecimal paid) {
    BigDecimal toPay = paid;
    BigDecimal length = zero();
    for (PolicyTable.Band band : bands(row)) {
      BigDecimal low = from.max(yuan(band.fromFen()));
      BigDecimal high = band.toFen().map(end -> to.min(yuan(end))).orElse(to);
      if (high.compareTo(low) <= 0 || toPay.signum() == 0) {
        continue;
      }
      BigDecimal rate = BigDecimal.valueOf(band.ratePpm(), 6);
      BigDecimal whole = high.subtract(low).multiply(rate);
      if (whole.compareTo(toPay) <= 0) {
        length = length.add(high.subtract(low));
        toPay = toPay.subtract(whole);
      } else {
        length = length.add(toPay.divide(rate, 2, RoundingMode.HALF_UP));
        toPay = zero();
      }
    }
    return length.min(to.subtract(from));
  }

  private void take(BigDecimal amount, List<BillPart> order) {
    BigDecimal toTake = amount;
    for (BillPart part : order) {
      BigDecimal here = toTake.min(value(left, part));
      left.put(part, value(left, part).subtract(here));
      toTake = toTake.subtract(here);
    }
    if (toTake.signum() != 0) {
      throw new IllegalStateException("more was paid than is left");
    }
  }

  private static BigDecimal round(BigDecimal amount) {
    return amount.setScale(2, RoundingMode.HALF_UP);
  }

  private static BigDecimal zero() {
    return BigDecimal.ZERO.setScale(2);
  }
}
