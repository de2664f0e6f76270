package io.yizhan.settlement;

import io.yizhan.claim.Claim;
import io.yizhan.policy.PolicyTable;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** What the insurer's platform has settled, laid beside the layers. */
final class OracleInsurer {
  private final PolicyTable table;
  private final Claim claim;
  private final OracleFacts facts;
  private final OracleBill bill;
  private final Predicate<PolicyTable.Layer> held;
  private final BiPredicate<PolicyTable.Condition, PolicyTable.Layer> mayBeMeant;
  private final BiPredicate<PolicyTable.Condition, PolicyTable.Layer> mayHold;
  private final Map<String, BigDecimal> alreadyPlaced = new LinkedHashMap<>();

  /**
   * Of a claim.
   *
   * @param held whether a layer has the record that it needs
   * @param mayBeMeant whether a condition of a layer's when holds, or is on a quantity
   * @param mayHold the same of a condition of one of its rows
   */
  OracleInsurer(
      PolicyTable table,
      Claim claim,
      OracleFacts facts,
      OracleBill bill,
      Predicate<PolicyTable.Layer> held,
      BiPredicate<PolicyTable.Condition, PolicyTable.Layer> mayBeMeant,
      BiPredicate<PolicyTable.Condition, PolicyTable.Layer> mayHold) {
    this.table = table;
    this.claim = claim;
    this.facts = facts;
    this.bill = bill;
    this.held = held;
    this.mayBeMeant = mayBeMeant;
    this.mayHold = mayHold;
  }

  /** What an insurance layer pays: the first of a fund all, the others nothing. */
  BigDecimal suppliedFor(PolicyTable.Layer layer) {
    return isFirstOfFund(layer) ? settledFor(layer.fund()) : OracleBill.ZERO;
  }

  private List<PolicyTable.Layer> ofStage(PolicyTable.Stage stage) {
    return table.layers().stream().filter(layer -> layer.stage() == stage).toList();
  }

  /** The platform settles insurance, and aid that pays into the bill. */
  static boolean isSettledBy(PolicyTable.Layer layer, String fund) {
    boolean into = layer.stage() == PolicyTable.Stage.INSURANCE || !NaiveOracle.isBeside(layer);
    return into && layer.fund().equals(fund);
  }

  private BigDecimal settledFor(String fund) {
    return OracleBill.yuan(claim.insurer().map(insurer -> insurer.paidByFen(fund)).orElse(0L));
  }

  private boolean isFirstOfFund(PolicyTable.Layer layer) {
    return ofStage(PolicyTable.Stage.INSURANCE).stream()
        .filter(other -> other.fund().equals(layer.fund()))
        .findFirst()
        .orElseThrow()
        .equals(layer);
  }

  /** What an aid layer pays, and what of it the platform had paid. */
  record Paid(BigDecimal paid, BigDecimal already) {}

  /** What the platform paid of an aid fund is part of what the fund's layers pay. */
  Paid withAlready(PolicyTable.Layer layer, BigDecimal own) {
    if (NaiveOracle.isBeside(layer)) {
      return new Paid(own, OracleBill.ZERO);
    }
    List<String> aidFunds =
        ofStage(PolicyTable.Stage.AID).stream()
            .filter(other -> !NaiveOracle.isBeside(other))
            .map(PolicyTable.Layer::fund)
            .filter(
                fund ->
                    ofStage(PolicyTable.Stage.INSURANCE).stream()
                        .noneMatch(other -> other.fund().equals(fund)))
            .distinct()
            .toList();
    BigDecimal allToPlace = OracleBill.ZERO;
    for (String fund : aidFunds) {
      allToPlace = allToPlace.add(toPlace(fund));
    }
    BigDecimal here = OracleBill.ZERO;
    if (aidFunds.contains(layer.fund())) {
      PolicyTable.Layer last = lastOfFund(layer.fund());
      boolean after = table.layers().indexOf(layer) > table.layers().indexOf(last);
      BigDecimal ofFund = toPlace(layer.fund());
      here = last.equals(layer) ? ofFund : after ? OracleBill.ZERO : ofFund.min(own);
    }
    alreadyPlaced.merge(layer.fund(), here, BigDecimal::add);
    BigDecimal reserved = allToPlace.subtract(here);
    BigDecimal room = bill.patient().subtract(reserved);
    return new Paid(here.max(own.min(room)), here);
  }

  private BigDecimal toPlace(String fund) {
    return settledFor(fund).subtract(alreadyPlaced.getOrDefault(fund, OracleBill.ZERO));
  }

  /** The last applying layer of a fund; if none applies, the first that is of this care. */
  private PolicyTable.Layer lastOfFund(String fund) {
    List<PolicyTable.Layer> ofFund =
        ofStage(PolicyTable.Stage.AID).stream().filter(layer -> isSettledBy(layer, fund)).toList();
    List<PolicyTable.Layer> applying =
        ofFund.stream()
            .filter(layer -> layer.when().stream().allMatch(each -> mayBeMeant.test(each, layer)))
            .filter(
                layer ->
                    layer.rows().stream()
                        .anyMatch(
                            row ->
                                row.conditions().stream()
                                    .allMatch(each -> mayHold.test(each, layer))))
            .filter(held)
            .toList();
    if (!applying.isEmpty()) {
      return applying.get(applying.size() - 1);
    }
    return ofFund.stream()
        .filter(
            layer ->
                layer.when().stream()
                    .filter(each -> facts.key(each.subject()).equals(Optional.of("care")))
                    .allMatch(each -> mayBeMeant.test(each, layer)))
        .findFirst()
        .orElse(ofFund.get(0));
  }
}
