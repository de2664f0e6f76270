package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.RosterStore.Refusal;
import io.yizhan.settlement.Standing;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The identities of one person, as the lines of a list change them. A line is the truth of the span
 * that it overlaps: whatever the person holds there of the same category and county gives way to
 * it. What was approved on a promise does not, before its check has returned; after that a line of
 * the same first day alone takes its place.
 */
final class HeldIdentities {
  private final Map<Key, Standing.Identity> first = new HashMap<>();
  private final Map<Key, Standing.Identity> held = new HashMap<>();
  private final Set<Key> listed = new HashSet<>();

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
    Set<String> counties = new HashSet<>();
    held.keySet().forEach(key -> counties.add(key.county()));
    return counties;
  }

  /** Takes in a line. */
  Put put(Standing.Identity line) {
    List<Standing.Identity> overlapped = new ArrayList<>();
    for (Standing.Identity each : held.values()) {
      if (each.category().equals(line.category())
          && each.county().equals(line.county())
          && overlap(each, line)) {
        overlapped.add(each);
      }
    }
    overlapped.sort((left, right) -> left.from().compareTo(right.from()));
    for (Standing.Identity each : overlapped) {
      if (listed.contains(Key.of(each)) && !each.equals(line)) {
        return new Put.No(Refusal.LISTED_TWICE);
      }
      if (each.provisional() && each.from().equals(line.from())) {
        return new Put.No(Refusal.PROVISIONAL_STANDS);
      }
    }
    overlapped.removeIf(each -> each.onPromise() && !each.from().equals(line.from()));
    listed.add(Key.of(line));
    if (overlapped.size() == 1 && overlapped.get(0).equals(line)) {
      return new Put.Done(List.of());
    }
    overlapped.forEach(each -> held.remove(Key.of(each)));
    held.put(Key.of(line), line);
    return new Put.Done(steps(overlapped, line));
  }

  /** The one that began with it, or else the earliest, became the line; the others gave way. */
  private static List<Step> steps(List<Standing.Identity> overlapped, Standing.Identity line) {
    List<Standing.Identity> others = new ArrayList<>(overlapped);
    Optional<Standing.Identity> was =
        overlapped.stream()
            .filter(each -> each.from().equals(line.from()))
            .findFirst()
            .or(() -> overlapped.stream().findFirst());
    was.ifPresent(others::remove);
    List<Step> steps = new ArrayList<>();
    steps.add(new Step(was, Optional.of(line)));
    others.forEach(each -> steps.add(new Step(Optional.of(each), Optional.empty())));
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
