package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.ProvisionalStore.ApproveOrder;
import io.yizhan.gateway.desk.ProvisionalStore.EndOrder;
import io.yizhan.gateway.desk.ProvisionalStore.Grounds;
import io.yizhan.gateway.desk.ProvisionalStore.Query;
import io.yizhan.gateway.desk.ProvisionalStore.Rule;
import io.yizhan.gateway.desk.ProvisionalStore.State;
import io.yizhan.gateway.desk.RegistryStore.PersonRecord;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.Stamp;
import io.yizhan.money.Fen;
import io.yizhan.proto.v1.ApproveProvisionalRequest;
import io.yizhan.proto.v1.EndProvisionalRequest;
import io.yizhan.proto.v1.ListProvisionalsRequest;
import io.yizhan.proto.v1.ProvisionalGrounds;
import io.yizhan.proto.v1.ProvisionalRule;
import io.yizhan.proto.v1.ProvisionalState;
import io.yizhan.settlement.Standing;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what offices say of provisional approvals. */
final class ProvisionalReader {
  private static final int NAME_CHARACTERS_MAX = 50;
  private static final int DAYS_MAX = 366;
  private static final Set<String> COST_KINDS = Set.of("illness", "disaster", "accident");

  private ProvisionalReader() {}

  static Rule rule(boolean present, ProvisionalRule rule, Caller caller) {
    Violations violations = new Violations();
    if (!present) {
      violations.add("rule", "必填：规则", "must be present");
      violations.throwIfAny(ErrorReason.BAD_REQUEST);
    }
    violations.region("rule.county_code", rule.getCountyCode());
    Optional<LocalDate> from =
        violations.date("rule.from_date", rule.hasFromDate(), rule.getFromDate());
    violations.amount("rule.threshold_fen", rule.getThresholdFen(), 0, Fen.AMOUNT_MAX);
    violations.amount("rule.person_limit_fen", rule.getPersonLimitFen(), 1, Fen.AMOUNT_MAX);
    violations.amount("rule.county_limit_fen", rule.getCountyLimitFen(), 0, Fen.AMOUNT_MAX);
    if (rule.getCheckDays() < 1 || rule.getCheckDays() > DAYS_MAX) {
      violations.add(
          "rule.check_days",
          "应为 1–" + DAYS_MAX + " 日，实为 " + rule.getCheckDays(),
          "must be 1 to " + DAYS_MAX + " days, was " + rule.getCheckDays());
    }
    violations.text("rule.source", rule.getSource(), 1, ReceivableReader.NOTE_CHARACTERS_MAX);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    requireOwn(caller, rule.getCountyCode(), "rule.county_code");
    return new Rule(
        rule.getCountyCode(),
        from.orElseThrow(),
        rule.getThresholdFen(),
        rule.getPersonLimitFen(),
        rule.getCountyLimitFen(),
        rule.getCheckDays(),
        rule.getRecoversInGoodFaith(),
        rule.getSource());
  }

  static void requireOwn(Caller caller, String county, String field) {
    if (!caller.actsFor(county)) {
      throw Permissions.notYourRegion(field);
    }
  }

  static ApproveOrder approve(ApproveProvisionalRequest request, Caller caller, Stamp stamp) {
    Violations violations = new Violations();
    violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
    Optional<PersonDocument> document =
        DocumentReader.read(
            "person_document",
            request.hasPersonDocument(),
            request.getPersonDocument(),
            violations);
    violations.text("name", request.getName(), 0, NAME_CHARACTERS_MAX);
    violations.code("category_code", request.getCategoryCode(), ClaimReader.ID_CHARACTERS_MAX);
    violations.region("county_code", request.getCountyCode());
    Optional<LocalDate> from =
        violations.date("from_date", request.hasFromDate(), request.getFromDate());
    Optional<LocalDate> deadline =
        violations.date("deadline_date", request.hasDeadlineDate(), request.getDeadlineDate());
    if (from.isPresent() && deadline.isPresent() && deadline.get().isBefore(from.get())) {
      violations.add(
          "deadline_date",
          "不得早于起始日 " + from.get() + "，实为 " + deadline.get(),
          "must not be before from_date, was " + deadline.get());
    }
    Optional<Grounds> grounds = grounds(request.hasGrounds(), request.getGrounds(), violations);
    violations.amount("person_limit_fen", request.getPersonLimitFen(), 0, Fen.AMOUNT_MAX);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    requireOwn(caller, request.getCountyCode(), "county_code");
    // As the person is then: the identity itself, so that permissions see what is given.
    PersonRecord person =
        new PersonRecord(
            List.of(document.orElseThrow()),
            request.getName(),
            List.of(
                new Standing.Identity(
                    request.getCategoryCode(),
                    request.getCountyCode(),
                    from.orElseThrow(),
                    Optional.empty(),
                    Standing.Identity.PROVISIONAL)),
            List.of(),
            List.of());
    return new ApproveOrder(
        new RequestKey(caller.callerId(), request.getRequestId()),
        ContentReader.read(request, "request_id"),
        person,
        request.getCategoryCode(),
        request.getCountyCode(),
        from.orElseThrow(),
        deadline.orElseThrow(),
        grounds.orElseThrow(),
        request.getPersonLimitFen() == 0
            ? Optional.empty()
            : Optional.of(request.getPersonLimitFen()),
        Permissions.putRight(caller),
        stamp,
        caller.callerId());
  }

  private static Optional<Grounds> grounds(
      boolean present, ProvisionalGrounds grounds, Violations violations) {
    if (!present) {
      violations.add("grounds", "必填：承诺、评议和费用", "must be present");
      return Optional.empty();
    }
    int max = ClaimReader.ID_CHARACTERS_MAX;
    violations.key("grounds.promise_number", grounds.getPromiseNumber(), 1, max);
    if (!grounds.getVillageCode().matches("[0-9]{9}|[0-9]{12}")) {
      violations.add("grounds.village_code", "应为 9 或 12 位村（社区）代码", "must be 9 or 12 digits");
    }
    violations.code("grounds.reviewer_code", grounds.getReviewerCode(), max);
    Optional<LocalDate> reviewed =
        violations.date("grounds.review_date", grounds.hasReviewDate(), grounds.getReviewDate());
    if (!COST_KINDS.contains(grounds.getCostKindCode())) {
      violations.add(
          "grounds.cost_kind_code",
          "应为 illness、disaster 或 accident，实为 " + Violations.shown(grounds.getCostKindCode()),
          "must be illness, disaster or accident, was "
              + Violations.shown(grounds.getCostKindCode()));
    }
    violations.amount("grounds.cost_fen", grounds.getCostFen(), 1, Fen.AMOUNT_MAX);
    return reviewed.map(
        day ->
            new Grounds(
                grounds.getPromiseNumber(),
                grounds.getVillageCode(),
                grounds.getReviewerCode(),
                day,
                grounds.getCostKindCode(),
                grounds.getCostFen()));
  }

  static EndOrder end(EndProvisionalRequest request, Caller caller, Stamp stamp) {
    Violations violations = new Violations();
    violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
    violations.id("provisional_id", request.getProvisionalId(), ClaimReader.ID_CHARACTERS_MAX);
    Optional<State> ending = state(request.getEnding());
    if (ending.isEmpty() || ending.get() == State.OPEN) {
      violations.add(
          "ending",
          "应为 CONFIRMED、IN_GOOD_FAITH 或 FALSE_STATEMENT",
          "must be CONFIRMED, IN_GOOD_FAITH or FALSE_STATEMENT");
    }
    Optional<LocalDate> day =
        violations.date("end_date", request.hasEndDate(), request.getEndDate());
    violations.key("report_number", request.getReportNumber(), 1, ClaimReader.ID_CHARACTERS_MAX);
    violations.text("reason", request.getReason(), 0, ReceivableReader.NOTE_CHARACTERS_MAX);
    if (ending.equals(Optional.of(State.CONFIRMED))) {
      violations.code("source_code", request.getSourceCode(), ClaimReader.ID_CHARACTERS_MAX);
      PersonReader.notProvisional("source_code", request.getSourceCode(), violations);
    }
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    return new EndOrder(
        new RequestKey(caller.callerId(), request.getRequestId()),
        ContentReader.read(request, "request_id"),
        request.getProvisionalId(),
        ending.orElseThrow(),
        day.orElseThrow(),
        request.getReportNumber(),
        request.getReason(),
        request.getSourceCode(),
        stamp,
        caller.callerId());
  }

  /**
   * An ending is on a day of the identity that has come; one that has not begun ends on its first.
   */
  static void requireEnded(EndOrder order, LocalDate from) {
    LocalDate today = order.stamp().postingDate();
    LocalDate last = today.isBefore(from) ? from : today;
    Violations violations = new Violations();
    if (order.day().isBefore(from) || order.day().isAfter(last)) {
      violations.add(
          "end_date",
          "应自身份起始日 " + from + " 起，不晚于 " + last + "（终结日须已到），实为 " + order.day(),
          "must be on or after the identity's first day, "
              + from
              + ", and not after "
              + last
              + ": an ending is of a day that has come; was "
              + order.day());
    }
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
  }

  /** The state; empty for any. */
  static Optional<State> state(ProvisionalState state) {
    return switch (state) {
      case PROVISIONAL_STATE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
      case PROVISIONAL_STATE_OPEN -> Optional.of(State.OPEN);
      case PROVISIONAL_STATE_CONFIRMED -> Optional.of(State.CONFIRMED);
      case PROVISIONAL_STATE_IN_GOOD_FAITH -> Optional.of(State.IN_GOOD_FAITH);
      case PROVISIONAL_STATE_FALSE_STATEMENT -> Optional.of(State.FALSE_STATEMENT);
    };
  }

  static Query query(ListProvisionalsRequest request, Caller caller) {
    Violations violations = new Violations();
    String county = request.getCountyCode();
    if (!county.isEmpty()) {
      violations.region("county_code", county);
    }
    if (request.getState() == ProvisionalState.UNRECOGNIZED) {
      violations.add("state", "应为已定义的状态", "must be a state of the contract");
    }
    Optional<LocalDate> overdueOn =
        request.hasOverdueOnDate()
            ? violations.date("overdue_on_date", true, request.getOverdueOnDate())
            : Optional.empty();
    int size = violations.pageSize(request.getPageSize());
    String after = Pages.key(request.getPageToken(), violations).orElse("");
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    if (!county.isEmpty()) {
      requireOwn(caller, county, "county_code");
    }
    List<String> seen =
        caller.role() == Caller.Role.OPERATOR ? List.of("") : List.copyOf(caller.regions());
    return new Query(
        county.isEmpty() ? seen : List.of(county),
        state(request.getState()),
        overdueOn,
        request.getNearLimit(),
        after,
        size + 1);
  }
}
