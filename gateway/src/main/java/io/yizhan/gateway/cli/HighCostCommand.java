package io.yizhan.gateway.cli;

import com.google.type.Date;
import io.grpc.Channel;
import io.yizhan.proto.v1.ChangeHighCostStateRequest;
import io.yizhan.proto.v1.GetHighCostRequest;
import io.yizhan.proto.v1.HighCostServiceGrpc;
import io.yizhan.proto.v1.HighCostServiceGrpc.HighCostServiceBlockingStub;
import io.yizhan.proto.v1.HighCostState;
import io.yizhan.proto.v1.ListHighCostsRequest;
import io.yizhan.proto.v1.ListHighCostsResponse;
import io.yizhan.proto.v1.MakeHighCostListRequest;
import io.yizhan.proto.v1.MakeHighCostListResponse;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** High own cost: who is to be visited. */
@Command(
    name = "high-cost",
    description = "高额自付费用监测名单 / High own cost: whom the township visits.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan aid high-cost import costs.csv --county 410122 --year 2026 \\",
      "      --source 县医保局 --token-file office.token",
      "  ./yizhan aid high-cost list --county 410122 --year 2026 --as-of 2026-11-30 \\",
      "      --token-file office.token"
    },
    subcommands = {
      HighCostImportCommand.class,
      HighCostCommand.Show.class,
      HighCostCommand.Change.class,
      HighCostCommand.ListThem.class
    })
final class HighCostCommand {
  private static final int PAGE_SIZE = 500;

  private HighCostCommand() {}

  /** What may become of one who is listed. */
  enum State {
    fresh(HighCostState.HIGH_COST_STATE_NEW),
    visited(HighCostState.HIGH_COST_STATE_VISITED),
    admitted(HighCostState.HIGH_COST_STATE_ADMITTED),
    refused(HighCostState.HIGH_COST_STATE_REFUSED);

    private final HighCostState onTheWire;

    State(HighCostState onTheWire) {
      this.onTheWire = onTheWire;
    }
  }

  private static <T> T call(RemoteGateway gateway, Function<HighCostServiceBlockingStub, T> call)
      throws IOException {
    return gateway.call(
        (Channel channel) -> call.apply(HighCostServiceGrpc.newBlockingStub(channel)));
  }

  /** Adds those who have reached the threshold, and prints the list. */
  @Command(
      name = "list",
      description = {
        "把达到监测线的人加入名单（每人每年每线只一次），并列出 / Add those who have reached the threshold, once "
            + "each, and print the list. Without --as-of nobody is added."
      },
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan aid high-cost list --county 410122 --year 2026 --as-of 2026-11-30 \\",
        "      --token-file office.token"
      })
  static final class ListThem implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Option(
        names = "--county",
        required = true,
        paramLabel = "CODE",
        description = "县区划 / The county, six digits.")
    private String county = "";

    @Option(
        names = "--year",
        required = true,
        paramLabel = "YEAR",
        description = "费用年度 / The year of the costs.")
    private int year;

    @Option(
        names = "--as-of",
        paramLabel = "DATE",
        description = "截至此日，先补充名单 / Up to this day: make the list first.")
    private @Nullable String asOf;

    @Option(names = "--township", paramLabel = "NAME", description = "只列此乡镇 / Only this township.")
    private String township = "";

    @Option(
        names = "--state",
        paramLabel = "STATE",
        description = "只列此状态 / Only in this state: ${COMPLETION-CANDIDATES}.")
    private @Nullable State state;

    @Override
    public Integer call() throws Exception {
      return RemoteGateway.run(
          spec,
          () -> {
            if (asOf != null) {
              make(day(asOf));
            }
            return print();
          });
    }

    private Date day(String text) {
      return RosterWords.date(text)
          .orElseThrow(
              () ->
                  new ParameterException(
                      spec.commandLine(), "--as-of 应为日期，如 2026-11-30。--as-of must be a date."));
    }

    private void make(Date day) throws IOException {
      MakeHighCostListRequest request =
          MakeHighCostListRequest.newBuilder()
              .setCountyCode(county)
              .setCostYear(year)
              .setAsOfDate(day)
              .build();
      int added = 0;
      MakeHighCostListResponse made;
      do {
        made = HighCostCommand.call(gateway, stub -> stub.makeHighCostList(request));
        added += made.getNewlyListedCount();
      } while (made.getMore());
      spec.commandLine().getOut().println(HighCostText.made(made.getThresholdFen(), added));
    }

    private int print() throws IOException {
      HighCostText text = new HighCostText(spec.commandLine().getOut());
      ListHighCostsRequest.Builder request =
          ListHighCostsRequest.newBuilder()
              .setCountyCode(county)
              .setCostYear(year)
              .setTownship(township)
              .setPageSize(PAGE_SIZE);
      if (state != null) {
        request.setState(state.onTheWire);
      }
      ListHighCostsResponse page;
      do {
        page = HighCostCommand.call(gateway, stub -> stub.listHighCosts(request.build()));
        page.getHighCostsList().forEach(text::line);
        request.setPageToken(page.getNextPageToken());
      } while (!page.getNextPageToken().isEmpty());
      text.sum();
      return ExitCode.DONE;
    }
  }

  /** Shows who one is. */
  @Command(
      name = "show",
      description = {
        "显示名单中一人的姓名、电话、地址和经过；查看会被记录 / Show one who is listed: name, telephone, address, "
            + "history. The look is logged."
      },
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan aid high-cost show ID --purpose 入户走访 --token-file office.token"
      })
  static final class Show implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Parameters(paramLabel = "ID", description = "名单编号 / The id in the list.")
    private String id = "";

    @Option(
        names = "--purpose",
        required = true,
        paramLabel = "TEXT",
        description = "为何查看 / Why, for the access log.")
    private String purpose = "";

    @Override
    public Integer call() throws Exception {
      GetHighCostRequest request =
          GetHighCostRequest.newBuilder().setHighCostId(id).setPurpose(purpose).build();
      return RemoteGateway.run(
          spec,
          () -> {
            HighCostText.details(
                HighCostCommand.call(gateway, stub -> stub.getHighCost(request)),
                spec.commandLine().getOut());
            return ExitCode.DONE;
          });
    }
  }

  /** Says what became of one. */
  @Command(
      name = "change",
      description = "记录走访结果 / Record what became of one: visited, admitted, refused.",
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan aid high-cost change ID --county 410122 --to visited --by 王 \\",
        "      --request-id visit-1 --note 已入户 --token-file office.token"
      })
  static final class Change implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Parameters(paramLabel = "ID", description = "名单编号 / The id in the list.")
    private String id = "";

    @Option(
        names = "--county",
        required = true,
        paramLabel = "CODE",
        description = "县区划 / The county, six digits.")
    private String county = "";

    @Option(
        names = "--to",
        required = true,
        paramLabel = "STATE",
        description = "走访结果 / One of: visited, admitted, refused.")
    private State to = State.visited;

    @Option(
        names = "--by",
        required = true,
        paramLabel = "NAME",
        description = "经办人 / Who visited or decided.")
    private String by = "";

    @Mixin private RequestIdOption requestId = new RequestIdOption();

    @Option(names = "--note", paramLabel = "TEXT", description = "备注 / A note.")
    private String note = "";

    @Override
    public Integer call() throws Exception {
      ChangeHighCostStateRequest request =
          ChangeHighCostStateRequest.newBuilder()
              .setRequestId(requestId.id())
              .setCountyCode(county)
              .setHighCostId(id)
              .setState(to.onTheWire)
              .setOperatorId(by)
              .setNote(note)
              .build();
      return RemoteGateway.run(
          spec,
          () -> {
            HighCostText text = new HighCostText(spec.commandLine().getOut());
            text.line(
                HighCostCommand.call(gateway, stub -> stub.changeHighCostState(request))
                    .getHighCost());
            return ExitCode.DONE;
          });
    }
  }
}
