package io.yizhan.gateway.desk;

import io.yizhan.claim.Claim;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The port to what quotes that bind reserve. Each method is one transaction, as those of {@link
 * SettlementStore}; whether a hold's time is over is always judged by the database's clock.
 */
public interface HoldStore {
  /** How many bills of one person may be held at a time. */
  int OF_PERSON_MAX = 8;

  /** How many holds may reserve money of one finite fund at a time. */
  int OF_FUND_MAX = 256;

  /**
   * Decides a claim as settling it would, and reserves what it would use, once for each request id
   * of the hospital: of every account, every grant and every finite fund. A later hold of the same
   * bill takes the place of an earlier one.
   *
   * @param decide pure; may be called more than once
   */
  HoldResult hold(HoldOrder order, Function<Standing, Decision> decide, HoldCodec codec);

  /**
   * What holding again would answer: its reply, that it was released before, or that its id was
   * used with other content; empty when it was never recorded. A running one is waited for.
   */
  Optional<HoldResult> repeated(RequestKey key, RequestContent content, Instant now);

  /** Gives back what a hold reserves. Repeats give the same answer. */
  ReleaseResult release(ReleaseOrder order);

  /**
   * Ends holds whose time is over, so many at most; answers how many. They count no more before.
   * One whose accounts another call keeps locked is left for the next time.
   */
  int endExpired(int holdsMax);

  /** Writes the answer to a quote that binds, inside the transaction that records it. */
  interface HoldCodec {
    /**
     * The answer.
     *
     * @param until what was reserved, until when; empty when the claim was refused
     */
    byte[] held(Decision decision, Optional<HeldUntil> until);
  }

  /** A hold that was made, by the database's clock. */
  record HeldUntil(String requestId, Instant holdTime, Instant expireTime) {}

  /**
   * A quote that shall bind.
   *
   * @param content of the whole request
   * @param claimContent of the claim alone, as a settle request will be compared with it
   * @param seconds that it binds
   * @param now for the record
   */
  record HoldOrder(
      RequestKey key,
      RequestContent content,
      RequestContent claimContent,
      PersonDocument person,
      Claim claim,
      int seconds,
      String callerId,
      Instant now) {}

  /** What became of it. */
  sealed interface HoldResult {
    /** Recorded now or before: the bytes to send. */
    record Recorded(byte[] reply, boolean replayed) implements HoldResult {}

    /** The id was used with other content; these fields differ. */
    record IdReused(List<String> fields) implements HoldResult {}

    /** The bill stands settled, or what it brings stands settled with another. */
    record ClaimSettled(SettledBefore first) implements HoldResult {}

    /** An office has settled the stay, or its invoice, from paper. */
    record StaySettledOnPaper(String settlementId) implements HoldResult {}

    /** The hold was released before it arrived. */
    record ReleasedBefore() implements HoldResult {}

    /**
     * The person has, or a fund has, as many holds as it may have.
     *
     * @param fund empty where it is the person
     */
    record TooMany(String fund, int holdsMax) implements HoldResult {}
  }

  /** A release of the hold that was made under this request id. */
  record ReleaseOrder(RequestKey held, String callerId, Instant now) {}

  /** What became of a release. */
  sealed interface ReleaseResult {
    /** It reserves nothing, now and later. */
    record Ended(HoldState state) implements ReleaseResult {}

    /** The id is another kind of request's; nothing was written. */
    record NotAHold() implements ReleaseResult {}
  }

  /** Why a hold reserves nothing. */
  enum HoldState {
    /** It was given back. */
    RELEASED,
    /** A later hold of the same bill has taken its place. */
    REPLACED,
    /** Its bill was settled. */
    SETTLED,
    /** Its time is over. */
    EXPIRED,
    /** The claim was refused: it never reserved anything. */
    REFUSED,
    /** It never arrived; a late one is refused. */
    FORBIDDEN
  }
}
