package io.yizhan.policy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Turns authored tables into a plan: resolves every name, lays each layer's table out as one array,
 * and reports rows that overlap, names that nothing defines and names that nothing uses.
 */
public final class PolicyCompiler {
  private final IssueLog log;
  private final List<LayerIn> layersIn;
  private final List<PolicyTable> tables;
  private final boolean alone;
  private final PlanNames names;
  private final AmountCompiler amounts;
  private final ConditionTables conditions;
  private final List<PlanAccount> accounts = new ArrayList<>();
  private final RowCompiler rows;

  private PolicyCompiler(
      IssueLog log,
      List<LayerIn> layersIn,
      List<PolicyTable> tables,
      List<PlanFact> facts,
      boolean alone,
      boolean gapsToo) {
    this.log = log;
    this.layersIn = layersIn;
    this.tables = tables;
    this.alone = alone;
    this.names = new PlanNames(log, layersIn, tables, facts);
    this.amounts = new AmountCompiler(log, names);
    this.conditions = new ConditionTables(log, names, amounts, alone, gapsToo);
    this.rows = new RowCompiler(log, names, amounts, accounts);
  }

  /** A published document with what identifies its text. */
  public record Published(PolicyTable table, String textSha256) {
    PolicyPlan.Version version() {
      return new PolicyPlan.Version(
          table.code(), table.versionCode(), table.title(), table.inForce(), textSha256);
    }

    PolicyPlan.Dating dating() {
      return new PolicyPlan.Dating(table.chosenBy(), table.benefitYearStart());
    }
  }

  /**
   * What compiling gave.
   *
   * @param plan empty when an error prevents it
   * @param issues errors and warnings
   */
  public record Compilation(Optional<PolicyPlan> plan, List<PolicyIssue> issues) {}

  /** Compiles one document alone, all its layers, and seeks the gaps in its tables. */
  public static Compilation compile(Published document) {
    return compile(Optional.of(document), Optional.of(document), true, false);
  }

  /**
   * Compiles the insurance layers of one document followed by the aid layers of another; either may
   * be absent, and both may be the same.
   */
  public static Compilation compile(Optional<Published> insurance, Optional<Published> aid) {
    return compile(insurance, aid, false, false);
  }

  /**
   * The same of documents that are published: what they say and could not be published with today,
   * such as a row that never applies, is a warning.
   */
  public static Compilation compilePublished(
      Optional<Published> insurance, Optional<Published> aid) {
    return compile(insurance, aid, false, true);
  }

  private static Compilation compile(
      Optional<Published> insurance, Optional<Published> aid, boolean gapsToo, boolean published) {
    List<LayerIn> layers = new ArrayList<>();
    List<PolicyTable> tables = new ArrayList<>();
    List<PolicyPlan.Version> versions = new ArrayList<>();
    insurance.ifPresent(
        document -> {
          tables.add(document.table());
          versions.add(document.version());
          addLayers(layers, document.table(), PolicyTable.Stage.INSURANCE);
        });
    aid.ifPresent(
        document -> {
          if (!insurance.map(Published::table).equals(Optional.of(document.table()))) {
            tables.add(document.table());
            versions.add(document.version());
          }
          addLayers(layers, document.table(), PolicyTable.Stage.AID);
        });
    String file = tables.isEmpty() ? "" : tables.get(tables.size() - 1).file();
    IssueLog log = new IssueLog(file, published);
    List<PolicyTable.Name> identities = identities(insurance, aid);
    boolean alone = tables.size() == 1 && insurance.isPresent() && aid.isPresent();
    List<PlanFact> facts = FactWords.of(layers, identities, tables);
    PolicyCompiler compiler = new PolicyCompiler(log, layers, tables, facts, alone, gapsToo);
    PolicyPlan plan = compiler.plan(versions, insurance, aid);
    List<PolicyIssue> issues =
        tables.isEmpty()
            ? log.issues()
            : log.issues().stream().map(tables.get(tables.size() - 1).lineage()::placed).toList();
    return new Compilation(log.hasErrors() ? Optional.empty() : Optional.of(plan), issues);
  }

  /** Those of the county; without it those that the insurance may ask for. */
  private static List<PolicyTable.Name> identities(
      Optional<Published> insurance, Optional<Published> aid) {
    return aid.or(() -> insurance).map(each -> each.table().identities()).orElse(List.of());
  }

  private static void addLayers(List<LayerIn> layers, PolicyTable table, PolicyTable.Stage stage) {
    table.layers().stream()
        .filter(layer -> layer.stage() == stage)
        .forEach(layer -> layers.add(new LayerIn(table, layer)));
  }

  private PolicyPlan plan(
      List<PolicyPlan.Version> versions, Optional<Published> insurance, Optional<Published> aid) {
    new GrantCheck(log).check(layersIn);
    checkSupplied();
    AccountCompiler accountCompiler = new AccountCompiler(log, names, layersIn, conditions);
    tables.forEach(table -> accounts.addAll(accountCompiler.accounts(table, alone)));
    List<PlanLayer> layers = new ArrayList<>();
    for (int i = 0; i < layersIn.size(); i++) {
      layers.add(layer(layersIn.get(i), i));
    }
    names.facts().stream()
        .filter(fact -> fact.kind() == Definitions.Kind.RECORD)
        .forEach(fact -> names.record(fact.record()));
    BillCompiler bills = new BillCompiler(log, names, amounts, conditions);
    List<PlanQuota> quotas = new ArrayList<>();
    tables.forEach(table -> quotas.addAll(bills.quotas(table, alone)));
    List<PolicyPlan.ItemSplit> items = new ArrayList<>();
    tables.forEach(table -> items.addAll(bills.items(table)));
    int[] cuts = bills.cuts(tables);
    if (alone) {
      checkAllUsed(tables.get(0));
      new YearTotalCheck(log).check(layersIn, layers);
      new PlaceholderCheck(log).check(tables.get(0).layers());
      if (!log.hasErrors()) {
        new IdentityRows(log).check(tables.get(0).identities(), layers);
        new CountedCheck(log).check(layersIn, layers, accounts);
      }
    }
    boolean eachDay = aid.map(document -> document.table().own().identityEachDay()).orElse(false);
    return new PolicyPlan(
        versions,
        insurance.map(Published::dating),
        aid.map(Published::dating),
        names.facts(),
        names.parts(),
        cuts,
        items,
        quotas,
        names.records(),
        names.marks(),
        layers.stream().anyMatch(layer -> layer.asks(Fact.AGE)) || asksAge(layers, quotas),
        eachDay,
        identities(insurance, aid),
        aid.map(document -> document.table().diseases()).orElse(List.of()),
        accounts,
        layers,
        PlanSteps.of(layers, accounts, names.marks(), !quotas.isEmpty(), eachDay));
  }

  private static boolean asksAge(List<PlanLayer> layers, List<PlanQuota> quotas) {
    int age = Fact.AGE.ordinal();
    for (PlanLayer layer : layers) {
      for (int row = 0; row < layer.rowCount(); row++) {
        if (layer.row(row).measures(Quantity.NUMBER, age)) {
          return true;
        }
      }
    }
    return quotas.stream()
        .anyMatch(
            quota -> quota.applies().asks(age) || quota.price().measures(Quantity.NUMBER, age));
  }

  private void checkAllUsed(PolicyTable table) {
    Inclusions inclusions = new Inclusions(table);
    Set<PolicyTable.Account> used = new HashSet<>();
    table.accounts().stream()
        .filter(account -> names.isUsed(table, account))
        .forEach(
            account -> {
              used.add(account);
              used.addAll(inclusions.living(account));
            });
    for (PolicyTable.Account account : table.accounts()) {
      if (!used.contains(account)) {
        log.mistake(
            account.line(),
            "UNUSED_NAME",
            "累计账“" + account.name().key() + "”没有哪一层用到。",
            "No layer uses account '" + account.name().key() + "'.");
      }
    }
  }

  private PlanLayer layer(LayerIn in, int place) {
    PolicyTable.Layer layer = in.layer();
    ConditionTables.Laid laid = conditions.table(in, place);
    PlanRow[] planRows = new PlanRow[laid.chosen().size()];
    for (int i = 0; i < planRows.length; i++) {
      ConditionTables.Chosen chosen = laid.chosen().get(i);
      planRows[i] = rows.row(in, layer.rows().get(chosen.row()), chosen.adjustments(), place);
    }
    if (laid.rows().measured().length > 0 && layer.rows().size() > 1) {
      checkOneBase(layer);
    }
    PolicyTable.Reading reading = layer.reading();
    PlanLayer.Axes axes =
        new PlanLayer.Axes(
            slot(in, reading.over().threshold()),
            slot(in, reading.over().bands()),
            slot(in, reading.less()));
    boolean beside = layer.fills().stream().anyMatch(text -> text.value().equals("beside"));
    String need = layer.needs().orElse("");
    boolean ofKind =
        !need.isEmpty() && !need.equals(PlanNames.NEEDS_GRANT) && !need.equals("special_disease");
    return new PlanLayer(
        layer,
        fills(in, place, beside),
        beside,
        ofKind ? names.record(need) : PlanLayer.NONE,
        axes,
        in.table().rounding(),
        in.table().rounding().yearTotal() && roundsOnYear(axes, planRows, place),
        laid.rows(),
        planRows);
  }

  private int slot(LayerIn in, Optional<String> account) {
    return account.map(name -> rows.account(in, name, in.layer().line())).orElse(PlanLayer.NONE);
  }

  /** A layer over the one account that adds exactly its own base is rounded on the year's sum. */
  private boolean roundsOnYear(PlanLayer.Axes axes, PlanRow[] planRows, int place) {
    if (axes.threshold() < 0 || axes.threshold() != axes.bands() || axes.less() >= 0) {
      return false;
    }
    for (PlanRow row : planRows) {
      if (row.trigger().set() || row.rateSource().kind() != PlanRow.RateSource.Kind.BANDS) {
        return false;
      }
    }
    PlanAccount.Added[] adds = accounts.get(axes.threshold()).adds();
    return adds.length == 1
        && adds[0].quantity() == Quantity.LAYER_BASE
        && adds[0].index() == place;
  }

  /** Rows that are chosen by an amount must count the same, because the base is measured first. */
  private void checkOneBase(PolicyTable.Layer layer) {
    for (PolicyTable.Row row : layer.rows()) {
      List<String> counts = texts(row);
      if (!counts.equals(texts(layer.rows().get(0)))) {
        log.error(
            row.line(),
            "BASE_NOT_ONE",
            "“" + layer.name().key() + "”按金额选行，各行的基数必须相同。",
            "'" + layer.name().key() + "' chooses rows by an amount: all must count the same.");
        return;
      }
    }
  }

  private static List<String> texts(PolicyTable.Row row) {
    return row.settings().counts().stream().map(PolicyTable.Text::value).toList();
  }

  /** The parts a layer may pay into: those written, or those that its base names. */
  private int[] fills(LayerIn in, int place, boolean beside) {
    List<Integer> parts = new ArrayList<>();
    if (beside) {
      return new int[0];
    }
    boolean mistyped = false;
    for (PolicyTable.Text text : in.layer().fills()) {
      Optional<Integer> part = names.part(text.value());
      if (text.value().equals("bill") || text.value().equals("总费用")) {
        addAll(parts);
      } else if (part.isPresent()) {
        parts.add(part.get());
      } else {
        List<String> known = names.parts().stream().map(PolicyTable.Name::key).toList();
        log.unknown(text.line(), "费用部分", "part of the bill", text.value(), known);
        mistyped = true;
      }
    }
    if (in.layer().fills().isEmpty()) {
      for (PolicyTable.Row row : in.layer().rows()) {
        Optional<PlanAmount> counts =
            new AmountCompiler(new IssueLog(""), names).sum(in, place, row.settings().counts());
        mistyped |= counts.isEmpty();
        if (!addCounted(parts, counts.orElse(PlanAmount.ZERO))) {
          parts.clear();
          break;
        }
      }
    }
    if (parts.isEmpty() && !mistyped) {
      String label = in.layer().name().key();
      log.error(
          in.layer().line(),
          "FILLS_MISSING",
          "“" + label + "”要写 fills：可以付进哪些部分（in、first、over_limit、out）。",
          "'"
              + label
              + "' must say fills: the parts it may pay into (in, first, over_limit, out).");
    }
    return parts.stream().distinct().mapToInt(Integer::intValue).toArray();
  }

  private void addAll(List<Integer> parts) {
    for (int part = 0; part < names.parts().size(); part++) {
      parts.add(part);
    }
  }

  /** The parts that a base names, where it names nothing else: then they say fills too. */
  private boolean addCounted(List<Integer> parts, PlanAmount counts) {
    for (int term = 0; term < counts.termCount(); term++) {
      Quantity quantity = counts.quantity(term);
      if (quantity == Quantity.BILL_LEFT) {
        addAll(parts);
      } else if (quantity == Quantity.PART_LEFT || quantity == Quantity.PART_BILLED) {
        parts.add(counts.index(term));
      } else if (counts.factorMicro(term) > 0) {
        return false;
      }
    }
    return counts.termCount() > 0;
  }

  /** An aid layer that must be supplied would refuse every claim: only insurance is supplied. */
  private void checkSupplied() {
    for (LayerIn in : layersIn) {
      PolicyTable.Layer layer = in.layer();
      if (layer.amount() == PolicyTable.Amount.SUPPLIED
          && layer.stage() != PolicyTable.Stage.INSURANCE) {
        log.error(
            layer.line(),
            "SUPPLIED_AID",
            "“"
                + layer.name().key()
                + "”不是保险层，它的金额不能要求报来；请写 stage: insurance，或写 amount: optional，或写怎样计算。",
            "Layer '"
                + layer.name().key()
                + "' is no insurance layer: nobody must send its amount. Write stage: insurance, or"
                + " amount: optional, or how it is computed.");
      }
    }
  }
}
