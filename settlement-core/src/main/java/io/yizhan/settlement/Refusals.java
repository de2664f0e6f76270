package io.yizhan.settlement;

import io.yizhan.claim.Claim;
import io.yizhan.money.Yuan;
import io.yizhan.policy.Fact;
import io.yizhan.policy.PlanLayer;
import io.yizhan.settlement.Decision.Refusal;
import io.yizhan.settlement.Decision.RefusalReason;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Why a claim cannot be settled, in both languages and with the fields that can mend it. */
final class Refusals {
  private Refusals() {}

  static Optional<Refusal> ofHospital(Claim claim, Standing standing) {
    String id = claim.key().hospitalId();
    if (standing.hospital().isEmpty()) {
      return Optional.of(
          of(
              RefusalReason.HOSPITAL_UNKNOWN,
              "定点医院 " + id + " 没有登记。",
              "Hospital " + id + " is not registered.",
              List.of("claim.hospital_id")));
    }
    if (standing.hospital().get().suspended()) {
      return Optional.of(
          of(
              RefusalReason.HOSPITAL_SUSPENDED,
              "定点医院 " + id + " 已暂停结算。",
              "Hospital " + id + " is suspended.",
              List.of("claim.hospital_id")));
    }
    return Optional.empty();
  }

  /** What the claim or a record should have said and did not. */
  static Optional<Refusal> ofLacking(Situation situation) {
    if (!situation.partsFit()) {
      return Optional.of(
          of(
              RefusalReason.BILL_DOES_NOT_FIT,
              "费用明细的类别或分割金额与总额、政策规定的费用部分不符。",
              "Item classes or parts of the bill do not fit the bill or the policy's parts.",
              List.of("claim.bill", "claim.facts")));
    }
    List<MistakenFact> mistaken = situation.mistakenFacts();
    if (!mistaken.isEmpty()) {
      return Optional.of(ofMistaken(mistaken));
    }
    List<String> missing = situation.facts().missing();
    if (!missing.isEmpty()) {
      return Optional.of(
          of(
              RefusalReason.FACT_REQUIRED,
              "政策需要“" + String.join("”、“", missing) + "”，申请没有提供，或超出范围。",
              "The policy asks for '"
                  + String.join("', '", missing)
                  + "'; the claim does not say it, or out of range.",
              missing.stream().map(Refusals::factField).toList()));
    }
    if (situation.itemDatesMissing()) {
      return Optional.of(
          of(
              RefusalReason.FACT_REQUIRED,
              "身份在住院期间开始，政策只计身份起始日以后的费用：请提供带日期的费用明细。",
              "The identity began during the stay and counts from its first day only: send dated"
                  + " items.",
              List.of("claim.bill.item_lines")));
    }
    return Optional.empty();
  }

  private static Refusal ofMistaken(List<MistakenFact> mistaken) {
    return of(
        RefusalReason.FACT_REQUIRED,
        "政策所需事实填错了种类："
            + mistaken.stream().map(MistakenFact::zh).collect(Collectors.joining("；"))
            + "。金额以分计。",
        "Facts are not said as the policy asks them: "
            + mistaken.stream().map(MistakenFact::en).collect(Collectors.joining("; "))
            + ". Amounts are in fen.",
        mistaken.stream().map(each -> factField(each.code())).toList());
  }

  private static String factField(String fact) {
    return fact.equals(Fact.AGE.code()) ? "claim.birth_date" : "claim.facts." + fact;
  }

  /** A layer that was run with a rate which an office decided outside the range of its row. */
  static Optional<Refusal> ofDecision(Situation situation, Waterfall waterfall) {
    for (int i = 0; i < waterfall.layersRun(); i++) {
      PlanLayer layer = situation.plan().layers().get(i);
      boolean decided = waterfall.row(i) >= 0 && !waterfall.recordMissing(i);
      if (decided && situation.records().isOutsideRange(layer.row(waterfall.row(i)))) {
        return Optional.of(
            of(
                RefusalReason.DECISION_OUT_OF_RANGE,
                "“" + layer.code() + "”的核定比例超出政策允许的范围，请更正核定记录。",
                "The rate decided for '"
                    + layer.code()
                    + "' is outside the policy's range: correct the record.",
                List.of("approval.rate_ppm")));
      }
    }
    return Optional.empty();
  }

  static Refusal insuranceNotConnected(String region, LocalDate day) {
    return of(
        RefusalReason.INSURANCE_NOT_CONNECTED,
        "参保地 "
            + region
            + " 在 "
            + day
            + " 没有接入的医保政策，也没有提供医保结算金额。请核对日期；日期无误的，先由医保结算，再带上 insurer_settlement。",
        "Region "
            + region
            + " has no connected insurance policy on "
            + day
            + " and no insurer's amounts were sent. Check the date; if it is right, settle with the"
            + " insurer first, then send insurer_settlement.",
        List.of("claim.insured_region_code", "claim.insurer_settlement"));
  }

  /** No day would help: the code is wrong, or the region is not connected at all. */
  static Refusal insuranceNeverConnected(String region) {
    return of(
        RefusalReason.INSURANCE_NOT_CONNECTED,
        "参保地 "
            + region
            + " 在任何日期都没有接入的医保政策，也没有提供医保结算金额。请核对区划代码，应为县（区）或市的六位代码；代码无误的，先由医保结算，再带上"
            + " insurer_settlement。",
        "Region "
            + region
            + " has no connected insurance policy on any day and no insurer's amounts were sent."
            + " Check the code (six digits of a county or city), or settle with the insurer and"
            + " send insurer_settlement.",
        List.of("claim.insured_region_code", "claim.insurer_settlement"));
  }

  /** More was settled before than the bill has, or the fixed price that stands for it. */
  static Refusal settledAbove(Situation situation) {
    return situation.price().isPresent()
        ? settledAbovePrice()
        : settledAboveBill(situation.insurer().totalFen(), situation.billedTotalFen());
  }

  private static Refusal settledAboveBill(long settledFen, long billedFen) {
    String settled = Yuan.format(settledFen);
    String billed = Yuan.format(billedFen);
    return of(
        RefusalReason.BILL_DOES_NOT_FIT,
        "医保结算与医院负担之和 " + settled + " 元，超过总费用 " + billed + " 元，请核对医保结算金额。",
        "The insurer and the hospital have settled "
            + settled
            + " yuan, more than the bill of "
            + billed
            + ": check the insurer's amounts.",
        List.of("claim.insurer_settlement", "claim.bill"));
  }

  private static Refusal settledAbovePrice() {
    return of(
        RefusalReason.BILL_DOES_NOT_FIT,
        "定额病种的价格低于医保结算与医院负担之和，请核对定额病种和医保结算金额。",
        "The insurer and the hospital have settled more than the fixed price that stands for the"
            + " bill: check the bundle and the insurer's amounts.",
        List.of("claim.insurer_settlement", "claim.facts"));
  }

  /** A layer without the amount that only the insurer can say. */
  static Refusal withoutAmount(Claim claim, PlanLayer layer) {
    if (!layer.isAsked()) {
      return insurerAmountRequired(layer);
    }
    return claim.insurer().isEmpty() ? insurerNotAsked(layer) : insurerAway(layer);
  }

  private static Refusal insurerNotAsked(PlanLayer layer) {
    return of(
        RefusalReason.INSURER_NOT_ASKED,
        "“" + layer.nameZh() + "”要由网关向医保经办方询问金额，这里没有询问：请提供医保结算金额（insurer_settlement）。",
        "'"
            + layer.code()
            + "' is asked of the insurer, which was not done here: send the insurer's amounts"
            + " (insurer_settlement).",
        List.of("claim.insurer_settlement"));
  }

  private static Refusal insurerAway(PlanLayer layer) {
    return of(
        RefusalReason.INSURER_AWAY,
        "“" + layer.nameZh() + "”要由医保经办方确定金额，经办方现在没有应答：请稍后用同一请求号重试。",
        "'"
            + layer.code()
            + "' is decided by the insurer, which does not answer now: repeat the same request id"
            + " later.",
        List.of());
  }

  /** An insurer's amount that the policy does not give and does not let stand. */
  static Optional<Refusal> ofDifference(Waterfall waterfall) {
    for (int i = 0; i < waterfall.plan().layers().size(); i++) {
      PlanLayer layer = waterfall.plan().layers().get(i);
      if (layer.insurerTerms().refused() && Explanation.differs(waterfall, i)) {
        String paid = Yuan.format(waterfall.of(i, Waterfall.Column.PAID));
        String computed = Yuan.format(waterfall.computedFen(i).orElseThrow());
        return Optional.of(
            of(
                RefusalReason.INSURER_DIFFERS,
                "“"
                    + layer.nameZh()
                    + "”：医保提供 "
                    + paid
                    + " 元，按政策计算为 "
                    + computed
                    + " 元，政策不允许这一差额。请与医保经办方核对。",
                "'"
                    + layer.code()
                    + "': the insurer gives "
                    + paid
                    + ", the policy "
                    + computed
                    + ", and the policy refuses the difference: check with the insurer.",
                List.of("claim.insurer_settlement")));
      }
    }
    return Optional.empty();
  }

  static Refusal insurerAmountRequired(PlanLayer layer) {
    return of(
        RefusalReason.INSURER_AMOUNT_REQUIRED,
        "“" + layer.nameZh() + "”没有公布的标准，不能推算：请提供医保结算金额（insurer_settlement）。",
        "'"
            + layer.code()
            + "' has no published rate for this case and is not guessed: send the insurer's"
            + " amounts (insurer_settlement).",
        List.of("claim.insurer_settlement"));
  }

  static Refusal schemeNotInPolicy(Claim claim) {
    return of(
        RefusalReason.INSURER_AMOUNT_REQUIRED,
        "政策没有险种 " + claim.insuredScheme() + " 的医保标准，不能推算：请核对险种；无误的，提供医保结算金额（insurer_settlement）。",
        "The policy has no insurance rates for scheme "
            + claim.insuredScheme()
            + " and does not guess them: check the scheme; if it is right, send the insurer's"
            + " amounts (insurer_settlement).",
        List.of("claim.insured_scheme_code", "claim.insurer_settlement"));
  }

  static Refusal careNotInPolicy(Claim claim) {
    return of(
        RefusalReason.CARE_NOT_IN_POLICY,
        "现行政策没有规定“" + claim.care().nameZh() + "”按哪一天判定，不能结算。",
        "No policy in force says how " + claim.care().code() + " care is judged.",
        List.of("claim.care_type_code"));
  }

  static Refusal holdExpired() {
    return of(
        RefusalReason.HOLD_EXPIRED,
        "预留已到期，未结算。请重新试算并告知家属，或不带预留号直接结算。",
        "The hold has expired; nothing was settled. Quote again, or settle without naming a hold.",
        List.of("hold_request_id"));
  }

  static Refusal holdEnded() {
    return of(
        RefusalReason.HOLD_ENDED,
        "预留已释放、已被新的试算取代或已用于结算，未结算。请重新试算，或不带预留号直接结算。",
        "The hold was released, replaced by a later quote of the bill, or settled; nothing was"
            + " settled now. Quote again, or settle without naming a hold.",
        List.of("hold_request_id"));
  }

  static Refusal holdClaimChanged(List<String> fields) {
    return of(
        RefusalReason.HOLD_CLAIM_CHANGED,
        "申请与试算时不同，未结算。请按新的申请重新试算，或不带预留号直接结算。",
        "The claim is not the one that was quoted; nothing was settled. Quote the claim as it is"
            + " now, or settle without naming a hold.",
        fields);
  }

  static Refusal holdIdentityEnded(QuotedAmounts quoted) {
    return of(
        RefusalReason.HOLD_IDENTITY_ENDED,
        "试算所用的身份 "
            + quoted.identityCategory()
            + "（"
            + quoted.identityCounty()
            + "）在判定日已不成立，未结算。请重新试算并告知家属。",
        "The identity "
            + quoted.identityCategory()
            + " of "
            + quoted.identityCounty()
            + " that was quoted no longer holds on the judged day; nothing was settled. Quote"
            + " again.",
        List.of("hold_request_id"));
  }

  static Refusal holdSuperseded(QuotedAmounts.Difference difference) {
    return of(
        RefusalReason.HOLD_SUPERSEDED,
        "现在的结果与试算不同，未结算："
            + difference.nameZh()
            + "试算 "
            + Yuan.format(difference.quotedFen())
            + " 元，现为 "
            + Yuan.format(difference.nowFen())
            + " 元。请重新试算并告知家属。",
        "Decided again, the claim comes to other amounts; nothing was settled: "
            + difference.nameEn()
            + " was "
            + Yuan.format(difference.quotedFen())
            + " yuan, is "
            + Yuan.format(difference.nowFen())
            + ". Quote again.",
        List.of("hold_request_id"));
  }

  static Refusal benefitYearClosed(String division, int benefitYear, LocalDate last) {
    return of(
        RefusalReason.BENEFIT_YEAR_CLOSED,
        division + " " + benefitYear + " 年度的结算受理至 " + last + "，此后不再受理。请联系当地经办机构。",
        "Claims of benefit year "
            + benefitYear
            + " of "
            + division
            + " were taken until "
            + last
            + ". Ask the office of the place.",
        List.of("claim.discharge_date"));
  }

  private static Refusal of(RefusalReason reason, String zh, String en, List<String> fields) {
    return new Refusal(reason, new Sentence(reason.name(), zh, en), fields);
  }
}
