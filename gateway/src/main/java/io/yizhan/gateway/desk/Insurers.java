package io.yizhan.gateway.desk;

import io.yizhan.claim.Claim;
import io.yizhan.claim.FundAmount;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.policy.PlanLayer;
import io.yizhan.settlement.Settlement;
import io.yizhan.settlement.Waterfall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The port to the insurers that are asked. Nothing here throws: an insurer that does not answer is
 * an answer. Every call ends within the time it is given.
 */
public interface Insurers {
  /** No insurer is set. */
  Insurers NONE = new NoInsurers();

  /** Who insures a scheme in a region; empty where none is set. */
  Optional<String> insurerOf(String region, String scheme);

  /** Whether calls are let through: not while an insurer that does not answer is left in peace. */
  boolean isWell(String insurer);

  /** What reserving would give. */
  Answer quote(String insurer, Asking asking, long nanosMax);

  /**
   * Decides a claim and keeps the amounts. What is answered is what the insurer says it keeps when
   * it is looked up: one that says two things is invalid.
   */
  Answer reserve(String insurer, String requestId, Asking asking, long nanosMax);

  /** Settles what was reserved. */
  Ending confirm(String insurer, String requestId, Amounts amounts, String settlementId);

  /** Makes sure that a request has no effect. */
  Ending cancel(String insurer, String requestId, boolean reversed);

  /**
   * Which of these the insurer has cancelled itself; empty also when it does not answer.
   *
   * @param requestIds at most {@link #LOOK_UP_MAX}
   */
  LookedUp cancelledOf(String insurer, List<String> requestIds);

  /** How many requests are looked up at a time. */
  int LOOK_UP_MAX = 100;

  /** Who is insured and what is claimed. */
  record Asking(PersonDocument person, Claim claim) {}

  /** What the insurer's funds pay. */
  record Amounts(List<FundAmount> payments, long hospitalShareFen) {
    public Amounts {
      payments = List.copyOf(payments);
    }

    /** What an insurer settled. */
    public static Amounts of(InsurerSettlement insurer) {
      return new Amounts(insurer.payments(), insurer.hospitalShareFen());
    }

    /** What the layers that are to be asked bear of a settlement. */
    public static Amounts computedIn(Settlement settlement) {
      List<FundAmount> payments = new ArrayList<>();
      for (int i = 0; i < settlement.plan().layers().size(); i++) {
        PlanLayer layer = settlement.plan().layers().get(i);
        long paid = settlement.waterfall().of(i, Waterfall.Column.PAID);
        if (layer.isAsked() && paid > 0) {
          payments.add(new FundAmount(layer.fund(), paid));
        }
      }
      return new Amounts(
          payments,
          settlement.claim().insurer().map(InsurerSettlement::hospitalShareFen).orElse(0L));
    }

    /** Whether each fund pays the same, in any order; one that pays nothing may be left out. */
    public boolean paysAs(Amounts other) {
      return hospitalShareFen == other.hospitalShareFen && byFund().equals(other.byFund());
    }

    private Map<String, Long> byFund() {
      Map<String, Long> byFund = new TreeMap<>();
      for (FundAmount payment : payments) {
        if (payment.amountFen() != 0) {
          byFund.merge(payment.fundCode(), payment.amountFen(), Math::addExact);
        }
      }
      return byFund;
    }

    /** All of it, fen. */
    public long totalFen() {
      long sum = hospitalShareFen;
      for (FundAmount payment : payments) {
        sum = Math.addExact(sum, payment.amountFen());
      }
      return sum;
    }
  }

  /** What came of a quote or a reservation. */
  sealed interface Answer {
    /** The amounts; of a quote without an id. */
    record Granted(Amounts amounts, String insurerSettlementId) implements Answer {
      /** As a claim carries it. */
      InsurerSettlement asSettlement() {
        return new InsurerSettlement(
            insurerSettlementId,
            amounts.payments(),
            amounts.hospitalShareFen(),
            InsurerSettlement.Source.ASKED);
      }
    }

    /** Not covered, in the insurer's words. */
    record Refused(String code, String zh, String en) implements Answer {}

    /** No answer; whatever it did must be cancelled. */
    record Away(String why) implements Answer {}

    /** An answer that breaks the contract; whatever it did must be cancelled. */
    record Invalid(BrokenRule rule) implements Answer {}
  }

  /** What came of confirming or cancelling. */
  sealed interface Ending {
    /** Done, now or before. */
    record Done() implements Ending {}

    /** The insurer will not. */
    record Refused(String reason) implements Ending {}

    /** No answer; to be repeated. */
    record Away(String why) implements Ending {}
  }

  /** What a look-up found. */
  record LookedUp(boolean answered, List<String> cancelledIds) {
    public LookedUp {
      cancelledIds = List.copyOf(cancelledIds);
    }
  }
}
