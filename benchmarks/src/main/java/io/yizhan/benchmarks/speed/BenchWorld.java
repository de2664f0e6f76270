package io.yizhan.benchmarks.speed;

import com.google.type.Date;
import io.yizhan.proto.v1.Bill;
import io.yizhan.proto.v1.BillKind;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.HoldTerms;
import io.yizhan.proto.v1.Hospital;
import io.yizhan.proto.v1.Identity;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.SettleClaimRequest;

/** One hospital and many dibao members of one county, numbered from 1, with bills alike. */
final class BenchWorld {
  static final String HOSPITAL = "H410100001";
  static final String COUNTY = "410122";
  static final String DOCUMENT_KIND = "social_security_card";
  static final long BILL_FEN = 350_000;

  /** Ids of the benchmark: a letter and so many digits. */
  static final int ID_DIGITS = 19;

  private static final int DOCUMENT_DIGITS = 7;
  private static final int HOLD_SECONDS = 12 * 60 * 60;
  private static final Date DAY = Date.newBuilder().setYear(2016).setMonth(7).setDay(20).build();

  private BenchWorld() {}

  static Hospital hospital() {
    return Hospital.newBuilder()
        .setHospitalId(HOSPITAL)
        .setName("示例医院")
        .setRegionCode("410100")
        .setLevelCode("2")
        .build();
  }

  static String documentNumber(int person) {
    return "BENCH" + digits(person, DOCUMENT_DIGITS);
  }

  static String digits(long number, int count) {
    String text = Long.toString(number);
    return "0".repeat(count - text.length()) + text;
  }

  static String requestId(long number) {
    return "R" + digits(number, ID_DIGITS);
  }

  static String encounterId(long number) {
    return "E" + digits(number, ID_DIGITS);
  }

  static Person person(int number) {
    return Person.newBuilder()
        .addDocuments(document(number))
        .addIdentities(
            Identity.newBuilder()
                .setCategoryCode("dibao")
                .setCountyCode(COUNTY)
                .setFromDate(Date.newBuilder().setYear(2015).setMonth(1).setDay(1))
                .setSourceCode("bench"))
        .build();
  }

  private static PersonDocument document(int person) {
    return PersonDocument.newBuilder()
        .setKindCode(DOCUMENT_KIND)
        .setNumber(documentNumber(person))
        .build();
  }

  static SettleClaimRequest settle(long number, int person) {
    return SettleClaimRequest.newBuilder()
        .setRequestId(requestId(number))
        .setClaim(claim(number, person))
        .build();
  }

  /** A quote of the same claim that binds, for longer than any run. */
  static QuoteSettlementRequest hold(long number, int person) {
    return QuoteSettlementRequest.newBuilder()
        .setClaim(claim(number, person))
        .setHold(HoldTerms.newBuilder().setRequestId(holdId(number)).setHoldSeconds(HOLD_SECONDS))
        .build();
  }

  /** The settlement by that hold. */
  static SettleClaimRequest byHold(long number, int person) {
    return settle(number, person).toBuilder().setHoldRequestId(holdId(number)).build();
  }

  private static String holdId(long number) {
    return "H" + digits(number, ID_DIGITS);
  }

  static Claim claim(long number, int person) {
    return Claim.newBuilder()
        .setHospitalId(HOSPITAL)
        .setOperatorId("cashier-1")
        .setTerminalId("t1")
        .setEncounterId(encounterId(number))
        .setBillNumber("B1")
        .setBillKind(BillKind.BILL_KIND_FINAL)
        .setPersonDocument(document(person))
        .setInsuredRegionCode(COUNTY)
        .setInsuredSchemeCode("390")
        .setCareTypeCode("inpatient")
        .setAdmissionDate(DAY)
        .setDischargeDate(DAY)
        .setBill(Bill.newBuilder().setTotalFen(BILL_FEN).setInScopeFen(BILL_FEN))
        .build();
  }
}
