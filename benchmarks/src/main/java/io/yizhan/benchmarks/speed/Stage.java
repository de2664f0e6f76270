package io.yizhan.benchmarks.speed;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.ImportPersonsRequest;
import io.yizhan.proto.v1.ImportPersonsResponse;
import io.yizhan.proto.v1.PutHospitalRequest;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.RegistryServiceGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The server with one database that all measurements begin from: the newest schema, published
 * policies, a hospital, and persons of whom each was settled once. Each part works on a copy.
 */
final class Stage implements AutoCloseable {
  private static final long IMPORT_SECONDS_MAX = 600;
  private static final long SETTLE_EACH_MILLIS_MAX = 900_000;

  private final Path folder;
  private final int persons;
  private final HostProcess server;
  private final Database first;
  private final long postmaster;
  private final Optional<FsyncDelay> delay;
  private long nextNumber;

  private Stage(Path folder, int persons, Optional<FsyncDelay> delay) throws IOException {
    this.folder = folder;
    this.persons = persons;
    this.delay = delay;
    Path data = Files.createDirectories(folder.resolve("database"));
    this.server =
        HostProcess.start(
            DatabaseHost.class,
            folder.resolve("database.log"),
            delay.map(FsyncDelay::environment).orElse(Map.of()),
            data.toString());
    String[] ready = server.ready();
    this.first = new Database(ready[0], ready[1], ready[2]);
    this.postmaster =
        Long.parseLong(
            Files.readAllLines(data.resolve("pgdata").resolve("postmaster.pid")).get(0).strip());
    // Later numbers than those of an earlier run on the same folder.
    this.nextNumber = System.currentTimeMillis() * 100_000;
  }

  /**
   * Opens the folder; an empty one is filled.
   *
   * @param slower whether fsync shall be made slower for a while
   */
  static Stage open(Path folder, int persons, boolean slower) {
    try {
      Stage stage =
          new Stage(
              folder, persons, slower ? Optional.of(FsyncDelay.compile(folder)) : Optional.empty());
      Path done = folder.resolve("filled-" + persons);
      if (!Files.exists(done)) {
        stage.fill();
        Files.createFile(done);
      }
      return stage;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void fill() throws IOException {
    try (HostProcess gateway = gateway(first)) {
      String[] ready = gateway.ready();
      String token = register(Integer.parseInt(ready[0]), ready[1]);
      Files.writeString(folder.resolve("his.token"), token);
      try (HostProcess load = load(gateway)) {
        Measurement each =
            Measurement.parse(load.ask("count each 256 " + persons + " " + SETTLE_EACH_MILLIS_MAX));
        System.out.printf(
            "  settled each person once: %.0f/s, failed %s%n", each.perSecond(), each.failedText());
      }
    }
    PgbenchScript.prepare(first);
    first.run("VACUUM (FREEZE, ANALYZE)", "CHECKPOINT");
  }

  private String register(int port, String operatorToken) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
        "Bearer " + operatorToken);
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    try {
      RegistryServiceGrpc.RegistryServiceBlockingStub registry =
          RegistryServiceGrpc.newBlockingStub(channel)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
      registry.putHospital(
          PutHospitalRequest.newBuilder().setHospital(BenchWorld.hospital()).build());
      importPersons(
          RegistryServiceGrpc.newStub(channel)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers)));
      return registry
          .registerCaller(
              RegisterCallerRequest.newBuilder()
                  .setCallerId("bench-his")
                  .setRole(CallerRole.CALLER_ROLE_HOSPITAL)
                  .setHospitalId(BenchWorld.HOSPITAL)
                  .build())
          .getToken();
    } finally {
      channel.shutdownNow();
    }
  }

  private void importPersons(RegistryServiceGrpc.RegistryServiceStub registry) {
    int streams = 4;
    List<CompletableFuture<ImportPersonsResponse>> imports = new ArrayList<>();
    for (int stream = 0; stream < streams; stream++) {
      CompletableFuture<ImportPersonsResponse> imported = new CompletableFuture<>();
      imports.add(imported);
      StreamObserver<ImportPersonsRequest> out = registry.importPersons(new Last(imported));
      for (int person = 1 + stream; person <= persons; person += streams) {
        out.onNext(ImportPersonsRequest.newBuilder().setPerson(BenchWorld.person(person)).build());
      }
      out.onCompleted();
    }
    for (CompletableFuture<ImportPersonsResponse> each : imports) {
      ImportPersonsResponse response = each.orTimeout(IMPORT_SECONDS_MAX, TimeUnit.SECONDS).join();
      if (response.getRefusedCount() > 0) {
        throw new IllegalStateException("persons were refused: " + response.getRefusals(0));
      }
    }
  }

  /** Keeps the last answer of a stream. */
  private record Last(CompletableFuture<ImportPersonsResponse> answer)
      implements StreamObserver<ImportPersonsResponse> {
    @Override
    public void onNext(ImportPersonsResponse value) {
      answer.complete(value);
    }

    @Override
    public void onError(Throwable error) {
      answer.completeExceptionally(error);
    }

    @Override
    public void onCompleted() {
      answer.completeExceptionally(new IllegalStateException("the import gave no answer"));
    }
  }

  /** What makes fsync slower, where it was asked for. */
  Optional<FsyncDelay> delay() {
    return delay;
  }

  Path folder() {
    return folder;
  }

  int persons() {
    return persons;
  }

  /** A copy that a part may write to. */
  Database copy(String name) {
    return first.copiedTo(name);
  }

  void drop(Database database) {
    first.named("postgres").run("DROP DATABASE IF EXISTS " + database.name() + " WITH (FORCE)");
  }

  HostProcess gateway(Database database) {
    return HostProcess.start(
        GatewayHost.class,
        folder.resolve("gateway.log"),
        Map.of(),
        folder.resolve("gateway").toString(),
        database.url(),
        database.user(),
        database.password());
  }

  /** A gateway that asks this insurer, under a policy that has it asked. */
  HostProcess gateway(Database database, HostProcess insurer) {
    try (HostProcess before = gateway(database)) {
      AskedClaims.publish(before);
    }
    return HostProcess.start(
        GatewayHost.class,
        folder.resolve("gateway.log"),
        Map.of(),
        folder.resolve("gateway").toString(),
        database.url(),
        database.user(),
        database.password(),
        insurer.ready()[0]);
  }

  /** A simulated insurer. */
  HostProcess insurer() {
    return HostProcess.start(InsurerHost.class, folder.resolve("insurer.log"), Map.of());
  }

  HostProcess load(HostProcess gateway) {
    try {
      return HostProcess.start(
          LoadHost.class,
          folder.resolve("load.log"),
          Map.of(),
          gateway.ready()[0],
          Files.readString(folder.resolve("his.token")).strip(),
          Integer.toString(persons),
          Long.toString(numbers()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HostProcess store(Database database) {
    return HostProcess.start(
        StoreHost.class,
        folder.resolve("store.log"),
        Map.of(),
        database.url(),
        database.user(),
        database.password(),
        folder.resolve("gateway").resolve("secrets").toString(),
        Integer.toString(persons),
        Long.toString(numbers()));
  }

  /** Request numbers that nobody has used. */
  private long numbers() {
    nextNumber += 1_000_000_000L;
    return nextNumber;
  }

  /** PostgreSQL's name and version. */
  String serverVersion() {
    return "embedded PostgreSQL " + first.named("postgres").text("SHOW server_version");
  }

  double databaseCpuSeconds() {
    return CpuClock.secondsOfFamily(postmaster);
  }

  @Override
  public void close() {
    server.close();
  }
}
