package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.ReportStore;
import io.yizhan.gateway.desk.ReportStore.Period;
import io.yizhan.gateway.desk.ReportStore.Query;
import io.yizhan.gateway.desk.SettlementScope;
import io.yizhan.proto.v1.GetReportRequest;
import io.yizhan.proto.v1.ReportPeriod;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads which report is asked for, narrowed to what the caller may see. */
final class ReportReader {
  private static final int SPAN_DAYS_MAX = 1_100;
  private static final int PERSONS_MIN_FIRST = 2;
  private static final int PERSONS_MIN_LAST = 1_000;
  private static final Pattern COUNTY = Pattern.compile("[0-9]{2,6}");

  private ReportReader() {}

  static Query read(GetReportRequest request, Caller caller, LocalDate today) {
    Permissions.requireOwnHospital(caller, request.getHospitalId());
    Violations violations = new Violations();
    Optional<LocalDate> from =
        violations.date("from_date", request.hasFromDate(), request.getFromDate());
    Optional<LocalDate> to = violations.date("to_date", request.hasToDate(), request.getToDate());
    if (from.isPresent() && to.isPresent()) {
      boolean backwards = to.get().isBefore(from.get());
      if (backwards || to.get().isAfter(from.get().plusDays(SPAN_DAYS_MAX))) {
        violations.add(
            "to_date",
            "应不早于 from_date，且不超过其后 1,100 天，实为 " + to.get(),
            "must be 0 to 1,100 days after from_date, was " + to.get());
      }
    }
    String county = request.getCountyCode();
    if (!county.isEmpty() && !COUNTY.matcher(county).matches()) {
      String shown = Violations.shown(county);
      violations.add(
          "county_code", "应为 2 至 6 位数字，实为 " + shown, "must be 2 to 6 digits, was " + shown);
    }
    if (!request.getHospitalId().isEmpty()) {
      violations.id("hospital_id", request.getHospitalId(), ClaimReader.HOSPITAL_ID_CHARACTERS_MAX);
    }
    Optional<Period> period = period(request.getPeriod(), violations);
    int min = request.getPersonsMin();
    if (min != 0 && (min < PERSONS_MIN_FIRST || min > PERSONS_MIN_LAST)) {
      violations.add("persons_min", "应为 0，或 2 至 1,000", "must be 0, or 2 to 1,000");
    }
    if (min != 0 && from.isPresent() && to.isPresent()) {
      published(request, caller, from.get(), to.get().plusDays(1), today, violations);
    }
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    boolean hospital = caller.role() == Caller.Role.HOSPITAL;
    boolean sees = caller.role() == Caller.Role.OFFICE || caller.role() == Caller.Role.OPERATOR;
    return new Query(
        from.orElseThrow(),
        to.orElseThrow(),
        period.orElseThrow(),
        SettlementScope.of(caller),
        county,
        hospital ? caller.hospitalId() : request.getHospitalId(),
        sees && request.getHospitalId().isEmpty() ? Permissions.regionsOf(caller) : List.of(),
        owners(caller),
        today);
  }

  /**
   * What is published is whole, or one report could be subtracted from another: of whole half-years
   * that are over, and of all that the caller sees.
   *
   * @param next the day after the last
   */
  private static void published(
      GetReportRequest request,
      Caller caller,
      LocalDate from,
      LocalDate next,
      LocalDate today,
      Violations violations) {
    if (!beginsHalf(from)) {
      violations.add(
          "from_date",
          "对外公布应自 1 月 1 日或 7 月 1 日起，实为 " + from,
          "what is published must begin on 1 January or 1 July, was " + from);
    }
    if (!beginsHalf(next) || next.isAfter(today)) {
      violations.add(
          "to_date",
          "对外公布应至已过去的 6 月 30 日或 12 月 31 日，实为 " + next.minusDays(1),
          "what is published must end on a 30 June or 31 December that is over, was "
              + next.minusDays(1));
    }
    List<String> seen = Permissions.regionsOf(caller);
    String county = request.getCountyCode();
    // Of an office alone are the regions those of the counties that give aid.
    boolean all =
        caller.role() == Caller.Role.OFFICE
            && seen.stream().allMatch(each -> each.startsWith(county));
    if (!county.isEmpty() && !all) {
      violations.add(
          "county_code",
          "对外公布不得只取所辖的一部分：各县见分县表",
          "what is published must not be a part of what you see: its table is by county");
    }
    if (!request.getHospitalId().isEmpty() && caller.role() != Caller.Role.HOSPITAL) {
      violations.add(
          "hospital_id",
          "对外公布不得只取一家医院",
          "what is published must not be of one hospital of all that you see");
    }
  }

  private static boolean beginsHalf(LocalDate day) {
    return day.getDayOfMonth() == 1 && day.getMonthValue() % ReportStore.HALF_MONTHS == 1;
  }

  /** Beginnings of the ids whose refusals are the caller's to see. */
  private static List<String> owners(Caller caller) {
    return switch (caller.role()) {
      case HOSPITAL -> List.of(caller.hospitalId());
      case OFFICE -> caller.regions().stream().map(digits -> "office:" + digits).toList();
      // A request that was refused names no insurer: it was judged before one was asked.
      case INSURER -> List.of("insurer:");
      case OPERATOR -> List.of("");
    };
  }

  private static Optional<Period> period(ReportPeriod period, Violations violations) {
    return switch (period) {
      case REPORT_PERIOD_UNSPECIFIED, REPORT_PERIOD_HALF_YEAR -> Optional.of(Period.HALF_YEAR);
      case REPORT_PERIOD_MONTH -> Optional.of(Period.MONTH);
      case REPORT_PERIOD_YEAR -> Optional.of(Period.YEAR);
      case UNRECOGNIZED -> {
        violations.add("period", "不是已知的周期", "must be a known period");
        yield Optional.empty();
      }
    };
  }
}
