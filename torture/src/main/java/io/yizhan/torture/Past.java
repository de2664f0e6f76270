package io.yizhan.torture;

import io.yizhan.auditor.Acknowledged;
import io.yizhan.auditor.LedgerAuditor.Sent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What a journal says, without keeping more of it than what is still open. */
final class Past implements Journal.Reader {
  private final Map<String, Order> open = new LinkedHashMap<>();
  private final Map<Fault, Integer> struck = new EnumMap<>(Fault.class);
  private final Consumer<Acknowledged> told;
  private final Consumer<Sent> sent;
  private long sentCount;

  private Past(Consumer<Acknowledged> told, Consumer<Sent> sent) {
    this.told = told;
    this.sent = sent;
  }

  /** Reads a journal, which need not be there. */
  static Past read(Path file) {
    return read(file, one -> {}, one -> {});
  }

  /** The same, and hands over every answer and every request. */
  static Past read(Path file, Consumer<Acknowledged> told, Consumer<Sent> sent) {
    Past past = new Past(told, sent);
    if (Files.exists(file)) {
      Journal.read(file, past);
    }
    return past;
  }

  /** Requests without a definite answer. */
  List<Order> open() {
    return List.copyOf(open.values());
  }

  /** How often each fault was done. */
  Map<Fault, Integer> struck() {
    return struck;
  }

  /** How many requests were sent. */
  long sentCount() {
    return sentCount;
  }

  @Override
  public void sent(Order order) {
    open.put(order.key(), order);
    sentCount++;
    sent.accept(new Sent(Town.sender(order.hospital()), order.requestId()));
  }

  @Override
  public void told(Order order, byte[] reply) {
    open.remove(order.key());
    Wire.acknowledged(order, Town.sender(order.hospital()), reply).forEach(told);
  }

  @Override
  public void foundUndone(Order order) {
    open.remove(order.key());
  }

  @Override
  public void struck(Fault fault) {
    struck.merge(fault, 1, Integer::sum);
  }
}
