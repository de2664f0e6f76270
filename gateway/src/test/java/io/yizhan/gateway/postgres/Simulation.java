package io.yizhan.gateway.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Several gateways on one store, their callers, and what goes wrong with all of them: everything
 * follows from a seed. It ends when all have their answers, and throws when one of them is not
 * true.
 */
final class Simulation {
  private static final int STEPS_MAX = 50_000;
  private static final int FAULTS_MAX = 12;
  private static final long EVENTS_MILLIS = 120;
  private static final long RESTART_MILLIS_MAX = 1_000;
  private static final double[] LIKELIHOODS = {0.01, 0.04, 0.12};

  private final SplittableRandom random;
  private final Plant plant;
  private final SimulatedTime time;
  private final Faults faults;
  private final SimulatedStore store;
  private final SimulatedCallers callers;
  private final List<SimulatedGateway> gateways = new ArrayList<>();
  private final boolean calm;

  Simulation(long seed, Plant plant, Map<String, Integer> counts, boolean traced) {
    this.random = new SplittableRandom(seed);
    this.plant = plant;
    this.time = new SimulatedTime(random, STEPS_MAX, traced);
    this.calm = random.nextInt(5) == 0;
    double likelihood = LIKELIHOODS[random.nextInt(LIKELIHOODS.length)];
    this.faults = new Faults(random, likelihood, calm ? 0 : FAULTS_MAX, counts);
    this.store = new SimulatedStore(time, faults, random.nextBoolean());
    this.callers =
        new SimulatedCallers(
            time, random, faults, () -> gateways.get(random.nextInt(gateways.size())));
  }

  /** What happened, where it was traced. */
  List<String> trace() {
    return time.trace();
  }

  int steps() {
    return time.steps();
  }

  /** Runs it to its end; throws what is wrong. */
  void run() {
    try {
      int gatewayCount = random.nextInt(1, 4);
      for (int i = 0; i < gatewayCount; i++) {
        gateways.add(gateway("gateway " + (i + 1), i));
      }
      fill();
      if (!calm) {
        disturb();
      }
      time.run();
      callers.checkAnswered(calm);
      quieten();
      callers.askAll();
      time.run();
      gateways.forEach(SimulatedGateway::close);
      time.run();
      SimulatedStore.check(time.isDeserted(), "a writer did not end");
      callers.checkAnswered(calm);
      callers.checkTrue(store);
      callers.checkOrder(store);
      callers.checkResolved(store);
    } finally {
      time.end();
    }
  }

  private SimulatedGateway gateway(String name, int place) {
    return new SimulatedGateway(
        name,
        store,
        faults,
        plant,
        () -> time.after(random.nextLong(RESTART_MILLIS_MAX), () -> revive(name, place)));
  }

  private void revive(String name, int place) {
    SimulatedGateway gateway = gateways.get(place);
    if (gateway.isDead() || gateway.isClosed()) {
      time.note(() -> name + " starts again");
      gateways.set(place, gateway(name, place));
    }
  }

  private void quieten() {
    faults.stop();
    store.standby(true);
    for (int i = 0; i < gateways.size(); i++) {
      revive(gateways.get(i).name, i);
    }
  }

  private void fill() {
    int persons = random.nextInt(1, 9);
    for (int i = 0; i < persons; i++) {
      if (random.nextInt(4) > 0) {
        store.register("P" + i);
      }
    }
    int wishes = random.nextInt(3, 16);
    for (int i = 0; i < wishes; i++) {
      boolean otherContent = i > 0 && faults.happens(0.06);
      boolean billAgain = i > 0 && faults.happens(0.1);
      String id = "R" + (otherContent ? random.nextInt(i) : i);
      String bill = "B" + (billAgain ? random.nextInt(i) : i);
      callers.want(
          new SimulatedWork.Order(
              id,
              "content " + i,
              "P" + random.nextInt(persons),
              bill,
              random.nextLong(1, 50),
              faults.happens(0.08),
              faults.happens(0.08),
              ""));
    }
  }

  /** What happens to gateways and servers as a whole. */
  private void disturb() {
    if (faults.happens(0.3)) {
      int place = random.nextInt(gateways.size());
      boolean kill = random.nextBoolean();
      time.after(random.nextLong(EVENTS_MILLIS), () -> stop(place, kill));
    }
    if (faults.happens(0.2)) {
      time.after(
          random.nextLong(EVENTS_MILLIS),
          () -> {
            faults.count("server restarted");
            store.restart();
          });
    }
    if (!store.isSynchronous()) {
      return;
    }
    if (faults.happens(0.6)) {
      long missing = random.nextLong(EVENTS_MILLIS);
      long back = missing + random.nextLong(faults.happens(0.2) ? 100_000 : 500);
      time.after(missing, () -> store.standby(false));
      time.after(back, () -> store.standby(true));
      for (int i = random.nextInt(5); i > 0; i--) {
        time.after(missing + random.nextLong(400), store::cancelWaits);
      }
    }
    if (faults.happens(0.5)) {
      time.after(
          random.nextLong(600),
          () -> {
            faults.count("standby took over");
            store.failOver();
          });
    }
  }

  private void stop(int place, boolean kill) {
    SimulatedGateway gateway = gateways.get(place);
    if (gateway.isDead() || gateway.isClosed()) {
      return;
    }
    faults.count(kill ? "gateway killed" : "gateway closed");
    if (kill) {
      gateway.crash();
    } else {
      gateway.close();
    }
    time.after(random.nextLong(RESTART_MILLIS_MAX), () -> revive(gateway.name, place));
  }
}
