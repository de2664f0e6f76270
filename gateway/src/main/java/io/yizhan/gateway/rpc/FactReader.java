package io.yizhan.gateway.rpc;

import io.yizhan.claim.OwnFacts;
import io.yizhan.money.Fen;
import io.yizhan.proto.v1.ClaimFact;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads what a claim says under names of a policy's own. Whether a policy asks for them is not
 * known here: a fact that none asks for is stored with the claim and changes nothing.
 */
final class FactReader {
  static final int FACTS_MAX = 32;
  private static final Pattern CODE = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");
  private static final String FIELD = "claim.facts";

  private FactReader() {}

  /** The facts; only good when no violation was added. */
  static OwnFacts read(List<ClaimFact> facts, Violations violations) {
    if (facts.size() > FACTS_MAX) {
      violations.add(
          FIELD,
          "最多 " + FACTS_MAX + " 项，实为 " + facts.size(),
          "must be at most " + FACTS_MAX + ", was " + facts.size());
      return OwnFacts.NONE;
    }
    int badBefore = violations.count();
    Map<String, String> words = new HashMap<>();
    Map<String, Long> numbers = new HashMap<>();
    Map<String, OwnFacts.As> saidAs = new HashMap<>();
    Set<String> codes = new HashSet<>();
    for (int i = 0; i < facts.size(); i++) {
      ClaimFact fact = facts.get(i);
      String field = FIELD + "[" + i + "].";
      code(field + "code", fact.getCode(), codes, violations);
      switch (fact.getValueCase()) {
        case WORD -> {
          violations.key(field + "word", fact.getWord(), 1, ClaimReader.ID_CHARACTERS_MAX);
          words.put(fact.getCode(), fact.getWord());
          saidAs.put(fact.getCode(), OwnFacts.As.WORD);
        }
        case NUMBER -> {
          number(field + "number", fact.getNumber(), violations);
          numbers.put(fact.getCode(), fact.getNumber());
          saidAs.put(fact.getCode(), OwnFacts.As.NUMBER);
        }
        case AMOUNT_FEN -> {
          violations.amount(field + "amount_fen", fact.getAmountFen(), 0, Fen.AMOUNT_MAX);
          numbers.put(fact.getCode(), fact.getAmountFen());
          saidAs.put(fact.getCode(), OwnFacts.As.AMOUNT);
        }
        case VALUE_NOT_SET ->
            violations.add(
                field + "value",
                "应填 word、number 或 amount_fen 之一",
                "must have one of word, number and amount_fen");
      }
    }
    return violations.count() > badBefore ? OwnFacts.NONE : new OwnFacts(words, numbers, saidAs);
  }

  private static void code(String field, String code, Set<String> codes, Violations violations) {
    if (!CODE.matcher(code).matches()) {
      violations.add(
          field,
          "应为字母开头的 1–64 个字母、数字或下划线，实为 " + Violations.shown(code),
          "must be a letter and up to 63 letters, digits or underscores, was "
              + Violations.shown(code));
    } else if (!codes.add(code)) {
      violations.add(
          field, "每项只能出现一次，“" + code + "” 已在前面", "must appear once, was “" + code + "” again");
    }
  }

  private static void number(String field, long number, Violations violations) {
    if (number < 0 || number > Fen.AMOUNT_MAX) {
      violations.add(
          field,
          "应为 0–" + Fen.AMOUNT_MAX + "，实为 " + number,
          "must be 0 to " + Fen.AMOUNT_MAX + ", was " + number);
    }
  }
}
