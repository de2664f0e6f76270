package io.yizhan.gateway.month;

import io.yizhan.gateway.month.Town.House;
import io.yizhan.gateway.month.Town.Resident;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.Bill;
import io.yizhan.proto.v1.BillKind;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.FundPayment;
import io.yizhan.proto.v1.InsurerSettlement;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.SettleClaimRequest;
import java.time.LocalDate;

/**
 * A stay or a visit, as the hospital's system knows it before it sends.
 *
 * @param encounterId of the hospital's; a bill anew has the same
 * @param from admission, or the day of the visit
 * @param to discharge, or the day of the visit
 * @param cost the bill
 * @param insurerFen what the insurer has settled; negative where the gateway is to compute it
 */
record Visit(
    String requestId,
    House hospital,
    Resident resident,
    Care care,
    String encounterId,
    LocalDate from,
    LocalDate to,
    Cost cost,
    long insurerFen,
    int billNumber,
    int cashier) {
  /** The fund of basic insurance. */
  static final String BASIC_FUND = "390100";

  /** The scheme of residents. */
  private static final String RESIDENTS = "390";

  /** The three kinds of care of the month. */
  enum Care {
    /** A stay. */
    INPATIENT("inpatient"),
    /** An ordinary visit. */
    OUTPATIENT("outpatient"),
    /** A visit for a special disease with an approval. */
    SPECIAL("special_outpatient");

    private final String code;

    Care(String code) {
      this.code = code;
    }
  }

  /** A bill in its four parts, fen. */
  record Cost(long inScope, long preSelfPay, long overLimit, long outOfList) {
    long total() {
      return inScope + preSelfPay + overLimit + outOfList;
    }
  }

  /** The same visit billed anew. */
  Visit again(String otherRequestId, Cost otherCost) {
    return new Visit(
        otherRequestId,
        hospital,
        resident,
        care,
        encounterId,
        from,
        to,
        otherCost,
        insurerFen < 0 ? insurerFen : Math.min(insurerFen, otherCost.inScope()),
        billNumber + 1,
        cashier);
  }

  /** The insurer's own number; empty where the gateway computes. */
  String insurerId() {
    return insurerFen < 0 ? "" : "SI-" + requestId;
  }

  static PersonDocument document(Resident resident) {
    return documentOf(resident.idNumber());
  }

  static PersonDocument documentOf(String idNumber) {
    return PersonDocument.newBuilder().setKindCode("resident_id").setNumber(idNumber).build();
  }

  /** What is sent. */
  SettleClaimRequest request() {
    Claim.Builder claim =
        Claim.newBuilder()
            .setHospitalId(hospital.id())
            .setOperatorId("cashier-" + cashier)
            .setTerminalId("counter-" + cashier)
            .setEncounterId(encounterId)
            .setBillNumber(String.valueOf(billNumber))
            .setBillKind(BillKind.BILL_KIND_FINAL)
            .setPersonDocument(document(resident))
            .setInsuredRegionCode(resident.county().code())
            .setInsuredSchemeCode(RESIDENTS)
            .setCareTypeCode(care.code)
            .setBill(
                Bill.newBuilder()
                    .setTotalFen(cost.total())
                    .setInScopeFen(cost.inScope())
                    .setPreSelfPayFen(cost.preSelfPay())
                    .setOverLimitFen(cost.overLimit())
                    .setOutOfListFen(cost.outOfList()));
    switch (care) {
      case INPATIENT ->
          claim
              .setAdmissionDate(WireDate.of(from))
              .setDischargeDate(WireDate.of(to))
              .addDiagnosisCodes("I63.900");
      case OUTPATIENT -> claim.setVisitDate(WireDate.of(to)).addDiagnosisCodes("J06.900");
      case SPECIAL -> {
        Town.Treatment treatment = resident.chronic().orElseThrow();
        claim
            .setVisitDate(WireDate.of(to))
            .addDiagnosisCodes(treatment.diagnosis())
            .setSpecialDiseaseCode(treatment.disease())
            .setTreatmentFormCode(treatment.form());
      }
    }
    if (insurerFen >= 0) {
      claim.setInsurerSettlement(
          InsurerSettlement.newBuilder()
              .setSettlementId(insurerId())
              .addPayments(
                  FundPayment.newBuilder().setFundCode(BASIC_FUND).setAmountFen(insurerFen)));
    }
    return SettleClaimRequest.newBuilder().setRequestId(requestId).setClaim(claim).build();
  }
}
