package io.yizhan.policy;

import io.yizhan.claim.BillPart;
import io.yizhan.money.Fen;
import io.yizhan.money.Yuan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Turns authored tables into a plan: resolves every name, lays each layer's table out as one array,
 * and reports rows that overlap, names that nothing defines and names that nothing uses.
 */
public final class PolicyCompiler {
  /** What a layer needs that draws from grants. */
  private static final String NEEDS_GRANT = "grant";

  private final IssueLog log;
  private final FactTable factTable;
  private final List<LayerIn> layersIn;
  private final Map<String, Integer> layerPlaces = new HashMap<>();
  private final Map<String, Integer> accountPlaces = new LinkedHashMap<>();
  private final List<PlanAccount> accounts = new ArrayList<>();
  private final Set<String> usedAccounts = new HashSet<>();

  private PolicyCompiler(IssueLog log, List<LayerIn> layersIn, FactTable factTable) {
    this.log = log;
    this.layersIn = layersIn;
    this.factTable = factTable;
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

  /** Compiles one document alone, all its layers. */
  public static Compilation compile(Published document) {
    return compile(Optional.of(document), Optional.of(document));
  }

  /**
   * Compiles the insurance layers of one document followed by the aid layers of another; either may
   * be absent, and both may be the same.
   */
  public static Compilation compile(Optional<Published> insurance, Optional<Published> aid) {
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
    IssueLog log = new IssueLog(tables.isEmpty() ? "" : tables.get(tables.size() - 1).file());
    List<PolicyTable.Name> identities =
        aid.map(document -> document.table().identities()).orElse(List.of());
    boolean alone = tables.size() == 1 && insurance.isPresent() && aid.isPresent();
    FactTable factTable = FactTable.of(layers, identities, tables, log, alone);
    PolicyCompiler compiler = new PolicyCompiler(log, layers, factTable);
    List<PlanLayer> planLayers = compiler.compileLayers(tables, alone);
    if (log.hasErrors()) {
      return new Compilation(Optional.empty(), log.issues());
    }
    PolicyPlan plan =
        new PolicyPlan(
            versions,
            insurance.map(Published::dating),
            aid.map(Published::dating),
            factTable.words(),
            identities,
            aid.map(document -> document.table().diseases()).orElse(List.of()),
            compiler.accounts,
            planLayers);
    return new Compilation(Optional.of(plan), log.issues());
  }

  private static void addLayers(List<LayerIn> layers, PolicyTable table, PolicyTable.Stage stage) {
    table.layers().stream()
        .filter(layer -> layer.stage() == stage)
        .forEach(layer -> layers.add(new LayerIn(table, layer)));
  }

  private List<PlanLayer> compileLayers(List<PolicyTable> tables, boolean alone) {
    for (int i = 0; i < layersIn.size(); i++) {
      LayerIn in = layersIn.get(i);
      if (layerPlaces.putIfAbsent(layerKey(in.table(), in.layer().name().key()), i) != null) {
        log.error(
            in.layer().line(),
            "WRITTEN_TWICE",
            "“" + in.layer().name().key() + "”这一层写了两次。",
            "Layer '" + in.layer().name().key() + "' is written twice.");
      }
    }
    checkGrants();
    tables.forEach(table -> compileAccounts(table, alone));
    List<PlanLayer> compiled = new ArrayList<>();
    for (int i = 0; i < layersIn.size(); i++) {
      compiled.add(compileLayer(layersIn.get(i), i));
    }
    if (alone) {
      tables.get(0).accounts().stream()
          .filter(account -> !usedAccounts.contains(account.name().key()))
          .forEach(
              account ->
                  log.error(
                      account.line(),
                      "UNUSED_NAME",
                      "累计账“" + account.name().key() + "”没有哪一层用到。",
                      "No layer uses account '" + account.name().key() + "'."));
    }
    return compiled;
  }

  /**
   * A grant is drawn by one layer: the run hands each layer what was left of it before the claim,
   * so that a second one would draw the same money again. An insurance layer draws none, because an
   * aid document that it knows nothing of may follow it.
   */
  private void checkGrants() {
    Map<String, PolicyTable.Layer> byFund = new HashMap<>();
    for (LayerIn in : layersIn) {
      PolicyTable.Layer layer = in.layer();
      if (!layer.needs().equals(Optional.of(NEEDS_GRANT))) {
        continue;
      }
      if (layer.stage() == PolicyTable.Stage.INSURANCE) {
        log.error(
            layer.line(),
            "GRANT_IN_INSURANCE",
            "“" + layer.name().key() + "”是保险层，不能用核准额；请写 stage: aid。",
            "Insurance layer '"
                + layer.name().key()
                + "' must not need a grant: write stage: aid.");
        continue;
      }
      PolicyTable.Layer first = byFund.putIfAbsent(layer.fund(), layer);
      if (first != null) {
        log.error(
            layer.line(),
            "GRANT_FUND_TWICE",
            "“"
                + layer.name().key()
                + "”和“"
                + first.name().key()
                + "”用同一资金“"
                + layer.fund()
                + "”的核准额，会重复支用；请合成一层。",
            "Layers '"
                + first.name().key()
                + "' and '"
                + layer.name().key()
                + "' both need a grant of fund '"
                + layer.fund()
                + "' and would draw it twice: make them one layer.");
      }
    }
  }

  private static String layerKey(PolicyTable table, String layer) {
    return table.code() + "/" + layer;
  }

  private void compileAccounts(PolicyTable table, boolean alone) {
    for (PolicyTable.Account account : table.accounts()) {
      List<Integer> layers = new ArrayList<>();
      List<PlanAccount.Added> quantities = new ArrayList<>();
      String fund = "";
      for (PolicyTable.Text add : account.adds()) {
        String[] parts = add.value().split("\\.", -1);
        Optional<PlanAccount.Added> added =
            parts.length == 2 ? addedQuantity(parts[1]) : Optional.empty();
        Integer layer = layerPlaces.get(layerKey(table, parts[0]));
        if (layer == null && !alone && added.isPresent()) {
          continue;
        }
        if (added.isEmpty() || layer == null) {
          log.unknown(
              add.line(),
              "累计内容",
              "quantity to add",
              add.value(),
              layersIn.stream().map(in -> in.layer().name().key() + ".paid").toList());
          continue;
        }
        layers.add(layer);
        quantities.add(added.get());
        checkStage(
            add.line(), layersIn.get(layers.get(0)).layer().stage(), layersIn.get(layer).layer());
        fund = layersIn.get(layer).layer().fund();
      }
      if (layers.isEmpty()) {
        continue;
      }
      if (account.owner() == PolicyTable.Owner.FUND && !fund.startsWith(table.code() + "_")) {
        log.error(
            account.line(),
            "FUND_NOT_OWN",
            "有限资金“" + fund + "”的代码要以“" + table.code() + "_”开头，免得两地用同一笔钱。",
            "The code of the finite fund '"
                + fund
                + "' must begin with '"
                + table.code()
                + "_', so that no two places spend the same money.");
      }
      accountPlaces.put(layerKey(table, account.name().key()), accounts.size());
      accounts.add(
          new PlanAccount(
              layerKey(table, account.name().key()),
              account.name().nameZh(),
              account.owner(),
              account.owner() == PolicyTable.Owner.FUND ? fund : "",
              account.period(),
              new PolicyPlan.Dating(table.chosenBy(), table.benefitYearStart()),
              account.noneIfShort(),
              layers.stream().mapToInt(Integer::intValue).toArray(),
              quantities.toArray(new PlanAccount.Added[0])));
    }
  }

  private static Optional<PlanAccount.Added> addedQuantity(String word) {
    return switch (word) {
      case "base" -> Optional.of(PlanAccount.Added.BASE);
      case "deductible" -> Optional.of(PlanAccount.Added.DEDUCTIBLE);
      case "paid" -> Optional.of(PlanAccount.Added.PAID);
      default -> Optional.empty();
    };
  }

  private PlanLayer compileLayer(LayerIn in, int place) {
    PolicyTable.Layer layer = in.layer();
    PlanRow[] rows = new PlanRow[layer.rows().size()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = compileRow(in, layer.rows().get(i), place);
    }
    int over = layer.over().map(name -> accountPlace(in, name, layer.line())).orElse(-1);
    return new PlanLayer(
        layer,
        layer.fills().stream().mapToInt(BillPart::ordinal).toArray(),
        over,
        in.table().yearTotal(),
        factTable.rowsOf(in),
        rows);
  }

  private PlanRow compileRow(LayerIn in, PolicyTable.Row row, int place) {
    BaseTerm[] terms =
        row.counts().stream()
            .map(term -> term(in, term, place))
            .flatMap(Optional::stream)
            .toArray(BaseTerm[]::new);
    int bands = row.bands().size();
    long[] bandTo = new long[bands];
    int[] bandPpm = new int[bands];
    for (int i = 0; i < bands; i++) {
      bandTo[i] = row.bands().get(i).toFen().orElse(Long.MAX_VALUE);
      bandPpm[i] = row.bands().get(i).ratePpm();
    }
    int[] capAccounts = new int[row.caps().size()];
    long[] capFen = new long[row.caps().size()];
    for (int i = 0; i < capFen.length; i++) {
      PolicyTable.Cap cap = row.caps().get(i);
      capAccounts[i] = cap.account().map(name -> accountPlace(in, name, cap.line())).orElse(-1);
      capFen[i] = cap.amountFen().orElse(PlanLayer.CAP_FUND_MONEY);
      boolean ofFund =
          capAccounts[i] >= 0 && accounts.get(capAccounts[i]).owner() == PolicyTable.Owner.FUND;
      if (cap.amountFen().isEmpty() != ofFund) {
        log.error(
            cap.line(),
            "CAP_OF_WRONG_KIND",
            "“available”只用于资金账户（of: fund），资金账户也只写 available。",
            "'available' belongs to fund accounts (of: fund), and those take nothing else.");
      }
    }
    return new PlanRow(
        terms, row.thresholdFen(), bandTo, bandPpm, capAccounts, capFen, clause(in, row.cite()));
  }

  /**
   * A cite with its letter replaced by the document's title, so that an answer can be read alone.
   */
  private static String clause(LayerIn in, String cite) {
    if (cite.startsWith(RowReader.ASSUMED_PREFIX)) {
      return "假定：" + cite.substring(RowReader.ASSUMED_PREFIX.length());
    }
    String[] parts = cite.split("\\s+", 2);
    PolicyTable.Source source = in.table().sources().get(parts[0]);
    if (source == null) {
      return cite;
    }
    return "《" + source.title() + "》" + (parts.length > 1 ? parts[1] : "");
  }

  private int accountPlace(LayerIn in, String name, int line) {
    PolicyTable table = in.table();
    Optional<String> key =
        table.accounts().stream()
            .map(PolicyTable.Account::name)
            .filter(account -> account.isNamed(name))
            .map(PolicyTable.Name::key)
            .findFirst();
    Integer place = key.map(found -> accountPlaces.get(layerKey(table, found))).orElse(null);
    if (place == null) {
      log.unknown(
          line,
          "累计账",
          "account",
          name,
          table.accounts().stream().map(account -> account.name().key()).toList());
      return PlanLayer.NONE;
    }
    usedAccounts.add(key.orElseThrow());
    int added = accounts.get(place).addLayers()[0];
    checkStage(line, in.layer().stage(), layersIn.get(added).layer());
    return place;
  }

  /** {@code in.left}, {@code bill}, {@code 50% of first.left}, {@code inpatient.excess}. */
  private Optional<BaseTerm> term(LayerIn in, PolicyTable.Text text, int place) {
    String noun = text.value();
    int ppm = Fen.PPM_WHOLE;
    int of = noun.indexOf(" of ");
    if (of > 0) {
      OptionalInt share = Yuan.parsePercent(noun.substring(0, of).strip());
      noun = noun.substring(of + 4).strip();
      ppm = share.orElse(0);
    }
    Optional<BaseTerm> term = ppm > 0 && ppm <= Fen.PPM_WHOLE ? noun(in, noun, ppm) : none();
    if (term.isEmpty() || (isOfLayer(term.get()) && term.get().index() >= place)) {
      List<String> known = new ArrayList<>(List.of("in", "in.left", "bill", "bill.left", "grant"));
      layersIn.subList(0, place).forEach(l -> known.add(l.layer().name().key() + ".excess"));
      log.unknown(text.line(), "基数", "quantity", text.value(), known);
      return none();
    }
    return term;
  }

  private static Optional<BaseTerm> none() {
    return Optional.empty();
  }

  private static boolean isOfLayer(BaseTerm term) {
    return switch (term.quantity()) {
      case PART_BILLED, PART_LEFT, BILL, BILL_LEFT, GRANT_LEFT -> false;
      case LAYER_BASE, LAYER_DEDUCTIBLE, LAYER_PAID, LAYER_COPAY, LAYER_EXCESS -> true;
    };
  }

  private Optional<BaseTerm> noun(LayerIn in, String noun, int ppm) {
    switch (noun) {
      case "bill", "总费用" -> {
        return Optional.of(new BaseTerm(BaseTerm.Quantity.BILL, 0, ppm));
      }
      case "bill.left" -> {
        return Optional.of(new BaseTerm(BaseTerm.Quantity.BILL_LEFT, 0, ppm));
      }
      case "grant", "核准额" -> {
        return Optional.of(new BaseTerm(BaseTerm.Quantity.GRANT_LEFT, 0, ppm));
      }
      default -> {
        int dot = noun.indexOf('.');
        String head = dot < 0 ? noun : noun.substring(0, dot);
        String tail = dot < 0 ? "" : noun.substring(dot + 1);
        Optional<BillPart> part = CellReader.part(head);
        if (part.isPresent()) {
          return switch (tail) {
            case "" ->
                Optional.of(new BaseTerm(BaseTerm.Quantity.PART_BILLED, part.get().ordinal(), ppm));
            case "left" ->
                Optional.of(new BaseTerm(BaseTerm.Quantity.PART_LEFT, part.get().ordinal(), ppm));
            default -> none();
          };
        }
        Integer layer = layerPlaces.get(layerKey(in.table(), head));
        if (layer == null) {
          return none();
        }
        checkStage(in.layer().line(), in.layer().stage(), layersIn.get(layer).layer());
        return layerQuantity(tail).map(quantity -> new BaseTerm(quantity, layer, ppm));
      }
    }
  }

  /** Insurance and aid may come from two documents, so neither may name a layer of the other. */
  private void checkStage(int line, PolicyTable.Stage stage, PolicyTable.Layer named) {
    if (named.stage() != stage) {
      log.error(
          line,
          "STAGES_CROSSED",
          "医保层和救助层可能来自两地的文件，不能互相引用“" + named.name().key() + "”；请改用剩余费用（例如 in.left）。",
          "Insurance and aid may come from two documents: one cannot name '"
              + named.name().key()
              + "' of the other. Use what is left (for example in.left).");
    }
  }

  private static Optional<BaseTerm.Quantity> layerQuantity(String word) {
    return switch (word) {
      case "base" -> Optional.of(BaseTerm.Quantity.LAYER_BASE);
      case "deductible" -> Optional.of(BaseTerm.Quantity.LAYER_DEDUCTIBLE);
      case "paid" -> Optional.of(BaseTerm.Quantity.LAYER_PAID);
      case "copay" -> Optional.of(BaseTerm.Quantity.LAYER_COPAY);
      case "excess" -> Optional.of(BaseTerm.Quantity.LAYER_EXCESS);
      default -> Optional.empty();
    };
  }
}
