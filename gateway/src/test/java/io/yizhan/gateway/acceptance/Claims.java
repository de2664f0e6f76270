package io.yizhan.gateway.acceptance;

import com.google.type.Date;
import io.yizhan.proto.v1.Bill;
import io.yizhan.proto.v1.BillKind;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.FundPayment;
import io.yizhan.proto.v1.InsurerSettlement;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.SettleClaimRequest;
import java.time.LocalDate;

/** Claims as a hospital's system would fill them in, and the days they speak of. */
final class Claims {
  static final String COUNTY = "410122";
  static final String BASIC_FUND = "390100";
  static final String AID_FUND = "610100";

  private Claims() {}

  /** A stay of one day, all in scope, insurance to be computed. */
  static Claim.Builder stay(
      String hospital, PersonDocument person, String encounter, String last, long inScopeFen) {
    return claim(hospital, person, encounter)
        .setCareTypeCode("inpatient")
        .setAdmissionDate(date(last))
        .setDischargeDate(date(last))
        .addDiagnosisCodes("I63.900")
        .setBill(Bill.newBuilder().setTotalFen(inScopeFen).setInScopeFen(inScopeFen));
  }

  /** A stay whose basic insurance the insurer has settled. */
  static Claim.Builder settledStay(
      String hospital,
      PersonDocument person,
      String encounter,
      String last,
      long inScopeFen,
      long basicFen) {
    return stay(hospital, person, encounter, last, inScopeFen)
        .setInsurerSettlement(insurer(encounter, BASIC_FUND, basicFen));
  }

  /** A dialysis visit that the insurer has settled. */
  static Claim.Builder dialysis(
      String hospital,
      PersonDocument person,
      String encounter,
      String day,
      long inScopeFen,
      long basicFen) {
    return claim(hospital, person, encounter)
        .setCareTypeCode("special_outpatient")
        .setVisitDate(date(day))
        .addDiagnosisCodes("N18.601")
        .setSpecialDiseaseCode("esrd")
        .setTreatmentFormCode("dialysis")
        .setBill(Bill.newBuilder().setTotalFen(inScopeFen).setInScopeFen(inScopeFen))
        .setInsurerSettlement(insurer(encounter, BASIC_FUND, basicFen));
  }

  /** What one fund of the insurer paid. */
  static InsurerSettlement.Builder insurer(String encounter, String fund, long fen) {
    return InsurerSettlement.newBuilder()
        .setSettlementId("SI-" + encounter)
        .addPayments(FundPayment.newBuilder().setFundCode(fund).setAmountFen(fen));
  }

  /** A claim under a request id. */
  static SettleClaimRequest request(String requestId, Claim.Builder claim) {
    return SettleClaimRequest.newBuilder().setRequestId(requestId).setClaim(claim).build();
  }

  /** A civil date as the wire writes it. */
  static Date date(String day) {
    LocalDate read = LocalDate.parse(day);
    return Date.newBuilder()
        .setYear(read.getYear())
        .setMonth(read.getMonthValue())
        .setDay(read.getDayOfMonth())
        .build();
  }

  private static Claim.Builder claim(String hospital, PersonDocument person, String encounter) {
    return Claim.newBuilder()
        .setHospitalId(hospital)
        .setOperatorId("cashier-1")
        .setTerminalId("counter-1")
        .setShiftId("early")
        .setEncounterId(encounter)
        .setBillNumber("1")
        .setInvoiceNumber("INV-" + encounter)
        .setBillKind(BillKind.BILL_KIND_FINAL)
        .setPersonDocument(person)
        .setInsuredRegionCode(COUNTY)
        .setInsuredSchemeCode("390");
  }
}
