package io.yizhan.gateway.cli;

import io.yizhan.proto.v1.ImportOrder;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Imports results of means checks. */
@Command(
    name = "import-checks",
    description = {
      "导入核对结果，一行一个 / Import results of means checks, one a line.",
      "表头 / Headings: 证件号码 document_number, 报告编号 report_number, "
          + "核对结果 result（通过 pass、不通过 fail、核对中 pending）, 核对日期 checked_date.",
      "可有 / Where wanted: 证件类型 document_kind, 区划代码 county_code, 有效期至 valid_to_date."
    },
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan registry import-checks checks.csv --county 410122 --all-or-nothing \\",
      "      --token-file office.token"
    })
final class RegistryImportChecksCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Mixin private RosterOptions options = new RosterOptions();
  @Mixin private RemoteGateway gateway = new RemoteGateway();

  @Override
  public Integer call() throws IOException {
    return new RosterRun(
            RosterRows.What.CHECKS,
            options.file(),
            options.errorsFile(),
            options.county(),
            Map.of(),
            ImportOrder.newBuilder().setMode(options.mode()).setSourceCode("means_check").build(),
            spec.commandLine().getOut(),
            spec.commandLine().getErr())
        .run(gateway);
  }
}
