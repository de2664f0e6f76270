package io.yizhan.gateway.cli;

import io.grpc.Channel;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.DayServiceGrpc;
import io.yizhan.proto.v1.DayServiceGrpc.DayServiceBlockingStub;
import io.yizhan.proto.v1.ListPostingDaysRequest;
import io.yizhan.proto.v1.ListPostingDaysResponse;
import io.yizhan.proto.v1.TotalDimension;
import java.io.IOException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.function.Function;
import picocli.CommandLine.Command;

/** Posting days: when they stand where, what they came to, closing them. */
@Command(
    name = "day",
    description = "记账日：状态、总账、明细、关账 / Posting days: state, totals, lines, closing.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan day list --from 2026-11-01 --to 2026-11-30 \\",
      "      --token-file operator.token",
      "  ./yizhan day totals --from 2026-11-28 --by hospital,care \\",
      "      --token-file operator.token",
      "  ./yizhan day close 2026-11-28 --token-file operator.token"
    },
    subcommands = {
      DayListCommand.class,
      DayTotalsCommand.class,
      DayDetailsCommand.class,
      DayCloseCommand.class,
      DayCutOffCommand.class,
      DayLateCommand.class
    })
final class DayCommand {
  static final int PAGE_SIZE = 500;

  private DayCommand() {}

  /** By what totals are told apart. */
  enum By {
    hospital(TotalDimension.TOTAL_DIMENSION_HOSPITAL),
    region(TotalDimension.TOTAL_DIMENSION_INSURED_REGION),
    county(TotalDimension.TOTAL_DIMENSION_AID_COUNTY),
    scheme(TotalDimension.TOTAL_DIMENSION_SCHEME),
    care(TotalDimension.TOTAL_DIMENSION_CARE);

    final TotalDimension onTheWire;

    By(TotalDimension onTheWire) {
      this.onTheWire = onTheWire;
    }
  }

  static <T> T call(RemoteGateway gateway, Function<DayServiceBlockingStub, T> call)
      throws IOException {
    return gateway.call((Channel channel) -> call.apply(DayServiceGrpc.newBlockingStub(channel)));
  }

  /** The day on which is booked what comes now: behind the cut-off it is the next one already. */
  static LocalDate openDay(Channel channel, LocalDateTime civil) {
    LocalDate today = civil.toLocalDate();
    ListPostingDaysResponse days =
        DayServiceGrpc.newBlockingStub(channel)
            .listPostingDays(
                ListPostingDaysRequest.newBuilder()
                    .setFromDate(WireDate.of(today))
                    .setToDate(WireDate.of(today))
                    .build());
    boolean behind = civil.toLocalTime().toSecondOfDay() / 60 >= days.getCutOffMinutes();
    LocalDate day = behind ? today.plusDays(1) : today;
    LocalDate open = WireDate.day(days.getOpenFromDate());
    return day.isBefore(open) ? open : day;
  }
}
