package io.yizhan.settlement;

import io.yizhan.money.Fen;
import io.yizhan.money.Yuan;
import io.yizhan.policy.PlanLayer;
import io.yizhan.settlement.Waterfall.Column;
import java.util.Optional;

/** Says of aid that the insurer's platform had paid before, and whether it was too much. */
final class AlreadySentence {
  private static final String CODE = "ALREADY_PAID_ELSEWHERE";

  private AlreadySentence() {}

  /** All that the layer pays was paid before. */
  static Sentence whole(Waterfall waterfall, int place) {
    PlanLayer layer = waterfall.plan().layers().get(place);
    long alreadyFen = waterfall.of(place, Column.ALREADY);
    boolean applied = waterfall.row(place) >= 0 && !waterfall.recordMissing(place);
    long ownFen = mostFen(waterfall, place);
    if (!applied || alreadyFen <= ownFen) {
      return new Sentence(
          CODE,
          layer.nameZh() + "：医保平台已支付，计入年度累计，本次不再支付。",
          layer.code() + ": the insurer's platform has paid it; it counts as used.");
    }
    String already = Yuan.format(alreadyFen);
    String own = Yuan.format(ownFen);
    return new Sentence(
        CODE,
        layer.nameZh() + "：医保平台已支付 " + already + " 元，按政策至多 " + own + " 元，请核对；计入年度累计，本次不再支付。",
        layer.code()
            + ": the insurer's platform has paid "
            + already
            + ", the policy gives "
            + own
            + " at most, please check; it counts as used.");
  }

  /** What the layer's rate gives, as far as its cap lets it through. */
  private static long mostFen(Waterfall waterfall, int place) {
    long wantedFen = waterfall.of(place, Column.WANTED);
    if (!waterfall.capBinds(place)) {
      return wantedFen;
    }
    // A cap that counts binds where no time is left: nothing is given then, either.
    return Math.min(wantedFen, waterfall.capLeftFen(place).orElseThrow());
  }

  /** A part was paid before, and the rest is paid now. */
  static Optional<Sentence> inPart(Waterfall waterfall, int place) {
    long alreadyFen = waterfall.of(place, Column.ALREADY);
    if (alreadyFen == 0) {
      return Optional.empty();
    }
    PlanLayer layer = waterfall.plan().layers().get(place);
    String already = Yuan.format(alreadyFen);
    String now = Yuan.format(Fen.minus(waterfall.of(place, Column.PAID), alreadyFen));
    return Optional.of(
        new Sentence(
            CODE,
            layer.nameZh() + "：医保平台已支付 " + already + " 元，计入年度累计，本次再支付 " + now + " 元。",
            layer.code()
                + ": the insurer's platform has paid "
                + already
                + ", which counts as used; "
                + now
                + " is paid now."));
  }
}
