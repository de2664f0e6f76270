package io.yizhan.gateway.desk;

import io.yizhan.policy.EditionResolver;
import io.yizhan.policy.PolicyReader;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Counts publications; their documents are none. */
final class CountingPolicies implements PolicyStore {
  static final PolicySource NO_SOURCE = new NoSource();

  private final AtomicLong revision = new AtomicLong();

  void publish() {
    revision.incrementAndGet();
  }

  @Override
  public long revision() {
    return revision.get();
  }

  @Override
  public List<PublishedDocument> all() {
    return List.of();
  }

  @Override
  public ProposeResult propose(Proposal proposal, String text, PublishCheck check) {
    throw new IllegalStateException("nothing is proposed here");
  }

  @Override
  public Optional<Proposal> proposal(String proposalId) {
    return Optional.empty();
  }

  @Override
  public Optional<String> proposalText(String proposalId) {
    return Optional.empty();
  }

  @Override
  public List<Proposal> proposals(Caller reader, boolean openOnly, String afterId, int limit) {
    return List.of();
  }

  @Override
  public ApproveResult approve(ApproveOrder order, PublishCheck check) {
    throw new IllegalStateException("nothing is approved here");
  }

  @Override
  public WithdrawResult withdraw(
      String proposalId, String callerId, Instant time, PublishCheck check) {
    throw new IllegalStateException("nothing is withdrawn here");
  }

  @Override
  public boolean setUp(List<PublishedDocument> documents) {
    return false;
  }

  private static final class NoSource implements PolicySource {
    @Override
    public PolicyReader.Reading read(String fileName, String text) {
      throw new IllegalStateException("there is no document");
    }

    @Override
    public PolicyReader.Reading readPublished(String fileName, String text) {
      throw new IllegalStateException("there is no document");
    }

    @Override
    public Optional<EditionResolver.Header> header(String text) {
      return Optional.empty();
    }
  }
}
