package io.yizhan.gateway.insurer;

import io.yizhan.claim.FundAmount;
import io.yizhan.gateway.desk.BrokenRule;
import io.yizhan.gateway.desk.Insurers;
import io.yizhan.gateway.desk.Insurers.Asking;
import io.yizhan.money.Fen;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.insurer.v1.Amounts;
import io.yizhan.proto.insurer.v1.Claim;
import io.yizhan.proto.insurer.v1.FundPayment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The desk's words as messages to insurers, and their answers as the desk's words. */
final class InsurerMessages {
  private static final int PAYMENTS_MAX = 16;
  private static final int CODE_CHARACTERS_MAX = 64;

  private InsurerMessages() {}

  static Claim claim(Asking asking) {
    io.yizhan.claim.Claim claim = asking.claim();
    return Claim.newBuilder()
        .setHospitalId(claim.key().hospitalId())
        .setEncounterId(claim.key().encounterId())
        .setBillNumber(claim.key().billNumber())
        .setInterim(claim.interim())
        .setDocumentKindCode(asking.person().kind())
        .setDocumentNumber(asking.person().number())
        .setInsuredRegionCode(claim.insuredRegion())
        .setInsuredSchemeCode(claim.insuredScheme())
        .setCareTypeCode(claim.care().code())
        .setFirstDate(WireDate.of(claim.dates().first()))
        .setLastDate(WireDate.of(claim.dates().last()))
        .addAllDiagnosisCodes(claim.diagnoses())
        .setSpecialDiseaseCode(claim.specialDisease())
        .setTreatmentFormCode(claim.treatmentForm())
        .setHospitalLevelCode(claim.hospitalLevel())
        .setReferralCode(claim.referral().code())
        .setTotalFen(claim.bill().totalFen())
        .setInScopeFen(claim.bill().inFen())
        .setPreSelfPayFen(claim.bill().firstFen())
        .setOverLimitFen(claim.bill().overLimitFen())
        .setOutOfListFen(claim.bill().outFen())
        .build();
  }

  static Amounts amounts(Insurers.Amounts amounts) {
    Amounts.Builder built = Amounts.newBuilder().setHospitalShareFen(amounts.hospitalShareFen());
    for (FundAmount payment : amounts.payments()) {
      built.addPayments(
          FundPayment.newBuilder()
              .setFundCode(payment.fundCode())
              .setAmountFen(payment.amountFen()));
    }
    return built.build();
  }

  /** What is wrong with an insurer's amounts for a bill of this total; empty where nothing is. */
  static Optional<BrokenRule> broken(Amounts wire, long billFen) {
    if (wire.getPaymentsCount() > PAYMENTS_MAX) {
      return Optional.of(BrokenRule.TOO_MANY_PAYMENTS);
    }
    Set<String> funds = new HashSet<>();
    boolean inRange = isInRange(wire.getHospitalShareFen());
    long sum = wire.getHospitalShareFen();
    for (FundPayment payment : wire.getPaymentsList()) {
      if (!isCode(payment.getFundCode())) {
        return Optional.of(BrokenRule.FUND_CODE);
      }
      if (!funds.add(payment.getFundCode())) {
        return Optional.of(BrokenRule.FUND_TWICE);
      }
      inRange &= isInRange(payment.getAmountFen());
      sum += payment.getAmountFen();
    }
    if (!inRange) {
      return Optional.of(BrokenRule.AMOUNT_RANGE);
    }
    return sum > billFen ? Optional.of(BrokenRule.OVER_TOTAL) : Optional.empty();
  }

  private static boolean isInRange(long fen) {
    return fen >= 0 && fen <= Fen.AMOUNT_MAX;
  }

  /** Amounts in which nothing is broken. */
  static Insurers.Amounts amounts(Amounts wire) {
    List<FundAmount> payments = new ArrayList<>();
    for (FundPayment payment : wire.getPaymentsList()) {
      payments.add(new FundAmount(payment.getFundCode(), payment.getAmountFen()));
    }
    return new Insurers.Amounts(payments, wire.getHospitalShareFen());
  }

  /** What the ledger can hold as a code: visible ASCII. */
  static boolean isCode(String text) {
    return !text.isEmpty()
        && text.length() <= CODE_CHARACTERS_MAX
        && text.chars().allMatch(each -> each > ' ' && each < 127);
  }
}
