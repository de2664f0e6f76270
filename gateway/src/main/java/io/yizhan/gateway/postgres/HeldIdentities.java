package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.Keepers;
import io.yizhan.gateway.desk.RosterStore.Refusal;
import io.yizhan.settlement.Standing;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The identities of one person, as the lines of a list change them. A line is the truth of the days
 * that it covers: whatever the person holds of the same category and county on other days stays,
 * and spans of one source that overlap are one. Only what begins on the line's first day, or what
 * the line says it corrects, gives way as a whole. What was approved on a promise does not, before
 * its check has returned; after that a line of the same first day alone takes its place.
 */
final class HeldIdentities {
  private final Map<Key, Standing.Identity> first = new HashMap<>();
  private final Map<Key, Standing.Identity> held = new HashMap<>();
  private final List<Standing.Identity> listed = new ArrayList<>();

  /** What the register knows an identity of a person by. */
  record Key(String category, String county, LocalDate from) {
    static Key of(Standing.Identity identity) {
      return new Key(identity.category(), identity.county(), identity.from());
    }
  }

  /** A step: what gives way, what takes its place. */
  record Step(Optional<Standing.Identity> was, Optional<Standing.Identity> now) {}

  /** What a line does. */
  sealed interface Put {
    /** The steps; none where it says what is known. */
    record Done(List<Step> steps) implements Put {}

    /** It may not. */
    record No(Refusal reason) implements Put {}
  }

  /** Takes in what the register holds. */
  void hold(Standing.Identity identity) {
    first.put(Key.of(identity), identity);
    held.put(Key.of(identity), identity);
  }

  /** Counties of all that is held. */
  Set<String> counties() {
    return Keepers.all(held.values());
  }

  /** The counties whose the person is. */
  Set<String> keepers(LocalDate today) {
    return Keepers.of(held.values(), today);
  }

  /**
   * Takes in a line.
   *
   * @param corrected the first day of the identity that it corrects; empty for its own first day
   * @param before lines of the list before, of the same person, category and county
   */
  Put put(Standing.Identity line, Optional<LocalDate> corrected, List<Standing.Identity> before) {
    List<Standing.Identity> lines = new ArrayList<>(before);
    listed.stream().filter(each -> isOneWith(each, line)).forEach(lines::add);
    lines.removeIf(line::equals);
    if (lines.stream().anyMatch(each -> overlap(each, line))) {
      return new Put.No(Refusal.LISTED_TWICE);
    }
    LocalDate start = corrected.orElse(line.from());
    Standing.@Nullable Identity old = held.get(new Key(line.category(), line.county(), start));
    if (corrected.isPresent() && old == null) {
      return isKnown(line) ? new Put.Done(List.of()) : new Put.No(Refusal.NOTHING_TO_CORRECT);
    }
    Standing.@Nullable Identity same = held.get(Key.of(line));
    if ((same != null && same.provisional())
        || (old != null && (old.provisional() || (old.onPromise() && corrected.isPresent())))) {
      return new Put.No(Refusal.PROVISIONAL_STANDS);
    }
    List<Standing.Identity> was = ofOne(line);
    take(line, Optional.ofNullable(old), lines);
    listed.add(line);
    return new Put.Done(steps(was, ofOne(line)));
  }

  private void take(
      Standing.Identity line, Optional<Standing.Identity> old, List<Standing.Identity> lines) {
    old.ifPresent(each -> held.remove(Key.of(each)));
    Standing.Identity whole = line;
    for (Standing.Identity each : ofOne(line)) {
      if (!each.onPromise() && overlap(each, line)) {
        held.remove(Key.of(each));
        if (each.source().equals(line.source())) {
          whole = span(whole, min(whole.from(), each.from()), later(whole.to(), each.to()));
        } else {
          outside(each, line).forEach(this::add);
        }
      }
    }
    add(whole);
    // What the list said of days of the identity that gave way stands.
    old.ifPresent(
        gone -> lines.stream().filter(each -> overlap(each, gone)).forEach(this::addMissing));
  }

  /** What of an identity lies before and after a line. */
  private static List<Standing.Identity> outside(Standing.Identity each, Standing.Identity line) {
    List<Standing.Identity> parts = new ArrayList<>();
    if (each.from().isBefore(line.from())) {
      parts.add(span(each, each.from(), Optional.of(line.from().minusDays(1))));
    }
    line.to()
        .filter(last -> each.to().map(last::isBefore).orElse(true))
        .ifPresent(last -> parts.add(span(each, last.plusDays(1), each.to())));
    return parts;
  }

  /** Of two from one day the longer stays: no day that somebody held is lost. */
  private void add(Standing.Identity identity) {
    held.merge(
        Key.of(identity),
        identity,
        (there, more) ->
            there.onPromise() ? there : span(more, more.from(), later(there.to(), more.to())));
  }

  /** Whether what begins on a line's first day says what it says, or as much for longer. */
  private boolean isKnown(Standing.Identity line) {
    Standing.@Nullable Identity known = held.get(Key.of(line));
    return known != null
        && known.source().equals(line.source())
        && later(known.to(), line.to()).equals(known.to());
  }

  private void addMissing(Standing.Identity line) {
    boolean there =
        ofOne(line).stream()
            .anyMatch(
                each ->
                    !each.from().isAfter(line.from())
                        && later(each.to(), line.to()).equals(each.to()));
    if (!there) {
      add(line);
    }
  }

  private static Standing.Identity span(
      Standing.Identity of, LocalDate from, Optional<LocalDate> to) {
    return new Standing.Identity(of.category(), of.county(), from, to, of.source());
  }

  private static LocalDate min(LocalDate one, LocalDate other) {
    return one.isBefore(other) ? one : other;
  }

  /** The later of two last days; none is the latest. */
  private static Optional<LocalDate> later(Optional<LocalDate> one, Optional<LocalDate> other) {
    return one.flatMap(day -> other.map(more -> day.isBefore(more) ? more : day));
  }

  private static boolean isOneWith(Standing.Identity one, Standing.Identity other) {
    return one.category().equals(other.category()) && one.county().equals(other.county());
  }

  /** What is held of the category and county of a line, the earliest first. */
  private List<Standing.Identity> ofOne(Standing.Identity line) {
    return held.values().stream()
        .filter(each -> isOneWith(each, line))
        .sorted(Comparator.comparing(Standing.Identity::from))
        .toList();
  }

  /** What began on one day is one that changed, and so is the earliest of both; others are new. */
  private static List<Step> steps(List<Standing.Identity> was, List<Standing.Identity> now) {
    List<Standing.Identity> gone = new ArrayList<>(was);
    gone.removeAll(now);
    List<Standing.Identity> come = new ArrayList<>(now);
    come.removeAll(was);
    List<Step> steps = new ArrayList<>();
    for (Standing.Identity each : List.copyOf(come)) {
      gone.stream()
          .filter(old -> old.from().equals(each.from()))
          .findFirst()
          .ifPresent(
              old -> {
                steps.add(new Step(Optional.of(old), Optional.of(each)));
                gone.remove(old);
                come.remove(each);
              });
    }
    if (!gone.isEmpty() && !come.isEmpty()) {
      steps.add(new Step(Optional.of(gone.remove(0)), Optional.of(come.remove(0))));
    }
    come.forEach(each -> steps.add(new Step(Optional.empty(), Optional.of(each))));
    gone.forEach(each -> steps.add(new Step(Optional.of(each), Optional.empty())));
    return steps;
  }

  private static boolean overlap(Standing.Identity one, Standing.Identity other) {
    return one.to().map(last -> !last.isBefore(other.from())).orElse(true)
        && other.to().map(last -> !last.isBefore(one.from())).orElse(true);
  }

  /** Whether lines changed anything. */
  boolean isChanged() {
    return !first.equals(held);
  }

  /** What the register must forget. */
  List<Standing.Identity> removed() {
    return first.entrySet().stream()
        .filter(each -> !held.containsKey(each.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** What the register must hold now, as far as it does not. */
  List<Standing.Identity> written() {
    return held.values().stream().filter(each -> !each.equals(first.get(Key.of(each)))).toList();
  }
}
