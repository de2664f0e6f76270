package io.yizhan.gateway.cli;

import io.yizhan.money.Yuan;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.BearerAmount;
import io.yizhan.proto.v1.DayDetail;
import io.yizhan.proto.v1.ListDayDetailsRequest;
import io.yizhan.proto.v1.ListDayDetailsResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the lines. */
@Command(
    name = "details",
    description = "明细（3202）/ The lines that the totals are made of (3202).",
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan day details --from 2026-11-28 --hospital H410122001 \\",
      "      --csv lines.csv --token-file hospital.token"
    })
final class DayDetailsCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Mixin private RemoteGateway gateway = new RemoteGateway();
  @Mixin private DayOptions options = new DayOptions();

  @Option(names = "--hospital", paramLabel = "ID", description = "只列此医院 / Only this hospital.")
  private String hospital = "";

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "写成 CSV，不再列出 / Written as CSV instead.")
  private @Nullable Path csv;

  @Override
  public Integer call() throws Exception {
    return RemoteGateway.run(
        spec,
        () -> {
          if (csv != null) {
            WholeFile.write(csv, this::write);
          } else {
            PrintWriter out = spec.commandLine().getOut();
            for (Language language : options.language.each()) {
              DayText text = new DayText(language, out);
              read(text::detail);
            }
          }
          return ExitCode.DONE;
        });
  }

  /** Takes one line. */
  private interface To {
    /** Writes it. */
    void line(DayDetail detail) throws IOException;
  }

  private void read(To to) throws IOException {
    ListDayDetailsRequest.Builder request =
        ListDayDetailsRequest.newBuilder()
            .setFromDate(WireDate.of(options.from))
            .setToDate(WireDate.of(options.last()))
            .setHospitalId(hospital)
            .setPageSize(DayCommand.PAGE_SIZE);
    ListDayDetailsResponse page;
    do {
      page = DayCommand.call(gateway, stub -> stub.listDayDetails(request.build()));
      for (DayDetail detail : page.getDetailsList()) {
        to.line(detail);
      }
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
  }

  /** A row for each bearer of each line, so that a spreadsheet can add them up. */
  private void write(Path file) throws IOException {
    List<String> heading =
        List.of(
            "posting_date",
            "line_id",
            "kind",
            "beside_id",
            "request_id",
            "hospital_id",
            "insured_region",
            "aid_county",
            "scheme",
            "care",
            "encounter_id",
            "bill_number",
            "operator_id",
            "terminal_id",
            "shift_id",
            "live",
            "bearer",
            "yuan");
    try (CsvFile out = new CsvFile(file, heading)) {
      read(
          detail -> {
            for (BearerAmount bearer : detail.getBearersList()) {
              out.row(
                  List.of(
                      WireDate.day(detail.getPostingDate()).toString(),
                      detail.getLineId(),
                      detail.getKind().name().replace("DAY_LINE_KIND_", ""),
                      detail.getBesideId(),
                      detail.getRequestId(),
                      detail.getHospitalId(),
                      detail.getInsuredRegionCode(),
                      detail.getAidCountyCode(),
                      detail.getSchemeCode(),
                      detail.getCareCode(),
                      detail.getEncounterId(),
                      detail.getBillNumber(),
                      detail.getOperatorId(),
                      detail.getTerminalId(),
                      detail.getShiftId(),
                      Boolean.toString(detail.getLive()),
                      bearer.getBearerCode(),
                      Yuan.format(bearer.getAmountFen()).replace(",", "")));
            }
          });
    }
  }
}
