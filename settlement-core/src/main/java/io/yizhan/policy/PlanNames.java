package io.yizhan.policy;

import io.yizhan.claim.BillPart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What every name of the documents of one plan stands for: layers, accounts, facts, parts of the
 * bill, records. A name of one document means nothing in the other; facts are shared by their
 * codes, because the claim says them once.
 */
final class PlanNames {
  /** What a layer needs that draws from grants. */
  static final String NEEDS_GRANT = "grant";

  private final IssueLog log;
  private final List<LayerIn> layers;
  private final Map<String, Integer> layerPlaces = new HashMap<>();
  private final Map<String, Integer> accountPlaces = new LinkedHashMap<>();
  private final List<Boolean> countingAccounts = new ArrayList<>();
  private final Set<String> usedAccounts = new HashSet<>();
  private final Set<String> mistypedAccounts = new HashSet<>();
  private final List<PolicyTable.Name> parts = new ArrayList<>();
  private final List<PlanFact> facts;
  private final List<String> records = new ArrayList<>();
  private final List<PolicyPlan.Mark> marks = new ArrayList<>();

  PlanNames(IssueLog log, List<LayerIn> layers, List<PolicyTable> tables, List<PlanFact> facts) {
    this.log = log;
    this.layers = layers;
    this.facts = facts;
    for (BillPart part : BillPart.values()) {
      parts.add(new PolicyTable.Name(part.code(), part.nameZh(), 0));
    }
    for (PolicyTable table : tables) {
      for (Definitions.Part part : table.own().parts()) {
        if (parts.stream().noneMatch(known -> known.key().equals(part.name().key()))) {
          parts.add(part.name());
        }
      }
    }
    for (int i = 0; i < layers.size(); i++) {
      layerPlaces.put(key(layers.get(i).table(), layers.get(i).layer().name().key()), i);
    }
  }

  static String key(PolicyTable table, String name) {
    return table.code() + "/" + name;
  }

  /** The layer with this key or Chinese name. */
  Optional<Integer> layer(PolicyTable table, String name) {
    Integer place = layerPlaces.get(key(table, name));
    if (place != null) {
      return Optional.of(place);
    }
    return table.layers().stream()
        .filter(layer -> layer.name().isNamed(name))
        .findFirst()
        .flatMap(layer -> Optional.ofNullable(layerPlaces.get(key(table, layer.name().key()))));
  }

  LayerIn layerIn(int place) {
    return layers.get(place);
  }

  /** Gives an account its place in the plan. */
  void placeAccount(PolicyTable table, PolicyTable.Account account, boolean counting) {
    accountPlaces.put(table.accountCode(account.name().key()), countingAccounts.size());
    countingAccounts.add(counting);
  }

  /** Whether another document of the plan, of the same chain of editions, defined it before. */
  boolean isPlaced(PolicyTable table, PolicyTable.Account account) {
    return accountPlaces.containsKey(table.accountCode(account.name().key()));
  }

  /** Notes that what an account adds was reported, so that no use of it needs to be. */
  void mistyped(PolicyTable table, PolicyTable.Account account) {
    mistypedAccounts.add(key(table, account.name().key()));
  }

  /** Whether a text names an account of which something was reported already. */
  boolean namesMistyped(PolicyTable table, String text) {
    return table.accounts().stream()
        .filter(account -> mistypedAccounts.contains(key(table, account.name().key())))
        .anyMatch(
            account ->
                Arrays.stream(text.split("\\s+"))
                    .map(word -> word.replaceFirst("\\.(now|含本次)$", ""))
                    .anyMatch(account.name()::isNamed));
  }

  /** Whether an account counts times instead of adding money. */
  boolean countsTimes(int account) {
    return countingAccounts.get(account);
  }

  /** The account with this key or Chinese name, which is used by asking. */
  Optional<Integer> account(PolicyTable table, String name) {
    Optional<String> key =
        table.accounts().stream()
            .map(PolicyTable.Account::name)
            .filter(account -> account.isNamed(name))
            .map(PolicyTable.Name::key)
            .findFirst();
    key.ifPresent(found -> usedAccounts.add(key(table, found)));
    return key.flatMap(found -> Optional.ofNullable(accountPlaces.get(table.accountCode(found))));
  }

  boolean isUsed(PolicyTable table, PolicyTable.Account account) {
    return usedAccounts.contains(key(table, account.name().key()));
  }

  /** The part of the bill with this key or Chinese name. */
  Optional<Integer> part(String name) {
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).isNamed(name)) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  List<PolicyTable.Name> parts() {
    return parts;
  }

  /** The fact with this code or Chinese name. */
  Optional<Integer> fact(String name) {
    for (int i = 0; i < facts.size(); i++) {
      if (facts.get(i).code().equals(name) || facts.get(i).nameZh().equals(name)) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  List<PlanFact> facts() {
    return facts;
  }

  /** The place of a kind of record, taken on first use. */
  int record(String kind) {
    if (!records.contains(kind)) {
      records.add(kind);
    }
    return records.indexOf(kind);
  }

  List<String> records() {
    return records;
  }

  /** The place of "what is left of a part after a layer", taken on first use. */
  int mark(int layer, int part) {
    PolicyPlan.Mark mark = new PolicyPlan.Mark(layer, part);
    if (!marks.contains(mark)) {
      marks.add(mark);
    }
    return marks.indexOf(mark);
  }

  List<PolicyPlan.Mark> marks() {
    return marks;
  }

  /** Insurance and aid may come from two documents, so neither may name a layer of the other. */
  void checkStage(int line, PolicyTable.Stage stage, PolicyTable.Layer named) {
    if (named.stage() != stage) {
      log.error(
          line,
          "STAGES_CROSSED",
          "医保层和救助层可能来自两地的文件，不能互相引用“"
              + named.name().key()
              + "”；请改用剩余费用（例如 in.left）。文件要用医保的数（如医保起付线）的，让结算申请报来：facts 里写一个 {is: amount} 的事实。",
          "Insurance and aid may come from two documents: one cannot name '"
              + named.name().key()
              + "' of the other. Use what is left (for example in.left); where the document counts a"
              + " figure of the insurer's, such as its deductible, let the claim say it: a fact {is:"
              + " amount}.");
    }
  }
}
