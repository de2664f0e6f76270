package io.yizhan.settlement;

import io.yizhan.money.Yuan;
import io.yizhan.policy.AmountAsked;
import io.yizhan.policy.PlanAccount;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.Quantity;
import java.util.Optional;

/** Says which amount or count a layer asks for, and what it was. */
final class AmountSentence {
  private AmountSentence() {}

  static Sentence notMet(Waterfall waterfall, int place) {
    PlanLayer layer = waterfall.plan().layers().get(place);
    String zh = layer.nameZh() + "：金额或次数未达到政策规定的条件";
    String en = layer.code() + ": the amount or count that the policy asks for is not met";
    Optional<AmountAsked> asked =
        waterfall.amountAsked(place).filter(each -> !nameEn(waterfall.plan(), each).isEmpty());
    if (asked.isPresent()) {
      zh += zh(waterfall.plan(), asked.get());
      en += en(waterfall.plan(), asked.get());
    }
    return new Sentence("AMOUNT_NOT_MET", zh + "。", en + ".");
  }

  private static String zh(PolicyPlan plan, AmountAsked asked) {
    String least =
        asked.from() == Long.MIN_VALUE ? "" : "不低于 " + figureZh(plan, asked, asked.from());
    String most = asked.to() == Long.MAX_VALUE ? "" : "低于 " + figureZh(plan, asked, asked.to());
    return "："
        + nameZh(plan, asked)
        + "为 "
        + figureZh(plan, asked, asked.measured())
        + "，要"
        + least
        + (least.isEmpty() || most.isEmpty() ? "" : "且")
        + most;
  }

  private static String en(PolicyPlan plan, AmountAsked asked) {
    String least =
        asked.from() == Long.MIN_VALUE ? "" : " at least " + figureEn(plan, asked, asked.from());
    String most =
        asked.to() == Long.MAX_VALUE ? "" : " less than " + figureEn(plan, asked, asked.to());
    return ": "
        + nameEn(plan, asked)
        + " is "
        + figureEn(plan, asked, asked.measured())
        + ", asked is"
        + least
        + (least.isEmpty() || most.isEmpty() ? "" : " and")
        + most;
  }

  private static boolean isAccount(AmountAsked asked) {
    return asked.quantity() == Quantity.ACCOUNT_BEFORE || asked.quantity() == Quantity.ACCOUNT_NOW;
  }

  private static PlanAccount account(PolicyPlan plan, AmountAsked asked) {
    return plan.accounts().get(asked.index());
  }

  private static String figureZh(PolicyPlan plan, AmountAsked asked, long value) {
    return isAccount(asked)
        ? AccountWords.unitZh(account(plan, asked), value)
        : Yuan.format(value) + " 元";
  }

  private static String figureEn(PolicyPlan plan, AmountAsked asked, long value) {
    return isAccount(asked)
        ? AccountWords.figureEn(account(plan, asked), value)
        : Yuan.format(value);
  }

  private static String nameZh(PolicyPlan plan, AmountAsked asked) {
    return switch (asked.quantity()) {
      case ACCOUNT_BEFORE -> account(plan, asked).nameZh() + "（本次前）";
      case ACCOUNT_NOW -> account(plan, asked).nameZh() + "（含本次）";
      case OWN_BASE -> "本次基数";
      case BILL -> "总费用";
      case BILL_LEFT -> "剩余费用";
      case PART_BILLED,
          PART_LEFT,
          PART_PAID,
          MARK,
          GRANT_LEFT,
          RECORD_AMOUNT,
          NUMBER,
          CLAIMS,
          LAYER_BASE,
          LAYER_DEDUCTIBLE,
          LAYER_PAID,
          LAYER_COPAY,
          LAYER_EXCESS,
          LAYER_TIMES ->
          "";
    };
  }

  /** Empty for what has no name of its own here. */
  private static String nameEn(PolicyPlan plan, AmountAsked asked) {
    return switch (asked.quantity()) {
      case ACCOUNT_BEFORE -> account(plan, asked).code() + " before this claim";
      case ACCOUNT_NOW -> account(plan, asked).code() + " with this claim";
      case OWN_BASE -> "the base";
      case BILL -> "the bill";
      case BILL_LEFT -> "what is left of the bill";
      case PART_BILLED,
          PART_LEFT,
          PART_PAID,
          MARK,
          GRANT_LEFT,
          RECORD_AMOUNT,
          NUMBER,
          CLAIMS,
          LAYER_BASE,
          LAYER_DEDUCTIBLE,
          LAYER_PAID,
          LAYER_COPAY,
          LAYER_EXCESS,
          LAYER_TIMES ->
          "";
    };
  }
}
