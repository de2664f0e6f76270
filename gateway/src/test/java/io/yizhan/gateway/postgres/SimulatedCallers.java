package io.yizhan.gateway.postgres;

import static io.yizhan.gateway.postgres.SimulatedStore.check;

import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.gateway.desk.StoreUnavailableException;
import io.yizhan.gateway.postgres.SimulatedStore.Row;
import io.yizhan.gateway.postgres.SimulatedStore.State;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The hospitals' systems: each sends its request, waits, tries the same id again at any gateway,
 * undoes what it knows nothing of. Every answer that any of them gets is kept and, at the end, held
 * against what the store has.
 */
final class SimulatedCallers {
  private static final int QUIET_TRIES_MAX = 60;
  private static final long RETRY_MILLIS_MAX = 400;
  private static final long PATIENT_MILLIS = 200_000;

  private final SimulatedTime time;
  private final SplittableRandom random;
  private final Faults faults;
  private final Supplier<SimulatedGateway> anyGateway;
  private final List<Call> calls = new ArrayList<>();
  private final List<UndoCall> undos = new ArrayList<>();
  private final List<SimulatedWork.Order> wishes = new ArrayList<>();
  private boolean quiet;
  private int stamps;

  SimulatedCallers(
      SimulatedTime time,
      SplittableRandom random,
      Faults faults,
      Supplier<SimulatedGateway> anyGateway) {
    this.time = time;
    this.random = random;
    this.faults = faults;
    this.anyGateway = anyGateway;
  }

  /** One request on its way to one gateway. */
  private static final class Call {
    private final SimulatedWork.Order order;
    private final SimulatedGateway gateway;
    private boolean given;
    private boolean over;
    private @Nullable SettleResult result;
    private @Nullable Throwable failure;

    Call(SimulatedWork.Order order, SimulatedGateway gateway) {
      this.order = order;
      this.gateway = gateway;
    }

    boolean isAnswered() {
      return result != null || failure != null;
    }
  }

  /** One undo on its way to one gateway. */
  private static final class UndoCall {
    private final String id;
    private final String stamp;
    private final SimulatedGateway gateway;
    private @Nullable String reply;
    private @Nullable RuntimeException failure;

    UndoCall(String id, String stamp, SimulatedGateway gateway) {
      this.id = id;
      this.stamp = stamp;
      this.gateway = gateway;
    }
  }

  /** Lets somebody want this, from some moment on. */
  void want(SimulatedWork.Order wish) {
    wishes.add(wish);
    int tries = random.nextInt(1, 5);
    time.after(random.nextLong(30), () -> send(wish, tries));
    if (faults.happens(0.15)) {
      time.after(random.nextLong(30), () -> send(wish, 1));
    }
    if (faults.happens(0.1)) {
      time.after(random.nextLong(60), () -> undo(wish, 2));
    }
  }

  /** Lets each ask until it knows; nothing goes wrong any more. */
  void askAll() {
    quiet = true;
    for (SimulatedWork.Order wish : wishes) {
      time.after(random.nextLong(30), () -> send(wish, QUIET_TRIES_MAX));
    }
  }

  private void send(SimulatedWork.Order wish, int triesLeft) {
    SimulatedGateway gateway = anyGateway.get();
    String stamp = "S" + ++stamps;
    SimulatedWork.Order order =
        new SimulatedWork.Order(
            wish.id(),
            wish.content(),
            wish.person(),
            wish.bill(),
            wish.wanted(),
            wish.refused(),
            wish.bad(),
            stamp);
    Call call = new Call(order, gateway);
    calls.add(call);
    time.note(() -> gateway.name + " gets " + order);
    if (gateway.isDead()) {
      call.failure = new RejectedExecutionException("nobody is there");
      next(call, wish, triesLeft);
      return;
    }
    gateway.onDeath(() -> next(call, wish, triesLeft));
    long patience =
        quiet || faults.happens(0.7) ? PATIENT_MILLIS : random.nextLong(1, RETRY_MILLIS_MAX);
    time.after(
        patience,
        () -> {
          call.given = true;
          next(call, wish, triesLeft);
        });
    gateway
        .settle(order, () -> !call.given)
        .whenComplete(
            (result, failure) -> {
              if (!gateway.isDead()) {
                time.note(
                    () -> order.stamp() + " is told " + (result == null ? failure : text(result)));
                call.result = result;
                call.failure = failure;
                faults.count("answer " + kind(call));
                if (failure instanceof StoreUnavailableException one && Transactions.isHeld(one)) {
                  faults.count("held to the end");
                }
                next(call, wish, triesLeft);
              }
            });
  }

  /** What the caller does when the call is over for it. */
  private void next(Call call, SimulatedWork.Order wish, int triesLeft) {
    boolean knows = call.result != null || call.failure instanceof IllegalStateException;
    if (call.over) {
      return;
    }
    call.over = true;
    if (knows || triesLeft <= 1) {
      if (!knows && !quiet && faults.happens(0.3)) {
        undo(wish, 3);
      }
      return;
    }
    time.after(random.nextLong(RETRY_MILLIS_MAX), () -> send(wish, triesLeft - 1));
  }

  private void undo(SimulatedWork.Order wish, int triesLeft) {
    SimulatedGateway gateway = anyGateway.get();
    if (gateway.isDead() || gateway.isClosed() || triesLeft == 0) {
      return;
    }
    UndoCall call = new UndoCall(wish.id(), "S" + ++stamps, gateway);
    undos.add(call);
    time.note(() -> gateway.name + " is to undo " + wish.id());
    gateway.undo(
        call.id,
        call.stamp,
        reply -> {
          if (!gateway.isDead()) {
            time.note(() -> "undone: " + reply);
            call.reply = reply;
            faults.count("undo " + reply.substring(0, reply.indexOf(' ')));
          }
        },
        failure -> {
          if (!gateway.isDead()) {
            call.failure = failure;
            time.after(random.nextLong(RETRY_MILLIS_MAX), () -> undo(wish, triesLeft - 1));
          }
        });
  }

  private static String text(SettleResult result) {
    return result instanceof SettleResult.Recorded recorded
        ? new String(recorded.reply(), StandardCharsets.UTF_8)
        : result.toString();
  }

  private static String kind(Call call) {
    if (call.result instanceof SettleResult.Recorded recorded) {
      return recorded.replayed() ? "Replayed" : "Recorded";
    }
    return call.result != null
        ? call.result.getClass().getSimpleName()
        : String.valueOf(call.failure).replaceAll(":.*", "").replaceAll(".*\\.", "");
  }

  /**
   * Nobody waits for ever; where nothing went wrong, everybody but the bad has a definite answer.
   */
  void checkAnswered(boolean calm) {
    for (Call call : calls) {
      check(call.isAnswered() || call.gateway.isDead(), "waits for ever: " + call.order);
      check(
          !calm || call.order.bad() || !(call.failure instanceof StoreUnavailableException),
          "hurt by others: " + call.order + " " + call.failure);
    }
    for (UndoCall call : undos) {
      check(
          call.reply != null || call.failure != null || call.gateway.isDead(),
          "waits for ever: undo " + call.id);
    }
  }

  /** Each answer is true of what the store has now, for ever. */
  void checkTrue(SimulatedStore store) {
    Map<String, Row> byStamp = new HashMap<>();
    for (Row row : store.written()) {
      if (row.state() == State.SETTLED || row.state() == State.REFUSED) {
        byStamp.put(row.stamp(), row);
      }
    }
    for (Call call : calls) {
      Row row = store.row(call.order.id());
      String told = call.order + " was told " + kind(call) + ", there is " + row;
      if (call.result instanceof SettleResult.Recorded recorded) {
        check(row != null && row.reply().equals(text(recorded)), text(recorded) + ": " + told);
        check(row != null && row.content().equals(call.order.content()), told);
      } else if (call.result instanceof SettleResult.Undone) {
        check(row != null && row.state() == State.FORBIDDEN, told);
      } else if (call.result instanceof SettleResult.IdReused) {
        check(row != null && !row.content().equals(call.order.content()), told);
      } else if (call.result instanceof SettleResult.ClaimSettled settled) {
        Row other = store.row(settled.first().requestId());
        check(other != null && other.bill().equals(call.order.bill()), told);
      } else if (call.failure != null && !(call.failure instanceof StoreUnavailableException)) {
        check(!byStamp.containsKey(call.order.stamp()), told);
        check(
            call.failure instanceof CancellationException
                || call.failure instanceof RejectedExecutionException
                || call.failure instanceof IllegalStateException,
            told);
      }
    }
    for (UndoCall call : undos) {
      Row row = store.row(call.id);
      check(
          call.reply == null || (row != null && row.undoReply().equals(call.reply)),
          "told " + call.reply + " of " + call.id + ", there is " + row);
    }
  }

  /** Of one person's claims at one gateway, those that were settled were settled in their order. */
  void checkOrder(SimulatedStore store) {
    Map<String, Integer> arrivals = new HashMap<>();
    Map<String, SimulatedGateway> gateways = new HashMap<>();
    for (int i = 0; i < calls.size(); i++) {
      arrivals.put(calls.get(i).order.stamp(), i);
      gateways.put(calls.get(i).order.stamp(), calls.get(i).gateway);
    }
    Map<String, Integer> last = new HashMap<>();
    for (Row row : store.written()) {
      SimulatedGateway gateway = gateways.get(row.stamp());
      if (row.state() == State.SETTLED && gateway != null) {
        String line = System.identityHashCode(gateway) + gateway.name + " " + row.person();
        int arrival = arrivals.getOrDefault(row.stamp(), -1);
        Integer before = last.put(line, arrival);
        check(before == null || before < arrival, "settled before an earlier claim: " + row);
      }
    }
  }

  /** Everybody knows in the end, unless the claim itself is bad. */
  void checkResolved(SimulatedStore store) {
    for (SimulatedWork.Order wish : wishes) {
      boolean known =
          calls.stream()
              .anyMatch(
                  call ->
                      call.order.id().equals(wish.id())
                          && call.order.content().equals(wish.content())
                          && call.result != null);
      check(known || wish.bad(), "never resolved: " + wish + ", there is " + store.row(wish.id()));
    }
  }
}
