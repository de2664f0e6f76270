package io.yizhan.gateway.desk;

import io.yizhan.claim.Claim;
import io.yizhan.ledger.Bearers;
import io.yizhan.policy.IncludedBy;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Settlement;
import io.yizhan.settlement.Standing;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * The port to durable storage of settlements. Every method is one transaction; none answers before
 * its commit is on disk. A failure of the database is a {@link StoreUnavailableException}.
 */
public interface SettlementStore {
  /**
   * What is known of the person, and of the household of that day, at the hospital, with what
   * quotes that bind hold. Reads only, in one round trip where nothing is held.
   */
  Standing standing(PersonDocument person, String hospitalId, LocalDate day);

  /**
   * The same for a claim, with the posting day that is open and with what stands in the way of
   * settling it: what is held for this very bill does not. Calls that wait together may share a
   * statement. The stage ends on a thread of the store: with {@link StoreUnavailableException}
   * where the database does not answer, with {@link java.util.concurrent.CancellationException}
   * where nobody waited any more, with {@link java.util.concurrent.RejectedExecutionException}
   * where too many wait.
   *
   * @param wanted whether somebody still waits for the answer; asked before it is read
   */
  CompletionStage<Seen> see(PersonDocument person, Claim claim, BooleanSupplier wanted);

  /** What a claim on paper tells of, where that stands claimed or settled. */
  Optional<SettleResult.InvoiceClaimed> paperClaimed(
      PersonDocument person, Claim claim, PaperClaim paper);

  /**
   * Records a settle request and its decision, once. In one transaction: claims the request id,
   * finds or registers the person, locks the accounts of the person and of the household on the
   * last day of the service, reads the standing, decides, and books. Where the decision takes from
   * a finite fund, locks the fund last and decides again.
   *
   * <p>Calls that wait together may share a transaction. The stage ends on a thread of the store
   * when that transaction has: with {@link StoreUnavailableException} where its outcome is unknown,
   * with {@link java.util.concurrent.CancellationException} where nobody waited any more, with
   * {@link java.util.concurrent.RejectedExecutionException} where too many wait; after these two
   * nothing was done.
   *
   * @param decide pure; may be called more than once
   */
  CompletionStage<SettleResult> settle(
      SettleOrder order, Function<Standing, Decision> decide, ReplyCodec codec);

  /**
   * What settling a request again would answer: its reply, that it was undone, or that its id was
   * used with other content; empty when it was never recorded. A running one is waited for.
   */
  Optional<SettleResult> repeated(RequestKey key, RequestContent content, Instant now);

  /** Books the mirror of a settlement, once. */
  ReverseResult reverse(ReverseOrder order, ReplyCodec codec);

  /** Makes sure that a settle request has no effect. */
  UndoResult undo(UndoOrder order, ReplyCodec codec);

  /**
   * Where a settle request stands, or the settlement that a reverse request took back; empty when
   * the request never arrived.
   */
  Optional<StoredRequest> findRequest(RequestKey key);

  /** The request that made a settlement; empty when there is no such settlement. */
  Optional<StoredRequest> findSettlement(String settlementId);

  /**
   * The last day on which a settlement of its division and benefit year is booked; empty where none
   * is set.
   */
  Optional<LocalDate> lastDay(Settlement settlement);

  /** A page of settlements and reversals by posting day and id, oldest first. */
  ListedSettlements list(ListQuery query);

  /** What corrections changed of a settlement, in their order. */
  List<CorrectionRow> corrections(String settlementId);

  /** The counties that have aided a settlement, at once or by a correction; none of an unknown. */
  List<String> aidCounties(String settlementId);

  /** The inputs a settlement was decided from, to decide it again. */
  Optional<StoredInputs> inputs(String settlementId);

  /** Settlements and reversals by posting day and id, with the inputs of those that are asked. */
  List<PastSettlement> past(PastQuery query);

  /**
   * A settle request.
   *
   * @param quote that binds and that it names, if any
   * @param wanted whether somebody still waits for the answer; asked before it is written
   * @param paper of a claim that an aid office books from paper
   * @param leg the claim's leg at its insurer, where it was asked; such an order is settled in a
   *     transaction of its own
   */
  record SettleOrder(
      RequestKey key,
      RequestContent content,
      PersonDocument person,
      Claim claim,
      Optional<NamedQuote> quote,
      Stamp stamp,
      String callerId,
      BooleanSupplier wanted,
      Optional<PaperClaim> paper,
      Optional<LegOrder> leg) {
    public SettleOrder {
      if (paper.isPresent() != claim.key().byOffice()) {
        throw new IllegalArgumentException("an office claims on paper, and nobody else");
      }
    }

    /** The same, booked on the day of this stamp. */
    public SettleOrder on(Stamp booked) {
      return new SettleOrder(
          key, content, person, claim, quote, booked, callerId, wanted, paper, leg);
    }

    /** Of a claim that no insurer is asked for. */
    public SettleOrder(
        RequestKey key,
        RequestContent content,
        PersonDocument person,
        Claim claim,
        Optional<NamedQuote> quote,
        Stamp stamp,
        String callerId,
        BooleanSupplier wanted,
        Optional<PaperClaim> paper) {
      this(key, content, person, claim, quote, stamp, callerId, wanted, paper, Optional.empty());
    }

    /** A hospital's, one that names no quote, of a claim that no insurer is asked for. */
    public SettleOrder(
        RequestKey key,
        RequestContent content,
        PersonDocument person,
        Claim claim,
        Stamp stamp,
        String callerId,
        BooleanSupplier wanted) {
      this(
          key, content, person, claim, Optional.empty(), stamp, callerId, wanted, Optional.empty());
    }
  }

  /**
   * A quote that binds.
   *
   * @param requestId that it was made under, of the same hospital
   * @param claimContent what the claim says now, to be compared with what was quoted
   */
  record NamedQuote(String requestId, RequestContent claimContent) {}

  /**
   * What the settling transaction does with the claim's leg at its insurer: a settlement commits
   * it, a refusal leaves it to be cancelled. A provisional one is made by the settlement itself.
   */
  record LegOrder(InsurerLegs.Leg leg, boolean provisional) {}

  /** What became of a settle request. */
  sealed interface SettleResult {
    /**
     * Recorded now or before: the bytes to send.
     *
     * @param reversed whether what was settled has been taken back since
     */
    record Recorded(byte[] reply, boolean replayed, boolean reversed) implements SettleResult {
      /** Of what stands as it was answered. */
      public Recorded(byte[] reply, boolean replayed) {
        this(reply, replayed, false);
      }
    }

    /** The id was used with other content; these fields differ. */
    record IdReused(List<String> fields) implements SettleResult {}

    /** The bill stands settled under another id, or what it brings stands settled with another. */
    record ClaimSettled(SettledBefore first) implements SettleResult {}

    /** The id was undone before it arrived. */
    record Undone() implements SettleResult {}

    /** The hospital has no such quote that binds; nothing was written. */
    record QuoteUnknown() implements SettleResult {}

    /** Of a claim on paper: the person holds no identity of the office's county. */
    record NotOfOffice() implements SettleResult {}

    /** Of a claim on paper: this invoice stands claimed, or settled at a hospital. */
    record InvoiceClaimed(String settlementId, String invoice) implements SettleResult {}

    /** An office has settled the stay, or its invoice, from paper. */
    record StaySettledOnPaper(String settlementId) implements SettleResult {}

    /** The leg of the order was given up meanwhile; nothing was written. */
    record LegLost() implements SettleResult {}
  }

  /**
   * A reverse request.
   *
   * @param includedBy which accounts include others today: later settlements on them are named, too
   */
  record ReverseOrder(
      RequestKey key,
      RequestContent content,
      String settlementId,
      Stamp stamp,
      Counter by,
      String reason,
      String callerId,
      IncludedBy includedBy) {
    /** The same, booked on the day of this stamp. */
    public ReverseOrder on(Stamp booked) {
      return new ReverseOrder(key, content, settlementId, booked, by, reason, callerId, includedBy);
    }
  }

  /** What became of a reverse request. */
  sealed interface ReverseResult {
    /** Recorded now or before: the bytes to send. */
    record Recorded(byte[] reply, boolean replayed) implements ReverseResult {}

    /** The id was used with other content; these fields differ. */
    record IdReused(List<String> fields) implements ReverseResult {}

    /** There is no such settlement of this hospital. */
    record NotFound() implements ReverseResult {}

    /** It was reversed before, by this reversal. */
    record AlreadyReversed(String reversalId) implements ReverseResult {}

    /** This payment file names what is paid out of it, which the bank may pay. */
    record InPaymentFile(String fileId) implements ReverseResult {}
  }

  /** An undo. The stamp's request id is the undone request's. */
  record UndoOrder(
      RequestKey undone,
      Stamp stamp,
      Counter by,
      String reason,
      String callerId,
      IncludedBy includedBy) {
    /** The same, booked on the day of this stamp. */
    public UndoOrder on(Stamp booked) {
      return new UndoOrder(undone, booked, by, reason, callerId, includedBy);
    }
  }

  /** What became of an undo. */
  sealed interface UndoResult {
    /** Recorded now or before: the bytes to send. */
    record Recorded(byte[] reply) implements UndoResult {}

    /** The id is another kind of request's; nothing was written. */
    record NotASettleRequest() implements UndoResult {}

    /**
     * This payment file names what is paid out of it, which the bank may pay; nothing was written.
     */
    record InPaymentFile(String fileId) implements UndoResult {}
  }

  /** Where a settle request stands. */
  record StoredRequest(
      RequestKey key,
      State state,
      byte[] settledReply,
      byte[] reversedReply,
      String settlementId,
      String insuredRegion,
      String aidCounty) {
    /** The states. */
    public enum State {
      /** Settled and standing. */
      SETTLED,
      /** Judged and refused. */
      REFUSED,
      /** Settled and taken back. */
      REVERSED,
      /** Undone before it arrived: no bytes, no settlement. */
      FORBIDDEN,
      /** The id is that of a quote that binds, or of another entry: no bytes, no settlement. */
      NOT_A_SETTLE_REQUEST
    }
  }

  /**
   * A span of posting days.
   *
   * @param hospitalId empty for all
   * @param scope by whose division the settlements are narrowed
   * @param after continue after this posting day and id; empty for the first page
   * @param limit how many lines a page has at most
   */
  record ListQuery(
      String hospitalId,
      SettlementScope scope,
      LocalDate from,
      LocalDate to,
      Optional<After> after,
      int limit) {
    /** The last line of the page before. */
    public record After(LocalDate postingDate, String id) {}
  }

  /**
   * A correction, as it was booked.
   *
   * @param period the month that it counts in, first day
   * @param moreFen what each fund's line bears more
   * @param patientMoreFen what the patient bears more
   * @param uses what accounts count more, signed
   */
  record CorrectionRow(
      String id,
      String settlementId,
      String requestId,
      Instant time,
      LocalDate postingDate,
      LocalDate period,
      SortedMap<Bearers.Line, Long> moreFen,
      long patientMoreFen,
      List<AccountUse> uses,
      String reason,
      List<String> policyVersions) {
    public CorrectionRow {
      uses = List.copyOf(uses);
      policyVersions = List.copyOf(policyVersions);
    }
  }

  /**
   * A settlement, reversal or correction in a list; a reversal's amounts are negative, a
   * correction's are differences.
   *
   * @param besideFen what is paid to the person beside the bill, in none of the other amounts
   * @param corrects what it corrects; empty unless it is a correction, as its period
   */
  record SettlementRow(
      String id,
      Optional<String> reverses,
      Optional<String> corrects,
      Optional<LocalDate> period,
      String hospitalId,
      String requestId,
      String encounterId,
      String billNumber,
      LocalDate postingDate,
      Instant time,
      long totalFen,
      long paidFen,
      long hospitalShareFen,
      long patientShareFen,
      long besideFen,
      boolean reversed,
      boolean provisional) {}

  /**
   * Asks for settlements of divisions: by the region that insures, by the county that aided, or by
   * a county that the person holds an identity of.
   *
   * @param regions leading digits of the divisions
   * @param after continue after this posting day and id; empty for the first page
   * @param limit how many rows of the ledger are looked at, whatever their divisions
   */
  record PastQuery(
      LocalDate postedFrom, List<String> regions, Optional<ListQuery.After> after, int limit) {
    public PastQuery {
      regions = List.copyOf(regions);
    }
  }

  /**
   * A row of the ledger that was looked at.
   *
   * @param inputs empty unless it is a standing settlement of the divisions; the money of funds
   *     that no plan of it named is that of now
   */
  record PastSettlement(
      String settlementId,
      String hospitalId,
      LocalDate postingDate,
      Optional<StoredInputs> inputs) {}

  /** What a settlement was decided from; older ones do not say what was considered for it. */
  record StoredInputs(
      Claim claim,
      Standing standing,
      List<String> policyVersions,
      Optional<List<String>> consideredVersions) {}
}
