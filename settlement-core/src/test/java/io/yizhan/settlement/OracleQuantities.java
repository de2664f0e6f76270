package io.yizhan.settlement;

import io.yizhan.claim.Claim;
import io.yizhan.policy.PolicyTable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the words of amounts and conditions measure while a claim is computed; yuan, or a count. */
final class OracleQuantities {
  private final PolicyTable table;
  private final Claim claim;
  private final Standing standing;
  private final LocalDate day;
  private final OracleFacts facts;
  private final OracleAccounts accounts;
  private final OracleBill bill;
  private final Map<String, NaiveOracle.Result> results = new LinkedHashMap<>();
  private final Map<String, Map<String, BigDecimal>> marks = new LinkedHashMap<>();
  private final Map<String, BigDecimal> alreadyOfLayer = new LinkedHashMap<>();
  private Optional<PolicyTable.Layer> layerNow = Optional.empty();
  private boolean countsHeld;
  private BigDecimal baseNow = OracleBill.ZERO;

  OracleQuantities(
      PolicyTable table,
      Claim claim,
      Standing standing,
      LocalDate day,
      OracleFacts facts,
      OracleBill bill) {
    this.table = table;
    this.claim = claim;
    this.standing = standing;
    this.day = day;
    this.facts = facts;
    this.bill = bill;
    this.accounts = new OracleAccounts(table, claim, standing, facts);
  }

  /** A layer begins: nothing is counted yet. */
  void begin(PolicyTable.Layer layer) {
    layerNow = Optional.of(layer);
    baseNow = OracleBill.ZERO;
  }

  void setBaseNow(BigDecimal base) {
    baseNow = base;
  }

  /**
   * A layer is done.
   *
   * @param already what of its payment the insurer's platform had paid
   */
  void done(String layer, NaiveOracle.Result result, BigDecimal already) {
    results.put(layer, result);
    alreadyOfLayer.put(layer, already);
  }

  /** Keeps what is left now, for those who ask later what was left after a layer. */
  void mark(PolicyTable.Layer layer) {
    Map<String, BigDecimal> left = new LinkedHashMap<>();
    bill.parts().forEach(part -> left.put(part, bill.left(part)));
    left.put("bill", bill.leftTotal());
    marks.put(layer.name().key(), left);
  }

  Map<String, NaiveOracle.Result> results() {
    return results;
  }

  OracleAccounts accounts() {
    return accounts;
  }

  /** From now on an account is with what others hold of it, or without. */
  void countHeld(boolean counts) {
    countsHeld = counts;
  }

  /** What a word of an amount measures now. */
  BigDecimal noun(String text) {
    switch (text) {
      case "bill", "总费用":
        return bill.total();
      case "bill.left", "总费用剩余":
        return bill.leftTotal();
      case "base", "本次基数":
        return baseNow;
      case "claims", "次数":
        return BigDecimal.ONE;
      case "grant", "核准额":
        boolean needed = layerNow.orElseThrow().needs().equals(Optional.of("grant"));
        String fund = layerNow.orElseThrow().fund();
        return needed ? OracleRecords.grantLeft(fund, standing, day) : OracleBill.ZERO;
      default:
        return longNoun(text);
    }
  }

  private BigDecimal longNoun(String text) {
    if (text.contains("@")) {
      return mark(text);
    }
    String dotted = text.endsWith("剩余") ? text.replaceFirst("剩余$", ".left") : text;
    int dot = dotted.lastIndexOf('.');
    String head = dot < 0 ? dotted : dotted.substring(0, dot);
    String tail = dot < 0 ? "" : dotted.substring(dot + 1);
    Optional<String> part = bill.key(head);
    if (part.isPresent()) {
      return switch (tail) {
        case "left" -> bill.left(part.get());
        case "paid" -> bill.paid(part.get());
        default -> bill.billed(part.get());
      };
    }
    Optional<PolicyTable.Account> account = accounts.named(head);
    if (account.isPresent()) {
      BigDecimal held = countsHeld ? accounts.held(account.get()) : OracleBill.ZERO;
      BigDecimal before = accounts.used(account.get()).add(held);
      return tail.isEmpty() ? before : before.add(addedNow(account.get()));
    }
    Optional<String> fact = facts.key(head);
    if (fact.isPresent() && tail.isEmpty()) {
      return facts.number(fact.get());
    }
    for (PolicyTable.Layer layer : table.layers()) {
      if (OracleFacts.isNamed(layer.name(), head)) {
        return results.getOrDefault(layer.name().key(), NaiveOracle.Result.NOTHING).of(tail);
      }
    }
    return OracleRecords.latest(head, claim, standing, day)
        .flatMap(Standing.Approval::amountFen)
        .map(OracleBill::yuan)
        .orElse(OracleBill.ZERO);
  }

  /** {@code in.left@aid}: what was left of a part right after a layer. */
  private BigDecimal mark(String text) {
    String[] at = text.split("@", 2);
    String part = at[0].replaceFirst("(\\.left|剩余)$", "");
    String key = part.equals("bill") ? "bill" : bill.key(part).orElseThrow();
    for (PolicyTable.Layer layer : table.layers()) {
      if (OracleFacts.isNamed(layer.name(), at[1])) {
        return marks.getOrDefault(layer.name().key(), Map.of()).getOrDefault(key, OracleBill.ZERO);
      }
    }
    throw new IllegalStateException(text);
  }

  /** What this claim has added so far, the base of the layer that is computed included. */
  private BigDecimal addedNow(PolicyTable.Account account) {
    return addedNow(account, accounts.adds(account));
  }

  private BigDecimal addedNow(PolicyTable.Account account, List<PolicyTable.Text> adds) {
    if (!accounts.counts(account)) {
      return BigDecimal.ZERO;
    }
    BigDecimal sum = addedByLayers(account, adds);
    for (PolicyTable.Text add : adds) {
      boolean ofLayer = add.value().contains(".");
      boolean ownBase =
          layerNow.isPresent()
              && (add.value().equals(layerNow.get().name().key() + ".base")
                  || add.value().equals(layerNow.get().name().nameZh() + ".base"));
      sum = ofLayer ? sum : sum.add(noun(add.value()));
      sum = ownBase ? sum.add(baseNow) : sum;
    }
    return sum;
  }

  /** What layers that are done have added. */
  BigDecimal addedByLayers(PolicyTable.Account account) {
    return addedByLayers(account, accounts.adds(account));
  }

  private BigDecimal addedByLayers(PolicyTable.Account account, List<PolicyTable.Text> adds) {
    BigDecimal sum = BigDecimal.ZERO;
    if (accounts.counts(account)) {
      for (PolicyTable.Text add : adds) {
        sum = add.value().contains(".") ? sum.add(noun(add.value())) : sum;
      }
    }
    return sum;
  }

  /** What a whole claim added to an account itself, once all layers are done. */
  BigDecimal added(PolicyTable.Account account) {
    layerNow = Optional.empty();
    return addedNow(account, account.adds());
  }

  /** What a whole claim added to the accounts that one includes. */
  BigDecimal addedToIncluded(PolicyTable.Account account) {
    layerNow = Optional.empty();
    return addedNow(account).subtract(added(account));
  }

  /** What a fund gave: not what the platform had paid in its name. */
  BigDecimal taken(PolicyTable.Account account) {
    BigDecimal sum = addedByLayers(account);
    for (PolicyTable.Text add : account.adds()) {
      String layer = add.value().substring(0, Math.max(0, add.value().lastIndexOf('.')));
      sum = sum.subtract(alreadyOfLayer.getOrDefault(layer, OracleBill.ZERO));
    }
    return sum;
  }

  /** What a layer paid that the insurer's platform had not paid in its name. */
  BigDecimal paidHere(String layer) {
    BigDecimal paid = results.getOrDefault(layer, NaiveOracle.Result.NOTHING).paid();
    return paid.subtract(alreadyOfLayer.getOrDefault(layer, OracleBill.ZERO));
  }
}
