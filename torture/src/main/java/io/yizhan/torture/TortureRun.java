package io.yizhan.torture;

import io.yizhan.auditor.Finding;
import io.yizhan.auditor.Harm;
import io.yizhan.auditor.LedgerAuditor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** One run: opens the house, lets callers loose, strikes in the order of the seed, audits. */
final class TortureRun {
  private static final String JOURNAL = "journal";

  /** Between two faults callers must be served again: so many first answers. */
  private static final int ANSWERS_BETWEEN = 20;

  /** A house that does not serve again in this time is a finding. */
  private static final Duration SERVES_AGAIN_MAX = Duration.ofSeconds(60);

  private static final Duration RESOLVE_MAX = Duration.ofSeconds(60);

  /** How many acknowledged answers are asked for once more at the end. */
  private static final int ASKED_AGAIN_MAX = 500;

  private final TortureSettings settings;
  private final GatewayProcess.Build build;
  private final Function<Caller, Load.Asking> habit;
  private final Listener listener;
  private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);
  private final List<Finding> findings = new ArrayList<>();
  private final Tally tally = new Tally();
  private int audits;

  /** Hears how far the run is. */
  interface Listener {
    /** A fault was done, the so many-th in all. */
    void struck(Fault fault, int inAll, long told);
  }

  /**
   * A run that has not begun.
   *
   * @param build which gateway
   * @param habit how callers ask for settlements
   */
  TortureRun(
      TortureSettings settings,
      GatewayProcess.Build build,
      Function<Caller, Load.Asking> habit,
      Listener listener) {
    this.settings = settings;
    this.build = build;
    this.habit = habit;
    this.listener = listener;
  }

  /** A run of the right gateway with good callers. */
  static TortureRun right(TortureSettings settings, Listener listener) {
    return new TortureRun(settings, GatewayProcess.Build.right(), caller -> caller::ask, listener);
  }

  /** Runs to its end. */
  TortureReport run() {
    long began = System.nanoTime();
    try {
      Files.createDirectories(settings.folder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Past past = Past.read(journal());
    done.putAll(past.struck());
    SplittableRandom random = new SplittableRandom(settings.seed() + past.sentCount());
    try (InsuredElsewhere insured = InsuredElsewhere.open(settings.seed());
        House house =
            House.open(settings.folder(), settings.binaries(), build, insured.environment());
        Journal journal = Journal.open(journal())) {
      Town town =
          Town.build(
              settings.folder().resolve("town.properties"),
              settings.home(),
              house.wires().get(0),
              operatorToken(house));
      Caller caller = new Caller(house.wires(), town, journal, tally);
      String prefix = "s" + settings.seed() + "-" + past.sentCount();
      Orders orders = new Orders(prefix);
      past.open().forEach(order -> caller.repeat(order, random, () -> false));
      Load load =
          new Load(
              caller,
              orders,
              habit.apply(caller),
              new Readjudging(caller, prefix),
              new Office(caller, prefix));
      load.begin(settings.callers(), random.split());
      Strikes strikes = new Strikes(house, town, caller, orders);
      List<Fault> skipped = strikeAll(house, strikes, journal, random, began);
      load.rest();
      load.failures().forEach(failure -> unresolved("a caller must not break", " " + failure));
      resolve(caller, random);
      findings.addAll(insured.disagreements(house));
      audit(house);
      askAgain(caller, random);
      return new TortureReport(
          settings.seed(),
          Duration.ofNanos(System.nanoTime() - began),
          done,
          skipped,
          tally,
          audits,
          settlements(house),
          List.copyOf(findings));
    }
  }

  private String operatorToken(House house) {
    return Files.exists(settings.folder().resolve("town.properties"))
        ? ""
        : house.gateway(0).operatorToken();
  }

  private List<Fault> strikeAll(
      House house, Strikes strikes, Journal journal, RandomGenerator random, long began) {
    List<Fault> skipped =
        Arrays.stream(Fault.values())
            .filter(fault -> settings.round().getOrDefault(fault, 0) > 0)
            .filter(fault -> !strikes.isPossible(fault))
            .toList();
    for (int round = 0; round < settings.roundsMax(); round++) {
      for (Fault fault : settings.schedule(round)) {
        if (System.nanoTime() - began > settings.atMost().toNanos()) {
          awaitService(house, "at the end");
          return skipped;
        }
        if (skipped.contains(fault)) {
          continue;
        }
        awaitService(house, "before " + fault.word());
        findings.addAll(strikes.strike(fault, random));
        journal.struck(fault);
        done.merge(fault, 1, Integer::sum);
        listener.struck(fault, done.values().stream().mapToInt(n -> n).sum(), tally.told.get());
      }
    }
    awaitService(house, "at the end");
    return skipped;
  }

  /** PostgreSQL may have given up on a full disk; a gateway may not give up on anything. */
  private void awaitService(House house, String when) {
    long before = tally.settled.get();
    boolean served =
        Pause.until(
            SERVES_AGAIN_MAX,
            () -> {
              house.database().startIfEnded();
              return tally.settled.get() >= before + ANSWERS_BETWEEN;
            });
    if (!served) {
      unresolved("callers are served again within a minute", " " + when);
    }
    for (int place = 0; place < House.GATEWAYS; place++) {
      if (!house.gateway(place).isAlive()) {
        unresolved("a gateway outlives what happens to others", " " + when);
        house.startGateway(place);
      }
    }
  }

  private void unresolved(String rule, String row) {
    findings.add(new Finding(Harm.UNRESOLVED, rule, row));
  }

  /** With nothing broken any more, every request must get its definite answer. */
  private void resolve(Caller caller, RandomGenerator random) {
    long deadline = System.nanoTime() + RESOLVE_MAX.toNanos();
    for (Order order : caller.open()) {
      if (caller.repeat(order, random, () -> System.nanoTime() - deadline > 0).isEmpty()) {
        unresolved("every request gets a definite answer", " " + order.key());
      }
    }
    for (String surprise : caller.surprises()) {
      unresolved("a good caller gets no error that it did not earn", " " + surprise);
    }
  }

  private void audit(House house) {
    try (Connection connection = house.database().connect()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      findings.addAll(
          LedgerAuditor.audit(connection, (told, sent) -> Past.read(journal(), told, sent)));
      connection.rollback();
      audits++;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The gateways themselves must know what the journal knows, to the byte. */
  private void askAgain(Caller caller, RandomGenerator random) {
    Sample sample = Sample.of(journal(), ASKED_AGAIN_MAX);
    long deadline = System.nanoTime() + RESOLVE_MAX.toNanos();
    for (Sample.Settled one : sample.settled()) {
      byte[] again =
          caller
              .repeat(one.order(), random, () -> System.nanoTime() - deadline > 0)
              .flatMap(Caller.Definite::reply)
              .orElse(new byte[0]);
      if (!Arrays.equals(one.reply(), again)) {
        findings.add(
            new Finding(Harm.LOST, "a repetition gets the first answer", " " + one.order().key()));
      }
    }
  }

  private Path journal() {
    return settings.folder().resolve(JOURNAL);
  }

  private static long settlements(House house) {
    try (Connection connection = house.database().connect()) {
      return LedgerAuditor.entries(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
