package io.yizhan.settlement;

import io.yizhan.money.Fen;
import io.yizhan.money.Yuan;
import io.yizhan.policy.PlanAccount;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PlanRow;
import io.yizhan.settlement.Waterfall.Column;

/** Says each line of {@link WhyNotMore} in both languages, without its amount. */
public final class WhySentence {
  private WhySentence() {}

  /** Why this much stayed with the patient. */
  public static Sentence of(Waterfall waterfall, WhyNotMore.Line line) {
    int place = line.layer();
    return switch (line.reason()) {
      case RATE -> rate(waterfall, place);
      case THRESHOLD -> threshold(waterfall, place);
      case CAP -> cap(waterfall, place);
      case SUPPLIED ->
          layer(
              waterfall,
              place,
              "STAYED_AS_SUPPLIED",
              "由医保结算后留给本人",
              "left by the insurer's settlement");
      case NOT_IN_BASE ->
          layer(
              waterfall,
              place,
              "STAYED_OUTSIDE_BASE",
              partZh(waterfall, line) + "中超出其基数的部分不计入",
              "what of " + part(waterfall, line) + " exceeds its base is not counted");
      case BEFORE_IDENTITY ->
          new Sentence(
              "STAYED_BEFORE_IDENTITY",
              partZh(waterfall, line) + "：身份开始之前发生的费用，救助不计入",
              part(waterfall, line) + ": served before the identity began, aid does not count it");
      case NO_LAYER ->
          new Sentence(
              "STAYED_UNCOUNTED",
              partZh(waterfall, line) + "：适用的各层都不计入",
              part(waterfall, line) + ": no layer that applied counts it");
    };
  }

  /** The clause of the row that is the reason; empty where none is. */
  public static String clause(Waterfall waterfall, WhyNotMore.Line line) {
    int row = line.layer() < 0 ? -1 : waterfall.row(line.layer());
    return row < 0 ? "" : waterfall.plan().layers().get(line.layer()).row(row).cite();
  }

  private static String part(Waterfall waterfall, WhyNotMore.Line line) {
    return line.part() < 0 ? "" : waterfall.plan().parts().get(line.part()).key();
  }

  private static String partZh(Waterfall waterfall, WhyNotMore.Line line) {
    return line.part() < 0 ? "" : waterfall.plan().parts().get(line.part()).nameZh();
  }

  private static Sentence layer(Waterfall waterfall, int place, String code, String zh, String en) {
    PlanLayer layer = waterfall.plan().layers().get(place);
    return new Sentence(code, layer.nameZh() + "：" + zh, layer.code() + ": " + en);
  }

  private static Sentence rate(Waterfall waterfall, int place) {
    PlanRow row = waterfall.plan().layers().get(place).row(waterfall.row(place));
    if (row.rateSource().kind() == PlanRow.RateSource.Kind.FLAT) {
      String flat = Yuan.format(waterfall.of(place, Column.WANTED));
      return layer(
          waterfall,
          place,
          "STAYED_BY_RATE",
          "定额支付 " + flat + "，其余由本人负担",
          "pays a fixed sum of " + flat + ", the rest is the person's own");
    }
    int own = waterfall.ownRatePpm(place);
    if (own >= 0 || row.bandCount() == 1) {
      String percent = Yuan.formatPercent(own >= 0 ? own : row.bandPpm(0));
      return layer(
          waterfall,
          place,
          "STAYED_BY_RATE",
          "按 " + percent + " 支付，其余由本人负担",
          "pays " + percent + ", the rest is the person's own");
    }
    // 转下层: what lies in such a band is not the person's by a rate, the layer just ends before it.
    return endsBefore(waterfall, place, row)
        ? layer(
            waterfall,
            place,
            "STAYED_BY_RATE",
            "只付到所列费用段为止，以上的部分不由本层支付",
            "pays up to its bands; what lies above them is not this layer's")
        : layer(
            waterfall,
            place,
            "STAYED_BY_RATE",
            "按费用段的比例支付，其余由本人负担",
            "pays by its bands, the rest is the person's own");
  }

  /**
   * Whether what it counts reaches into a last band of nothing, and all before it is paid whole.
   */
  private static boolean endsBefore(Waterfall waterfall, int place, PlanRow row) {
    int last = row.bandCount() - 1;
    boolean whole = true;
    for (int band = 0; band < last; band++) {
      whole &= row.bandPpm(band) == Fen.PPM_WHOLE;
    }
    return whole && row.bandPpm(last) == 0 && waterfall.axisToFen(place) > row.bandFromFen(last);
  }

  private static Sentence threshold(Waterfall waterfall, int place) {
    String line = Yuan.format(waterfall.of(place, Column.THRESHOLD));
    PlanLayer applied = waterfall.plan().layers().get(place);
    PlanRow row = applied.row(waterfall.row(place));
    PlanRow.Trigger trigger = row.trigger();
    if (trigger.set()) {
      return layer(
          waterfall,
          place,
          "STAYED_BY_THRESHOLD",
          (trigger.beyond() ? "未超过 " : "未达到 ") + line + "，不予支付",
          "nothing is paid " + (trigger.beyond() ? "up to " : "below ") + line);
    }
    String kept = Yuan.format(waterfall.of(place, Column.DEDUCTIBLE));
    return layer(
        waterfall,
        place,
        "STAYED_BY_THRESHOLD",
        (row.isOwnCeiling() ? "自付封顶 " : "起付线 ") + line + " 以内，本次计 " + kept,
        "within "
            + (row.isOwnCeiling() ? "what the person bears at most, " : "the threshold of ")
            + line
            + ", "
            + kept
            + " of it this time");
  }

  private static Sentence cap(Waterfall waterfall, int place) {
    if (!waterfall.capBinds(place)) {
      return layer(
          waterfall, place, "STAYED_BY_CAP", "不超过剩余费用", "never more than what is left to pay");
    }
    long leftFen = waterfall.capLeftFen(place).orElseThrow();
    String left = Yuan.format(leftFen);
    int slot = waterfall.capAccount(place);
    if (slot == PlanLayer.NONE) {
      return layer(
          waterfall,
          place,
          "STAYED_BY_CAP",
          "已到单次限额 " + left,
          "the limit for one visit, " + left + ", is reached");
    }
    PlanAccount account = waterfall.plan().accounts().get(slot);
    if (account.noneIfShort()) {
      return layer(
          waterfall,
          place,
          "STAYED_BY_FUND",
          account.nameZh() + "余额不足以全额支付，按规定不支付一部分",
          "the fund of " + account.code() + " had less than this, and pays all or nothing");
    }
    if (!account.ownerFund().isEmpty()) {
      return layer(
          waterfall,
          place,
          "STAYED_BY_FUND",
          account.nameZh() + "可用 " + left,
          "the fund of " + account.code() + " had " + left + " to give");
    }
    return ofAccount(waterfall, place, slot);
  }

  /**
   * Where other claims hold of the account it is not said to be used up: it may come free again.
   */
  private static Sentence ofAccount(Waterfall waterfall, int place, int slot) {
    PlanAccount account = waterfall.plan().accounts().get(slot);
    long capFen = waterfall.capFen(place);
    long leftFen = waterfall.capLeftFen(place).orElseThrow();
    long heldFen = waterfall.heldFen(slot);
    return layer(
        waterfall,
        place,
        "STAYED_BY_CAP",
        account.nameZh()
            + (heldFen > 0 ? "限额 " : "已到限额 ")
            + AccountWords.figureZh(account, capFen)
            + "（"
            + (heldFen > 0 ? AccountWords.heldZh(account, heldFen) + "，" : "")
            + "本次前余 "
            + AccountWords.figureZh(account, leftFen)
            + "）",
        account.code()
            + (heldFen > 0 ? " is capped at " : " reached its cap ")
            + AccountWords.figureEn(account, capFen)
            + " ("
            + (heldFen > 0 ? AccountWords.heldEn(account, heldFen) + ", " : "")
            + AccountWords.figureEn(account, leftFen)
            + " left before)");
  }
}
