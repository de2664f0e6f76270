package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.ReportStore.Aid;
import io.yizhan.gateway.desk.ReportStore.Exposure;
import io.yizhan.gateway.desk.ReportStore.Figures;
import io.yizhan.gateway.desk.ReportStore.FundKind;
import io.yizhan.gateway.desk.ReportStore.Of;
import io.yizhan.gateway.desk.ReportStore.Paid;
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
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Writes a report, without the figures of rows that are too small to be published. */
final class ReportWriter {
  private static final int ROWS_MAX = 200;
  private static final int REFUSALS_MAX = 20;

  /** How often a reply was given at least where its sentence is shown. */
  private static final int SENTENCE_TIMES_MIN = 2;

  private final SmallCounts small;

  /** Reports of the half-years of it; a row that one of them hides would follow from the others. */
  private final List<Report> halves;

  private final GetReportResponse.Builder out = GetReportResponse.newBuilder();

  private ReportWriter(int personsMin, List<Report> halves) {
    this.small = new SmallCounts(personsMin);
    this.halves = List.copyOf(halves);
  }

  static GetReportResponse write(Report report, List<Report> halves, int personsMin, Instant now) {
    ReportWriter writer = new ReportWriter(personsMin, halves);
    writer.out.setAsOfTime(Wire.time(now));
    if (!writer.any(report, each -> writer.small.isSmall(counts(each.total())))) {
      writer.out.setTotal(
          figures(
              report.total(),
              writer.any(report, each -> writer.small.isSmall(each.total().of().kinds()))));
    }
    for (Split split : report.tables().keySet()) {
      writer.table(report, split);
    }
    for (boolean ofLayer : new boolean[] {false, true}) {
      writer.funds(report, ofLayer);
    }
    writer.reversals(report);
    report.aid().forEach(aid -> writer.aid(report, aid));
    report.exposures().forEach(writer::exposure);
    writer.refusals(report);
    return writer.out.build();
  }

  /** Of it or of one of its half-years. */
  private boolean any(Report report, Predicate<Report> is) {
    return is.test(report) || halves.stream().anyMatch(is);
  }

  /** Codes of it or of one of its half-years. */
  private Set<String> all(Report report, Function<Report, Set<String>> codes) {
    Set<String> all = new HashSet<>(codes.apply(report));
    halves.forEach(half -> all.addAll(codes.apply(half)));
    return all;
  }

  /** Of how many persons what is shown is: each amount, and what is left of one by another. */
  private static List<Long> counts(Figures figures) {
    Of of = figures.of();
    return List.of(
        figures.persons(),
        figures.aidedPersons(),
        of.unaided(),
        of.paying(),
        of.aidedPaying(),
        of.unaidedPaying(),
        of.others());
  }

  private static List<Row> rows(Report report, Split split) {
    return report.tables().getOrDefault(split, List.of());
  }

  private Set<String> hidden(Report report, Split split) {
    return small.hidden(rows(report, split), row -> counts(row.figures())).stream()
        .map(Row::code)
        .collect(Collectors.toSet());
  }

  /** Rows whose kinds of payers are not told apart, with those that are hidden. */
  private Set<String> kindsHidden(Report report, Split split) {
    Set<String> hidden = hidden(report, split);
    List<Row> rows = rows(report, split);
    return small
        .hidden(
            rows,
            row -> {
              List<Long> counts = new ArrayList<>(List.of(row.figures().persons()));
              counts.addAll(row.figures().of().kinds());
              return counts;
            },
            rows.stream().filter(row -> hidden.contains(row.code())).collect(Collectors.toSet()))
        .stream()
        .map(Row::code)
        .collect(Collectors.toSet());
  }

  private void table(Report report, Split split) {
    List<Row> rows = rows(report, split);
    Set<String> hidden = all(report, each -> hidden(each, split));
    Set<String> kindsHidden = all(report, each -> kindsHidden(each, split));
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
      if (hidden.contains(row.code())) {
        each.setHidden(true);
      } else {
        each.setFigures(figures(row.figures(), kindsHidden.contains(row.code())));
      }
      table.addRows(each);
    }
    out.addTables(table);
  }

  private static ReportFigures figures(Figures figures, boolean kindsHidden) {
    ReportFigures.Builder out =
        ReportFigures.newBuilder()
            .setPersonCount(figures.persons())
            .setTimesCount(figures.times())
            .setAidedPersonCount(figures.aidedPersons())
            .setAidedTimesCount(figures.aidedTimes())
            .setTotalFen(figures.totalFen())
            .setReliefFen(Math.addExact(figures.medicalAidFen(), figures.otherReliefFen()))
            .setPatientShareFen(figures.patientShareFen())
            .setAidedPatientShareFen(figures.aidedPatientShareFen())
            .setKindsHidden(kindsHidden);
    if (!kindsHidden) {
      out.setInsuranceFen(figures.insuranceFen())
          .setMedicalAidFen(figures.medicalAidFen())
          .setOtherReliefFen(figures.otherReliefFen())
          .setBesideFen(figures.besideFen())
          .setHospitalShareFen(figures.hospitalShareFen());
    }
    return out.build();
  }

  /** Funds and layers also add up by kind, as the total tells insurance, medical aid and other. */
  private static final List<Set<FundKind>> ADDING_UP =
      List.of(
          Set.of(FundKind.INSURANCE),
          Set.of(FundKind.MEDICAL),
          Set.of(FundKind.OTHER),
          Set.of(FundKind.MEDICAL, FundKind.OTHER, FundKind.RELIEF),
          Set.of(FundKind.values()));

  private static List<Paid> paid(Report report, boolean ofLayer) {
    return report.paid().stream().filter(paid -> paid.ofLayer() == ofLayer).toList();
  }

  private Set<String> hidden(Report report, boolean ofLayer) {
    Set<Paid> hidden = new HashSet<>();
    for (Set<FundKind> kinds : ADDING_UP) {
      hidden.addAll(
          small.hidden(
              paid(report, ofLayer).stream().filter(paid -> kinds.contains(paid.kind())).toList(),
              paid -> List.of(paid.persons()),
              hidden));
    }
    return hidden.stream().map(Paid::code).collect(Collectors.toSet());
  }

  private void funds(Report report, boolean ofLayer) {
    List<Paid> rows = paid(report, ofLayer);
    Set<String> hidden = all(report, each -> hidden(each, ofLayer));
    for (Paid paid : rows.subList(0, Math.min(ROWS_MAX, rows.size()))) {
      ReportFund.Builder each =
          ReportFund.newBuilder()
              .setKindCode(paid.ofLayer() ? "layer" : "fund")
              .setRowCode(paid.code());
      if (hidden.contains(paid.code())) {
        each.setHidden(true);
      } else {
        each.setPersonCount(paid.persons()).setTimesCount(paid.times()).setPaidFen(paid.paidFen());
      }
      out.addFunds(each);
    }
  }

  private void reversals(Report report) {
    Reversals taken = report.reversals();
    ReportReversals.Builder each = ReportReversals.newBuilder();
    if (any(
        report,
        half ->
            small.isSmall(half.reversals().persons()) || small.isSmall(half.reversals().of()))) {
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

  private void aid(Report report, Aid aid) {
    ReportAid.Builder each = ReportAid.newBuilder().setKindCode(aid.kind());
    if (any(
        report,
        half ->
            half.aid().stream()
                .filter(own -> own.kind().equals(aid.kind()))
                .anyMatch(own -> small.isSmall(own.persons())))) {
      each.setHidden(true);
    } else {
      each.setPersonCount(aid.persons()).setTimesCount(aid.times()).setAmountFen(aid.amountFen());
    }
    out.addAid(each);
  }

  private void exposure(Exposure exposure) {
    ReportExposure.Builder each = ReportExposure.newBuilder().setCountyCode(exposure.county());
    if (small.isSmall(exposure.persons()) || small.isSmall(exposure.of())) {
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
  private void refusals(Report report) {
    Set<String> rare =
        all(
            report,
            each ->
                each.refusals().refused().stream()
                    .filter(reason -> small.isSmall(reason.times()))
                    .map(reason -> reasonOf(reason.reply()))
                    .collect(Collectors.toSet()));
    out.setRefusalsIncomplete(!report.refusals().all());
    report.refusals().refused().stream()
        .filter(each -> !rare.contains(reasonOf(each.reply())))
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
