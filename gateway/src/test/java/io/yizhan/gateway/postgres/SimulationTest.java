package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Groups under every order of events that ten thousand seeds bring about. To see one of them again:
 * {@code -Dsimulation.seed=N}, and {@code -Dsimulation.plant=NAME} for one with a planted fault.
 */
class SimulationTest {
  private static final String SEED = "simulation.seed";
  private static final long SEEDS_DEFAULT = 10_000;
  private static final long SEEDS = Long.getLong("simulation.seeds", SEEDS_DEFAULT);

  /** Within so many seeds each planted fault must be found. */
  private static final long PLANT_SEEDS = 10_000;

  private static Simulation simulation(long seed, Plant plant, Map<String, Integer> counts) {
    return new Simulation(seed, plant, counts, false);
  }

  @Test
  @DisabledIfSystemProperty(named = SEED, matches = ".*")
  void seeds_tenThousand_everyAnswerIsTrueAndEveryFaultHappened() {
    Map<String, Integer> counts = Faults.none();
    for (long seed = 1; seed <= SEEDS; seed++) {
      try {
        simulation(seed, Plant.NONE, counts).run();
      } catch (Throwable e) {
        fail("seed " + seed + " fails; see it with -D" + SEED + "=" + seed, e);
      }
    }
    List<String> never =
        counts.entrySet().stream()
            .filter(entry -> entry.getValue() == 0)
            .map(Map.Entry::getKey)
            .toList();
    System.out.println(SEEDS + " seeds: " + counts);
    if (SEEDS >= SEEDS_DEFAULT) {
      assertEquals(List.of(), never);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  @DisabledIfSystemProperty(named = SEED, matches = ".*")
  void plantedFault_each_isFound(Plant plant) {
    OptionalLong found = OptionalLong.empty();
    for (long seed = 1; seed <= PLANT_SEEDS && found.isEmpty(); seed++) {
      try {
        simulation(seed, plant, Faults.none()).run();
      } catch (AssertionError e) {
        found = OptionalLong.of(seed);
        System.out.println(plant + " found by seed " + seed + ": " + e.getMessage());
      }
    }
    if (found.isEmpty()) {
      fail("not found within " + PLANT_SEEDS + " seeds");
    }
  }

  @Test
  @DisabledIfSystemProperty(named = SEED, matches = ".*")
  void seed_runTwice_goesTheSameWay() {
    for (long seed = 1; seed <= 20; seed++) {
      Simulation first = new Simulation(seed, Plant.NONE, Faults.none(), true);
      Simulation second = new Simulation(seed, Plant.NONE, Faults.none(), true);
      first.run();
      second.run();
      assertEquals(first.trace(), second.trace());
    }
  }

  @Test
  @EnabledIfSystemProperty(named = SEED, matches = ".*")
  void seed_given_isRunAgainWithItsTrace() {
    Plant plant = Plant.valueOf(System.getProperty("simulation.plant", "NONE"));
    Simulation simulation = new Simulation(Long.getLong(SEED, 1), plant, Faults.none(), true);
    try {
      simulation.run();
    } finally {
      simulation.trace().forEach(System.out::println);
    }
  }
}
