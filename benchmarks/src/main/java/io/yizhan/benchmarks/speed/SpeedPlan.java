package io.yizhan.benchmarks.speed;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a run does, as its arguments say.
 *
 * @param seconds of each stretch that is measured
 * @param warmSeconds of each process before it is measured
 * @param past settlements to begin from in the part {@code past}
 * @param rate of the open loop; 0 takes 3,000 a second or what the machine bears
 * @param data a folder that is kept, with its results, for a later run; empty is a temporary one
 */
record SpeedPlan(
    Set<Part> parts,
    int seconds,
    int warmSeconds,
    int persons,
    long past,
    int sustainMinutes,
    int rate,
    int fsyncDelayMillis,
    Optional<Path> report,
    Optional<Path> data,
    List<String> words) {
  static final String USAGE =
      """
      用法 usage: yizhan bench --full [--report FILE] [--only PART,...] [--seconds N] [--warm-seconds N]
          [--persons N] [--past N] [--sustain-minutes N] [--rate N] [--fsync-delay-ms N] [--data FOLDER]
      PART: pgbench store settle open echo hold insurer fsync past reconcile audit clock sustain""";

  /** Clients of pgbench that are tried. */
  static final List<Integer> CLIENTS = List.of(4, 8, 16, 32, 64);

  /** Calls in flight. */
  static final List<Integer> IN_FLIGHT = List.of(64, 256, 1_024);

  /** A fsync this much slower is a common disk's. */
  private static final int FSYNC_DELAY_MILLIS = 2;

  /**
   * How long a server is warmed up once more after the checkpoint that ends its warm-up: as the
   * scripts of pgbench are, which nobody has to compile.
   */
  static final int AFTER_CHECKPOINT_SECONDS = 15;

  private static final long PAST_A_SECOND = 8_000;
  private static final int PERSONS_A_SECOND = 700;

  /** The defaults, changed by the arguments; with a message where one is not understood. */
  static SpeedPlan parse(List<String> words) {
    Set<Part> parts = EnumSet.allOf(Part.class);
    int seconds = 20;
    int warmSeconds = 90;
    int persons = 100_000;
    long past = 1_000_000;
    int sustainMinutes = 10;
    int rate = 0;
    int fsyncDelayMillis = FSYNC_DELAY_MILLIS;
    Optional<Path> report = Optional.empty();
    Optional<Path> data = Optional.empty();
    Deque<String> left = new ArrayDeque<>(words);
    while (!left.isEmpty()) {
      String option = left.pop();
      if (option.equals("--full")) {
        continue;
      }
      if (left.isEmpty()) {
        throw new IllegalArgumentException(option + " ?");
      }
      String value = left.pop();
      switch (option) {
        case "--only" -> parts = parts(value);
        case "--seconds" -> seconds = number(option, value, 1, 600);
        case "--warm-seconds" -> warmSeconds = number(option, value, 1, 600);
        case "--persons" -> persons = number(option, value, 1_000, 1_000_000);
        case "--past" -> past = number(option, value, 0, 100_000_000);
        case "--sustain-minutes" -> sustainMinutes = number(option, value, 1, 1_440);
        case "--rate" -> rate = number(option, value, 1, 100_000);
        case "--fsync-delay-ms" -> fsyncDelayMillis = number(option, value, 0, 1_000);
        case "--report" -> report = Optional.of(Path.of(value));
        case "--data" -> data = Optional.of(Path.of(value));
        default -> throw new IllegalArgumentException(option + " ?");
      }
    }
    return new SpeedPlan(
        parts,
        seconds,
        warmSeconds,
        persons,
        past,
        sustainMinutes,
        rate,
        fsyncDelayMillis,
        report,
        data,
        List.copyOf(words));
  }

  private static Set<Part> parts(String value) {
    Set<Part> parts = EnumSet.noneOf(Part.class);
    for (String word : value.split(",", -1)) {
      try {
        parts.add(Part.valueOf(word.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("--only " + word + " ?", e);
      }
    }
    return parts;
  }

  private static int number(String option, String value, int min, int max) {
    if (value.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    }
    throw new IllegalArgumentException(option + " " + min + " – " + max);
  }

  /** About how long it takes; filling an empty folder is counted in. */
  int secondsExpected() {
    int warmedSeconds = warmSeconds + AFTER_CHECKPOINT_SECONDS;
    int sum = 30 + 2 * persons / PERSONS_A_SECOND;
    for (Part part : parts) {
      sum +=
          switch (part) {
            case PGBENCH -> 45 + 2 * (CLIENTS.size() + 1) * (seconds + 1);
            case STORE, SETTLE -> 20 + warmedSeconds + (IN_FLIGHT.size() + 1) * seconds;
            case OPEN -> 30 + warmedSeconds + 3 * seconds;
            case ECHO -> 20 + 3 * (warmSeconds / 2 + 3 * seconds);
            case HOLD -> 20 + 4 * (warmSeconds / 2 + 2 * seconds);
            case INSURER -> 30 + 2 * (warmSeconds / 2 + 2 * seconds);
            case FSYNC -> 60 + 2 * warmedSeconds + 5 * seconds;
            case PAST ->
                60 + (int) (2 * past / PAST_A_SECOND) + 2 * (90 + warmedSeconds + 2 * seconds);
            case RECONCILE ->
                90 + (int) (2 * past / PAST_A_SECOND) + warmedSeconds + 2 * seconds + 60;
            case AUDIT ->
                90
                    + (int) (7 * Math.min(past, Auditing.COUNT_MAX) / PAST_A_SECOND)
                    + warmedSeconds
                    + 2 * seconds;
            case CLOCK -> 20;
            case SUSTAIN -> 20 + warmedSeconds + seconds + 60 * sustainMinutes;
          };
    }
    return sum;
  }
}
