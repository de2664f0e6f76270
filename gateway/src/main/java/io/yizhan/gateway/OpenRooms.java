package io.yizhan.gateway;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Parts that were opened, closed in reverse; one that fails to close does not keep the others. */
final class OpenRooms implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenRooms.class);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /** Remembers a part to close, and answers it. */
  synchronized <T extends AutoCloseable> T opened(T part) {
    open.push(part);
    return part;
  }

  @Override
  public synchronized void close() {
    while (!open.isEmpty()) {
      AutoCloseable part = open.pop();
      try {
        part.close();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      } catch (Exception failure) {
        LOG.warn("{} did not close: {}", part.getClass().getSimpleName(), failure.toString());
      }
    }
  }
}
