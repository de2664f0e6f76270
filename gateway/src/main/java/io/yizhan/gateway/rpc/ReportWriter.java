package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.ReportStore.Aid;
import io.yizhan.gateway.desk.ReportStore.Exposure;
import io.yizhan.gateway.desk.ReportStore.Figures;
import io.yizhan.gateway.desk.ReportStore.Paid;
import io.yizhan.gateway.desk.ReportStore.Refusals;
import io.yizhan.gateway.desk.ReportStore.Refused;
import io.yizhan.gateway.desk.ReportStore.Report;
import io.yizhan.gateway.desk.ReportStore.Reversals;
import io.yizhan.gateway.desk.ReportStore.Row;
import io.yizhan.gateway.desk.ReportStore.Split;
import io.yizhan.proto.v1.GetReportResponse;
import io.yizhan.proto.v1.Refusal;
import io.yizhan.proto.v1.ReportAid;
import io.yizhan.proto.v1.ReportExposure;
import io.yizhan.proto.v1.ReportFigures;
import io.yizhan.proto.v1.ReportFund;
import io.yizhan.proto.v1.ReportRefusals;
import io.yizhan.proto.v1.ReportReversals;
import io.yizhan.proto.v1.ReportRow;
import io.yizhan.proto.v1.ReportTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.LongStream;

/** Writes a report, without the figures of rows that are too small to be published. */
final class ReportWriter {
  private static final int ROWS_MAX = 200;
  private static final int REFUSALS_MAX = 20;

  /** How often a reply was given at least where its sentence is shown. */
  private static final int SENTENCE_TIMES_MIN = 2;

  private final SmallCounts small;
  private final GetReportResponse.Builder out = GetReportResponse.newBuilder();

  private ReportWriter(int personsMin) {
    this.small = new SmallCounts(personsMin);
  }

  static GetReportResponse write(Report report, int personsMin, Instant now) {
    ReportWriter writer = new ReportWriter(personsMin);
    writer.out.setAsOfTime(Wire.time(now));
    if (!writer.small.isSmall(smallest(report.total()))) {
      writer.out.setTotal(figures(report.total()));
    }
    report.tables().forEach(writer::table);
    for (boolean ofLayer : new boolean[] {false, true}) {
      writer.funds(report.paid().stream().filter(paid -> paid.ofLayer() == ofLayer).toList());
    }
    writer.reversals(report.reversals());
    report.aid().forEach(writer::aid);
    report.exposures().forEach(writer::exposure);
    writer.refusals(report.refusals());
    return writer.out.build();
  }

  /**
   * The least of the numbers of persons: of all, of the aided and of the others, whose figures are
   * what is left of those of all. A number of none tells nothing.
   */
  private static long smallest(Figures figures) {
    return LongStream.of(figures.persons(), figures.aidedPersons(), figures.unaidedPersons())
        .filter(persons -> persons > 0)
        .min()
        .orElse(0);
  }

  private void table(Split split, List<Row> rows) {
    Set<Row> hidden = small.hidden(rows, row -> smallest(row.figures()));
    List<Row> ordered = new ArrayList<>(rows);
    if (split == Split.PERIOD) {
      ordered.sort(Comparator.comparing(Row::code));
    }
    ReportTable.Builder table =
        ReportTable.newBuilder()
            .setTableCode(split.name().toLowerCase(Locale.ROOT))
            .setRowsLeftOut(Math.max(0, rows.size() - ROWS_MAX));
    for (Row row : ordered.subList(0, Math.min(ROWS_MAX, ordered.size()))) {
      ReportRow.Builder each = ReportRow.newBuilder().setRowCode(row.code());
      if (hidden.contains(row)) {
        each.setHidden(true);
      } else {
        each.setFigures(figures(row.figures()));
      }
      table.addRows(each);
    }
    out.addTables(table);
  }

  private static ReportFigures figures(Figures figures) {
    return ReportFigures.newBuilder()
        .setPersonCount(figures.persons())
        .setTimesCount(figures.times())
        .setAidedPersonCount(figures.aidedPersons())
        .setAidedTimesCount(figures.aidedTimes())
        .setTotalFen(figures.totalFen())
        .setInsuranceFen(figures.insuranceFen())
        .setMedicalAidFen(figures.medicalAidFen())
        .setOtherReliefFen(figures.otherReliefFen())
        .setBesideFen(figures.besideFen())
        .setHospitalShareFen(figures.hospitalShareFen())
        .setPatientShareFen(figures.patientShareFen())
        .setAidedPatientShareFen(figures.aidedPatientShareFen())
        .build();
  }

  private void funds(List<Paid> rows) {
    Set<Paid> hidden = small.hidden(rows, Paid::persons);
    for (Paid paid : rows.subList(0, Math.min(ROWS_MAX, rows.size()))) {
      ReportFund.Builder each =
          ReportFund.newBuilder()
              .setKindCode(paid.ofLayer() ? "layer" : "fund")
              .setRowCode(paid.code());
      if (hidden.contains(paid)) {
        each.setHidden(true);
      } else {
        each.setPersonCount(paid.persons()).setTimesCount(paid.times()).setPaidFen(paid.paidFen());
      }
      out.addFunds(each);
    }
  }

  private void reversals(Reversals taken) {
    ReportReversals.Builder each = ReportReversals.newBuilder();
    if (small.isSmall(taken.persons())) {
      each.setHidden(true);
    } else {
      each.setReversalCount(taken.count())
          .setSameSpanCount(taken.sameSpan())
          .setPersonCount(taken.persons())
          .setTotalFen(taken.totalFen())
          .setInsuranceFen(taken.insuranceFen())
          .setReliefFen(taken.reliefFen());
    }
    out.setReversals(each);
  }

  private void aid(Aid aid) {
    ReportAid.Builder each = ReportAid.newBuilder().setKindCode(aid.kind());
    if (small.isSmall(aid.persons())) {
      each.setHidden(true);
    } else {
      each.setPersonCount(aid.persons()).setTimesCount(aid.times()).setAmountFen(aid.amountFen());
    }
    out.addAid(each);
  }

  private void exposure(Exposure exposure) {
    ReportExposure.Builder each = ReportExposure.newBuilder().setCountyCode(exposure.county());
    if (small.isSmall(exposure.persons())) {
      each.setHidden(true);
    } else {
      each.setOpenCount(exposure.open())
          .setPersonCount(exposure.persons())
          .setDrawnFen(exposure.drawnFen())
          .setLeftFen(exposure.leftFen())
          .setOverdueCount(exposure.overdue());
    }
    out.addExposures(each);
  }

  /** The reason that the stored reply of a refused claim gives. */
  static String reasonOf(byte[] reply) {
    return ReplyWriter.settledReply(reply).getRefusal().getReasonCode();
  }

  /**
   * A sentence may name what one patient's claim came to: it is shown where this very reply was
   * given as often as is published, and never where it was given once.
   */
  private void refusals(Refusals refusals) {
    out.setRefusalsIncomplete(!refusals.all());
    refusals.refused().stream()
        .filter(each -> each.times() >= small.min())
        .sorted(Comparator.comparingLong(Refused::times).reversed())
        .limit(REFUSALS_MAX)
        .forEach(
            each -> {
              Refusal refusal = ReplyWriter.settledReply(each.reply()).getRefusal();
              ReportRefusals.Builder row =
                  ReportRefusals.newBuilder()
                      .setReasonCode(refusal.getReasonCode())
                      .setTimesCount(each.times());
              if (each.replyTimes() >= Math.max(SENTENCE_TIMES_MIN, small.min())) {
                row.setSentence(refusal.getSentence());
              }
              out.addRefusals(row);
            });
  }
}
