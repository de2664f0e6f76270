package io.yizhan.gateway.desk;

import io.yizhan.claim.Claim;
import io.yizhan.gateway.desk.HoldStore.HoldCodec;
import io.yizhan.gateway.desk.HoldStore.HoldOrder;
import io.yizhan.gateway.desk.HoldStore.HoldResult;
import io.yizhan.gateway.desk.HoldStore.ReleaseOrder;
import io.yizhan.gateway.desk.HoldStore.ReleaseResult;
import io.yizhan.settlement.Settler;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where a quote is made to bind. It is decided as a quote and a settlement are, by the same pure
 * function; what it would use is reserved in the transaction that records it.
 */
public final class HoldDesk {
  /** Shorter holds than this are over before the family has answered. */
  public static final int SECONDS_MIN = 10;

  /** From the morning in which a discharge is prepared to its evening. */
  public static final int SECONDS_MAX = 12 * 60 * 60;

  private final HoldStore store;
  private final Supplier<PlanBook> plans;
  private final HoldCodec codec;
  private final InstantSource clock;

  /** A desk; the supplier answers the newest policies at each call. */
  public HoldDesk(HoldStore store, Supplier<PlanBook> plans, HoldCodec codec, InstantSource clock) {
    this.store = store;
    this.plans = plans;
    this.codec = codec;
    this.clock = clock;
  }

  /**
   * A quote that shall bind, as the door read it.
   *
   * @param content of the whole request
   * @param claimContent of the claim alone
   */
  public record Asked(
      String requestId,
      int seconds,
      RequestContent content,
      RequestContent claimContent,
      PersonDocument person,
      Claim claim) {}

  /** Decides and reserves, once for each request id of the hospital. */
  public HoldResult hold(Asked asked, Caller caller) {
    Settler settler = new Settler(plans.get());
    HoldOrder order =
        new HoldOrder(
            new RequestKey(asked.claim().key().hospitalId(), asked.requestId()),
            asked.content(),
            asked.claimContent(),
            asked.person(),
            asked.claim(),
            asked.seconds(),
            caller.callerId(),
            clock.instant());
    return store.hold(order, standing -> settler.settle(asked.claim(), standing), codec);
  }

  /** What holding again would answer; empty when the request was never recorded. */
  public Optional<HoldResult> repeated(Asked asked) {
    RequestKey key = new RequestKey(asked.claim().key().hospitalId(), asked.requestId());
    return store.repeated(key, asked.content(), clock.instant());
  }

  /** Gives back what a hold reserves. */
  public ReleaseResult release(RequestKey held, Caller caller) {
    return store.release(new ReleaseOrder(held, caller.callerId(), clock.instant()));
  }
}
