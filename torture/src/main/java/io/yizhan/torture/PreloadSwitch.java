package io.yizhan.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;

/** Steers the preloaded library of one or more processes: a page of memory, as in faults.c. */
final class PreloadSwitch {
  private static final int WORD_BYTES = 8;
  private static final int STALL = 0;
  private static final int STALLED = WORD_BYTES;
  private static final int SYNC_FAILS = 2 * WORD_BYTES;
  private static final int FULL = 3 * WORD_BYTES;
  private static final int REFUSED = 4 * WORD_BYTES;
  private static final int CLOCK_NANOS = 5 * WORD_BYTES;
  private static final int PAGE_BYTES = 6 * WORD_BYTES;

  private final Path library;
  private final Path file;
  private final MappedByteBuffer page;

  private PreloadSwitch(Path library, Path file, MappedByteBuffer page) {
    this.library = library;
    this.file = file;
    this.page = page;
  }

  /** A switch with everything off. */
  static PreloadSwitch create(Path library, Path file) {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer page = channel.map(FileChannel.MapMode.READ_WRITE, 0, PAGE_BYTES);
      page.order(ByteOrder.nativeOrder());
      for (int word = 0; word < PAGE_BYTES; word += WORD_BYTES) {
        page.putLong(word, 0);
      }
      return new PreloadSwitch(library, file, page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a process must be started with. */
  Map<String, String> environment() {
    return Map.of("LD_PRELOAD", library.toString(), "TORTURE_SWITCH", file.toString());
  }

  void stall(boolean on) {
    page.putLong(STALL, on ? 1 : 0);
  }

  /** How many calls wait in a stalled sync. */
  long stalled() {
    return page.getLong(STALLED);
  }

  /** A process that was killed while it waited does not count itself out. */
  void forgetStalled() {
    page.putLong(STALLED, 0);
  }

  /** Lets the next syncs fail, this many. */
  void failSyncs(int count) {
    page.putLong(SYNC_FAILS, count);
  }

  /** How many of the syncs that must fail have not come yet. */
  long syncsYetToFail() {
    return Math.max(0, page.getLong(SYNC_FAILS));
  }

  void fullDisk(boolean on) {
    page.putLong(FULL, on ? 1 : 0);
  }

  /** How many writes a full disk has refused, ever. */
  long refused() {
    return page.getLong(REFUSED);
  }

  /** Moves the time of day away from the machine's. */
  void shiftClock(Duration by) {
    page.putLong(CLOCK_NANOS, by.toNanos());
  }
}
