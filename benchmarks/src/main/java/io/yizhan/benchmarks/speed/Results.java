package io.yizhan.benchmarks.speed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was measured, by name; each is also a line of a file, from which a later run reads it. */
final class Results {
  private static final String SEPARATOR = "\t";

  private final Path file;
  private final Map<String, Result> byName = new LinkedHashMap<>();
  private final Map<String, String> notes = new LinkedHashMap<>();

  /**
   * A stretch.
   *
   * @param name what was measured, a slash, and at which level
   * @param ownMicros processor time of the gateway or store a settlement
   * @param databaseMicros the same of PostgreSQL, all its processes
   * @param loadMicros the same of the load generator
   * @param walBytes a settlement
   * @param strangers processors that others on the machine kept busy meanwhile
   */
  record Result(
      String name,
      Measurement measured,
      double ownMicros,
      double databaseMicros,
      double loadMicros,
      long walBytes,
      double strangers,
      Instant time) {
    double perCpuSecond() {
      return 1e6 / (ownMicros + databaseMicros);
    }

    String group() {
      return name.substring(0, name.indexOf('/'));
    }

    String level() {
      return name.substring(name.indexOf('/') + 1);
    }
  }

  Results(Path file) {
    this.file = file;
    if (Files.exists(file)) {
      try {
        Files.readAllLines(file).forEach(this::read);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void read(String line) {
    String[] words = line.split(SEPARATOR, -1);
    if (words[0].equals("note")) {
      notes.put(words[1], words[2]);
      return;
    }
    byName.put(
        words[0],
        new Result(
            words[0],
            Measurement.parse(words[1]),
            Double.parseDouble(words[2]),
            Double.parseDouble(words[3]),
            Double.parseDouble(words[4]),
            Long.parseLong(words[5]),
            Double.parseDouble(words[6]),
            Instant.parse(words[7])));
  }

  void add(Result result) {
    byName.remove(result.name());
    byName.put(result.name(), result);
    append(
        String.join(
            SEPARATOR,
            result.name(),
            result.measured().line(),
            Double.toString(result.ownMicros()),
            Double.toString(result.databaseMicros()),
            Double.toString(result.loadMicros()),
            Long.toString(result.walBytes()),
            Double.toString(result.strangers()),
            result.time().toString()));
  }

  /** Something that is known beside the figures. */
  void note(String name, String text) {
    notes.put(name, text);
    append(String.join(SEPARATOR, "note", name, text));
  }

  private void append(String line) {
    try {
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<String> note(String name) {
    return Optional.ofNullable(notes.get(name));
  }

  Optional<Result> get(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** All of a group, in the order in which they were measured. */
  List<Result> of(String group) {
    List<Result> found = new ArrayList<>();
    byName.values().stream().filter(each -> each.group().equals(group)).forEach(found::add);
    return found;
  }

  /** The fastest of a group. */
  Optional<Result> best(String group) {
    return of(group).stream()
        .max(java.util.Comparator.comparingDouble(each -> each.measured().perSecond()));
  }
}
