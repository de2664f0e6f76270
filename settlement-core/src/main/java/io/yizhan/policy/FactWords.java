package io.yizhan.policy;

import io.yizhan.claim.Care;
import io.yizhan.claim.Referral;
import io.yizhan.money.Yuan;
import io.yizhan.policy.PolicyTable.Condition;
import io.yizhan.policy.PolicyTable.Name;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The facts of one plan and their values: words numbered as documents name them, numbers cut into
 * intervals at the literals that conditions name. A fact that two documents share by its code is
 * one fact, with the words of both.
 */
final class FactWords {
  /** Words of the facts that no document defines: key and Chinese. */
  private static final Map<Fact, Map<String, String>> BUILT_IN =
      Map.of(
          Fact.CARE, careWords(),
          Fact.REFERRAL, referralWords(),
          Fact.THIRD_PARTY, Map.of("no", "无", "yes", "有"),
          Fact.INSURED, Map.of("no", "否", "yes", "是"),
          Fact.PROVISIONAL, Map.of("no", "否", "yes", "是"),
          Fact.AREA,
              Map.of(
                  "in_county", "县内",
                  "in_city", "市内",
                  "in_province", "省内",
                  "out_province", "省外"));

  private final List<LayerIn> layers;
  private final List<PolicyTable> tables;

  private FactWords(List<LayerIn> layers, List<PolicyTable> tables) {
    this.layers = layers;
    this.tables = tables;
  }

  /** The facts of these layers: the common ones in their order, then those of the documents. */
  static List<PlanFact> of(List<LayerIn> layers, List<Name> identities, List<PolicyTable> tables) {
    return new FactWords(layers, tables).facts(identities);
  }

  private static Map<String, String> careWords() {
    Map<String, String> words = new LinkedHashMap<>();
    Arrays.stream(Care.values()).forEach(care -> words.put(care.code(), care.nameZh()));
    return words;
  }

  private static Map<String, String> referralWords() {
    Map<String, String> words = new LinkedHashMap<>();
    Arrays.stream(Referral.values()).forEach(each -> words.put(each.code(), each.nameZh()));
    return words;
  }

  /** Every word of the facts that no document defines. */
  static Set<String> builtInWords() {
    Set<String> words = new TreeSet<>();
    BUILT_IN
        .values()
        .forEach(
            each -> {
              words.addAll(each.keySet());
              words.addAll(each.values());
            });
    return words;
  }

  /** The same, each with its Chinese name: {@code out_province 省外}. */
  static List<String> builtInNames() {
    return BUILT_IN.values().stream()
        .flatMap(words -> words.entrySet().stream())
        .map(word -> word.getKey() + " " + word.getValue())
        .distinct()
        .sorted()
        .toList();
  }

  /** The key of a word of a common fact that may have been written in Chinese. */
  static String builtInKey(Fact fact, String value) {
    for (Map.Entry<String, String> word : BUILT_IN.getOrDefault(fact, Map.of()).entrySet()) {
      if (word.getValue().equals(value)) {
        return word.getKey();
      }
    }
    return value;
  }

  /** The Chinese word of a common fact; the word itself where it has no other. */
  static String builtInNameZh(String factCode, String key) {
    return Arrays.stream(Fact.values())
        .filter(fact -> fact.code().equals(factCode))
        .map(fact -> BUILT_IN.getOrDefault(fact, Map.of()).getOrDefault(key, key))
        .findFirst()
        .orElse(key);
  }

  private List<PlanFact> facts(List<Name> identities) {
    List<PlanFact> facts = new ArrayList<>();
    for (Fact fact : Fact.values()) {
      Set<String> words = new LinkedHashSet<>();
      switch (fact) {
        case IDENTITY -> identities.forEach(name -> words.add(name.key()));
        case DISEASE ->
            tables.forEach(
                table -> table.diseases().forEach(each -> words.add(each.disease().key())));
        case LEVEL, SCHEME ->
            conditionsOn(fact.code(), fact.nameZh())
                .forEach(in -> in.condition().values().forEach(word -> open(words, in, word)));
        case CARE, REFERRAL, THIRD_PARTY, INSURED, PROVISIONAL, AREA, AGE, DAYS ->
            new TreeSet<>(BUILT_IN.getOrDefault(fact, Map.of()).keySet())
                .forEach(word -> words.add(word));
      }
      facts.add(fact(fact.code(), fact.nameZh(), fact.kind(), words, "", Optional.empty()));
    }
    for (PolicyTable table : tables) {
      for (Definitions.Fact own : table.own().facts()) {
        addOwn(facts, own);
      }
    }
    return facts;
  }

  /** An open word, or those of the group it names. */
  private static void open(Set<String> words, ConditionIn in, String word) {
    List<String> group = in.table().own().groups().get(word);
    if (group != null) {
      group.forEach(each -> words.add(each));
    } else if (!word.equals(ConditionTables.ELSE)) {
      words.add(word);
    }
  }

  private void addOwn(List<PlanFact> facts, Definitions.Fact own) {
    String code = own.name().key();
    Set<String> words = new LinkedHashSet<>();
    for (int i = 0; i < facts.size(); i++) {
      if (facts.get(i).code().equals(code)) {
        words.addAll(facts.get(i).words());
        facts.remove(i);
        break;
      }
    }
    if (own.kind() == Definitions.Kind.RECORD) {
      words.add("no");
      words.add("yes");
    }
    own.words().forEach(word -> words.add(word.key()));
    facts.add(fact(code, own.name().nameZh(), own.kind(), words, own.record(), standing(own)));
  }

  /** What holds when nobody says it: the key of a word, a count, or fen. */
  private static Optional<String> standing(Definitions.Fact own) {
    return own.defaultValue()
        .map(
            text ->
                switch (own.kind()) {
                  case AMOUNT -> Long.toString(Yuan.parse(text).orElse(0));
                  case WORDS ->
                      own.words().stream()
                          .filter(word -> word.isNamed(text))
                          .map(Name::key)
                          .findFirst()
                          .orElse(text);
                  case NUMBER, RECORD -> text;
                });
  }

  private PlanFact fact(
      String code,
      String nameZh,
      Definitions.Kind kind,
      Set<String> words,
      String record,
      Optional<String> defaultValue) {
    TreeSet<Long> cuts = new TreeSet<>();
    boolean amount = kind == Definitions.Kind.AMOUNT;
    if (amount || kind == Definitions.Kind.NUMBER) {
      for (ConditionIn in : conditionsOn(code, nameZh)) {
        in.condition()
            .values()
            .forEach(
                value ->
                    NumberRange.parse(value, amount, in.table().own().figures())
                        .ifPresent(range -> addCuts(cuts, range)));
      }
    }
    long[] sorted = cuts.stream().mapToLong(Long::longValue).toArray();
    return new PlanFact(code, nameZh, kind, List.copyOf(words), sorted, record, defaultValue);
  }

  /** Where a range begins, and where it has ended. */
  static void addCuts(Set<Long> cuts, NumberRange range) {
    if (range.min() > 0) {
      cuts.add(range.min());
    }
    if (range.max() < Long.MAX_VALUE) {
      cuts.add(range.max() + 1);
    }
  }

  /** A condition with the document it stands in. */
  private record ConditionIn(PolicyTable table, Condition condition) {}

  private List<ConditionIn> conditionsOn(String code, String nameZh) {
    List<ConditionIn> found = new ArrayList<>();
    for (LayerIn in : layers) {
      PolicyTable.Layer layer = in.layer();
      collect(found, in.table(), layer.when(), code, nameZh);
      layer.rows().forEach(row -> collect(found, in.table(), row.conditions(), code, nameZh));
      layer.adjustments().forEach(a -> collect(found, in.table(), a.when(), code, nameZh));
    }
    for (PolicyTable table : tables) {
      table.accounts().forEach(account -> collect(found, table, account.when(), code, nameZh));
      table.own().quotas().forEach(quota -> collect(found, table, quota.when(), code, nameZh));
    }
    return found;
  }

  private static void collect(
      List<ConditionIn> found,
      PolicyTable table,
      List<Condition> conditions,
      String code,
      String nameZh) {
    for (Condition condition : conditions) {
      if (condition.subject().equals(code) || condition.subject().equals(nameZh)) {
        found.add(new ConditionIn(table, condition));
      }
    }
  }
}
