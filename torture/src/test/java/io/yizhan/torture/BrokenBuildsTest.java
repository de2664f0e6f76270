package io.yizhan.torture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.auditor.Finding;
import io.yizhan.auditor.Harm;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checker that has never failed proves nothing: what is broken on purpose must be found. */
class BrokenBuildsTest {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @Test
  void gateway_thatForgetsWhatWasUsed_isFoundOverCap() throws Exception {
    TortureReport report =
        Scene.broken(
            folder,
            BrokenBuild.CAP_NOT_CHECKED_AGAIN.in(folder),
            caller -> caller::ask,
            Map.of(Fault.CAP_FIGHT, 1));
    assertFound(report, Harm.OVER_CAP, "what was left of a cap is paid, to the fen");
    assertFound(report, Harm.OVER_CAP, "nothing is paid beyond what was left of the cap");
  }

  @Test
  void gateway_thatAnswersBeforeTheCommitIsOnDisk_isFoundLosing() throws Exception {
    TortureReport report =
        Scene.broken(
            folder,
            BrokenBuild.ANSWER_BEFORE_COMMIT.in(folder),
            caller -> caller::ask,
            Map.of(Fault.DATABASE_KILL, 3, Fault.FSYNC_STALL, 1));
    assertFound(report, Harm.LOST, "what was acknowledged as settled is there");
    if (report.skipped().isEmpty()) {
      assertFound(report, Harm.LOST, "no OK escapes a stalled fsync");
    }
  }

  @Test
  void caller_thatRetriesWithANewId_isFoundDoubling() throws Exception {
    TortureReport report =
        Scene.broken(
            folder, GatewayProcess.Build.right(), BadHabit::new, Map.of(Fault.ANSWER_LOST, 3));
    assertFound(report, Harm.DOUBLED, "a visit that callers settle once is settled once");
  }

  private static void assertFound(TortureReport report, Harm harm, String rule) {
    assertTrue(
        report.findings().stream()
            .anyMatch(finding -> finding.harm() == harm && finding.rule().startsWith(rule)),
        () ->
            rule
                + " must be broken: "
                + report.findings().stream().map(Finding::rule).distinct().toList());
  }
}
