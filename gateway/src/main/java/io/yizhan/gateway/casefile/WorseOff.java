package io.yizhan.gateway.casefile;

import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.money.Yuan;
import io.yizhan.policy.Fact;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyNode;
import io.yizhan.policy.PolicyTable;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Sentence;
import io.yizhan.settlement.Settlement;
import io.yizhan.settlement.Settler;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The same invented claims under two policies: one first claim of the year for each identity, with
 * an amount in scope at and beside each figure that the policies print. A scan, not a proof: claims
 * that come later in a year, other facts and other amounts are not looked at. Where conditions are
 * on the age, it is a person of 40 and persons at and beside each age that the policies name; where
 * they are on the hospital's level, a hospital of each level that they name. Persons of other ages
 * come to the first of them alone.
 */
public final class WorseOff {
  private static final int AMOUNTS_MAX = 200;
  private static final long AMOUNT_MAX_FEN = 100_000_000;
  private static final int AGE_DEFAULT = 40;
  private static final int AGE_MAX = 150;
  private static final int AGES_MAX = 20;
  private static final int LEVELS_MAX = 12;
  private static final long[] ROUND_FEN = {300_000, 1_000_000, 3_000_000, 10_000_000, 30_000_000};

  private static final Sentence UNWRITABLE =
      new Sentence("UNWRITABLE", "举例的个案写不出来。", "The invented claim cannot be written.");

  private final One before;
  private final One after;
  private final CaseWords words;
  private final LocalDate day;

  /** A scan of two policies that compile. */
  public WorseOff(PolicyCompiler.Published before, PolicyCompiler.Published after) {
    this.before = new One(before.table(), new OnePolicy(before));
    this.after = new One(after.table(), new OnePolicy(after));
    this.words = new CaseWords(List.of(before.table(), after.table()));
    this.day = after.table().inForce().from();
  }

  /** A policy and its plan. */
  private record One(PolicyTable table, OnePolicy plan) {}

  /**
   * Who comes where.
   *
   * @param level of the hospital; empty where no condition is on it
   */
  private record Visit(String identity, OptionalInt age, String level) {}

  /**
   * One claim under both.
   *
   * @param age of the person, in years; empty where no condition is on it
   * @param level of the hospital; empty where no condition is on it
   * @param amountFen in scope
   * @param before what came out under the first; likewise after
   */
  public record Point(
      String identity,
      OptionalInt age,
      String level,
      long amountFen,
      Settlement before,
      Settlement after) {
    /** How much more the patient bears, fen. */
    public long moreFen() {
      return after.waterfall().patientShareFen() - before.waterfall().patientShareFen();
    }

    /** What a layer pays, fen: before, then after. */
    public long[] paidFen(String layer) {
      return new long[] {
        CaseRunner.layerFen(before.waterfall(), layer),
        CaseRunner.layerFen(after.waterfall(), layer)
      };
    }
  }

  /**
   * What was seen.
   *
   * @param points the claims that both policies decide
   * @param ages of the persons, in years; empty where no condition is on it
   * @param levels of the hospitals; empty where no condition is on it
   * @param undecided why one of them refuses the others, most often a fact that these invented
   *     claims do not say, and how many; in the order in which they were met
   */
  public record Scan(
      List<Point> points,
      int identityCount,
      int amountCount,
      Set<Integer> ages,
      List<String> levels,
      Map<Sentence, Integer> undecided) {
    public Scan {
      levels = List.copyOf(levels);
      ages = Collections.unmodifiableSet(new TreeSet<>(ages));
      points = List.copyOf(points);
      undecided = Collections.unmodifiableMap(new LinkedHashMap<>(undecided));
    }

    /** How many claims were looked at. */
    public int claimCount() {
      return points.size() + undecided.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  /** What one policy makes of a claim: amounts, or why there are none. */
  private record Outcome(Optional<Settlement> settlement, Sentence why) {}

  /**
   * Runs the claims.
   *
   * @param printedFen the amounts that the policies print, fen
   * @param namedAges the ages with which their conditions compare, in years
   */
  public Scan scan(Set<Long> printedFen, Set<Integer> namedAges) {
    Set<Long> amounts = new TreeSet<>();
    for (long round : ROUND_FEN) {
      amounts.add(round);
    }
    for (long printed : printedFen) {
      for (long fen = printed - 1; fen <= printed + 1; fen++) {
        if (fen > 0 && fen <= AMOUNT_MAX_FEN && amounts.size() < AMOUNTS_MAX) {
          amounts.add(fen);
        }
      }
    }
    Set<Integer> ages = ages(namedAges);
    List<String> levels = levels();
    Map<String, String> identities = new LinkedHashMap<>();
    for (One each : List.of(before, after)) {
      each.table().identities().forEach(name -> identities.put(name.key(), name.nameZh()));
    }
    List<Point> points = new ArrayList<>();
    Map<Sentence, Integer> undecided = new LinkedHashMap<>();
    for (Visit visit : visits(identities.keySet(), ages, levels)) {
      for (long fen : amounts) {
        Outcome was = settle(before, visit, fen);
        Outcome is = settle(after, visit, fen);
        if (was.settlement().isPresent() && is.settlement().isPresent()) {
          points.add(
              new Point(
                  Objects.requireNonNull(identities.get(visit.identity())),
                  visit.age(),
                  visit.level(),
                  fen,
                  was.settlement().get(),
                  is.settlement().get()));
        } else {
          undecided.merge((was.settlement().isEmpty() ? was : is).why(), 1, Integer::sum);
        }
      }
    }
    return new Scan(points, identities.size(), amounts.size(), ages, levels, undecided);
  }

  /** The levels that conditions of either policy name, in the order in which they stand there. */
  private List<String> levels() {
    return Stream.of(before, after)
        .flatMap(one -> one.plan().plan().facts().get(Fact.LEVEL.ordinal()).words().stream())
        .distinct()
        .limit(LEVELS_MAX)
        .toList();
  }

  /** Each identity at each level, and at each age at the first level. */
  private static List<Visit> visits(
      Set<String> identities, Set<Integer> ages, List<String> levels) {
    List<Visit> visits = new ArrayList<>();
    for (String identity : identities) {
      OptionalInt usual = ages.isEmpty() ? OptionalInt.empty() : OptionalInt.of(AGE_DEFAULT);
      String first = levels.isEmpty() ? "" : levels.get(0);
      visits.add(new Visit(identity, usual, first));
      levels.stream().skip(1).forEach(level -> visits.add(new Visit(identity, usual, level)));
      ages.stream()
          .skip(1)
          .forEach(age -> visits.add(new Visit(identity, OptionalInt.of(age), first)));
    }
    return visits;
  }

  /** The default first, then at and beside each age that is named; none where none is. */
  private static Set<Integer> ages(Set<Integer> named) {
    Set<Integer> ages = new LinkedHashSet<>();
    if (!named.isEmpty()) {
      ages.add(AGE_DEFAULT);
    }
    for (int bound : named) {
      for (int age = bound - 1; age <= bound + 1; age++) {
        if (age >= 0 && age <= AGE_MAX && ages.size() < AGES_MAX) {
          ages.add(age);
        }
      }
    }
    return ages;
  }

  private Outcome settle(One policy, Visit visit, long fen) {
    Set<String> needs = new LinkedHashSet<>();
    policy.table().layers().forEach(layer -> layer.needs().ifPresent(needs::add));
    needs.removeAll(Set.of("grant", "special_disease"));
    Sentence why = UNWRITABLE;
    for (String approvals : List.of(", approvals: [" + String.join(", ", needs) + "]", "")) {
      String supplied = supplied(policy.table());
      String text =
          "cases: [{case: x, identity: "
              + visit.identity()
              + approvals
              + ", claims: [{care: inpatient, "
              + "discharge: "
              + day
              + ", in: \""
              + Yuan.format(fen).replace(",", "")
              + "\""
              + (visit.age().isPresent() ? ", age: " + visit.age().getAsInt() : "")
              + (visit.level().isEmpty() ? "" : ", level: \"" + visit.level() + "\"")
              + supplied
              + "}]}]";
      Optional<PolicyNode> root = YamlPolicy.tree("", text).root();
      CaseLog log = new CaseLog("");
      List<CaseBook.Case> cases =
          root.map(
                  node ->
                      new CaseReader(words, log).cases(CaseFields.of(node, FieldName.OF_FILE, log)))
              .orElse(List.of());
      if (log.count() == 0 && !cases.isEmpty()) {
        CaseBook.Entry entry = cases.get(0).entries().get(0);
        Decision decision =
            new Settler(policy.plan())
                .settle(entry.claim(), new History().standing(entry, policy.plan()));
        if (decision instanceof Decision.Settled settled) {
          return new Outcome(Optional.of(settled.settlement()), why);
        }
        why = decision instanceof Decision.Refused refused ? refused.refusal().sentence() : why;
      }
    }
    return new Outcome(Optional.empty(), why);
  }

  /** Where the insurer must bring its amount, it brings nothing. */
  private static String supplied(PolicyTable table) {
    return table.layers().stream()
        .filter(layer -> layer.stage() == PolicyTable.Stage.INSURANCE)
        .filter(layer -> layer.amount() == PolicyTable.Amount.SUPPLIED)
        .findFirst()
        .map(layer -> ", supplied: {" + layer.name().key() + ": 0}")
        .orElse("");
  }
}
