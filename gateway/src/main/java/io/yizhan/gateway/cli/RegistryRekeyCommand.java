package io.yizhan.gateway.cli;

import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.postgres.Secrets;
import io.yizhan.gateway.terminal.Progress;
import io.yizhan.proto.v1.RekeyRegisterRequest;
import io.yizhan.proto.v1.RekeyRegisterResponse;
import io.yizhan.proto.v1.RosterServiceGrpc;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Changes the keys that keep persons private. */
@Command(
    name = "rekey",
    description = {
      "更换密钥，边结算边换 / Change the keys while the gateways settle:",
      "  1. rekey keys add FILE: 每个网关换上新文件并重启",
      "     Every gateway starts again with the file.",
      "  2. rekey run: 用新密钥也能找到所有人",
      "     Everybody is found under the new key, too.",
      "  3. rekey keys promote FILE: 各网关重启，再运行一次 run",
      "     The gateways start again; run once more.",
      "  4. rekey keys retire FILE: 各网关重启，再运行 run --drop 删去旧别名",
      "     The gateways start again; run --drop forgets the old aliases."
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "例 / Example:", "  ./yizhan registry rekey run --token-file data/operator.token"},
    subcommands = {RegistryRekeyCommand.Run.class, RegistryRekeyCommand.Keys.class})
final class RegistryRekeyCommand {
  private RegistryRekeyCommand() {}

  /** Has a gateway go through the register. */
  @Command(
      name = "run",
      description = "逐批换密钥，可中断后再来 / Go through the register batch by batch; may be broken off.",
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan registry rekey run --token-file data/operator.token"
      })
  static final class Run implements Callable<Integer> {
    private static final int WHOLE = 1_000;

    /** A pass that found everybody has an end; this bounds what a defect could do. */
    private static final int CALLS_MAX = 1_000_000;

    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Option(
        names = "--drop",
        description = "删去只用旧密钥才找得到的别名 / Forget what is found under older keys.")
    private boolean drop;

    @Option(
        names = "--rows",
        paramLabel = "N",
        defaultValue = "1000",
        description = "每批至多 / Rows a batch, at most 2,000. [${DEFAULT-VALUE}]")
    private int rows = 1_000;

    @Override
    public Integer call() throws IOException {
      Progress progress = new Progress(spec.commandLine().getErr(), Terminal.isWatched(), WHOLE);
      long[] written = new long[1];
      List<Integer> versions = new ArrayList<>();
      try {
        boolean finished =
            gateway.call(
                channel -> {
                  var stub = RosterServiceGrpc.newBlockingStub(channel);
                  String cursor = "";
                  for (int i = 0; i < CALLS_MAX; i++) {
                    RekeyRegisterResponse done =
                        stub.rekeyRegister(
                            RekeyRegisterRequest.newBuilder()
                                .setRowLimit(rows)
                                .setCursor(cursor)
                                .setDropping(drop)
                                .build());
                    written[0] += done.getRowCount();
                    versions.clear();
                    versions.addAll(done.getKeyVersionsList());
                    if (isOfOneVersion(versions)) {
                      return false;
                    }
                    progress.at(done.getDonePermille());
                    if (done.getFinished()) {
                      return true;
                    }
                    cursor = done.getCursor();
                  }
                  return false;
                });
        progress.done();
        if (isOfOneVersion(versions)) {
          spec.commandLine()
              .getErr()
              .println(
                  "yizhan: 网关只有第 "
                      + versions.get(0)
                      + " 版密钥，没有更新的可换；请先让每个网关用新文件重启 / The gateway has version "
                      + versions.get(0)
                      + " of the keys alone and none to go over to: restart every gateway with the"
                      + " new file first.");
          return ExitCode.NO;
        }
        spec.commandLine()
            .getOut()
            .println(
                (finished ? "已完成 finished, " : "未完成 not finished, ")
                    + written[0]
                    + (drop ? " 行已删 rows forgotten" : " 行已换 rows changed")
                    + "; 密钥版本 key versions "
                    + versions.stream().map(String::valueOf).collect(Collectors.joining(", ")));
        return finished ? ExitCode.DONE : ExitCode.NO;
      } catch (StatusRuntimeException refused) {
        progress.done();
        return RemoteGateway.explain(refused, spec.commandLine().getErr());
      }
    }

    /** A pass makes sense between two versions; what is forgotten is so when one is left. */
    private boolean isOfOneVersion(List<Integer> versions) {
      return !drop && versions.size() == 1;
    }
  }

  /** Takes the file of keys a step further. */
  @Command(
      name = "keys",
      description = "改密钥文件 / Change the file of keys: add, promote or retire.",
      footer = {"", "例 / Example:", "  ./yizhan registry rekey keys add data/secrets"})
  static final class Keys implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Parameters(
        index = "0",
        paramLabel = "STEP",
        description = "add、promote 或 retire / One of: ${COMPLETION-CANDIDATES}.")
    private @Nullable Step step;

    @Parameters(index = "1", paramLabel = "FILE", description = "密钥文件 / The file of keys.")
    private @Nullable Path file;

    /** What to do. */
    enum Step {
      /** A new version. */
      add(Secrets.Step.ADD),
      /** It is looked up by. */
      promote(Secrets.Step.PROMOTE),
      /** Older ones are for requests only. */
      retire(Secrets.Step.RETIRE);

      private final Secrets.Step of;

      Step(Secrets.Step of) {
        this.of = of;
      }
    }

    @Override
    public Integer call() {
      if (step == null || file == null) {
        return ExitCode.USAGE;
      }
      try {
        Secrets.change(file, step.of, new SecureRandom());
        spec.commandLine().getOut().println("已写入 written: " + file);
        return ExitCode.DONE;
      } catch (IllegalStateException refused) {
        spec.commandLine().getErr().println("yizhan: " + refused.getMessage());
        return ExitCode.NO;
      }
    }
  }
}
