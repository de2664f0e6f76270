package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.PolicyProposals;
import io.yizhan.gateway.desk.PolicyStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** The policies' port. The single row of policy_revision is the lock that all writing queues at. */
final class PostgresPolicyStore implements PolicyStore {
  private static final String REVISION = "SELECT revision FROM policy_revision";

  private static final String ALL =
      """
      SELECT policy_code, valid_from, valid_to, file_name, text, text_sha256, publish_time,
        approver_id, proposal_id, proposer_id, propose_time, verdict::text
      FROM policy ORDER BY policy_code, valid_from
      """;

  private static final String INSERT =
      """
      INSERT INTO policy (policy_code, valid_from, valid_to, file_name, text, text_sha256,
        publish_time, approver_id, proposal_id, proposer_id, propose_time, verdict, set_up)
      VALUES (?, ?, ?::date, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?)
      """;

  private static final String BUMP = "UPDATE policy_revision SET revision = revision + 1";

  private final Transactions transactions;

  PostgresPolicyStore(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public long revision() {
    return transactions.read(
        connection ->
            Sql.first(connection, REVISION, row -> row.getLong(1))
                .orElseThrow(() -> new IllegalStateException("there must be one revision")));
  }

  @Override
  public List<PublishedDocument> all() {
    return transactions.read(PostgresPolicyStore::readAll);
  }

  private static List<PublishedDocument> readAll(Connection connection) throws SQLException {
    return Sql.list(connection, ALL, PostgresPolicyStore::published);
  }

  private static PublishedDocument published(ResultSet row) throws SQLException {
    return new PublishedDocument(
        row.getString(1),
        row.getObject(2, LocalDate.class),
        Optional.ofNullable(row.getObject(3, LocalDate.class)),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getTimestamp(7).toInstant(),
        row.getString(8),
        new Origin(
            Optional.ofNullable(row.getString(9)),
            row.getString(10),
            row.getTimestamp(11).toInstant(),
            Optional.ofNullable(row.getString(12)).map(CheckRecordJson::read)));
  }

  @Override
  public ProposeResult propose(Proposal proposal, String text, PublishCheck check) {
    return transactions.write(
        ProposeResult.class, connection -> propose(connection, proposal, text, check));
  }

  private static ProposeResult propose(
      Connection connection, Proposal proposal, String text, PublishCheck check)
      throws SQLException {
    lock(connection);
    Optional<Proposal> standing = Proposals.ofText(connection, proposal.textSha256());
    if (standing.isPresent()) {
      return new ProposeResult.Standing(standing.get(), standing.get().id().equals(proposal.id()));
    }
    Optional<PublishRefusal> refusal =
        check.refuse(
            proposal, Proposals.openCount(connection, proposal.proposerId()), readAll(connection));
    if (refusal.isPresent()) {
      return new ProposeResult.Refused(refusal.get());
    }
    Proposals.insert(connection, proposal, text);
    return new ProposeResult.Standing(proposal, true);
  }

  @Override
  public Optional<Proposal> proposal(String proposalId) {
    return transactions.read(connection -> Proposals.find(connection, proposalId));
  }

  @Override
  public Optional<String> proposalText(String proposalId) {
    return transactions.read(connection -> Proposals.text(connection, proposalId));
  }

  @Override
  public List<Proposal> proposals(Caller reader, boolean openOnly, String afterId, int limit) {
    return transactions.read(
        connection -> Proposals.list(connection, reader, openOnly, afterId, limit));
  }

  @Override
  public ApproveResult approve(ApproveOrder order, PublishCheck check) {
    return transactions.write(ApproveResult.class, connection -> approve(connection, order, check));
  }

  private static ApproveResult approve(
      Connection connection, ApproveOrder order, PublishCheck check) throws SQLException {
    lock(connection);
    Optional<Proposal> found = Proposals.find(connection, order.proposalId());
    if (found.isEmpty()) {
      return new ApproveResult.Refused(PolicyProposals.notFound());
    }
    Proposal proposal = found.get();
    List<PublishedDocument> published = readAll(connection);
    Optional<PublishRefusal> refusal =
        check.refuse(proposal, Proposals.openCount(connection, proposal.proposerId()), published);
    if (refusal.isPresent()) {
      return new ApproveResult.Refused(refusal.get());
    }
    if (proposal.state() == Proposal.State.APPROVED) {
      return new ApproveResult.Standing(
          of(proposal, published), closedBy(proposal, order.approverId(), order.time()));
    }
    PublishedDocument document = document(connection, proposal, order);
    insert(connection, document);
    Proposals.close(
        connection, proposal.id(), Proposal.State.APPROVED, order.approverId(), order.time());
    Sql.update(connection, BUMP);
    return new ApproveResult.Standing(document, true);
  }

  /** A transaction that is run again after an unknown outcome finds its own work. */
  private static boolean closedBy(Proposal proposal, String callerId, Instant time) {
    return proposal.closing().equals(Optional.of(new Closing(callerId, time)));
  }

  private static PublishedDocument of(Proposal proposal, List<PublishedDocument> published) {
    return published.stream()
        .filter(one -> one.origin().proposalId().filter(proposal.id()::equals).isPresent())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("what is approved must be published"));
  }

  private static PublishedDocument document(
      Connection connection, Proposal proposal, ApproveOrder order) throws SQLException {
    return new PublishedDocument(
        proposal.policyCode(),
        proposal.from(),
        proposal.to(),
        proposal.fileName(),
        Proposals.text(connection, proposal.id()).orElseThrow(),
        proposal.textSha256(),
        order.time(),
        order.approverId(),
        new Origin(
            Optional.of(proposal.id()),
            proposal.proposerId(),
            proposal.proposeTime(),
            Optional.of(order.verdict())));
  }

  @Override
  public WithdrawResult withdraw(
      String proposalId, String callerId, Instant time, PublishCheck check) {
    return transactions.write(
        WithdrawResult.class,
        connection -> withdraw(connection, proposalId, callerId, time, check));
  }

  private static WithdrawResult withdraw(
      Connection connection, String proposalId, String callerId, Instant time, PublishCheck check)
      throws SQLException {
    lock(connection);
    Optional<Proposal> found = Proposals.find(connection, proposalId);
    if (found.isEmpty()) {
      return new WithdrawResult.Refused(PolicyProposals.notFound());
    }
    Proposal proposal = found.get();
    Optional<PublishRefusal> refusal = check.refuse(proposal, 0, List.of());
    if (refusal.isPresent()) {
      return new WithdrawResult.Refused(refusal.get());
    }
    if (proposal.state() == Proposal.State.OPEN) {
      Proposals.close(connection, proposalId, Proposal.State.WITHDRAWN, callerId, time);
      proposal = Proposals.find(connection, proposalId).orElseThrow();
    }
    return new WithdrawResult.Withdrawn(proposal, closedBy(proposal, callerId, time));
  }

  @Override
  public boolean setUp(List<PublishedDocument> documents) {
    return transactions.write(Boolean.class, connection -> setUp(connection, documents));
  }

  private static boolean setUp(Connection connection, List<PublishedDocument> documents)
      throws SQLException {
    lock(connection);
    if (!readAll(connection).isEmpty()) {
      return false;
    }
    for (PublishedDocument document : documents) {
      insert(connection, document);
    }
    Sql.update(connection, BUMP);
    return true;
  }

  private static void lock(Connection connection) throws SQLException {
    Sql.first(connection, REVISION + " FOR UPDATE", row -> row.getLong(1));
  }

  private static void insert(Connection connection, PublishedDocument document)
      throws SQLException {
    Sql.update(
        connection,
        INSERT,
        document.policyCode(),
        document.from(),
        document.to().orElse(null),
        document.fileName(),
        document.text(),
        document.textSha256(),
        document.publishTime(),
        document.approverId(),
        document.origin().proposalId().orElse(null),
        document.origin().proposerId(),
        document.origin().proposeTime(),
        document.origin().verdict().map(CheckRecordJson::write).orElse(null),
        document.origin().setUp());
  }
}
