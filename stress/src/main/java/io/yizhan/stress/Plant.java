package io.yizhan.stress;

import java.util.ArrayList;
import java.util.List;

/** What is broken on purpose, each in one class of the gateway, and the test that must see it. */
enum Plant {
  /** A call that found the store open is let in when the writers have ended. */
  CLOSED_IS_READ_BEFORE_THE_LOCK(
      "CallMeetsClosing",
      "postgres/SettleQueue",
      new Change(
          """
              lock.lock();
              try {
                if (closed || waitingCount >= waitingMax) {
          """,
          """
              if (closed) {
                return false;
              }
              lock.lock();
              try {
                if (waitingCount >= waitingMax) {
          """)),

  /** Two calls find the one place free. */
  PLACES_ARE_COUNTED_BEFORE_THE_LOCK(
      "CallsMeetAtTheLimit",
      "postgres/SettleQueue",
      new Change(
          """
              lock.lock();
              try {
                if (closed || waitingCount >= waitingMax) {
          """,
          """
              if (waitingCount >= waitingMax) {
                return false;
              }
              lock.lock();
              try {
                if (closed) {
          """)),

  /** Two writers take at once. */
  WRITERS_TAKE_WITHOUT_THE_LOCK(
      "WritersMeetAtAPerson",
      "postgres/SettleQueue",
      new Change(
          """
              lock.lock();
              try {
                List<Waiting> taken = new ArrayList<>();
          """,
          """
              try {
                List<Waiting> taken = new ArrayList<>();
          """),
      new Change(
          """
                return taken;
              } finally {
                lock.unlock();
              }
          """,
          """
                return taken;
              } finally {
                // Nothing was locked.
              }
          """)),

  /** A call comes between a writer's look and its sleep, and nobody wakes it any more. */
  WRITER_LOOKS_BEFORE_THE_LOCK(
      "CallWakesWriter",
      "postgres/SettleQueue",
      new Change(
          """
              lock.lock();
              try {
                idle.awaitWhile(() -> hasNothing() && !closed);
          """,
          """
              boolean looked = hasNothing();
              var first = new java.util.concurrent.atomic.AtomicBoolean(true);
              lock.lock();
              try {
                idle.awaitWhile(
                    () -> (first.getAndSet(false) ? looked : hasNothing()) && !closed);
          """)),

  /** Two calls find the last place free. */
  CALLS_ENTER_WITHOUT_THE_LOCK(
      "EntersMeetAtTheLimit",
      "rpc/Turnstile",
      new Change("  synchronized Pass enter(", "  Pass enter(")),

  /** Two threads find that the call has not left. */
  LEFT_IS_READ_AND_THEN_SET(
      "LeavesTwice",
      "rpc/Turnstile",
      new Change(
          "      if (left.compareAndSet(false, true)) {\n",
          "      if (!left.get()) {\n        left.set(true);\n")),

  /** What one call writes another has read before. */
  CALLS_LEAVE_WITHOUT_THE_LOCK(
      "LeaveMeetsEnter",
      "rpc/Turnstile",
      new Change("  private synchronized void leave(", "  private void leave(")),

  /** What was held is given back twice. */
  BYTES_ARE_READ_AND_THEN_CLEARED(
      "MessageReadMeetsEnd",
      "rpc/MessageSize",
      new Change(
          "    long bytes = counted.getAndSet(0);\n",
          "    long bytes = counted.get();\n    counted.set(0);\n")),

  /** What an answer adds when its call has ended is held for ever. */
  ANSWER_DOES_NOT_ASK_FOR_THE_END(
      "AnswerMeetsEnd",
      "rpc/MessageSize",
      new Change(
          "      if (ended) {\n        to.hold(-outgoingBytes.getAndSet(0));\n      }\n", "")),

  /** What a message adds when its call has ended is held for ever. */
  ARRIVAL_DOES_NOT_ASK_FOR_THE_END(
      "ArrivalMeetsEnd",
      "rpc/MessageSize",
      new Change("    if (ended) {\n      release(incomingBytes);\n    }\n", "")),

  /** An event overtakes those that wait. */
  EVENTS_PASS_WHILE_OTHERS_WAIT(
      "EventMeetsListener",
      "rpc/DelayedListener",
      new Change("      if (found == null || draining) {\n", "      if (found == null) {\n")),

  /** An older book is put in the place of a newer. */
  BOOKS_ARE_READ_WITHOUT_THE_LOCK(
      "RefreshesMeet",
      "desk/PlanBookKeeper",
      new Change("  public synchronized void refresh()", "  public void refresh()"));

  /** Text that must stand once in the source, and what is put in its place. */
  record Change(String right, String wrong) {}

  private final String test;
  private final String source;

  @SuppressWarnings("ImmutableEnumChecker") // A list of records that is copied in.
  private final List<Change> changes;

  Plant(String test, String source, Change... changes) {
    this.test = test;
    this.source = source;
    this.changes = List.of(changes);
  }

  /** The simple name of the test that must see it. */
  String test() {
    return test;
  }

  /** The changed class, below the gateway's root package. */
  String source() {
    return source;
  }

  List<Change> changes() {
    return changes;
  }

  /** For people. */
  String words() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }

  /**
   * Those of some tests, in as few builds as may be: a class has one change at a time, and a test
   * looks at one class.
   */
  static List<List<Plant>> builds(List<String> tests) {
    List<List<Plant>> builds = new ArrayList<>();
    for (Plant plant : values()) {
      if (tests.contains(plant.test)) {
        builds.stream()
            .filter(build -> build.stream().noneMatch(other -> other.source.equals(plant.source)))
            .findFirst()
            .orElseGet(
                () -> {
                  List<Plant> build = new ArrayList<>();
                  builds.add(build);
                  return build;
                })
            .add(plant);
      }
    }
    return builds;
  }
}
