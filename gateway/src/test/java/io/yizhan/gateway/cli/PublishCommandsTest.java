package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.Gateway;
import io.yizhan.gateway.ServeSettings;
import io.yizhan.gateway.postgres.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Publishing by two persons, as they type it. */
class PublishCommandsTest {
  private static final String FILE = "../policies/zhengzhou/zhengzhou-2016.yaml";

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private final TestDatabase database = TestDatabase.create();

  @SuppressWarnings("NullAway.Init")
  private Gateway gateway;

  /** What a command printed and how it ended. */
  private record Ended(int code, String out, String err) {}

  @BeforeEach
  void serve() {
    ServeSettings.Address anyPort = new ServeSettings.Address("127.0.0.1", 0);
    gateway =
        Gateway.start(
            new ServeSettings(
                folder.resolve("data"),
                database.secretsFile(),
                anyPort,
                new ServeSettings.Database(
                    database.settings().jdbcUrl(),
                    database.settings().user(),
                    database.settings().password()),
                4,
                4,
                64,
                null,
                anyPort,
                false,
                null,
                Duration.ofMillis(100),
                Duration.ofSeconds(5)),
            Gateway.ExtraServices.NONE);
  }

  @AfterEach
  void stop() {
    gateway.stop();
    database.close();
  }

  private Ended run(Path token, String... words) {
    CommandLine line = Yizhan.commandLine();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    String[] all =
        Stream.concat(
                Stream.of(words),
                Stream.of(
                    "--target", "127.0.0.1:" + gateway.port(), "--token-file", token.toString()))
            .toArray(String[]::new);
    int code = line.execute(all);
    return new Ended(code, out.toString(), err.toString());
  }

  private String done(Path token, String... words) {
    Ended ended = run(token, words);
    assertEquals(ExitCode.DONE, ended.code(), ended.err());
    return ended.out();
  }

  @Test
  void policy_proposedAndApprovedAtTheCommandLine_isPublished() throws IOException {
    Path operator = gateway.operatorTokenFile();
    Path approver = folder.resolve("approver.token");
    Files.writeString(approver, done(operator, "caller", "add", "second", "--role", "operator"));

    String proposed = done(operator, "policy", "propose", FILE);
    assertTrue(proposed.contains("open  zhengzhou@2016-07-01"), proposed);
    assertEquals(proposed, done(operator, "policy", "propose", FILE));
    assertEquals(proposed, done(approver, "policy", "proposals"));
    String id = proposed.substring(0, proposed.indexOf(' '));
    Path read = folder.resolve("read.yaml");
    Files.writeString(read, done(approver, "policy", "proposals", id));
    assertEquals(-1, Files.mismatch(Path.of(FILE), read));

    Ended same = run(operator, "policy", "approve", FILE);
    assertEquals(ExitCode.NO, same.code());
    assertTrue(same.err().contains("[SAME_PERSON]"), same.err());
    String impact = done(approver, "policy", "impact", "--settlements", id);
    assertTrue(impact.contains("Of 0 settlements"), impact);
    String approved = done(approver, "policy", "approve", read.toString());
    assertTrue(approved.contains("zhengzhou@2016-07-01: 已发布 published"), approved);
    assertTrue(approved.contains("proposed by operator，批准 approved by second"), approved);
    assertTrue(approved.contains("nothing is booked"), approved);
    assertTrue(done(operator, "policy", "list").contains("approved by second"));
    assertEquals("", done(operator, "policy", "proposals"));
    assertTrue(done(operator, "policy", "proposals", "--all").contains("approved by second"));

    Ended late = run(operator, "policy", "withdraw", id);
    assertEquals(ExitCode.NO, late.code());
    assertTrue(late.err().contains("[PROPOSAL_APPROVED]"), late.err());
    Files.writeString(read, "# not what was proposed");
    assertEquals(ExitCode.NO, run(approver, "policy", "approve", read.toString()).code());
  }

  @Test
  void impact_withBothQuestionsOrNone_isAWrongCommandLine() {
    Path operator = gateway.operatorTokenFile();
    assertEquals(ExitCode.USAGE, run(operator, "policy", "impact").code());
    assertEquals(
        ExitCode.USAGE,
        run(operator, "policy", "impact", FILE, FILE, "--claims", "x", "--settlements", "y")
            .code());
  }
}
