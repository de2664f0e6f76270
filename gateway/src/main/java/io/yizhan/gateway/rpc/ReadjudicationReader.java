package io.yizhan.gateway.rpc;

import io.yizhan.claim.InsurerSettlement;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.ReadjudicationDesk;
import io.yizhan.gateway.desk.ReadjudicationStore.NoticeQuery;
import io.yizhan.gateway.desk.ReadjudicationStore.NoticeRow;
import io.yizhan.gateway.desk.ReadjudicationStore.SpanQuery;
import io.yizhan.gateway.desk.ReadjudicationStore.Subject;
import io.yizhan.gateway.desk.SettlementScope;
import io.yizhan.gateway.desk.SettlementStore.ListQuery;
import io.yizhan.money.Fen;
import io.yizhan.proto.v1.BookReadjudicationRequest;
import io.yizhan.proto.v1.ChangedInput;
import io.yizhan.proto.v1.ListReadjudicationNoticesRequest;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.SettlementSpan;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what is to be decided afresh, and what of it is to be booked. */
final class ReadjudicationReader {
  private static final int CHANGED_INPUTS_MAX = 100;
  private static final int REGIONS_MAX = 50;
  private static final int SPAN_DAYS_MAX = 366;
  private static final int REASON_CHARACTERS_MAX = 200;
  private static final String SEPARATOR = "|";

  private ReadjudicationReader() {}

  /** A preview: of one circle, or of a span. */
  sealed interface Ask {
    /** Of one circle. */
    record One(Subject subject, Map<String, InsurerSettlement> supplied) implements Ask {}

    /** Of a span. */
    record Many(SpanQuery query) implements Ask {}
  }

  static Ask preview(PreviewReadjudicationRequest request, Caller caller) {
    Violations violations = new Violations();
    Map<String, InsurerSettlement> supplied = supplied(request.getChangedInputsList(), violations);
    Optional<Ask> ask =
        switch (request.getSubjectCase()) {
          case PERSON_DOCUMENT ->
              person(request.getPersonDocument(), violations)
                  .map(subject -> new Ask.One(subject, supplied));
          case SETTLEMENT_ID ->
              Optional.of(new Ask.One(settlement(request.getSettlementId(), violations), supplied));
          case SPAN -> span(request, caller, violations).map(Ask.Many::new);
          case SUBJECT_NOT_SET -> missing(violations);
        };
    if (request.hasSpan() && request.getChangedInputsCount() > 0) {
      violations.add("changed_inputs", "按区间预览时不得填写", "must be absent with a span");
    }
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    return ask.orElseThrow();
  }

  private static <T> Optional<T> missing(Violations violations) {
    violations.add(
        "person_document",
        "证件、结算号、区间必填其一",
        "one of person_document, settlement_id and span must be set");
    return Optional.empty();
  }

  private static Optional<Subject> person(
      io.yizhan.proto.v1.PersonDocument wire, Violations violations) {
    Optional<PersonDocument> document =
        DocumentReader.read("person_document", true, wire, violations);
    return document.map(Subject.OfPerson::new);
  }

  private static Subject settlement(String settlementId, Violations violations) {
    return new Subject.OfSettlement(
        violations.id("settlement_id", settlementId, ClaimReader.ID_CHARACTERS_MAX));
  }

  private static Optional<SpanQuery> span(
      PreviewReadjudicationRequest request, Caller caller, Violations violations) {
    SettlementSpan span = request.getSpan();
    Optional<LocalDate> from =
        violations.date("span.from_date", span.hasFromDate(), span.getFromDate());
    Optional<LocalDate> to = violations.date("span.to_date", span.hasToDate(), span.getToDate());
    if (from.isPresent() && to.isPresent()) {
      boolean backwards = to.get().isBefore(from.get());
      if (backwards || to.get().isAfter(from.get().plusDays(SPAN_DAYS_MAX))) {
        violations.add(
            "span.to_date",
            "应不早于 from_date，且不超过其后 366 天，实为 " + to.get(),
            "must be 0 to 366 days after from_date, was " + to.get());
      }
    }
    List<String> regions = regions(span, caller, violations);
    if (!span.getPolicyCode().isEmpty()) {
      violations.code("span.policy_code", span.getPolicyCode(), ClaimReader.ID_CHARACTERS_MAX);
    }
    int size = violations.pageSize(request.getPageSize());
    Optional<ListQuery.After> after = ListReader.after(request.getPageToken(), violations);
    return violations.count() > 0 || from.isEmpty() || to.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new SpanQuery(from.get(), to.get(), regions, span.getPolicyCode(), after, size));
  }

  /** An office asks for its own divisions, or for part of them. */
  private static List<String> regions(SettlementSpan span, Caller caller, Violations violations) {
    if (span.getRegionCodesCount() > REGIONS_MAX) {
      violations.add(
          "span.region_codes",
          "最多 50 个，实为 " + span.getRegionCodesCount(),
          "must be at most 50, was " + span.getRegionCodesCount());
    }
    for (int i = 0; i < Math.min(span.getRegionCodesCount(), REGIONS_MAX); i++) {
      if (!span.getRegionCodes(i).matches("[0-9]{2}|[0-9]{4}|[0-9]{6}")) {
        violations.add(
            "span.region_codes[" + i + "]",
            "应为 2、4 或 6 位行政区划代码，实为 " + Violations.shown(span.getRegionCodes(i)),
            "must be 2, 4 or 6 digits, was " + Violations.shown(span.getRegionCodes(i)));
      }
    }
    if (caller.role() != Caller.Role.OFFICE) {
      return List.copyOf(span.getRegionCodesList());
    }
    if (!span.getRegionCodesList().stream().allMatch(caller::actsFor)) {
      throw Permissions.notYourRegion("span.region_codes");
    }
    return span.getRegionCodesCount() == 0
        ? caller.regions()
        : List.copyOf(span.getRegionCodesList());
  }

  private static Map<String, InsurerSettlement> supplied(
      List<ChangedInput> changes, Violations violations) {
    if (changes.size() > CHANGED_INPUTS_MAX) {
      violations.add(
          "changed_inputs",
          "最多 100 项，实为 " + changes.size(),
          "must be at most 100, was " + changes.size());
      return Map.of();
    }
    Map<String, InsurerSettlement> supplied = new HashMap<>();
    for (int i = 0; i < changes.size(); i++) {
      ChangedInput change = changes.get(i);
      String field = "changed_inputs[" + i + "].";
      violations.id(
          field + "settlement_id", change.getSettlementId(), ClaimReader.ID_CHARACTERS_MAX);
      if (!change.hasInsurerSettlement()) {
        violations.add(field + "insurer_settlement", "必填", "must be present");
        continue;
      }
      int before = violations.count();
      BillReader.checkInsurer(
          change.getInsurerSettlement(),
          field + "insurer_settlement.",
          1,
          Fen.AMOUNT_MAX,
          violations);
      if (violations.count() == before
          && supplied.put(
                  change.getSettlementId(), BillReader.insurer(change.getInsurerSettlement()))
              != null) {
        String shown = Violations.shown(change.getSettlementId());
        violations.add(
            field + "settlement_id",
            "每笔结算只能出现一次，" + shown + " 已在前面",
            "must appear once, was " + shown + " again");
      }
    }
    return supplied;
  }

  static ReadjudicationDesk.Order book(BookReadjudicationRequest request) {
    Violations violations = new Violations();
    violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
    Map<String, InsurerSettlement> supplied = supplied(request.getChangedInputsList(), violations);
    Optional<Subject> subject =
        switch (request.getSubjectCase()) {
          case PERSON_DOCUMENT -> person(request.getPersonDocument(), violations);
          case SETTLEMENT_ID -> Optional.of(settlement(request.getSettlementId(), violations));
          case SUBJECT_NOT_SET -> missing(violations);
        };
    if (!request.getPreviewSha256().matches("[0-9a-f]{64}")) {
      violations.add(
          "preview_sha256",
          "应为预览返回的 preview_sha256，64 位小写十六进制",
          "must be the preview's hash, 64 hexadecimal digits");
    }
    Optional<LocalDate> period =
        period("accounting_period", request.getAccountingPeriod(), violations);
    violations.key("operator_id", request.getOperatorId(), 1, ClaimReader.ID_CHARACTERS_MAX);
    violations.text("reason", request.getReason(), 1, REASON_CHARACTERS_MAX);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    return new ReadjudicationDesk.Order(
        request.getRequestId(),
        ContentReader.read(request, "request_id"),
        subject.orElseThrow(),
        supplied,
        request.getPreviewSha256(),
        period.orElseThrow(),
        request.getOperatorId(),
        request.getReason());
  }

  /** The query, asking for one more than the page has. */
  static NoticeQuery notices(ListReadjudicationNoticesRequest request, Caller caller) {
    Violations violations = new Violations();
    Optional<PersonDocument> person =
        request.hasPersonDocument()
            ? DocumentReader.read("person_document", true, request.getPersonDocument(), violations)
            : Optional.empty();
    Optional<LocalDate> period =
        request.getAccountingPeriod().isEmpty()
            ? Optional.empty()
            : period("accounting_period", request.getAccountingPeriod(), violations);
    if (!request.hasPersonDocument() && request.getAccountingPeriod().isEmpty()) {
      violations.add(
          "accounting_period",
          "证件与月份至少填一项",
          "one of person_document and accounting_period must be set");
    }
    int size = violations.pageSize(request.getPageSize());
    Optional<NoticeQuery.After> after =
        Pages.key(request.getPageToken(), violations).flatMap(key -> after(key, violations));
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    return new NoticeQuery(person, period, SettlementScope.of(caller), after, size + 1);
  }

  private static Optional<NoticeQuery.After> after(String key, Violations violations) {
    int at = key.indexOf(SEPARATOR);
    if (at < 0) {
      Pages.refuse(Pages.token(key), violations);
      return Optional.empty();
    }
    return Optional.of(new NoticeQuery.After(key.substring(0, at), key.substring(at + 1)));
  }

  /** The token of the page behind this row. */
  static String token(NoticeRow last) {
    return Pages.token(last.readjudicationId() + SEPARATOR + last.personId());
  }

  /** The first day of a month. */
  static Optional<LocalDate> period(String field, String text, Violations violations) {
    try {
      if (text.matches("[0-9]{4}-[0-9]{2}")) {
        LocalDate day = YearMonth.parse(text).atDay(1);
        if (!day.isBefore(Violations.DATE_FIRST) && !day.isAfter(Violations.DATE_LAST)) {
          return Optional.of(day);
        }
      }
    } catch (DateTimeException e) {
      // No month of the calendar: named below together with texts of another form.
    }
    violations.add(
        field,
        "应为月份，例如 2026-11，实为 " + Violations.shown(text),
        "must be a month, for example 2026-11, was " + Violations.shown(text));
    return Optional.empty();
  }
}
