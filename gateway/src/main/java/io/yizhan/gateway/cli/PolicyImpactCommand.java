package io.yizhan.gateway.cli;

import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.casefile.CaseWords;
import io.yizhan.gateway.casefile.ClaimLines;
import io.yizhan.gateway.casefile.Impact;
import io.yizhan.gateway.casefile.OnePolicy;
import io.yizhan.gateway.casefile.PolicyShelf;
import io.yizhan.gateway.terminal.Progress;
import io.yizhan.policy.PolicyCompiler;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Replays claims under two policies, or the settlements of a gateway under a proposal. */
@Command(
    name = "impact",
    description = {
      "用两份政策重算同一批结算：谁受益、谁受损、各基金花费 / Replay claims under two policies: who gains, who "
          + "loses, what each fund pays, who becomes or stops being aided.",
      "或列出网关里已结算、按某提案（未批准或已批准）会不同的各笔 / Or list the settlements of a gateway that would "
          + "come out otherwise under a proposal, approved or not; nothing is booked.",
      "每份政策都视为全程有效，有限资金视为用不完 / Each policy is taken as in force for every claim, and "
          + "finite funds as never short."
    },
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan policy impact old.yaml new.yaml --claims claims.jsonl",
      "  ./yizhan policy impact --settlements ID --token-file data/operator.token"
    })
final class PolicyImpactCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  @ArgGroup(multiplicity = "1")
  private Asked asked;

  /** One of the two questions. */
  static final class Asked {
    @ArgGroup(exclusive = false)
    private @Nullable TwoPolicies policies;

    @ArgGroup(exclusive = false)
    private @Nullable MadeSettlements settlements;
  }

  /** Two files, and claims. */
  static final class TwoPolicies {
    @SuppressWarnings("NullAway.Init")
    @Parameters(index = "0", paramLabel = "A", description = "现在的政策 / The policy as it is.")
    private Path before;

    @SuppressWarnings("NullAway.Init")
    @Parameters(index = "1", paramLabel = "B", description = "改后的政策 / The policy as it would be.")
    private Path after;

    @SuppressWarnings("NullAway.Init")
    @Option(
        names = "--claims",
        required = true,
        paramLabel = "FILE.jsonl",
        description = "每行一笔结算 / Claims, a JSON object a line.")
    private Path claims;
  }

  /** A proposal of a gateway. */
  static final class MadeSettlements {
    @Option(
        names = "--settlements",
        required = true,
        paramLabel = "ID",
        description = "提案编号 / The proposal's id.")
    private String proposalId = "";

    @ArgGroup(exclusive = false, multiplicity = "1")
    private RemoteGateway gateway = new RemoteGateway();
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    MadeSettlements made = asked.settlements;
    if (made != null) {
      try {
        return SettlementImpact.print(made.gateway, made.proposalId, spec.commandLine().getOut());
      } catch (StatusRuntimeException refused) {
        return RemoteGateway.explain(refused, spec.commandLine().getErr());
      }
    }
    return replay(Objects.requireNonNull(asked.policies));
  }

  private int replay(TwoPolicies policies) throws IOException, InterruptedException {
    Path claims = policies.claims;
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    PolicyShelf shelf = PolicyShelf.load(List.of(policies.before, policies.after));
    if (!shelf.errors().isEmpty()) {
      Issues.print(shelf.errors(), err);
      return ExitCode.NO;
    }
    if (!Files.isReadable(claims)) {
      throw new IOException(claims + ": 没有这个文件，或无权读取。It must be a file that can be read.");
    }
    List<PolicyCompiler.Published> both = shelf.published();
    Impact impact =
        new Impact(
            new OnePolicy(both.get(0)),
            new OnePolicy(both.get(1)),
            Runtime.getRuntime().availableProcessors());
    Progress progress = new Progress(err, Terminal.isWatched(), Files.size(claims));
    long startNanos = System.nanoTime();
    Impact.Result result;
    long without;
    try (ClaimLines lines =
        new ClaimLines(
            Files.newInputStream(claims),
            claims.toString(),
            new CaseWords(shelf.tables()),
            Map.of())) {
      result = impact.run(lines, progress::at);
      without = lines.withoutHousehold();
    }
    long millis = Math.max(1, Duration.ofNanos(System.nanoTime() - startNanos).toMillis());
    progress.done();
    Issues.print(result.issues(), err);
    new ImpactText(both.get(0).table().versionCode(), both.get(1).table().versionCode())
        .lines(result)
        .forEach(out::println);
    HouseholdNote.of(shelf.tables(), without).forEach(out::println);
    long perSecond = result.tally().claims() * 1_000 / millis;
    err.println(millis + " ms, " + perSecond + " 笔/秒 claims a second");
    return result.badLines() == 0 ? ExitCode.DONE : ExitCode.NO;
  }
}
