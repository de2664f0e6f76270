package io.yizhan.gateway.policyfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.casefile.CaseBook;
import io.yizhan.gateway.casefile.CaseFiles;
import io.yizhan.gateway.casefile.CaseRunner;
import io.yizhan.gateway.casefile.ParentFiles;
import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.policy.PolicyIssue;
import io.yizhan.policy.PolicyTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A district that changes lines of its city, and says what they were. */
class EditionsTest {
  static final String CITY =
      """
      policy: chongqing 重庆市医疗救助
      regions: [50 重庆市]
      in_force: 2023-01-01 ..
      chosen_by: {inpatient: discharge}
      benefit_year: 01-01
      rounding: half-up 0.01 each_claim
      sources:
        Q: {title: 问答, read_in: 网页, checked_on: 2026-11-22}
        Y: {title: 解读, read_in: 网页, checked_on: 2026-11-22}
      identities: [tekun 特困, dibao 低保, edge 低保边缘]
      figures: {line 起付线金额: 3500}
      accounts: {TILT 倾斜救助累计: {adds: tilt.paid, of: person, per: year}}
      layers:
      - {layer: basic 基本医保, fund: "390100", stage: insurance, amount: supplied, fills: in, cap: unlimited}
      - layer: aid 医疗救助
        fund: "610100"
        stage: aid
        counts: in.left
        cap: unlimited
        columns: [对象, 比例, 依据]
        rows:
        - [特困, 70%, Q 一]
        - [低保, 60%, Q 一]
        otherwise: none
      - {layer: tilt 倾斜救助, fund: "610100", stage: aid, counts: in.left, over: visit, threshold: line,
         rate: 70%, cap TILT: 2万, otherwise: none, cite: Q 二}
      """;

  static final String DISTRICT =
      """
      policy: yubei 渝北区医疗救助
      edition_of: chongqing
      regions: [500112 渝北区]
      in_force: 2023-05-01 ..
      changes:
      - {section: figures, was: {line: 0.35万}, set: {line: 3000}, cite: Y 三}
      - {layer: 医疗救助, row: [特困], was: {比例: 70%}, set: {比例: 75%}, cite: Y 四}
      - {layer: 倾斜救助, was: {cap TILT: 20000}, set: {cap TILT: 1000}, assumed: 只见转述}
      """;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @BeforeEach
  void city() throws IOException {
    Files.writeString(folder.resolve("chongqing-2023.yaml"), CITY);
  }

  @Test
  void edition_claims_areSettledByItsOwnLinesAndThoseItInherits() throws IOException {
    Path district = write("yubei-2023.yaml", DISTRICT);
    Path cases =
        write(
            "cases.yaml",
            """
            region: "500112"
            cases:
            - case: 70% became 75%, the rest of 30000 is below the new line
              identity: 特困
              claims:
              - {care: inpatient, discharge: 2023-06-01, in: 12000, supplied: {basic: 0},
                 expect: {aid: 9000, tilt: 0, patient: 3000}}
              - {care: inpatient, discharge: 2023-06-02, in: 14000, supplied: {basic: 0},
                 expect: {aid: 10500, tilt: 350, patient: 3150}}
            - case: 60% is the city's; usage under the city counts against the district's cap
              identity: 低保
              claims:
              - {care: inpatient, discharge: 2023-04-01, in: 10000, supplied: {basic: 0},
                 expect: {aid: 6000, tilt: 350, patient: 3650}}
              - {care: inpatient, discharge: 2023-06-01, in: 10000, supplied: {basic: 0},
                 expect: {aid: 6000, tilt: 650, patient: 3350}}
            """);
    CaseFiles.Reading reading =
        CaseFiles.read(cases, List.of(folder.resolve("chongqing-2023.yaml"), district));
    assertEquals(List.of(), reading.issues());
    CaseRunner runner = new CaseRunner(reading.shelf().orElseThrow().book());
    for (CaseBook.Case one : reading.book().orElseThrow().cases()) {
      for (CaseRunner.ClaimResult claim : runner.run(one).claims()) {
        for (CaseRunner.Compared compared : claim.compared()) {
          assertEquals(compared.expected(), compared.got(), one.name() + ": " + compared.name());
        }
      }
    }
  }

  @Test
  void edition_table_isItsOwnPolicyWithTheAccountsOfTheRoot() throws IOException {
    PolicyTable table = check(DISTRICT).table().orElseThrow();
    assertEquals("yubei@2023-05-01", table.versionCode());
    assertEquals("chongqing/TILT", table.accountCode("TILT"));
    assertEquals("Y 四", table.layers().get(1).rows().get(0).cite());
    assertEquals("Q 一", table.layers().get(1).rows().get(1).cite());
  }

  @Test
  void edition_ofAnEdition_changesWhatTheEditionLeft() throws IOException {
    write("yubei-2023.yaml", DISTRICT);
    String town =
        """
        policy: longxi 龙溪街道试点
        edition_of: yubei
        regions: [500112 渝北区]
        in_force: 2023-06-01 ..
        changes:
        - {layer: aid, row: [特困], was: {比例: 75%}, set: {比例: 80%}, cite: Y 五}
        - {layer: aid, add_row: [其余, 10%, Y 五], assumed: 试点}
        - {remove: tilt, was: {rate: 70%}, cite: Y 五}
        - {section: accounts, was: {TILT: {adds: tilt.paid, of: person, per: year}}, set: {TILT: 没有}, cite: Y}
        - {add: {layer: gift 慈善, fund: gift, stage: aid, counts: in.left, rate: 50%, cap: unlimited,
                 otherwise: none, cite: Y 六}, before: 医疗救助}
        """;
    PolicyDesk.Verdict verdict = check(town);
    assertEquals(List.of(), verdict.issues());
    PolicyTable table = verdict.table().orElseThrow();
    assertEquals("chongqing/X", table.accountCode("X"));
    assertEquals(
        List.of("basic", "gift", "aid"),
        table.layers().stream().map(layer -> layer.name().key()).toList());
    assertEquals(3, table.layers().get(2).rows().size());
  }

  @Test
  void edition_parentChangedTheLine_stopsCompilingAndNamesBoth() throws IOException {
    write("chongqing-2023.yaml", CITY.replace("起付线金额: 3500", "起付线金额: 4000"));
    PolicyIssue issue = check(DISTRICT).issues().get(0);
    assertEquals("WAS_DIFFERS", issue.code());
    assertTrue(issue.file().endsWith("edition.yaml"), issue.file());
    assertEquals(6, issue.line());
    assertEquals("您要改的“line：0.35万”上级现在写的是“4000”。请重新核对。", issue.zh());
  }

  @Test
  void edition_parentHasAMistake_namesTheParentsFileAndLine() throws IOException {
    write("chongqing-2023.yaml", CITY.replace("[低保, 60%, Q 一]", "[底保, 60%, Q 一]"));
    PolicyIssue issue = check(DISTRICT).issues().get(0);
    assertEquals("UNKNOWN_NAME", issue.code());
    assertTrue(issue.file().endsWith("chongqing-2023.yaml"), issue.file());
    assertEquals(23, issue.line());
  }

  @Test
  void edition_ofAMappedTable_mayUseTheParentsOwnHeadings() throws IOException {
    String city =
        CITY.replace("columns: [对象, 比例, 依据]", "columns: {对象: identity, 支付比例: rate, 依据: cite}");
    for (String said : new String[] {"支付比例", "rate", "比例"}) {
      String district = DISTRICT.replace("比例:", said + ":");
      assertTrue(check(district, city).publishable(), check(district, city).issues().toString());
      String removing =
          DISTRICT.replace(
              "- {section",
              "- {layer: aid, remove_row: [低保], was: {" + said + ": 60%}, cite: Y 四}\n- {section");
      assertTrue(check(removing, city).publishable(), check(removing, city).issues().toString());
    }
    List<PolicyIssue> differs =
        check(DISTRICT.replace("比例: 70%}, set: {比例", "支付比例: 71%}, set: {支付比例"), city).issues();
    assertEquals("WAS_DIFFERS", differs.get(0).code());
    assertTrue(differs.get(0).zh().contains("70%"), differs.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "edition_of: chongqing | edition_of: chengdu | EDITION_PARENT_MISSING",
        "in_force: 2023-05-01 | in_force: 2022-05-01 | EDITION_PARENT_MISSING",
        "regions: [500112 渝北区] | regions: [510112 龙泉驿区] | EDITION_OUTSIDE_REGION",
        "'was: {比例: 70%}, ' | 'was: {}, ' | WAS_MISSING",
        "'was: {比例: 70%}, ' | '' | MISSING",
        "was: {比例: 70%} | was: {比例: 71%} | WAS_DIFFERS",
        "was: {比例: 70%} | was: {比例: 没有} | WAS_DIFFERS",
        "row: [特困] | row: [孤儿] | ROW_NOT_ONE",
        "', cite: Y 四' | '' | CITE_MISSING",
        "cite: Y 四 | cite: Z 四 | UNKNOWN_NAME",
        "layer: 医疗救助, row | layer: 医疗, row | UNKNOWN_NAME",
        "section: figures | section: figure | UNKNOWN_NAME",
        "section: figures, | '' | BAD_EDITION",
        "set: {line: 3000} | set: {line: 3500} | BAD_EDITION",
        "set: {比例: 75%} | set: {比例: 70%} | BAD_EDITION",
        "set: {line: 3000} | 'set: {line: 3000, line: 3001}' | WRITTEN_TWICE",
        "changes: | 'sources: {Q: {title: a, read_in: b, checked_on: 2026-01-01}}\nchanges:' | WRITTEN_TWICE",
        "changes: | 'layers: []\nchanges:' | UNKNOWN_NAME",
      })
  void edition_mistyped_saysWhatIsWrong(String right, String wrong, String code)
      throws IOException {
    String text = DISTRICT.replace(right, wrong.replace("\\n", "\n"));
    assertTrue(!text.equals(DISTRICT), "the mistake must be made");
    PolicyDesk.Verdict verdict = check(text);
    assertTrue(
        verdict.issues().stream().anyMatch(issue -> issue.code().equals(code) && issue.error()),
        verdict.issues().toString());
  }

  @ParameterizedTest
  @CsvSource({"特困", "tekun", "tekun 特困"})
  void edition_row_mayBeNamedByKeyNameOrBoth(String said) throws IOException {
    PolicyDesk.Verdict verdict = check(DISTRICT.replace("row: [特困]", "row: [" + said + "]"));
    assertTrue(verdict.publishable(), verdict.issues().toString());
  }

  @Test
  void edition_rowOfSeveralWords_mayNameThemInAnyOrder() throws IOException {
    String city =
        CITY.replace("- [特困, 70%", "- [特困、dibao, 70%").replace("  - [低保, 60%, Q 一]\n", "");
    PolicyDesk.Verdict verdict = check(DISTRICT.replace("row: [特困]", "row: [低保、特困]"), city);
    assertTrue(verdict.publishable(), verdict.issues().toString());
  }

  @Test
  void edition_thatAddsARowTheParentHas_isToldItsFileAndLine() throws IOException {
    PolicyIssue issue =
        check(DISTRICT + "- {layer: aid, add_row: [低保, 90%, Y 四], cite: Y 四}\n").issues().get(0);
    assertEquals("ROWS_OVERLAP", issue.code());
    assertEquals(9, issue.line());
    assertTrue(issue.zh().contains("chongqing-2023.yaml:23"), issue.zh());
    assertTrue(issue.en().contains("chongqing-2023.yaml:23"), issue.en());
  }

  @Test
  void edition_thatRemovesALayerStillNamed_isToldAtItsOwnLine() throws IOException {
    String removing = DISTRICT.replaceFirst("- \\{layer: 倾斜救助.*\n", "");
    removing += "- {remove: 倾斜救助, was: {cap TILT: 2万}, cite: Y 四}\n";
    List<PolicyIssue> issues = check(removing).issues();
    assertEquals(1, issues.size(), issues.toString());
    assertEquals("REMOVED_STILL_NAMED", issues.get(0).code());
    assertEquals(8, issues.get(0).line());
    assertTrue(issues.get(0).zh().contains("chongqing-2023.yaml:12"), issues.toString());
    String account = "- {section: accounts, was: {TILT: {adds: tilt.paid, of: person, per: year}},";
    PolicyDesk.Verdict whole = check(removing + account + " set: {TILT: absent}, cite: Y 四}\n");
    assertTrue(whole.publishable(), whole.issues().toString());
  }

  @Test
  void edition_thatOutlivesItsParent_isWarnedOf() throws IOException {
    write("chongqing-2023.yaml", CITY.replace("2023-01-01 ..", "2023-01-01 .. 2023-12-31"));
    PolicyDesk.Verdict verdict = check(DISTRICT);
    assertTrue(verdict.publishable());
    assertEquals("EDITION_OUTLIVES_PARENT", verdict.issues().get(0).code());
  }

  @Test
  void edition_followedByAnotherPolicyThanItNames_isRefused() {
    String mark = "--- # file: other.yaml\n";
    String other = CITY.replaceFirst("policy: \\S+", "policy: other");
    for (String own : List.of(DISTRICT, DISTRICT.replaceFirst("edition_of: .*\n", ""))) {
      PolicyDesk.Verdict verdict =
          PolicyDesk.check(new YamlPolicy(), "district.yaml", own + mark + other);
      assertFalse(verdict.publishable());
      assertEquals(
          List.of("EDITION_PARENT_DIFFERS"),
          verdict.issues().stream().map(issue -> issue.code()).toList());
    }
  }

  @Test
  void edition_chainOfFive_isRefused() throws IOException {
    String above = "chongqing";
    for (String name : List.of("b", "c", "d", "e")) {
      String text =
          "policy: "
              + name
              + " 版\nedition_of: "
              + above
              + "\nregions: [500112 区]\nin_force: 2023-05-01 ..\nchanges: []\n";
      write(name + ".yaml", text);
      above = name;
    }
    String fourth = ParentFiles.complete(folder.resolve("d.yaml"), List.of());
    assertEquals(List.of(), PolicyDesk.check(new YamlPolicy(), "d.yaml", fourth).issues());
    String fifth = ParentFiles.complete(folder.resolve("e.yaml"), List.of());
    assertEquals(
        "EDITION_TOO_DEEP",
        PolicyDesk.check(new YamlPolicy(), "e.yaml", fifth).issues().get(0).code());
  }

  private PolicyDesk.Verdict check(String text) throws IOException {
    Path file = write("edition.yaml", text);
    return PolicyDesk.check(
        new YamlPolicy(), file.toString(), ParentFiles.complete(file, List.of(file)));
  }

  private PolicyDesk.Verdict check(String text, String city) throws IOException {
    write("chongqing-2023.yaml", city);
    return check(text);
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    return file;
  }
}
