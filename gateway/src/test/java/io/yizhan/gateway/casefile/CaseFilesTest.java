package io.yizhan.gateway.casefile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.policy.PolicyIssue;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaseFilesTest {
  private static final List<Path> POLICIES =
      List.of(
          Path.of("../policies/zhengzhou/zhengzhou-2010.yaml"),
          Path.of("../policies/zhengzhou/zhengzhou-2016.yaml"));

  private static final String SPREADSHEET =
      """
      个案,人,出院日,就诊日,对象,就医类型,政策内,先行自付,超限价,目录外,提供:基本医保,凭证,应得:住院救助,应得:门诊慢特病救助,应得:个人负担
      一笔,甲,2016-08-01,,低保,住院,"40,000",,,,28000,,8400,,3600
      别人,乙,,2016-07-20,dibao 低保,门诊慢特病,500,,,,420,,,0,80
      封顶,甲,2016/9/1,,低保,住院,6万,,,,42000,,11600,,6400

      """;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "GB18030"})
  void spreadsheet_ofAnOfficial_joinsThePersonsLinesAndAgrees(String charset) throws IOException {
    CaseFiles.Reading reading = readCsv(SPREADSHEET.getBytes(Charset.forName(charset)));
    assertEquals(List.of(), reading.issues());
    CaseBook book = reading.book().orElseThrow();
    assertEquals(List.of("一笔", "别人"), book.cases().stream().map(CaseBook.Case::name).toList());
    assertEquals(
        List.of(2, 4), book.cases().get(0).entries().stream().map(CaseBook.Entry::line).toList());
    CaseRunner runner = new CaseRunner(reading.shelf().orElseThrow().book());
    for (CaseBook.Case one : book.cases()) {
      assertTrue(runner.run(one).agrees(), () -> runner.run(one).toString());
    }
  }

  @Test
  void spreadsheet_withByteOrderMark_isRead() throws IOException {
    CaseFiles.Reading reading = readCsv(("\uFEFF" + SPREADSHEET).getBytes(StandardCharsets.UTF_8));
    assertEquals(List.of(), reading.issues());
  }

  @Test
  void spreadsheet_mistypedCell_isNamedWithItsLine() throws IOException {
    CaseFiles.Reading reading =
        readCsv(SPREADSHEET.replace("6万", "六万").getBytes(StandardCharsets.UTF_8));
    assertEquals(List.of("BAD_AMOUNT 4", "BAD_BILL 4"), briefly(reading));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "identity: dibo | UNKNOWN_NAME 2 | dibao",
        "approvals: [major_ilness] | UNKNOWN_NAME 2 | major_illness",
        "approvals: [esrd/dialisis] | UNKNOWN_NAME 2 | dialysis",
        "usage: {INN: 5} | UNKNOWN_NAME 2 | IN",
        "facts: {pregnant: yes} | UNKNOWN_NAME 2 | pregnant",
        "third_party: maybe | NOT_YES_OR_NO 2 | maybe",
        "usage: {IN: -15000} | BAD_AMOUNT 2 | negative",
        "usage: {IN@23: 5} | BAD_YEAR 2 | IN@2016",
        "expect: {refused: FACT_REQUIRE} | UNKNOWN_NAME 2 | FACT_REQUIRED",
        "expect: {refused: 无政策} | UNKNOWN_NAME 2 | It may be: ",
        "in: 0 | BAD_BILL 1 | (in, first, over_limit, out; also where there are items)",
        "age: old | BAD_AGE 2 | 150",
        "birth: 2016-02-30 | BAD_DATE 2 | 2016-02-30",
        "birth: 2016-08-02 | BAD_DATE 2 | must not be after the last day 2016-08-01",
        "region: '4101' | BAD_REGION 2 | six digits",
        "hospital_region: 41010a | BAD_REGION 2 | six digits",
        "identity: {identity: dibao, county: 4101} | BAD_REGION 2 | six digits",
        "identity: {identity: dibao, from: 2016-12-01, to: 2016-01-01} | DATES_REVERSED 2 | 'to'",
        "approvals: [{kind: major_illness, from: 2016-12-01, to: 2016-01-01}] | DATES_REVERSED 2 | 'to'",
        "grants: [{amount: 10000, from: 2016-12-01, to: 2016-01-01}] | DATES_REVERSED 2 | 'to'",
        "supplied: {basicc: 7} | UNKNOWN_NAME 2 | basic",
        "expect: {inpatent: 7} | UNKNOWN_NAME 2 | inpatient",
        "referal: none | UNKNOWN_NAME 2 | referral",
        "care: inpatent | UNKNOWN_NAME 2 | inpatient",
        "referral: 没转诊 | UNKNOWN_NAME 2 | It may be: 无需转诊 none",
        "identity: 低保，特困集中供养 | UNKNOWN_NAME 2 | Several are joined by 、: '低保、特困集中供养'",
        "in: 1.005 | BAD_AMOUNT 2 | 1.005",
        "admission: 2016-09-01 | DATES_REVERSED 1 | admission"
      })
  void yaml_mistake_isNamedWithLineAndNearest(String field, String issue, String said)
      throws IOException {
    String name = field.substring(0, field.indexOf(':'));
    String claim = "care: inpatient, last: 2016-08-01, in: 100";
    String kept =
        java.util.Arrays.stream(claim.split(", "))
            .filter(written -> !written.startsWith(name + ":"))
            .collect(java.util.stream.Collectors.joining(", "));
    CaseFiles.Reading reading =
        read("cases.yaml", "cases: [{case: a, claims: [{\n" + kept + ", " + field + "}]}]\n");
    assertTrue(briefly(reading).contains(issue), () -> reading.issues().toString());
    PolicyIssue first = reading.issues().get(0);
    assertTrue(first.en().contains(said), first.en());
    assertTrue(first.zh().codePoints().anyMatch(point -> point >= 0x4E00), first.zh());
  }

  @Test
  void yaml_birthInTheStay_isRead() throws IOException {
    CaseFiles.Reading reading =
        read(
            "cases.yaml",
            "cases: [{case: a, claims: [{care: inpatient, admission: 2016-07-30, last: 2016-08-01,"
                + " birth: 2016-08-01, in: 100}]}]\n");
    assertEquals(List.of(), reading.issues());
  }

  @Test
  void case_openingUsage_countsAgainstTheCap() throws IOException {
    CaseFiles.Reading reading =
        read(
            "cases.yaml",
            """
            cases:
            - case: 已用一万五
              identities: [{identity: 低保, from: 2016-01-01}]
              usage: {IN: 15000}
              claims:
              - {care: 住院, 出院日: 2016-09-10, in: 36000, first: 1000, out: 3000,
                 supplied: {basic: 25200}, expect: {inpatient: 5000, 个人负担: 9800}}
            - case: 去年的不算
              identity: dibao
              usage: {IN@2015: 15000}
              claims:
              - {care: 住院, 出院日: 2016-09-10, in: 36000, supplied: {basic: 25200}, expect: {inpatient: 7560}}
            """);
    assertEquals(List.of(), reading.issues());
    CaseRunner runner = new CaseRunner(reading.shelf().orElseThrow().book());
    for (CaseBook.Case one : reading.book().orElseThrow().cases()) {
      assertTrue(runner.run(one).agrees(), () -> runner.run(one).toString());
    }
  }

  @Test
  void case_usageOfAnAccountThatCountsTimes_isTimes() throws IOException {
    Path policy = folder.resolve("visits.yaml");
    Files.writeString(
        policy,
        """
        policy: visits 门诊次数
        regions: [4101 郑州市]
        in_force: 2020-01-01 ..
        chosen_by: {outpatient: visit}
        benefit_year: 01-01
        rounding: half-up 0.01 each_claim
        sources: {T: {title: 试点通知, read_in: 原文, checked_on: 2026-11-22}}
        identities: [dibao 低保]
        accounts: {VISITS 门诊次数: {adds: clinic.times, of: person, per: year}}
        layers:
        - {layer: clinic 门诊救助, fund: f_a, stage: aid, when: {care: 普通门诊, 对象: 低保}, counts: in,
           rate: 50%, cap VISITS: 12, otherwise: none, cite: T}
        """);
    String text =
        """
        cases:
        - case: 已用十一次
          identity: dibao
          scheme: none
          usage: {VISITS: USED}
          claims:
          - {care: 普通门诊, visit: 2020-03-01, in: 100, expect: {clinic: 50}}
          - {care: 普通门诊, visit: 2020-03-02, in: 100, expect: {clinic: 0}}
        """;
    CaseFiles.Reading reading = read("cases.yaml", text.replace("USED", "11"), List.of(policy));
    assertEquals(List.of(), reading.issues());
    CaseRunner runner = new CaseRunner(reading.shelf().orElseThrow().book());
    for (CaseBook.Case one : reading.book().orElseThrow().cases()) {
      assertTrue(runner.run(one).agrees(), () -> runner.run(one).toString());
    }
    for (String bad : List.of("0.11", "11次", "-1", "1万")) {
      CaseFiles.Reading refused = read("cases.yaml", text.replace("USED", bad), List.of(policy));
      assertEquals(List.of("BAD_NUMBER 5"), briefly(refused));
    }
  }

  @Test
  void specialDisease_withoutItsForm_isAskedForIt() throws IOException {
    Path file = folder.resolve("visits.yaml");
    Files.writeString(
        file,
        """
        policy: visits 门诊慢特病
        regions: [4101 郑州市]
        in_force: 2020-01-01 ..
        chosen_by: {special_outpatient: visit}
        benefit_year: 01-01
        rounding: half-up 0.01 each_claim
        sources: {T: {title: 试点通知, read_in: 原文, checked_on: 2026-11-22}}
        identities: [dibao 低保]
        diseases:
        - {disease: diabetes 糖尿病, form: drugs 药物, cite: T}
        - {disease: diabetes 糖尿病, form: injection 注射, cite: T}
        layers:
        - {layer: clinic 门诊救助, fund: f_a, stage: aid, when: {care: 门诊慢特病, 对象: 低保}, counts: in,
           needs: special_disease, rate: 50%, cap: unlimited, otherwise: none, cite: T}
        """);
    String cases =
        """
        cases:
        - case: 糖尿病
          identity: dibao
          scheme: 未参保
          approvals: [diabetes/drugs]
          claims:
          - {care: 门诊慢特病, visit: 2020-03-01, disease: 糖尿病FORM, in: 100, expect: {clinic: 50}}
        """;
    CaseFiles.Reading said = read("cases.yaml", cases.replace("FORM", "/药物"), List.of(file));
    assertEquals(List.of(), said.issues());
    CaseRunner runner = new CaseRunner(said.shelf().orElseThrow().book());
    CaseBook.Case one = said.book().orElseThrow().cases().get(0);
    assertTrue(runner.run(one).agrees(), () -> runner.run(one).toString());
    CaseFiles.Reading asked = read("cases.yaml", cases.replace("FORM", ""), List.of(file));
    assertEquals(List.of("FORM_MISSING 7"), briefly(asked));
    assertTrue(
        asked.issues().get(0).zh().contains("diabetes/drugs 或 diabetes/injection"),
        asked.issues().toString());
  }

  @Test
  void case_personsOfOneHousehold_haveCapsOfTheirOwn() throws IOException {
    CaseFiles.Reading reading =
        read(
            "cases.yaml",
            """
            cases:
            - case: 一家两人
              identity: 低保
              usage: {IN: 19000}
              claims:
              - {person: 甲, care: 住院, discharge: 2016-09-10, in: 10000, supplied: {basic: 7000}, expect: {inpatient: 1000}}
              - {person: 乙, care: 住院, discharge: 2016-09-10, in: 10000, supplied: {basic: 9000}, expect: {inpatient: 700}}
              - {人: 甲, care: 住院, discharge: 2016-09-20, in: 10000, supplied: {basic: 7000}, expect: {inpatient: 0}}
              - {人: 乙, care: 住院, discharge: 2016-09-20, in: 10000, supplied: {basic: 7000}, expect: {inpatient: 300}}
            """);
    assertEquals(List.of(), reading.issues());
    CaseBook.Case one = reading.book().orElseThrow().cases().get(0);
    CaseRunner runner = new CaseRunner(reading.shelf().orElseThrow().book());
    assertTrue(runner.run(one).agrees(), () -> runner.run(one).toString());
  }

  /** Whose county has a finite fund of which nothing is said, it never runs short. */
  @Test
  void case_identitiesOfTwoCounties_theOneWithAFiniteFundCountsInAnyOrder() throws IOException {
    String frame =
        """
        policy: %s 试点
        regions: [%s 试点县]
        in_force: 2016-01-01 ..
        chosen_by: {住院: discharge}
        benefit_year: 01-01
        rounding: half-up 0.01 each_claim
        sources: {D: {title: 办法, read_in: 原文, checked_on: 2026-11-22}}
        identities: [dibao 低保, tekun 特困]
        accounts: {MONEY 慈善款: {adds: gift.paid, of: fund, per: year, if_short: part}}
        layers:
        - {layer: basic 医保, fund: 390100, stage: insurance, counts: in.left, rate: 50%%,
           cap: unlimited, otherwise: none, cite: D}
        - {layer: gift 慈善, fund: two_gift, stage: aid, counts: in.left, cap MONEY: available,
           rate: %s, otherwise: none, cite: D}
        """;
    String unlimited =
        frame
            .replaceAll("accounts: .*\n", "")
            .replace("cap MONEY: available", "cap: unlimited")
            .replace("two_gift", "'610100'");
    Path one =
        Files.writeString(folder.resolve("one.yaml"), unlimited.formatted("one", "410122", "10%"));
    Path two =
        Files.writeString(folder.resolve("two.yaml"), frame.formatted("two", "410123", "90%"));
    Path cases =
        Files.writeString(
            folder.resolve("counties.yaml"),
            """
            policies: [one.yaml, two.yaml]
            region: "410122"
            cases:
            - case: 先一后二
              identities: [{identity: dibao, county: "410122"}, {identity: tekun, county: "410123"}]
              claims: [{care: 住院, discharge: 2016-09-10, in: 1000, expect: {gift: 450}}]
            - case: 先二后一
              identities: [{identity: tekun, county: "410123"}, {identity: dibao, county: "410122"}]
              claims: [{care: 住院, discharge: 2016-09-10, in: 1000, expect: {gift: 450}}]
            """);
    CaseFiles.Reading reading = CaseFiles.read(cases, List.of(one, two));
    assertEquals(List.of(), reading.issues());
    CaseRunner runner = new CaseRunner(reading.shelf().orElseThrow().book());
    for (CaseBook.Case each : reading.book().orElseThrow().cases()) {
      assertTrue(runner.run(each).agrees(), () -> runner.run(each).toString());
    }
  }

  @Test
  void case_refusalExpected_isComparedByItsCode() throws IOException {
    CaseFiles.Reading reading =
        read(
            "cases.yaml",
            """
            cases:
            - case: 门诊没有公布的比例
              claims:
              - {care: 门诊慢特病, visit: 2016-09-10, in: 500, expect: {refused: INSURER_AMOUNT_REQUIRED}}
              - {care: 住院, discharge: 2016-09-10, in: 500, expect: {refused: INSURER_AMOUNT_REQUIRED}}
              - {care: 门诊慢特病, visit: 2016-09-10, in: 500, expect: {refused: INSURER_AMOUNT_REQUIRED, patient: 7}}
            """);
    CaseRunner.CaseResult result =
        new CaseRunner(reading.shelf().orElseThrow().book())
            .run(reading.book().orElseThrow().cases().get(0));
    assertTrue(result.claims().get(0).agrees(), result::toString);
    assertEquals("-", result.claims().get(1).compared().get(0).got());
    assertFalse(result.claims().get(2).agrees(), result::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'facts: {dialyses: 三}' | BAD_NUMBER | dialyses",
        "'facts: {定额病种: 白血}' | UNKNOWN_NAME | 白血病",
        "'facts: {bundle: 3}' | UNKNOWN_NAME | word of 'bundle'",
        "'facts: {lost: -5}' | BAD_AMOUNT | negative",
      })
  void fact_saidAsItCannotBe_isRefusedByItsName(String fact, String code, String said)
      throws IOException {
    CaseFiles.Reading reading = readConstructs(fact);
    PolicyIssue first = reading.issues().get(0);
    assertEquals(code, first.code(), reading.issues().toString());
    assertTrue(first.en().contains(said), first.en());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "third_party: 无",
        "第三方责任: 有",
        "facts: {bundle: 白血病}",
        "facts: {bundle: none}",
        "facts: {dialyses: 3}",
        "identity: {identity: 低保, provisional: 是}"
      })
  void claim_inThePolicysOwnWords_isRead(String field) throws IOException {
    assertEquals(List.of(), readConstructs(field).issues());
  }

  private CaseFiles.Reading readConstructs(String field) throws IOException {
    Path file = folder.resolve("cases.yaml");
    Files.writeString(
        file,
        "cases: [{case: a, claims: [{care: 住院, discharge: 2024-08-01, in: 100, "
            + field
            + "}]}]\n");
    return CaseFiles.read(
        file, List.of(Path.of("src/test/resources/io/yizhan/gateway/casefile/constructs.yaml")));
  }

  private CaseFiles.Reading readCsv(byte[] bytes) throws IOException {
    Path file = folder.resolve("cases.csv");
    Files.write(file, bytes);
    return CaseFiles.read(file, POLICIES);
  }

  private CaseFiles.Reading read(String name, String text) throws IOException {
    return read(name, text, POLICIES);
  }

  private CaseFiles.Reading read(String name, String text, List<Path> policies) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    return CaseFiles.read(file, policies);
  }

  private static List<String> briefly(CaseFiles.Reading reading) {
    return reading.issues().stream().map(issue -> issue.code() + " " + issue.line()).toList();
  }
}
