package io.yizhan.torture;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.yizhan.auditor.Acknowledged.Call;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * What a good caller does: writes the request down, sends it, and repeats it under its id, at the
 * other gateway too, until the answer is definite; writes the answer down before it counts. Safe
 * for use by many threads.
 */
final class Caller {
  private static final long DEADLINE_MILLIS = 4_000;
  private static final int PAUSE_MILLIS_MIN = 10;
  private static final int PAUSE_MILLIS_MAX = 100;

  /** After which the answer is still open. */
  private static final Set<Status.Code> UNSURE =
      Set.of(
          Status.Code.UNAVAILABLE,
          Status.Code.DEADLINE_EXCEEDED,
          Status.Code.RESOURCE_EXHAUSTED,
          Status.Code.CANCELLED,
          Status.Code.UNKNOWN,
          Status.Code.INTERNAL,
          Status.Code.ABORTED);

  private static final int SURPRISES_MAX = 1_000;

  private final List<Wire> wires;
  private final Town town;
  private final Journal journal;
  private final Tally tally;
  private final Map<String, Order> open = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> surprises = new ConcurrentLinkedQueue<>();
  private volatile Optional<StallWatch> watch = Optional.empty();

  /** A caller of these gateways. */
  Caller(List<Wire> wires, Town town, Journal journal, Tally tally) {
    this.wires = wires;
    this.town = town;
    this.journal = journal;
    this.tally = tally;
  }

  /** A definite answer; without a reply when the request was found undone. */
  record Definite(Optional<byte[]> reply) {}

  /** Sends a new order; empty when it was given up without a definite answer. */
  Optional<Definite> ask(Order order, RandomGenerator random, BooleanSupplier giveUp) {
    open.put(order.key(), order);
    journal.sent(order);
    return repeat(order, random, giveUp);
  }

  /** Sends a new order once and forgets it when it is not answered: a bad habit. */
  Optional<Definite> askOnce(Order order, RandomGenerator random) {
    AtomicInteger tries = new AtomicInteger();
    Optional<Definite> answer = ask(order, random, () -> tries.getAndIncrement() > 0);
    open.remove(order.key());
    return answer;
  }

  /** Sends an order that was sent before, by this run or the one before it. */
  Optional<Definite> repeat(Order order, RandomGenerator random, BooleanSupplier giveUp) {
    open.put(order.key(), order);
    long firstSent = System.nanoTime();
    int wire = random.nextInt(wires.size());
    while (!giveUp.getAsBoolean()) {
      try {
        tally.sent.incrementAndGet();
        Wire.Answer answer =
            wires.get(wire).send(order, town.token(order.hospital()), DEADLINE_MILLIS);
        watch.ifPresent(now -> now.answered(firstSent, answer.replayed()));
        journal.told(order, answer.reply());
        open.remove(order.key());
        count(order, answer);
        return Optional.of(new Definite(Optional.of(answer.reply())));
      } catch (StatusRuntimeException e) {
        Status.Code code = e.getStatus().getCode();
        if (UNSURE.contains(code)) {
          tally.unsure.incrementAndGet();
          if (code == Status.Code.INTERNAL && isOfGateway(e)) {
            tally.internal.incrementAndGet();
          }
        } else if (isUndone(order, e)) {
          journal.foundUndone(order);
          open.remove(order.key());
          return Optional.of(new Definite(Optional.empty()));
        } else {
          surprise(order, e);
          return Optional.empty();
        }
      }
      wire = (wire + 1) % wires.size();
      Pause.millis(random.nextInt(PAUSE_MILLIS_MIN, PAUSE_MILLIS_MAX));
    }
    return Optional.empty();
  }

  private void count(Order order, Wire.Answer answer) {
    tally.told.incrementAndGet();
    if (answer.replayed()) {
      tally.replayed.incrementAndGet();
    } else if (order.call() == Call.SETTLE) {
      tally.settled.incrementAndGet();
    } else if (order.call() == Call.HOLD) {
      tally.held.incrementAndGet();
    } else {
      tally.takenBack.incrementAndGet();
    }
  }

  /**
   * Of a hold: that the person has as many as may be; nothing was done, as with what was undone.
   */
  private static boolean isUndone(Order order, StatusRuntimeException e) {
    return (order.call() == Call.SETTLE || order.call() == Call.HOLD)
        && e.getStatus().getCode() == Status.Code.FAILED_PRECONDITION;
  }

  /** Its own words name an incident; a cut stream has other words. */
  private static boolean isOfGateway(StatusRuntimeException e) {
    return String.valueOf(e.getStatus().getDescription()).contains("incident");
  }

  private void surprise(Order order, StatusRuntimeException e) {
    open.remove(order.key());
    if (surprises.size() < SURPRISES_MAX) {
      surprises.add(order.key() + " " + e.getStatus());
    }
  }

  /** A settlement by a hold came to what it should, or to something else. */
  void settledByHold(Order order, boolean exactly) {
    if (exactly) {
      tally.settledByHold.incrementAndGet();
    } else if (surprises.size() < SURPRISES_MAX) {
      surprises.add(order.key() + " came to other amounts than were held for it");
    }
  }

  /** Answers that no request of a good caller may get. */
  List<String> surprises() {
    return List.copyOf(surprises);
  }

  /** What has no definite answer. */
  List<Order> open() {
    return List.copyOf(open.values());
  }

  /** From now on answers are looked at. */
  void watch(Optional<StallWatch> next) {
    watch = next;
  }
}
