package io.yizhan.gateway.cli;

import io.yizhan.gateway.casefile.TextFile;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.gateway.readback.Readback;
import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.gateway.terminal.Paint;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads a policy back, row by row. */
@Command(
    name = "show",
    description = {
      "把政策文件逐行读成句子，与原文对照 / Read each row back as a sentence, to lay beside the document,",
      "with its line, its clause and what is assumed."
    },
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan policy show policies/zhengzhou/zhengzhou-2016.yaml --lang zh"
    })
final class PolicyShowCommand implements Callable<Integer> {
  private static final int INDENT = 4;

  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  @Parameters(paramLabel = "FILE", description = "政策文件 / A policy file, YAML.")
  private Path file;

  @Option(
      names = "--lang",
      paramLabel = "zh|en|both",
      defaultValue = "both",
      description = "语言 / Language: ${COMPLETION-CANDIDATES}.")
  private Language language = Language.both;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    YamlPolicy.Tree tree = YamlPolicy.tree(file.toString(), TextFile.read(file));
    if (tree.root().isEmpty()) {
      Issues.print(tree.issues(), out);
      return ExitCode.NO;
    }
    Paint paint = Terminal.paint();
    for (Readback.Layer layer : Readback.of(tree.root().get())) {
      wrapped(out, 0, file + ":" + layer.line() + ": " + layer.name(), paint, true);
      for (Readback.Row row : layer.rows()) {
        show(out, row, paint);
      }
      for (Readback.Assumption assumption : layer.assumptions()) {
        String text = assumption.line() + ": 假定 assumed " + assumption.text();
        DisplayWidth.wrap(text, Terminal.COLUMNS_MAX - INDENT)
            .forEach(line -> out.println(" ".repeat(INDENT) + paint.quiet(line)));
      }
      out.println();
    }
    return ExitCode.DONE;
  }

  private void show(PrintWriter out, Readback.Row row, Paint paint) {
    String cells = row.cells().isEmpty() ? "" : " | " + String.join(" | ", row.cells()) + " |";
    wrapped(out, 2, row.line() + ":" + cells, paint, false);
    for (Language each : language.each()) {
      String clause =
          row.clause().isEmpty() ? "" : each.of("〔", " [") + row.clause() + each.of("〕", "]");
      String sentence = each.of("读作：" + row.zh(), "reads: " + row.en()) + clause;
      wrapped(out, INDENT, sentence, paint, false);
    }
  }

  private static void wrapped(
      PrintWriter out, int indent, String text, Paint paint, boolean heading) {
    DisplayWidth.wrap(text, Terminal.COLUMNS_MAX - indent)
        .forEach(line -> out.println(" ".repeat(indent) + (heading ? paint.heading(line) : line)));
  }
}
