package io.yizhan.gateway.rpc;

import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.FundAmount;
import io.yizhan.ledger.JournalEntry;
import io.yizhan.policy.PlanLayer;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.FundShare;
import io.yizhan.proto.v1.IdentityResult;
import io.yizhan.proto.v1.Payment;
import io.yizhan.proto.v1.ProvisionalDraw;
import io.yizhan.proto.v1.RateSlice;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.StayedAmount;
import io.yizhan.proto.v1.Step;
import io.yizhan.proto.v1.StepKind;
import io.yizhan.proto.v1.UsageChange;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Shares;
import io.yizhan.settlement.Waterfall;
import io.yizhan.settlement.WhyNotMore;
import io.yizhan.settlement.WhySentence;
import java.util.List;

/** Writes a decided settlement, all but its id and its time. */
final class SettlementWriter {
  static final String OTHER_INSURER_LAYER = "insurer_other";
  static final String OTHER_INSURER_NAME = "医保其他基金";

  private SettlementWriter() {}

  static Settlement.Builder settlement(io.yizhan.settlement.Settlement settlement) {
    List<io.yizhan.settlement.Step> steps = settlement.steps();
    Settlement.Builder out =
        Settlement.newBuilder()
            .setHospitalId(settlement.claim().key().hospitalId())
            .setEncounterId(settlement.claim().key().encounterId())
            .setBillNumber(settlement.claim().key().billNumber())
            .setJudgedDate(WireDate.of(settlement.judgedDate()))
            .setBenefitYear(settlement.benefitYear())
            .setTotalFen(settlement.claim().bill().totalFen())
            .setHospitalShareFen(settlement.waterfall().hospitalShareFen())
            .setPatientShareFen(settlement.waterfall().patientShareFen())
            .setPersonalAccountFen(settlement.means().accountFen())
            .setPrepaymentUsedFen(settlement.means().prepaymentUsedFen())
            .setCashDueFen(settlement.means().cashDueFen())
            .setCashRefundFen(settlement.means().cashRefundFen())
            .setBesideFen(settlement.waterfall().besideFen())
            .setEngineVersion(ReplyWriter.ENGINE_VERSION);
    payments(settlement, steps, out);
    settlement
        .uses()
        .forEach(
            use ->
                out.addUsageChanges(
                    usageChange(use).toBuilder().setCounting(isCounting(settlement, use))));
    steps.forEach(step -> out.addSteps(step(step)));
    settlement.plan().versions().forEach(version -> out.addPolicyVersions(Wire.version(version)));
    settlement.candidates().forEach(candidate -> out.addIdentities(identity(candidate)));
    settlement.sentences().forEach(sentence -> out.addSentences(Wire.sentence(sentence)));
    whyNotMore(settlement.waterfall(), out);
    settlement.provisional().ifPresent(draw -> out.setProvisional(provisional(draw)));
    return out;
  }

  private static ProvisionalDraw provisional(io.yizhan.settlement.Settlement.ProvisionalDraw draw) {
    return ProvisionalDraw.newBuilder()
        .setProvisionalId(draw.exposure().provisionalId())
        .setDrawnFen(draw.drawnFen())
        .setLeftFen(draw.exposure().personLeftFen() - draw.drawnFen())
        .setDeadlineDate(WireDate.of(draw.exposure().deadline()))
        .build();
  }

  /** The same reasons that the owner's tools print, from the same run. */
  private static void whyNotMore(Waterfall waterfall, Settlement.Builder out) {
    WhyNotMore.Answer answer = WhyNotMore.of(waterfall);
    for (WhyNotMore.Line line : answer.lines()) {
      out.addStayedAmounts(
          StayedAmount.newBuilder()
              .setAmountFen(line.amountFen())
              .setReason(Wire.sentence(WhySentence.of(waterfall, line)))
              .setClause(WhySentence.clause(waterfall, line)));
    }
    for (int layer : answer.mayBeAppliedFor()) {
      out.addApplicableLayerCodes(waterfall.plan().layers().get(layer).code());
    }
  }

  private static void payments(
      io.yizhan.settlement.Settlement settlement,
      List<io.yizhan.settlement.Step> steps,
      Settlement.Builder out) {
    ClaimKey key = settlement.claim().key();
    String payee = key.byOffice() ? JournalEntry.PAYEE_PERSON : key.hospitalId();
    for (int i = 0; i < steps.size(); i++) {
      io.yizhan.settlement.Step step = steps.get(i);
      PlanLayer layer = settlement.plan().layers().get(i);
      if (step.paidFen() > 0) {
        Payment.Builder payment =
            Payment.newBuilder()
                .setLayerCode(step.layer())
                .setLayerName(step.nameZh())
                .setFundCode(step.fund())
                .setAmountFen(step.paidFen())
                .setAlreadyPaidFen(step.alreadyFen())
                .setPayeeCode(layer.beside() ? JournalEntry.PAYEE_PERSON : payee)
                .setClause(step.clause());
        for (Shares.Share share : Shares.of(layer, step.paidFen() - step.alreadyFen())) {
          payment.addShares(
              FundShare.newBuilder().setPartyName(share.payer()).setAmountFen(share.fen()));
        }
        out.addPayments(payment);
      }
    }
    for (FundAmount payment : settlement.otherInsurerPayments()) {
      out.addPayments(
          Payment.newBuilder()
              .setLayerCode(OTHER_INSURER_LAYER)
              .setLayerName(OTHER_INSURER_NAME)
              .setFundCode(payment.fundCode())
              .setAmountFen(payment.amountFen())
              .setAlreadyPaidFen(payment.amountFen())
              .setPayeeCode(payee));
    }
  }

  private static boolean isCounting(io.yizhan.settlement.Settlement settlement, AccountUse use) {
    return settlement.plan().accounts().stream()
        .anyMatch(account -> account.counting() && account.isKey(use.account()));
  }

  /** An account before and after; without a cap that judged, cap and left are absent. */
  static UsageChange usageChange(AccountUse use) {
    UsageChange.Builder out =
        UsageChange.newBuilder()
            .setAccountCode(use.account())
            .setAccountName(use.nameZh())
            .setBenefitYear(use.benefitYear())
            .setBeforeFen(use.beforeFen())
            .setAfterFen(use.afterFen());
    if (use.capFen() >= 0) {
      out.setCapFen(use.capFen()).setLeftFen(use.leftFen());
    }
    if (use.heldFen() > 0) {
      out.setHeldFen(use.heldFen());
    }
    if (use.includedFen() > 0) {
      out.setIncludedFen(use.includedFen());
    }
    return out.build();
  }

  private static Step step(io.yizhan.settlement.Step step) {
    Step.Builder out =
        Step.newBuilder()
            .setLayerCode(step.layer())
            .setLayerName(step.nameZh())
            .setFundCode(step.fund())
            .setKind(kind(step.kind()))
            .setBaseFen(step.baseFen())
            .setDeductibleFen(step.deductibleFen())
            .setWantedFen(step.wantedFen())
            .setCapAccountCode(step.capAccount())
            .setPaidFen(step.paidFen())
            .setCopayFen(step.copayFen())
            .setExcessFen(step.excessFen())
            .setLeftFen(step.leftFen())
            .setClause(step.clause())
            .addAllAssumptions(step.assumptions())
            .setAlreadyPaidFen(step.alreadyFen());
    step.capLeftFen().ifPresent(out::setCapLeftFen);
    step.computedFen().ifPresent(out::setComputedFen);
    step.reason().ifPresent(reason -> out.setReason(Wire.sentence(reason)));
    for (io.yizhan.settlement.Step.Slice slice : step.slices()) {
      out.addSlices(
          RateSlice.newBuilder()
              .setFromFen(slice.fromFen())
              .setToFen(slice.toFen())
              .setRatePpm(slice.ratePpm()));
    }
    return out.build();
  }

  private static StepKind kind(io.yizhan.settlement.Step.Kind kind) {
    return switch (kind) {
      case COMPUTED -> StepKind.STEP_KIND_COMPUTED;
      case SUPPLIED -> StepKind.STEP_KIND_SUPPLIED;
      case NOT_APPLIED -> StepKind.STEP_KIND_NOT_APPLIED;
    };
  }

  private static IdentityResult identity(io.yizhan.settlement.Settlement.Candidate candidate) {
    IdentityResult.Builder out =
        IdentityResult.newBuilder()
            .setCategoryCode(candidate.category())
            .setCategoryName(candidate.nameZh())
            .setCountyCode(candidate.county())
            .setUsed(candidate.used());
    candidate.aidFen().ifPresent(out::setAidFen);
    candidate.patientShareFen().ifPresent(out::setPatientShareFen);
    candidate.reason().ifPresent(reason -> out.setReason(Wire.sentence(reason)));
    return out.build();
  }
}
