package io.yizhan.proof;

import io.yizhan.claim.InsurerSettlement.Source;
import io.yizhan.money.Yuan;
import io.yizhan.policy.Definitions;
import io.yizhan.policy.Fact;
import io.yizhan.policy.FactNames;
import io.yizhan.policy.PlanFact;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Says what else holds of a claim that shows something: without it nobody can compute its amounts
 * again. What a claim is where nobody says anything of it is left out, and so is the identity.
 */
final class CircumstanceWords {
  private final PolicyTable table;
  private final PolicyPlan plan;

  CircumstanceWords(PolicyTable table, PolicyPlan plan) {
    this.table = table;
    this.plan = plan;
  }

  /** In Chinese: {@code （三级、未转诊、医保支付 0）}; empty where nothing is to be said. */
  String zh(CounterExample.Shown shown) {
    List<String> words = words(shown.circumstance(), true);
    return words.isEmpty() ? "" : "（" + String.join("、", words) + "）";
  }

  /** In English, in brackets behind a space. */
  String en(CounterExample.Shown shown) {
    List<String> words = words(shown.circumstance(), false);
    return words.isEmpty() ? "" : " (" + String.join(", ", words) + ")";
  }

  private List<String> words(Circumstance circumstance, boolean zh) {
    List<String> words = new ArrayList<>();
    for (int fact = 0; fact < plan.facts().size(); fact++) {
      if (fact != Fact.IDENTITY.ordinal() && isAsked(fact)) {
        add(plan.facts().get(fact), circumstance.words()[fact], zh, words);
      }
    }
    if (plan.layers().stream().anyMatch(layer -> !layer.needs().isEmpty())) {
      words.add(
          circumstance.recordsHeld()
              ? zh ? "凭证齐备" : "with every record"
              : zh ? "没有凭证" : "without records");
    }
    circumstance.insurer().ifPresent(source -> words.add(insurer(source, zh)));
    return words;
  }

  private static String insurer(Source source, boolean zh) {
    return switch (source) {
      case ASKED, SUPPLIED -> zh ? "医保支付 0" : "the insurer pays 0";
      case AWAY -> zh ? "医保无应答" : "the insurer does not answer";
    };
  }

  private boolean isAsked(int fact) {
    return plan.layers().stream().anyMatch(layer -> layer.asks(fact))
        || plan.quotas().stream().anyMatch(quota -> quota.applies().asks(fact))
        || plan.accounts().stream().anyMatch(account -> account.counts().asks(fact));
  }

  private void add(PlanFact fact, int place, boolean zh, List<String> words) {
    String name = zh ? fact.nameZh() : fact.code();
    if (fact.isNumber()) {
      if (fact.size() > 1) {
        boolean below = place == 0;
        String figure = figure(fact, fact.leastAt(below ? 1 : place));
        words.add(name + (below ? " <" : " ") + figure);
      }
      return;
    }
    String key = fact.wordAt(place);
    if (key.isEmpty()) {
      words.add(zh ? "其他" + name : "other " + name);
    } else if (!isUnderstood(fact, key)) {
      String word = zh ? FactNames.wordZh(table, fact, key) : key;
      words.add(zh && speaksForItself(fact) ? word : name + " " + word);
    }
  }

  /** Whether its Chinese words say what they are of: 住院 and 三级 do, 是 and 无 do not. */
  private static boolean speaksForItself(PlanFact fact) {
    return Stream.of(Fact.CARE, Fact.LEVEL, Fact.REFERRAL, Fact.AREA, Fact.DISEASE)
        .anyMatch(common -> common.code().equals(fact.code()));
  }

  private static String figure(PlanFact fact, long value) {
    return fact.kind() == Definitions.Kind.AMOUNT ? Yuan.format(value) : Long.toString(value);
  }

  /** What a claim is where nobody says otherwise. */
  private static boolean isUnderstood(PlanFact fact, String key) {
    return (fact.code().equals(Fact.THIRD_PARTY.code()) && key.equals("no"))
        || (fact.code().equals(Fact.PROVISIONAL.code()) && key.equals("no"))
        || (fact.code().equals(Fact.INSURED.code()) && key.equals("yes"));
  }
}
