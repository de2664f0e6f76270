package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.SettleClaimRequest;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of the gateway during load: what was acknowledged is there, to the byte. */
class KillTest {
  private static final int ROUNDS = 3;
  private static final int CALLERS = 8;
  private static final int ACKNOWLEDGED_PER_ROUND = 150;
  private static final int PERSONS = 5;
  private static final long LOAD_SECONDS_MAX = 60;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  /** What the client knows, on disk before it counts as acknowledged. */
  private record Acknowledged(byte[] request, byte[] reply) {}

  @Test
  void gateway_killedDuringLoad_keepsEveryAcknowledgedSettlement() throws Exception {
    Path data = folder.resolve("data");
    Path log = folder.resolve("serve.log");
    Path journal = folder.resolve("journal");
    AtomicInteger sequence = new AtomicInteger();
    GatewayProcess gateway = GatewayProcess.start(data, log, "UTC", List.of(), List.of());
    try {
      World world;
      try (Client client = new Client(gateway.port())) {
        world = World.build(client, gateway.operatorToken());
        for (int i = 0; i < PERSONS; i++) {
          world.put(client, World.known(Invented.person(i), "dibao"));
        }
      }
      for (int round = 0; round < ROUNDS; round++) {
        loadUntilKilled(gateway, world, journal, sequence);
        assertTrue(
            GatewayProcess.postmaster(data).isPresent(), "the orphaned server must be there");
        long orphan = GatewayProcess.postmaster(data).orElseThrow().pid();
        gateway = GatewayProcess.start(data, log, "UTC", List.of(), List.of());
        assertNotEquals(orphan, GatewayProcess.postmaster(data).orElseThrow().pid());
        assertKept(gateway, world, journal);
      }
    } finally {
      gateway.close();
    }
    assertFalse(GatewayProcess.postmaster(data).isPresent(), "nothing is left running");
    assertTrue(read(journal).size() >= ROUNDS * ACKNOWLEDGED_PER_ROUND);
  }

  /** Calls from all sides; when enough was acknowledged, kills while calls are in flight. */
  private static void loadUntilKilled(
      GatewayProcess gateway, World world, Path journal, AtomicInteger sequence)
      throws IOException, InterruptedException {
    AtomicBoolean killed = new AtomicBoolean();
    Semaphore acknowledged = new Semaphore(0);
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try (Client client = new Client(gateway.port());
        FileChannel file =
            FileChannel.open(journal, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (int i = 0; i < CALLERS; i++) {
        callers.execute(
            () -> {
              while (!killed.get()) {
                if (call(client, world, file, sequence.incrementAndGet())) {
                  acknowledged.release();
                }
              }
            });
      }
      boolean enough =
          acknowledged.tryAcquire(ACKNOWLEDGED_PER_ROUND, LOAD_SECONDS_MAX, TimeUnit.SECONDS);
      gateway.kill();
      killed.set(true);
      callers.shutdown();
      assertTrue(callers.awaitTermination(LOAD_SECONDS_MAX, TimeUnit.SECONDS));
      assertTrue(enough, "the load must be acknowledged");
    } finally {
      killed.set(true);
      callers.shutdownNow();
    }
  }

  private static boolean call(Client client, World world, FileChannel journal, int number) {
    String hospital = World.HOSPITALS.get(number % World.HOSPITALS.size());
    PersonDocument person = Invented.person(number % PERSONS);
    SettleClaimRequest request =
        Claims.request(
            "kill-" + number,
            Claims.stay(hospital, person, "E-" + number, "2016-08-01", 10_000 + number));
    try {
      byte[] reply = client.settle(world.token(hospital), request).reply();
      write(journal, request.toByteArray(), reply);
      return true;
    } catch (StatusRuntimeException | IOException notAcknowledged) {
      return false;
    }
  }

  private static void write(FileChannel journal, byte[] request, byte[] reply) throws IOException {
    synchronized (journal) {
      OutputStream stream = Channels.newOutputStream(journal);
      DataOutputStream out = new DataOutputStream(stream);
      out.writeInt(request.length);
      out.write(request);
      out.writeInt(reply.length);
      out.write(reply);
      out.flush();
      journal.force(true);
    }
  }

  private static List<Acknowledged> read(Path journal) throws IOException {
    List<Acknowledged> all = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(Files.newInputStream(journal))) {
      while (true) {
        all.add(new Acknowledged(in.readNBytes(in.readInt()), in.readNBytes(in.readInt())));
      }
    } catch (EOFException end) {
      return all;
    }
  }

  /** Before anything is repeated: the books are right and hold what was acknowledged. */
  private static void assertKept(GatewayProcess gateway, World world, Path journal)
      throws Exception {
    List<Acknowledged> acknowledged = read(journal);
    try (Connection books = DriverManager.getConnection(gateway.embeddedUrl())) {
      assertEquals(List.of(), LedgerAuditor.findings(books));
    }
    try (Client client = new Client(gateway.port())) {
      for (Acknowledged one : acknowledged) {
        SettleClaimRequest request = SettleClaimRequest.parseFrom(one.request());
        Client.Answer again =
            client.settle(world.token(request.getClaim().getHospitalId()), one.request());
        assertTrue(again.replayed(), "an acknowledged settlement was lost");
        assertArrayEquals(one.reply(), again.reply());
      }
    }
  }
}
