package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.casefile.CaseBook;
import io.yizhan.gateway.casefile.CaseFiles;
import io.yizhan.gateway.casefile.CaseRunner;
import io.yizhan.gateway.desk.Stamp;
import io.yizhan.settlement.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The answers to claims that never change, under policies that never change: whoever changes the
 * answers raises the engine's version, or an audit would find a difference in every settlement
 * before.
 */
class EngineVersionTest {
  private static final Path FROZEN = Path.of("src", "test", "resources", "engine");
  private static final Path RECORD = FROZEN.resolve("answers.sha256");
  private static final Stamp STAMP =
      new Stamp("S", "R", Instant.parse("2026-01-01T00:00:00Z"), LocalDate.of(2026, 1, 1));

  private static String answers() throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    ReplyWriter writer = new ReplyWriter();
    int count = 0;
    for (Path file : CaseFiles.find(FROZEN).stream().sorted().toList()) {
      CaseFiles.Reading reading = CaseFiles.read(file, List.of());
      assertEquals(List.of(), reading.issues().stream().filter(issue -> issue.error()).toList());
      CaseRunner runner = new CaseRunner(reading.shelf().orElseThrow().book());
      for (CaseBook.Case one : reading.book().orElseThrow().cases()) {
        for (CaseRunner.ClaimResult claim : runner.run(one).claims()) {
          byte[] answer = writer.settled(claim.decision(), STAMP);
          // The version is in the answer itself: only the rest may say that it must be raised.
          digest.update(
              new String(answer, StandardCharsets.ISO_8859_1)
                  .replace(ReplyWriter.ENGINE_VERSION, "")
                  .getBytes(StandardCharsets.ISO_8859_1));
          count++;
        }
      }
    }
    assertTrue(count > 100, "claims: " + count);
    return HexFormat.of().formatHex(digest.digest());
  }

  @Test
  void answers_toFrozenClaims_areThoseOfTheEnginesVersion() throws Exception {
    List<String> lines = Files.readAllLines(RECORD);
    assertEquals(
        lines.get(lines.size() - 1),
        Engine.VERSION + " " + answers(),
        "answers have changed: raise Engine.VERSION and add the line to " + RECORD);
    List<String> versions = lines.stream().map(line -> line.split(" ", 2)[0]).toList();
    assertEquals(versions.stream().distinct().toList(), versions);
  }
}
