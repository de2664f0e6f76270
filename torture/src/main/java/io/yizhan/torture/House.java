package io.yizhan.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two gateways on one database, and the wires between: callers, gateways, database. Everything it
 * needs lies in one folder, and a folder can be opened again.
 */
final class House implements AutoCloseable {
  static final int GATEWAYS = 2;

  private final Path folder;
  private final Map<String, String> settings;
  private final Optional<PreloadSwitch> databaseSwitch;
  private final Optional<PreloadSwitch> gatewaySwitch;
  private final PostgresProcess database;
  private final List<FaultProxy> databaseWires = new ArrayList<>();
  private final List<GatewayProcess> gateways = new ArrayList<>();
  private final List<FaultProxy> callerWires = new ArrayList<>();
  private final List<Wire> wires = new ArrayList<>();

  /** Whoever ends this run by a signal does not leave servers behind. */
  private final Thread atExit = new Thread(this::killAll, "torture-exit");

  private House(
      Path folder, Path binaries, GatewayProcess.Build build, Map<String, String> settings) {
    try {
      Files.createDirectories(folder.resolve("logs"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Optional<Path> library = Compiler.library(folder);
    this.databaseSwitch =
        library.map(at -> PreloadSwitch.create(at, folder.resolve("database.switch")));
    this.gatewaySwitch =
        library.map(at -> PreloadSwitch.create(at, folder.resolve("gateway.switch")));
    this.database =
        new PostgresProcess(
            PostgresBinaries.unpackedIn(binaries),
            folder.resolve("pgdata"),
            folder.resolve("logs").resolve("postgres.log"),
            environment(databaseSwitch));
    this.folder = folder;
    this.settings = environment(gatewaySwitch, settings);
    for (int i = 0; i < GATEWAYS; i++) {
      databaseWires.add(new FaultProxy(database.port()));
      gateways.add(gateway(i, build.isArchivable() ? build.sharing(archive()) : build));
      FaultProxy toGateway = new FaultProxy(0);
      callerWires.add(toGateway);
      wires.add(new Wire(toGateway.port()));
    }
  }

  private GatewayProcess gateway(int place, GatewayProcess.Build build) {
    return new GatewayProcess(
        build,
        folder.resolve("gateway-" + place),
        folder.resolve("secrets"),
        folder.resolve("logs").resolve("gateway-" + place + ".log"),
        "jdbc:postgresql://127.0.0.1:" + databaseWires.get(place).port() + "/yizhan",
        settings);
  }

  private Path archive() {
    return folder.resolve("classes.jsa");
  }

  /** Keeps the classes of a start for all others. */
  private void archive(GatewayProcess.Build build) {
    try (GatewayProcess first = gateway(0, build.archiving(archive()))) {
      first.start();
      first.stop();
    }
    if (!Files.exists(archive())) {
      throw new IllegalStateException("the classes of a start must be kept");
    }
  }

  private static Map<String, String> environment(
      Optional<PreloadSwitch> preload, Map<String, String> settings) {
    Map<String, String> both = new HashMap<>(environment(preload));
    both.putAll(settings);
    return both;
  }

  private static Map<String, String> environment(Optional<PreloadSwitch> preload) {
    return preload.map(PreloadSwitch::environment).orElse(Map.of());
  }

  /**
   * Starts everything in the folder.
   *
   * @param folder absolute
   * @param binaries where PostgreSQL is, or will be, unpacked
   * @param build which gateway is run
   */
  static House open(Path folder, Path binaries, GatewayProcess.Build build) {
    return open(folder, binaries, build, Map.of());
  }

  /**
   * The same with gateways that are told more.
   *
   * @param settings of the gateways, as variables of their environment
   */
  static House open(
      Path folder, Path binaries, GatewayProcess.Build build, Map<String, String> settings) {
    Leftovers.end(folder);
    House house = new House(folder, binaries, build, settings);
    Runtime.getRuntime().addShutdownHook(house.atExit);
    boolean opened = false;
    try {
      house.database.open();
      if (build.isArchivable() && !Files.exists(house.archive())) {
        house.archive(build);
      }
      // One after the other: the first makes the schema, the keys and the operator.
      for (int i = 0; i < GATEWAYS; i++) {
        house.startGateway(i);
      }
      opened = true;
      return house;
    } finally {
      if (!opened) {
        house.close();
      }
    }
  }

  /** Starts a gateway and lets callers find it. */
  void startGateway(int place) {
    gateways.get(place).start();
    callerWires.get(place).target(gateways.get(place).port());
    wires.get(place).hurry();
  }

  PostgresProcess database() {
    return database;
  }

  GatewayProcess gateway(int place) {
    return gateways.get(place);
  }

  /** Between this gateway and the database. */
  FaultProxy databaseWire(int place) {
    return databaseWires.get(place);
  }

  /** Between callers and this gateway. */
  FaultProxy callerWire(int place) {
    return callerWires.get(place);
  }

  /** What callers send through. */
  List<Wire> wires() {
    return List.copyOf(wires);
  }

  /** Faults of the database's disk and clock; empty where there is no compiler. */
  Optional<PreloadSwitch> databaseSwitch() {
    return databaseSwitch;
  }

  /** The clock of the gateways' machine. */
  Optional<PreloadSwitch> gatewaySwitch() {
    return gatewaySwitch;
  }

  private void killAll() {
    gateways.forEach(GatewayProcess::close);
    database.close();
  }

  @Override
  public void close() {
    wires.forEach(Wire::close);
    callerWires.forEach(FaultProxy::close);
    killAll();
    databaseWires.forEach(FaultProxy::close);
    removeFromExit();
  }

  private void removeFromExit() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException exiting) {
      // Then it runs, and finds nothing alive.
    }
  }
}
