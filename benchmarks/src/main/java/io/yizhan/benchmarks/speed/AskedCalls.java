package io.yizhan.benchmarks.speed;

import java.util.concurrent.atomic.AtomicLong;

/** Settlements of one person after the other, with an insurer who is asked and without one. */
final class AskedCalls {
  private static final int PERSON_DIGITS = 7;

  private final Form asked = Form.of(AskedClaims.ASKED_SCHEME);
  private final Form computed = Form.of(AskedClaims.COMPUTED_SCHEME);
  private final int persons;
  private final AtomicLong next;

  /** Calls whose numbers count up from this one. */
  AskedCalls(int persons, long firstNumber) {
    this.persons = persons;
    this.next = new AtomicLong(firstNumber);
  }

  private record Form(MessageForm number, MessageForm person) {
    static Form of(String scheme) {
      byte[] message = AskedClaims.settle(0, 0, scheme).toByteArray();
      return new Form(
          MessageForm.of(message, "0".repeat(BenchWorld.ID_DIGITS), BenchWorld.ID_DIGITS),
          MessageForm.of(message, BenchWorld.documentNumber(0), PERSON_DIGITS));
    }
  }

  byte[] asked() {
    return message(asked);
  }

  byte[] computed() {
    return message(computed);
  }

  private byte[] message(Form form) {
    long number = next.getAndIncrement();
    byte[] message = form.number().with(number);
    form.person().fill(message, (int) (number % persons) + 1);
    return message;
  }
}
