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
  record Difference(String name, long quotedFen, long nowFen) {}

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
