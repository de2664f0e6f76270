package io.yizhan.gateway.desk;

import io.yizhan.claim.InsurerSettlement;
import io.yizhan.gateway.desk.Insurers.Amounts;
import io.yizhan.gateway.desk.SettlementStore.CorrectionRow;
import io.yizhan.gateway.desk.SettlementStore.ListQuery;
import io.yizhan.gateway.desk.SettlementStore.StoredInputs;
import io.yizhan.ledger.Bearers;
import io.yizhan.settlement.Settlement;
import io.yizhan.settlement.Standing;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The port to what was settled of a person and of all who share accounts with the person, and to
 * the corrections that are booked of it. The same persons again are one circle, whoever of them is
 * asked for.
 */
public interface ReadjudicationStore {
  /** How many persons a circle has at most. */
  int PERSONS_MAX = 64;

  /** How many standing settlements a circle has at most. */
  int SETTLEMENTS_MAX = 1_000;

  /** What stands settled of a circle, and what is known of it today. Reads only. */
  Found find(Subject subject);

  /**
   * Books a re-adjudication, once for each request. In one transaction: claims the request id,
   * holds the period open, locks the accounts of the circle, reads what stands, decides, and books;
   * where it takes from finite funds, locks them last and decides again.
   *
   * @param decide pure; may be called more than once
   * @param allowed whether the caller may book what was decided
   * @param reply makes the reply of what was booked; it is kept and repeated
   */
  BookResult book(
      BookOrder order,
      Function<Circle, Readjudication> decide,
      Predicate<Readjudication> allowed,
      Function<BookedReadjudication, byte[]> reply);

  /** Settlements of a span that stand, by posting day and id, whatever they are of. */
  List<SpanRow> span(SpanQuery query);

  /** Closes a month, or proposes it where nobody has: two callers close one. */
  ClosePeriodResult closePeriod(LocalDate period, String callerId, Instant now);

  /** Months that were proposed or closed, newest first, before the given one. */
  List<PeriodRow> periods(Optional<LocalDate> before, int limit);

  /** What persons were told, in the order of booking. */
  List<NoticeRow> notices(NoticeQuery query);

  /** Whose circle. */
  sealed interface Subject {
    /** That of a person. */
    record OfPerson(PersonDocument document) implements Subject {}

    /** That of the person of a settlement. */
    record OfSettlement(String settlementId) implements Subject {}
  }

  /** What was found. */
  sealed interface Found {
    /** A circle; of a person without settlements an empty one. */
    record Known(Circle circle) implements Found {}

    /** There is no such person or settlement. */
    record Unknown() implements Found {}

    /** More persons or settlements than are decided in one booking. */
    record TooLarge(int persons, int settlements) implements Found {}
  }

  /** What stands settled of persons who share accounts, in the order in which it was settled. */
  record Circle(List<Past> settlements) {
    public Circle {
      settlements = List.copyOf(settlements);
    }
  }

  /**
   * A standing settlement, with its corrections.
   *
   * @param aidCounty the county whose policy judged at last, or whose aid was taken back at last;
   *     empty where none ever aided
   * @param judged the places that it has in the chains of its accounts
   * @param inputs what it was decided from at last; empty where it cannot be decided afresh
   * @param uses what it adds to accounts
   * @param takes what it takes from finite funds
   * @param today what is known of the person today, on the last day of the service
   * @param computed of what was settled while its insurer was away; empty where nothing was, and
   *     where the insurer will not pay it
   */
  record Past(
      String settlementId,
      LocalDate postingDate,
      String personId,
      String hospitalId,
      String insuredRegion,
      String aidCounty,
      AsSettled asSettled,
      List<ChainPlace> judged,
      Optional<StoredInputs> inputs,
      Bearers bearers,
      List<Use> uses,
      List<Settlement.FundUse> takes,
      List<Settlement.GrantDraw> draws,
      Standing today,
      Optional<ComputedLeg> computed) {
    public Past {
      judged = List.copyOf(judged);
      uses = List.copyOf(uses);
      takes = List.copyOf(takes);
      draws = List.copyOf(draws);
    }
  }

  /**
   * What is settled on a computed amount, because the insurer was away.
   *
   * @param held what the insurer's funds bear of it here
   * @param said what the insurer has said since; empty while it has not
   */
  record ComputedLeg(Amounts held, Optional<InsurerSettlement> said) {
    /** Whether the insurer has said another amount: it is to be trued up. */
    public boolean isDue() {
      return said.filter(each -> !Amounts.of(each).paysAs(held)).isPresent();
    }
  }

  /** What the settlement's own row says, whatever corrections changed since. */
  record AsSettled(String aidCounty, List<String> policyVersions) {
    public AsSettled {
      policyVersions = List.copyOf(policyVersions);
    }
  }

  /** An account of a year, of a person or of a household. */
  record Account(String ownerId, boolean ofHousehold, String code, int benefitYear) {}

  /** The place of an entry in the chain of its account. */
  record ChainPlace(Account account, long seq) {}

  /** What is added to an account, fen or times. */
  record Use(Account account, String nameZh, long fen, long capFen) {}

  /**
   * What to book.
   *
   * @param previewSha256 of the preview that is to be booked
   * @param period first day of the month that it counts in
   */
  record BookOrder(
      RequestKey key,
      RequestContent content,
      Subject subject,
      String previewSha256,
      LocalDate period,
      Stamp stamp,
      String operatorId,
      String reason,
      String callerId,
      IdSource ids) {
    /** The same, booked on the day of this stamp. */
    public BookOrder on(Stamp booked) {
      return new BookOrder(
          key, content, subject, previewSha256, period, booked, operatorId, reason, callerId, ids);
    }
  }

  /** What was booked. */
  record BookedReadjudication(
      String id, Readjudication decided, List<CorrectionRow> corrections, LocalDate period) {
    public BookedReadjudication {
      corrections = List.copyOf(corrections);
    }
  }

  /** What became of an order. */
  sealed interface BookResult {
    /** Booked now or before: the bytes to send. */
    record Recorded(byte[] reply, boolean replayed) implements BookResult {
      public Recorded {
        reply = reply.clone();
      }

      @Override
      public byte[] reply() {
        return reply.clone();
      }
    }

    /** The id was used with other content; these fields differ. */
    record IdReused(List<String> fields) implements BookResult {
      public IdReused {
        fields = List.copyOf(fields);
      }
    }

    /** There is no such person or settlement. */
    record Unknown() implements BookResult {}

    /** More persons or settlements than are decided in one booking. */
    record TooLarge(int persons, int settlements) implements BookResult {}

    /** The month is closed or to come. */
    record PeriodNotOpen(LocalDate closedBefore) implements BookResult {}

    /** It would no longer book what the preview showed, but this. */
    record Superseded(Readjudication now) implements BookResult {}

    /** It would change what another division keeps. */
    record NotYours() implements BookResult {}

    /**
     * Another bill that stands has brought the insurer's settlement that it is to be decided with.
     */
    record InsurerSettlementUsed(SettledBefore first) implements BookResult {}

    /** It cannot be booked as a whole. */
    record Blocked(Readjudication.Obstacle obstacle) implements BookResult {}
  }

  /**
   * Asks for standing settlements.
   *
   * @param regions leading digits; of the region that insures or of a county that the person holds
   *     an identity of. Empty for all
   * @param policyCode only those that a version of this policy decided; empty for any
   * @param limit how many rows of the ledger are looked at
   */
  record SpanQuery(
      LocalDate from,
      LocalDate to,
      List<String> regions,
      String policyCode,
      Optional<ListQuery.After> after,
      int limit) {
    public SpanQuery {
      regions = List.copyOf(regions);
    }
  }

  /**
   * A row of the ledger that was looked at.
   *
   * @param asked whether it is a standing settlement of those that are asked for
   */
  record SpanRow(String settlementId, LocalDate postingDate, boolean asked) {}

  /** What became of closing a month. */
  sealed interface ClosePeriodResult {
    /** It is closed, now or before; or proposed and waits for a second person. */
    record Standing(PeriodRow row) implements ClosePeriodResult {}

    /** It is not over yet. */
    record NotOver() implements ClosePeriodResult {}
  }

  /**
   * Asks for notices.
   *
   * @param person only this person's; empty for anybody's
   * @param period first day of the month in which they count; empty for any
   * @param scope whose settlements they may speak of
   */
  record NoticeQuery(
      Optional<PersonDocument> person,
      Optional<LocalDate> period,
      SettlementScope scope,
      Optional<After> after,
      int limit) {
    /** The last of the page before. */
    public record After(String readjudicationId, String personId) {}
  }

  /** What a person was told of a booking. */
  record NoticeRow(
      String readjudicationId,
      String personId,
      List<String> settlementIds,
      LocalDate period,
      Instant time,
      String callerId,
      long supplementFen,
      long clawBackFen,
      String zh,
      String en) {
    public NoticeRow {
      settlementIds = List.copyOf(settlementIds);
    }
  }

  /** A month, proposed or closed. */
  record PeriodRow(
      LocalDate period,
      String proposerId,
      Instant proposeTime,
      Optional<String> closerId,
      Optional<Instant> closeTime) {}
}
