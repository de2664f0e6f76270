package io.yizhan.gateway.cli;

import io.yizhan.gateway.casefile.CaseBook;
import io.yizhan.gateway.casefile.CaseFiles;
import io.yizhan.gateway.casefile.CaseRunner;
import io.yizhan.gateway.casefile.CaseWords;
import io.yizhan.gateway.casefile.PolicyShelf;
import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.gateway.terminal.Paint;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Settles the cases of case files and shows where they differ from what must come out. */
@Command(
    name = "test",
    description = {
      "试算个案文件（YAML 或 CSV），并排显示不符之处 / Run case files (YAML or CSV) and show differences "
          + "side by side. 目录：其中 cases 目录里的全部 / A folder: all in its cases folders.",
      "退出码 1 表示有不符 / Exit code 1 when something differs."
    },
    footer = {"", "例 / Example:", "  ./yizhan policy test policies/zhengzhou"})
final class PolicyTestCommand implements Callable<Integer> {
  private static final int NAME_COLUMNS = 36;
  private static final int AMOUNT_COLUMNS = 20;
  private static final int REASON_NAME_COLUMNS = 14;
  private static final int REASON_COLUMNS = 31;

  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "个案文件或目录 / Case files or folders.")
  private List<Path> paths = List.of();

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "改用这些政策文件 / Decide with these policies instead of those the cases name.")
  private List<Path> policies = List.of();

  private final Paint paint = Terminal.paint();
  private int caseCount;
  private int differing;
  private int expectingNothing;
  private boolean unreadable;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    for (Path path : paths) {
      List<Path> files = CaseFiles.find(path);
      if (files.isEmpty()) {
        throw new IOException(path + ": 没有个案文件。There is no case file in a cases folder of it.");
      }
      for (Path file : files) {
        test(file, out);
      }
    }
    int agreeing = caseCount - differing;
    if (differing == 0 && !unreadable) {
      out.println(
          paint.strong("全部 " + caseCount + " 个个案相符 / all of " + caseCount + " cases agree"));
      tellOfNothingExpected(out);
      return ExitCode.DONE;
    }
    out.println(
        paint.loud(
            caseCount
                + " 个个案中 "
                + agreeing
                + " 个相符，"
                + differing
                + " 个不符 / "
                + agreeing
                + " of "
                + caseCount
                + " cases agree, "
                + differing
                + " differ"));
    tellOfNothingExpected(out);
    return ExitCode.NO;
  }

  /** A case that expects nothing agrees with whatever comes out. */
  private void tellOfNothingExpected(PrintWriter out) {
    if (expectingNothing > 0) {
      out.println(
          paint.loud(
              "其中 "
                  + expectingNothing
                  + " 个没有写应得，没有比较 / "
                  + expectingNothing
                  + " of them expect nothing and were not compared"));
    }
  }

  private void test(Path file, PrintWriter out) throws IOException {
    CaseFiles.Reading reading = CaseFiles.read(file, policies);
    Issues.print(reading.issues(), out);
    if (reading.book().isEmpty() || reading.shelf().isEmpty()) {
      unreadable = true;
      return;
    }
    PolicyShelf shelf = reading.shelf().get();
    CaseWords words = new CaseWords(shelf.tables());
    CaseRunner runner = new CaseRunner(shelf.book());
    int differingBefore = differing;
    List<CaseBook.Case> cases = reading.book().get().cases();
    for (CaseBook.Case one : cases) {
      caseCount++;
      CaseRunner.CaseResult result = runner.run(one);
      if (result.claims().stream().allMatch(claim -> claim.compared().isEmpty())) {
        expectingNothing++;
      }
      if (!result.agrees()) {
        differing++;
        show(file, result, words, out);
      }
    }
    int here = differing - differingBefore;
    out.println(file + ": " + (cases.size() - here) + " / " + cases.size());
  }

  private void show(Path file, CaseRunner.CaseResult result, CaseWords words, PrintWriter out) {
    for (int i = 0; i < result.claims().size(); i++) {
      CaseRunner.ClaimResult claim = result.claims().get(i);
      if (claim.agrees()) {
        continue;
      }
      String place = file + ":" + claim.entry().line() + ": ";
      out.println(
          paint.heading(place + result.one().name() + "，第 " + (i + 1) + " 笔 claim " + (i + 1)));
      out.println(paint.quiet(row("", "应得 expected", "算得 got")));
      for (CaseRunner.Compared compared : claim.compared()) {
        String name =
            compared.name().equals("refused")
                ? "拒绝 refused"
                : words.nameZh(compared.name()) + " " + compared.name();
        String line = row(name, compared.expected(), compared.got());
        out.println(compared.agrees() ? line : paint.loud(line + " ≠"));
      }
    }
  }

  /** A reason to refuse is longer than an amount, and its name shorter than a layer's. */
  private static String row(String name, String expected, String got) {
    boolean wide = Math.max(expected.length(), got.length()) >= AMOUNT_COLUMNS;
    int nameColumns = wide ? REASON_NAME_COLUMNS : NAME_COLUMNS;
    int columns = wide ? REASON_COLUMNS : AMOUNT_COLUMNS;
    List<String> wrapped = DisplayWidth.wrap(name, nameColumns - 2);
    return "  "
        + DisplayWidth.padRight(wrapped.get(0), nameColumns)
        + DisplayWidth.padLeft(expected, columns)
        + DisplayWidth.padLeft(got, columns);
  }
}
