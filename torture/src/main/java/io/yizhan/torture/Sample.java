package io.yizhan.torture;

import io.yizhan.auditor.Acknowledged.Call;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Some of the settle requests that a journal has an answer to, spread evenly over it, and of the
 * bookings of corrections and of aid.
 */
final class Sample implements Journal.Reader {
  private static final Set<Call> SAMPLED =
      EnumSet.of(
          Call.SETTLE, Call.READJUDICATE, Call.TEMPORARY_AID, Call.ENROLMENT, Call.AID_REVERSE);

  private final long step;
  private final Map<String, Order> orders = new HashMap<>();
  private final List<Settled> settled = new ArrayList<>();
  private long seen;

  private Sample(long step) {
    this.step = step;
  }

  /** A request and the answer that its caller was given. */
  record Settled(Order order, byte[] reply) {}

  /** About so many at most. */
  static Sample of(Path journal, int most) {
    Sample sample = new Sample(Math.max(1, Past.read(journal).sentCount() / most));
    Journal.read(journal, sample);
    return sample;
  }

  List<Settled> settled() {
    return List.copyOf(settled);
  }

  @Override
  public void sent(Order order) {
    seen++;
    if (SAMPLED.contains(order.call()) && seen % step == 0) {
      orders.put(order.key(), order);
    }
  }

  @Override
  public void told(Order order, byte[] reply) {
    Order first = orders.remove(order.key());
    if (first != null) {
      settled.add(new Settled(first, reply));
    }
  }

  @Override
  public void foundUndone(Order order) {
    orders.remove(order.key());
  }

  @Override
  public void struck(Fault fault) {}
}
