package io.yizhan.gateway.cli;

import com.google.type.Date;
import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.report.Grid;
import io.yizhan.gateway.report.ReportFiles;
import io.yizhan.gateway.report.ReportGrids;
import io.yizhan.gateway.report.ReportText;
import io.yizhan.proto.v1.GetReportRequest;
import io.yizhan.proto.v1.GetReportResponse;
import io.yizhan.proto.v1.ReportPeriod;
import io.yizhan.proto.v1.ReportServiceGrpc;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What was aided in a span of days. */
@Command(
    name = "report",
    description = {
      "统计报表：人数、人次、救助金额、分类 / Reports: persons, person-times, relief, by period, care, "
          + "illness, category, disease, county, fund, channel. The definitions stand "
          + "beneath each table."
    },
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan report --from 2026-01-01 --to 2026-06-30 --token-file office.token \\",
      "      --xlsx report.xlsx --html report.html"
    })
final class ReportCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Mixin private RemoteGateway gateway = new RemoteGateway();

  @Option(
      names = "--from",
      required = true,
      paramLabel = "DATE",
      description = "第一个入账日 / First posting day.")
  private String from = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DATE",
      description = "最后一个入账日 / Last posting day, counted.")
  private String to = "";

  @Option(
      names = "--county",
      paramLabel = "DIGITS",
      description = "县区划，可只写前几位 / Counties whose code begins so.")
  private String county = "";

  @Option(
      names = "--hospital",
      paramLabel = "ID",
      description = "只统计此医院或经办机构 / Only this hospital or aid office.")
  private String hospital = "";

  @Option(
      names = "--by",
      paramLabel = "PERIOD",
      defaultValue = "half",
      description = "时期：${COMPLETION-CANDIDATES} / Length of a period. [${DEFAULT-VALUE}]")
  private By by = By.half;

  @Option(
      names = "--persons-min",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "对外公布时不足 N 人的行不显示；须为已过去的完整半年"
              + " / Hide rows of fewer persons, for publishing; of half-years that are over.")
  private int personsMin;

  @Option(
      names = {"--lang", "--language"},
      paramLabel = "zh|en|both",
      defaultValue = "zh",
      description = "语言；文件用 zh 或 en / Language; files take zh or en. [${DEFAULT-VALUE}]")
  private Language language = Language.zh;

  @Option(names = "--csv", paramLabel = "FILE", description = "另存为 CSV / Write CSV, too.")
  private @Nullable Path csv;

  @Option(names = "--xlsx", paramLabel = "FILE", description = "另存为 XLSX / Write XLSX, too.")
  private @Nullable Path xlsx;

  @Option(names = "--html", paramLabel = "FILE", description = "另存为网页 / Write a page, too.")
  private @Nullable Path html;

  /** Lengths of periods. */
  enum By {
    month(ReportPeriod.REPORT_PERIOD_MONTH),
    half(ReportPeriod.REPORT_PERIOD_HALF_YEAR),
    year(ReportPeriod.REPORT_PERIOD_YEAR);

    private final ReportPeriod onTheWire;

    By(ReportPeriod onTheWire) {
      this.onTheWire = onTheWire;
    }
  }

  @Override
  public Integer call() throws IOException {
    GetReportRequest request =
        GetReportRequest.newBuilder()
            .setFromDate(day("--from", from))
            .setToDate(day("--to", to))
            .setCountyCode(county)
            .setHospitalId(hospital)
            .setPeriod(by.onTheWire)
            .setPersonsMin(personsMin)
            .build();
    GetReportResponse report;
    try {
      report =
          gateway.call(channel -> ReportServiceGrpc.newBlockingStub(channel).getReport(request));
    } catch (StatusRuntimeException refused) {
      return RemoteGateway.explain(refused, spec.commandLine().getErr());
    }
    for (Language each : language.each()) {
      ReportText.of(ReportGrids.of(report, each == Language.zh), Terminal.paint())
          .forEach(spec.commandLine().getOut()::println);
    }
    Language ofFiles = language.each().get(0);
    List<Grid> grids = ReportGrids.of(report, ofFiles == Language.zh);
    if (csv != null) {
      WholeFile.write(csv, file -> ReportFiles.csv(grids, file));
    }
    if (xlsx != null) {
      WholeFile.write(xlsx, file -> ReportFiles.xlsx(grids, file));
    }
    if (html != null) {
      String title = ofFiles.of("医疗救助统计 ", "Medical aid ") + from + " – " + to;
      String tag = ofFiles == Language.zh ? "zh-CN" : "en";
      WholeFile.write(html, file -> ReportFiles.html(title, tag, grids, file));
    }
    return ExitCode.DONE;
  }

  private Date day(String option, String text) {
    return RosterWords.date(text)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    option + " 应为日期，如 2026-01-31。" + option + " must be a date."));
  }
}
