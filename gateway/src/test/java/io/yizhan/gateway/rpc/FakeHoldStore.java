package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.HoldStore;
import io.yizhan.gateway.desk.RequestContent;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Standing;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Holds in a map that reserve nothing; answers what a test told it to. */
final class FakeHoldStore implements HoldStore {
  final AtomicInteger calls = new AtomicInteger();
  volatile Optional<HoldResult> answer = Optional.empty();

  private final Map<RequestKey, byte[]> held = new HashMap<>();
  private final Map<RequestKey, HoldState> ended = new HashMap<>();

  @Override
  public synchronized HoldResult hold(
      HoldOrder order, Function<Standing, Decision> decide, HoldCodec codec) {
    calls.incrementAndGet();
    if (answer.isPresent()) {
      return answer.get();
    }
    boolean replayed = held.containsKey(order.key());
    byte[] reply =
        held.computeIfAbsent(
            order.key(),
            key ->
                codec.held(
                    decide.apply(FakeSettlementStore.known(key.ownerId())),
                    Optional.of(
                        new HeldUntil(
                            key.requestId(),
                            Instant.EPOCH,
                            Instant.EPOCH.plusSeconds(order.seconds())))));
    return new HoldResult.Recorded(reply, replayed);
  }

  @Override
  public synchronized Optional<HoldResult> repeated(
      RequestKey key, RequestContent content, Instant now) {
    calls.incrementAndGet();
    return Optional.ofNullable(held.get(key)).map(reply -> new HoldResult.Recorded(reply, true));
  }

  @Override
  public synchronized ReleaseResult release(ReleaseOrder order) {
    calls.incrementAndGet();
    HoldState state = held.containsKey(order.held()) ? HoldState.RELEASED : HoldState.FORBIDDEN;
    return new ReleaseResult.Ended(ended.computeIfAbsent(order.held(), key -> state));
  }

  @Override
  public int endExpired(int holdsMax) {
    return 0;
  }
}
