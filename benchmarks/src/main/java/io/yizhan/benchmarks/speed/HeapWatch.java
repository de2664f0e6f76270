package io.yizhan.benchmarks.speed;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** How much heap collections leave: what grows here is kept, whatever the heap's size is. */
final class HeapWatch {
  private final AtomicLong least = new AtomicLong(Long.MAX_VALUE);

  HeapWatch() {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (collector instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener((note, ignored) -> see(note.getUserData()), null, null);
      }
    }
  }

  private void see(Object data) {
    if (data instanceof CompositeData composite) {
      long left =
          GarbageCollectionNotificationInfo.from(composite)
              .getGcInfo()
              .getMemoryUsageAfterGc()
              .values()
              .stream()
              .mapToLong(MemoryUsage::getUsed)
              .sum();
      least.accumulateAndGet(left, Math::min);
    }
  }

  /** The least since the last time; 0 where nothing was collected. */
  long leastBytes() {
    long bytes = least.getAndSet(Long.MAX_VALUE);
    return bytes == Long.MAX_VALUE ? 0 : bytes;
  }
}
