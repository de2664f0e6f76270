package io.yizhan.policy;

import io.yizhan.policy.PolicyTable.Name;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The words of conditions: as an official writes them, and the keys they stand for. */
final class ConditionWords {
  private ConditionWords() {}

  /** Every word that a condition on the fact may use, in both languages, for a mistake to name. */
  static Set<String> known(PolicyTable table, PlanFact fact) {
    Set<String> known = new TreeSet<>(fact.words());
    fact.words().forEach(key -> known.add(nameZh(table, fact, key)));
    table.own().groups().keySet().stream()
        .filter(group -> isOf(table, fact, group, table.own().groups().size()))
        .forEach(known::add);
    return known;
  }

  /** Whether a word is one of the fact, or a group of nothing but words of it. */
  private static boolean isOf(PolicyTable table, PlanFact fact, String word, int deepMax) {
    List<String> group = table.own().groups().get(word);
    return group == null
        ? fact.placeOf(keyOf(table, fact, word)) > 0
        : deepMax >= 0 && group.stream().allMatch(each -> isOf(table, fact, each, deepMax - 1));
  }

  /** The Chinese word of a key; the key itself where it has no other. */
  static String nameZh(PolicyTable table, PlanFact fact, String key) {
    return fact.kind() == Definitions.Kind.RECORD
        ? FactWords.builtInNameZh(Fact.INSURED.code(), key)
        : FactNames.wordZh(table, fact, key);
  }

  /** The key of a word that may have been written in Chinese. */
  static String keyOf(PolicyTable table, PlanFact fact, String value) {
    for (Definitions.Fact own : table.own().facts()) {
      if (own.name().key().equals(fact.code())) {
        return fact.kind() == Definitions.Kind.RECORD
            ? FactWords.builtInKey(Fact.INSURED, value)
            : keyOf(own.words(), value);
      }
    }
    for (Fact known : Fact.values()) {
      if (known.code().equals(fact.code())) {
        return switch (known) {
          case IDENTITY -> keyOf(table.identities(), value);
          case DISEASE ->
              keyOf(table.diseases().stream().map(PolicyTable.Disease::disease).toList(), value);
          case LEVEL, SCHEME, AGE, DAYS -> value;
          case CARE, REFERRAL, THIRD_PARTY, AREA, INSURED, PROVISIONAL ->
              FactWords.builtInKey(known, value);
        };
      }
    }
    return value;
  }

  private static String keyOf(List<Name> names, String value) {
    return names.stream()
        .filter(name -> name.isNamed(value))
        .map(Name::key)
        .findFirst()
        .orElse(value);
  }
}
