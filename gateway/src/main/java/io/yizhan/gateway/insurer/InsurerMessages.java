package io.yizhan.gateway.insurer;

import io.yizhan.claim.FundAmount;
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

  /** Amounts that a bill of this total can bear; empty where an insurer says others. */
  static Optional<Insurers.Amounts> amounts(Amounts wire, long billFen) {
    if (wire.getPaymentsCount() > PAYMENTS_MAX
        || wire.getHospitalShareFen() < 0
        || wire.getHospitalShareFen() > Fen.AMOUNT_MAX) {
      return Optional.empty();
    }
    List<FundAmount> payments = new ArrayList<>();
    Set<String> funds = new HashSet<>();
    long sum = wire.getHospitalShareFen();
    for (FundPayment payment : wire.getPaymentsList()) {
      boolean inRange = payment.getAmountFen() >= 0 && payment.getAmountFen() <= Fen.AMOUNT_MAX;
      if (!inRange || !isCode(payment.getFundCode()) || !funds.add(payment.getFundCode())) {
        return Optional.empty();
      }
      sum += payment.getAmountFen();
      payments.add(new FundAmount(payment.getFundCode(), payment.getAmountFen()));
    }
    return sum > billFen
        ? Optional.empty()
        : Optional.of(new Insurers.Amounts(payments, wire.getHospitalShareFen()));
  }

  /** What the ledger can hold as a code: visible ASCII. */
  static boolean isCode(String text) {
    return !text.isEmpty()
        && text.length() <= CODE_CHARACTERS_MAX
        && text.chars().allMatch(each -> each > ' ' && each < 127);
  }
}
