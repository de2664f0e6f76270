package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.SettlementScope;
import io.yizhan.gateway.desk.SettlementStore.ListQuery;
import io.yizhan.proto.v1.ListSettlementsRequest;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;

/** Reads what a caller asks to list, narrowed to what it may see. */
final class ListReader {
  private static final int SPAN_DAYS_MAX = 366;

  /** The years of a token's day: what the store can hold is wider, what was posted is narrower. */
  private static final int YEAR_FIRST = 1900;

  private static final int YEAR_LAST = 2199;
  private static final String SEPARATOR = "|";

  private ListReader() {}

  /** The query; empty, with violations, when bad. */
  static Optional<ListQuery> read(
      ListSettlementsRequest request, Caller caller, Violations violations) {
    if (caller.role() == Caller.Role.HOSPITAL || !request.getHospitalId().isEmpty()) {
      violations.id("hospital_id", request.getHospitalId(), ClaimReader.HOSPITAL_ID_CHARACTERS_MAX);
    }
    Optional<LocalDate> from =
        violations.date("from_date", request.hasFromDate(), request.getFromDate());
    Optional<LocalDate> to = violations.date("to_date", request.hasToDate(), request.getToDate());
    if (from.isPresent() && to.isPresent()) {
      boolean backwards = to.get().isBefore(from.get());
      if (backwards || to.get().isAfter(from.get().plusDays(SPAN_DAYS_MAX))) {
        violations.add(
            "to_date",
            "应不早于 from_date，且不超过其后 366 天，实为 " + to.get(),
            "must be 0 to 366 days after from_date, was " + to.get());
      }
    }
    int pageSize = violations.pageSize(request.getPageSize());
    Optional<ListQuery.After> after = after(request.getPageToken(), violations);
    if (violations.count() > 0 || from.isEmpty() || to.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ListQuery(
            request.getHospitalId(),
            Permissions.isOwnOffice(caller, request.getHospitalId())
                ? SettlementScope.ALL
                : SettlementScope.of(caller),
            from.get(),
            to.get(),
            after,
            pageSize));
  }

  /** Where a token continues; empty for the first page. */
  static Optional<ListQuery.After> after(String token, Violations violations) {
    return Pages.key(token, violations)
        .flatMap(key -> after(key, key.indexOf(SEPARATOR), violations));
  }

  private static Optional<ListQuery.After> after(String key, int at, Violations violations) {
    try {
      if (at > 0) {
        LocalDate day = LocalDate.parse(key.substring(0, at));
        if (day.getYear() >= YEAR_FIRST && day.getYear() <= YEAR_LAST) {
          return Optional.of(new ListQuery.After(day, key.substring(at + 1)));
        }
      }
    } catch (DateTimeException e) {
      // Not one of our tokens: named below.
    }
    Pages.refuse(Pages.token(key), violations);
    return Optional.empty();
  }

  /** The token that continues after a line. */
  static String token(LocalDate postingDate, String id) {
    return Pages.token(postingDate + SEPARATOR + id);
  }
}
