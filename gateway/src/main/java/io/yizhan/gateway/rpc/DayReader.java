package io.yizhan.gateway.rpc;

import com.google.type.Date;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.DayStore.DetailQuery;
import io.yizhan.gateway.desk.DayStore.Dimension;
import io.yizhan.gateway.desk.DayStore.LateLimit;
import io.yizhan.gateway.desk.DayStore.Span;
import io.yizhan.gateway.desk.DayStore.TotalKey;
import io.yizhan.gateway.desk.DayStore.TotalQuery;
import io.yizhan.gateway.desk.PostingClock;
import io.yizhan.gateway.desk.SettlementScope;
import io.yizhan.gateway.desk.SettlementStore.ListQuery;
import io.yizhan.gateway.desk.ShiftStore.ShiftKey;
import io.yizhan.proto.v1.CloseShiftRequest;
import io.yizhan.proto.v1.LateClaimLimit;
import io.yizhan.proto.v1.ListDayDetailsRequest;
import io.yizhan.proto.v1.ListDayTotalsRequest;
import io.yizhan.proto.v1.ListPostingDaysRequest;
import io.yizhan.proto.v1.SetCutOffRequest;
import io.yizhan.proto.v1.TotalDimension;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what is asked of posting days, narrowed to what the caller may see. */
final class DayReader {
  private static final int SPAN_DAYS_MAX = 366;
  private static final String SEPARATOR = "|";
  private static final int KEY_PARTS = 6;
  private static final int SOURCE_CHARACTERS_MAX = 200;

  private DayReader() {}

  /** The first and the last day of a span. */
  record Days(LocalDate from, LocalDate to) {}

  /** A page of days. */
  record DaysAsk(Days days, int size) {}

  static DaysAsk days(ListPostingDaysRequest request) {
    Violations violations = new Violations();
    Optional<Days> days =
        days(
            request.hasFromDate(),
            request.getFromDate(),
            request.hasToDate(),
            request.getToDate(),
            violations);
    int size = violations.pageSize(request.getPageSize());
    Optional<LocalDate> after =
        Pages.key(request.getPageToken(), violations).flatMap(key -> day(key, violations));
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    Days span = days.orElseThrow();
    return new DaysAsk(
        new Days(after.map(day -> day.plusDays(1)).orElse(span.from()), span.to()), size);
  }

  private static Optional<LocalDate> day(String key, Violations violations) {
    try {
      LocalDate day = LocalDate.parse(key);
      if (!day.isBefore(Violations.DATE_FIRST) && !day.isAfter(Violations.DATE_LAST)) {
        return Optional.of(day);
      }
    } catch (DateTimeException e) {
      // Not one of our tokens: named below.
    }
    Pages.refuse(Pages.token(key), violations);
    return Optional.empty();
  }

  private static Optional<Days> days(
      boolean hasFrom, Date fromDate, boolean hasTo, Date toDate, Violations violations) {
    Optional<LocalDate> from = violations.date("from_date", hasFrom, fromDate);
    Optional<LocalDate> to = violations.date("to_date", hasTo, toDate);
    if (from.isEmpty() || to.isEmpty()) {
      return Optional.empty();
    }
    boolean backwards = to.get().isBefore(from.get());
    if (backwards || to.get().isAfter(from.get().plusDays(SPAN_DAYS_MAX))) {
      violations.add(
          "to_date",
          "应不早于 from_date，且不超过其后 366 天，实为 " + to.get(),
          "must be 0 to 366 days after from_date, was " + to.get());
      return Optional.empty();
    }
    return Optional.of(new Days(from.get(), to.get()));
  }

  private static void hospital(String hospitalId, Caller caller, Violations violations) {
    if (caller.role() == Caller.Role.HOSPITAL && hospitalId.isEmpty()) {
      violations.add(
          "hospital_id",
          "医院的令牌须写明本院 " + caller.hospitalId() + "（命令行用 --hospital），实为空",
          "must be the hospital's own, "
              + caller.hospitalId()
              + ", with a hospital's token (--hospital of a command), was empty");
    } else if (!hospitalId.isEmpty()) {
      violations.id("hospital_id", hospitalId, ClaimReader.HOSPITAL_ID_CHARACTERS_MAX);
    }
  }

  private static Span span(Days days, String hospitalId, Caller caller) {
    SettlementScope scope =
        Permissions.isOwnOffice(caller, hospitalId)
            ? SettlementScope.ALL
            : SettlementScope.of(caller);
    return new Span(days.from(), days.to(), hospitalId, scope);
  }

  static TotalQuery totals(ListDayTotalsRequest request, Caller caller) {
    Permissions.requireOwnHospital(caller, request.getHospitalId());
    Violations violations = new Violations();
    hospital(request.getHospitalId(), caller, violations);
    Optional<Days> days =
        days(
            request.hasFromDate(),
            request.getFromDate(),
            request.hasToDate(),
            request.getToDate(),
            violations);
    Set<Dimension> dimensions = dimensions(request.getDimensionsList(), violations);
    int size = violations.pageSize(request.getPageSize());
    Optional<TotalKey> after =
        Pages.key(request.getPageToken(), violations).flatMap(key -> key(key, violations));
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    return new TotalQuery(
        span(days.orElseThrow(), request.getHospitalId(), caller),
        dimensions,
        after.orElse(TotalKey.FIRST),
        size + 1);
  }

  private static Set<Dimension> dimensions(List<TotalDimension> asked, Violations violations) {
    if (asked.isEmpty()) {
      return EnumSet.of(Dimension.HOSPITAL, Dimension.SCHEME, Dimension.CARE);
    }
    Set<Dimension> dimensions = EnumSet.noneOf(Dimension.class);
    for (int i = 0; i < asked.size() && i <= Dimension.values().length; i++) {
      Optional<Dimension> dimension =
          switch (asked.get(i)) {
            case TOTAL_DIMENSION_HOSPITAL -> Optional.of(Dimension.HOSPITAL);
            case TOTAL_DIMENSION_INSURED_REGION -> Optional.of(Dimension.INSURED_REGION);
            case TOTAL_DIMENSION_AID_COUNTY -> Optional.of(Dimension.AID_COUNTY);
            case TOTAL_DIMENSION_SCHEME -> Optional.of(Dimension.SCHEME);
            case TOTAL_DIMENSION_CARE -> Optional.of(Dimension.CARE);
            case TOTAL_DIMENSION_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
          };
      if (dimension.isEmpty() || !dimensions.add(dimension.get())) {
        violations.add(
            "dimensions[" + i + "]", "应为已知的维度，且不重复", "must be a known dimension, each once");
      }
    }
    return dimensions;
  }

  private static Optional<TotalKey> key(String key, Violations violations) {
    String[] parts = key.split("\\" + SEPARATOR, -1);
    if (parts.length != KEY_PARTS) {
      Pages.refuse(Pages.token(key), violations);
      return Optional.empty();
    }
    return Optional.of(new TotalKey(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]));
  }

  /** The token that continues after a total. */
  static String token(TotalKey key) {
    return Pages.token(
        String.join(
            SEPARATOR,
            key.hospitalId(),
            key.insuredRegion(),
            key.aidCounty(),
            key.scheme(),
            key.care(),
            key.bearer()));
  }

  static DetailQuery details(ListDayDetailsRequest request, Caller caller) {
    Permissions.requireOwnHospital(caller, request.getHospitalId());
    Violations violations = new Violations();
    hospital(request.getHospitalId(), caller, violations);
    Optional<Days> days =
        days(
            request.hasFromDate(),
            request.getFromDate(),
            request.hasToDate(),
            request.getToDate(),
            violations);
    int size = violations.pageSize(request.getPageSize());
    Optional<ListQuery.After> after = ListReader.after(request.getPageToken(), violations);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    Days span = days.orElseThrow();
    return new DetailQuery(
        span(span, request.getHospitalId(), caller),
        after.orElse(new ListQuery.After(span.from(), "")),
        size + 1);
  }

  static ShiftKey shift(CloseShiftRequest request, Violations violations) {
    violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
    return shift(
        request.getHospitalId(),
        request.getOperatorId(),
        request.getTerminalId(),
        request.getShiftId(),
        violations);
  }

  static ShiftKey shift(
      String hospitalId,
      String operatorId,
      String terminalId,
      String shiftId,
      Violations violations) {
    return new ShiftKey(
        violations.id("hospital_id", hospitalId, ClaimReader.HOSPITAL_ID_CHARACTERS_MAX),
        violations.key("operator_id", operatorId, 1, ClaimReader.ID_CHARACTERS_MAX),
        violations.key("terminal_id", terminalId, 0, ClaimReader.ID_CHARACTERS_MAX),
        violations.key("shift_id", shiftId, 0, ClaimReader.ID_CHARACTERS_MAX));
  }

  static LateLimit lateLimit(LateClaimLimit limit, Caller caller) {
    Violations violations = new Violations();
    String county = violations.region("limit.county_code", limit.getCountyCode());
    int year = limit.getBenefitYear();
    if (year < Violations.DATE_FIRST.getYear() || year > Violations.DATE_LAST.getYear()) {
      violations.add(
          "limit.benefit_year", "应为 1990–2100，实为 " + year, "must be 1990 to 2100, was " + year);
    }
    Optional<LocalDate> last =
        violations.date("limit.last_date", limit.hasLastDate(), limit.getLastDate());
    if (last.isPresent() && last.get().getYear() <= year) {
      violations.add(
          "limit.last_date",
          "应在待遇年度之后的年份，实为 " + last.get(),
          "must be in a later year than the benefit year, was " + last.get());
    }
    violations.text("limit.source", limit.getSource(), 1, SOURCE_CHARACTERS_MAX);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    Permissions.requireOwnCounty(caller, county);
    return new LateLimit(county, year, last.orElseThrow(), limit.getSource());
  }

  /** Another cut-off. */
  record CutOff(int minutes, LocalDate from) {}

  static CutOff cutOff(SetCutOffRequest request) {
    Violations violations = new Violations();
    int minutes = request.getCutOffMinutes();
    if (minutes < PostingClock.CUT_OFF_MIN || minutes > PostingClock.CUT_OFF_MAX) {
      violations.add(
          "cut_off_minutes", "应为 720–1440，实为 " + minutes, "must be 720 to 1440, was " + minutes);
    }
    Optional<LocalDate> from =
        violations.date("from_date", request.hasFromDate(), request.getFromDate());
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    return new CutOff(minutes, from.orElseThrow());
  }
}
