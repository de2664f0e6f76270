package io.yizhan.gateway.month;

import io.grpc.Channel;
import io.yizhan.gateway.month.RawTables.Sum;
import io.yizhan.gateway.month.Town.County;
import io.yizhan.money.Yuan;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.GetReportRequest;
import io.yizhan.proto.v1.GetReportResponse;
import io.yizhan.proto.v1.ReportFigures;
import io.yizhan.proto.v1.ReportFund;
import io.yizhan.proto.v1.ReportPeriod;
import io.yizhan.proto.v1.ReportRefusals;
import io.yizhan.proto.v1.ReportReversals;
import io.yizhan.proto.v1.ReportRow;
import io.yizhan.proto.v1.ReportServiceGrpc;
import io.yizhan.proto.v1.ReportTable;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Asks for the month's reports and holds every figure against plain SQL over the raw tables. */
final class Reported {
  /** The tables whose rows are counted again; the others split the same settlements. */
  private static final Set<String> TABLES =
      Set.of("period", "care", "illness", "county", "channel");

  private final MonthPlan plan;
  private final Stage stage;
  private final RawTables raw;
  private final MonthStory story;

  Reported(MonthPlan plan, Stage stage, RawTables raw, MonthStory story) {
    this.plan = plan;
    this.stage = stage;
    this.raw = raw;
    this.story = story;
  }

  void close() {
    story.heading("统计 Reports");
    GetReportResponse report = of(stage.as("operator"));
    ReportFigures total = report.getTotal();
    story.line(
        total.getPersonCount()
            + " 人 persons，"
            + total.getTimesCount()
            + " 人次 times，医疗费 bills "
            + Yuan.format(total.getTotalFen()));
    holds("人次、医疗费、个人负担 times, bills, shares", bills(report), raw.reportedBills());
    holds("人数、医院负担 persons, hospitals' shares", persons(report), raw.reportedPersons());
    holds("各基金支付 what funds paid", funds(report), raw.reportedFunds());
    holds("保险、医疗救助、其他 by kind of fund", kinds(total), raw.reportedKinds());
    holds("撤销 reversals", reversals(report.getReversals()), raw.reportedReversals());
    holds("拒付原因 refusals", refusals(report), raw.reportedRefusals(refusals(report).keySet()));
    Map<String, Sum> counties = new TreeMap<>();
    Map<String, Sum> expected = new TreeMap<>();
    for (County county : plan.town().counties()) {
      String key = "county " + county.code();
      counties.put(key, bill(of(stage.as("clerk-" + county.code())).getTotal()));
      expected.put(key, raw.reportedBills().getOrDefault(key, new Sum(0, 0, 0)));
    }
    holds("各县自己的统计 each county's own report", counties, expected);
  }

  private void holds(String what, Map<String, Sum> said, Map<String, Sum> counted) {
    story.holds(
        what + " (" + counted.size() + ")",
        said.equals(counted),
        RawTables.firstDifference(said, counted));
  }

  private GetReportResponse of(Channel caller) {
    return ReportServiceGrpc.newBlockingStub(caller)
        .withDeadlineAfter(MonthClient.DEADLINE_SECONDS, TimeUnit.SECONDS)
        .getReport(
            GetReportRequest.newBuilder()
                .setFromDate(WireDate.of(plan.order().first()))
                .setToDate(WireDate.of(plan.order().last()))
                .setPeriod(ReportPeriod.REPORT_PERIOD_MONTH)
                .build());
  }

  private static Sum bill(ReportFigures figures) {
    return new Sum(figures.getTimesCount(), figures.getTotalFen(), figures.getPatientShareFen());
  }

  static Map<String, Sum> bills(GetReportResponse report) {
    Map<String, Sum> sums = new TreeMap<>();
    sums.put("total", bill(report.getTotal()));
    for (ReportTable table : report.getTablesList()) {
      if (TABLES.contains(table.getTableCode())) {
        for (ReportRow row : table.getRowsList()) {
          sums.put(table.getTableCode() + " " + row.getRowCode(), bill(row.getFigures()));
        }
      }
    }
    return sums;
  }

  private static Sum person(ReportFigures figures) {
    return new Sum(
        figures.getPersonCount(), figures.getHospitalShareFen(), figures.getAidedTimesCount());
  }

  private static Map<String, Sum> persons(GetReportResponse report) {
    Map<String, Sum> sums = new TreeMap<>();
    sums.put("total", person(report.getTotal()));
    for (ReportTable table : report.getTablesList()) {
      if (TABLES.contains(table.getTableCode())) {
        for (ReportRow row : table.getRowsList()) {
          sums.put(table.getTableCode() + " " + row.getRowCode(), person(row.getFigures()));
        }
      }
    }
    return sums;
  }

  private static Map<String, Sum> funds(GetReportResponse report) {
    Map<String, Sum> sums = new TreeMap<>();
    for (ReportFund fund : report.getFundsList()) {
      sums.put(
          fund.getKindCode() + " " + fund.getRowCode(),
          new Sum(fund.getTimesCount(), fund.getPaidFen(), fund.getPersonCount()));
    }
    return sums;
  }

  private static Map<String, Sum> kinds(ReportFigures total) {
    Map<String, Sum> sums = new TreeMap<>();
    sums.put("insurance", new Sum(0, total.getInsuranceFen(), 0));
    sums.put("medical", new Sum(0, total.getMedicalAidFen(), 0));
    sums.put("other", new Sum(0, total.getOtherReliefFen(), 0));
    sums.put("beside", new Sum(0, total.getBesideFen(), 0));
    return sums;
  }

  private static Map<String, Sum> reversals(ReportReversals taken) {
    return Map.of(
        "reversed",
        new Sum(
            taken.getReversalCount(),
            taken.getTotalFen(),
            taken.getInsuranceFen() + taken.getReliefFen()));
  }

  private static Map<String, Sum> refusals(GetReportResponse report) {
    Map<String, Sum> sums = new TreeMap<>();
    long all = 0;
    for (ReportRefusals each : report.getRefusalsList()) {
      sums.put(each.getReasonCode(), new Sum(each.getTimesCount(), 0, 0));
      all += each.getTimesCount();
    }
    sums.put(RawTables.ALL_REFUSALS, new Sum(all, 0, 0));
    return sums;
  }
}
