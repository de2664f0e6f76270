package io.yizhan.gateway.cli;

import io.yizhan.gateway.casefile.CaseBook;
import io.yizhan.gateway.casefile.CaseFiles;
import io.yizhan.gateway.casefile.CaseRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints how the claims of a case come to their amounts, and why not to more. */
@Command(
    name = "explain",
    description = {
      "解释个案：逐层的基数、比例、限额、依据，以及为什么不能更多 / Explain a case layer by layer with clauses, and "
          + "why not more: every fen of the patient's share has one reason."
    },
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan policy explain \\",
      "      --claim policies/zhengzhou/cases/zhengzhou.yaml:年中换版 --lang zh"
    })
final class PolicyExplainCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--claim",
      required = true,
      paramLabel = "CASEFILE[:CASE]",
      description =
          "个案文件，或其中名称以 CASE 开头的个案 / A case file, or its cases whose names begin with CASE.")
  private String claim = "";

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "改用这些政策文件 / Decide with these policies instead of those the case file names.")
  private List<Path> policies = List.of();

  @Mixin private LanguageOption language = new LanguageOption(Language.both);

  @Override
  public Integer call() throws IOException {
    Path file = Path.of(claim);
    String wanted = "";
    int colon = claim.lastIndexOf(':');
    if (!Files.exists(file) && colon > 0) {
      file = Path.of(claim.substring(0, colon));
      wanted = claim.substring(colon + 1);
    }
    PrintWriter out = spec.commandLine().getOut();
    CaseFiles.Reading reading = CaseFiles.read(file, policies);
    if (reading.book().isEmpty() || reading.shelf().isEmpty()) {
      Issues.print(reading.issues(), out);
      return ExitCode.NO;
    }
    String beginning = wanted;
    List<CaseBook.Case> cases =
        reading.book().get().cases().stream()
            .filter(one -> one.name().startsWith(beginning))
            .toList();
    if (cases.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          SettingSources.unknown(
              file.toString(),
              wanted,
              reading.book().get().cases().stream().map(CaseBook.Case::name).toList()));
    }
    CaseRunner runner = new CaseRunner(reading.shelf().get().book());
    for (Language each : language.each()) {
      for (CaseBook.Case one : cases) {
        ExplainText text = new ExplainText(each, Terminal.paint());
        text.explain(runner.run(one)).forEach(out::println);
      }
    }
    return ExitCode.DONE;
  }
}
