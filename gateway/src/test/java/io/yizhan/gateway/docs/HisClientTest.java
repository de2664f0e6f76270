package io.yizhan.gateway.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.SettlementServiceGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's walk from an empty folder to a settled claim, command by command as it is written,
 * with the integrators' client as a process of Node. Only the port is another.
 */
@Tag("node")
class HisClientTest {
  private static final String SERVE = "./yizhan serve";
  private static final Pattern READY = Pattern.compile("serving grpc port (\\d+)");
  private static final Duration COMMAND_MAX = Duration.ofMinutes(2);

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private Process gateway;

  private int port;

  /** The commands of the README that this test runs, in order. */
  static List<String> commands() throws IOException {
    List<List<String>> blocks = Pages.shellBlocks("README.md");
    List<String> walk =
        blocks.stream()
            .filter(block -> block.stream().anyMatch(line -> line.contains("his-client.mjs")))
            .findFirst()
            .orElseThrow();
    return Stream.concat(Stream.of(SERVE), walk.stream()).toList();
  }

  @BeforeEach
  void serve() throws Exception {
    for (String place : List.of("docs/client", "policies", "proto/src/main/proto")) {
      copy(Pages.ROOT.resolve(place), folder.resolve(place));
    }
    Path launcher = folder.resolve("yizhan");
    Files.writeString(launcher, launcher());
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path log = folder.resolve("serve.log");
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", "exec " + SERVE);
    builder.environment().put("YIZHAN_LISTEN", "127.0.0.1:0");
    builder.environment().put("YIZHAN_METRICS_LISTEN", "127.0.0.1:0");
    gateway =
        builder
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    long deadline = System.nanoTime() + COMMAND_MAX.toNanos();
    Matcher ready = READY.matcher("");
    while (!ready.reset(Files.readString(log)).find()) {
      assertTrue(
          gateway.isAlive() && System.nanoTime() < deadline, "the gateway did not start, see log");
      TimeUnit.MILLISECONDS.sleep(100);
    }
    port = Integer.parseInt(ready.group(1));
  }

  @AfterEach
  void stop() throws InterruptedException {
    gateway.destroy();
    if (!gateway.waitFor(COMMAND_MAX.toSeconds(), TimeUnit.SECONDS)) {
      gateway.destroyForcibly();
    }
  }

  @Test
  void readme_followedLiterally_settlesTenThousandWithNineHundredForThePatient() throws Exception {
    String last = "";
    for (String command : commands()) {
      if (!command.equals(SERVE)) {
        last = run(command);
      }
    }
    String share = "patient's share 个人负担: 900.00";
    assertEquals(2, last.split(Pattern.quote(share), -1).length - 1, last);
    assertSays(last, "cap zhengzhou/IN 住院救助累计: left 20000.00");
    for (String page : List.of("README.md", "README.zh-CN.md")) {
      for (String line : Pages.outputShown(page, "his-client.mjs")) {
        assertSays(last, line);
      }
    }
    assertSays(last, "patient's share -900.00");
    assertSays(
        run(
            "node docs/client/call.mjs --token-file data/his-h1.token"
                + " SettlementService/SettleClaim docs/client/example/settle.json"),
        "\"cash_refund_fen\": \"10000\"");
    assertSays(
        run(
            "node docs/client/call.mjs --token-file data/operator.token RegistryService/PutPerson"
                + " docs/client/example/approvals.json"),
        "\"notes\": []");
    assertSays(
        run(
            "echo '{\"open_only\": true}' | node docs/client/call.mjs --token-file data/his-h1.token"
                + " ReceivableService/ListReceivables -"),
        "\"receivables\": []");
    String misread =
        ended(
            "echo '{\"request_id\": \"x\", \"claim\": {\"prepayment_fenn\": 1, \"bill\": {\"total_fen\": \"10000.00\", \"in_scope_fen\": \"9999999999999999999\"},"
                + " \"third_party_liable\": \"false\", \"discharge_date\": \"2026-03-01\"}}'"
                + " | node docs/client/call.mjs --token-file data/his-h1.token"
                + " SettlementService/SettleClaim -",
            1);
    for (String each :
        List.of(
            "not sent",
            "claim.prepayment_fenn is no field of Claim",
            "claim.bill.total_fen must be a whole number (amounts are fen), was \"10000.00\"",
            "claim.bill.in_scope_fen must be a whole number (amounts are fen)",
            "claim.third_party_liable must be true or false, was \"false\"",
            "claim.discharge_date must be an object, was \"2026-03-01\"")) {
      assertSays(misread, each);
    }
    String elsewhere =
        "node docs/client/call.mjs --token-file data/his-h1.token --target 0.0.0.0:"
            + port
            + " SettlementService/SettleClaim docs/client/example/settle.json";
    assertSays(ended(elsewhere, 2), "A token must not leave this machine in clear");
    assertSays(ended(elsewhere + " --insecure-plaintext", 0), "cash_refund_fen");
    for (String token : List.of("operator", "approver", "his-h1")) {
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(folder.resolve("data/" + token + ".token"))));
    }
  }

  @Test
  void client_whoseConnectionBreaks_sendsTheSameRequestAgain() throws Exception {
    Files.writeString(folder.resolve("token"), "secret");
    run(
        commands().stream()
            .filter(command -> command.startsWith("npm ci"))
            .findFirst()
            .orElseThrow());
    Breaking breaking = new Breaking(Status.UNKNOWN, Status.INTERNAL);
    Server server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(breaking)
            .build()
            .start();
    try {
      String settle =
          "node docs/client/call.mjs --token-file token --target 127.0.0.1:"
              + server.getPort()
              + " SettlementService/SettleClaim docs/client/example/settle.json";
      assertSays(ended(settle, 0), "\"settlement_id\": \"s-1\"");
      assertEquals(3, breaking.requests.size());
      assertEquals(1, Set.copyOf(breaking.requests).size(), "the same request");
    } finally {
      server.shutdownNow();
    }
  }

  /**
   * Settles, and answers the first callers what gRPC libraries make of a connection that breaks.
   */
  private static final class Breaking extends SettlementServiceGrpc.SettlementServiceImplBase {
    private final List<SettleClaimRequest> requests = new CopyOnWriteArrayList<>();
    private final Queue<Status> broken;

    private Breaking(Status... broken) {
      this.broken = new ConcurrentLinkedQueue<>(List.of(broken));
    }

    @Override
    public void settleClaim(
        SettleClaimRequest request, StreamObserver<SettleClaimResponse> observer) {
      requests.add(request);
      Status next = broken.poll();
      if (next != null) {
        observer.onError(next.asRuntimeException());
        return;
      }
      observer.onNext(
          SettleClaimResponse.newBuilder()
              .setSettlement(Settlement.newBuilder().setSettlementId("s-1"))
              .build());
      observer.onCompleted();
    }
  }

  private static void assertSays(String output, String line) {
    assertTrue(output.contains(line), () -> "'" + line + "' is missing in:\n" + output);
  }

  /** Runs a command as written, on this test's port; answers what it printed. */
  private String run(String command) throws IOException, InterruptedException {
    if (command.startsWith("npm ci") && Files.exists(folder.resolve("docs/client/node_modules"))) {
      return "";
    }
    return ended(command.replaceAll("(--token-file \\S+)", "$1 --target 127.0.0.1:" + port), 0);
  }

  /** Runs a command that must end with this code; answers what it printed. */
  private String ended(String command, int code) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "command", ".log");
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(COMMAND_MAX.toSeconds(), TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly();
    }
    String printed = Files.readString(output);
    assertTrue(ended && process.exitValue() == code, () -> command + "\n" + printed);
    return printed;
  }

  /** Does what the launcher does, with the classes under test. */
  private static String launcher() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return "#!/bin/sh\nexec '"
        + java
        + "' -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dfile.encoding=UTF-8 -cp '"
        + classes
        + "' io.yizhan.gateway.cli.Yizhan \"$@\"\n";
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> found = Files.walk(from)) {
      for (Path path : found.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }
}
