package io.yizhan.torture;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.yizhan.auditor.Acknowledged.Call;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What a good caller does: writes the request down, sends it, and repeats it under its id, at the
 * other gateway too, until the answer is definite; writes the answer down before it counts. Safe
 * for use by many threads.
 */
final class Caller {
  static final long DEADLINE_MILLIS = 4_000;
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

  private static final Set<Call> UNDONE_BY_REFUSAL =
      EnumSet.of(Call.SETTLE, Call.HOLD, Call.READJUDICATE, Call.TEMPORARY_AID);

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

  /** A definite answer; without a reply when the request was found undone, or did nothing. */
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
          countUnsure(e);
        } else if (isUndone(order, e)) {
          journal.foundUndone(order);
          open.remove(order.key());
          return Optional.of(new Definite(Optional.empty()));
        } else {
          open.remove(order.key());
          surprise(order.key(), e);
          return Optional.empty();
        }
      }
      wire = (wire + 1) % wires.size();
      Pause.millis(random.nextInt(PAUSE_MILLIS_MIN, PAUSE_MILLIS_MAX));
    }
    return Optional.empty();
  }

  /**
   * Asks the operator's way for what changes nothing; empty when that was given up, or cannot be.
   *
   * @param what its name among surprises
   */
  <T> Optional<T> read(
      String what, Function<Channel, T> call, RandomGenerator random, BooleanSupplier giveUp) {
    Optional<StatusRuntimeException> broken = Optional.empty();
    int wire = random.nextInt(wires.size());
    while (!giveUp.getAsBoolean()) {
      try {
        tally.sent.incrementAndGet();
        return Optional.of(call.apply(wires.get(wire).as(town.operator())));
      } catch (StatusRuntimeException e) {
        Status.Code code = e.getStatus().getCode();
        if (code == Status.Code.FAILED_PRECONDITION) {
          return Optional.empty();
        }
        if (!UNSURE.contains(code)) {
          surprise(what, e);
          return Optional.empty();
        }
        countUnsure(e);
        broken = Optional.of(e).filter(Caller::isOfGateway);
      }
      wire = (wire + 1) % wires.size();
      Pause.millis(random.nextInt(PAUSE_MILLIS_MIN, PAUSE_MILLIS_MAX));
    }
    // An order would be found open at the end; this has no other witness.
    broken.ifPresent(e -> surprise(what, e));
    return Optional.empty();
  }

  private void count(Order order, Wire.Answer answer) {
    tally.told.incrementAndGet();
    if (answer.replayed()) {
      tally.replayed.incrementAndGet();
      return;
    }
    AtomicLong first =
        switch (order.call()) {
          case SETTLE -> tally.settled;
          case HOLD -> tally.held;
          case REVERSE, UNDO, AID_REVERSE -> tally.takenBack;
          case READJUDICATE -> tally.readjudicated;
          case TEMPORARY_AID, ENROLMENT -> tally.aided;
        };
    first.incrementAndGet();
    if (order.call() == Call.SETTLE && Orders.isOnPaper(order)) {
      tally.onPaper.incrementAndGet();
    }
  }

  private void countUnsure(StatusRuntimeException e) {
    tally.unsure.incrementAndGet();
    if (isOfGateway(e)) {
      tally.internal.incrementAndGet();
    }
  }

  /**
   * That nothing was done, as with what was undone. Of a hold: the person has as many as may be; of
   * a booking: it would now be another, or something stands in its way; of aid: its fund is short,
   * or an invoice or the year of an insurance has had it.
   */
  private static boolean isUndone(Order order, StatusRuntimeException e) {
    return switch (e.getStatus().getCode()) {
      case FAILED_PRECONDITION -> UNDONE_BY_REFUSAL.contains(order.call());
      case ALREADY_EXISTS ->
          order.call() == Call.ENROLMENT
              || (order.call() == Call.SETTLE && Orders.isOnPaper(order));
      default -> false;
    };
  }

  /** Its own words name an incident; a cut stream has other words. */
  private static boolean isOfGateway(StatusRuntimeException e) {
    return e.getStatus().getCode() == Status.Code.INTERNAL
        && String.valueOf(e.getStatus().getDescription()).contains("incident");
  }

  private void surprise(String what, StatusRuntimeException e) {
    if (surprises.size() < SURPRISES_MAX) {
      surprises.add(what + " " + e.getStatus());
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
