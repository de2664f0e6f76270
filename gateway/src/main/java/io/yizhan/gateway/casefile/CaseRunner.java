package io.yizhan.gateway.casefile;

import io.yizhan.money.Fen;
import io.yizhan.money.Yuan;
import io.yizhan.policy.PlanLayer;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Plans;
import io.yizhan.settlement.Settlement;
import io.yizhan.settlement.Settler;
import io.yizhan.settlement.Shares;
import io.yizhan.settlement.Waterfall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Settles the claims of a case in order and compares what came out with what must come out. */
public final class CaseRunner {
  private static final String REFUSED = "refused";

  private final Plans plans;
  private final Settler settler;

  /** A runner over these policies. */
  public CaseRunner(Plans plans) {
    this.plans = plans;
    this.settler = new Settler(plans);
  }

  /** What a case came to. */
  public record CaseResult(CaseBook.Case one, List<ClaimResult> claims) {
    public CaseResult {
      claims = List.copyOf(claims);
    }

    /** Whether everything that was expected came out. */
    public boolean agrees() {
      return claims.stream().allMatch(ClaimResult::agrees);
    }
  }

  /** What one claim came to. */
  public record ClaimResult(CaseBook.Entry entry, Decision decision, List<Compared> compared) {
    public ClaimResult {
      compared = List.copyOf(compared);
    }

    /** Whether everything that was expected came out. */
    public boolean agrees() {
      return compared.stream().allMatch(Compared::agrees);
    }
  }

  /**
   * One expectation beside what came out, as texts.
   *
   * @param name as {@link CaseBook.Expected} has it, or refused
   */
  public record Compared(String name, String expected, String got) {
    /** Whether both are the same. */
    public boolean agrees() {
      return expected.equals(got);
    }
  }

  /** Runs a case from its first claim to its last. */
  public CaseResult run(CaseBook.Case one) {
    History history = new History();
    List<ClaimResult> results = new ArrayList<>();
    for (CaseBook.Entry entry : one.entries()) {
      Decision decision = settler.settle(entry.claim(), history.standing(entry, plans));
      if (decision instanceof Decision.Settled settled) {
        history.remember(entry, settled.settlement());
      }
      results.add(new ClaimResult(entry, decision, compare(entry.expected(), decision)));
    }
    return new CaseResult(one, results);
  }

  private static List<Compared> compare(CaseBook.Expected expected, Decision decision) {
    List<Compared> compared = new ArrayList<>();
    if (decision instanceof Decision.Refused refused) {
      String reason = refused.refusal().reason().name();
      compared.add(new Compared(REFUSED, expected.refused().orElse("-"), reason));
      expected
          .amountsFen()
          .forEach((name, fen) -> compared.add(new Compared(name, Yuan.format(fen), "-")));
      return compared;
    }
    Settlement settlement = ((Decision.Settled) decision).settlement();
    expected.refused().ifPresent(code -> compared.add(new Compared(REFUSED, code, "-")));
    expected
        .amountsFen()
        .forEach(
            (name, fen) ->
                compared.add(
                    new Compared(
                        name, Yuan.format(fen), Yuan.format(amountFen(settlement, name)))));
    return compared;
  }

  /** What a payer bears, fen. */
  private static long amountFen(Settlement settlement, String code) {
    Waterfall waterfall = settlement.waterfall();
    Optional<ExpectedName> name = ExpectedName.parse(code);
    if (name.isEmpty()) {
      return layerFen(waterfall, code);
    }
    return switch (name.get()) {
      case PATIENT -> waterfall.patientShareFen();
      case HOSPITAL -> waterfall.hospitalShareFen();
      case BESIDE -> waterfall.besideFen();
      case ACCOUNT -> settlement.means().accountFen();
      case PREPAID -> settlement.means().prepaymentUsedFen();
      case CASH -> settlement.means().cashDueFen();
      case REFUND -> settlement.means().cashRefundFen();
    };
  }

  /** What a layer pays, or one of those who share its payment. */
  static long layerFen(Waterfall waterfall, String code) {
    String[] parts = code.split("/", 2);
    long sum = 0;
    for (int i = 0; i < waterfall.plan().layers().size(); i++) {
      PlanLayer layer = waterfall.plan().layers().get(i);
      if (layer.code().equals(parts[0])) {
        long paidFen = waterfall.of(i, Waterfall.Column.PAID);
        long alreadyFen = waterfall.of(i, Waterfall.Column.ALREADY);
        sum =
            Fen.plus(
                sum,
                parts.length == 1
                    ? paidFen
                    : shareFen(layer, Fen.minus(paidFen, alreadyFen), parts[1]));
      }
    }
    return sum;
  }

  private static long shareFen(PlanLayer layer, long ownFen, String payer) {
    return Shares.of(layer, ownFen).stream()
        .filter(share -> share.payer().equals(payer))
        .mapToLong(Shares.Share::fen)
        .sum();
  }
}
