package io.yizhan.gateway.casefile;

import io.yizhan.policy.Definitions;
import io.yizhan.policy.PolicyTable;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The names that the policies of a case file know. Either half of a name, or both, may be written.
 */
public final class CaseWords {
  static final int REGION_DIGITS = 6;

  private final Map<String, String> identities = new LinkedHashMap<>();
  private final Map<String, String> diseases = new LinkedHashMap<>();
  private final Map<String, String> forms = new LinkedHashMap<>();
  private final Map<String, Set<String>> formsOf = new LinkedHashMap<>();
  private final Map<String, String> layers = new LinkedHashMap<>();
  private final Map<String, String> layerNames = new LinkedHashMap<>();
  private final Map<String, Set<String>> payers = new LinkedHashMap<>();
  private final Map<String, String> funds = new LinkedHashMap<>();
  private final Map<String, String> accounts = new LinkedHashMap<>();
  private final Set<String> countingAccounts = new LinkedHashSet<>();
  private final Map<String, String> facts = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> factValues = new LinkedHashMap<>();
  private final Map<String, Set<Definitions.Kind>> factKinds = new LinkedHashMap<>();
  private final Set<String> records = new LinkedHashSet<>();
  private final Set<String> grantFunds = new LinkedHashSet<>();
  private final String region;

  /** The names of these policies; at least one. */
  public CaseWords(List<PolicyTable> tables) {
    for (PolicyTable table : tables) {
      table.identities().forEach(name -> add(identities, name, name.key()));
      for (PolicyTable.Disease disease : table.diseases()) {
        add(diseases, disease.disease(), disease.disease().key());
        add(forms, disease.form(), disease.form().key());
        formsOf
            .computeIfAbsent(disease.disease().key(), key -> new LinkedHashSet<>())
            .add(disease.form().key());
      }
      for (PolicyTable.Account account : table.accounts()) {
        String code = table.accountCode(account.name().key());
        add(accounts, account.name(), code);
        if (account.countsTimes()) {
          countingAccounts.add(code);
        }
      }
      table.layers().forEach(this::addLayer);
      for (Definitions.Fact fact : table.own().facts()) {
        add(facts, fact.name(), fact.name().key());
        Map<String, String> values =
            factValues.computeIfAbsent(fact.name().key(), key -> new LinkedHashMap<>());
        fact.words().forEach(word -> add(values, word, word.key()));
        kind(fact.name().key(), fact.kind());
        if (fact.kind() == Definitions.Kind.RECORD) {
          records.add(fact.record());
        }
      }
      for (Definitions.Part part : table.own().parts()) {
        add(facts, part.name(), part.name().key());
        kind(part.name().key(), Definitions.Kind.AMOUNT);
      }
    }
    this.region =
        tables.stream()
            .flatMap(table -> table.regions().stream())
            .map(PolicyTable.Region::digits)
            .findFirst()
            .map(digits -> digits + "0".repeat(REGION_DIGITS - digits.length()))
            .orElse("");
  }

  private void kind(String fact, Definitions.Kind kind) {
    factKinds.computeIfAbsent(fact, key -> EnumSet.noneOf(Definitions.Kind.class)).add(kind);
  }

  private void addLayer(PolicyTable.Layer layer) {
    add(layers, layer.name(), layer.name().key());
    add(funds, layer.name(), layer.fund());
    funds.put(layer.fund(), layer.fund());
    layerNames.put(layer.name().key(), layer.name().nameZh());
    Set<String> shared = payers.computeIfAbsent(layer.name().key(), key -> new LinkedHashSet<>());
    layer.shares().forEach(share -> shared.add(share.payer()));
    layer.needs().ifPresent(records::add);
    if (layer.needs().equals(Optional.of("grant"))) {
      grantFunds.add(layer.fund());
    }
  }

  private static void add(Map<String, String> words, PolicyTable.Name name, String meaning) {
    words.put(name.key(), meaning);
    words.put(name.nameZh(), meaning);
    words.put(name.key() + " " + name.nameZh(), meaning);
  }

  /** A region of the first policy, filled up to six digits. */
  String region() {
    return region;
  }

  /** Identity words to keys. */
  Map<String, String> identities() {
    return identities;
  }

  /** Special diseases to keys. */
  Map<String, String> diseases() {
    return diseases;
  }

  /** Treatment forms to keys. */
  Map<String, String> forms() {
    return forms;
  }

  /** The treatment forms that the policies name of a disease, by its key. */
  Set<String> formsOf(String diseaseKey) {
    return formsOf.getOrDefault(diseaseKey, Set.of());
  }

  /** Layer words to codes. */
  Map<String, String> layers() {
    return layers;
  }

  /** Fund codes, and layer words to the fund that pays. */
  Map<String, String> funds() {
    return funds;
  }

  /** Account words to codes with the policy before them. */
  Map<String, String> accounts() {
    return accounts;
  }

  /** Whether an account, by its code, counts times instead of adding money. */
  boolean countsTimes(String accountCode) {
    return countingAccounts.contains(accountCode);
  }

  /** The records that layers need. */
  Set<String> records() {
    return records;
  }

  /** The funds that pay out grants. */
  Set<String> grantFunds() {
    return grantFunds;
  }

  /** The facts and parts of the policies' own, words to keys. */
  Map<String, String> facts() {
    return facts;
  }

  /** The key of a fact's word, or the word itself. */
  String factValue(String fact, String word) {
    return factValues.getOrDefault(fact, Map.of()).getOrDefault(word, word);
  }

  /** The words that a fact may be; a document's default of none may be said, too. */
  Set<String> factWords(String fact) {
    Set<String> known = new LinkedHashSet<>(factValues.getOrDefault(fact, Map.of()).keySet());
    known.addAll(List.of("none", "无"));
    return known;
  }

  /** Whether some policy has a fact with this key, or a part, that is of this kind. */
  boolean isOfKind(String factKey, Definitions.Kind kind) {
    return factKinds.getOrDefault(factKey, Set.of()).contains(kind);
  }

  /** Who shares what a layer pays; empty where its fund pays alone. */
  Set<String> payers(String layerCode) {
    return payers.getOrDefault(layerCode, Set.of());
  }

  /** The Chinese name of what a case expects: of a layer, a share of it, or another payer. */
  public String nameZh(String code) {
    Optional<ExpectedName> name = ExpectedName.parse(code);
    if (name.isPresent()) {
      return name.get().nameZh();
    }
    String[] parts = code.split("/", 2);
    String layer = layerNames.getOrDefault(parts[0], parts[0]);
    return parts.length == 2 ? layer + "/" + parts[1] : layer;
  }
}
