package io.yizhan.settlement;

import io.yizhan.claim.FundAmount;
import io.yizhan.policy.PlanLayer;
import io.yizhan.settlement.Waterfall.Column;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What a quote promised: who pays how much, by name. Two decisions with the same names and fen are
 * the same to the family, to the hospital and to every fund, whatever else changed in between.
 *
 * @param identityCategory of the identity that was used; empty where none was
 * @param identityCounty of that identity
 * @param fen what each bears or gets, fen, without those that do nothing
 */
public record QuotedAmounts(String identityCategory, String identityCounty, Map<String, Long> fen) {
  private static final String PATIENT = "patient_share";

  public QuotedAmounts {
    fen = Map.copyOf(fen);
  }

  /** The amounts of a decided claim. */
  public static QuotedAmounts of(Settlement settlement) {
    Map<String, Long> fen = new LinkedHashMap<>();
    Waterfall waterfall = settlement.waterfall();
    for (int i = 0; i < settlement.plan().layers().size(); i++) {
      PlanLayer layer = settlement.plan().layers().get(i);
      String name = "payment " + layer.code() + " " + layer.fund();
      add(fen, name, waterfall.of(i, Column.PAID));
      add(fen, name + " already", waterfall.of(i, Column.ALREADY));
    }
    for (FundAmount other : settlement.otherInsurerPayments()) {
      add(fen, "payment insurer " + other.fundCode(), other.amountFen());
    }
    add(fen, "hospital_share", waterfall.hospitalShareFen());
    add(fen, PATIENT, waterfall.patientShareFen());
    add(fen, "personal_account", settlement.means().accountFen());
    add(fen, "prepayment_used", settlement.means().prepaymentUsedFen());
    add(fen, "cash_due", settlement.means().cashDueFen());
    add(fen, "cash_refund", settlement.means().cashRefundFen());
    Optional<Settlement.Candidate> used = settlement.identityUsed();
    return new QuotedAmounts(
        used.map(Settlement.Candidate::category).orElse(""),
        used.map(Settlement.Candidate::county).orElse(""),
        fen);
  }

  private static void add(Map<String, Long> fen, String name, long amountFen) {
    if (amountFen != 0) {
      fen.merge(name, amountFen, Math::addExact);
    }
  }

  /** An amount that is not the quoted one. */
  record Difference(String name, long quotedFen, long nowFen) {
    /** What it is an amount of, in Chinese. */
    String nameZh() {
      return switch (name) {
        case PATIENT -> "个人负担";
        case "hospital_share" -> "医院负担";
        case "personal_account" -> "个人账户支付";
        case "prepayment_used" -> "预交金冲抵";
        case "cash_due" -> "应补缴现金";
        case "cash_refund" -> "应退现金";
        default -> "支付项 " + payment();
      };
    }

    /** The same in English. */
    String nameEn() {
      return switch (name) {
        case PATIENT -> "the patient's share";
        case "hospital_share" -> "the hospital's share";
        case "personal_account" -> "what the personal account pays";
        case "prepayment_used" -> "the prepayment used";
        case "cash_due" -> "the cash due";
        case "cash_refund" -> "the cash refund";
        default -> "what is paid as " + payment();
      };
    }

    private String payment() {
      return name.substring(name.indexOf(' ') + 1);
    }
  }

  /** Whether the person no longer has the identity that the quote used. */
  boolean isIdentityGone(Settlement now) {
    return !identityCategory.isEmpty()
        && now.candidates().stream()
            .noneMatch(
                held ->
                    held.category().equals(identityCategory)
                        && held.county().equals(identityCounty));
  }

  /** What is otherwise now: the patient's share first, as the family's question. */
  Optional<Difference> firstDifference(Settlement settlement) {
    Map<String, Long> now = of(settlement).fen();
    if (now.equals(fen)) {
      return Optional.empty();
    }
    TreeSet<String> names = new TreeSet<>(fen.keySet());
    names.addAll(now.keySet());
    Difference first = null;
    for (String name : names) {
      Difference one = new Difference(name, fen.getOrDefault(name, 0L), now.getOrDefault(name, 0L));
      boolean differs = one.quotedFen() != one.nowFen();
      if (differs && (first == null || name.equals(PATIENT))) {
        first = one;
      }
    }
    return Optional.ofNullable(first);
  }
}
