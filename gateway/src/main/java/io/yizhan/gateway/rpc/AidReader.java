package io.yizhan.gateway.rpc;

import com.google.protobuf.Message;
import io.yizhan.claim.ClaimKey;
import io.yizhan.gateway.desk.AidStore.Ask;
import io.yizhan.gateway.desk.AidStore.Enrolment;
import io.yizhan.gateway.desk.AidStore.Entry;
import io.yizhan.gateway.desk.AidStore.Figure;
import io.yizhan.gateway.desk.AidStore.Query;
import io.yizhan.gateway.desk.AidStore.Terms;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.RequestContent;
import io.yizhan.money.Fen;
import io.yizhan.proto.v1.AidFigure;
import io.yizhan.proto.v1.AidForm;
import io.yizhan.proto.v1.ListAidRecordsRequest;
import io.yizhan.proto.v1.RecordSubsidisedEnrolmentRequest;
import io.yizhan.proto.v1.RecordTemporaryAidRequest;
import io.yizhan.proto.v1.SubsidisedEnrolment;
import io.yizhan.proto.v1.SubsidyKind;
import io.yizhan.proto.v1.TemporaryAid;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what an aid office records. */
final class AidReader {
  static final int REASON_CHARACTERS_MAX = 200;

  private static final int SOURCE_CHARACTERS_MAX = 200;
  private static final int MULTIPLE_HUNDREDTHS_MAX = 10_000;
  private static final int HEADS_MAX = 20;
  private static final int SCHEME_CHARACTERS_MAX = 16;
  private static final int SPAN_DAYS_MAX = 366;
  private static final List<String> STANDARDS = List.of("urban_dibao", "rural_dibao");

  /** The threshold of high own cost. */
  static final String HIGH_OWN_COST = "high_own_cost";

  private AidReader() {}

  /** What every record has. */
  record Common(
      String requestId,
      RequestContent content,
      PersonDocument person,
      String county,
      String fund,
      long amountFen,
      String differenceReason,
      String operatorId,
      String documentNumber,
      Ask ask) {}

  static Figure figure(boolean present, AidFigure figure, Violations violations) {
    if (!present) {
      violations.add("figure", "必填：标准", "must be present");
    }
    violations.region("figure.county_code", figure.getCountyCode());
    String code = figure.getFigureCode();
    if (!STANDARDS.contains(code) && !code.equals(HIGH_OWN_COST)) {
      violations.notOneOf(
          "figure.figure_code",
          Stream.concat(STANDARDS.stream(), Stream.of(HIGH_OWN_COST)).toList(),
          Violations.shown(code));
    }
    Optional<LocalDate> from =
        violations.date("figure.from_date", figure.hasFromDate(), figure.getFromDate());
    violations.amount("figure.amount_fen", figure.getAmountFen(), 1, Fen.AMOUNT_MAX);
    violations.text("figure.source", figure.getSource(), 1, SOURCE_CHARACTERS_MAX);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    return new Figure(
        figure.getCountyCode(),
        code,
        from.orElseThrow(),
        figure.getAmountFen(),
        figure.getSource());
  }

  /** Temporary aid, decided today or before. */
  static Common temporary(RecordTemporaryAidRequest request, Caller caller, LocalDate today) {
    Violations violations = new Violations();
    Optional<PersonDocument> person =
        person(request.hasPersonDocument(), request.getPersonDocument(), violations);
    common(
        request.getRequestId(),
        request.getCountyCode(),
        request.getFundCode(),
        request.getOperatorId(),
        request.getDocumentNumber(),
        violations);
    violations.amount("amount_fen", request.getAmountFen(), 1, Fen.AMOUNT_MAX);
    violations.text("difference_reason", request.getDifferenceReason(), 0, REASON_CHARACTERS_MAX);
    Optional<Terms> terms = terms(request.hasAid(), request.getAid(), today, violations);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    requireOwn(caller, request.getCountyCode(), request.getFundCode());
    RecordTemporaryAidRequest.Builder normal = request.toBuilder();
    normal.getPersonDocumentBuilder().setNumber(person.orElseThrow().number());
    return new Common(
        request.getRequestId(),
        content(normal.build()),
        person.orElseThrow(),
        request.getCountyCode(),
        request.getFundCode(),
        request.getAmountFen(),
        request.getDifferenceReason(),
        request.getOperatorId(),
        request.getDocumentNumber(),
        new Ask.OfTerms(terms.orElseThrow()));
  }

  private static RequestContent content(Message request) {
    return ContentReader.read(request, "request_id");
  }

  private static Optional<PersonDocument> person(
      boolean present, io.yizhan.proto.v1.PersonDocument wire, Violations violations) {
    return DocumentReader.read("person_document", present, wire, violations);
  }

  private static void common(
      String requestId,
      String county,
      String fund,
      String operatorId,
      String documentNumber,
      Violations violations) {
    violations.id("request_id", requestId, ClaimReader.ID_CHARACTERS_MAX);
    violations.region("county_code", county);
    if (!Entry.isStatutory(fund)) {
      violations.code("fund_code", fund, ClaimReader.ID_CHARACTERS_MAX);
    } else if (FundReader.payer(fund).isEmpty()) {
      violations.add(
          "fund_code",
          "法定资金应为 1–32 个字母或数字，加 @ 和六位区划，如 610100@410122",
          "a statutory fund must be 1 to 32 letters or digits, @ and six digits, as 610100@410122");
    }
    violations.key("operator_id", operatorId, 1, ClaimReader.ID_CHARACTERS_MAX);
    violations.key("document_number", documentNumber, 1, ClaimReader.ID_CHARACTERS_MAX);
  }

  /** An office charges statutory funds of its own counties; a finite fund is for all to draw on. */
  private static void requireOwn(Caller caller, String county, String fund) {
    Permissions.requireOwnCounty(caller, county);
    if (Entry.isStatutory(fund)) {
      Permissions.requireOwnFund(caller, FundReader.payer(fund));
    }
  }

  private static Optional<Terms> terms(
      boolean present, TemporaryAid aid, LocalDate today, Violations violations) {
    if (!present) {
      violations.add("aid", "必填：救助内容", "must be present");
      return Optional.empty();
    }
    Optional<LocalDate> decided =
        violations.date("aid.decided_date", aid.hasDecidedDate(), aid.getDecidedDate());
    if (decided.isPresent() && decided.get().isAfter(today)) {
      violations.add(
          "aid.decided_date",
          "不得晚于今天（" + today + "），实为 " + decided.get(),
          "must not be after today, " + today + ", was " + decided.get());
    }
    if (!STANDARDS.contains(aid.getStandardCode())) {
      violations.notOneOf("aid.standard_code", STANDARDS, Violations.shown(aid.getStandardCode()));
    }
    number(
        "aid.multiple_hundredths",
        aid.getMultipleHundredths(),
        1,
        MULTIPLE_HUNDREDTHS_MAX,
        violations);
    number("aid.heads", aid.getHeads(), 1, HEADS_MAX, violations);
    if (aid.getForm() != AidForm.AID_FORM_CASH && aid.getForm() != AidForm.AID_FORM_KIND) {
      violations.notOneOf(
          "aid.form",
          List.of("AID_FORM_CASH", "AID_FORM_KIND"),
          Integer.toString(aid.getFormValue()));
    }
    onlyInAnswers("aid.standard_fen", aid.getStandardFen(), violations);
    onlyInAnswers("aid.computed_fen", aid.getComputedFen(), violations);
    return decided.map(
        day ->
            new Terms(
                day,
                aid.getStandardCode(),
                aid.getMultipleHundredths(),
                aid.getHeads(),
                aid.getForm() == AidForm.AID_FORM_KIND));
  }

  private static void onlyInAnswers(String field, long fen, Violations violations) {
    if (fen != 0) {
      violations.add(field, "只在应答中出现，请求中应为 0", "must be 0 in a request");
    }
  }

  private static void number(String field, int value, int min, int max, Violations violations) {
    if (value < min || value > max) {
      violations.add(
          field,
          "应为 " + min + "–" + max + "，实为 " + value,
          "must be " + min + " to " + max + ", was " + value);
    }
  }

  static Common enrolment(RecordSubsidisedEnrolmentRequest request, Caller caller) {
    Violations violations = new Violations();
    Optional<PersonDocument> person =
        person(request.hasPersonDocument(), request.getPersonDocument(), violations);
    common(
        request.getRequestId(),
        request.getCountyCode(),
        request.getFundCode(),
        request.getOperatorId(),
        request.getDocumentNumber(),
        violations);
    SubsidisedEnrolment enrolment = request.getEnrolment();
    if (!request.hasEnrolment()) {
      violations.add("enrolment", "必填：参保内容", "must be present");
    } else {
      checkEnrolment(enrolment, request.getAmountFen(), violations);
    }
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    requireOwn(caller, request.getCountyCode(), request.getFundCode());
    RecordSubsidisedEnrolmentRequest.Builder normal = request.toBuilder();
    normal.getPersonDocumentBuilder().setNumber(person.orElseThrow().number());
    return new Common(
        request.getRequestId(),
        content(normal.build()),
        person.orElseThrow(),
        request.getCountyCode(),
        request.getFundCode(),
        request.getAmountFen(),
        "",
        request.getOperatorId(),
        request.getDocumentNumber(),
        new Ask.OfEnrolment(
            new Enrolment(
                enrolment.getSchemeCode(),
                enrolment.getEnrolmentYear(),
                enrolment.getSubsidyKind() == SubsidyKind.SUBSIDY_KIND_FULL,
                enrolment.getContributionFen())));
  }

  private static void checkEnrolment(
      SubsidisedEnrolment enrolment, long amountFen, Violations violations) {
    violations.code("enrolment.scheme_code", enrolment.getSchemeCode(), SCHEME_CHARACTERS_MAX);
    number(
        "enrolment.enrolment_year",
        enrolment.getEnrolmentYear(),
        Violations.DATE_FIRST.getYear(),
        Violations.DATE_LAST.getYear(),
        violations);
    boolean known =
        violations.amount(
            "enrolment.contribution_fen", enrolment.getContributionFen(), 1, Fen.AMOUNT_MAX);
    long max = known ? enrolment.getContributionFen() : Fen.AMOUNT_MAX;
    switch (enrolment.getSubsidyKind()) {
      case SUBSIDY_KIND_FULL -> violations.amount("amount_fen", amountFen, known ? max : 1, max);
      case SUBSIDY_KIND_FIXED -> violations.amount("amount_fen", amountFen, 1, max);
      case SUBSIDY_KIND_UNSPECIFIED, UNRECOGNIZED ->
          violations.notOneOf(
              "enrolment.subsidy_kind",
              List.of("SUBSIDY_KIND_FULL", "SUBSIDY_KIND_FIXED"),
              Integer.toString(enrolment.getSubsidyKindValue()));
    }
  }

  /** The owner of an office's request ids. */
  static String office(String county) {
    return ClaimKey.OFFICE + county;
  }

  /** A query, asking for one line more than the page has. */
  static Query query(ListAidRecordsRequest request, Caller caller) {
    Violations violations = new Violations();
    if (!request.getCountyCode().isEmpty()) {
      violations.region("county_code", request.getCountyCode());
    }
    Optional<LocalDate> from =
        violations.date("from_date", request.hasFromDate(), request.getFromDate());
    Optional<LocalDate> to = violations.date("to_date", request.hasToDate(), request.getToDate());
    if (from.isPresent()
        && to.isPresent()
        && (to.get().isBefore(from.get())
            || to.get().isAfter(from.get().plusDays(SPAN_DAYS_MAX)))) {
      violations.add(
          "to_date",
          "应不早于 from_date，且不超过其后 366 天，实为 " + to.get(),
          "must be 0 to 366 days after from_date, was " + to.get());
    }
    Optional<PersonDocument> person =
        request.hasPersonDocument()
            ? person(true, request.getPersonDocument(), violations)
            : Optional.empty();
    int size = violations.pageSize(request.getPageSize());
    var after = ListReader.after(request.getPageToken(), violations);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    if (!request.getCountyCode().isEmpty()) {
      Permissions.requireOwnCounty(caller, request.getCountyCode());
    }
    return new Query(
        request.getCountyCode().isEmpty()
            ? Permissions.regionsOf(caller)
            : List.of(request.getCountyCode()),
        person,
        from.orElseThrow(),
        to.orElseThrow(),
        after,
        size + 1);
  }
}
