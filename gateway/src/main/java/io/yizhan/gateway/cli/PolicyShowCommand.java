package io.yizhan.gateway.cli;

import io.yizhan.gateway.casefile.ParentFiles;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.gateway.readback.Readback;
import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.gateway.terminal.Paint;
import io.yizhan.policy.EditionResolver;
import io.yizhan.policy.Lineage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads a policy back, row by row. */
@Command(
    name = "show",
    description = {
      "把政策文件逐行读成句子，与原文对照 / Read each row back as a sentence, to lay beside the "
          + "document, with its line, its clause and what is assumed."
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

  @Mixin private LanguageOption language = new LanguageOption(Language.both);

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    EditionResolver.Resolution resolved =
        YamlPolicy.resolve(file.toString(), ParentFiles.complete(file, List.of()));
    if (resolved.document().isEmpty()) {
      Issues.print(resolved.issues(), out);
      return ExitCode.NO;
    }
    Lineage lineage = resolved.lineage();
    Paint paint = Terminal.paint();
    for (Readback.Line line : Readback.header(resolved.document().get())) {
      wrapped(out, 0, at(lineage, line.line()) + ": " + line.text(), paint, false);
    }
    replaced(out, resolved, place -> EditionResolver.isSection(place), paint);
    out.println();
    for (Readback.Layer layer : Readback.of(resolved.document().get())) {
      wrapped(out, 0, lineage.at(layer.line()) + ": " + layer.name(), paint, true);
      for (Readback.Row row : layer.rows()) {
        show(out, row, lineage, paint);
      }
      String key = layer.name().split("\\s+")[0];
      replaced(out, resolved, key::equals, paint);
      for (Readback.Assumption assumption : layer.assumptions()) {
        String text = at(lineage, assumption.line()) + ": 假定 assumed " + assumption.text();
        DisplayWidth.wrap(text, Terminal.COLUMNS_MAX - INDENT)
            .forEach(line -> out.println(" ".repeat(INDENT) + paint.quiet(line)));
      }
      out.println();
    }
    return ExitCode.DONE;
  }

  /** What an edition put in the place of what stood above it. */
  private void replaced(
      PrintWriter out, EditionResolver.Resolution resolved, Predicate<String> place, Paint paint) {
    for (EditionResolver.Replaced one : resolved.overrides()) {
      if (!place.test(one.place())) {
        continue;
      }
      for (Language each : language.each()) {
        String above = resolved.lineage().at(one.wasLine());
        String was =
            one.was().isEmpty()
                ? each.of("（上级没有）", " (not above)")
                : each.of("（上级 " + above + " 为 ", " (above, " + above + ": ")
                    + one.was()
                    + each.of("）", ")");
        String now = one.now().isEmpty() ? each.of("去掉", "removed") : one.now();
        String text =
            one.subject()
                + ": "
                + now
                + " ← "
                + resolved.lineage().at(one.line())
                + each.of("〔", " [")
                + one.cite()
                + each.of("〕", "]")
                + was;
        wrapped(out, INDENT, text, paint, false);
      }
    }
  }

  /** The line; of a document of several files with its file. */
  private static String at(Lineage lineage, int line) {
    return lineage.files().size() == 1 ? Integer.toString(line) : lineage.at(line);
  }

  private void show(PrintWriter out, Readback.Row row, Lineage lineage, Paint paint) {
    String cells = row.cells().isEmpty() ? "" : " | " + String.join(" | ", row.cells()) + " |";
    wrapped(out, 2, at(lineage, row.line()) + ":" + cells, paint, false);
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
