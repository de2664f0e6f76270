package io.yizhan.gateway.cli;

import io.yizhan.gateway.casefile.CaseWords;
import io.yizhan.gateway.casefile.ClaimLines;
import io.yizhan.gateway.casefile.PolicyShelf;
import io.yizhan.gateway.casefile.Quotes;
import io.yizhan.gateway.terminal.Progress;
import io.yizhan.money.Yuan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Decides a file of claims. */
@Command(
    name = "quote",
    description = {
      "试算一个结算文件：每行一笔 JSON，按次序累计同一人、同一户的用量，每行输出一个结果 / Decide a file of claims, one JSON "
          + "object a line, in order, usage carried from claim to claim of the same person "
          + "and household; one JSON result a line. 退出码 1 表示有读不懂的行 / Exit code 1 when a line "
          + "has errors."
    },
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan policy quote --policy policies/zhengzhou/zhengzhou-2016.yaml \\",
      "      --claims claims.jsonl"
    })
final class PolicyQuoteCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--policy",
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description = "政策文件，各版本都可给 / Policy files; all versions may be given.")
  private List<Path> policies = List.of();

  @SuppressWarnings("NullAway.Init")
  @Option(
      names = "--claims",
      required = true,
      paramLabel = "FILE.jsonl",
      description = "每行一笔结算 / Claims, a JSON object a line.")
  private Path claims;

  @Option(
      names = "--fund",
      paramLabel = "FUND=YUAN",
      description = "有限资金的余额，不写视为用不完 / The money of a finite fund; else it never runs short.")
  private Map<String, String> funds = new HashMap<>();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    PolicyShelf shelf = PolicyShelf.load(policies);
    if (!shelf.errors().isEmpty()) {
      Issues.print(shelf.errors(), err);
      return ExitCode.NO;
    }
    Quotes quotes = new Quotes(shelf.book());
    QuoteJson json = new QuoteJson();
    boolean allUnderstood = true;
    long without;
    if (!Files.isReadable(claims)) {
      throw new IOException(claims + ": 没有这个文件，或无权读取。It must be a file that can be read.");
    }
    Progress progress = new Progress(err, Terminal.isWatched(), Files.size(claims));
    try (ClaimLines lines =
        new ClaimLines(
            Files.newInputStream(claims),
            claims.toString(),
            new CaseWords(shelf.tables()),
            money())) {
      Optional<ClaimLines.ClaimLine> next = lines.next();
      while (next.isPresent()) {
        ClaimLines.ClaimLine line = next.get();
        if (line.entry().isPresent()) {
          out.println(
              json.of(line, quotes.decide(line.household(), line.person(), line.entry().get())));
        } else {
          allUnderstood = false;
          out.println(json.of(line));
          Issues.print(line.issues(), err);
        }
        progress.at(lines.bytesRead());
        next = lines.next();
      }
      without = lines.withoutHousehold();
    }
    progress.done();
    HouseholdNote.of(shelf.tables(), without).forEach(err::println);
    out.flush();
    return allUnderstood ? ExitCode.DONE : ExitCode.NO;
  }

  private Map<String, Long> money() {
    Map<String, Long> money = new HashMap<>();
    funds.forEach(
        (fund, yuan) -> {
          OptionalLong fen = Yuan.parse(yuan);
          if (fen.isEmpty()) {
            throw new ParameterException(
                spec.commandLine(),
                "--fund " + fund + "=" + yuan + ": 金额写 20000 或 2万 / must be yuan.");
          }
          money.put(fund, fen.getAsLong());
        });
    return money;
  }
}
