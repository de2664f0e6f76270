package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.RegistryStore.PersonRecord;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The port to provisional approvals (容缺审批): a family hit by sudden costs is aided on a written
 * promise and the village's review, before the means check returns.
 */
public interface ProvisionalStore {
  /** Keeps a county's rule of a first day; the same again changes nothing. */
  void putRule(Rule rule, String callerId, Instant now);

  /** The rule of a county that is in force on a day, and how far the county is today. */
  Optional<RuleState> rule(String county, LocalDate day);

  /**
   * Approves, once for each request: the person gets an identity that awaits its check.
   *
   * @param reply makes the reply of the approval; it is kept and repeated
   */
  Result approve(ApproveOrder order, Function<Provisional, byte[]> reply);

  /** Ends an approval, once for each request and once for all. */
  Result end(EndOrder order, Function<Ended, byte[]> reply);

  /** One approval, with what is owed since it ended. */
  Optional<Ended> find(String provisionalId);

  /** Approvals by id, after the given one. */
  List<Provisional> list(Query query);

  /**
   * What a county allows before the check returns, from a first day on.
   *
   * @param thresholdFen costs must be above it
   * @param personLimitFen what a person may draw meanwhile, at most
   * @param countyLimitFen what all open ones of the county may draw meanwhile
   * @param daysMax how long a check may take
   * @param recoversInGoodFaith whether what was drawn is recovered when a check fails though nobody
   *     said anything false
   * @param source the document that says so
   */
  record Rule(
      String county,
      LocalDate from,
      long thresholdFen,
      long personLimitFen,
      long countyLimitFen,
      int daysMax,
      boolean recoversInGoodFaith,
      String source) {}

  /**
   * A rule, with what the county's open approvals may draw by the rule of today, have drawn, and
   * what quotes that bind hold of the rest.
   */
  record RuleState(Rule rule, long limitFen, long drawnFen, long heldFen) {}

  /** Where an approval stands. */
  enum State {
    /** The check is still to come. */
    OPEN,
    /** The check passed: the identity is confirmed, no money moved. */
    CONFIRMED,
    /** The check failed, nobody had said anything false. */
    IN_GOOD_FAITH,
    /** A statement was false: all aid is recovered, the promise is broken. */
    FALSE_STATEMENT
  }

  /** What an office approves on: the promise, the review, the cost. */
  record Grounds(
      String promiseNumber,
      String villageCode,
      String reviewerCode,
      LocalDate reviewed,
      String costKind,
      long costFen) {}

  /**
   * How an approval ended. The text form hides why.
   *
   * @param reason only where it was asked for: a clerk may name people there
   */
  record Ending(LocalDate day, String reportNumber, String reason, long recoveredFen) {
    /** The same, for this reason. */
    public Ending because(String why) {
      return new Ending(day, reportNumber, why, recoveredFen);
    }

    @Override
    public String toString() {
      return "Ending[" + day + "]";
    }
  }

  /**
   * An approval.
   *
   * @param drawnFen what settlements have given under it
   * @param heldFen what quotes that bind hold of the rest, now
   * @param promiseBroken the mark of the promise record
   */
  record Provisional(
      String provisionalId,
      String personId,
      String category,
      String county,
      LocalDate from,
      LocalDate deadline,
      Grounds grounds,
      long thresholdFen,
      long personLimitFen,
      long drawnFen,
      long heldFen,
      State state,
      boolean promiseBroken,
      Instant approved,
      Optional<Ending> ending) {
    /** The same, ended for this reason. */
    public Provisional endedBecause(String why) {
      return new Provisional(
          provisionalId,
          personId,
          category,
          county,
          from,
          deadline,
          grounds,
          thresholdFen,
          personLimitFen,
          drawnFen,
          heldFen,
          state,
          promiseBroken,
          approved,
          ending.map(how -> how.because(why)));
    }
  }

  /** An approval to give. */
  record ApproveOrder(
      RequestKey key,
      RequestContent content,
      PersonRecord person,
      String category,
      String county,
      LocalDate from,
      LocalDate deadline,
      Grounds grounds,
      Optional<Long> personLimitFen,
      PutRight right,
      Stamp stamp,
      String callerId) {}

  /**
   * An approval to end.
   *
   * @param end not {@link State#OPEN}
   * @param source of a confirmed identity
   */
  record EndOrder(
      RequestKey key,
      RequestContent content,
      String provisionalId,
      State end,
      LocalDate day,
      String reportNumber,
      String reason,
      String source,
      Stamp stamp,
      String callerId) {
    /** The same, booked on the day of this stamp. */
    public EndOrder on(Stamp booked) {
      return new EndOrder(
          key, content, provisionalId, end, day, reportNumber, reason, source, booked, callerId);
    }
  }

  /** An approval with what the person owes since it ended. */
  record Ended(Provisional provisional, List<ReceivableStore.Receivable> receivables) {
    public Ended {
      receivables = List.copyOf(receivables);
    }
  }

  /**
   * What is asked for.
   *
   * @param counties leading digits of the counties whose approvals are seen; the empty string for
   *     all
   * @param overdueOn only open ones whose deadline is before this day
   * @param nearLimit only those that have drawn 80 % of their limit or more
   */
  record Query(
      List<String> counties,
      Optional<State> state,
      Optional<LocalDate> overdueOn,
      boolean nearLimit,
      String afterId,
      int limit) {
    public Query {
      counties = List.copyOf(counties);
    }
  }

  /** What became of an order. */
  sealed interface Result {
    /** Done now or before. */
    record Recorded(byte[] reply, boolean replayed) implements Result {
      public Recorded {
        reply = reply.clone();
      }

      @Override
      public byte[] reply() {
        return reply.clone();
      }
    }

    /** The id was used with other content; these fields differ. */
    record IdReused(List<String> fields) implements Result {
      public IdReused {
        fields = List.copyOf(fields);
      }
    }

    /** The caller may not put this field: the person is another office's. */
    record NotYours(String field) implements Result {}

    /** The documents are of two registered persons. */
    record DocumentsOfTwoPersons() implements Result {}

    /** The county has no rule on that day. */
    record NotOffered() implements Result {}

    /** The cost is not above the threshold. */
    record BelowThreshold(long thresholdFen) implements Result {}

    /** The deadline is later than the rule lets, which is this day. */
    record DeadlineTooLate(LocalDate last) implements Result {}

    /** The limit is higher than the rule lets, which is this. */
    record LimitTooHigh(long limitFen) implements Result {}

    /** The person has an open approval of the county, or holds this identity. */
    record HeldBefore(String provisionalId) implements Result {}

    /** The person has broken such a promise before. */
    record PromiseBroken(String provisionalId) implements Result {}

    /** There is no such approval. */
    record NotFound() implements Result {}

    /** The current month, which corrections would count in, is closed. */
    record MonthClosed(LocalDate month) implements Result {}

    /** It has ended before, in this way. */
    record EndedBefore(State state) implements Result {}
  }
}
