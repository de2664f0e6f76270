package io.yizhan.policy;

import io.yizhan.claim.Care;
import io.yizhan.policy.PolicyTable.Condition;
import io.yizhan.policy.PolicyTable.Name;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What all conditions of a document together say of what it defines beside them. */
final class ConditionCheck {
  private static final int NEAR_LENGTH_MIN = 3;

  /** 一级医院 and 二级医院 are two words, and so are 县级 and 市级. */
  private static final String GRADES = "一二三四五六七八九十甲乙丙丁上中下内外国省市县区乡镇村城居民职工0123456789";

  private final IssueLog log;
  private final Definitions own;
  private final List<Condition> conditions = new ArrayList<>();

  ConditionCheck(
      IssueLog log,
      List<PolicyTable.Account> accounts,
      List<PolicyTable.Layer> layers,
      Definitions own) {
    this.log = log;
    this.own = own;
    for (PolicyTable.Layer layer : layers) {
      conditions.addAll(layer.when());
      layer.rows().forEach(row -> conditions.addAll(row.conditions()));
      layer.adjustments().forEach(adjustment -> conditions.addAll(adjustment.when()));
    }
    accounts.forEach(account -> conditions.addAll(account.when()));
    own.quotas().forEach(quota -> conditions.addAll(quota.when()));
  }

  void check(Map<Care, DateBasis> chosenBy, List<Name> groups) {
    checkCares(chosenBy);
    checkNear(Fact.LEVEL);
    checkNear(Fact.SCHEME);
    if (groups.stream().map(this::isRound).toList().contains(true) || log.hasErrors()) {
      return; // What was reported may be where a group is used.
    }
    Set<String> used = new HashSet<>();
    conditions.forEach(condition -> condition.values().forEach(word -> use(word, used)));
    for (Name group : groups) {
      if (!used.contains(group.key()) && !used.contains(group.nameZh())) {
        log.warning(
            group.line(),
            "UNUSED_NAME",
            "分组“" + group.key() + "”没有哪个条件用到，里面的词也就没有核对过。",
            "No condition uses group '" + group.key() + "', so that none of its words is checked.");
      }
    }
  }

  /**
   * Of words that no list defines a mistyped one is a word of its own, which nothing ever meets.
   */
  private void checkNear(Fact fact) {
    Map<String, Integer> lines = new TreeMap<>();
    for (Condition condition : conditions) {
      if (condition.subject().equals(fact.code())) {
        condition.values().stream()
            .flatMap(word -> own.groups().getOrDefault(word, List.of(word)).stream())
            .forEach(word -> lines.putIfAbsent(word, condition.line()));
      }
    }
    for (String word : lines.keySet()) {
      for (String other : lines.keySet()) {
        if (word.compareTo(other) < 0 && isNear(word, other)) {
          int one = lines.getOrDefault(word, 0);
          int two = lines.getOrDefault(other, 0);
          int first = Math.min(one, two);
          int line = Math.max(one, two);
          log.warning(
              line,
              "NEAR_WORDS",
              fact.nameZh() + "“" + word + "”和“" + other + "”（第 " + first + " 行）只差一个字：是不是同一个？",
              fact.code()
                  + " '"
                  + word
                  + "' and '"
                  + other
                  + "' (line "
                  + first
                  + ") differ in one character: are they one?");
        }
      }
    }
  }

  /** Whether two words differ in one character, which is none that tells grades apart. */
  private static boolean isNear(String word, String other) {
    if (word.length() != other.length() || word.length() < NEAR_LENGTH_MIN) {
      return false;
    }
    int differing = 0;
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) != other.charAt(i)) {
        differing++;
        if (GRADES.indexOf(word.charAt(i)) >= 0 && GRADES.indexOf(other.charAt(i)) >= 0) {
          return false;
        }
      }
    }
    return differing == 1;
  }

  private void use(String word, Set<String> used) {
    List<String> words = own.groups().get(word);
    if (words != null && used.add(word)) {
      words.forEach(each -> use(each, used));
    }
  }

  /** Whether a group lies in itself, which is reported. */
  private boolean isRound(Name group) {
    Set<String> seen = new HashSet<>();
    own.groups().getOrDefault(group.key(), List.of()).forEach(word -> use(word, seen));
    boolean round = seen.contains(group.key()) || seen.contains(group.nameZh());
    if (round) {
      log.error(
          group.line(),
          "UNKNOWN_NAME",
          "分组“" + group.key() + "”里又写了它自己；写出其中的词。",
          "Group '" + group.key() + "' stands in itself: write the words that it holds.");
    }
    return round;
  }

  /** Claims of a care that has no day are refused, whatever a layer says of them. */
  private void checkCares(Map<Care, DateBasis> chosenBy) {
    for (Condition condition : conditions) {
      if (!condition.subject().equals(Fact.CARE.code()) || condition.not()) {
        continue;
      }
      for (String word : condition.values()) {
        Optional<Care> care = Care.parse(word);
        if (care.isPresent() && !chosenBy.containsKey(care.get())) {
          log.warning(
              condition.line(),
              "CARE_NOT_CHOSEN",
              "chosen_by 没有写“" + care.get().nameZh() + "”按哪一天判定：这类费用全部拒绝，这个条件用不上。",
              "chosen_by names no day for '"
                  + care.get().code()
                  + "': every such claim is refused, and this condition is never met.");
        }
      }
    }
  }
}
