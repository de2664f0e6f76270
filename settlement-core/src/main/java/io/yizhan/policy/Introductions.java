package io.yizhan.policy;

import io.yizhan.claim.BillPart;
import io.yizhan.policy.PolicyTable.Name;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks that a document introduces each name once, by its key and by its Chinese name, and none
 * that the language itself uses. Wherever two things could answer to one word, one of them would
 * silently be taken for the other: names that stand in one place are therefore of one space,
 * whatever their kind.
 */
final class Introductions {
  /** What a line may stand for where the language itself has the word. */
  private static final int OF_THE_LANGUAGE = 0;

  /** Words that amounts, bases, caps and axes use besides names. */
  private static final List<String> QUANTITY_WORDS =
      List.of("bill", "总费用", "grant", "核准额", "claims", "次数", "base", "本次基数", "visit", "单次");

  /** Words that conditions use besides names. */
  private static final List<String> CONDITION_WORDS = List.of("any", "不限", "else", "其余");

  private final IssueLog log;
  private final Lineage lineage;

  Introductions(IssueLog log, Lineage lineage) {
    this.log = log;
    this.lineage = lineage;
  }

  /** A name with what it is a name of. */
  private record Introduced(Name name, String kindZh, String kindEn) {}

  /** Words that must differ from each other, each with the line that introduces it. */
  private final class Space {
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<Introduced> introduced = new ArrayList<>();

    Space reserved(Iterable<String> words) {
      words.forEach(word -> lines.putIfAbsent(word, OF_THE_LANGUAGE));
      return this;
    }

    /** Words that others may use among themselves and the names of this space may not. */
    Space known(Name name) {
      lines.putIfAbsent(name.key(), name.line());
      lines.putIfAbsent(name.nameZh(), name.line());
      return this;
    }

    Space names(List<Name> names, String kindZh, String kindEn) {
      names.forEach(name -> introduced.add(new Introduced(name, kindZh, kindEn)));
      return this;
    }

    /** In the order of the files, the one above first: its lines were there before. */
    void check() {
      introduced.sort(
          Comparator.comparingInt((Introduced each) -> -Lineage.place(each.name().line()))
              .thenComparingInt(each -> each.name().line()));
      introduced.forEach(each -> check(each));
    }

    private void check(Introduced each) {
      Name name = each.name();
      for (String word : List.of(name.key(), name.nameZh())) {
        Integer first = lines.get(word);
        if (first != null) {
          twice(word, first, each);
          break;
        }
      }
      known(name);
    }
  }

  private void twice(String word, int first, Introduced each) {
    boolean own = first == OF_THE_LANGUAGE;
    log.error(
        each.name().line(),
        "WRITTEN_TWICE",
        each.kindZh()
            + "“"
            + word
            + "”"
            + (own
                ? "是政策语言自己的词"
                : "这个名称在" + lineage.seenFrom(each.name().line(), first, "第 %d 行") + "已经写过")
            + "：名称只引入一次，请换一个。",
        "The "
            + each.kindEn()
            + " '"
            + word
            + "' "
            + (own
                ? "has a name of the language itself"
                : "has a name that "
                    + lineage.seenFrom(each.name().line(), first, "line %d")
                    + " introduces")
            + ": a name is introduced once; take another.");
  }

  /** Checks all names of a document. */
  void check(
      List<Name> identities,
      List<PolicyTable.Disease> diseases,
      List<Name> accounts,
      List<Name> layers,
      DefinitionsReader.Names own,
      Definitions definitions) {
    List<Name> parts = definitions.parts().stream().map(Definitions.Part::name).toList();
    List<Name> facts = definitions.facts().stream().map(Definitions.Fact::name).toList();
    new Space()
        .reserved(QUANTITY_WORDS)
        .reserved(factWords())
        .reserved(partWords())
        .names(accounts, "累计账", "account")
        .names(facts, "事实", "fact")
        .names(own.figures(), "数值", "figure")
        .names(parts, "费用部分", "part of the bill")
        .check();
    Space layerSpace = new Space().reserved(partWords()).reserved(List.of("bill", "总费用"));
    parts.forEach(layerSpace::known);
    layerSpace.names(layers, "支付层", "layer").check();
    new Space().reserved(CONDITION_WORDS).names(identities, "对象", "identity").check();
    new Space().reserved(CONDITION_WORDS).names(once(diseases), "病种", "disease").check();
    new Space()
        .names(
            definitions.items().stream().map(Definitions.ItemSplit::itemClass).toList(),
            "项目类别",
            "class of items")
        .check();
    Space groups = new Space().reserved(CONDITION_WORDS).reserved(FactWords.builtInWords());
    identities.forEach(groups::known);
    diseases.forEach(each -> groups.known(each.disease()));
    for (Definitions.Fact fact : definitions.facts()) {
      new Space()
          .reserved(CONDITION_WORDS)
          .names(fact.words(), fact.name().nameZh(), "word of " + fact.name().key())
          .check();
      fact.words().forEach(groups::known);
    }
    groups.names(own.groups(), "分组", "group").check();
  }

  /** A disease that is treated in several forms is introduced by the first of them. */
  private static List<Name> once(List<PolicyTable.Disease> diseases) {
    List<Name> names = new ArrayList<>();
    List<PolicyTable.Disease> seen = new ArrayList<>();
    for (PolicyTable.Disease each : diseases) {
      boolean otherForm =
          seen.stream().anyMatch(before -> isSame(before.disease(), each.disease()))
              && seen.stream()
                  .noneMatch(
                      before ->
                          isSame(before.disease(), each.disease())
                              && isSame(before.form(), each.form()));
      if (!otherForm) {
        names.add(each.disease());
      }
      seen.add(each);
    }
    return names;
  }

  private static boolean isSame(Name left, Name right) {
    return left.key().equals(right.key()) && left.nameZh().equals(right.nameZh());
  }

  private static List<String> factWords() {
    return Arrays.stream(Fact.values())
        .flatMap(fact -> List.of(fact.code(), fact.nameZh()).stream())
        .toList();
  }

  private static List<String> partWords() {
    return Arrays.stream(BillPart.values())
        .flatMap(part -> List.of(part.code(), part.nameZh()).stream())
        .toList();
  }
}
