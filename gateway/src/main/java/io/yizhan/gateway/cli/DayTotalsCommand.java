package io.yizhan.gateway.cli;

import io.yizhan.money.Yuan;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.DayTotal;
import io.yizhan.proto.v1.ListDayTotalsRequest;
import io.yizhan.proto.v1.ListDayTotalsResponse;
import io.yizhan.proto.v1.TotalFigure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Adds days up. */
@Command(
    name = "totals",
    description = "对总账（3201）：含退费、不含退费、有效三种口径 / Totals in three figures (3201).",
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan day totals --from 2026-11-01 --to 2026-11-30 \\",
      "      --by hospital,scheme,care --csv totals.csv --token-file operator.token"
    })
final class DayTotalsCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Mixin private RemoteGateway gateway = new RemoteGateway();
  @Mixin private DayOptions options = new DayOptions();

  @Option(
      names = "--hospital",
      paramLabel = "ID",
      description = "只计此医院；用医院令牌时必填 / Only this hospital; required with its token.")
  private String hospital = "";

  @Option(
      names = "--by",
      split = ",",
      paramLabel = "KEY",
      description = "按什么分列 / Told apart by: ${COMPLETION-CANDIDATES}. [hospital,scheme,care]")
  private List<DayCommand.By> by =
      List.of(DayCommand.By.hospital, DayCommand.By.scheme, DayCommand.By.care);

  @Option(names = "--csv", paramLabel = "FILE", description = "写成 CSV / Written as CSV.")
  private @Nullable Path csv;

  @Override
  public Integer call() throws Exception {
    return RemoteGateway.run(
        spec,
        () -> {
          List<DayTotal> totals = new ArrayList<>();
          boolean isFinal = read(totals);
          if (csv != null) {
            WholeFile.write(csv, file -> write(file, totals));
          }
          for (Language language : options.language.each()) {
            DayText text = new DayText(language, spec.commandLine().getOut());
            text.figuresHeading();
            totals.forEach(text::total);
            text.figuresFooter(isFinal);
          }
          return ExitCode.DONE;
        });
  }

  private boolean read(List<DayTotal> totals) throws IOException {
    ListDayTotalsRequest.Builder request =
        ListDayTotalsRequest.newBuilder()
            .setFromDate(WireDate.of(options.from))
            .setToDate(WireDate.of(options.last()))
            .setHospitalId(hospital)
            .setPageSize(DayCommand.PAGE_SIZE);
    by.forEach(each -> request.addDimensions(each.onTheWire));
    ListDayTotalsResponse page;
    do {
      page = DayCommand.call(gateway, stub -> stub.listDayTotals(request.build()));
      totals.addAll(page.getTotalsList());
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
    return page.getFinal();
  }

  private static void write(Path file, List<DayTotal> totals) throws IOException {
    List<String> heading =
        List.of(
            "hospital_id",
            "insured_region",
            "aid_county",
            "scheme",
            "care",
            "bearer",
            "with_refunds_count",
            "with_refunds_yuan",
            "without_refunds_count",
            "without_refunds_yuan",
            "live_count",
            "live_yuan");
    try (CsvFile out = new CsvFile(file, heading)) {
      for (DayTotal total : totals) {
        out.row(
            Stream.concat(
                    Stream.of(
                        total.getHospitalId(),
                        total.getInsuredRegionCode(),
                        total.getAidCountyCode(),
                        total.getSchemeCode(),
                        total.getCareCode(),
                        total.getBearerCode()),
                    Stream.of(total.getWithRefunds(), total.getWithoutRefunds(), total.getLive())
                        .flatMap(DayTotalsCommand::cells))
                .toList());
      }
    }
  }

  private static Stream<String> cells(TotalFigure figure) {
    return Stream.of(
        Integer.toString(figure.getLineCount()),
        Yuan.format(figure.getAmountFen()).replace(",", ""));
  }
}
