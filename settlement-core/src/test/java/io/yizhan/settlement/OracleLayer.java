package io.yizhan.settlement;

import io.yizhan.policy.PolicyTable;
import io.yizhan.policy.PolicyTable.Change;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One row of one layer: base, threshold, bands, caps, room, and the four ways. */
final class OracleLayer {
  private final NaiveOracle oracle;
  private final PolicyTable.Layer layer;
  private final PolicyTable.Row row;
  private final OracleTally tally;
  private final List<Change> changes = new ArrayList<>();
  private Optional<BigDecimal> reachedRate = Optional.empty();
  private Optional<String> refused = Optional.empty();

  OracleLayer(NaiveOracle oracle, PolicyTable.Layer layer, PolicyTable.Row row, OracleTally tally) {
    this.oracle = oracle;
    this.layer = layer;
    this.row = row;
    this.tally = tally;
  }

  Optional<BigDecimal> reachedRate() {
    return reachedRate;
  }

  Optional<String> refused() {
    return refused;
  }

  NaiveOracle.Result compute() {
    for (PolicyTable.Adjustment adjustment : layer.adjustments()) {
      if (adjustment.when().stream().allMatch(each -> oracle.holds(each, List.of(), layer))) {
        changes.addAll(adjustment.changes());
        adjustment.changes().forEach(each -> tally.see("adjusts " + each.kind(), true));
      }
    }
    oracle.quantities().setBaseNow(OracleBill.ZERO);
    BigDecimal base = oracle.amounts().sum(row.settings().counts());
    oracle.quantities().setBaseNow(base);
    BigDecimal x = used(layer.reading().over().threshold());
    BigDecimal threshold = adjusted("threshold", row.settings().threshold());
    BigDecimal end = x.add(base);
    BigDecimal from = x.max(threshold);
    BigDecimal to = end.max(threshold);
    if (row.settings().trigger().isPresent()) {
      threshold = OracleBill.ZERO;
      BigDecimal trigger = adjusted("trigger", row.settings().trigger());
      boolean met = isMet(end, trigger);
      boolean first = met && !isMet(x, trigger);
      from = first && layer.reading().earlierCounted() ? OracleBill.ZERO : x;
      to = met ? end : x;
      from = met ? from : x;
      tally.see("trigger met", met);
      tally.see("trigger not met", !met);
      tally.see("earlier counted", first && from.compareTo(x) < 0);
    } else if (layer.reading().less().isPresent()) {
      from = threshold;
    }
    BigDecimal eligible = to.subtract(from);
    BigDecimal deductible = base.subtract(eligible).max(OracleBill.ZERO);
    tally.see("threshold keeps", deductible.signum() > 0);
    tally.see("over an account", layer.reading().over().threshold().isPresent() && x.signum() > 0);
    BigDecimal axisFrom = axisFrom(from, threshold, base, eligible);
    return onAxis(base, deductible, threshold, axisFrom, axisFrom.add(eligible));
  }

  private boolean isMet(BigDecimal reached, BigDecimal trigger) {
    int order = reached.compareTo(trigger);
    return order > 0 || (order == 0 && !row.settings().triggerBeyond());
  }

  private BigDecimal used(Optional<String> account) {
    return account
        .map(name -> oracle.accounts().used(oracle.accounts().named(name).orElseThrow()))
        .orElse(OracleBill.ZERO);
  }

  /** Where the eligible part begins on the axis of the bands. */
  private BigDecimal axisFrom(
      BigDecimal from, BigDecimal threshold, BigDecimal base, BigDecimal eligible) {
    boolean fromThreshold = layer.reading().bandsFromThreshold();
    tally.see("bands from threshold", fromThreshold && threshold.signum() > 0);
    if (layer.reading().over().bands().equals(layer.reading().over().threshold())) {
      return fromThreshold ? from.subtract(threshold) : from;
    }
    tally.see("bands on another axis", true);
    if (layer.reading().over().bands().isPresent()) {
      return used(layer.reading().over().bands());
    }
    return fromThreshold ? OracleBill.ZERO : base.subtract(eligible).max(OracleBill.ZERO);
  }

  private NaiveOracle.Result onAxis(
      BigDecimal base,
      BigDecimal deductible,
      BigDecimal threshold,
      BigDecimal from,
      BigDecimal to) {
    BigDecimal eligible = to.subtract(from);
    boolean flat = row.settings().rate() instanceof PolicyTable.Flat;
    OracleCurve curve = curve(to);
    BigDecimal wanted;
    if (row.settings().rate() instanceof PolicyTable.Flat sum) {
      wanted = eligible.signum() > 0 ? oracle.amounts().amount(sum.amount()) : OracleBill.ZERO;
      tally.see("flat", wanted.signum() > 0);
    } else if (roundsOnYear()) {
      BigDecimal start = layer.reading().bandsFromThreshold() ? OracleBill.ZERO : threshold;
      wanted = round(curve.due(start, to)).subtract(round(curve.due(start, from)));
      tally.see("year total", wanted.signum() > 0 && from.compareTo(start) > 0);
    } else {
      wanted = round(curve.due(from, to));
    }
    if (layer.reading().less().isPresent()) {
      wanted = wanted.subtract(used(layer.reading().less())).max(OracleBill.ZERO);
      tally.see("less", wanted.signum() > 0 && used(layer.reading().less()).signum() > 0);
    }
    BigDecimal paid = bounded(wanted);
    BigDecimal consumed = eligible.subtract(curve.next(from, to));
    tally.see("next", curve.next(from, to).signum() > 0);
    if (paid.compareTo(wanted) != 0 && !flat) {
      consumed = curve.consumed(from, to, paid);
    }
    BigDecimal kept = base.subtract(deductible);
    BigDecimal over = kept.subtract(paid).max(OracleBill.ZERO);
    BigDecimal excess = eligible.subtract(consumed).min(over);
    NaiveOracle.Result own =
        new NaiveOracle.Result(
            base, deductible, paid, kept.subtract(paid).subtract(excess), excess);
    return paid.compareTo(kept) > 0 ? NaiveOracle.divided(own, paid) : own;
  }

  private OracleCurve curve(BigDecimal to) {
    if (row.settings().rate() instanceof PolicyTable.Bands marginal) {
      BigDecimal atMost = BigDecimal.valueOf(layer.reading().rateAtMostPpm(), 6);
      OracleCurve curve = OracleCurve.of(marginal.bands(), changesOf("rate"), atMost);
      tally.see("several bands", marginal.bands().size() > 1);
      reachedRate = Optional.of(curve.reached(to));
      return curve;
    }
    BigDecimal rate = BigDecimal.ZERO;
    if (row.settings().rate() instanceof PolicyTable.RateOf of) {
      rate = oracle.reachedRate(of.layer().value());
      tally.see("rate as a layer", rate.signum() > 0);
    } else if (row.settings().rate() instanceof PolicyTable.Decided decided) {
      int ppm = oracle.record(decided.record()).flatMap(Standing.Approval::ratePpm).orElse(-1);
      boolean within = ppm >= decided.minPpm() && ppm <= decided.maxPpm();
      refused = within ? Optional.empty() : Optional.of("DECISION_OUT_OF_RANGE");
      rate = BigDecimal.valueOf(Math.max(0, ppm), 6);
      tally.see("rate decided", within);
    }
    reachedRate = Optional.of(rate);
    return OracleCurve.flatRate(rate);
  }

  /** Over the one account that adds exactly its own base, by its bands alone. */
  private boolean roundsOnYear() {
    PolicyTable.Over over = layer.reading().over();
    boolean oneAxis = over.threshold().isPresent() && over.threshold().equals(over.bands());
    if (!oracle.table().rounding().yearTotal() || !oneAxis) {
      return false;
    }
    List<PolicyTable.Text> adds =
        oracle.accounts().adds(oracle.accounts().named(over.threshold().get()).orElseThrow());
    return adds.size() == 1
        && adds.get(0).value().equals(layer.name().key() + ".base")
        && layer.reading().less().isEmpty()
        && layer.rows().stream()
            .allMatch(
                each ->
                    each.settings().trigger().isEmpty()
                        && each.settings().rate() instanceof PolicyTable.Bands);
  }

  private List<Change> changesOf(String setting) {
    return changes.stream().filter(change -> change.setting().equals(setting)).toList();
  }

  /** An amount with the changes that hold, in written order, rounded once. */
  private BigDecimal adjusted(String setting, Optional<PolicyTable.Text> text) {
    BigDecimal amount =
        text.map(given -> oracle.amounts().exact(given.value())).orElse(BigDecimal.ZERO);
    for (Change change : changesOf(setting)) {
      amount =
          switch (change.kind()) {
            case TIMES -> amount.multiply(BigDecimal.valueOf(change.value(), 6));
            case PLUS -> amount.add(OracleBill.yuan(change.value()));
            case SET -> OracleBill.yuan(change.value());
          };
    }
    return OracleAmounts.rounded(amount.max(BigDecimal.ZERO));
  }

  private BigDecimal round(BigDecimal amount) {
    PolicyTable.Rounding rounding = oracle.table().rounding();
    BigDecimal unit = OracleBill.yuan(rounding.unitFen());
    RoundingMode mode =
        switch (rounding.mode()) {
          case HALF_UP -> RoundingMode.HALF_UP;
          case HALF_EVEN -> RoundingMode.HALF_EVEN;
          case DOWN -> RoundingMode.DOWN;
        };
    return amount.divide(unit, 0, mode).multiply(unit).setScale(2);
  }

  /** The least of what is wanted, the room and what each cap has left. */
  private BigDecimal bounded(BigDecimal wanted) {
    BigDecimal paid = wanted;
    if (!NaiveOracle.isBeside(layer)) {
      BigDecimal room =
          oracle.fills(layer).stream()
              .map(oracle.bill()::left)
              .reduce(OracleBill.ZERO, BigDecimal::add);
      tally.see("room binds", room.compareTo(paid) < 0);
      paid = paid.min(room);
    }
    for (PolicyTable.Cap cap : row.settings().caps()) {
      if (cap.amount().isPresent()) {
        BigDecimal left = capLeft(cap);
        tally.see("cap binds", left.compareTo(paid) < 0);
        paid = paid.min(left);
      }
    }
    for (PolicyTable.Cap cap : row.settings().caps()) {
      if (cap.amount().isEmpty()) {
        paid = ofFund(cap, paid);
      }
    }
    return paid;
  }

  private BigDecimal capLeft(PolicyTable.Cap cap) {
    String name = cap.account().orElse("visit");
    BigDecimal amount = capAmount(name, cap);
    if (cap.account().isEmpty()) {
      tally.see("cap visit", true);
      return amount;
    }
    PolicyTable.Account account = oracle.accounts().named(name).orElseThrow();
    if (!oracle.accounts().counts(account)) {
      tally.see("cap of other claims", true);
      return OracleBill.yuan(Long.MAX_VALUE);
    }
    BigDecimal used =
        oracle
            .accounts()
            .used(account)
            .add(oracle.accounts().held(account))
            .add(oracle.quantities().addedByLayers(account));
    if (OracleAccounts.counting(account)) {
      tally.see("cap counts", true);
      return used.compareTo(amount) < 0 ? OracleBill.yuan(Long.MAX_VALUE) : OracleBill.ZERO;
    }
    return amount.subtract(used).max(OracleBill.ZERO);
  }

  /** What others hold may lower a cap's own amount, and never raises it. */
  private BigDecimal capAmount(String name, PolicyTable.Cap cap) {
    BigDecimal ofUsed = adjusted("cap " + name, cap.amount());
    oracle.quantities().countHeld(true);
    BigDecimal withHeld = adjusted("cap " + name, cap.amount());
    oracle.quantities().countHeld(false);
    tally.see("held lowers a cap's amount", withHeld.compareTo(ofUsed) < 0);
    tally.see("held would raise a cap's amount", withHeld.compareTo(ofUsed) > 0);
    return ofUsed.min(withHeld);
  }

  /** The fund's money that is left; with none if short, it covers the payment or gives nothing. */
  private BigDecimal ofFund(PolicyTable.Cap cap, BigDecimal asked) {
    PolicyTable.Account account =
        oracle.accounts().named(cap.account().orElseThrow()).orElseThrow();
    if (!oracle.accounts().counts(account)) {
      return asked;
    }
    BigDecimal left =
        oracle
            .accounts()
            .money(layer.fund())
            .subtract(oracle.quantities().taken(account))
            .max(OracleBill.ZERO);
    boolean isShort = left.compareTo(asked) < 0;
    tally.see("fund short, none", isShort && account.noneIfShort());
    tally.see("fund short, part", isShort && !account.noneIfShort());
    return isShort && account.noneIfShort() ? OracleBill.ZERO : asked.min(left);
  }
}
