package io.yizhan.gateway.cli;

import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.LateClaimLimit;
import io.yizhan.proto.v1.ListLateClaimLimitsRequest;
import io.yizhan.proto.v1.PutLateClaimLimitRequest;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Until when a county takes claims of a past benefit year. */
@Command(
    name = "late",
    description = {
      "某县旧年度受理到哪一天：设定，或不写 --until 只列出 / Until when a county takes claims of a past "
          + "benefit year: set it, or list what is set without --until."
    },
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan day late 410122 --year 2025 --until 2026-03-31 \\",
      "      --source 年终结算通知 --token-file office.token"
    })
final class DayLateCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Mixin private RemoteGateway gateway = new RemoteGateway();

  @Parameters(paramLabel = "COUNTY", description = "县区划 / The county, six digits.")
  private String county = "";

  @Option(names = "--year", paramLabel = "YEAR", description = "待遇年度 / The benefit year.")
  private int year;

  @Option(
      names = "--until",
      paramLabel = "DATE",
      converter = DayOptions.Day.class,
      description = "最后受理日 / The last posting day.")
  private LocalDate until = LocalDate.MIN;

  @Option(names = "--source", paramLabel = "TEXT", description = "依据 / The notice that says so.")
  private String source = "";

  @Override
  public Integer call() throws Exception {
    return RemoteGateway.run(
        spec,
        () -> {
          if (!until.equals(LocalDate.MIN)) {
            PutLateClaimLimitRequest request =
                PutLateClaimLimitRequest.newBuilder()
                    .setLimit(
                        LateClaimLimit.newBuilder()
                            .setCountyCode(county)
                            .setBenefitYear(year)
                            .setLastDate(WireDate.of(until))
                            .setSource(source))
                    .build();
            DayCommand.call(gateway, stub -> stub.putLateClaimLimit(request));
          }
          ListLateClaimLimitsRequest request =
              ListLateClaimLimitsRequest.newBuilder().setCountyCode(county).build();
          PrintWriter out = spec.commandLine().getOut();
          DayCommand.call(gateway, stub -> stub.listLateClaimLimits(request))
              .getLimitsList()
              .forEach(
                  limit ->
                      out.println(
                          limit.getCountyCode()
                              + "  "
                              + limit.getBenefitYear()
                              + "  受理至 until "
                              + WireDate.day(limit.getLastDate())));
          return ExitCode.DONE;
        });
  }
}
