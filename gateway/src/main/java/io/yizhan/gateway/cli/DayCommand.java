package io.yizhan.gateway.cli;

import io.grpc.Channel;
import io.yizhan.money.Yuan;
import io.yizhan.proto.v1.BearerAmount;
import io.yizhan.proto.v1.ClosePostingDayRequest;
import io.yizhan.proto.v1.DayDetail;
import io.yizhan.proto.v1.DayServiceGrpc;
import io.yizhan.proto.v1.DayServiceGrpc.DayServiceBlockingStub;
import io.yizhan.proto.v1.DayTotal;
import io.yizhan.proto.v1.ListDayDetailsRequest;
import io.yizhan.proto.v1.ListDayDetailsResponse;
import io.yizhan.proto.v1.ListDayTotalsRequest;
import io.yizhan.proto.v1.ListDayTotalsResponse;
import io.yizhan.proto.v1.ListPostingDaysRequest;
import io.yizhan.proto.v1.ListPostingDaysResponse;
import io.yizhan.proto.v1.PostingDayState;
import io.yizhan.proto.v1.SetCutOffRequest;
import io.yizhan.proto.v1.SetCutOffResponse;
import io.yizhan.proto.v1.TotalDimension;
import io.yizhan.proto.v1.TotalFigure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Posting days: when they stand where, what they came to, closing them. */
@Command(
    name = "day",
    description = "记账日：状态、总账、明细、关账 / Posting days: state, totals, lines, closing.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan day list --from 2026-11-01 --to 2026-11-30 --token-file operator.token",
      "  ./yizhan day totals --from 2026-11-28 --by hospital,care --token-file operator.token",
      "  ./yizhan day close 2026-11-28 --token-file operator.token"
    },
    subcommands = {
      DayCommand.ListDays.class,
      DayCommand.Totals.class,
      DayCommand.Details.class,
      DayCommand.Close.class,
      DayCommand.CutOff.class,
      DayLateCommand.class
    })
final class DayCommand {
  private static final int PAGE_SIZE = 500;

  private DayCommand() {}

  /** By what totals are told apart. */
  enum By {
    hospital(TotalDimension.TOTAL_DIMENSION_HOSPITAL),
    region(TotalDimension.TOTAL_DIMENSION_INSURED_REGION),
    county(TotalDimension.TOTAL_DIMENSION_AID_COUNTY),
    scheme(TotalDimension.TOTAL_DIMENSION_SCHEME),
    care(TotalDimension.TOTAL_DIMENSION_CARE);

    private final TotalDimension onTheWire;

    By(TotalDimension onTheWire) {
      this.onTheWire = onTheWire;
    }
  }

  static <T> T call(RemoteGateway gateway, Function<DayServiceBlockingStub, T> call)
      throws IOException {
    return gateway.call((Channel channel) -> call.apply(DayServiceGrpc.newBlockingStub(channel)));
  }

  /** Lists days. */
  @Command(
      name = "list",
      description = "各记账日的状态 / Where each posting day stands.",
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan day list --from 2026-11-01 --to 2026-11-30 --token-file operator.token"
      })
  static final class ListDays implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();
    @Mixin private DayOptions options = new DayOptions();

    @Override
    public Integer call() throws Exception {
      return HighCostCommand.run(
          spec,
          () -> {
            for (Language language : options.language.each()) {
              print(new DayText(language, spec.commandLine().getOut()), language);
            }
            return ExitCode.DONE;
          });
    }

    private void print(DayText text, Language language) throws IOException {
      ListPostingDaysRequest.Builder request =
          ListPostingDaysRequest.newBuilder()
              .setFromDate(DayOptions.date(options.from))
              .setToDate(DayOptions.date(options.last()))
              .setPageSize(PAGE_SIZE);
      text.daysHeading();
      ListPostingDaysResponse page;
      do {
        page = DayCommand.call(gateway, stub -> stub.listPostingDays(request.build()));
        page.getDaysList().forEach(text::day);
        request.setPageToken(page.getNextPageToken());
      } while (!page.getNextPageToken().isEmpty());
      spec.commandLine()
          .getOut()
          .println(
              language.of("日切 ", "cut-off ")
                  + DayTime.text(page.getCutOffMinutes())
                  + (page.hasLaterCutOffFromDate()
                      ? language.of("，自 ", ", from ")
                          + DayText.day(page.getLaterCutOffFromDate())
                          + language.of(" 起 ", " on ")
                          + DayTime.text(page.getLaterCutOffMinutes())
                      : ""));
    }
  }

  /** Adds days up. */
  @Command(
      name = "totals",
      description = "对总账（3201）：含退费、不含退费、有效三种口径 / Totals in three figures (3201).",
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan day totals --from 2026-11-01 --to 2026-11-30 --by hospital,scheme,care \\",
        "      --csv totals.csv --token-file operator.token"
      })
  static final class Totals implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();
    @Mixin private DayOptions options = new DayOptions();

    @Option(names = "--hospital", paramLabel = "ID", description = "只计此医院 / Only this hospital.")
    private String hospital = "";

    @Option(
        names = "--by",
        split = ",",
        paramLabel = "KEY",
        description = "按什么分列 / Told apart by: ${COMPLETION-CANDIDATES}. [hospital,scheme,care]")
    private List<By> by = List.of(By.hospital, By.scheme, By.care);

    @Option(names = "--csv", paramLabel = "FILE", description = "写成 CSV / Written as CSV.")
    private @Nullable Path csv;

    @Override
    public Integer call() throws Exception {
      return HighCostCommand.run(
          spec,
          () -> {
            List<DayTotal> totals = new ArrayList<>();
            boolean isFinal = read(totals);
            if (csv != null) {
              write(csv, totals);
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
              .setFromDate(DayOptions.date(options.from))
              .setToDate(DayOptions.date(options.last()))
              .setHospitalId(hospital)
              .setPageSize(PAGE_SIZE);
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
                          .flatMap(Totals::cells))
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

  /** Lists the lines. */
  @Command(
      name = "details",
      description = "明细（3202）/ The lines that the totals are made of (3202).",
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan day details --from 2026-11-28 --hospital H410122001 --csv lines.csv \\",
        "      --token-file hospital.token"
      })
  static final class Details implements Callable<Integer> {
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
      return HighCostCommand.run(
          spec,
          () -> {
            if (csv != null) {
              write(csv);
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
              .setFromDate(DayOptions.date(options.from))
              .setToDate(DayOptions.date(options.last()))
              .setHospitalId(hospital)
              .setPageSize(PAGE_SIZE);
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
                        DayText.day(detail.getPostingDate()).toString(),
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

  /** Closes a day. */
  @Command(
      name = "close",
      description = "关账，之前各日一并关 / Close a day, and all before it.",
      footer = {"", "例 / Example:", "  ./yizhan day close 2026-11-28 --token-file operator.token"})
  static final class Close implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Parameters(
        paramLabel = "DATE",
        converter = DayOptions.Day.class,
        description = "记账日 / The posting day.")
    private LocalDate day = LocalDate.EPOCH;

    @Override
    public Integer call() throws Exception {
      return HighCostCommand.run(
          spec,
          () -> {
            var closed =
                DayCommand.call(
                        gateway,
                        stub ->
                            stub.closePostingDay(
                                ClosePostingDayRequest.newBuilder()
                                    .setPostingDate(DayOptions.date(day))
                                    .build()))
                    .getDay();
            boolean done = closed.getState() == PostingDayState.POSTING_DAY_STATE_CLOSED;
            spec.commandLine()
                .getOut()
                .println(
                    done
                        ? day
                            + " 已关账，"
                            + closed.getLineCount()
                            + " 笔 / closed, "
                            + closed.getLineCount()
                            + " lines"
                        : day + " 关账中：有业务尚未办完 / closing: bookings are under way");
            return done ? ExitCode.DONE : ExitCode.NO;
          });
    }
  }

  /** Sets when days begin. */
  @Command(
      name = "cut-off",
      description = "更改日切时间，自将来某日起 / Set when posting days begin, from a day to come.",
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan day cut-off 17:30 --from 2026-12-01 --token-file operator.token"
      })
  static final class CutOff implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Parameters(paramLabel = "HH:MM", description = "12:00–24:00 / From 12:00 to 24:00.")
    private String time = "";

    @Option(
        names = "--from",
        required = true,
        paramLabel = "DATE",
        converter = DayOptions.Day.class,
        description = "自此日起 / From this civil day on.")
    private LocalDate from = LocalDate.EPOCH;

    @Override
    public Integer call() throws Exception {
      return HighCostCommand.run(
          spec,
          () -> {
            SetCutOffRequest request =
                SetCutOffRequest.newBuilder()
                    .setCutOffMinutes(DayTime.minutes(time).orElse(0))
                    .setFromDate(DayOptions.date(from))
                    .build();
            SetCutOffResponse set = DayCommand.call(gateway, stub -> stub.setCutOff(request));
            spec.commandLine()
                .getOut()
                .println(
                    DayText.day(set.getLaterCutOffFromDate())
                        + " 起 from "
                        + DayTime.text(set.getLaterCutOffMinutes()));
            return ExitCode.DONE;
          });
    }
  }
}
