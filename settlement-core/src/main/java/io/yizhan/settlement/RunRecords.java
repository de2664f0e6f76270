package io.yizhan.settlement;

import io.yizhan.claim.Claim;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PlanRow;
import io.yizhan.policy.PolicyPlan;
import java.time.LocalDate;
import java.util.Comparator;

/** The records that layers need, and what offices decided in them. */
final class RunRecords {
  /** A record decided no rate. */
  private static final int NO_RATE = -1;

  /** No valid record of the kind. */
  private static final long NO_RECORD = -1;

  private static final Comparator<Standing.Approval> BY_BEGIN =
      Comparator.comparing(Standing.Approval::from).thenComparing(Standing.Approval::approvalId);

  private final PolicyPlan plan;
  private final LocalDate judgedDate;
  private final boolean[] recordHeld;
  private final long[] grantLeftFen;
  private final long[] recordFen;
  private final int[] recordPpm;

  private RunRecords(PolicyPlan plan, LocalDate judgedDate) {
    this.plan = plan;
    this.judgedDate = judgedDate;
    this.recordHeld = new boolean[plan.layers().size()];
    this.grantLeftFen = new long[plan.layers().size()];
    this.recordFen = new long[plan.records().size()];
    this.recordPpm = new int[plan.records().size()];
  }

  /** No records. */
  static RunRecords none(PolicyPlan plan) {
    return new RunRecords(plan, LocalDate.EPOCH);
  }

  /** What was decided and is valid on the judged day. */
  static RunRecords of(PolicyPlan plan, Claim claim, Standing standing, LocalDate judgedDate) {
    RunRecords records = new RunRecords(plan, judgedDate);
    records.readRecordFigures(claim, standing);
    return records;
  }

  /** What offices decided: of several valid records of a kind the one that began last. */
  private void readRecordFigures(Claim given, Standing standing) {
    for (int kind = 0; kind < recordFen.length; kind++) {
      String name = plan.records().get(kind);
      Standing.Approval last = null;
      for (Standing.Approval approval : standing.approvals()) {
        if (approval.kind().equals(name)
            && approval.holdsAt(standing.treatedAt(given.key()), judgedDate)
            && (last == null || BY_BEGIN.compare(approval, last) > 0)) {
          last = approval;
        }
      }
      recordFen[kind] = last == null ? NO_RECORD : last.amountFen().orElse(0L);
      recordPpm[kind] = last == null ? NO_RATE : last.ratePpm().orElse(NO_RATE);
    }
  }

  /** Which layers have the record that they need. */
  void hold(Claim claim, Standing standing) {
    for (int i = 0; i < recordHeld.length; i++) {
      PlanLayer layer = plan.layers().get(i);
      switch (layer.needs()) {
        case "" -> recordHeld[i] = true;
        case Situation.NEEDS_GRANT -> {
          grantLeftFen[i] = grantLeft(layer.fund(), standing);
          recordHeld[i] = grantLeftFen[i] > 0;
        }
        case Situation.NEEDS_SPECIAL_DISEASE ->
            recordHeld[i] = specialDiseaseApproved(claim, standing);
        default -> recordHeld[i] = isThere(layer.need());
      }
    }
  }

  /** Whether the rate of a row is one that an office decided outside the range of the row. */
  boolean isOutsideRange(PlanRow row) {
    PlanRow.RateSource source = row.rateSource();
    return source.kind() == PlanRow.RateSource.Kind.RECORD
        && (recordPpm[source.index()] < source.minPpm()
            || recordPpm[source.index()] > source.maxPpm());
  }

  private long grantLeft(String fund, Standing standing) {
    long left = 0;
    for (Standing.Grant grant : standing.grants()) {
      if (grant.fund().equals(fund) && grant.validOn(judgedDate)) {
        left = Math.addExact(left, grant.leftFen());
      }
    }
    return left;
  }

  private boolean specialDiseaseApproved(Claim claim, Standing standing) {
    if (claim.specialDisease().isEmpty() && claim.treatmentForm().isEmpty()) {
      return false;
    }
    boolean listed =
        plan.diseases().stream()
            .anyMatch(
                entry ->
                    entry.disease().key().equals(claim.specialDisease())
                        && entry.form().key().equals(claim.treatmentForm()));
    return listed
        && standing.approvals().stream()
            .anyMatch(
                approval ->
                    approval.kind().equals(Situation.NEEDS_SPECIAL_DISEASE)
                        && approval.disease().equals(claim.specialDisease())
                        && approval.treatmentForm().equals(claim.treatmentForm())
                        && approval.holdsAt(standing.treatedAt(claim.key()), judgedDate));
  }

  /** Whether a valid record of the kind is there. */
  boolean isThere(int kind) {
    return recordFen[kind] != NO_RECORD;
  }

  boolean held(int layer) {
    return recordHeld[layer];
  }

  long grantLeftFen(int layer) {
    return grantLeftFen[layer];
  }

  /** What an office decided, fen; 0 where it decided no amount. */
  long fen(int kind) {
    return Math.max(0, recordFen[kind]);
  }

  /** What an office decided, ppm; 0 where it decided no rate. */
  int ppm(int kind) {
    return Math.max(0, recordPpm[kind]);
  }
}
