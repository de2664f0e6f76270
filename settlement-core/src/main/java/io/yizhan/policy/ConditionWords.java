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
    if (fact.code().equals(Fact.IDENTITY.code())) {
      table.identities().forEach(name -> known.add(name.nameZh()));
    }
    fact.words().forEach(key -> known.add(FactWords.builtInNameZh(fact.code(), key)));
    known.addAll(table.own().groups().keySet());
    return known;
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
