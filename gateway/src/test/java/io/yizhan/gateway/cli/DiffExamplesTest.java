package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffExamplesTest {
  private static final String TOGETHER =
      "The examples below are of all changes together, not of one of them:";

  private static final String HEADER =
      """
      policy: u 某县
      regions: [410122 中牟县]
      in_force: %s-01-01 .. %s
      chosen_by: {住院: discharge}
      benefit_year: 01-01
      rounding: half-up 0.01 each_claim
      assumed: {chosen_by: 原文未写, benefit_year: 原文未写, rounding: 原文未写}
      sources: {D: {title: 办法, read_in: 网, checked_on: 2026-11-22}}
      identities: [tekun 特困, dibao 低保]
      accounts: {IN 累计: {adds: aid.paid, of: person, per: year}}
      layers:
      """;

  private static final String AID =
      """
      - {layer: aid 救助, fund: 610100, stage: aid, otherwise: none, cite: D, when: {对象: 特困、低保},
         counts: in.left, rate: 70%, cap IN: 3万}
      """;
  private static final String TILT =
      """
      - {layer: tilt 倾斜, fund: 610100, stage: aid, otherwise: none, cite: D, when: {对象: 特困、低保},
         counts: in.left, rate: 50%, cap visit: 3万}
      """;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @Test
  void twoLayers_eachChangesOnce_anExampleStandsOnlyWhereWhatCameBeforeIsAsItWas()
      throws IOException {
    String said = diff(AID + TILT, AID.replace("70%", "80%") + TILT.replace("50%", "60%"));
    assertTrue(
        said.contains("救助 aid: rate 70% → 80%. Example: 特困, in scope 3,000.00, paid 2,100.00"),
        said);
    assertTrue(said.contains("倾斜 tilt: rate 50% → 60% " + TOGETHER + " tilt: 特困"), said);
  }

  @Test
  void capAndOrderChange_theOrderDoesItAll_noExampleStandsUnderTheCap() throws IOException {
    String said = diff(AID + TILT, TILT.replace("3万", "4万") + AID);
    assertTrue(said.contains("tilt: cap visit 3万 → 4万 order of layers"), said);
    String tail = said.substring(said.indexOf(TOGETHER));
    assertTrue(
        tail.contains("tilt: 特困, in scope 3,000.00, paid 450.00 → 1,500.00, patient 450.00"), tail);
    assertTrue(tail.contains("aid: 特困, in scope 3,000.00, paid 2,100.00 → 1,050.00"), tail);
  }

  @Test
  void orderAloneChanges_theExampleStandsUnderIt() throws IOException {
    String said = diff(AID + TILT, TILT + AID);
    assertTrue(said.contains("order of layers aid、tilt → tilt、aid. Example: aid, 特困"), said);
    assertFalse(said.contains(TOGETHER), said);
  }

  @Test
  void conditionOnAge_isComputedBelowAndAboveIt_andTheExampleNamesTheAge() throws IOException {
    String aged = AID.replace("特困、低保}", "特困、低保, age: ≥80}") + TILT.replace("tilt 倾斜", "b 二");
    String said = diff(aged, aged.replace("70%", "60%"));
    assertTrue(said.contains(", ages 40 79 80 81 (first stay"), said);
    assertTrue(said.contains("aid: rate 70% → 60%. Example: 特困, aged 80, in scope 3,000"), said);
    assertTrue(said.contains("somebody is worse off, most of all 特困, aged 80"), said);
    assertFalse(said.contains("not computed"), said);
  }

  @Test
  void columnOfAges_isComputedAtItsBounds() throws IOException {
    String table =
        """
        - layer: aid 救助
          fund: 610100
          stage: aid
          otherwise: none
          cite: D
          counts: in.left
          cap IN: 3万
          columns: [年龄, 比例]
          rows: [[<14, 70%], [≥14, 60%]]
        """;
    String said = diff(table, table.replace("≥14, 60%", "≥14, 50%"));
    assertTrue(said.contains("aid · ≥14: rate 60% → 50%. Example: 特困, aged 40"), said);
    assertTrue(said.contains("ages 13 14 15 40 "), said);
  }

  private String diff(String before, String after) throws IOException {
    Path old = folder.resolve("a.yaml");
    Path now = folder.resolve("b.yaml");
    Files.writeString(old, HEADER.formatted("2023", "2023-12-31") + before);
    Files.writeString(now, HEADER.formatted("2024", "") + after);
    Ended ended = Ended.of("policy", "diff", old.toString(), now.toString(), "--lang", "en");
    assertEquals(ExitCode.DONE, ended.code(), ended.toString());
    return ended.out().replaceAll("\\s+", " ");
  }
}
