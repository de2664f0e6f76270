package io.yizhan.torture;

import com.google.protobuf.InvalidProtocolBufferException;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.torture.Caller.Definite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Callers that never rest: they settle, repeat what is settled, take some of it back by reversal or
 * undo, undo what is still on its way or was never sent, and quote with hold. A clerk decides the
 * past of some persons afresh, and an office gives aid.
 */
final class Load {
  private static final int THINK_MILLIS_MAX = 30;
  private static final int PERCENT = 100;
  private static final int REPEATS = 8;
  private static final int REVERSALS = 5;
  private static final int UNDOS = 5;
  private static final int UNDONE_FIRST = 4;
  private static final int UNDONE_AT_ONCE = 4;
  private static final int HOLDS = 15;
  private static final int READJUDICATIONS = 25;
  private static final int AID = 6;

  /** So many later orders must have been looked back from before one is taken back. */
  private static final int EARLIER_MAX = 32;

  private static final long END_SECONDS_MAX = 120;

  private final Caller caller;
  private final Orders orders;
  private final Asking asking;
  private final Holding holding;
  private final Readjudging clerk;
  private final Office office;
  private final Queue<Settled> earlier = new ArrayBlockingQueue<>(EARLIER_MAX);
  private final List<Thread> threads = new ArrayList<>();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean resting;
  private volatile boolean givenUp;

  /**
   * Callers that have not begun.
   *
   * @param asking how a settlement is asked for
   * @param clerk decides persons' past afresh
   * @param office gives aid outside the waterfall
   */
  Load(Caller caller, Orders orders, Asking asking, Readjudging clerk, Office office) {
    this.clerk = clerk;
    this.office = office;
    this.caller = caller;
    this.orders = orders;
    this.asking = asking;
    this.holding = new Holding(caller, orders, asking);
  }

  /** An order and its settlement; empty where it does not stand. */
  private record Settled(Order order, String id) {}

  /** How a caller asks for a settlement. */
  interface Asking {
    /** Asks until there is an answer or it gives up. */
    Optional<Definite> ask(Order order, RandomGenerator random, BooleanSupplier giveUp);
  }

  /** Begins with so many callers. */
  void begin(int callers, SplittableRandom random) {
    for (int i = 0; i < callers; i++) {
      SplittableRandom own = random.split();
      Thread thread = new Thread(() -> work(own), "torture-caller-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void work(RandomGenerator random) {
    try {
      while (!resting) {
        act(random);
        Pause.millis(random.nextInt(THINK_MILLIS_MAX));
      }
    } catch (RuntimeException e) {
      failures.add(e);
    }
  }

  private void act(RandomGenerator random) {
    if (random.nextInt(PERCENT) < AID) {
      office.act(Town.document(Orders.somebody(random)), random, this::isGivenUp);
      return;
    }
    Order order = orders.settle(random);
    int what = random.nextInt(PERCENT);
    if (what < UNDONE_FIRST) {
      caller.ask(Orders.undo(order), random, this::isGivenUp);
      caller.ask(order, random, this::isGivenUp);
      return;
    }
    if (what < UNDONE_FIRST + UNDONE_AT_ONCE) {
      boolean twice = Orders.isOnPaper(order) && random.nextBoolean();
      atOnce(order, twice ? orders.sameInvoice(order) : Orders.undo(order), random);
      return;
    }
    if (what >= PERCENT - HOLDS && Orders.isHeld(order)) {
      holding.act(order, random, this::isGivenUp);
      return;
    }
    Optional<Definite> settled = asking.ask(order, random, this::isGivenUp);
    if (settled.isEmpty()) {
      return;
    }
    what -= UNDONE_FIRST + UNDONE_AT_ONCE;
    if (what < REPEATS) {
      caller.repeat(order, random, this::isGivenUp);
    } else if (what < REPEATS + UNDOS) {
      caller.ask(Orders.undo(order), random, this::isGivenUp);
    } else if (what < REPEATS + UNDOS + REVERSALS) {
      String id = settlementId(settled.get());
      if (!id.isEmpty()) {
        caller.ask(orders.reverse(order, id), random, this::isGivenUp);
      }
    }
    if (!Orders.isOnPaper(order)
        && !Orders.isHeld(order)
        && random.nextInt(PERCENT) < READJUDICATIONS) {
      boolean stands = what >= REPEATS + UNDOS + REVERSALS;
      lookBack(new Settled(order, stands ? settlementId(settled.get()) : ""), random);
    }
  }

  /** Asks for both at the same moment. */
  private void atOnce(Order order, Order other, RandomGenerator random) {
    RandomGenerator own = new SplittableRandom(random.nextLong());
    Thread beside = new Thread(() -> caller.ask(other, own, this::isGivenUp), "torture-at-once");
    beside.setDaemon(true);
    beside.start();
    caller.ask(order, random, this::isGivenUp);
    join(beside);
  }

  /**
   * Has the clerk decide somebody's past afresh: mostly of whom an early settlement is taken back
   * for it, which frees a cap for what came since.
   */
  private void lookBack(Settled now, RandomGenerator random) {
    Settled of = now;
    if (!now.id().isEmpty() && !earlier.offer(now)) {
      of = Optional.ofNullable(earlier.poll()).orElse(now);
      if (!of.equals(now)) {
        caller.ask(orders.reverse(of.order(), of.id()), random, this::isGivenUp);
      }
    }
    clerk.act(Orders.person(of.order()), random, this::isGivenUp);
  }

  private static String settlementId(Definite answer) {
    try {
      return answer.reply().isEmpty()
          ? ""
          : SettleClaimResponse.parseFrom(answer.reply().get()).getSettlement().getSettlementId();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean isGivenUp() {
    return givenUp;
  }

  private void join(Thread thread) {
    try {
      thread.join(TimeUnit.SECONDS.toMillis(END_SECONDS_MAX));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Lets everybody finish what is under way, at most so long; what is open then stays open. */
  void rest() {
    resting = true;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS_MAX);
    for (Thread thread : threads) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      try {
        thread.join(Math.max(1, left));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    givenUp = true;
  }

  /** Defects of the run itself. */
  List<Throwable> failures() {
    return List.copyOf(failures);
  }
}
