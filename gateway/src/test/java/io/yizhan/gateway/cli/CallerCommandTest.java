package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Who may call, as an operator keeps it. */
class CallerCommandTest {
  private static final String FINGERPRINT = "ab".repeat(32);
  private static final int TRIES_MAX = 100;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private ServedGateway gateway;

  @BeforeEach
  void serve() {
    gateway = ServedGateway.start(folder.resolve("data"));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private Ended caller(String... words) {
    return gateway.run(
        gateway.operatorToken(),
        Stream.concat(Stream.of("caller"), Stream.of(words)).toArray(String[]::new));
  }

  @Test
  void rekeyRun_gatewayWithoutNewerKeys_saysWhichItHasAndIsANo() {
    Ended ended = gateway.run(gateway.operatorToken(), "registry", "rekey", "run");
    assertEquals(ExitCode.NO, ended.code(), ended.err());
    assertTrue(ended.err().contains("第 1 版"), ended.err());
    assertTrue(ended.err().contains("restart every gateway with the new file first"), ended.err());
    assertEquals("", ended.out());
  }

  private int reports(Path token) {
    return gateway.run(token, "policy", "list").code();
  }

  @Test
  void caller_renewed_callsByItsNewTokenAlone() throws Exception {
    Path before = folder.resolve("before.token");
    Path now = folder.resolve("now.token");
    caller("add", "aid", "--role", "office", "--region", "410122", "--out", before.toString());
    assertEquals(ExitCode.DONE, reports(before));
    Ended renewed = caller("renew", "aid", "--out", now.toString());
    assertEquals(new Ended(ExitCode.DONE, "", ""), renewed);
    assertNotEquals(Files.readString(before), Files.readString(now));
    assertEquals(ExitCode.DONE, reports(now));
    for (int tries = 0; reports(before) == ExitCode.DONE; tries++) {
      assertTrue(tries < TRIES_MAX, "the token before must end within seconds");
      TimeUnit.MILLISECONDS.sleep(100);
    }
    Ended unknown = caller("renew", "aide");
    assertEquals(ExitCode.NO, unknown.code());
    assertTrue(unknown.err().contains("CALLER_NOT_FOUND"), unknown.err());
    caller("revoke", "aid");
    Ended revoked = caller("renew", "aid");
    assertEquals(ExitCode.NO, revoked.code());
    assertTrue(revoked.err().contains("CALLER_REVOKED"), revoked.err());
  }

  @Test
  void operator_thatIsTheLast_isNotRenewedUntilThereIsAnother() {
    Ended last = caller("renew", "operator");
    assertEquals(ExitCode.NO, last.code());
    assertTrue(last.err().contains("LAST_OPERATOR"), last.err());
    assertEquals(ExitCode.DONE, reports(gateway.operatorToken()));
    caller("add", "second", "--role", "operator");
    assertEquals(ExitCode.DONE, caller("renew", "operator").code());
  }

  @Test
  void callers_listed_showTheirScopeAndCredentials() throws IOException {
    caller("add", "aid", "--role", "office", "--region", "410122", "--region", "4101");
    caller(
        "add", "cert", "--role", "insurer", "--region", "41", "--certificate-sha256", FINGERPRINT);
    caller("add", "his", "--role", "hospital", "--hospital", "H1");
    caller("revoke", "his");
    gateway
        .database()
        .execute("UPDATE caller SET last_called = '2026-01-02' WHERE caller_id = 'aid'");
    String day = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
    List<String> lines = caller("list").out().lines().toList();
    List<String> expected =
        List.of(
            "aid  office  410122,4101  令牌 token  "
                + day
                + " 登记 registered  2026-01-02 最近调用 last call",
            "cert  insurer  41  证书 certificate abababababababab…  " + day + " 登记 registered",
            "his  hospital  H1  令牌 token  " + day + " 登记 registered  " + day + " 注销 revoked",
            "operator.*  operator  令牌 token  " + day + " 登记 registered(  .* last call)?");
    assertEquals(expected.size(), lines.size(), lines.toString());
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      assertTrue(line.matches(expected.get(i)), line);
    }
  }

  @Test
  void caller_whoseTokenCannotBeWritten_isToldThatItIsInForce() throws Exception {
    Path before = folder.resolve("before.token");
    caller("add", "aid", "--role", "office", "--region", "410122", "--out", before.toString());
    CommandLine line = Yizhan.commandLine();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(new FullDisk(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true));
    int code = line.execute(gateway.words(gateway.operatorToken(), "caller", "renew", "aid"));
    assertEquals(ExitCode.UNAVAILABLE, code);
    assertTrue(err.toString().contains("The credential is in force"), err.toString());
    assertTrue(err.toString().contains("caller renew"), err.toString());
  }

  /** A stream on which nothing arrives. */
  private static final class FullDisk extends OutputStream {
    @Override
    public void write(int one) throws IOException {
      throw new IOException("No space left on device");
    }
  }
}
