package io.yizhan.torture;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/** Runs of the short form: PostgreSQL is unpacked once for all of them. */
final class Scene {
  static final int CALLERS = 24;

  /**
   * A bound, not an aim: a slow machine does all faults too, and the report says how long it took.
   */
  private static final Duration RUN_MAX = Duration.ofMinutes(40);

  private static final Path BINARIES = Path.of("target", "postgres").toAbsolutePath();
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  private Scene() {}

  /** One round of these faults. */
  static TortureSettings settings(Path folder, long seed, Map<Fault, Integer> round) {
    return new TortureSettings(seed, round, 1, RUN_MAX, CALLERS, folder, BINARIES, HOME);
  }

  /** A run of the right gateway and good callers. */
  static TortureReport right(Path folder, long seed, Map<Fault, Integer> round) {
    return TortureRun.right(settings(folder, seed, round), Scene::heard).run();
  }

  /** A run of something broken. */
  static TortureReport broken(
      Path folder,
      GatewayProcess.Build build,
      Function<Caller, Load.Asking> habit,
      Map<Fault, Integer> round) {
    return new TortureRun(settings(folder, 1, round), build, habit, Scene::heard).run();
  }

  private static void heard(Fault fault, int inAll, long told) {
    // What a run does is in its report.
  }
}
