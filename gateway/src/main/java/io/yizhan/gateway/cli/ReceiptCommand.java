package io.yizhan.gateway.cli;

import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.postgres.SigningKeyFile;
import io.yizhan.proto.v1.GetReceiptRequest;
import io.yizhan.proto.v1.ListReceiptKeysRequest;
import io.yizhan.proto.v1.ReceiptKey;
import io.yizhan.proto.v1.ReceiptServiceGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Signed receipts and the keys that verify them. */
@Command(
    name = "receipt",
    description = "结算回执与验签公钥 / Signed receipts and the keys that verify them.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan receipt key --token-file data/operator.token --out receipt-keys.pem"
    },
    subcommands = {ReceiptCommand.Get.class, ReceiptCommand.Key.class, ReceiptCommand.Rotate.class})
final class ReceiptCommand {
  private ReceiptCommand() {}

  /** Writes to a file, or shows. */
  private static void write(CommandSpec spec, @Nullable Path out, String text) throws IOException {
    if (out == null) {
      spec.commandLine().getOut().print(text);
      spec.commandLine().getOut().flush();
    } else {
      WholeFile.write(out, file -> Files.writeString(file, text));
      spec.commandLine().getOut().println("已写入 written: " + out);
    }
  }

  /** The receipt of an entry. */
  @Command(
      name = "get",
      description = "取一笔结算、撤销或更正的回执 / The receipt of a settlement, reversal or correction.",
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan receipt get 01KE5Q8M3T0000000000000000 --token-file his.token \\",
        "      --out receipt.txt"
      })
  static final class Get implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Parameters(index = "0", paramLabel = "ID", description = "编号 / Id of the entry.")
    private String id = "";

    @Option(names = "--out", paramLabel = "FILE", description = "写入文件 / Write to this file.")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException {
      try {
        String text =
            gateway.call(
                channel ->
                    ReceiptServiceGrpc.newBlockingStub(channel)
                        .getReceipt(GetReceiptRequest.newBuilder().setEntryId(id).build())
                        .getReceiptText());
        write(spec, out, text);
        return ExitCode.DONE;
      } catch (StatusRuntimeException refused) {
        return RemoteGateway.explain(refused, spec.commandLine().getErr());
      }
    }
  }

  /** The public keys. */
  @Command(
      name = "key",
      description = "取全部验签公钥（PEM）/ All public keys, PEM.",
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan receipt key --token-file data/operator.token --out receipt-keys.pem"
      })
  static final class Key implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Option(names = "--out", paramLabel = "FILE", description = "写入文件 / Write to this file.")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException {
      try {
        String text =
            gateway.call(
                channel ->
                    ReceiptServiceGrpc.newBlockingStub(channel)
                        .listReceiptKeys(ListReceiptKeysRequest.getDefaultInstance())
                        .getKeysList()
                        .stream()
                        .map(Key::show)
                        .collect(Collectors.joining()));
        write(spec, out, text);
        return ExitCode.DONE;
      } catch (StatusRuntimeException refused) {
        return RemoteGateway.explain(refused, spec.commandLine().getErr());
      }
    }

    private static String show(ReceiptKey key) {
      return "# "
          + key.getKeyId()
          + " "
          + key.getAlgorithmCode()
          + (key.getCurrent() ? " current" : "")
          + "\n"
          + key.getPublicKeyPem();
    }
  }

  /** Puts a new key in the place of the old one. */
  @Command(
      name = "rotate",
      description = {
        "换签名密钥；重启网关后生效，旧回执仍可验 / A new signing key, in use after a restart; "
            + "old receipts stay verifiable by their key id."
      },
      footer = {"", "例 / Example:", "  ./yizhan receipt rotate data/secrets.receipts"})
  static final class Rotate implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "签名密钥文件 / The key's file.")
    private @Nullable Path file;

    @Override
    public Integer call() throws IOException {
      if (file == null) {
        return ExitCode.USAGE;
      }
      try {
        String id = SigningKeyFile.replace(file, new SecureRandom()).verifying().keyId();
        spec.commandLine().getOut().println("已换为 now signs: " + id);
        return ExitCode.DONE;
      } catch (IllegalArgumentException damaged) {
        spec.commandLine().getErr().println("yizhan: " + damaged.getMessage());
        return ExitCode.NO;
      }
    }
  }
}
