package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.PolicyProposals;
import io.yizhan.gateway.desk.PolicyStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Policies and proposals in memory. */
final class FakePolicyStore implements PolicyStore {
  private final List<PublishedDocument> documents = new ArrayList<>();
  private final Map<String, Proposal> proposals = new TreeMap<>();
  private final Map<String, String> texts = new TreeMap<>();

  @Override
  public synchronized long revision() {
    return documents.size();
  }

  @Override
  public synchronized List<PublishedDocument> all() {
    return List.copyOf(documents);
  }

  private int openCount(String proposerId) {
    return (int)
        proposals.values().stream()
            .filter(one -> one.proposerId().equals(proposerId))
            .filter(one -> one.state() == Proposal.State.OPEN)
            .count();
  }

  @Override
  public synchronized ProposeResult propose(Proposal proposal, String text, PublishCheck check) {
    for (Proposal other : proposals.values()) {
      if (other.textSha256().equals(proposal.textSha256())
          && other.state() != Proposal.State.WITHDRAWN) {
        return new ProposeResult.Standing(other, false);
      }
    }
    Optional<PublishRefusal> refusal =
        check.refuse(proposal, openCount(proposal.proposerId()), all());
    if (refusal.isPresent()) {
      return new ProposeResult.Refused(refusal.get());
    }
    proposals.put(proposal.id(), proposal);
    texts.put(proposal.id(), text);
    return new ProposeResult.Standing(proposal, true);
  }

  @Override
  public synchronized Optional<Proposal> proposal(String proposalId) {
    return Optional.ofNullable(proposals.get(proposalId));
  }

  @Override
  public synchronized Optional<String> proposalText(String proposalId) {
    return Optional.ofNullable(texts.get(proposalId));
  }

  @Override
  public synchronized List<Proposal> proposals(
      Caller reader, boolean openOnly, String afterId, int limit) {
    return proposals.values().stream()
        .filter(one -> one.id().compareTo(afterId) > 0)
        .filter(one -> one.visibleTo(reader))
        .filter(one -> !openOnly || one.state() == Proposal.State.OPEN)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized ApproveResult approve(ApproveOrder order, PublishCheck check) {
    Proposal proposal = proposals.get(order.proposalId());
    if (proposal == null) {
      return new ApproveResult.Refused(PolicyProposals.notFound());
    }
    Optional<PublishRefusal> refusal = check.refuse(proposal, 0, all());
    if (refusal.isPresent()) {
      return new ApproveResult.Refused(refusal.get());
    }
    for (PublishedDocument document : documents) {
      if (document.origin().proposalId().equals(Optional.of(proposal.id()))) {
        return new ApproveResult.Standing(document, false);
      }
    }
    PublishedDocument document =
        new PublishedDocument(
            proposal.policyCode(),
            proposal.from(),
            proposal.to(),
            proposal.fileName(),
            texts.getOrDefault(proposal.id(), ""),
            proposal.textSha256(),
            order.time(),
            order.approverId(),
            new Origin(
                Optional.of(proposal.id()),
                proposal.proposerId(),
                proposal.proposeTime(),
                Optional.of(order.verdict())));
    documents.add(document);
    close(proposal, Proposal.State.APPROVED, order.approverId(), order.time());
    return new ApproveResult.Standing(document, true);
  }

  private Proposal close(Proposal was, Proposal.State state, String closerId, Instant time) {
    Proposal closed =
        new Proposal(
            was.id(),
            was.policyCode(),
            was.from(),
            was.to(),
            was.title(),
            was.regions(),
            was.fileName(),
            was.textSha256(),
            was.proposerId(),
            was.proposeTime(),
            was.verdict(),
            state,
            Optional.of(new Closing(closerId, time)));
    proposals.put(was.id(), closed);
    return closed;
  }

  @Override
  public synchronized WithdrawResult withdraw(
      String proposalId, String callerId, Instant time, PublishCheck check) {
    Proposal proposal = proposals.get(proposalId);
    if (proposal == null) {
      return new WithdrawResult.Refused(PolicyProposals.notFound());
    }
    Optional<PublishRefusal> refusal = check.refuse(proposal, 0, all());
    if (refusal.isPresent()) {
      return new WithdrawResult.Refused(refusal.get());
    }
    boolean newly = proposal.state() == Proposal.State.OPEN;
    return new WithdrawResult.Withdrawn(
        newly ? close(proposal, Proposal.State.WITHDRAWN, callerId, time) : proposal, newly);
  }

  @Override
  public synchronized boolean setUp(List<PublishedDocument> first) {
    return documents.isEmpty() && documents.addAll(first);
  }
}
