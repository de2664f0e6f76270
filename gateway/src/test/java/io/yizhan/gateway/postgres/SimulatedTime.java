package io.yizhan.gateway.postgres;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads that take turns, and a clock that moves only when nobody can go on: one of them runs at a
 * time, until it waits, and who is next is drawn. So all that happens depends on the seed alone.
 */
final class SimulatedTime {
  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "simulated");
            thread.setDaemon(true);
            return thread;
          });
  private final SplittableRandom random;
  private final int stepsMax;
  private final boolean traced;
  private final List<String> trace = new ArrayList<>();
  private final List<Actor> actors = new ArrayList<>();
  private final List<Actor> candidates = new ArrayList<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          Comparator.comparingLong((Event event) -> event.millis)
              .thenComparingLong(event -> event.number));
  private final Actor main = new Actor("main");
  private Actor running = main;
  private long nowMillis;
  private long eventCount;
  private int steps;
  private boolean over;
  private @Nullable Throwable failure;

  SimulatedTime(SplittableRandom random, int stepsMax, boolean traced) {
    this.random = random;
    this.stepsMax = stepsMax;
    this.traced = traced;
  }

  /** Ends an actor when the simulation has failed. */
  private static final class Ended extends Error {
    private static final long serialVersionUID = 1L;

    Ended() {
      super("the simulation has ended", null, false, false);
    }
  }

  private record Event(long millis, long number, Runnable run) {}

  /** A thread that runs when it is its turn. */
  private static final class Actor {
    private final String name;
    private BooleanSupplier canGo = () -> true;
    private long deadlineMillis = Long.MAX_VALUE;
    private volatile @Nullable Thread thread;
    private volatile boolean turn;

    Actor(String name) {
      this.name = name;
    }

    void go() {
      turn = true;
      LockSupport.unpark(thread);
    }

    void awaitTurn() {
      thread = Thread.currentThread();
      while (!turn) {
        LockSupport.park(this);
      }
      turn = false;
    }
  }

  long nowMillis() {
    return nowMillis;
  }

  int steps() {
    return steps;
  }

  List<String> trace() {
    return trace;
  }

  /** Notes what happens, where somebody reads it. */
  void note(Supplier<String> what) {
    if (traced) {
      trace.add(nowMillis + " ms " + running.name + ": " + what.get());
    }
  }

  /** Starts a thread. */
  void start(String name, Runnable body) {
    Actor actor = new Actor(name);
    actors.add(actor);
    THREADS.execute(
        () -> {
          actor.awaitTurn();
          try {
            if (!over) {
              body.run();
            }
          } catch (Ended e) {
            // As told.
          } catch (Throwable e) {
            fail(e);
          }
          actors.remove(actor);
          next().go();
        });
  }

  /** Does something at a later time; it must not wait. */
  void after(long millis, Runnable event) {
    events.add(new Event(nowMillis + millis, eventCount++, event));
  }

  /** Lets the others run, or some of them. */
  void pass() {
    if (random.nextInt(3) > 0) {
      waitFor(() -> true, Long.MAX_VALUE);
    } else if (over) {
      throw new Ended();
    }
  }

  void sleep(long millis) {
    waitFor(() -> false, millis);
  }

  /** Waits until something holds, and answers whether it does; no longer than this. */
  boolean waitFor(BooleanSupplier condition, long millisMax) {
    if (over) {
      throw new Ended();
    }
    Actor self = running;
    self.canGo = condition;
    self.deadlineMillis = millisMax == Long.MAX_VALUE ? millisMax : nowMillis + millisMax;
    Actor next = next();
    if (next != self) {
      next.go();
      self.awaitTurn();
      if (over) {
        throw new Ended();
      }
    }
    return condition.getAsBoolean();
  }

  /** Runs until nothing can happen any more; throws what went wrong. */
  void run() {
    if (!over) {
      Actor next = next();
      if (next != main) {
        next.go();
        main.awaitTurn();
      }
    }
    if (failure != null) {
      end();
      if (failure instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(failure);
    }
  }

  /** Whether every thread has ended. */
  boolean isDeserted() {
    return actors.isEmpty();
  }

  /** Ends all threads wherever they are. */
  void end() {
    over = true;
    while (!actors.isEmpty()) {
      actors.get(0).go();
      main.awaitTurn();
    }
  }

  /** Ends all with this. */
  void fail(Throwable e) {
    if (failure == null) {
      failure = e;
    }
    over = true;
  }

  private Actor next() {
    try {
      running = over ? main : draw();
    } catch (Throwable e) {
      fail(e);
      running = main;
    }
    return running;
  }

  private Actor draw() {
    while (true) {
      if (steps++ == stepsMax) {
        throw new AssertionError("after " + stepsMax + " steps it still goes on");
      }
      candidates.clear();
      long wake = Long.MAX_VALUE;
      for (Actor actor : actors) {
        if (actor.deadlineMillis <= nowMillis || actor.canGo.getAsBoolean()) {
          candidates.add(actor);
        } else {
          wake = Math.min(wake, actor.deadlineMillis);
        }
      }
      Event event = events.peek();
      boolean due = event != null && event.millis <= nowMillis;
      int count = candidates.size() + (due ? 1 : 0);
      if (count == 0) {
        wake = event == null ? wake : Math.min(wake, event.millis);
        if (wake == Long.MAX_VALUE) {
          return main;
        }
        nowMillis = wake;
        continue;
      }
      int drawn = random.nextInt(count);
      if (drawn < candidates.size()) {
        return candidates.get(drawn);
      }
      Actor before = running;
      running = main;
      events.remove().run.run();
      running = before;
    }
  }
}
