package io.yizhan.policy;

import java.util.List;

/** The Chinese names of the words of facts: those of a document, and those of every one. */
public final class FactNames {
  private FactNames() {}

  /** The Chinese word of a key; the key itself where it has no other. */
  public static String wordZh(PolicyTable table, PlanFact fact, String key) {
    if (fact.code().equals(Fact.IDENTITY.code())) {
      return nameZh(table.identities(), key);
    }
    if (fact.code().equals(Fact.DISEASE.code())) {
      return nameZh(table.diseases().stream().map(PolicyTable.Disease::disease).toList(), key);
    }
    for (Definitions.Fact own : table.own().facts()) {
      if (own.name().key().equals(fact.code()) && own.kind() == Definitions.Kind.WORDS) {
        return nameZh(own.words(), key);
      }
    }
    return FactWords.builtInNameZh(fact.code(), key);
  }

  private static String nameZh(List<PolicyTable.Name> names, String key) {
    return names.stream()
        .filter(name -> name.key().equals(key))
        .map(PolicyTable.Name::nameZh)
        .findFirst()
        .orElse(key);
  }
}
