package io.yizhan.gateway.cli;

import io.grpc.Channel;
import io.yizhan.proto.v1.ReconciliationServiceGrpc;
import io.yizhan.proto.v1.ReconciliationServiceGrpc.ReconciliationServiceBlockingStub;
import java.io.IOException;
import java.util.function.Function;
import picocli.CommandLine.Command;

/** Differences that a reconciliation found, what they were found in, and mending them. */
@Command(
    name = "breaks",
    description = {
      "对账差异：列出及其天数、所依对账单、处理 / Differences: list them with their age, the statements "
          + "behind them, and have them mended by two persons."
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan breaks list --party hospital:H41010001 --from 2026-11-28 \\",
      "      --token-file his-h1.token"
    },
    subcommands = {
      BreaksListCommand.class,
      BreaksStatementsCommand.class,
      BreaksPrepareCommand.class,
      BreaksApproveCommand.class
    })
final class BreaksCommand {
  static final int PAGE_SIZE = 500;

  private BreaksCommand() {}

  static <T> T call(RemoteGateway gateway, Function<ReconciliationServiceBlockingStub, T> call)
      throws IOException {
    return gateway.call(
        (Channel channel) -> call.apply(ReconciliationServiceGrpc.newBlockingStub(channel)));
  }
}
