package io.yizhan.gateway.cli;

import io.yizhan.gateway.casefile.ParentFiles;
import io.yizhan.gateway.casefile.PolicyShelf;
import io.yizhan.gateway.casefile.WorseOff;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.gateway.readback.Differences;
import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.money.Yuan;
import io.yizhan.policy.AccountSuccession;
import io.yizhan.policy.PolicyIssue;
import io.yizhan.policy.PolicyNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what changes for whom when one policy takes the place of another. */
@Command(
    name = "diff",
    description = {
      "两份政策的差别：谁有什么变化，举例金额由引擎计算 / What changes for whom, with examples that the engine "
          + "computes. 有没有人变差只是扫描，不是证明 / Whether somebody is worse off is a scan, not a "
          + "proof."
    },
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan policy diff policies/zhengzhou/zhengzhou-2010.yaml"
          + " policies/zhengzhou/zhengzhou-2016.yaml"
    })
final class PolicyDiffCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  @Parameters(index = "0", paramLabel = "A", description = "现在的政策 / The policy as it is.")
  private Path before;

  @SuppressWarnings("NullAway.Init")
  @Parameters(index = "1", paramLabel = "B", description = "改后的政策 / The policy as it would be.")
  private Path after;

  @Mixin private LanguageOption language = new LanguageOption(Language.both);

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PolicyShelf shelf = PolicyShelf.load(List.of(before, after));
    if (!shelf.errors().isEmpty()) {
      Issues.print(shelf.errors(), spec.commandLine().getErr());
      return ExitCode.NO;
    }
    PolicyNode old = document(before);
    PolicyNode now = document(after);
    Set<Long> printed = new TreeSet<>(Differences.amountsFen(old));
    printed.addAll(Differences.amountsFen(now));
    Set<Integer> ages = new TreeSet<>(Differences.ages(old));
    ages.addAll(Differences.ages(now));
    WorseOff.Scan scan =
        new WorseOff(shelf.published().get(0), shelf.published().get(1)).scan(printed, ages);
    List<Differences.Difference> differences = Differences.of(old, now);
    DiffExamples examples = new DiffExamples(differences, scan);
    for (Differences.Difference difference : differences) {
      Optional<DiffExamples.Example> example = examples.of(difference);
      for (Language each : language.each()) {
        String said =
            example
                .map(one -> each.of("。例：", ". Example: ") + sentence(difference, one, each))
                .orElse("");
        print(out, each.of(difference.zh(), difference.en()) + said);
      }
    }
    together(out, examples.together());
    for (PolicyIssue begins :
        AccountSuccession.check(
            shelf.published().get(0).table(), shelf.published().get(1).table())) {
      for (Language each : language.each()) {
        print(out, each.of(begins.zh(), begins.en()));
      }
    }
    for (Language each : language.each()) {
      print(out, verdict(scan, each));
    }
    return ExitCode.DONE;
  }

  private static PolicyNode document(Path file) throws IOException {
    return YamlPolicy.resolve(file.toString(), ParentFiles.complete(file, List.of()))
        .document()
        .orElseThrow(() -> new IllegalStateException("a policy that compiles must be readable"));
  }

  /** Examples that are of no single difference, and that they are not. */
  private void together(PrintWriter out, List<DiffExamples.Example> examples) {
    if (examples.isEmpty()) {
      return;
    }
    for (Language each : language.each()) {
      print(
          out,
          each.of(
              "以下例子是各项改动合在一起的结果，不能归于其中某一项：",
              "The examples below are of all changes together, not of one of them:"));
      for (DiffExamples.Example example : examples) {
        print(
            out,
            "  "
                + example.layer()
                + each.of("：", ": ")
                + sentence(example.point(), example.layer(), each));
      }
    }
  }

  private static String sentence(
      Differences.Difference difference, DiffExamples.Example example, Language language) {
    String layer = difference.layer().isEmpty() ? example.layer() + language.of("，", ", ") : "";
    return layer + sentence(example.point(), example.layer(), language);
  }

  private static String sentence(WorseOff.Point point, String layer, Language language) {
    long[] paid = point.paidFen(layer);
    String amounts =
        Yuan.format(paid[0]) + " → " + Yuan.format(paid[1]) + language.of("，个人 ", ", patient ");
    return who(point, language)
        + language.of("，政策内 ", ", in scope ")
        + Yuan.format(point.amountFen())
        + language.of("，支付 ", ", paid ")
        + amounts
        + Yuan.format(point.before().waterfall().patientShareFen())
        + " → "
        + Yuan.format(point.after().waterfall().patientShareFen());
  }

  private static String who(WorseOff.Point point, Language language) {
    String level = point.level().isEmpty() ? "" : language.of("，", ", ") + point.level();
    if (point.age().isEmpty()) {
      return point.identity() + level;
    }
    int age = point.age().getAsInt();
    return point.identity() + level + language.of("，" + age + " 岁", ", aged " + age);
  }

  private static String verdict(WorseOff.Scan scan, Language language) {
    String ages = String.join("、", scan.ages().stream().map(String::valueOf).toList());
    String levels = String.join("、", scan.levels());
    String seen =
        language.of(
            scan.identityCount()
                + " 种身份、"
                + scan.amountCount()
                + " 个金额"
                + (levels.isEmpty() ? "" : "、级别 " + levels)
                + (ages.isEmpty() ? "" : "、年龄 " + ages)
                + "（当年首次住院）：",
            scan.identityCount()
                + " identities, "
                + scan.amountCount()
                + " amounts"
                + (levels.isEmpty() ? "" : ", levels " + levels.replace("、", " "))
                + (ages.isEmpty() ? "" : ", ages " + ages.replace("、", " "))
                + " (first stay of the year): ");
    if (scan.points().isEmpty()) {
      return seen + language.of("没有可比较的", "nothing could be compared") + undecided(scan, language);
    }
    String of =
        scan.undecided().isEmpty()
            ? ""
            : language.of(
                "能算的 " + scan.points().size() + " 笔（共 " + scan.claimCount() + " 笔）中",
                "of the "
                    + scan.points().size()
                    + " that could be computed (of "
                    + scan.claimCount()
                    + ") ");
    return seen + of + worst(scan, language) + undecided(scan, language);
  }

  private static String worst(WorseOff.Scan scan, Language language) {
    WorseOff.Point worst =
        scan.points().stream()
            .max(Comparator.comparing(WorseOff.Point::moreFen))
            .orElseThrow(() -> new IllegalStateException("something must have been computed"));
    if (scan.points().stream().allMatch(point -> point.moreFen() == 0)) {
      return language.of(
          "个人负担前后都相同，改动处没有用到或不影响（扫描，不是证明；其他事实、门诊用 impact 看真实个案）",
          "the patient's share is the same in all: none reaches what changed, or it makes no difference"
              + " (a scan, not a proof; other facts and outpatients: impact with real claims)");
    }
    if (worst.moreFen() <= 0) {
      return language.of("没有人变差（扫描，不是证明）", "nobody is worse off (a scan, not a proof)");
    }
    return language.of("有人变差，最多的是", "somebody is worse off, most of all ")
        + who(worst, language)
        + language.of("，政策内 ", ", in scope ")
        + Yuan.format(worst.amountFen())
        + language.of("，个人 ", ", patient ")
        + Yuan.format(worst.before().waterfall().patientShareFen())
        + " → "
        + Yuan.format(worst.after().waterfall().patientShareFen())
        + language.of("（扫描，不是证明）", " (a scan, not a proof)");
  }

  /** What the other claims lacked, and how many. */
  private static String undecided(WorseOff.Scan scan, Language language) {
    StringBuilder text = new StringBuilder();
    scan.undecided()
        .forEach(
            (why, count) ->
                text.append(
                    language.of(
                        "。未算 " + count + " 笔：" + why.zh().replaceFirst("。$", ""),
                        ". " + count + " not computed: " + why.en().replaceFirst("\\.$", ""))));
    return text.toString();
  }

  private static void print(PrintWriter out, String text) {
    DisplayWidth.wrap(text, Terminal.COLUMNS_MAX).forEach(out::println);
  }
}
