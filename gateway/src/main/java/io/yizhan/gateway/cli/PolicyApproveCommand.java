package io.yizhan.gateway.cli;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.desk.EditionText;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.gateway.desk.Sha256;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.policy.DateSpan;
import io.yizhan.policy.EditionResolver;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.ApprovePolicyRequest;
import io.yizhan.proto.v1.ApprovePolicyResponse;
import io.yizhan.proto.v1.GetPolicyRequest;
import io.yizhan.proto.v1.PolicyProposal;
import io.yizhan.proto.v1.PolicyServiceGrpc;
import io.yizhan.proto.v1.PolicyVersion;
import io.yizhan.proto.v1.ProposalState;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Approves the proposals of files that were read. The stored text of an edition carries the
 * documents above it, which its file does not: such a proposal is found by its own part, and only
 * where what it carries besides is what is published, so that nobody approves what nobody read.
 */
@Command(
    name = "approve",
    description = {
      "批准您读过的文件，即行发布，不能改动 / Approve the files that you have read: the proposal of "
          + "exactly this text is published, and never edited. The proposer cannot approve.",
      "地方版连同已发布的上级政策一并批准 / An edition is approved with the published policies above it.",
      "各网关一秒内生效 / Running gateways apply it within a second.",
      "起始日已过的，列出会不同的已结算各笔 / Where the first day is past, the settlements already made "
          + "that would differ are listed."
    },
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan policy approve --token-file data/approver.token zhengzhou-2016.yaml"
    })
final class PolicyApproveCommand extends PolicyProposals.Remote {
  @Parameters(arity = "1..*", paramLabel = "FILE", description = "读过的文件 / Files that were read.")
  private List<Path> files = List.of();

  /** A proposal of a file, with the text that is stored of it. */
  private record Stored(PolicyProposal proposal, String text) {}

  /** What the file says, and no more than this, keeps it from being approved. */
  private static final class NotApprovable extends Exception {
    private static final long serialVersionUID = 1L;

    NotApprovable(String zh, String en) {
      super(zh + en);
    }
  }

  @Override
  int run(PrintWriter out) throws IOException {
    for (Path file : files) {
      try {
        Stored stored = find(PolicyCommand.textOf(file));
        sayParents(stored.text(), out);
        approve(stored.proposal().getProposalId(), Sha256.hexOf(stored.text()), out);
      } catch (NotApprovable no) {
        spec.commandLine().getErr().println(file + ": " + no.getMessage());
        return ExitCode.NO;
      }
    }
    return ExitCode.DONE;
  }

  private Stored find(String text) throws IOException, NotApprovable {
    String textSha256 = Sha256.hexOf(text);
    List<PolicyProposal> standing = new ArrayList<>();
    each(
        false,
        proposal -> {
          if (proposal.getState() != ProposalState.PROPOSAL_STATE_WITHDRAWN) {
            standing.add(proposal);
          }
        });
    for (PolicyProposal proposal : standing) {
      if (proposal.getVersion().getTextSha256().equals(textSha256)) {
        return new Stored(proposal, text);
      }
    }
    Stored edition = editionOf(text, standing);
    if (edition.proposal().getState() == ProposalState.PROPOSAL_STATE_OPEN) {
      requireParentPublished(text, edition);
    }
    return edition;
  }

  /** The one proposal whose own part is this text; an open one before one that was approved. */
  private Stored editionOf(String text, List<PolicyProposal> standing)
      throws IOException, NotApprovable {
    Optional<EditionResolver.Header> header = new YamlPolicy().header(text);
    Optional<LocalDate> from = header.flatMap(EditionResolver.Header::inForce).map(DateSpan::from);
    boolean isEdition = header.flatMap(EditionResolver.Header::editionOf).isPresent();
    String versionCode =
        header.map(EditionResolver.Header::code).orElse("")
            + "@"
            + from.map(LocalDate::toString).orElse("");
    List<Stored> open = new ArrayList<>();
    List<Stored> approved = new ArrayList<>();
    for (PolicyProposal proposal : isEdition ? standing : List.<PolicyProposal>of()) {
      if (proposal.getVersion().getVersionCode().equals(versionCode)) {
        Stored stored = new Stored(proposal, textOf(proposal.getProposalId()));
        if (same(EditionText.own(stored.text()), text)) {
          boolean isOpen = proposal.getState() == ProposalState.PROPOSAL_STATE_OPEN;
          (isOpen ? open : approved).add(stored);
        }
      }
    }
    List<Stored> found = open.isEmpty() ? approved : open;
    if (found.isEmpty()) {
      throw new NotApprovable("没有一份提案是这个文本。", "No proposal has exactly this text.");
    }
    if (found.size() > 1) {
      String ids =
          found.stream()
              .map(stored -> stored.proposal().getProposalId())
              .collect(Collectors.joining(", "));
      throw new NotApprovable(
          "几份提案本文相同而上级不同：" + ids + "。请取一份全文核对，批准该文件。",
          "Several proposals have this text under different parents: "
              + ids
              + ". Read the whole text of one (policy proposals ID) and approve that file.");
    }
    return found.get(0);
  }

  /** What a proposal carries beside the text that was read must be what two persons published. */
  private void requireParentPublished(String text, Stored edition)
      throws IOException, NotApprovable {
    EditionResolver.Header header = new YamlPolicy().header(text).orElseThrow();
    String parentCode = header.editionOf().orElseThrow();
    LocalDate day = header.inForce().orElseThrow().from();
    String carried = EditionText.above(edition.text()).map(EditionText.Part::text).orElse("");
    if (published(parentCode, day).filter(parent -> same(parent, carried)).isEmpty()) {
      String id = edition.proposal().getProposalId();
      throw new NotApprovable(
          "提案所附的上级 " + parentCode + " 不是现已发布的文本。请用 policy proposals " + id + " 取全文核对，批准该文件。",
          "The parent "
              + parentCode
              + " that the proposal carries is not what is published now. Read the whole text"
              + " (policy proposals "
              + id
              + ") and approve that file.");
    }
  }

  private Optional<String> published(String policyCode, LocalDate day) throws IOException {
    GetPolicyRequest request =
        GetPolicyRequest.newBuilder()
            .setPolicyCode(policyCode)
            .setInForceDate(WireDate.of(day))
            .build();
    try {
      return Optional.of(
          gateway
              .call(channel -> PolicyServiceGrpc.newBlockingStub(channel).getPolicy(request))
              .getDocumentText());
    } catch (StatusRuntimeException refused) {
      if (refused.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  /** Whether two texts are one; where they are joined the first gets a line end if it has none. */
  private static boolean same(String stored, String text) {
    return stored.equals(text) || stored.equals(text + "\n");
  }

  private static void sayParents(String text, PrintWriter out) {
    List<EditionText.Part> parts = EditionText.parts("", text);
    for (EditionText.Part parent : parts.subList(1, parts.size())) {
      out.println("连同上级 with its parent " + parent.fileName());
    }
  }

  private void approve(String proposalId, String textSha256, PrintWriter out) throws IOException {
    ApprovePolicyRequest request =
        ApprovePolicyRequest.newBuilder()
            .setProposalId(proposalId)
            .setTextSha256(textSha256)
            .build();
    ApprovePolicyResponse response =
        gateway.call(channel -> PolicyServiceGrpc.newBlockingStub(channel).approvePolicy(request));
    PolicyVersion version = response.getPolicy().getVersion();
    out.println(
        version.getVersionCode()
            + ": "
            + (response.getNewlyPublished() ? "已发布 published" : "早已发布 was published before")
            + "，提案 proposed by "
            + response.getPolicy().getProposerId()
            + "，批准 approved by "
            + response.getPolicy().getApproverId());
    if (day(version).isBefore(LocalDate.now(SettlementDesk.CIVIL_ZONE))) {
      SettlementImpact.print(gateway, proposalId, out);
    }
  }

  private static LocalDate day(PolicyVersion version) {
    return LocalDate.of(
        version.getFromDate().getYear(),
        version.getFromDate().getMonth(),
        version.getFromDate().getDay());
  }
}
