package io.yizhan.settlement;

import io.yizhan.claim.BillPart;
import io.yizhan.claim.OwnFacts;
import io.yizhan.policy.Fact;
import io.yizhan.policy.PlanFact;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A fact that a claim says as something else than the policy asks. It must not be read all the
 * same: a figure in yuan that is sent as a count would be taken for fen, and a count in the place
 * of a word for silence.
 *
 * @param code the policy's key of the fact
 * @param must as what the policy asks it
 * @param was as what the claim says it
 * @param number what the claim says, unless it is a word
 */
record MistakenFact(String code, OwnFacts.As must, OwnFacts.As was, Optional<Long> number) {
  /** All that a claim says so, in the order of the plan; none of facts that the plan lacks. */
  static List<MistakenFact> of(PolicyPlan plan, OwnFacts said) {
    if (said.saidAs().isEmpty()) {
      return List.of();
    }
    List<MistakenFact> mistaken = new ArrayList<>();
    for (PlanFact fact : plan.facts().subList(Fact.values().length, plan.facts().size())) {
      switch (fact.kind()) {
        case WORDS -> add(mistaken, said, fact.code(), OwnFacts.As.WORD);
        case NUMBER -> add(mistaken, said, fact.code(), OwnFacts.As.NUMBER);
        case AMOUNT -> add(mistaken, said, fact.code(), OwnFacts.As.AMOUNT);
        case RECORD -> {} // The register says it; what the claim says changes nothing.
      }
    }
    int common = BillPart.values().length;
    for (PolicyTable.Name part : plan.parts().subList(common, plan.parts().size())) {
      add(mistaken, said, part.key(), OwnFacts.As.AMOUNT);
    }
    return mistaken;
  }

  private static void add(List<MistakenFact> to, OwnFacts said, String code, OwnFacts.As must) {
    Map<String, OwnFacts.As> saidAs = said.saidAs();
    OwnFacts.As was = saidAs.getOrDefault(code, must);
    if (was != must) {
      to.add(new MistakenFact(code, must, was, Optional.ofNullable(said.numbers().get(code))));
    }
  }

  String zh() {
    return "“" + code + "”应填" + zh(must) + "，实填" + zh(was) + shown();
  }

  String en() {
    return "'" + code + "' must be " + en(must) + ", was " + en(was) + shown();
  }

  private String shown() {
    return number.map(each -> " " + each).orElse("");
  }

  private static String zh(OwnFacts.As as) {
    return switch (as) {
      case WORD -> "词 word";
      case NUMBER -> "数 number";
      case AMOUNT -> "金额 amount_fen";
    };
  }

  private static String en(OwnFacts.As as) {
    return as == OwnFacts.As.AMOUNT ? "an amount_fen" : "a " + as.name().toLowerCase(Locale.ROOT);
  }
}
