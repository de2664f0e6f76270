package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.RegistryStore.PersonRecord;
import io.yizhan.policy.Fact;
import io.yizhan.policy.PolicyCompiler.Published;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import io.yizhan.settlement.Sentence;
import io.yizhan.settlement.Situation;
import io.yizhan.settlement.Standing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The words by which published policies name what a register keeps. A word that none of them has is
 * kept, since its policy may come later; but it gives nothing at a counter, so whoever writes it is
 * told while it can still be mended. Before anything is published nothing is said.
 */
public final class RegisterWords {
  private static final int LEVELS_NAMED_MAX = 12;

  private final List<PolicyTable> tables;
  private final Set<String> diseases = new HashSet<>();
  private final Set<String> forms = new HashSet<>();
  private final Set<String> kinds = new HashSet<>();
  private final Set<String> funds = new HashSet<>();

  /** In the order in which policies name them. */
  private final Set<String> levels = new LinkedHashSet<>();

  RegisterWords(List<Published> published, List<PolicyPlan> plans) {
    this.tables = published.stream().map(Published::table).toList();
    for (PolicyTable table : tables) {
      for (PolicyTable.Disease disease : table.diseases()) {
        diseases.add(disease.disease().key());
        forms.add(disease.form().key());
      }
      for (PolicyTable.Layer layer : table.layers()) {
        funds.add(layer.fund());
        layer.needs().ifPresent(kinds::add);
      }
    }
    plans.forEach(plan -> kinds.addAll(plan.records()));
    plans.forEach(plan -> levels.addAll(plan.fact(Fact.LEVEL).words()));
  }

  /** What of a person's records no policy has a word for, each word once. */
  public List<Sentence> of(PersonRecord person) {
    List<Sentence> unknown = new ArrayList<>();
    for (Standing.Identity identity : person.identities()) {
      category(identity.county(), identity.category()).ifPresent(unknown::add);
    }
    person.approvals().forEach(approval -> unknown.addAll(of(approval)));
    person.grants().forEach(grant -> fund(grant.fund()).ifPresent(unknown::add));
    return unknown.stream().distinct().toList();
  }

  /** Of an identity: whether the county has policies, and whether they name the category. */
  public Optional<Sentence> category(String county, String category) {
    if (tables.isEmpty()) {
      return Optional.empty();
    }
    List<PolicyTable> ofCounty =
        tables.stream()
            .filter(table -> table.digitsMatching(county) > 0)
            .filter(table -> table.speaksOf(PolicyTable.Stage.AID))
            .toList();
    if (ofCounty.isEmpty()) {
      return Optional.of(
          new Sentence(
              "COUNTY_NOT_CONNECTED",
              "认定地 " + county + " 没有已发布的救助政策，照此认定不会救助；请核对。",
              "The county "
                  + county
                  + " has no published policy of aid, so this gives none; check."));
    }
    boolean known =
        ofCounty.stream()
            .flatMap(table -> table.identities().stream())
            .anyMatch(identity -> identity.key().equals(category));
    return known
        ? Optional.empty()
        : Optional.of(
            new Sentence(
                "WORD_IN_NO_POLICY",
                "身份类别“" + category + "”不在 " + county + " 已发布的任何政策中，照此不会救助；请核对。",
                "The category '"
                    + category
                    + "' is in no published policy of "
                    + county
                    + ", so it gives nothing; check."));
  }

  /** Of a fund's code, with the division or without. */
  public Optional<Sentence> fund(String fundCode) {
    int at = fundCode.indexOf('@');
    String code = at < 0 ? fundCode : fundCode.substring(0, at);
    return unknown(funds, code, "资金", "fund");
  }

  /** Of a hospital's level; nothing where no policy asks for one. */
  public Optional<Sentence> level(String level) {
    if (level.isEmpty() || levels.isEmpty() || levels.contains(level)) {
      return Optional.empty();
    }
    List<String> named = levels.stream().limit(LEVELS_NAMED_MAX).toList();
    return Optional.of(
        new Sentence(
            "WORD_IN_NO_POLICY",
            "医院级别“" + level + "”不在已发布的任何政策中，按级别的支付会落空；政策写作 " + String.join("、", named) + "，请核对。",
            "The hospital level '"
                + level
                + "' is in no published policy, so what goes by level gives nothing; policies write "
                + String.join(", ", named)
                + "; check."));
  }

  private List<Sentence> of(Standing.Approval approval) {
    if (!approval.kind().equals(Situation.NEEDS_SPECIAL_DISEASE)) {
      return unknown(kinds, approval.kind(), "批准种类", "kind of approval").stream().toList();
    }
    List<Sentence> unknown = new ArrayList<>();
    unknown(diseases, approval.disease(), "病种", "disease").ifPresent(unknown::add);
    unknown(forms, approval.treatmentForm(), "治疗方式", "treatment form").ifPresent(unknown::add);
    return unknown;
  }

  private Optional<Sentence> unknown(Set<String> known, String word, String zh, String en) {
    if (tables.isEmpty() || known.contains(word)) {
      return Optional.empty();
    }
    return Optional.of(
        new Sentence(
            "WORD_IN_NO_POLICY",
            zh + "“" + word + "”不在已发布的任何政策中，照此不会支付；请核对。",
            "The "
                + en
                + " '"
                + word
                + "' is in no published policy, so it gives nothing; check."));
  }
}
