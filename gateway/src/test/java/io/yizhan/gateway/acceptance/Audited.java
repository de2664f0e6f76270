package io.yizhan.gateway.acceptance;

import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.proto.v1.AuditDifference;
import io.yizhan.proto.v1.AuditPeriodRequest;
import io.yizhan.proto.v1.AuditPeriodResponse;
import io.yizhan.proto.v1.AuditSummary;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What an audit of yesterday to tomorrow says, asked of a real gateway. */
record Audited(AuditSummary summary, List<AuditDifference> differences) {
  static Audited of(House house) {
    LocalDate today = LocalDate.now(SettlementDesk.CIVIL_ZONE);
    List<AuditDifference> differences = new ArrayList<>();
    AuditSummary[] summary = new AuditSummary[1];
    house
        .client()
        .audits(house.world().operatorToken())
        .auditPeriod(
            AuditPeriodRequest.newBuilder()
                .setFromDate(Claims.date(today.minusDays(1).toString()))
                .setToDate(Claims.date(today.plusDays(1).toString()))
                .build())
        .forEachRemaining(
            (AuditPeriodResponse part) -> {
              if (part.hasDifference()) {
                differences.add(part.getDifference());
              } else if (part.hasSummary()) {
                summary[0] = part.getSummary();
              }
            });
    return new Audited(summary[0], differences);
  }

  /** Does something to the books, audits, and takes it back; answers what is named. */
  static Set<String> damaged(House house, String damage, String mend) {
    house.execute(damage);
    try {
      return of(house).named();
    } finally {
      house.execute(mend);
    }
  }

  /** Kind, subject and value of each difference. */
  Set<String> named() {
    Set<String> named = new TreeSet<>();
    differences.forEach(
        each -> named.add(each.getKindCode() + " " + each.getSubjectId() + " " + each.getName()));
    return named;
  }

  /** How many entries there are. */
  long entries() {
    return summary.getSettlementCount() + summary.getReversalCount() + summary.getCorrectionCount();
  }

  /** Whether each of so many was decided again and nothing differs. */
  boolean saysAllOf(long count) {
    return entries() == count
        && summary.getDecidedCount() == count
        && summary.getUndecidedCount() == 0
        && differences.isEmpty();
  }
}
