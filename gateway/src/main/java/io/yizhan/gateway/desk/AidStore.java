package io.yizhan.gateway.desk;

import io.yizhan.money.Fen;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The port to what an aid office books outside the waterfall: temporary aid, subsidised enrolment,
 * their mirrors; the dated figures they go by; and the papers of claims that it booked. Every entry
 * is one balanced, append-only row, charged to its fund in the same transaction.
 */
public interface AidStore {
  /** Keeps a figure; the same county, code and day again replaces it. */
  void putFigure(Figure figure, String callerId, Instant now);

  /** Figures of a county by code and day, after the given one. */
  List<Figure> figures(String county, String afterCode, LocalDate afterDay, int limit);

  /**
   * Records aid, once for each request.
   *
   * @param reply writes the answer that is kept with the request
   */
  AidResult record(AidOrder order, Function<Entry, byte[]> reply);

  /** Books the mirror of an entry, once for each request. */
  AidResult reverse(ReverseOrder order, Function<Entry, byte[]> reply);

  /**
   * An entry by its id, of a county of these divisions; that somebody read a reason is logged.
   *
   * @param regions leading digits of counties; the empty string stands for all
   */
  Optional<FoundEntry> find(String entryId, List<String> regions, String callerId, Instant now);

  /** The entry that a request booked. */
  Optional<FoundEntry> findRequest(RequestKey key, String callerId, Instant now);

  /** Entries by posting day and id, oldest first. */
  List<Entry> list(Query query);

  /**
   * The papers of a settlement that an office of these divisions booked; the look is logged.
   *
   * @param regions leading digits of divisions; the empty string stands for all
   */
  Optional<FoundPaper> paper(
      String settlementId, List<String> regions, String callerId, String purpose, Instant now);

  /** A dated figure of a county, fen. */
  record Figure(String county, String code, LocalDate from, long amountFen, String source) {}

  /** What aid is of. */
  sealed interface Detail {}

  /** What was decided of temporary aid. */
  record Terms(
      LocalDate decided, String standardCode, int multipleHundredths, int heads, boolean inKind) {}

  /** 临时救助, by the standard of its day. */
  record Temporary(Terms terms, long standardFen) implements Detail {
    private static final int HUNDREDTHS = 100;

    /** The standard times the multiple times the heads, half-up to the fen. */
    public long computedFen() {
      long hundredths =
          Math.multiplyExact(
              Math.multiplyExact(standardFen, terms.multipleHundredths()), terms.heads());
      return (hundredths + HUNDREDTHS / 2) / HUNDREDTHS;
    }
  }

  /** 资助参保: one person, scheme and year. */
  record Enrolment(String scheme, int year, boolean full, long contributionFen) implements Detail {}

  /** What is asked to be recorded. */
  sealed interface Ask {
    /** Temporary aid: the standard is looked up when it is recorded. */
    record OfTerms(Terms terms) implements Ask {}

    /** A subsidised enrolment. */
    record OfEnrolment(Enrolment enrolment) implements Ask {}
  }

  /**
   * Aid to record.
   *
   * @param fund a statutory fund with its division, {@code 610100@410122}, or a finite fund
   * @param differenceReason why the amount is not the computed one; empty where it is
   */
  record AidOrder(
      RequestKey key,
      RequestContent content,
      PersonDocument person,
      String county,
      String fund,
      long amountFen,
      String differenceReason,
      String operatorId,
      String documentNumber,
      Ask ask,
      Stamp stamp,
      String callerId) {
    public AidOrder {
      if (amountFen <= 0 || amountFen > Fen.AMOUNT_MAX) {
        throw new IllegalArgumentException("aid must be more than 0 and bounded");
      }
    }
  }

  /** Asks to take an entry back. */
  record ReverseOrder(
      RequestKey key,
      RequestContent content,
      String county,
      String entryId,
      String operatorId,
      String reason,
      Stamp stamp,
      String callerId) {}

  /**
   * A booked entry or its mirror.
   *
   * @param reverses the entry that this one takes back
   * @param amountFen negative in a mirror
   * @param payee person, goods or the scheme
   */
  record Entry(
      String id,
      Optional<String> reverses,
      String requestId,
      String personId,
      String county,
      String fund,
      long amountFen,
      String payee,
      LocalDate postingDate,
      Instant time,
      String operatorId,
      String documentNumber,
      Detail detail) {
    /** Whether a fund of one division pays, which warns and never caps. */
    public static boolean isStatutory(String fund) {
      return fund.contains("@");
    }
  }

  /** A found entry, with what took it back and why it is as it is. The text form hides the why. */
  record FoundEntry(Entry entry, Optional<String> reversedBy, String reason) {
    @Override
    public String toString() {
      return "FoundEntry[" + entry.id() + "]";
    }
  }

  /**
   * Asks for entries of a span of posting days.
   *
   * @param regions leading digits of counties; the empty string stands for all
   * @param person only this person's
   */
  record Query(
      List<String> regions,
      Optional<PersonDocument> person,
      LocalDate from,
      LocalDate to,
      Optional<SettlementStore.ListQuery.After> after,
      int limit) {
    public Query {
      regions = List.copyOf(regions);
    }
  }

  /** The papers of a settlement. */
  record FoundPaper(
      String office,
      String operatorId,
      PaperClaim paper,
      long payoutFen,
      boolean reversed,
      List<String> payOutIds,
      long outstandingFen) {
    public FoundPaper {
      payOutIds = List.copyOf(payOutIds);
    }

    /** The county whose office booked it. */
    public String county() {
      return io.yizhan.claim.ClaimKey.countyOf(office);
    }

    /** The same with the account. */
    public FoundPaper with(BankAccount account) {
      return new FoundPaper(
          office,
          operatorId,
          new PaperClaim(paper.hospital(), paper.hospitalName(), paper.documents(), account),
          payoutFen,
          reversed,
          payOutIds,
          outstandingFen);
    }
  }

  /** What became of a request. */
  sealed interface AidResult {
    /** Recorded now or before: the bytes to send. */
    record Recorded(byte[] reply, boolean replayed) implements AidResult {}

    /** The id was used with other content; these fields differ. */
    record IdReused(List<String> fields) implements AidResult {}

    /** The county has no such figure on the day. */
    record FigureUnknown() implements AidResult {}

    /** The amount is not the computed one, and no reason was stated. */
    record AmountDiffers(long standardFen, long computedFen) implements AidResult {}

    /** No money was ever booked into the finite fund. */
    record FundUnknown() implements AidResult {}

    /** The finite fund has only so much left. */
    record FundSpent(long leftFen) implements AidResult {}

    /** Nobody with an identity of the county has this document. */
    record PersonUnknown() implements AidResult {}

    /** The same aid by the same decision stands recorded, as this entry. */
    record GivenBefore(String entryId) implements AidResult {}

    /** The person, scheme and year stand subsidised. */
    record AlreadyEnrolled(String entryId, String county) implements AidResult {}

    /** No such entry of the county. */
    record NotFound() implements AidResult {}

    /** It was taken back before, by this entry. */
    record AlreadyReversed(String reversalId) implements AidResult {}
  }
}
