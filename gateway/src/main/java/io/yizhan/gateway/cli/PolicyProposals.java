package io.yizhan.gateway.cli;

import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.proto.v1.GetProposalRequest;
import io.yizhan.proto.v1.ListProposalsRequest;
import io.yizhan.proto.v1.ListProposalsResponse;
import io.yizhan.proto.v1.PolicyIssue;
import io.yizhan.proto.v1.PolicyProposal;
import io.yizhan.proto.v1.PolicyServiceGrpc;
import io.yizhan.proto.v1.ProposePolicyRequest;
import io.yizhan.proto.v1.ProposePolicyResponse;
import io.yizhan.proto.v1.WithdrawProposalRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Publishing by two persons: propose, list, withdraw; {@link PolicyApproveCommand} approves. */
final class PolicyProposals {
  private static final int PAGE_SIZE = 500;

  private PolicyProposals() {}

  /** What these commands share: the gateway, and refusals said on standard error. */
  abstract static class Remote implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    CommandSpec spec;

    @Mixin RemoteGateway gateway = new RemoteGateway();

    /** Does it; answers the exit code. */
    abstract int run(PrintWriter out) throws IOException;

    @Override
    public final Integer call() throws IOException {
      try {
        return run(spec.commandLine().getOut());
      } catch (StatusRuntimeException refused) {
        return RemoteGateway.explain(refused, spec.commandLine().getErr());
      }
    }

    /** A proposal's text, with the documents above it where it is an edition. */
    String textOf(String proposalId) throws IOException {
      GetProposalRequest request =
          GetProposalRequest.newBuilder().setProposalId(proposalId).build();
      return gateway
          .call(channel -> PolicyServiceGrpc.newBlockingStub(channel).getProposal(request))
          .getDocumentText();
    }

    /** Gives every proposal, page by page. */
    void each(boolean openOnly, Consumer<PolicyProposal> to) throws IOException {
      String token = "";
      do {
        ListProposalsRequest request =
            ListProposalsRequest.newBuilder()
                .setOpenOnly(openOnly)
                .setPageSize(PAGE_SIZE)
                .setPageToken(token)
                .build();
        ListProposalsResponse page =
            gateway.call(
                channel -> PolicyServiceGrpc.newBlockingStub(channel).listProposals(request));
        page.getProposalsList().forEach(to);
        token = page.getNextPageToken();
      } while (!token.isEmpty());
    }
  }

  /** Proposes files. */
  @Command(
      name = "propose",
      description = {
        "提出政策，待另一人批准后发布 / Propose policies; another person publishes them by approving.",
        "重复提出同一文本得到原提案 / The same text again is the same proposal."
      },
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan policy propose --token-file data/operator.token zhengzhou-2016.yaml"
      })
  static final class Propose extends Remote {
    @Parameters(arity = "1..*", paramLabel = "FILE", description = "政策文件 / Policy files, YAML.")
    private List<Path> files = List.of();

    @Override
    int run(PrintWriter out) throws IOException {
      for (Path file : files) {
        ProposePolicyRequest request =
            ProposePolicyRequest.newBuilder()
                .setFileName(String.valueOf(file.getFileName()))
                .setDocumentText(PolicyCommand.textOf(file))
                .build();
        ProposePolicyResponse response =
            gateway.call(
                channel -> PolicyServiceGrpc.newBlockingStub(channel).proposePolicy(request));
        say(response.getProposal(), out);
      }
      return ExitCode.DONE;
    }
  }

  /** Lists proposals, or writes out the text of one. */
  @Command(
      name = "proposals",
      description = {
        "列出待批准的提案；给出编号则输出其文本 / List the proposals that wait for approval; with an id "
            + "write out the text of that one, to be read and approved."
      },
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan policy proposals --token-file data/approver.token",
        "  ./yizhan policy proposals ID --token-file data/approver.token > read.yaml"
      })
  static final class ListProposed extends Remote {
    @picocli.CommandLine.Option(names = "--all", description = "含已批准和已撤回 / Closed ones, too.")
    private boolean all;

    @Parameters(arity = "0..1", paramLabel = "ID", description = "提案编号 / A proposal's id.")
    private String proposalId = "";

    @Override
    int run(PrintWriter out) throws IOException {
      if (proposalId.isEmpty()) {
        each(!all, proposal -> say(proposal, out));
        return ExitCode.DONE;
      }
      out.print(textOf(proposalId));
      out.flush();
      return ExitCode.DONE;
    }
  }

  /** Takes a proposal back. */
  @Command(
      name = "withdraw",
      description = "撤回自己的提案 / Take back a proposal of one's own.",
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan policy withdraw ID --token-file data/operator.token"
      })
  static final class Withdraw extends Remote {
    @Parameters(paramLabel = "ID", description = "提案编号 / The proposal's id.")
    private String proposalId = "";

    @Override
    int run(PrintWriter out) throws IOException {
      WithdrawProposalRequest request =
          WithdrawProposalRequest.newBuilder().setProposalId(proposalId).build();
      out.println(
          line(
              gateway
                  .call(
                      channel ->
                          PolicyServiceGrpc.newBlockingStub(channel).withdrawProposal(request))
                  .getProposal()));
      return ExitCode.DONE;
    }
  }

  /** A proposal with what its check warned of: whoever approves answers for that, too. */
  private static void say(PolicyProposal proposal, PrintWriter out) {
    out.println(line(proposal));
    for (PolicyIssue warning : proposal.getVerdict().getWarningsList()) {
      out.println(
          "  警告 warning "
              + warning.getFileName()
              + ":"
              + warning.getLineNumber()
              + " ["
              + warning.getSentence().getCode()
              + "] "
              + warning.getSentence().getZh()
              + " "
              + warning.getSentence().getEn());
    }
  }

  private static String line(PolicyProposal proposal) {
    Instant time = Instant.ofEpochSecond(proposal.getProposeTime().getSeconds());
    return proposal.getProposalId()
        + "  "
        + switch (proposal.getState()) {
          case PROPOSAL_STATE_OPEN -> "待批准 open";
          case PROPOSAL_STATE_APPROVED -> "已批准 approved by " + proposal.getCloserId();
          case PROPOSAL_STATE_WITHDRAWN -> "已撤回 withdrawn";
          case PROPOSAL_STATE_UNSPECIFIED, UNRECOGNIZED -> "?";
        }
        + "  "
        + proposal.getVersion().getVersionCode()
        + "  提案 proposed by "
        + proposal.getProposerId()
        + " "
        + time.atZone(SettlementDesk.CIVIL_ZONE).truncatedTo(ChronoUnit.MINUTES).toLocalDateTime()
        + "  已证明 proved "
        + proposal.getVerdict().getProvedLayerCount()
        + "/"
        + proposal.getVerdict().getLayerCount()
        + "  警告 warnings "
        + proposal.getVerdict().getWarningCount()
        + "  推定 assumptions "
        + proposal.getVerdict().getAssumptionCount();
  }
}
