package io.yizhan.gateway.desk;

import io.yizhan.claim.Claim;
import io.yizhan.claim.FundAmount;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.gateway.desk.Readjudication.Obstacle;
import io.yizhan.gateway.desk.ReadjudicationStore.Past;
import io.yizhan.money.Yuan;
import io.yizhan.settlement.Decision;

/** Why a re-adjudication cannot be booked as a whole, in words. */
final class Obstacles {
  private Obstacles() {}

  static Obstacle refused(Past past, Claim claim, Decision.Refusal refusal) {
    long insurerFen = claim.insurer().map(Obstacles::settledFen).orElse(0L);
    if (refusal.reason() == Decision.RefusalReason.BILL_DOES_NOT_FIT
        && insurerFen > claim.bill().totalFen()) {
      return insurerAboveBill(past, insurerFen, claim.bill().totalFen());
    }
    return new Obstacle(
        refusal.reason().name(),
        past.settlementId(),
        "重新核算时此结算不能裁决：" + refusal.sentence().zh() + "请先补正，或撤销后重结。",
        "Decided afresh, this settlement would be refused: "
            + refusal.sentence().en()
            + " Put that right first, or reverse it and settle again.");
  }

  private static long settledFen(InsurerSettlement insurer) {
    long fen = insurer.hospitalShareFen();
    for (FundAmount payment : insurer.payments()) {
      fen = Math.addExact(fen, payment.amountFen());
    }
    return fen;
  }

  private static Obstacle insurerAboveBill(Past past, long insurerFen, long billFen) {
    String insurer = Yuan.format(insurerFen);
    String bill = Yuan.format(billFen);
    return new Obstacle(
        Decision.RefusalReason.BILL_DOES_NOT_FIT.name(),
        past.settlementId(),
        "此结算的医保结算金额（含医院负担）为 " + insurer + " 元，超过费用总额 " + bill + " 元：请核对医保结算金额。",
        "The insurer's amounts of this settlement, the hospital's share with them, are "
            + insurer
            + " yuan, more than the bill of "
            + bill
            + " yuan: check the insurer's amounts.");
  }

  static Obstacle hospitalShare(Past past) {
    return new Obstacle(
        "HOSPITAL_SHARE_DIFFERS",
        past.settlementId(),
        "重新核算会改变医院负担。更正不动医院已收款项：请医院撤销后重结。",
        "Decided afresh, the hospital's own share would differ. A correction leaves what the"
            + " hospital was paid: have the hospital reverse it and settle again.");
  }

  static Obstacle checkPending(Past past) {
    return new Obstacle(
        "CHECK_PENDING",
        past.settlementId(),
        "此人的容缺身份尚未核对完毕，先终结容缺审批，再重新核算。",
        "The person's provisional identity awaits its check: end the approval first, then decide"
            + " afresh.");
  }

  static Obstacle insurerSaid(Past past) {
    return new Obstacle(
        "INSURER_SAID_OTHERWISE",
        past.settlementId(),
        "经办方对此结算已作应答，补正以其金额为准，不得另填其他金额。",
        "The insurer has answered for this settlement: it is trued up to what was said, and no"
            + " other amounts can be stated.");
  }

  static Obstacle insuranceComputedHere(Past past) {
    return new Obstacle(
        "INSURANCE_COMPUTED_HERE",
        past.settlementId(),
        "此结算的医保金额由本系统计算并与医院清算，不能另填医保结算金额：请医院撤销后按医保结算金额重结。",
        "The insurance of this settlement was computed here and is cleared to the hospital: the"
            + " insurer's amounts cannot be stated beside it. Have it reversed and settled again with"
            + " them.");
  }

  static Obstacle notOfThese(String settlementId) {
    return new Obstacle(
        "CHANGED_INPUT_UNKNOWN",
        settlementId,
        "此结算不在重新核算之列，不能更改它的医保结算金额。",
        "This settlement is none of those that are decided afresh: its insurer's amounts cannot be"
            + " changed here.");
  }
}
