package io.yizhan.settlement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Random amounts, conditions and accounts as a document writes them, by the names it has. */
final class RandomAmounts {
  private static final List<String> FIGURES =
      List.of("0", "0.01", "100", "300", "500", "1000", "1234.56", "2000", "5000", "1.8万");
  private static final List<String> SHARES = List.of("37.25%", "50%", "10%", "100%", "120%");
  static final List<String> BUNDLES = List.of("leukaemia 白血病", "chd 先心病");
  private final RandomGenerator random;
  private final Map<String, Object> accounts = new LinkedHashMap<>();
  private final Map<String, List<String>> fundAdds = new LinkedHashMap<>();
  private final Map<String, String> fundAccounts = new LinkedHashMap<>();
  private final List<String> moneyAccounts = new ArrayList<>();
  private final List<String> countAccounts = new ArrayList<>();
  private final List<String> parts = new ArrayList<>(List.of("in", "first", "over_limit", "out"));
  private int first;
  private int place;
  private boolean usesRecordAmount;

  RandomAmounts(RandomGenerator random) {
    this.random = random;
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  Map<String, Object> accounts() {
    return accounts;
  }

  void addPart(String part) {
    parts.add(part);
  }

  String part() {
    return chance(50) ? "in" : one(parts);
  }

  /** Begins a layer: it may name those from the first of its stage to the one before it. */
  void begin(int firstOfStage, int layer, boolean recordAmount) {
    if (firstOfStage != first) {
      moneyAccounts.clear();
      countAccounts.clear();
    }
    first = firstOfStage;
    place = layer;
    usesRecordAmount = recordAmount;
  }

  String figure() {
    return chance(10) ? one(List.of("income", "line")) : one(FIGURES);
  }

  /** An amount for a threshold, a cap, a price, a fixed sum. */
  String amount(boolean ofOwnBase) {
    if (chance(60)) {
      return figure();
    }
    StringBuilder text = new StringBuilder(term(ofOwnBase));
    while (chance(35)) {
      text.append(chance(60) ? " + " : " - ").append(term(ofOwnBase));
    }
    if (chance(15)) {
      text.append(" at least ").append(one(List.of("100", "300")));
    }
    if (chance(15)) {
      text.append(" at most ").append(one(List.of("500", "2000", "income")));
    }
    return text.toString();
  }

  private String term(boolean ofOwnBase) {
    return switch (random.nextInt(5)) {
      case 0 -> figure();
      case 1 -> one(SHARES) + " of " + one(List.of("income", noun(ofOwnBase)));
      case 2 -> one(List.of("100", "300", "12.34")) + " per " + countNoun();
      default -> noun(ofOwnBase);
    };
  }

  private String countNoun() {
    List<String> nouns = new ArrayList<>(List.of("days", "dialyses", "claims", "age"));
    if (place > first) {
      nouns.add(layer() + ".times");
    }
    nouns.add(account(true, List.of("claims")));
    nouns.add(account(true, List.of("claims")) + ".now");
    return one(nouns);
  }

  /** What a layer counts: terms, as a list or joined. */
  Object base() {
    List<String> terms = new ArrayList<>();
    int count = chance(70) ? 1 : 2;
    for (int i = 0; i < count; i++) {
      String noun = chance(50) ? one(List.of("in.left", "in.left", "bill.left")) : noun(false);
      terms.add(chance(20) ? one(SHARES) + " of " + noun : noun);
    }
    if (chance(10)) {
      terms.add(figure());
    }
    if (chance(10)) {
      return String.join(" - ", terms);
    }
    return chance(50) || terms.size() == 1 ? terms : String.join(" + ", terms);
  }

  /** A quantity of money. */
  String noun(boolean ofOwnBase) {
    List<String> nouns =
        new ArrayList<>(
            List.of(
                part(),
                part() + ".left",
                part() + ".paid",
                one(List.of("bill", "bill.left", "总费用", "总费用剩余", "政策内剩余")),
                "lost"));
    if (ofOwnBase) {
      nouns.add("base");
    }
    if (usesRecordAmount) {
      nouns.add("decision.amount");
    }
    String of = account(false, List.of("L.paid", "L.base", "L.copay", "L.excess", "L.deductible"));
    nouns.add(of);
    nouns.add(of + ".now");
    if (place > first) {
      nouns.add(layer() + one(List.of(".base", ".deductible", ".paid", ".copay", ".excess")));
      nouns.add(layer() + one(List.of(".paid", ".copay", ".excess")));
      nouns.add(one(List.of("in.left@", part() + ".left@")) + layer());
    }
    return one(nouns);
  }

  private String layer() {
    return "l" + random.nextInt(first, place);
  }

  /**
   * An account of the stage: one that is there already, or a new one.
   *
   * @param adds what it may add, L for a layer
   */
  String account(boolean counts, List<String> adds) {
    List<String> known = counts ? countAccounts : moneyAccounts;
    if (!known.isEmpty() && chance(50)) {
      return one(known);
    }
    List<String> added = new ArrayList<>(List.of(added(one(adds))));
    if (chance(20)) {
      String more = added(one(counts ? List.of("L.times") : adds));
      if (!added.contains(more)) {
        added.add(more);
      }
    }
    String name = newAccount(added, chance(75) ? "person" : "household");
    known.add(name);
    return name;
  }

  private String added(String pattern) {
    if (pattern.endsWith(".base") && chance(20)) {
      return one(List.of("in", "bill", part(), "in.left@l" + random.nextInt(first, place + 1)));
    }
    return pattern.replace("L", "l" + random.nextInt(first, place + 1));
  }

  /** The account that adds exactly what this layer counts. */
  String ownAxis() {
    return newAccount(List.of("l" + place + ".base"), chance(80) ? "person" : "household");
  }

  private String newAccount(List<String> adds, String of) {
    Map<String, Object> account = new LinkedHashMap<>();
    account.put("adds", adds);
    account.put("of", of);
    account.put("per", one(List.of("year", "year", "life", "encounter")));
    if (chance(15)) {
      account.put("by", one(List.of("care", "bundle", "disease", "major")));
    }
    if (chance(15)) {
      account.put("when", one(List.of(Map.of("care", "住院"), Map.of("bundle", "白血病"))));
    }
    String name = "A" + accounts.size();
    if (accounts.size() % 6 == 1) {
      account.put(
          "includes", one(List.of(List.of("O" + name), List.of("O" + name, "old/" + name))));
    } else {
      includable(account).ifPresent(other -> account.put("includes", List.of(other)));
    }
    accounts.put(name + " 账" + accounts.size(), account);
    return name;
  }

  /** An account of the stage that is like it, adds nothing that it adds and includes none. */
  private Optional<String> includable(Map<String, Object> account) {
    List<String> ofStage = isCount(account) ? countAccounts : moneyAccounts;
    return accounts.entrySet().stream()
        .filter(other -> ofStage.contains(other.getKey().split(" ", 2)[0]))
        .filter(other -> isAlike(asFields(other.getValue()), account))
        .map(other -> other.getKey().split(" ", 2)[0])
        .findFirst();
  }

  private static boolean isAlike(Map<?, ?> other, Map<String, Object> account) {
    return !other.containsKey("includes")
        && Stream.of("of", "per", "by", "when")
            .allMatch(field -> Objects.equals(other.get(field), account.get(field)))
        && Collections.disjoint(adds(other), adds(account));
  }

  private static boolean isCount(Map<?, ?> account) {
    return adds(account).stream()
        .map(String::valueOf)
        .allMatch(add -> add.equals("claims") || add.endsWith(".times"));
  }

  private static Map<?, ?> asFields(Object account) {
    return (Map<?, ?>) account;
  }

  private static List<?> adds(Map<?, ?> account) {
    return (List<?>) Objects.requireNonNull(account.get("adds"));
  }

  /** The account of a fund, which adds what all layers that name it pay. */
  String fundAccount(String fund, String layerPaid) {
    List<String> known = fundAdds.get(fund);
    if (known != null) {
      known.add(layerPaid);
      return fundAccounts.getOrDefault(fund, "");
    }
    List<String> adds = new ArrayList<>(List.of(layerPaid));
    fundAdds.put(fund, adds);
    String name = newFundAccount(adds);
    fundAccounts.put(fund, name);
    return name;
  }

  private String newFundAccount(List<String> adds) {
    Map<String, Object> account = new LinkedHashMap<>();
    account.put("adds", adds);
    account.put("of", "fund");
    account.put("per", "year");
    account.put("if_short", one(List.of("none", "part")));
    String name = "A" + accounts.size();
    accounts.put(name + " 钱" + accounts.size(), account);
    return name;
  }

  /** Conditions on facts, and now and then on a quantity. */
  Map<String, Object> when(boolean quantitiesToo) {
    Map<String, Object> when = new LinkedHashMap<>();
    int count = chance(75) ? 1 : 2;
    for (int i = 0; i < count; i++) {
      String subject =
          quantitiesToo && chance(20) ? quantity() : one(List.copyOf(RandomWords.FACTS.keySet()));
      List<List<String>> cells = cells(subject);
      List<String> cell = one(cells);
      when.put(subject, cell.size() == 1 ? cell.get(0) : cell);
    }
    return when;
  }

  String quantity() {
    List<String> subjects = new ArrayList<>(List.of("base", "in.left", "first.left", "bill", "in"));
    subjects.add(account(false, List.of("L.paid", "L.base", "L.copay")));
    subjects.add(account(false, List.of("L.paid", "L.base", "L.copay")) + ".now");
    subjects.add(account(true, List.of("claims")));
    subjects.add(account(true, List.of("claims", "L.times")) + ".now");
    if (place > first) {
      subjects.add(layer() + one(List.of(".excess", ".paid", ".copay")));
    }
    return one(subjects);
  }

  /** Cells that do not overlap; each is a list of words, or one range. */
  List<List<String>> cells(String subject) {
    List<String> words = new ArrayList<>(RandomWords.FACTS.getOrDefault(subject, List.of()));
    if (words.isEmpty()) {
      boolean count = RandomWords.COUNTS.contains(subject) || isCount(subject);
      return ranges(count ? List.of("1", "2", "10", "30") : List.of("100", "line", "500", "2000"));
    }
    List<List<String>> cells = new ArrayList<>();
    if (chance(15)) {
      String word = one(words);
      return List.of(List.of(word), List.of("not " + word));
    }
    if (subject.equals("identity") && chance(20)) {
      return List.of(List.of("core"), List.of(chance(50) ? "else" : "c"));
    }
    while (!words.isEmpty()) {
      List<String> cell = new ArrayList<>(List.of(words.remove(random.nextInt(words.size()))));
      if (!words.isEmpty() && chance(25)) {
        cell.add(words.remove(0));
      }
      cells.add(cell);
    }
    if (chance(40)) {
      cells.set(cells.size() - 1, List.of(one(List.of("else", "其余"))));
    }
    return cells;
  }

  private boolean isCount(String subject) {
    return countAccounts.contains(subject.replace(".now", ""));
  }

  private List<List<String>> ranges(List<String> cuts) {
    int at = random.nextInt(cuts.size() - 1);
    String low = cuts.get(at);
    String high = cuts.get(at + 1);
    return switch (random.nextInt(4)) {
      case 0 -> List.of(List.of("<" + low), List.of("≥" + low));
      case 1 -> List.of(List.of("≤" + low), List.of("超过" + low));
      case 2 -> List.of(List.of("<" + low), List.of(low + ".." + high), List.of("超过" + high));
      default -> List.of(List.of("<" + low), List.of("≥" + low + " <" + high), List.of("≥" + high));
    };
  }
}
