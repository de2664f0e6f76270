package io.yizhan.benchmarks.speed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Makes every fsync of a process wait before it begins, as a slower disk would: a small library
 * that is loaded before the C library. The wait is read from a file that both have mapped, so that
 * one server can be measured with and without it.
 */
final class FsyncDelay {
  private static final long COMPILE_SECONDS_MAX = 60;

  private static final String SOURCE =
      """
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <fcntl.h>
      #include <stdint.h>
      #include <stdlib.h>
      #include <sys/mman.h>
      #include <time.h>
      #include <unistd.h>

      static volatile uint32_t *micros;

      __attribute__((constructor)) static void map(void) {
        const char *path = getenv("YIZHAN_FSYNC_DELAY");
        int file = path ? open(path, O_RDONLY) : -1;
        if (file < 0) return;
        void *at = mmap(0, sizeof *micros, PROT_READ, MAP_SHARED, file, 0);
        close(file);
        if (at != MAP_FAILED) micros = at;
      }

      static void wait_before(void) {
        uint32_t us = micros ? *micros : 0;
        struct timespec left = {us / 1000000, (long)(us % 1000000) * 1000};
        while (us && nanosleep(&left, &left)) {}
      }

      int fsync(int file) {
        static int (*next)(int);
        if (!next) next = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
        wait_before();
        return next(file);
      }

      int fdatasync(int file) {
        static int (*next)(int);
        if (!next) next = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
        wait_before();
        return next(file);
      }
      """;

  private final Path library;
  private final Path micros;

  private FsyncDelay(Path library, Path micros) {
    this.library = library;
    this.micros = micros;
  }

  /** Compiles the library; the delay is nothing at first. */
  static FsyncDelay compile(Path folder) {
    try {
      Path source = folder.resolve("fsync-delay.c");
      FsyncDelay delay =
          new FsyncDelay(
              folder.resolve("fsync-delay.so").toAbsolutePath(),
              folder.resolve("fsync-delay.micros").toAbsolutePath());
      Files.writeString(source, SOURCE, StandardCharsets.UTF_8);
      delay.setMillis(0);
      Process gcc =
          new ProcessBuilder(
                  "gcc",
                  "-shared",
                  "-fPIC",
                  "-O2",
                  "-o",
                  delay.library.toString(),
                  source.toString(),
                  "-ldl")
              .inheritIO()
              .start();
      if (!gcc.waitFor(COMPILE_SECONDS_MAX, TimeUnit.SECONDS) || gcc.exitValue() != 0) {
        throw new IllegalStateException("gcc must compile the library that delays fsync");
      }
      return delay;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "--fsync-delay-ms needs gcc: apt-get install gcc libc6-dev", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What a process must be started with. */
  Map<String, String> environment() {
    return Map.of("LD_PRELOAD", library.toString(), "YIZHAN_FSYNC_DELAY", micros.toString());
  }

  /** From the next fsync on, in every process that was started so. */
  void setMillis(int millis) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.nativeOrder())
            .putInt((int) TimeUnit.MILLISECONDS.toMicros(millis));
    try {
      // In place: those who have mapped the file see it.
      Files.write(micros, bytes.array(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
