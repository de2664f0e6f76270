package io.yizhan.benchmarks.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Processor time of processes, as Linux counts it in {@code /proc}. */
final class CpuClock {
  /** What sysconf(_SC_CLK_TCK) answers on every Linux that Java runs on. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int PARENT = 1;
  private static final int USER = 11;
  private static final int SYSTEM = 12;
  private static final int CHILDREN_USER = 13;
  private static final int CHILDREN_SYSTEM = 14;

  private CpuClock() {}

  /** Seconds that a process has used. */
  static double secondsOf(long pid) {
    return fields(pid).map(stat -> ticks(stat, USER, SYSTEM) / TICKS_PER_SECOND).orElse(0.0);
  }

  /**
   * Seconds that a process, its living children and those it has buried have used: of PostgreSQL's
   * first process, all of PostgreSQL.
   */
  static double secondsOfFamily(long parent) {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      double ticks =
          fields(parent)
              .map(stat -> ticks(stat, USER, SYSTEM, CHILDREN_USER, CHILDREN_SYSTEM))
              .orElse(0L);
      List<Long> pids =
          all.map(path -> String.valueOf(path.getFileName()))
              .filter(name -> name.chars().allMatch(Character::isDigit))
              .map(Long::valueOf)
              .toList();
      for (long pid : pids) {
        Optional<String[]> stat = fields(pid);
        if (stat.isPresent() && Long.parseLong(stat.get()[PARENT]) == parent) {
          ticks += ticks(stat.get(), USER, SYSTEM, CHILDREN_USER, CHILDREN_SYSTEM);
        }
      }
      return ticks / TICKS_PER_SECOND;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Seconds of children that a process has buried. */
  static double secondsOfDeadChildren(long pid) {
    return fields(pid)
        .map(stat -> ticks(stat, CHILDREN_USER, CHILDREN_SYSTEM) / TICKS_PER_SECOND)
        .orElse(0.0);
  }

  /** Seconds that all processors were busy with anything: user, nice, system, interrupts. */
  static double secondsOfMachine() {
    try {
      String[] all = Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +", -1);
      return ticks(all, 1, 2, 3, 6, 7) / TICKS_PER_SECOND;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static long ticks(String[] stat, int... places) {
    long sum = 0;
    for (int place : places) {
      sum += Long.parseLong(stat[place]);
    }
    return sum;
  }

  /** The fields behind the name, which may hold blanks; empty when the process has ended. */
  private static Optional<String[]> fields(long pid) {
    try {
      String text = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return Optional.of(text.substring(text.lastIndexOf(')') + 2).split(" ", -1));
    } catch (NoSuchFileException ended) {
      return Optional.empty();
    } catch (IOException ended) {
      return Optional.empty();
    }
  }
}
