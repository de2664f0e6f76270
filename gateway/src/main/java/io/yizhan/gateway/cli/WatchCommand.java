package io.yizhan.gateway.cli;

import com.google.protobuf.util.JsonFormat;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.WatchServiceGrpc;
import io.yizhan.proto.v1.WatchSettlementsRequest;
import io.yizhan.proto.v1.WatchSettlementsResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Follows the ledger: prints every line once, and goes on by itself after an interruption. */
@Command(
    name = "watch",
    description = {
      "订阅账簿：结算、撤销、更正，按提交顺序，不重不漏 / Follow the ledger: settlements, reversals and "
          + "corrections in commit order, nothing missed or repeated. See docs/watching.md."
    },
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan watch --json --position ledger.token --token-file operator.token",
      "  ./yizhan watch --until-caught-up --position ledger.token \\",
      "      --token-file operator.token"
    })
final class WatchCommand implements Callable<Integer> {
  /** So many calls in a row that bring nothing end the command; the pauses before them double. */
  private static final int TRIES_MAX = 20;

  private static final long PAUSE_MILLIS = 250;
  private static final long PAUSE_MILLIS_MAX = 15_000;

  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Mixin private RemoteGateway gateway = new RemoteGateway();

  @Option(
      names = "--from",
      paramLabel = "TOKEN",
      description = "从此 resume_token 之后开始；缺省从头 / Go on behind this token; else from the start.")
  private @Nullable String from;

  @Option(names = "--from-now", description = "只要今后的 / Only what is committed from now on.")
  private boolean fromNow;

  @Option(
      names = "--position",
      paramLabel = "FILE",
      description = {
        "保存位置的文件：有则从其后继续，每行之后更新 / Where the place is kept: goes on behind it, and brings "
            + "it up to date after every line."
      })
  private @Nullable Path position;

  @Option(
      names = "--hospital",
      paramLabel = "ID",
      defaultValue = "",
      description = "只要此医院；医院须填 / Only this hospital's; a hospital must name itself.")
  private String hospital = "";

  @Option(
      names = "--until-caught-up",
      description = "追上后结束 / End when nothing is left, instead of waiting.")
  private boolean untilCaughtUp;

  @Option(
      names = "--json",
      description = "每行一个 JSON，含 resume_token / One JSON a line, with its resume_token.")
  private boolean json;

  private final JsonFormat.Printer printer =
      JsonFormat.printer().omittingInsignificantWhitespace().preservingProtoFieldNames();

  private String place = "";
  private boolean progress;

  @Override
  public Integer call() throws IOException, InterruptedException {
    place = begin();
    long pause = PAUSE_MILLIS;
    for (int tries = 1; ; tries++) {
      progress = false;
      try {
        gateway.call(this::follow);
        if (untilCaughtUp) {
          return ExitCode.DONE;
        }
      } catch (StatusRuntimeException ended) {
        tries = progress ? 1 : tries;
        if (RemoteGateway.exitCodeOf(ended) != ExitCode.UNAVAILABLE || tries == TRIES_MAX) {
          return RemoteGateway.explain(ended, spec.commandLine().getErr());
        }
        if (tries == 1) {
          spec.commandLine()
              .getErr()
              .println(
                  "yizhan: 连接中断，继续尝试 / not connected, going on trying: "
                      + RemoteGateway.sentenceOf(ended));
        }
      }
      pause = progress ? PAUSE_MILLIS : Math.min(2 * pause, PAUSE_MILLIS_MAX);
      Thread.sleep(pause);
    }
  }

  /** Where to begin: the kept place comes first, because it is the later one. */
  private String begin() throws IOException {
    if (fromNow && from != null) {
      throw new ParameterException(
          spec.commandLine(),
          "--from 与 --from-now 只能用其一。--from and --from-now exclude each other.");
    }
    String kept = "";
    if (position != null) {
      try {
        kept = Files.readString(position).strip();
      } catch (NoSuchFileException first) {
        kept = "";
      }
    }
    return kept.isEmpty() ? (from == null ? "" : from) : kept;
  }

  private boolean follow(Channel channel) {
    Iterator<WatchSettlementsResponse> stream =
        WatchServiceGrpc.newBlockingStub(channel)
            .watchSettlements(
                WatchSettlementsRequest.newBuilder()
                    .setHospitalId(hospital)
                    .setResumeToken(place)
                    .setFromNow(fromNow && place.isEmpty())
                    .setUntilCaughtUp(untilCaughtUp)
                    .build());
    while (stream.hasNext()) {
      WatchSettlementsResponse next = stream.next();
      progress = true;
      if (next.hasLine()) {
        print(next);
      }
      keep(next.getResumeToken());
    }
    return true;
  }

  /** Prints a line; where it does not arrive, its place is not kept. */
  private void print(WatchSettlementsResponse next) {
    PrintWriter out = spec.commandLine().getOut();
    try {
      out.println(json ? printer.print(next) : WatchText.of(next.getLine()));
    } catch (com.google.protobuf.InvalidProtocolBufferException unprintable) {
      throw new IllegalStateException(unprintable);
    }
    try {
      WholeFile.requireArrived(out);
    } catch (IOException lost) {
      throw new java.io.UncheckedIOException(lost);
    }
  }

  /** A reader of the file finds the old place or the new one, never half of one. */
  private void keep(String token) {
    boolean same = token.equals(place);
    place = token;
    if (position == null || same) {
      return;
    }
    try {
      WholeFile.write(position, fresh -> Files.writeString(fresh, token + "\n"));
    } catch (IOException unwritable) {
      throw new java.io.UncheckedIOException(
          "位置无法保存 / the place cannot be kept: " + position, unwritable);
    }
  }
}
