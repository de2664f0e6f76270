package io.yizhan.gateway.cli;

import com.google.type.Date;
import io.yizhan.proto.v1.ImportOrder;
import io.yizhan.proto.v1.RosterReplacement;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Imports a list of identities. */
@Command(
    name = "import",
    description = {
      "导入身份名单，一行一个身份 / Import a list of identities, one a line.",
      "表头 / Headings: 证件号码 document_number, 救助类别 category, 起始日期 from_date.",
      "可有 / Where wanted: 证件类型 document_kind, 姓名 name, 区划代码 county_code, 截止日期 to_date, "
          + "来源 source_code; 原起始日期 corrected_from_date：更正起始日期时写登记在册的那一日 / the wrong "
          + "first day that a line corrects."
    },
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan registry import dibao-2026-03.csv --county 410122 --preview \\",
      "      --replace --last-day 2026-02-28 --token-file office.token"
    })
final class RegistryImportCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Mixin private RosterOptions options = new RosterOptions();
  @Mixin private RemoteGateway gateway = new RemoteGateway();

  @Option(
      names = "--source",
      paramLabel = "CODE",
      description = "来源 / Where lines are from that do not say it. [${DEFAULT-VALUE}]",
      defaultValue = "civil_affairs_file")
  private String source = "civil_affairs_file";

  @Option(
      names = "--category",
      paramLabel = "WORD=CODE",
      description = "名单里的叫法与政策里的代码，可多次 / What the list calls a category of the policy.")
  private Map<String, String> categories = Map.of();

  @ArgGroup(exclusive = false)
  private @Nullable Replacement replacement;

  /** That the list is complete. */
  static final class Replacement {
    @Option(
        names = "--replace",
        required = true,
        description = "这是 --county 的完整名单：不在其上者终止 / The list is complete for --county.")
    @SuppressWarnings("UnusedVariable")
    private boolean replace;

    @Option(
        names = "--last-day",
        required = true,
        paramLabel = "DATE",
        description = "不在名单上者的最后一日 / The last day of whoever is not on it.")
    private String lastDay = "";

    @Option(
        names = "--only-category",
        paramLabel = "CODE",
        description =
            "完整的类别，可多次；不写则为名单上出现的 / For which categories; those on the list if not given.")
    private List<String> onlyCategories = List.of();
  }

  @Override
  public Integer call() throws IOException {
    ImportOrder.Builder order =
        ImportOrder.newBuilder().setMode(options.mode()).setSourceCode(source);
    if (replacement != null) {
      order.setReplacement(replacement(replacement));
    }
    return new RosterRun(
            RosterRows.What.IDENTITIES,
            options.file(),
            options.errorsFile(),
            options.county(),
            categories,
            order.build(),
            spec.commandLine().getOut(),
            spec.commandLine().getErr())
        .run(gateway);
  }

  private RosterReplacement replacement(Replacement asked) {
    if (options.county().isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--replace 须同时给出 --county。--replace needs --county.");
    }
    Date last =
        RosterWords.date(asked.lastDay)
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "--last-day 应为日期，如 2026-02-28。--last-day must be a date."));
    return RosterReplacement.newBuilder()
        .setCountyCode(options.county())
        .setLastDate(last)
        .addAllCategoryCodes(asked.onlyCategories)
        .build();
  }
}
