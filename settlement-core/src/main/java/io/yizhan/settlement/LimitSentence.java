package io.yizhan.settlement;

import io.yizhan.money.Yuan;
import io.yizhan.policy.PlanAccount;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PlanRow;
import io.yizhan.settlement.Waterfall.Column;

/** Says that a threshold or trigger is not passed, or that a cap is reached. */
final class LimitSentence {
  private LimitSentence() {}

  static Sentence belowThreshold(Waterfall waterfall, int place) {
    PlanLayer layer = waterfall.plan().layers().get(place);
    String line = Yuan.format(waterfall.of(place, Column.THRESHOLD));
    PlanRow row = layer.row(waterfall.row(place));
    PlanRow.Trigger trigger = row.trigger();
    if (row.isOwnCeiling()) {
      return new Sentence(
          "BELOW_THRESHOLD",
          layer.nameZh() + "：未超过自付封顶 " + line + " 元。",
          layer.code() + ": what the person bears at most, " + line + ", is not passed.");
    }
    if (!trigger.set()) {
      return new Sentence(
          "BELOW_THRESHOLD",
          layer.nameZh() + "：未超过起付线 " + line + " 元。",
          layer.code() + ": the threshold of " + line + " is not passed.");
    }
    boolean ofVisit = layer.over() == PlanLayer.NONE;
    String zh = ofVisit ? "" : over(waterfall, layer).nameZh() + "加本次";
    String en = ofVisit ? "" : " of " + over(waterfall, layer).code() + " with this claim";
    return new Sentence(
        "BELOW_THRESHOLD",
        layer.nameZh() + "：" + zh + (trigger.beyond() ? "未超过 " : "未达到 ") + line + " 元，不予支付。",
        layer.code()
            + ": nothing is paid "
            + (trigger.beyond() ? "up to " : "below ")
            + line
            + en
            + ".");
  }

  private static PlanAccount over(Waterfall waterfall, PlanLayer layer) {
    return waterfall.plan().accounts().get(layer.over());
  }

  static Sentence capped(Waterfall waterfall, int place) {
    PlanLayer layer = waterfall.plan().layers().get(place);
    long left = waterfall.capLeftFen(place).orElseThrow();
    int slot = waterfall.capAccount(place);
    if (slot == PlanLayer.NONE) {
      return new Sentence(
          "VISIT_CAP_REACHED",
          layer.nameZh() + "：已到单次限额 " + Yuan.format(left) + " 元。",
          layer.code() + ": the limit for one visit, " + Yuan.format(left) + ", is reached.");
    }
    PlanAccount account = waterfall.plan().accounts().get(slot);
    if (account.noneIfShort()) {
      return new Sentence(
          "FUND_EXHAUSTED",
          layer.nameZh()
              + "："
              + account.nameZh()
              + "可用 "
              + Yuan.format(left)
              + " 元，不足以全额支付，按规定不支付一部分。",
          layer.code()
              + ": the fund has "
              + Yuan.format(left)
              + ", less than this, and pays all or nothing.");
    }
    if (!account.ownerFund().isEmpty()) {
      return new Sentence(
          "FUND_EXHAUSTED",
          layer.nameZh() + "：" + account.nameZh() + "余额不足，可用 " + Yuan.format(left) + " 元。",
          layer.code() + ": the fund has " + Yuan.format(left) + " to give.");
    }
    long cap = waterfall.capFen(place);
    long held = waterfall.heldFen(slot);
    return new Sentence(
        "CAP_REACHED",
        layer.nameZh()
            + "："
            + AccountWords.capZh(account)
            + " "
            + AccountWords.unitZh(account, cap)
            + (held > 0 ? "，" + AccountWords.heldZh(account, held) : "")
            + "，本次前剩余 "
            + AccountWords.unitZh(account, left)
            + "。",
        layer.code()
            + ": "
            + account.code()
            + " is capped at "
            + AccountWords.figureEn(account, cap)
            + " "
            + AccountWords.periodEn(account)
            + ", "
            + (held > 0 ? AccountWords.heldEn(account, held) + ", " : "")
            + AccountWords.figureEn(account, left)
            + " left.");
  }
}
