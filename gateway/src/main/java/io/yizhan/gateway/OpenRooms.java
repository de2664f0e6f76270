package io.yizhan.gateway;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Parts that were opened, closed in reverse; one that fails to close does not keep the others. */
final class OpenRooms implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenRooms.class);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  private volatile boolean openNoMore;

  /**
   * Remembers a part to close, and answers it.
   *
   * @throws IllegalStateException when no more are to be opened
   */
  synchronized <T extends AutoCloseable> T opened(T part) {
    open.push(part);
    if (openNoMore) {
      throw new IllegalStateException("启动时被叫停 / stopped while starting");
    }
    return part;
  }

  /** The part that is being opened is the last. */
  void openNoMore() {
    openNoMore = true;
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
