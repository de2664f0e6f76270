package io.yizhan.benchmarks.speed;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Quotes that bind, of one person after the other, and settlements of what they hold. */
final class HoldCalls {
  private static final int PERSON_DIGITS = 7;

  private final MessageForm holdNumber;
  private final MessageForm holdPerson;
  private final MessageForm settleNumber;
  private final MessageForm settlePerson;
  private final int persons;
  private final AtomicLong next;
  private final Queue<Long> held = new ConcurrentLinkedQueue<>();

  /** Calls whose numbers count up from this one. */
  HoldCalls(int persons, long firstNumber) {
    this.persons = persons;
    this.next = new AtomicLong(firstNumber);
    byte[] hold = BenchWorld.hold(0, 0).toByteArray();
    byte[] settle = BenchWorld.byHold(0, 0).toByteArray();
    this.holdNumber = number(hold);
    this.holdPerson = person(hold);
    this.settleNumber = number(settle);
    this.settlePerson = person(settle);
  }

  private static MessageForm number(byte[] message) {
    return MessageForm.of(message, "0".repeat(BenchWorld.ID_DIGITS), BenchWorld.ID_DIGITS);
  }

  private static MessageForm person(byte[] message) {
    return MessageForm.of(message, BenchWorld.documentNumber(0), PERSON_DIGITS);
  }

  /** Sends bytes. */
  interface Send {
    /** Answers by one of the two. */
    void call(byte[] message, Runnable done, Consumer<String> failed);
  }

  private int person(long number) {
    return (int) (number % persons) + 1;
  }

  void hold(Send quote, Runnable done, Consumer<String> failed) {
    long number = next.getAndIncrement();
    byte[] message = holdNumber.with(number);
    holdPerson.fill(message, person(number));
    quote.call(
        message,
        () -> {
          held.add(number);
          done.run();
        },
        failed);
  }

  /** Settles what was held longest; where nothing is, it is held first. */
  void settle(Send quote, Send settle, Runnable done, Consumer<String> failed) {
    Long number = held.poll();
    if (number == null) {
      hold(quote, () -> settle(quote, settle, done, failed), failed);
      return;
    }
    byte[] message = settleNumber.with(number);
    settlePerson.fill(message, person(number));
    settle.call(message, done, failed);
  }
}
