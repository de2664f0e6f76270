package io.yizhan.torture;

import com.google.protobuf.InvalidProtocolBufferException;
import io.yizhan.auditor.Finding;
import io.yizhan.auditor.Harm;
import io.yizhan.proto.v1.Payment;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.torture.Caller.Definite;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/** Does each fault once, under load, and takes it away again. Answers what it found wrong. */
final class Strikes {
  private static final int SHORT_MILLIS_MIN = 150;
  private static final int SHORT_MILLIS_MAX = 700;
  private static final int FREEZE_MILLIS_MAX = 3_000;
  private static final long STALL_MILLIS = 1_200;
  private static final Duration TAKES_HOLD_MAX = Duration.ofSeconds(20);
  private static final Duration REFUSED_FOR = Duration.ofSeconds(1);
  private static final long FULL_MILLIS = 800;
  private static final Duration BEFORE_MIDNIGHT = Duration.ofMillis(700);
  private static final long AFTER_JUMP_MILLIS = 1_500;
  private static final ZoneId CIVIL_ZONE = ZoneId.of("Asia/Shanghai");
  private static final int FIGHTERS = 24;
  private static final long FIGHT_SECONDS_MAX = 120;
  private static final long FIGHT_BILL_FEN = 1_000_000;
  private static final long FIGHT_CAP_FEN = 2_000_000;
  private static final LocalDate FIGHT_DAY = LocalDate.of(2018, 6, 1);
  private static final String CAPPED_LAYER = "inpatient";
  private static final int FIGHTING_PERSONS_FROM = 100_000;
  private static final int FIGHTING_PERSONS = 800_000;

  private final House house;
  private final Town town;
  private final Caller caller;
  private final Orders orders;

  /** Strikes at this house, whose callers go on meanwhile. */
  Strikes(House house, Town town, Caller caller, Orders orders) {
    this.house = house;
    this.town = town;
    this.caller = caller;
    this.orders = orders;
  }

  /** Whether the machine has what the fault needs. */
  boolean isPossible(Fault fault) {
    return !fault.isPreloaded() || house.databaseSwitch().isPresent();
  }

  /** Does it once; returns when the cause is gone, not when the house has recovered. */
  List<Finding> strike(Fault fault, RandomGenerator random) {
    int place = random.nextInt(House.GATEWAYS);
    return switch (fault) {
      case GATEWAY_KILL -> {
        house.gateway(place).kill();
        house.startGateway(place);
        yield List.of();
      }
      case DATABASE_KILL -> {
        house.database().kill();
        Pause.millis(random.nextInt(SHORT_MILLIS_MIN));
        house.database().start();
        yield List.of();
      }
      case CONNECTION_RESET -> {
        house.databaseWire(place).reset();
        yield List.of();
      }
      case CONNECTION_FREEZE -> freeze(house.databaseWire(place), random);
      case COMMIT_ANSWER_LOST -> loseAnswers(house.databaseWire(place), random);
      case ANSWER_LOST -> loseAnswers(house.callerWire(place), random);
      case FSYNC_STALL -> stall(databaseSwitch());
      case FSYNC_ERROR -> failSync(databaseSwitch());
      case DISK_FULL -> fillDisk(databaseSwitch());
      case CLOCK_JUMP -> jump(random);
      case CAP_FIGHT -> fight(random);
    };
  }

  private PreloadSwitch databaseSwitch() {
    return house.databaseSwitch().orElseThrow();
  }

  /** Then either it thaws, or it turns out to be dead. */
  private static List<Finding> freeze(FaultProxy wire, RandomGenerator random) {
    wire.freeze();
    Pause.millis(random.nextInt(SHORT_MILLIS_MIN, FREEZE_MILLIS_MAX));
    if (random.nextBoolean()) {
      wire.reset();
    }
    wire.pass();
    return List.of();
  }

  private static List<Finding> loseAnswers(FaultProxy wire, RandomGenerator random) {
    wire.loseAnswers();
    Pause.millis(random.nextInt(SHORT_MILLIS_MIN, SHORT_MILLIS_MAX));
    wire.reset();
    wire.pass();
    return List.of();
  }

  private List<Finding> stall(PreloadSwitch disk) {
    List<Finding> findings = new ArrayList<>();
    disk.forgetStalled();
    disk.stall(true);
    if (!Pause.until(TAKES_HOLD_MAX, () -> disk.stalled() > 0)) {
      findings.add(noEffect("fsync must be called while claims are settled"));
    }
    StallWatch watch = new StallWatch();
    caller.watch(Optional.of(watch));
    Pause.millis(STALL_MILLIS);
    long escaped = watch.end();
    disk.stall(false);
    caller.watch(Optional.empty());
    if (escaped > 0) {
      findings.add(new Finding(Harm.LOST, "no OK escapes a stalled fsync", " answers " + escaped));
    }
    return findings;
  }

  private static Finding noEffect(String rule) {
    return new Finding(Harm.UNRESOLVED, rule, " the fault had no effect");
  }

  private static List<Finding> failSync(PreloadSwitch disk) {
    disk.failSyncs(1);
    boolean failed = Pause.until(TAKES_HOLD_MAX, () -> disk.syncsYetToFail() == 0);
    disk.failSyncs(0);
    return failed ? List.of() : List.of(noEffect("a failing fsync must be called"));
  }

  private static List<Finding> fillDisk(PreloadSwitch disk) {
    long before = disk.refused();
    disk.fullDisk(true);
    boolean refused = Pause.until(TAKES_HOLD_MAX, () -> disk.refused() > before);
    Pause.millis(FULL_MILLIS);
    disk.fullDisk(false);
    return refused ? List.of() : List.of(noEffect("a full disk must refuse a write"));
  }

  /**
   * Both machines live through the next New Year and come back; or one of them does, and nothing is
   * booked until it is back.
   */
  private List<Finding> jump(RandomGenerator random) {
    Instant now = Instant.now();
    Instant newYear =
        LocalDate.ofInstant(now, CIVIL_ZONE)
            .plusYears(1)
            .withDayOfYear(1)
            .atStartOfDay(CIVIL_ZONE)
            .toInstant();
    Duration by = Duration.between(now, newYear.minus(BEFORE_MIDNIGHT));
    int machines = random.nextInt(3);
    if (machines != 1) {
      databaseSwitch().shiftClock(by);
    }
    if (machines != 2) {
      house.gatewaySwitch().orElseThrow().shiftClock(by);
    }
    Pause.millis(AFTER_JUMP_MILLIS);
    boolean took = machines == 0 ? isYearOf(newYear, random) : isRefused(random);
    databaseSwitch().shiftClock(Duration.ZERO);
    house.gatewaySwitch().orElseThrow().shiftClock(Duration.ZERO);
    return took
        ? List.of()
        : List.of(
            noEffect("a gateway must book by a clock that is the database's, and by no other"));
  }

  /** Whether a time comes in which no gateway settles. */
  private boolean isRefused(RandomGenerator random) {
    return Pause.until(
        TAKES_HOLD_MAX,
        () -> {
          long deadline = System.nanoTime() + REFUSED_FOR.toNanos();
          return caller
              .ask(orders.settle(random), random, () -> System.nanoTime() - deadline > 0)
              .isEmpty();
        });
  }

  /** Whether what is settled now is booked in that year. */
  private boolean isYearOf(Instant instant, RandomGenerator random) {
    long deadline = System.nanoTime() + TAKES_HOLD_MAX.toNanos();
    Optional<Definite> answer =
        caller.ask(orders.settle(random), random, () -> System.nanoTime() - deadline > 0);
    return settlement(answer).getPostingDate().getYear() == instant.atZone(CIVIL_ZONE).getYear();
  }

  /** Through both gateways at once; what is paid together must be what the cap had, to the fen. */
  private List<Finding> fight(RandomGenerator random) {
    int person = FIGHTING_PERSONS_FROM + random.nextInt(FIGHTING_PERSONS);
    Registering.patiently(
        () -> town.put(house.wires().get(random.nextInt(House.GATEWAYS)), person));
    ExecutorService fighters = Executors.newFixedThreadPool(FIGHTERS);
    try {
      List<Future<Long>> paid = new ArrayList<>();
      for (int i = 0; i < FIGHTERS; i++) {
        RandomGenerator own = new SplittableRandom(random.nextLong());
        Order order = orders.settle(person, i % Town.HOSPITALS.size(), FIGHT_DAY, FIGHT_BILL_FEN);
        paid.add(fighters.submit(() -> paid(caller.ask(order, own, () -> false))));
      }
      long sum = 0;
      for (Future<Long> one : paid) {
        sum += one.get(FIGHT_SECONDS_MAX, TimeUnit.SECONDS);
      }
      if (sum == FIGHT_CAP_FEN) {
        return List.of();
      }
      return List.of(
          new Finding(
              sum > FIGHT_CAP_FEN ? Harm.OVER_CAP : Harm.UNBALANCED,
              "what was left of a cap is paid, to the fen",
              " paid " + sum + " of " + FIGHT_CAP_FEN));
    } catch (ExecutionException | TimeoutException e) {
      return List.of(
          new Finding(Harm.UNRESOLVED, "every fighter has an answer", " " + e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      fighters.shutdownNow();
    }
  }

  private static long paid(Optional<Definite> answer) {
    return settlement(answer).getPaymentsList().stream()
        .filter(payment -> payment.getLayerCode().equals(CAPPED_LAYER))
        .mapToLong(Payment::getAmountFen)
        .sum();
  }

  private static Settlement settlement(Optional<Definite> answer) {
    try {
      return SettleClaimResponse.parseFrom(
              answer
                  .flatMap(Definite::reply)
                  .orElseThrow(() -> new IllegalStateException("a claim must be answered")))
          .getSettlement();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }
}
