package io.yizhan.gateway.rpc;

import io.grpc.StatusRuntimeException;
import io.yizhan.claim.Care;
import io.yizhan.claim.ServiceDates;
import io.yizhan.proto.v1.Claim;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;

/** Reads the days of a claim's service on a civil day. */
final class DatesReader {
  /**
   * How far the last day of service may lie ahead: discharges of a holiday are settled before it. A
   * later one is a slip, and would use up the caps of a year to come.
   */
  private static final int DAYS_AHEAD_MAX = 15;

  private final Claim wire;
  private final Violations violations;
  private final LocalDate today;
  private Optional<Ahead> ahead = Optional.empty();

  DatesReader(Claim wire, Violations violations, LocalDate today) {
    this.wire = wire;
    this.violations = violations;
    this.today = today;
  }

  /**
   * A last day of service that lies too far ahead of the day on which it is read. It alone does not
   * say that nothing is settled: the same request may have been settled where, or when, it was not.
   *
   * @param latest that it may be
   */
  record Ahead(String field, LocalDate latest, LocalDate was) {
    void addTo(Violations violations) {
      violations.add(
          field, "不得晚于 " + latest + "，实为 " + was, "must not be after " + latest + ", was " + was);
    }

    /** The error of a claim in which nothing else is wrong. */
    StatusRuntimeException failure() {
      Violations only = new Violations();
      addTo(only);
      return only.failure(ErrorReason.BAD_CLAIM);
    }
  }

  /** The days; empty, with a violation, where they are none. */
  Optional<ServiceDates> read(Care care) {
    Optional<ServiceDates> dates = care == Care.INPATIENT ? stay(care) : visit(care);
    dates.ifPresent(days -> look(days.last(), care));
    return dates;
  }

  /** Whether the days that were read lie too far ahead. */
  Optional<Ahead> ahead() {
    return ahead;
  }

  private Optional<ServiceDates> visit(Care care) {
    absent("claim.admission_date", wire.hasAdmissionDate(), care);
    absent("claim.discharge_date", wire.hasDischargeDate(), care);
    return violations
        .date("claim.visit_date", wire.hasVisitDate(), wire.getVisitDate())
        .map(ServiceDates::visit);
  }

  private Optional<ServiceDates> stay(Care care) {
    absent("claim.visit_date", wire.hasVisitDate(), care);
    Optional<LocalDate> first =
        violations.date("claim.admission_date", wire.hasAdmissionDate(), wire.getAdmissionDate());
    Optional<LocalDate> last =
        violations.date("claim.discharge_date", wire.hasDischargeDate(), wire.getDischargeDate());
    if (first.isEmpty() || last.isEmpty()) {
      return Optional.empty();
    }
    if (last.get().isBefore(first.get())) {
      violations.add(
          "claim.discharge_date",
          "不得早于入院日 " + first.get() + "，实为 " + last.get(),
          "must not be before admission " + first.get() + ", was " + last.get());
      return Optional.empty();
    }
    return Optional.of(new ServiceDates(first.get(), last.get()));
  }

  /**
   * A year is made up under any day of it, as a rule its last; the next one is not its business.
   */
  private void look(LocalDate day, Care care) {
    LocalDate latest =
        care == Care.YEAR_END
            ? today.with(TemporalAdjusters.lastDayOfYear())
            : today.plusDays(DAYS_AHEAD_MAX);
    if (day.isAfter(latest)) {
      String field = care == Care.INPATIENT ? "claim.discharge_date" : "claim.visit_date";
      ahead = Optional.of(new Ahead(field, latest, day));
    }
  }

  private void absent(String field, boolean present, Care care) {
    if (present) {
      violations.add(field, care.nameZh() + "时不得填写", "must be absent for " + care.code());
    }
  }
}
