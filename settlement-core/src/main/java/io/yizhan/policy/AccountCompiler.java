package io.yizhan.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compiles the running totals of a document. */
final class AccountCompiler {
  private final IssueLog log;
  private final PlanNames names;
  private final List<LayerIn> layersIn;
  private final ConditionTables conditions;

  AccountCompiler(
      IssueLog log, PlanNames names, List<LayerIn> layersIn, ConditionTables conditions) {
    this.log = log;
    this.names = names;
    this.layersIn = layersIn;
    this.conditions = conditions;
  }

  /** The accounts of a document that some layer of the plan adds to. */
  List<PlanAccount> accounts(PolicyTable table, boolean alone) {
    List<PlanAccount> accounts = new ArrayList<>();
    PolicyPlan.Dating dating = new PolicyPlan.Dating(table.chosenBy(), table.benefitYearStart());
    Inclusions inclusions = new Inclusions(table);
    for (PolicyTable.Account account : table.accounts()) {
      inclusions.check(account, log);
      Adding adding = new Adding(table, account, alone);
      account.adds().forEach(adding::own);
      int own = adding.adds.size();
      for (PolicyTable.Account included : inclusions.living(account)) {
        included.adds().forEach(text -> adding.included(included, text));
      }
      List<PlanAccount.Added> adds = adding.adds;
      if (adds.isEmpty()
          || (adding.ofOtherStage && ofNoLayer(adds))
          || names.isPlaced(table, account)) {
        continue;
      }
      checkOneStage(account, adds);
      accounts.add(compiled(table, account, dating, adds, own, inclusions.codes(account)));
    }
    return accounts;
  }

  /**
   * What an account adds up: what it adds itself, and after that what those that it includes add.
   */
  private final class Adding {
    private final PolicyTable table;
    private final PolicyTable.Account account;
    private final boolean alone;
    private final List<PlanAccount.Added> adds = new ArrayList<>();
    private boolean ofOtherStage;

    Adding(PolicyTable table, PolicyTable.Account account, boolean alone) {
      this.table = table;
      this.account = account;
      this.alone = alone;
    }

    void own(PolicyTable.Text text) {
      Optional<PlanAccount.Added> added = added(table, text);
      String key = account.name().key();
      if (added.isPresent() && adds.contains(added.get())) {
        log.error(
            text.line(),
            "WRITTEN_TWICE",
            "累计账“" + key + "”的 adds 把“" + text.value() + "”写了两次，会加两遍；只留一次。",
            "Account '" + key + "' adds '" + text.value() + "' twice; keep one.");
      } else if (added.isPresent()) {
        adds.add(added.get());
      } else if (!alone && namesOtherStage(table, text.value())) {
        ofOtherStage = true;
      } else {
        List<String> known =
            table.layers().stream().map(layer -> layer.name().key() + ".paid").toList();
        log.unknown(text.line(), "累计内容", "quantity to add", text.value(), known);
        names.mistyped(table, account);
      }
    }

    /** What cannot be added is reported where it is written. */
    void included(PolicyTable.Account included, PolicyTable.Text text) {
      Optional<PlanAccount.Added> added = added(table, text);
      String key = account.name().key();
      if (added.isEmpty()) {
        ofOtherStage |= !alone && namesOtherStage(table, text.value());
      } else if (adds.contains(added.get())) {
        Inclusions.bad(
            log,
            account.line(),
            "累计账“"
                + key
                + "”和它所含的“"
                + included.name().key()
                + "”都累计“"
                + text.value()
                + "”，会算两遍；只让一个账累计。",
            "What account '"
                + key
                + "' adds up counts '"
                + text.value()
                + "' twice, once more by '"
                + included.name().key()
                + "', which it includes: let one account add it.");
      } else {
        adds.add(added.get());
      }
    }
  }

  private static boolean ofNoLayer(List<PlanAccount.Added> adds) {
    return adds.stream().noneMatch(added -> added.quantity().isOfLayer());
  }

  private PlanAccount compiled(
      PolicyTable table,
      PolicyTable.Account account,
      PolicyPlan.Dating dating,
      List<PlanAccount.Added> adds,
      int ownAdds,
      List<String> included) {
    boolean ofFund = account.owner() == PolicyTable.Owner.FUND;
    String fund = ofFund ? fund(table, account, adds) : "";
    boolean counting = adds.stream().allMatch(added -> added.quantity().isCount());
    if (!counting && adds.stream().anyMatch(added -> added.quantity().isCount())) {
      log.error(
          account.line(),
          "COUNT_AND_MONEY",
          "累计账“" + account.name().key() + "”把次数和金额加在一起；请分成两个账。",
          "Account '" + account.name().key() + "' adds a count to money: make it two accounts.");
    }
    names.placeAccount(table, account, counting);
    LayerIn in = new LayerIn(table, table.layers().get(0));
    int by = -1;
    if (account.by().isPresent()) {
      Optional<Integer> fact = names.fact(account.by().get());
      if (fact.isEmpty() || names.facts().get(fact.get()).isNumber()) {
        List<String> known = names.facts().stream().map(PlanFact::code).toList();
        log.unknown(account.line(), "分账依据", "fact to count by", account.by().get(), known);
      }
      by = fact.orElse(-1);
    }
    return new PlanAccount(
        table.accountCode(account.name().key()),
        account.name().nameZh(),
        account.owner(),
        fund,
        account.period(),
        dating,
        account.noneIfShort(),
        counting,
        by,
        conditions.guard(in, account.when()),
        adds.toArray(new PlanAccount.Added[0]),
        ownAdds,
        included);
  }

  /** {@code aid.paid}, {@code in.left@floor}, {@code in}, {@code bill}, {@code claims}. */
  private Optional<PlanAccount.Added> added(PolicyTable table, PolicyTable.Text text) {
    String word = text.value();
    if (isClaims(word)) {
      return Optional.of(new PlanAccount.Added(Quantity.CLAIMS, 0));
    }
    if (word.equals("bill") || word.equals("总费用")) {
      return Optional.of(new PlanAccount.Added(Quantity.BILL, 0));
    }
    String[] at = word.split("@", 2);
    if (at.length == 2) {
      Optional<Integer> layer = names.layer(table, at[1]);
      String part = at[0].replaceFirst("(\\.left|剩余)$", "");
      Optional<Integer> of =
          part.equals("bill") ? Optional.of(PolicyPlan.Mark.ALL) : names.part(part);
      return layer.isPresent() && of.isPresent() && !part.equals(at[0])
          ? Optional.of(new PlanAccount.Added(Quantity.MARK, names.mark(layer.get(), of.get())))
          : Optional.empty();
    }
    Optional<Integer> part = names.part(word);
    if (part.isPresent()) {
      return Optional.of(new PlanAccount.Added(Quantity.PART_BILLED, part.get()));
    }
    int dot = word.lastIndexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    Optional<Integer> layer = names.layer(table, word.substring(0, dot));
    Optional<Quantity> quantity = AmountCompiler.layerQuantity(word.substring(dot + 1));
    return layer.isPresent() && quantity.isPresent()
        ? Optional.of(new PlanAccount.Added(quantity.get(), layer.get()))
        : Optional.empty();
  }

  private static boolean isClaims(String word) {
    return word.equals("claims") || word.equals("次数");
  }

  /** Whether what an account adds by this word is times, not money. */
  static boolean isTimes(String word) {
    int dot = word.lastIndexOf('.');
    return isClaims(word)
        || (dot > 0
            && AmountCompiler.layerQuantity(word.substring(dot + 1))
                .filter(Quantity::isCount)
                .isPresent());
  }

  /** Whether a text names a layer that stands in the document but not in this plan. */
  private static boolean namesOtherStage(PolicyTable table, String word) {
    String head = word.contains("@") ? word.substring(word.indexOf('@') + 1) : word;
    int dot = head.lastIndexOf('.');
    String layer = dot < 0 ? head : head.substring(0, dot);
    return table.layers().stream().anyMatch(each -> each.name().isNamed(layer));
  }

  private void checkOneStage(PolicyTable.Account account, List<PlanAccount.Added> adds) {
    Optional<PolicyTable.Stage> first = Optional.empty();
    for (PlanAccount.Added added : adds) {
      if (added.quantity().isOfLayer()) {
        PolicyTable.Layer layer = layersIn.get(added.index()).layer();
        names.checkStage(account.line(), first.orElse(layer.stage()), layer);
        first = Optional.of(first.orElse(layer.stage()));
      }
    }
  }

  private String fund(
      PolicyTable table, PolicyTable.Account account, List<PlanAccount.Added> adds) {
    String fund = "";
    for (PlanAccount.Added added : adds) {
      if (added.quantity() != Quantity.LAYER_PAID) {
        log.error(
            account.line(),
            "FUND_ADDS_PAID",
            "资金账户“" + account.name().key() + "”只能累计支付额（层名.paid）。",
            "Fund account '" + account.name().key() + "' must add what layers paid, nothing else.");
        return "";
      }
      String next = layersIn.get(added.index()).layer().fund();
      if (!fund.isEmpty() && !fund.equals(next)) {
        log.error(
            account.line(),
            "FUND_ADDS_PAID",
            "资金账户“" + account.name().key() + "”把两笔资金“" + fund + "”和“" + next + "”加在一起；一笔资金一个账户。",
            "Fund account '"
                + account.name().key()
                + "' adds what two funds pay, '"
                + fund
                + "' and '"
                + next
                + "': make it two accounts.");
        return fund;
      }
      fund = next;
    }
    String owner = table.lineage().accountsCode();
    if (!fund.startsWith(owner + "_")) {
      log.error(
          account.line(),
          "FUND_NOT_OWN",
          "有限资金“" + Quoted.of(fund) + "”的代码要以“" + Quoted.of(owner) + "_”开头，免得两地用同一笔钱。",
          "The code of the finite fund '"
              + Quoted.of(fund)
              + "' must begin with '"
              + Quoted.of(owner)
              + "_', so that no two places spend the same money.");
    }
    return fund;
  }
}
