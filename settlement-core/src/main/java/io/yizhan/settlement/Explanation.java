package io.yizhan.settlement;

import io.yizhan.claim.Claim;
import io.yizhan.claim.FundAmount;
import io.yizhan.money.Fen;
import io.yizhan.money.Yuan;
import io.yizhan.policy.Fact;
import io.yizhan.policy.PlanFact;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PlanRow;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import io.yizhan.settlement.Waterfall.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Puts a waterfall into steps and sentences. It reads the run's columns and computes no amount. */
public final class Explanation {
  /** Reasons that a step carries but no cashier needs to hear. */
  private static final Set<String> ONLY_IN_STEPS = Set.of("OTHER_CARE_TYPE", "BELOW_THRESHOLD");

  private static final int FUNDS_NAMED_MAX = 4;

  private Explanation() {}

  /** The steps, one for each layer, in order. */
  static List<Step> steps(Claim claim, Waterfall waterfall) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < waterfall.plan().layers().size(); i++) {
      steps.add(step(claim, waterfall, i));
    }
    return steps;
  }

  /** What a cashier should know: why there is no aid, and why a layer paid less than its rate. */
  static List<Sentence> sentences(
      Claim claim, Waterfall waterfall, List<Settlement.Candidate> candidates) {
    List<Sentence> sentences = new ArrayList<>();
    if (candidates.isEmpty()) {
      sentences.add(withoutIdentity(waterfall));
    }
    candidates.stream().flatMap(c -> c.reason().stream()).forEach(sentences::add);
    boolean aided = candidates.stream().anyMatch(Settlement.Candidate::used);
    for (int i = 0; i < waterfall.plan().layers().size(); i++) {
      PlanLayer layer = waterfall.plan().layers().get(i);
      Optional<Sentence> reason = reason(claim, waterfall, i);
      boolean applied = waterfall.row(i) >= 0 && !waterfall.recordMissing(i);
      boolean worthSaying =
          reason
              .filter(sentence -> !ONLY_IN_STEPS.contains(sentence.code()))
              .filter(
                  sentence ->
                      aided
                          || applied
                          || layer.stage() == PolicyTable.Stage.INSURANCE
                          || sentence.code().equals("ALREADY_PAID_ELSEWHERE"))
              .isPresent();
      if (worthSaying) {
        sentences.add(reason.orElseThrow());
      }
    }
    return sentences;
  }

  /**
   * That the insurer paid from funds that no layer takes it for: what its layers say of it would
   * look wrong without. It names a few, the rest it counts.
   */
  static Optional<Sentence> otherFunds(List<FundAmount> payments) {
    if (payments.isEmpty()) {
      return Optional.empty();
    }
    long sumFen = 0;
    for (FundAmount payment : payments) {
      sumFen = Fen.plus(sumFen, payment.amountFen());
    }
    List<String> codes =
        payments.stream().limit(FUNDS_NAMED_MAX).map(FundAmount::fundCode).toList();
    int more = payments.size() - codes.size();
    return Optional.of(
        new Sentence(
            "INSURER_FUND_NOT_IN_POLICY",
            "医保支付中 "
                + Yuan.format(sumFen)
                + " 元出自本政策各层没有的基金（"
                + String.join("、", codes)
                + (more > 0 ? " 等" : "")
                + "），照医保结算计。",
            "Of what the insurer paid, "
                + Yuan.format(sumFen)
                + " is of funds that no layer of the policy has ("
                + String.join(", ", codes)
                + (more > 0 ? " and " + more + " more" : "")
                + "); it counts as paid."));
  }

  /** Layers for anybody, and what was paid before, are all the aid that there can be. */
  private static Sentence withoutIdentity(Waterfall waterfall) {
    boolean aided = false;
    for (int i = 0; i < waterfall.plan().layers().size(); i++) {
      boolean ofAid = waterfall.plan().layers().get(i).stage() == PolicyTable.Stage.AID;
      aided |= ofAid && waterfall.of(i, Column.PAID) > 0;
    }
    return new Sentence(
        "NO_IDENTITY",
        "此人在判定日没有救助对象身份，" + (aided ? "医保以外只有不问身份的支付。" : "本次只结医保。"),
        "The person has no aid identity on the judged day: "
            + (aided ? "insurance, and only what asks for no identity." : "insurance only."));
  }

  private static Step step(Claim claim, Waterfall waterfall, int place) {
    PlanLayer layer = waterfall.plan().layers().get(place);
    int row = waterfall.row(place);
    boolean supplied = waterfall.supplied(place);
    boolean applied = row >= 0 && !waterfall.recordMissing(place);
    boolean paid = waterfall.of(place, Column.PAID) > 0;
    // A layer that did not apply can only have paid what the insurer's platform had paid before.
    Step.Kind kind =
        supplied || (paid && !applied)
            ? Step.Kind.SUPPLIED
            : applied ? Step.Kind.COMPUTED : Step.Kind.NOT_APPLIED;
    OptionalLong capLeft = waterfall.capLeftFen(place);
    return new Step(
        layer.code(),
        layer.nameZh(),
        layer.fund(),
        kind,
        waterfall.of(place, Column.BASE),
        waterfall.of(place, Column.DEDUCTIBLE),
        waterfall.of(place, Column.WANTED),
        capLeft,
        capLeft.isEmpty() ? "" : capAccount(waterfall, place),
        waterfall.of(place, Column.PAID),
        waterfall.copayFen(place),
        waterfall.of(place, Column.EXCESS),
        waterfall.leftFen(place),
        waterfall.of(place, Column.ALREADY),
        waterfall.computedFen(place),
        applied ? slices(waterfall, place, layer.row(row)) : List.of(),
        applied ? layer.row(row).cite() : "",
        applied || supplied ? layer.assumptions() : List.of(),
        reason(claim, waterfall, place));
  }

  private static String capAccount(Waterfall waterfall, int place) {
    int account = waterfall.capAccount(place);
    return account == PlanLayer.NONE ? "" : waterfall.plan().accounts().get(account).code();
  }

  private static List<Step.Slice> slices(Waterfall waterfall, int place, PlanRow row) {
    List<Step.Slice> slices = new ArrayList<>();
    long from = waterfall.of(place, Column.AXIS_FROM);
    long to = waterfall.axisToFen(place);
    int own = waterfall.ownRatePpm(place);
    if (row.rateSource().kind() == PlanRow.RateSource.Kind.FLAT) {
      return List.of();
    }
    if (own >= 0) {
      return to > from ? List.of(new Step.Slice(from, to, own)) : List.of();
    }
    for (int band = 0; band < row.bandCount(); band++) {
      long low = Math.max(from, row.bandFromFen(band));
      long high = Math.min(to, row.bandToFen(band));
      if (high > low) {
        slices.add(new Step.Slice(low, high, row.bandPpm(band)));
      }
    }
    return slices;
  }

  /** Why a layer paid nothing, or less than its rate gives. */
  static Optional<Sentence> reason(Claim claim, Waterfall waterfall, int place) {
    PolicyPlan plan = waterfall.plan();
    PlanLayer layer = plan.layers().get(place);
    int row = waterfall.row(place);
    String name = layer.nameZh();
    if (waterfall.supplied(place)) {
      return differs(waterfall, place)
          ? Optional.of(difference(waterfall, place, layer))
          : Optional.empty();
    }
    if (layer.isAsked() && row >= 0) {
      return Optional.of(computedInPlace(layer));
    }
    if (waterfall.of(place, Column.PAID) > 0
        && waterfall.of(place, Column.PAID) == waterfall.of(place, Column.ALREADY)) {
      return Optional.of(AlreadySentence.whole(waterfall, place));
    }
    if (row < 0) {
      return Optional.of(notApplied(waterfall, place, row));
    }
    if (waterfall.recordMissing(place)) {
      return Optional.of(
          recordMissing(claim, plan, layer, WhyNotMore.leavesWork(waterfall, place)));
    }
    long wanted = waterfall.of(place, Column.WANTED);
    long base = waterfall.of(place, Column.BASE);
    if (base > 0 && base == waterfall.of(place, Column.DEDUCTIBLE)) {
      return Optional.of(LimitSentence.belowThreshold(waterfall, place));
    }
    if (waterfall.capBinds(place)) {
      return Optional.of(LimitSentence.capped(waterfall, place));
    }
    if (waterfall.of(place, Column.PAID) < wanted) {
      return Optional.of(
          new Sentence(
              "LIMITED_TO_WHAT_IS_LEFT",
              name + "：不超过剩余费用 " + Yuan.format(waterfall.of(place, Column.PAID)) + " 元。",
              layer.code()
                  + ": never more than the "
                  + Yuan.format(waterfall.of(place, Column.PAID))
                  + " that is left to pay."));
    }
    return AlreadySentence.inPart(waterfall, place);
  }

  /** Whether the insurer's amount lies further from the policy's own than the policy lets it. */
  static boolean differs(Waterfall waterfall, int place) {
    OptionalLong own = waterfall.computedFen(place);
    long tolerance = waterfall.plan().layers().get(place).insurerTerms().toleranceFen();
    return waterfall.supplied(place)
        && own.isPresent()
        && Math.abs(own.getAsLong() - waterfall.of(place, Column.PAID)) > tolerance;
  }

  private static Sentence difference(Waterfall waterfall, int place, PlanLayer layer) {
    long paid = waterfall.of(place, Column.PAID);
    long computed = waterfall.computedFen(place).orElseThrow();
    return new Sentence(
        "SUPPLIED_DIFFERS",
        layer.nameZh()
            + "：医保提供 "
            + Yuan.format(paid)
            + " 元，按政策计算为 "
            + Yuan.format(computed)
            + " 元，以医保结算为准，请核对。",
        layer.code()
            + ": the insurer supplied "
            + Yuan.format(paid)
            + ", the policy gives "
            + Yuan.format(computed)
            + "; the insurer's figure is used, please check.");
  }

  private static Sentence computedInPlace(PlanLayer layer) {
    return new Sentence(
        "INSURER_AWAY_COMPUTED",
        layer.nameZh() + "：医保经办方没有应答，暂按政策计算；经办方应答后，如有差额再行补正。",
        layer.code()
            + ": the insurer does not answer; computed by the policy for now, and corrected where"
            + " the insurer's answer differs.");
  }

  private static Sentence notApplied(Waterfall waterfall, int place, int row) {
    PolicyPlan plan = waterfall.plan();
    PlanLayer layer = plan.layers().get(place);
    if (row == -1 - Fact.THIRD_PARTY.ordinal()) {
      return new Sentence(
          "THIRD_PARTY_LIABLE",
          layer.nameZh() + "：本次费用有第三方责任，不予支付。",
          layer.code() + ": a third party is liable for what was treated, so nothing is paid.");
    }
    if (row == -1 - Fact.CARE.ordinal()) {
      return new Sentence(
          "OTHER_CARE_TYPE",
          layer.nameZh() + "：不适用于本次就医类型。",
          layer.code() + ": does not cover this type of care.");
    }
    if (row == PlanLayer.NOT_IN_TABLE || row == PlanLayer.REFUSED_BY_TABLE) {
      return new Sentence(
          "NOT_IN_TABLE",
          layer.nameZh() + "：政策表中没有适用于此人此次就医的一行。",
          layer.code() + ": no row of the policy covers this person and service.");
    }
    if (row == PlanLayer.NOT_THIS_AMOUNT) {
      return AmountSentence.notMet(waterfall, place);
    }
    if (row == PlanLayer.NO_IDENTITY) {
      return new Sentence(
          "NO_IDENTITY",
          layer.nameZh() + "：判定日没有政策所列的救助对象身份，不予救助。",
          layer.code() + ": no identity that the policy names on the judged day, so no aid.");
    }
    PlanFact fact = plan.facts().get(-1 - row);
    return new Sentence(
        "CONDITION_NOT_MET",
        layer.nameZh() + "：“" + fact.nameZh() + "”不符合条件。",
        layer.code() + ": the condition on " + fact.code() + " is not met.");
  }

  /** With the hint to apply where something is left that the layer could pay. */
  private static Sentence recordMissing(
      Claim claim, PolicyPlan plan, PlanLayer layer, boolean mayHelp) {
    String applyZh = mayHelp ? "，可以申请。" : "。";
    String applyEn = mayHelp ? "; it may be applied for." : ".";
    return switch (layer.needs()) {
      case Situation.NEEDS_GRANT ->
          new Sentence(
              "NO_GRANT",
              layer.nameZh() + "：没有可用的" + recordZh(layer, "核准") + applyZh,
              layer.code() + ": no valid grant with money left on record" + applyEn);
      case Situation.NEEDS_SPECIAL_DISEASE ->
          isListed(claim, plan)
              ? new Sentence(
                  "NO_APPROVAL",
                  layer.nameZh() + "：没有此病种、治疗方式和医院的有效门诊慢特病备案。",
                  layer.code()
                      + ": no valid approval for this disease, treatment form and hospital.")
              : new Sentence(
                  "DISEASE_NOT_LISTED",
                  layer.nameZh() + "：政策没有列出此病种和治疗方式，请核对两个代码。",
                  layer.code()
                      + ": the policy does not list this disease with this treatment form; check"
                      + " both codes.");
      default ->
          new Sentence(
              "NO_APPROVAL",
              layer.nameZh() + "：没有有效的" + recordZh(layer, "认定或备案（" + layer.needs() + "）") + applyZh,
              layer.code() + ": no valid approval (" + layer.needs() + ")" + applyEn);
    };
  }

  /** What the document calls the record, or words for one that it does not name. */
  private static String recordZh(PlanLayer layer, String unnamed) {
    return layer.needsZh().isEmpty() ? unnamed : layer.needsZh();
  }

  /**
   * Whether the claim's disease is in the document with its form of treatment; none is not
   * unlisted.
   */
  private static boolean isListed(Claim claim, PolicyPlan plan) {
    return claim.specialDisease().isEmpty()
        || plan.diseases().stream()
            .anyMatch(
                entry ->
                    entry.disease().key().equals(claim.specialDisease())
                        && entry.form().key().equals(claim.treatmentForm()));
  }
}
