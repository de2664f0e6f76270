package io.yizhan.policy;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What to write instead of a word that a fact does not have. Where a fact has few words all of them
 * are named: the nearest by its letters may well be the opposite.
 */
final class WordFaults {
  /** A fact that has no more words than these has them all named. */
  private static final int FEW_WORDS = 6;

  private final IssueLog log;
  private final PolicyTable table;
  private final PlanFact fact;

  WordFaults(IssueLog log, PolicyTable table, PlanFact fact) {
    this.log = log;
    this.table = table;
    this.fact = fact;
  }

  void report(int line, String typed) {
    Set<String> known = ConditionWords.known(table, fact);
    Optional<String> joined = JoinedWords.of(typed, known::contains);
    if (joined.isPresent()) {
      joined(line, typed, Quoted.of(joined.get()));
    } else if (isNamedWhole()) {
      log.notOneOf(
          line,
          fact.nameZh(),
          fact.code(),
          typed,
          fact.words().stream().map(this::bothNames).collect(Collectors.joining(" | ")));
    } else {
      log.unknown(line, fact.nameZh(), fact.code(), typed, known);
    }
  }

  /** Identities and diseases are lists of the document's own, whose names are told apart. */
  private boolean isNamedWhole() {
    return !fact.code().equals(Fact.IDENTITY.code())
        && !fact.code().equals(Fact.DISEASE.code())
        && !fact.words().isEmpty()
        && fact.words().size() <= FEW_WORDS;
  }

  private String bothNames(String key) {
    String zh = ConditionWords.nameZh(table, fact, key);
    return zh.equals(key) ? key : zh + " " + key;
  }

  private void joined(int line, String typed, String joined) {
    log.error(
        line,
        "UNKNOWN_NAME",
        "“" + Quoted.of(typed) + "”不是" + fact.nameZh() + "的一个词；几个词之间用“、”：写成“" + joined + "”。",
        "'"
            + Quoted.of(typed)
            + "' is no word of "
            + fact.code()
            + ". Several words are joined by 、: write '"
            + joined
            + "'.");
  }
}
