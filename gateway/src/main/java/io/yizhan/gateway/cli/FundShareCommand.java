package io.yizhan.gateway.cli;

import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.FundShareTerm;
import io.yizhan.proto.v1.PutFundSharesRequest;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Keeps how regions share a fund. */
@Command(
    name = "share",
    description = {
      "登记各方对一项资金的分担比例，如 5:5、3:3:4 / Keep how regions share a fund from a day on, as "
          + "5:5 or 3:3:4, and who takes the remainder."
    },
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan fund share city=3 district=3 county=4 --fund 610100@410122 \\",
      "      --from 2026-01-01 --remainder county --source 豫财社〔2026〕1号 \\",
      "      --token-file office.token"
    })
final class FundShareCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Mixin private RemoteGateway gateway = new RemoteGateway();

  @Parameters(
      arity = "1..*",
      paramLabel = "PARTY=WEIGHT",
      converter = Term.class,
      description = "各方与权数，按文件次序 / The parties with their weights, as the document has them.")
  private List<FundShareTerm> terms = List.of();

  @Option(
      names = "--fund",
      required = true,
      paramLabel = "CODE",
      description = "基金，如 610100@410122 / The fund, as 610100@410122.")
  private String fund = "";

  @Option(
      names = "--from",
      required = true,
      paramLabel = "DATE",
      converter = DayOptions.Day.class,
      description = "自此日起 / From this day on.")
  private LocalDate from = LocalDate.EPOCH;

  @Option(
      names = "--remainder",
      required = true,
      paramLabel = "PARTY",
      description = "承担尾差的一方 / The party that takes what is left over.")
  private String remainder = "";

  @Option(
      names = "--source",
      required = true,
      paramLabel = "TEXT",
      description = "依据文件 / The document that says so.")
  private String source = "";

  @Override
  public Integer call() throws Exception {
    PutFundSharesRequest request =
        PutFundSharesRequest.newBuilder()
            .setFundCode(fund)
            .setFromDate(WireDate.of(from))
            .addAllTerms(terms)
            .setRemainderPartyCode(remainder)
            .setSource(source)
            .build();
    return RemoteGateway.run(
        spec,
        () -> {
          FundMoneyCommands.call(gateway, stub -> stub.putFundShares(request));
          spec.commandLine()
              .getOut()
              .println(
                  "自 "
                      + from
                      + " 起按此分担。"
                      + System.lineSeparator()
                      + "Shared so from "
                      + from
                      + " on.");
          return ExitCode.DONE;
        });
  }

  /** A party and its weight as people write them. */
  static final class Term implements ITypeConverter<FundShareTerm> {
    @Override
    public FundShareTerm convert(String text) {
      int at = text.lastIndexOf('=');
      try {
        return FundShareTerm.newBuilder()
            .setPartyCode(text.substring(0, Math.max(at, 0)))
            .setWeight(Integer.parseInt(text.substring(at + 1)))
            .build();
      } catch (NumberFormatException e) {
        throw new TypeConversionException("必须是 city=3 这样的方与权数 / must be as city=3");
      }
    }
  }
}
