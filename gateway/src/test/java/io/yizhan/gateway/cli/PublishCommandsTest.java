package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publishing by two persons, as they type it. */
class PublishCommandsTest {
  private static final String FILE = "../policies/zhengzhou/zhengzhou-2016.yaml";

  private static final String CITY =
      """
      policy: city 市医疗救助
      regions: [5001 市]
      in_force: 2023-01-01 ..
      chosen_by: {inpatient: discharge}
      benefit_year: 01-01
      rounding: half-up 0.01 each_claim
      sources: {Q: {title: 问答, read_in: 网页, checked_on: 2026-11-22}}
      identities: [dibao 低保]
      layers:
      - {layer: aid 医疗救助, fund: "610100", stage: aid, counts: in.left, rate: 70%, cap: unlimited,
         otherwise: none, cite: Q}
      """;
  private static final String COUNTY =
      """
      policy: county 县医疗救助
      edition_of: city
      regions: [500112 县]
      in_force: 2024-01-01 ..
      changes:
      - {layer: aid, was: {rate: 70%}, set: {rate: 75%}, cite: Q 二}\
      """;

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

  private Ended run(Path token, String... words) {
    return gateway.run(token, words);
  }

  private String done(Path token, String... words) {
    Ended ended = run(token, words);
    assertEquals(ExitCode.DONE, ended.code(), ended.err());
    return ended.out();
  }

  @Test
  void policy_proposedAndApprovedAtTheCommandLine_isPublished() throws IOException {
    Path operator = gateway.operatorToken();
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
  void edition_approvedByItsOwnFile_isPublishedWithItsParent() throws IOException {
    Path operator = gateway.operatorToken();
    Path approver = folder.resolve("approver.token");
    Files.writeString(approver, done(operator, "caller", "add", "second", "--role", "operator"));
    publish(operator, approver, written("city.yaml", CITY));
    Path county = written("county.yaml", COUNTY);
    done(operator, "policy", "propose", county.toString());

    Path other = written("other.yaml", COUNTY.replace("75%", "80%"));
    assertEquals(ExitCode.NO, run(approver, "policy", "approve", other.toString()).code());
    Ended same = run(operator, "policy", "approve", county.toString());
    assertTrue(same.err().contains("[SAME_PERSON]"), same.err());
    String approved = done(approver, "policy", "approve", county.toString());
    assertTrue(approved.contains("with its parent city.yaml"), approved);
    assertTrue(approved.contains("county@2024-01-01: 已发布 published"), approved);
    String again = done(approver, "policy", "approve", county.toString());
    assertTrue(again.contains("was published before"), again);
  }

  @Test
  void edition_whoseParentIsNoLongerThePublishedOne_isApprovedByItsWholeTextOnly()
      throws IOException {
    Path operator = gateway.operatorToken();
    Path approver = folder.resolve("approver.token");
    Files.writeString(approver, done(operator, "caller", "add", "second", "--role", "operator"));
    publish(operator, approver, written("city.yaml", CITY));
    Path county = written("county.yaml", COUNTY);
    String proposed = done(operator, "policy", "propose", county.toString());
    publish(
        operator,
        approver,
        written(
            "city-07.yaml", CITY.replace("2023-01-01 ..", "2023-07-01 ..").replace("70", "60")));

    Ended unread = run(approver, "policy", "approve", county.toString());
    assertEquals(ExitCode.NO, unread.code());
    assertTrue(unread.err().contains("is not what is published now"), unread.err());
    String id = proposed.substring(0, proposed.indexOf(' '));
    Path whole = written("whole.yaml", done(approver, "policy", "proposals", id));
    String approved = done(approver, "policy", "approve", whole.toString());
    assertTrue(approved.contains("county@2024-01-01: 已发布 published"), approved);
  }

  @Test
  void proposal_withWarnings_saysThemToItsProposerAndItsApprover() throws IOException {
    Path operator = gateway.operatorToken();
    Path approver = folder.resolve("approver.token");
    Files.writeString(approver, done(operator, "caller", "add", "second", "--role", "operator"));
    publish(operator, approver, Path.of(FILE.replace("2016", "2010")));
    Path apart =
        written(
            "apart.yaml", Files.readString(Path.of(FILE)).replace("includes: IN}", "includes: I}"));
    String proposed = done(operator, "policy", "propose", apart.toString());
    String warning = "  警告 warning apart.yaml:39 [INCLUDES_UNKNOWN] zhengzhou@2010-03-15 没有累计账“I”";
    assertTrue(proposed.contains(warning), proposed);
    assertEquals(proposed, done(approver, "policy", "proposals"));
  }

  private Path written(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private void publish(Path operator, Path approver, Path file) {
    done(operator, "policy", "propose", file.toString());
    done(approver, "policy", "approve", file.toString());
  }

  @Test
  void policyWithATableInAFile_proposedAndApproved_isPublishedWithTheTable() throws IOException {
    String file = "../policies/jinzhai/jinzhai-2020.yaml";
    Path operator = gateway.operatorToken();
    Path approver = folder.resolve("approver.token");
    Files.writeString(approver, done(operator, "caller", "add", "second", "--role", "operator"));

    String proposed = done(operator, "policy", "propose", file);
    String id = proposed.substring(0, proposed.indexOf(' '));
    String text = done(approver, "policy", "proposals", id);
    assertTrue(text.contains("--- # table: aid-2020.csv\n对象,医院级别,"), text);
    String approved = done(approver, "policy", "approve", file);
    assertTrue(approved.contains("jinzhai@2020-01-01: 已发布 published"), approved);
  }

  @Test
  void impact_withBothQuestionsOrNone_isAWrongCommandLine() {
    Path operator = gateway.operatorToken();
    assertEquals(ExitCode.USAGE, run(operator, "policy", "impact").code());
    assertEquals(
        ExitCode.USAGE,
        run(operator, "policy", "impact", FILE, FILE, "--claims", "x", "--settlements", "y")
            .code());
  }
}
