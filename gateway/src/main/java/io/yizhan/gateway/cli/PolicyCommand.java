package io.yizhan.gateway.cli;

import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.casefile.ParentFiles;
import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.gateway.desk.PublishedReading;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.policy.Lineage;
import io.yizhan.policy.PolicyTable;
import io.yizhan.proto.v1.ListPoliciesRequest;
import io.yizhan.proto.v1.ListPoliciesResponse;
import io.yizhan.proto.v1.PolicyServiceGrpc;
import io.yizhan.proto.v1.PublishedPolicy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Policies: check a file here, propose it to a gateway, approve, list what is published. */
@Command(
    name = "policy",
    description = "政策文件：检查、试算、解释、发布 / Policies: check, test, explain, publish.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "例 / Example:", "  ./yizhan policy check policies/zhengzhou/zhengzhou-2016.yaml"},
    subcommands = {
      PolicyCommand.Check.class,
      PolicyShowCommand.class,
      PolicyDiffCommand.class,
      PolicyTestCommand.class,
      PolicyExplainCommand.class,
      PolicyQuoteCommand.class,
      PolicyImpactCommand.class,
      PolicyProposals.Propose.class,
      PolicyProposals.ListProposed.class,
      PolicyApproveCommand.class,
      PolicyProposals.Withdraw.class,
      PolicyCommand.ListPublished.class
    })
final class PolicyCommand {
  private static final int PAGE_SIZE = 500;

  /** Days in a policy are civil days of China. */
  private static final ZoneId CHINA = ZoneId.of("Asia/Shanghai");

  /** Checks files without a gateway. */
  @Command(
      name = "check",
      description = {
        "检查政策文件，列出错误和推定 / Check files: what is wrong, with file and line, and what is assumed.",
        "一起给出各版本，也查累计接续和日期重叠 / Given together, versions are compared: totals, spans.",
        "退出码 0 可发布，1 有错误 / Exit code 0 when all can be published, 1 when one has errors."
      },
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan policy check policies/zhengzhou/zhengzhou-2016.yaml"
      })
  static final class Check implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "政策文件 / Policy files, YAML.")
    private List<Path> files = List.of();

    @Override
    public Integer call() throws IOException {
      PrintWriter out = spec.commandLine().getOut();
      List<PolicyTable> tables = new ArrayList<>();
      for (Path file : files) {
        new YamlPolicy()
            .read(file.toString(), ParentFiles.complete(file, files))
            .table()
            .ifPresent(tables::add);
      }
      boolean allPublishable = true;
      for (Path file : files) {
        allPublishable &= check(file, tables, out);
      }
      return allPublishable ? ExitCode.DONE : ExitCode.NO;
    }

    private boolean check(Path file, List<PolicyTable> tables, PrintWriter out) throws IOException {
      YamlPolicy yaml = new YamlPolicy();
      String text = ParentFiles.complete(file, files);
      PolicyDesk.Verdict verdict =
          PolicyDesk.check(yaml, file.toString(), text, LocalDate.now(CHINA), tables);
      Issues.print(verdict.issues(), out);
      out.println(
          file
              + ": "
              + (verdict.publishable() ? "可以发布 can be published" : "不能发布 cannot be published"));
      if (!verdict.publishable()) {
        out.println("  " + whenPublished(PublishedReading.of(yaml, file.toString(), text)));
      }
      verdict
          .proof()
          .ifPresent(proof -> out.println("  " + proof.summaryZh() + " / " + proof.summaryEn()));
      if (!verdict.assumptions().isEmpty()) {
        out.println(
            "  推定 "
                + verdict.assumptions().size()
                + " 处，原文未写 / assumed because no source prints it:");
      }
      Lineage lineage =
          verdict
              .table()
              .map(PolicyTable::lineage)
              .orElse(new Lineage(List.of(file.toString()), ""));
      for (PolicyTable.Assumption assumption : verdict.assumptions()) {
        out.println(
            "  "
                + lineage.at(assumption.line())
                + ": "
                + assumption.place()
                + ", "
                + assumption.subject()
                + ": "
                + assumption.reason());
      }
      return verdict.publishable();
    }
  }

  /** What a gateway of this version does where the document is published already. */
  private static String whenPublished(PublishedReading reading) {
    return reading.version().isPresent()
        ? "已发布的，仍照此结算 / where it is published, this version settles by it all the same"
        : "已发布的，本版读不了，网关不启动 / where it is published, a gateway of this version does not start";
  }

  /** Lists what a gateway has published. */
  @Command(
      name = "list",
      description = "列出已发布的政策 / List the published policies.",
      footer = {"", "例 / Example:", "  ./yizhan policy list --token-file data/operator.token"})
  static final class ListPublished implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Override
    public Integer call() throws IOException {
      try {
        String token = "";
        do {
          token = page(token);
        } while (!token.isEmpty());
        return ExitCode.DONE;
      } catch (StatusRuntimeException refused) {
        return RemoteGateway.explain(refused, spec.commandLine().getErr());
      }
    }

    private String page(String token) throws IOException {
      ListPoliciesRequest request =
          ListPoliciesRequest.newBuilder().setPageSize(PAGE_SIZE).setPageToken(token).build();
      ListPoliciesResponse page =
          gateway.call(channel -> PolicyServiceGrpc.newBlockingStub(channel).listPolicies(request));
      for (PublishedPolicy policy : page.getPoliciesList()) {
        spec.commandLine()
            .getOut()
            .println(
                policy.getVersion().getVersionCode()
                    + "  "
                    + String.join(",", policy.getRegionCodesList())
                    + "  "
                    + policy.getVersion().getTitle()
                    + "  "
                    + (policy.getSetUp()
                        ? "初装 set up by " + policy.getApproverId()
                        : "提案 proposed by "
                            + policy.getProposerId()
                            + "，批准 approved by "
                            + policy.getApproverId()));
      }
      return page.getNextPageToken();
    }
  }

  private PolicyCommand() {}

  /** A policy file's text with its tables. */
  static String textOf(Path file) throws IOException {
    return ParentFiles.own(file);
  }
}
