package io.yizhan.settlement;

import io.yizhan.claim.Claim;
import io.yizhan.claim.FundAmount;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.policy.Definitions;
import io.yizhan.policy.PolicyTable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The language's meaning in plain BigDecimal, from the document as it was read, written to be
 * compared with docs/policy-language.md and with nothing else. Slow, and sharing no code with the
 * run. A claim must say all facts that its document asks.
 */
final class NaiveOracle {
  private final PolicyTable table;
  private final Claim claim;
  private final Standing standing;
  private final Optional<Standing.Identity> identity;
  private final LocalDate day;
  private final OracleTally tally;
  private final OracleFacts facts;
  private final OracleBill bill;
  private final OracleQuantities quantities;
  private final OracleInsurer insurer;
  private final OracleAmounts amounts;
  private final Map<String, BigDecimal> reachedRates = new LinkedHashMap<>();
  private BigDecimal beside = OracleBill.ZERO;
  private BigDecimal hospital = OracleBill.ZERO;
  private Optional<String> refused = Optional.empty();

  /** What one layer did, yuan. */
  record Result(
      BigDecimal base,
      BigDecimal deductible,
      BigDecimal paid,
      BigDecimal copay,
      BigDecimal excess) {
    static final Result NOTHING =
        new Result(
            OracleBill.ZERO, OracleBill.ZERO, OracleBill.ZERO, OracleBill.ZERO, OracleBill.ZERO);

    BigDecimal of(String word) {
      return switch (word) {
        case "base", "基数" -> base;
        case "deductible", "起付" -> deductible;
        case "paid", "支付" -> paid;
        case "copay", "自付" -> copay;
        case "excess", "超出" -> excess;
        case "times", "次数" -> paid.signum() > 0 ? BigDecimal.ONE : BigDecimal.ZERO;
        default -> throw new IllegalStateException(word);
      };
    }
  }

  NaiveOracle(
      PolicyTable table,
      Claim claim,
      Standing standing,
      Optional<Standing.Identity> identity,
      OracleTally tally) {
    this.table = table;
    this.claim = claim;
    this.standing = standing;
    this.identity = identity;
    this.day = OracleAccounts.judgedDay(table, claim.care(), claim);
    this.tally = tally;
    this.facts = new OracleFacts(table, claim, standing, day, identity);
    this.bill = new OracleBill(table, claim);
    this.quantities = new OracleQuantities(table, claim, standing, day, facts, bill);
    this.insurer =
        new OracleInsurer(
            table,
            claim,
            facts,
            bill,
            layer -> isAidFor(layer) && isHeld(layer),
            this::mayBeMeant,
            this::mayHold);
    this.amounts = new OracleAmounts(table.own().figures(), quantities::noun);
  }

  /** Runs all layers; the map is what each did, by its key. Empty where the claim is refused. */
  Map<String, Result> run() {
    if (!bill.fits()) {
      refused = Optional.of("BILL_DOES_NOT_FIT");
      return Map.of();
    }
    beforeTheLayers();
    boolean aidBegun = false;
    List<PolicyTable.Layer> ordered = new ArrayList<>(ofStage(PolicyTable.Stage.INSURANCE));
    ordered.addAll(ofStage(PolicyTable.Stage.AID));
    for (PolicyTable.Layer layer : ordered) {
      if (layer.stage() == PolicyTable.Stage.AID && !aidBegun) {
        aidBegun = true;
        if (table.own().identityEachDay() && identity.isPresent()) {
          bill.setAside(claim, identity.get().from());
          tally.see("each_day sets aside", bill.aside().signum() > 0);
        }
      }
      if (refused.isEmpty()) {
        runLayer(layer);
      }
    }
    return refused.isPresent() ? Map.of() : quantities.results();
  }

  /**
   * Whether nobody sent the insurer's amounts, and insurance that asks for the scheme has rows for
   * others of the same facts and none for this one; what is measured is taken as met.
   */
  boolean isOfAnotherScheme() {
    List<PolicyTable.Layer> asking =
        ofStage(PolicyTable.Stage.INSURANCE).stream()
            .filter(layer -> written(layer).anyMatch(each -> isAbout(each, "scheme")))
            .toList();
    boolean isSaid = !claim.insuredScheme().isEmpty() && claim.insurer().isEmpty();
    return isSaid
        && asking.stream().noneMatch(layer -> hasRow(layer, facts))
        && asking.stream()
            .anyMatch(
                layer ->
                    Stream.of("390", "310", "another")
                        .anyMatch(scheme -> hasRow(layer, facts.under(scheme))));
  }

  private static boolean hasRow(PolicyTable.Layer layer, OracleFacts known) {
    return layer.when().stream().allMatch(each -> mayHold(each, List.of(), known))
        && layer.rows().stream()
            .anyMatch(
                row ->
                    row.conditions().stream()
                        .allMatch(each -> mayHold(each, column(layer, each), known)));
  }

  private static boolean mayHold(
      PolicyTable.Condition condition, List<PolicyTable.Condition> column, OracleFacts known) {
    return known.key(condition.subject()).isEmpty()
        || known.holds(condition, column, any -> OracleBill.ZERO);
  }

  private boolean isAbout(PolicyTable.Condition condition, String fact) {
    return facts.key(condition.subject()).equals(Optional.of(fact));
  }

  private static Stream<PolicyTable.Condition> written(PolicyTable.Layer layer) {
    return Stream.of(
            layer.when().stream(),
            layer.rows().stream().flatMap(row -> row.conditions().stream()),
            layer.adjustments().stream().flatMap(each -> each.when().stream()))
        .flatMap(each -> each);
  }

  private List<PolicyTable.Layer> ofStage(PolicyTable.Stage stage) {
    return table.layers().stream().filter(layer -> layer.stage() == stage).toList();
  }

  private boolean isItemDateMissing() {
    return table.own().identityEachDay()
        && identity.filter(held -> held.from().isAfter(claim.dates().first())).isPresent()
        && bill.lacksDates(claim);
  }

  private void beforeTheLayers() {
    BigDecimal settled =
        claim.insurer().map(InsurerSettlement::payments).orElse(List.of()).stream()
            .map(payment -> OracleBill.yuan(payment.amountFen()))
            .reduce(OracleBill.ZERO, BigDecimal::add);
    hospital = OracleBill.yuan(claim.insurer().map(InsurerSettlement::hospitalShareFen).orElse(0L));
    BigDecimal share = hospital;
    for (Definitions.Quota quota : table.own().quotas()) {
      if (quota.when().stream().allMatch(each -> facts.holds(each, List.of(), quantities::noun))) {
        BigDecimal price = amounts.amount(quota.price());
        hospital = hospital.add(bill.total().subtract(price));
        bill.fix(price);
        tally.see("quota", true);
        break;
      }
    }
    if (isItemDateMissing()) {
      refused = Optional.of("FACT_REQUIRED");
      return;
    }
    if (settled.add(share).compareTo(bill.total()) > 0) {
      refused = Optional.of("BILL_DOES_NOT_FIT");
      return;
    }
    bill.takeHospitalShare(share);
    for (FundAmount payment : claim.insurer().map(InsurerSettlement::payments).orElse(List.of())) {
      if (table.layers().stream()
          .noneMatch(each -> OracleInsurer.isSettledBy(each, payment.fundCode()))) {
        bill.take(OracleBill.yuan(payment.amountFen()), List.of());
      }
    }
  }

  private void runLayer(PolicyTable.Layer layer) {
    quantities.begin(layer);
    String key = layer.name().key();
    boolean meant =
        isInsuredFor(layer)
            && isAidFor(layer)
            && layer.when().stream().allMatch(each -> holds(each, List.of(), layer));
    Optional<PolicyTable.Row> row = meant ? row(layer) : Optional.empty();
    boolean held = isHeld(layer);
    tally.see("record missing", row.isPresent() && !held);
    tally.see("needs " + layer.needs().orElse(""), row.isPresent() && held);
    boolean suppliedHere =
        layer.stage() == PolicyTable.Stage.INSURANCE && claim.insurer().isPresent();
    boolean asksAmount =
        layer.amount() == PolicyTable.Amount.SUPPLIED
            || (layer.amount() == PolicyTable.Amount.COMPUTED
                && row.isEmpty()
                && layer.otherwise() == PolicyTable.Otherwise.REFUSE);
    if (meant && asksAmount && !suppliedHere) {
      refused = Optional.of("INSURER_AMOUNT_REQUIRED");
      return;
    }
    Result own = Result.NOTHING;
    if (row.isPresent() && held) {
      OracleLayer computing = new OracleLayer(this, layer, row.get(), tally);
      own = computing.compute();
      computing.reachedRate().ifPresent(rate -> reachedRates.put(key, rate));
      refused = computing.refused();
    }
    OracleInsurer.Paid paid = new OracleInsurer.Paid(own.paid(), OracleBill.ZERO);
    if (suppliedHere) {
      BigDecimal supplied = insurer.suppliedFor(layer);
      paid = new OracleInsurer.Paid(supplied, supplied);
      tally.see("supplied", supplied.signum() > 0);
    } else if (layer.stage() == PolicyTable.Stage.AID) {
      paid = insurer.withAlready(layer, own.paid());
      tally.see("already paid", paid.already().signum() > 0);
    }
    boolean same = paid.paid().compareTo(own.paid()) == 0;
    tally.see("divided anew", !same);
    quantities.done(key, same ? own : divided(own, paid.paid()), paid.already());
    if (isBeside(layer)) {
      beside = beside.add(paid.paid());
      tally.see("beside", paid.paid().signum() > 0);
    } else {
      bill.take(paid.paid(), fills(layer));
    }
    quantities.mark(layer);
  }

  /** An uninsured person is paid nothing by insurance that does not itself ask for it. */
  private boolean isInsuredFor(PolicyTable.Layer layer) {
    if (layer.stage() != PolicyTable.Stage.INSURANCE || facts.word("insured").equals("yes")) {
      return true;
    }
    boolean asks = written(layer).anyMatch(each -> isAbout(each, "insured"));
    tally.see("not insured", !asks);
    tally.see("not insured, asked", asks);
    return asks;
  }

  /** A person without an identity of the document is aided by what is for anybody alone. */
  private boolean isAidFor(PolicyTable.Layer layer) {
    boolean named =
        table.identities().stream().anyMatch(name -> name.key().equals(facts.word("identity")));
    if (layer.stage() != PolicyTable.Stage.AID || named) {
      return true;
    }
    boolean anybody = layer.when().stream().anyMatch(OracleFacts::isAnybody);
    tally.see("no identity", !anybody);
    tally.see("no identity, for anybody", anybody);
    return anybody;
  }

  private boolean isHeld(PolicyTable.Layer layer) {
    return OracleRecords.held(table, layer, claim, standing, day);
  }

  /**
   * First the payment, then what the threshold kept, then what a cap cut off; the rest is copay.
   */
  static Result divided(Result own, BigDecimal paid) {
    BigDecimal base = own.base().max(paid);
    BigDecimal afterPaid = base.subtract(paid);
    BigDecimal deductible = own.deductible().min(afterPaid);
    BigDecimal excess = own.excess().min(afterPaid.subtract(deductible));
    BigDecimal copay = afterPaid.subtract(deductible).subtract(excess);
    return new Result(base, deductible, paid, copay, excess);
  }

  private Optional<PolicyTable.Row> row(PolicyTable.Layer layer) {
    return layer.rows().stream()
        .filter(
            row ->
                row.conditions().stream()
                    .allMatch(condition -> holds(condition, column(layer, condition), layer)))
        .findFirst();
  }

  private static List<PolicyTable.Condition> column(
      PolicyTable.Layer layer, PolicyTable.Condition condition) {
    return layer.rows().stream()
        .flatMap(row -> row.conditions().stream())
        .filter(other -> other.subject().equals(condition.subject()))
        .toList();
  }

  /**
   * Whether a condition of a layer holds; where it is on a quantity, the base is measured first.
   */
  boolean holds(
      PolicyTable.Condition condition,
      List<PolicyTable.Condition> column,
      PolicyTable.Layer layer) {
    return facts.holds(
        condition,
        column,
        subject -> {
          quantities.setBaseNow(OracleBill.ZERO);
          if (!layer.rows().isEmpty()) {
            quantities.setBaseNow(amounts.sum(layer.rows().get(0).settings().counts()));
          }
          tally.see("row by quantity", true);
          return quantities.noun(subject);
        });
  }

  /** Whether a condition holds or is on a quantity, which may make it hold. */
  private boolean mayHold(PolicyTable.Condition condition, PolicyTable.Layer layer) {
    return facts.key(condition.subject()).isEmpty()
        || holds(condition, column(layer, condition), layer);
  }

  /** The same of a condition of when, which stands in no column. */
  private boolean mayBeMeant(PolicyTable.Condition condition, PolicyTable.Layer layer) {
    return facts.key(condition.subject()).isEmpty() || holds(condition, List.of(), layer);
  }

  static boolean isBeside(PolicyTable.Layer layer) {
    return layer.fills().stream().anyMatch(text -> text.value().equals("beside"));
  }

  /** The parts a layer may pay into; where it does not say, those that its base names. */
  List<String> fills(PolicyTable.Layer layer) {
    List<String> parts = new ArrayList<>();
    for (PolicyTable.Text fill : layer.fills()) {
      if (fill.value().equals("bill") || fill.value().equals("总费用")) {
        bill.parts().stream().filter(part -> !parts.contains(part)).forEach(parts::add);
      } else {
        bill.key(fill.value()).ifPresent(parts::add);
      }
    }
    if (!layer.fills().isEmpty()) {
      return parts.stream().distinct().toList();
    }
    for (PolicyTable.Row row : layer.rows()) {
      for (PolicyTable.Text text : row.settings().counts()) {
        for (String piece : text.value().split(" [+-] |% of ", -1)) {
          String noun = piece.replace("剩余", ".left").strip();
          if (noun.equals("bill.left") || noun.equals("总费用.left")) {
            parts.addAll(bill.parts());
          }
          bill.key(noun.replaceFirst("\\.left$", "")).ifPresent(parts::add);
        }
      }
    }
    return parts.stream().distinct().toList();
  }

  OracleAccounts accounts() {
    return quantities.accounts();
  }

  OracleQuantities quantities() {
    return quantities;
  }

  OracleAmounts amounts() {
    return amounts;
  }

  OracleBill bill() {
    return bill;
  }

  PolicyTable table() {
    return table;
  }

  Optional<Standing.Approval> record(String kind) {
    return OracleRecords.latest(kind, claim, standing, day);
  }

  BigDecimal reachedRate(String layer) {
    return table.layers().stream()
        .filter(each -> OracleFacts.isNamed(each.name(), layer))
        .map(each -> reachedRates.getOrDefault(each.name().key(), BigDecimal.ZERO))
        .findFirst()
        .orElseThrow();
  }

  /** The day that it is judged by. */
  LocalDate day() {
    return day;
  }

  /** Why the claim is refused, by the code of the refusal. */
  Optional<String> refused() {
    return refused;
  }

  /** What nobody bears. */
  BigDecimal patient() {
    return bill.patient();
  }

  BigDecimal beside() {
    return beside;
  }

  /** What the hospital bears, signed. */
  BigDecimal hospital() {
    return hospital;
  }
}
