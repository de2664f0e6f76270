package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.PolicyDesk.Verdict;
import io.yizhan.gateway.desk.PolicyStore.ApproveOrder;
import io.yizhan.gateway.desk.PolicyStore.ApproveResult;
import io.yizhan.gateway.desk.PolicyStore.CheckRecord;
import io.yizhan.gateway.desk.PolicyStore.Origin;
import io.yizhan.gateway.desk.PolicyStore.Proposal;
import io.yizhan.gateway.desk.PolicyStore.ProposeResult;
import io.yizhan.gateway.desk.PolicyStore.PublishRefusal;
import io.yizhan.gateway.desk.PolicyStore.PublishRefusal.Reason;
import io.yizhan.gateway.desk.PolicyStore.PublishedDocument;
import io.yizhan.gateway.desk.PolicyStore.WithdrawResult;
import io.yizhan.policy.PolicyIssue;
import io.yizhan.policy.PolicyTable;
import io.yizhan.proof.PolicyProof;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Publishing by two persons: one proposes, another approves the very text that he read. Both times
 * the document is checked, and what the check found is kept.
 */
public final class PolicyProposals {
  private final PolicyStore store;
  private final PolicySource source;
  private final PublishRules rules;
  private final InstantSource clock;
  private final IdSource ids;

  /** Proposals kept in a store; texts are read by the source. */
  public PolicyProposals(
      PolicyStore store, PolicySource source, InstantSource clock, IdSource ids) {
    this.store = store;
    this.source = source;
    this.rules = new PublishRules(source);
    this.clock = clock;
    this.ids = ids;
  }

  /** A document by its file, with what a check of it found. */
  public record Checked(String fileName, String text, Verdict verdict) {}

  /** What became of a proposal. */
  public sealed interface ProposeOutcome {
    /** It stands. */
    record Standing(Proposal proposal, boolean newlyProposed) implements ProposeOutcome {}

    /** It may not stand. */
    record Refused(PublishRefusal refusal) implements ProposeOutcome {}
  }

  /** What became of an approval. */
  public sealed interface ApproveOutcome {
    /** It stands. */
    record Published(PublishedDocument document, PolicyTable table, boolean newlyPublished)
        implements ApproveOutcome {}

    /** The document has errors. */
    record Invalid(List<PolicyIssue> issues) implements ApproveOutcome {}

    /** It may not stand. */
    record Refused(PublishRefusal refusal) implements ApproveOutcome {}
  }

  /**
   * Proposes a text; the same text again is the same proposal.
   *
   * @param verdict of this very text; must be publishable
   */
  public ProposeOutcome propose(String fileName, String text, Verdict verdict, Caller caller) {
    PolicyTable table = publishable(verdict);
    Instant now = now();
    Proposal proposal =
        new Proposal(
            ids.next(now),
            table.code(),
            table.inForce().from(),
            table.inForce().to(),
            table.title(),
            table.regions().stream().map(PolicyTable.Region::digits).toList(),
            fileName,
            Sha256.hexOf(text),
            caller.callerId(),
            now,
            CheckRecord.of(verdict),
            Proposal.State.OPEN,
            Optional.empty());
    ProposeResult result =
        store.propose(
            proposal,
            text,
            (mine, openCount, published) ->
                openCount >= Proposal.OPEN_MAX
                    ? Optional.of(tooMany())
                    : rules.refuse(table, published));
    if (result instanceof ProposeResult.Standing standing) {
      return new ProposeOutcome.Standing(standing.proposal(), standing.newlyProposed());
    }
    return new ProposeOutcome.Refused(((ProposeResult.Refused) result).refusal());
  }

  private static PolicyTable publishable(Verdict verdict) {
    if (!verdict.publishable()) {
      throw new IllegalArgumentException("what is proposed must be publishable");
    }
    return verdict.table().orElseThrow();
  }

  /**
   * Publishes a proposal. A proof takes seconds: what can be refused without one is refused before,
   * and everything is judged again when it is written.
   *
   * @param textSha256 of the text that the caller read
   * @param wanted whether somebody still waits for the answer, see {@link PolicyProof#of}
   * @throws CancellationException when nobody waits any more; then nothing is written
   */
  public ApproveOutcome approve(
      String proposalId, String textSha256, Caller caller, BooleanSupplier wanted) {
    Optional<Proposal> found = store.proposal(proposalId);
    Optional<String> text = store.proposalText(proposalId);
    if (found.isEmpty() || text.isEmpty()) {
      return new ApproveOutcome.Refused(notFound());
    }
    Proposal proposal = found.get();
    Optional<PublishRefusal> refusal = refuseApprover(proposal, textSha256, caller);
    if (refusal.isPresent()) {
      return new ApproveOutcome.Refused(refusal.get());
    }
    Verdict compiled = PolicyDesk.compiled(source, proposal.fileName(), text.get());
    if (proposal.state() == Proposal.State.APPROVED) {
      return approve(proposal, textSha256, caller, compiled);
    }
    if (!compiled.publishable()) {
      return new ApproveOutcome.Invalid(compiled.issues());
    }
    Optional<PublishRefusal> beside = rules.refuse(publishable(compiled), store.all());
    if (beside.isPresent()) {
      return new ApproveOutcome.Refused(beside.get());
    }
    Verdict verdict =
        PolicyDesk.check(source, proposal.fileName(), text.get(), wanted)
            .with(rules.succession(publishable(compiled), store.all()));
    if (!wanted.getAsBoolean()) {
      throw new CancellationException("nobody waits for this approval any more");
    }
    return approve(proposal, textSha256, caller, verdict);
  }

  /** Judges all of it once more where nobody else can write, and writes. */
  private ApproveOutcome approve(Proposal seen, String textSha256, Caller caller, Verdict verdict) {
    ApproveResult result =
        store.approve(
            new ApproveOrder(seen.id(), caller.callerId(), now(), CheckRecord.of(verdict)),
            (proposal, openCount, published) ->
                refuseApproval(proposal, textSha256, caller, verdict, published));
    if (result instanceof ApproveResult.Standing standing) {
      return new ApproveOutcome.Published(
          standing.document(), rules.read(standing.document()), standing.newlyPublished());
    }
    PublishRefusal refusal = ((ApproveResult.Refused) result).refusal();
    return refusal.reason() == Reason.POLICY_INVALID
        ? new ApproveOutcome.Invalid(verdict.issues())
        : new ApproveOutcome.Refused(refusal);
  }

  private Optional<PublishRefusal> refuseApproval(
      Proposal proposal,
      String textSha256,
      Caller caller,
      Verdict verdict,
      List<PublishedDocument> published) {
    Optional<PublishRefusal> refusal = refuseApprover(proposal, textSha256, caller);
    if (refusal.isPresent() || proposal.state() == Proposal.State.APPROVED) {
      return refusal;
    }
    if (!verdict.publishable()) {
      return Optional.of(
          new PublishRefusal(Reason.POLICY_INVALID, "政策文件有误。", "The document has errors."));
    }
    return rules.refuse(publishable(verdict), published);
  }

  /** What is refused whatever the document says. */
  private static Optional<PublishRefusal> refuseApprover(
      Proposal proposal, String textSha256, Caller caller) {
    if (proposal.state() == Proposal.State.WITHDRAWN) {
      return Optional.of(
          new PublishRefusal(
              Reason.PROPOSAL_WITHDRAWN, "此提案已撤回。", "This proposal was taken back."));
    }
    if (proposal.proposerId().equals(caller.callerId())) {
      return Optional.of(
          new PublishRefusal(
              Reason.SAME_PERSON,
              "提案人不能批准自己的提案，须由另一人批准。",
              "Who proposed may not approve: another must."));
    }
    if (!proposal.textSha256().equals(textSha256)) {
      return Optional.of(
          new PublishRefusal(
              Reason.TEXT_DIFFERS,
              "您读到的文本与提案不同，请取提案文本重新核对。",
              "The text that you read is not the proposal's: fetch it and read again."));
    }
    return Optional.empty();
  }

  /** As fine as the store keeps it. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** Takes a proposal back: its proposer may, and an operator what a gateway itself proposed. */
  public WithdrawResult withdraw(String proposalId, Caller caller) {
    return store.withdraw(
        proposalId,
        caller.callerId(),
        now(),
        (proposal, openCount, published) -> refuseWithdrawal(proposal, caller));
  }

  private static Optional<PublishRefusal> refuseWithdrawal(Proposal proposal, Caller caller) {
    if (proposal.state() == Proposal.State.APPROVED) {
      return Optional.of(
          new PublishRefusal(
              Reason.PROPOSAL_APPROVED,
              "此提案已批准发布，不能撤回。",
              "This proposal is published and cannot be taken back."));
    }
    boolean nobodys = proposal.proposerId().equals(Caller.GATEWAY_START);
    boolean may =
        nobodys
            ? caller.role() == Caller.Role.OPERATOR
            : proposal.proposerId().equals(caller.callerId());
    return may
        ? Optional.empty()
        : Optional.of(
            new PublishRefusal(
                Reason.NOT_THE_PROPOSER,
                "只有提案人可以撤回；网关启动时自己提出的，由运营方撤回。",
                "Only its proposer may take it back; what a gateway proposed itself, an operator."));
  }

  /** A proposal. */
  public Optional<Proposal> find(String proposalId) {
    return store.proposal(proposalId);
  }

  /** A proposal's text. */
  public Optional<String> text(String proposalId) {
    return store.proposalText(proposalId);
  }

  /** Proposals that a reader may see, after an id, by id. */
  public List<Proposal> list(Caller reader, boolean openOnly, String afterId, int limit) {
    return store.proposals(reader, openOnly, afterId, limit);
  }

  /**
   * Publishes the first policies of an empty database, in the name of whoever starts the gateway;
   * all or none.
   *
   * @return false when something is published already; then nothing is written
   * @throws IllegalArgumentException when a text is not publishable or may not stand beside another
   */
  public boolean setUp(List<Checked> texts, Caller caller) {
    List<PublishedDocument> documents = new ArrayList<>();
    for (Checked one : texts) {
      PolicyTable table = publishable(one.verdict());
      Optional<PublishRefusal> refusal = rules.refuse(table, documents);
      if (refusal.isPresent()) {
        throw new IllegalArgumentException(
            one.fileName() + ": " + refusal.get().zh() + " " + refusal.get().en());
      }
      Instant now = now();
      documents.add(
          new PublishedDocument(
              table.code(),
              table.inForce().from(),
              table.inForce().to(),
              one.fileName(),
              one.text(),
              Sha256.hexOf(one.text()),
              now,
              caller.callerId(),
              new Origin(
                  Optional.empty(),
                  caller.callerId(),
                  now,
                  Optional.of(CheckRecord.of(one.verdict())))));
    }
    return store.setUp(documents);
  }

  /** Whether this very text stands published. */
  public boolean isPublished(String text) {
    String own = EditionText.own(text).strip();
    return store.all().stream()
        .anyMatch(document -> EditionText.own(document.text()).strip().equals(own));
  }

  private static PublishRefusal tooMany() {
    return new PublishRefusal(
        Reason.TOO_MANY_PROPOSALS,
        "您有 " + Proposal.OPEN_MAX + " 份提案待批，请先撤回或等待批准。",
        "You have " + Proposal.OPEN_MAX + " open proposals: withdraw some or wait for approval.");
  }

  /** Why nothing was found. */
  public static PublishRefusal notFound() {
    return new PublishRefusal(Reason.PROPOSAL_NOT_FOUND, "没有这份提案。", "There is no such proposal.");
  }
}
