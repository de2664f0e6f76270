package io.yizhan.gateway.desk;

import io.yizhan.policy.PolicyIssue;
import io.yizhan.proof.Report;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * The port to proposed and published policies. Published rows are only ever added. Every method
 * that writes is one transaction that allows no other writing of policies at the same time.
 */
public interface PolicyStore {
  /** A number that grows with every publication; cheap to ask for. */
  long revision();

  /** Every published document, by policy and first day. */
  List<PublishedDocument> all();

  /** Keeps a proposal; where its text stands proposed already, answers that proposal instead. */
  ProposeResult propose(Proposal proposal, String text, PublishCheck check);

  /** A proposal; empty when there is none. */
  Optional<Proposal> proposal(String proposalId);

  /** A proposal's text, which never changes; empty when there is no such proposal. */
  Optional<String> proposalText(String proposalId);

  /** Proposals that a reader may see ({@link Proposal#visibleTo}), after an id, by id. */
  List<Proposal> proposals(Caller reader, boolean openOnly, String afterId, int limit);

  /** Publishes a proposal, once. */
  ApproveResult approve(ApproveOrder order, PublishCheck check);

  /** Takes a proposal back, once. */
  WithdrawResult withdraw(String proposalId, String callerId, Instant time, PublishCheck check);

  /** Publishes all of the documents where nothing is published yet; else none of them. */
  boolean setUp(List<PublishedDocument> documents);

  /** A published document. */
  record PublishedDocument(
      String policyCode,
      LocalDate from,
      Optional<LocalDate> to,
      String fileName,
      String text,
      String textSha256,
      Instant publishTime,
      String approverId,
      Origin origin) {}

  /**
   * Where a published document came from.
   *
   * @param proposalId empty where it was set up
   * @param verdict what the check found at its publication; empty where that was not recorded
   */
  record Origin(
      Optional<String> proposalId,
      String proposerId,
      Instant proposeTime,
      Optional<CheckRecord> verdict) {
    /** Whether no second person approved it. */
    public boolean setUp() {
      return proposalId.isEmpty();
    }
  }

  /**
   * What a check found, as it is kept.
   *
   * @param provedLayerCount layers that are proved
   * @param declaredLayerCount layers that do what they declare, and show nothing else
   * @param layerCount all layers
   * @param warnings the first of them, at most {@link #WARNINGS_MAX}
   */
  record CheckRecord(
      int warningCount,
      int assumptionCount,
      int provedLayerCount,
      int declaredLayerCount,
      int layerCount,
      List<PolicyIssue> warnings) {
    /** How many warnings are kept. */
    public static final int WARNINGS_MAX = 200;

    public CheckRecord {
      warnings = List.copyOf(warnings);
    }

    /** Of a verdict without errors. */
    static CheckRecord of(PolicyDesk.Verdict verdict) {
      List<PolicyIssue> warnings =
          verdict.issues().stream().filter(issue -> !issue.error()).toList();
      return new CheckRecord(
          warnings.size(),
          verdict.assumptions().size(),
          verdict.proof().map(Report::provedLayers).orElse(0),
          verdict.proof().map(Report::declaredLayers).orElse(0),
          verdict.proof().map(Report::layers).orElse(0),
          warnings.subList(0, Math.min(warnings.size(), WARNINGS_MAX)));
    }
  }

  /** A document that waits for a second person, or did; without its text. */
  record Proposal(
      String id,
      String policyCode,
      LocalDate from,
      Optional<LocalDate> to,
      String title,
      List<String> regions,
      String fileName,
      String textSha256,
      String proposerId,
      Instant proposeTime,
      CheckRecord verdict,
      State state,
      Optional<Closing> closing) {
    /** How many proposals of one caller may be open. */
    public static final int OPEN_MAX = 50;

    public Proposal {
      regions = List.copyOf(regions);
    }

    /** The version it would publish, or did. */
    public String versionCode() {
      return policyCode + "@" + from;
    }

    /**
     * Whether a caller may see it: an operator every one, anybody his own, and an office those that
     * rule nothing outside its regions. What is not published yet is no other office's business.
     */
    public boolean visibleTo(Caller reader) {
      return proposerId.equals(reader.callerId()) || regions.stream().allMatch(reader::actsFor);
    }

    /** Where it stands. */
    public enum State {
      /** Waits for a second person. */
      OPEN,
      /** Published. */
      APPROVED,
      /** Taken back. */
      WITHDRAWN
    }
  }

  /** Who approved a proposal or took it back, and when. */
  record Closing(String callerId, Instant time) {}

  /** Looks at a proposal and at what is published, at the moment of writing. */
  interface PublishCheck {
    /**
     * A typed refusal, or empty.
     *
     * @param proposal as it stands
     * @param openCount open proposals of its proposer, itself not counted when it is new
     */
    Optional<PublishRefusal> refuse(
        Proposal proposal, int openCount, List<PublishedDocument> published);
  }

  /** Why nothing was written. */
  record PublishRefusal(Reason reason, String zh, String en) {
    /** The reasons, in the order in which they are judged. */
    public enum Reason {
      /** There is no such proposal. */
      PROPOSAL_NOT_FOUND,
      /** It was taken back. */
      PROPOSAL_WITHDRAWN,
      /** It was published. */
      PROPOSAL_APPROVED,
      /** Another proposed it, and it is none that a gateway itself proposed. */
      NOT_THE_PROPOSER,
      /** Who approves must be another than who proposed. */
      SAME_PERSON,
      /** The approver read another text. */
      TEXT_DIFFERS,
      /** The document has errors; those that only the proof finds come last of all. */
      POLICY_INVALID,
      /** The caller has too many open proposals. */
      TOO_MANY_PROPOSALS,
      /** The version stands published. */
      POLICY_ALREADY_PUBLISHED,
      /** Its span overlaps another version's. */
      POLICY_OVERLAPS
    }
  }

  /** An approval: who, when, and what the check found then. */
  record ApproveOrder(String proposalId, String approverId, Instant time, CheckRecord verdict) {}

  /** What became of a proposal. */
  sealed interface ProposeResult {
    /** It stands, from now on or from before. */
    record Standing(Proposal proposal, boolean newlyProposed) implements ProposeResult {}

    /** It was refused. */
    record Refused(PublishRefusal refusal) implements ProposeResult {}
  }

  /** What became of an approval. */
  sealed interface ApproveResult {
    /** It stands, from now on or from before. */
    record Standing(PublishedDocument document, boolean newlyPublished) implements ApproveResult {}

    /** It was refused. */
    record Refused(PublishRefusal refusal) implements ApproveResult {}
  }

  /** What became of a withdrawal. */
  sealed interface WithdrawResult {
    /** It is taken back, now or before. */
    record Withdrawn(Proposal proposal, boolean newlyWithdrawn) implements WithdrawResult {}

    /** It was refused. */
    record Refused(PublishRefusal refusal) implements WithdrawResult {}
  }
}
