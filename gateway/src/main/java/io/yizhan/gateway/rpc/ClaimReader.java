package io.yizhan.gateway.rpc;

import io.yizhan.claim.Bill;
import io.yizhan.claim.Care;
import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.OwnFacts;
import io.yizhan.claim.Referral;
import io.yizhan.claim.ServiceDates;
import io.yizhan.gateway.desk.HoldDesk;
import io.yizhan.gateway.desk.PaperClaim;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.RequestContent;
import io.yizhan.gateway.desk.SettlementStore.NamedQuote;
import io.yizhan.money.Fen;
import io.yizhan.proto.v1.BillKind;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.SettleClaimRequest;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads a claim off the wire on a civil day. It collects every violation and throws one
 * INVALID_ARGUMENT that names them all; what it answers is free of everything the core refuses.
 */
final class ClaimReader {
  static final int ID_CHARACTERS_MAX = 64;
  static final int HOSPITAL_ID_CHARACTERS_MAX = 32;
  static final int CODE_CHARACTERS_MAX = 32;
  static final int DIAGNOSES_MAX = 32;

  private static final List<String> CARE_CODES = Stream.of(Care.values()).map(Care::code).toList();

  /** Medical schemes begin with 3, maternity's with 5; provinces add to the national ones. */
  private static final Pattern SCHEME = Pattern.compile("[35][0-9]{2}");

  /** The scheme of a person who is not insured; the core knows it as an empty one. */
  private static final String NOT_INSURED = "none";

  private final io.yizhan.proto.v1.Claim wire;
  private final Violations violations;
  private final DatesReader dates;
  private final Purpose purpose;

  private ClaimReader(
      io.yizhan.proto.v1.Claim wire, Violations violations, LocalDate today, Purpose purpose) {
    this.wire = wire;
    this.violations = violations;
    this.dates = new DatesReader(wire, violations, today);
    this.purpose = purpose;
  }

  /** What a claim is read for. */
  private enum Purpose {
    /** The insurer may have quoted, too: its settlement has no id before it settles. */
    QUOTE,
    /** What the insurer has settled has an id. */
    SETTLE
  }

  /**
   * A claim that may be decided, and whose it is.
   *
   * @param ahead its days lie too far ahead: it may only be answered as what was answered before
   */
  record Read(
      PersonDocument person,
      Claim claim,
      Optional<PaperClaim> paper,
      Optional<DatesReader.Ahead> ahead) {}

  /** A quote request that shall bind. */
  record ReadHold(HoldDesk.Asked asked, Optional<DatesReader.Ahead> ahead) {}

  /** A settle request that may be decided. */
  record ReadSettle(
      String requestId, RequestContent content, Read read, Optional<NamedQuote> quote) {}

  /** Reads a quote request that reserves nothing. */
  static Read quote(QuoteSettlementRequest request, LocalDate today) {
    Read read =
        read(request.hasClaim(), request.getClaim(), new Violations(), today, Purpose.QUOTE);
    if (read.ahead().isPresent()) {
      throw read.ahead().get().failure();
    }
    return read;
  }

  /** Reads a quote request that shall bind. */
  static ReadHold hold(QuoteSettlementRequest request, LocalDate today) {
    Violations violations = new Violations();
    violations.id("hold.request_id", request.getHold().getRequestId(), ID_CHARACTERS_MAX);
    int seconds = request.getHold().getHoldSeconds();
    if (seconds < HoldDesk.SECONDS_MIN || seconds > HoldDesk.SECONDS_MAX) {
      violations.add(
          "hold.hold_seconds",
          "应为 " + HoldDesk.SECONDS_MIN + "–" + HoldDesk.SECONDS_MAX + " 秒，实为 " + seconds,
          "must be "
              + HoldDesk.SECONDS_MIN
              + " to "
              + HoldDesk.SECONDS_MAX
              + " seconds, was "
              + seconds);
    }
    Read read = read(request.hasClaim(), request.getClaim(), violations, today, Purpose.QUOTE);
    QuoteSettlementRequest.Builder normal = request.toBuilder();
    normal.getClaimBuilder().getPersonDocumentBuilder().setNumber(read.person().number());
    return new ReadHold(
        new HoldDesk.Asked(
            request.getHold().getRequestId(),
            seconds,
            ContentReader.read(normal.build(), "hold.request_id"),
            quoted(normal.getClaim()),
            read.person(),
            read.claim()),
        read.ahead());
  }

  /** Reads a settle request. */
  static ReadSettle settle(SettleClaimRequest request, LocalDate today) {
    Violations violations = new Violations();
    violations.id("request_id", request.getRequestId(), ID_CHARACTERS_MAX);
    String hold = request.getHoldRequestId();
    if (!hold.isEmpty()) {
      violations.id("hold_request_id", hold, ID_CHARACTERS_MAX);
    }
    Read read = read(request.hasClaim(), request.getClaim(), violations, today, Purpose.SETTLE);
    SettleClaimRequest.Builder normal = request.toBuilder();
    normal.getClaimBuilder().getPersonDocumentBuilder().setNumber(read.person().number());
    return new ReadSettle(
        request.getRequestId(),
        ContentReader.read(normal.build(), "request_id"),
        read,
        hold.isEmpty()
            ? Optional.empty()
            : Optional.of(new NamedQuote(hold, quoted(normal.getClaim()))));
  }

  /**
   * What must be the same when a quoted claim is settled: all that does not name the counter, or
   * the insurer's settlement, which has no id while the insurer has only quoted.
   */
  private static RequestContent quoted(io.yizhan.proto.v1.Claim claim) {
    return ContentReader.read(
        QuoteSettlementRequest.newBuilder().setClaim(claim).build(),
        "claim.operator_id",
        "claim.terminal_id",
        "claim.shift_id",
        "claim.invoice_number",
        "claim.insurer_settlement.settlement_id");
  }

  private static Read read(
      boolean present,
      io.yizhan.proto.v1.Claim wire,
      Violations violations,
      LocalDate today,
      Purpose purpose) {
    if (!present) {
      violations.add("claim", "必填：结算申请", "must be present");
      violations.throwIfAny(ErrorReason.BAD_REQUEST);
    }
    return new ClaimReader(wire, violations, today, purpose).read();
  }

  private Read read() {
    Claim.Desk desk = desk();
    ClaimKey key =
        new ClaimKey(
            violations.id("claim.hospital_id", wire.getHospitalId(), HOSPITAL_ID_CHARACTERS_MAX),
            violations.key("claim.encounter_id", wire.getEncounterId(), 1, ID_CHARACTERS_MAX),
            violations.key("claim.bill_number", wire.getBillNumber(), 1, ID_CHARACTERS_MAX));
    billKind();
    Optional<PersonDocument> person =
        DocumentReader.read(
            "claim.person_document",
            wire.hasPersonDocument(),
            wire.getPersonDocument(),
            violations);
    String region = violations.region("claim.insured_region_code", wire.getInsuredRegionCode());
    String scheme = scheme();
    Optional<Care> care = care();
    Optional<ServiceDates> days = care.flatMap(dates::read);
    Optional<LocalDate> birth = birthDate(days);
    List<String> diagnoses = diagnoses();
    care.ifPresent(this::specialDisease);
    violations.key(
        "claim.hospital_level_code", wire.getHospitalLevelCode(), 0, CODE_CHARACTERS_MAX);
    Optional<Referral> referral = referral();
    BillReader billReader = new BillReader(wire, violations);
    Optional<Bill> bill = billReader.bill(care);
    days.ifPresent(billReader::checkLines);
    violations.amount(
        "claim.personal_account_fen", wire.getPersonalAccountFen(), 0, Fen.AMOUNT_MAX);
    violations.amount("claim.prepayment_fen", wire.getPrepaymentFen(), 0, Fen.AMOUNT_MAX);
    billReader.checkInsurer(
        !wire.getInsuredSchemeCode().equals(NOT_INSURED), purpose == Purpose.QUOTE ? 0 : 1);
    OwnFacts facts = FactReader.read(wire.getFactsList(), violations);
    Optional<PaperClaim> paper = PaperReader.read(wire, care, violations);
    if (violations.count() > 0) {
      dates.ahead().ifPresent(ahead -> ahead.addTo(violations));
      violations.throwIfAny(ErrorReason.BAD_CLAIM);
    }
    return new Read(
        person.orElseThrow(),
        new Claim(
            key,
            desk,
            wire.getBillKind() == BillKind.BILL_KIND_INTERIM,
            birth,
            region,
            scheme,
            care.orElseThrow(),
            days.orElseThrow(),
            diagnoses,
            wire.getSpecialDiseaseCode(),
            wire.getTreatmentFormCode(),
            wire.getHospitalLevelCode(),
            referral.orElseThrow(),
            wire.getThirdPartyLiable(),
            bill.orElseThrow(),
            billReader.lines(),
            billReader.insurer(),
            wire.getPersonalAccountFen(),
            wire.getPrepaymentFen(),
            facts),
        paper,
        dates.ahead());
  }

  private Claim.Desk desk() {
    return new Claim.Desk(
        violations.key("claim.operator_id", wire.getOperatorId(), 1, ID_CHARACTERS_MAX),
        violations.key("claim.terminal_id", wire.getTerminalId(), 0, ID_CHARACTERS_MAX),
        violations.key("claim.shift_id", wire.getShiftId(), 0, ID_CHARACTERS_MAX),
        violations.key("claim.invoice_number", wire.getInvoiceNumber(), 0, ID_CHARACTERS_MAX));
  }

  /**
   * The scheme, empty for a person who is not insured. Whatever else a system writes for "not
   * insured" (NONE, 0, 999) must not pass for a scheme: the insurance would pay.
   */
  private String scheme() {
    String code = wire.getInsuredSchemeCode();
    if (code.equals(NOT_INSURED)) {
      return "";
    }
    if (!SCHEME.matcher(code).matches()) {
      violations.add(
          "claim.insured_scheme_code",
          "应为以 3 或 5 开头的三位险种代码（如 390 居民、310 职工），未参保填 none，实为 " + Violations.shown(code),
          "must be three digits that begin with 3 or 5 (as 390 residents, 310 employees), or none for"
              + " a person who is not insured, was "
              + Violations.shown(code));
    }
    return code;
  }

  private void billKind() {
    switch (wire.getBillKind()) {
      case BILL_KIND_INTERIM, BILL_KIND_FINAL -> {}
      case BILL_KIND_UNSPECIFIED, UNRECOGNIZED ->
          violations.notOneOf(
              "claim.bill_kind",
              List.of("BILL_KIND_INTERIM", "BILL_KIND_FINAL"),
              Integer.toString(wire.getBillKindValue()));
    }
  }

  private Optional<Care> care() {
    String code = wire.getCareTypeCode();
    for (Care care : Care.values()) {
      if (care.code().equals(code)) {
        return Optional.of(care);
      }
    }
    violations.notOneOf("claim.care_type_code", CARE_CODES, Violations.shown(code));
    return Optional.empty();
  }

  private Optional<Referral> referral() {
    String code = wire.getReferralCode();
    if (code.isEmpty()) {
      return Optional.of(Referral.NONE);
    }
    for (Referral referral : Referral.values()) {
      if (referral.code().equals(code)) {
        return Optional.of(referral);
      }
    }
    violations.notOneOf(
        "claim.referral_code",
        Stream.of(Referral.values()).map(Referral::code).toList(),
        Violations.shown(code));
    return Optional.empty();
  }

  private Optional<LocalDate> birthDate(Optional<ServiceDates> dates) {
    if (!wire.hasBirthDate()) {
      return Optional.empty();
    }
    Optional<LocalDate> birth = violations.birthDate("claim.birth_date", wire.getBirthDate());
    if (birth.isPresent() && dates.isPresent() && birth.get().isAfter(dates.get().last())) {
      LocalDate last = dates.get().last();
      violations.add(
          "claim.birth_date",
          "不得晚于就医日期 " + last + "，实为 " + birth.get(),
          "must not be after the service, " + last + ", was " + birth.get());
    }
    return birth;
  }

  private List<String> diagnoses() {
    if (wire.getDiagnosisCodesCount() > DIAGNOSES_MAX) {
      violations.add(
          "claim.diagnosis_codes",
          "最多 " + DIAGNOSES_MAX + " 个，实为 " + wire.getDiagnosisCodesCount(),
          "must be at most " + DIAGNOSES_MAX + ", was " + wire.getDiagnosisCodesCount());
      return List.of();
    }
    for (int i = 0; i < wire.getDiagnosisCodesCount(); i++) {
      violations.key(
          "claim.diagnosis_codes[" + i + "]", wire.getDiagnosisCodes(i), 1, CODE_CHARACTERS_MAX);
    }
    return wire.getDiagnosisCodesList();
  }

  private void specialDisease(Care care) {
    int min = care == Care.SPECIAL_OUTPATIENT ? 1 : 0;
    int max = care == Care.SPECIAL_OUTPATIENT ? ID_CHARACTERS_MAX : 0;
    special("claim.special_disease_code", wire.getSpecialDiseaseCode(), min, max);
    special("claim.treatment_form_code", wire.getTreatmentFormCode(), min, max);
  }

  private void special(String field, String value, int min, int max) {
    if (max == 0 && !value.isEmpty()) {
      violations.add(field, "仅用于门诊慢特病", "must be empty unless special_outpatient");
    } else {
      violations.key(field, value, min, max);
    }
  }
}
