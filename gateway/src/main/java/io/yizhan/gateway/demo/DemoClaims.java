package io.yizhan.gateway.demo;

import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.Bill;
import io.yizhan.proto.v1.BillKind;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.FundPayment;
import io.yizhan.proto.v1.InsurerSettlement;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.SettleClaimRequest;
import java.time.LocalDate;

/** The claims of the tour, as a hospital's system would fill them in. */
final class DemoClaims {
  private DemoClaims() {}

  /** An inpatient stay, all of it in scope, insurance to be computed. */
  static Claim.Builder stay(
      PersonDocument person, String encounter, LocalDate admission, LocalDate discharge, long fen) {
    return claim(person, encounter)
        .setCareTypeCode("inpatient")
        .setAdmissionDate(WireDate.of(admission))
        .setDischargeDate(WireDate.of(discharge))
        .addDiagnosisCodes("I63.900")
        .setBill(Bill.newBuilder().setTotalFen(fen).setInScopeFen(fen));
  }

  /** A dialysis visit that the insurer has settled already. */
  static Claim.Builder dialysis(
      PersonDocument person, String encounter, LocalDate visit, long fen, long insurerFen) {
    return claim(person, encounter)
        .setCareTypeCode("special_outpatient")
        .setVisitDate(WireDate.of(visit))
        .addDiagnosisCodes("N18.601")
        .setSpecialDiseaseCode("esrd")
        .setTreatmentFormCode("dialysis")
        .setBill(Bill.newBuilder().setTotalFen(fen).setInScopeFen(fen))
        .setInsurerSettlement(
            InsurerSettlement.newBuilder()
                .setSettlementId("SI-" + encounter)
                .addPayments(
                    FundPayment.newBuilder().setFundCode("390100").setAmountFen(insurerFen)));
  }

  /** A claim under a request id that the tour made. */
  static SettleClaimRequest request(String requestId, Claim.Builder claim) {
    return SettleClaimRequest.newBuilder().setRequestId(requestId).setClaim(claim).build();
  }

  private static Claim.Builder claim(PersonDocument person, String encounter) {
    return Claim.newBuilder()
        .setHospitalId(DemoWorld.COUNTY_HOSPITAL)
        .setOperatorId("cashier-1")
        .setTerminalId("counter-1")
        .setEncounterId(encounter)
        .setBillNumber("1")
        .setBillKind(BillKind.BILL_KIND_FINAL)
        .setPersonDocument(person)
        .setInsuredRegionCode(DemoWorld.COUNTY)
        .setInsuredSchemeCode("390");
  }
}
