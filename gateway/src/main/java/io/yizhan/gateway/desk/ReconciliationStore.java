package io.yizhan.gateway.desk;

import io.yizhan.reconciliation.Alone;
import io.yizhan.reconciliation.BreakKind;
import io.yizhan.reconciliation.Entry;
import io.yizhan.reconciliation.Key;
import io.yizhan.reconciliation.Line;
import io.yizhan.reconciliation.Mending;
import io.yizhan.reconciliation.Reconciliation;
import io.yizhan.reconciliation.Side;
import io.yizhan.reconciliation.Surroundings;
import io.yizhan.reconciliation.Terms;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** The port to statements, comparisons and breaks. */
public interface ReconciliationStore {
  /** Breaks, lines without a partner and entries without one that a comparison keeps, each. */
  int KEPT_MAX = 100_000;

  /** Days that a statement or a comparison may span. */
  int DAYS_MAX = 31;

  /**
   * Clears the receipts of statements that are not finished and have been still for so long by the
   * store's own clock; answers how many.
   */
  int clearUnfinished(Duration still, int max);

  /** Begins to receive a statement; its lines count when it is accepted. */
  void begin(Heading heading, String receiptId, String callerId, Instant now);

  /** Keeps a batch of lines; false where the receipt was cleared, and then keeps nothing. */
  boolean keep(Party party, String receiptId, List<StatedLine> lines);

  /** Accepts a statement whole, or finds that its id is taken or that it was cleared. */
  Acceptance accept(Heading heading, String receiptId, Counts counts, String content, Instant now);

  /** Forgets what was received under a receipt that is not accepted. */
  void abandon(Party party, String receiptId);

  /**
   * Compares a span in one snapshot, and keeps what came out; empty where the party has sent
   * nothing of it.
   *
   * @param decide pure
   * @throws TooManyStatementsException when it has sent more statements than are looked at
   */
  Optional<Compared> compare(Span span, Instant now, Function<BothSides, Reconciliation> decide);

  /** The last comparison of a span. */
  Optional<Compared> last(Span span);

  /** Breaks of the last comparison of a span, in the order of their ids. */
  List<FoundBreak> breaks(Span span, Optional<BreakKind> kind, String afterId, int limit);

  /** Accepted statements of any day of a span, in the order of their receipts. */
  List<FoundStatement> statements(Span span, String afterReceiptId, int limit);

  /** The division that a hospital lies in; empty for one that is not known. */
  Optional<String> regionOf(String hospitalId);

  /** Prepares the mending of an open break; found where it was prepared before. */
  Preparing prepare(Party party, String breakId, Person person, Instant now);

  /** Approves what was prepared; found where it was approved before. */
  Preparing approve(Party party, String breakId, Person person, Instant now);

  /** The span of a break. */
  Optional<Span> spanOf(Party party, String breakId);

  /** What is approved and was not carried out yet, oldest first. */
  List<Mend> due(int max);

  /** Says that it has ended: done where the settlement was reversed for this reason, else moot. */
  Mend ended(Mend mend, String reason, Instant now);

  /** Parties that have sent lines of a day, and when the day was compared last. */
  List<Running> running(LocalDate day, int max);

  /** A day that goes on. */
  record Running(Party party, Optional<Instant> comparedTime) {}

  /** Who prepares or approves. */
  record Person(String callerId, String operatorId) {}

  /** Where a mending stands. */
  enum MendState {
    /** One person has prepared it. */
    PREPARED,
    /** Another has approved it. */
    APPROVED,
    /** It was carried out. */
    DONE,
    /** There was nothing left to do. */
    MOOT
  }

  /**
   * The mending of a break.
   *
   * @param requestId under which the settlement was settled
   * @param approver empty before it is approved
   */
  record Mend(
      Party party,
      String breakId,
      Mending mending,
      MendState state,
      String hospitalId,
      String settlementId,
      String requestId,
      String preparerId,
      Optional<Person> approver,
      String reversalId) {}

  /** What became of preparing or approving. */
  sealed interface Preparing {
    /** It stands so, by this call or by one before. */
    record Stands(Mend mend) implements Preparing {}

    /** There is no such open break of the party. */
    record NoBreak() implements Preparing {}

    /** Others mend it. */
    record NotHere() implements Preparing {}

    /** Nobody has prepared it. */
    record NotPrepared() implements Preparing {}

    /** Who prepared it may not approve it. */
    record SamePerson() implements Preparing {}
  }

  /** What a party is. */
  enum PartyKind {
    /** A hospital, by its id. */
    HOSPITAL,
    /** An insurer, by the leading digits of its divisions. */
    INSURER,
    /** The bank of a division. */
    BANK
  }

  /** A party. */
  record Party(PartyKind kind, String code) {
    /** As it is stored, for example {@code hospital:H1}. */
    public String name() {
      return kind.name().toLowerCase(Locale.ROOT) + ":" + code;
    }

    /** Of its stored name. */
    public static Party of(String name) {
      int colon = name.indexOf(':');
      return new Party(
          PartyKind.valueOf(name.substring(0, colon).toUpperCase(Locale.ROOT)),
          name.substring(colon + 1));
    }
  }

  /** Days of a party. */
  record Span(Party party, LocalDate from, LocalDate to) {}

  /** Which lines a statement has of what was taken back. */
  enum RefundLines {
    /** Settlements, and what took them back. */
    WITH,
    /** Settlements alone. */
    WITHOUT,
    /** Settlements that stand. */
    LIVE_ONLY
  }

  /**
   * What a statement is of.
   *
   * @param part whether it adds to what was sent before
   * @param throughTime up to when it has what was settled
   * @param statedBillFen all bills by the party's books
   * @param statedFundFen all payments by the party's books
   */
  record Heading(
      String statementId,
      Span span,
      boolean part,
      Optional<Instant> throughTime,
      RefundLines refundLines,
      List<String> fundCodes,
      OptionalLong statedBillFen,
      OptionalLong statedFundFen) {
    public Heading {
      fundCodes = List.copyOf(fundCodes);
    }
  }

  /** A line as it came. The text form hides who is meant. */
  record StatedLine(
      int number,
      String settlementId,
      String requestId,
      String insurerSettlementId,
      String encounterId,
      Optional<PersonDocument> person,
      boolean refund,
      LocalDate day,
      OptionalLong billFen,
      long fundFen,
      Map<String, Long> fundsFen) {
    /**
     * What some funds alone pay of it. A line that names funds names all that pay; of one that
     * names none the sum is theirs.
     *
     * @param fundCodes empty for all
     */
    public StatedLine only(List<String> fundCodes) {
      if (fundCodes.isEmpty() || fundsFen.isEmpty()) {
        return this;
      }
      Map<String, Long> theirs = new LinkedHashMap<>(fundsFen);
      theirs.keySet().retainAll(fundCodes);
      return new StatedLine(
          number,
          settlementId,
          requestId,
          insurerSettlementId,
          encounterId,
          person,
          refund,
          day,
          billFen,
          theirs.values().stream().mapToLong(Long::longValue).sum(),
          theirs);
    }

    @Override
    public String toString() {
      return "StatedLine[" + number + "]";
    }
  }

  /** What was counted of a statement's lines. */
  record Counts(
      int lines,
      int bills,
      int ids,
      int requests,
      int insurers,
      int funds,
      long billFen,
      long fundFen) {}

  /** What became of a statement. */
  sealed interface Acceptance {
    /** Accepted now or before. */
    record Accepted(Counts counts, boolean replayed) implements Acceptance {}

    /** The id is another statement's. */
    record IdReused() implements Acceptance {}

    /** It was still for too long, and what was received of it is gone. */
    record Cleared() implements Acceptance {}
  }

  /**
   * Both sides of a span, in the order of the key.
   *
   * @param totalOnly whether the party states its total and no lines
   * @param gapBillFen what the party states as its total beyond the sum of its lines
   * @param gapFundFen the same of payments
   */
  record BothSides(
      Terms terms,
      Key key,
      Iterator<Line> lines,
      Iterator<Entry> entries,
      Surroundings around,
      boolean totalOnly,
      long gapBillFen,
      long gapFundFen) {}

  /** A sum. */
  record Total(long count, long billFen, long fundFen) {}

  /** The breaks of a kind. */
  record KindTotal(BreakKind kind, Total total) {}

  /** What a comparison came to. */
  record Compared(
      Instant asOf,
      Total there,
      Total here,
      Total pendingThere,
      Total pendingHere,
      long paired,
      long byOtherKey,
      long cancelled,
      long corrections,
      List<KindTotal> kinds,
      boolean complete) {
    public Compared {
      kinds = List.copyOf(kinds);
    }
  }

  /** A line in a break. */
  record FoundLine(
      String statementId,
      int number,
      String settlementId,
      String requestId,
      String insurerSettlementId,
      boolean refund,
      LocalDate day,
      long billFen,
      long fundFen) {}

  /** An entry in a break. */
  record FoundEntry(
      String id,
      String reverses,
      String hospitalId,
      String requestId,
      LocalDate day,
      long billFen,
      long fundFen) {}

  /**
   * A statement that was accepted.
   *
   * @param counts false where a later one has taken its place on all of its days
   */
  record FoundStatement(
      String receiptId,
      String statementId,
      LocalDate from,
      LocalDate to,
      boolean part,
      RefundLines refundLines,
      List<String> fundCodes,
      Instant throughTime,
      Instant acceptTime,
      String callerId,
      Total total,
      boolean counts) {
    public FoundStatement {
      fundCodes = List.copyOf(fundCodes);
    }
  }

  /**
   * What a third side says of what a break is about.
   *
   * @param party whose statement it is
   */
  record Third(Party party, Alone alone) {}

  /**
   * A break, as it is kept.
   *
   * @param foundTime when a comparison found it first
   * @param third empty where there are two sides
   */
  record FoundBreak(
      String id,
      BreakKind kind,
      Side side,
      long billFen,
      long fundFen,
      String first,
      Mending mending,
      List<FoundLine> lines,
      List<FoundEntry> entries,
      Optional<Mend> mend,
      Instant foundTime,
      Optional<Third> third) {
    public FoundBreak {
      lines = List.copyOf(lines);
      entries = List.copyOf(entries);
    }
  }
}
