package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.terminal.DisplayWidth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyToolsTest {
  private static final Path PACK = Path.of("..", "policies", "zhengzhou");
  private static final String CASES = PACK.resolve("cases/zhengzhou.yaml").toString();
  private static final String POLICY = PACK.resolve("zhengzhou-2016.yaml").toString();

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @Test
  void test_pack_saysThatAllAgree() {
    Ended ended = run("policy", "test", PACK.toString());
    assertEquals(ExitCode.DONE, ended.code(), ended.toString());
    assertTrue(ended.out().contains("all of "), ended.out());
  }

  @Test
  void diff_twoVersions_saysWhatChangesForWhom() {
    String old = PACK.resolve("zhengzhou-2010.yaml").toString();
    Ended ended = run("policy", "diff", old, POLICY, "--lang", "zh");
    assertEquals(ExitCode.DONE, ended.code(), ended.toString());
    String text = ended.out().replace("\n", "").replace(" ", "");
    assertTrue(text.contains("住院救助·低保：比例50%→70%；限额住院救助累计1万→2万"), text);
    assertTrue(text.contains("支付450.00→630.00，个人450.00→270.00"), text);
    assertTrue(text.contains("没有人变差（扫描，不是证明）"), text);
    assertNarrow(ended.out());
    Ended back = run("policy", "diff", POLICY, old, "--lang", "en");
    assertTrue(back.out().contains("somebody is worse off"), back.out());
  }

  @Test
  void versions_ofWhichAnAccountBeginsAtNothing_areWarnedOfByDiffAndCheck() throws IOException {
    String old = PACK.resolve("zhengzhou-2010.yaml").toString();
    String begins = "Account 'KEY' counts from 2016-07-01";
    Path apart =
        Files.writeString(
            folder.resolve("apart.yaml"),
            Files.readString(Path.of(POLICY))
                .replace(
                    "{adds: major.paid, of: person, per: year, includes: IN}",
                    "{adds: [inpatient.paid, major.paid], of: person, per: year}"));
    Ended diff = run("policy", "diff", old, apart.toString(), "--lang", "en");
    assertTrue(diff.out().contains(begins), diff.out());
    Ended both = run("policy", "check", apart.toString(), old);
    assertEquals(ExitCode.DONE, both.code());
    assertTrue(both.out().contains(begins), both.out());
    Ended alone = run("policy", "check", apart.toString());
    assertFalse(alone.out().contains(begins), alone.out());
    Ended pack = run("policy", "check", POLICY, old);
    assertFalse(pack.out().contains("ACCOUNT_BEGINS_AT_NOTHING"), pack.out());
  }

  @Test
  void countyPolicy_thatTakesThePlaceOfTheCitysInTheYear_isWarnedOf() throws IOException {
    String text = Files.readString(Path.of(POLICY));
    Path city = Files.writeString(folder.resolve("city.yaml"), text);
    Path county = folder.resolve("county.yaml");
    String own =
        text.replace("policy: zhengzhou ", "policy: zhongmu ")
            .replace("[4101 郑州市]", "[410122 中牟县]")
            .replace("2016-07-01 ..", "2020-03-01 ..");
    Files.writeString(county, own);
    Ended both = run("policy", "check", county.toString(), city.toString());
    assertTrue(both.out().contains("Account 'IN' counts from 2020-03-01"), both.out());
    assertTrue(both.out().contains("under zhengzhou@2016-07-01"), both.out());
    Files.writeString(county, own.replace("2020-03-01 ..", "2020-01-01 .."));
    Ended newYear = run("policy", "check", county.toString(), city.toString());
    assertFalse(newYear.out().contains("ACCOUNT_BEGINS_AT_NOTHING"), newYear.out());
  }

  @Test
  void check_ofWhatCannotBePublished_saysWhatAGatewayMakesOfItWhereItIs() throws IOException {
    String text = Files.readString(Path.of(POLICY));
    Path mistaken = folder.resolve("mistaken.yaml");
    Files.writeString(mistaken, text.replace("cap SERP: 30万", "cap SERP: 30万\n  cap: unlimited"));
    Ended clash = run("policy", "check", mistaken.toString());
    assertEquals(ExitCode.NO, clash.code());
    assertTrue(clash.out().contains("SETTINGS_CLASH"), clash.out());
    assertTrue(clash.out().contains("settles by it all the same"), clash.out());
    Path unreadable = folder.resolve("unreadable.yaml");
    Files.writeString(unreadable, text.replace("in_force:", "of_a_later_language:"));
    Ended unknown = run("policy", "check", unreadable.toString());
    assertEquals(ExitCode.NO, unknown.code());
    assertTrue(unknown.out().contains("does not start"), unknown.out());
    Ended fine = run("policy", "check", POLICY);
    assertFalse(fine.out().contains("where it is published"), fine.out());
  }

  private static final String PLAIN =
      """
      policy: %s 差异试验
      regions: [410122 中牟县]
      in_force: %s-01-01 ..
      chosen_by: {住院: discharge}
      benefit_year: 01-01
      rounding: half-up 0.01 each_claim
      sources: {D: {title: 某县医疗救助办法, read_in: 县政府网, checked_on: 2026-11-22}}
      identities: [dibao 低保, edge 边缘]
      layers:
      - {layer: a 救助, fund: f_a, stage: aid, when: {care: 住院%s}, counts: in.left,
         rate: %s, cap: unlimited, otherwise: none, cite: D}
      """;
  private static final String BUNDLED =
      PLAIN.replace("layers:", "facts: {bundle 病种包: {is: [a 甲包, b 乙包]}}\nlayers:");

  @Test
  void diff_nothingCanBeComputed_saysSoAndWhatIsLacking() throws IOException {
    Path old = folder.resolve("u70.yaml");
    Path now = folder.resolve("u10.yaml");
    Files.writeString(old, BUNDLED.formatted("u", "2023", ", 病种包: 甲包", "70%"));
    Files.writeString(now, BUNDLED.formatted("u", "2024", ", 病种包: 甲包", "10%"));
    Ended zh = run("policy", "diff", old.toString(), now.toString(), "--lang", "zh");
    String text = zh.out().replaceAll("\\s+", "");
    assertTrue(text.contains("没有可比较的。未算"), text);
    assertTrue(text.contains("笔：政策需要“bundle”，申请没有提供"), text);
    assertFalse(text.contains("没有人变差"), text);
    Ended en = run("policy", "diff", old.toString(), now.toString(), "--lang", "en");
    String joined = en.out().replaceAll("\\s+", " ");
    assertTrue(joined.contains("nothing could be compared. "), joined);
    assertTrue(joined.contains(" not computed: The policy asks for 'bundle'"), joined);
    assertFalse(joined.contains("nobody is worse off"), joined);
    assertNarrow(zh.out() + en.out());
  }

  @Test
  void diff_someCannotBeComputed_saysOfHowManyAllComeOutTheSame() throws IOException {
    Path old = folder.resolve("a.yaml");
    Path now = folder.resolve("b.yaml");
    Files.writeString(old, PLAIN.formatted("u", "2023", "", "70%"));
    Files.writeString(
        now,
        BUNDLED.formatted("u", "2024", "", "70%")
            + "- {layer: b 大病, fund: f_b, stage: aid, when: {care: 住院, identity: 边缘, 病种包: 甲包},\n"
            + "   counts: in.left, rate: 10%, cap: unlimited, otherwise: none, cite: D}\n");
    Ended zh = run("policy", "diff", old.toString(), now.toString(), "--lang", "zh");
    String text = zh.out().replaceAll("\\s+", "");
    assertTrue(text.matches(".*能算的(\\d+)笔（共\\d+笔）中个人负担前后都相同，.*（扫描，不是证明；.*）。未算\\1笔：.*"), text);
    Ended en = run("policy", "diff", old.toString(), now.toString(), "--lang", "en");
    String joined = en.out().replaceAll("\\s+", " ");
    assertTrue(
        joined.contains(") the patient's share is the same in all: none reaches what changed"),
        joined);
  }

  @Test
  void diff_ratesByHospitalLevel_areComparedAtEachLevel() throws IOException {
    Path old = folder.resolve("levels-2023.yaml");
    Path now = folder.resolve("levels-2024.yaml");
    String graded =
        PLAIN.replace(
            "layers:\n",
            """
            layers:
            - {layer: basic 基本医保, fund: 390100, stage: insurance, counts: in, over: visit,
               columns: [级别, 起付线, 比例], rows: [[一级, 200, 90%%], [二级, 500, 80%%]],
               cap: unlimited, otherwise: refuse, cite: D}
            """);
    Files.writeString(old, graded.formatted("levels", "2023", "", "70%"));
    Files.writeString(
        now,
        graded.formatted("levels", "2024", "", "70%").replace("[二级, 500, 80%]", "[二级, 900, 80%]"));
    Ended zh = run("policy", "diff", old.toString(), now.toString(), "--lang", "zh");
    String text = zh.out().replaceAll("\\s+", "");
    assertTrue(text.contains("、级别一级、二级（当年首次住院）：有人变差，最多的是低保，二级，政策内"), text);
    assertFalse(text.contains("未算"), text);
    Ended en = run("policy", "diff", old.toString(), now.toString(), "--lang", "en");
    String joined = en.out().replaceAll("\\s+", " ");
    assertTrue(
        joined.contains(", levels 一级 二级 (first stay of the year): somebody is worse off"), joined);
    assertNarrow(zh.out() + en.out());
  }

  @Test
  void show_edition_namesTheLineThatItReplaced() throws IOException {
    Files.writeString(
        folder.resolve("a.yaml"), Files.readString(PACK.resolve("zhengzhou-2016.yaml")));
    Path edition = folder.resolve("b.yaml");
    Files.writeString(
        edition,
        """
        policy: gongyi 巩义市
        edition_of: zhengzhou
        regions: [410181 巩义市]
        in_force: 2017-01-01 ..
        changes:
        - {layer: 住院救助, row: [低保], was: {比例: 70%}, set: {比例: 75%}, assumed: 举例}
        """);
    Ended ended = run("policy", "show", edition.toString(), "--lang", "zh");
    assertEquals(ExitCode.DONE, ended.code(), ended.toString());
    String text = ended.out().replaceAll("\\s+", "");
    assertTrue(text.contains("比例:75%←" + edition + ":6〔assumed举例〕（上级"), text);
    assertTrue(text.contains("为70%）"), text);
    assertNarrow(ended.out());
  }

  @Test
  void test_caseThatExpectsNothing_isSaidNotToBeCompared() throws IOException {
    Path cases = folder.resolve("nothing.yaml");
    Files.writeString(
        cases,
        """
        cases:
        - {case: a, identity: dibao, claims: [{care: 住院, last: 2016-08-01, in: 100}]}
        - {case: b, identity: dibao, claims: [{care: 住院, last: 2016-08-01, in: 100,
            expect: {refused: INSURANCE_NOT_CONNECTED}}]}
        """);
    Ended ended = run("policy", "test", cases.toString(), "--policy", POLICY);
    assertTrue(ended.out().contains("1 of them expect nothing and were not compared"), ended.out());
    assertNarrow(ended.out());
  }

  @Test
  void test_difference_isShownBesideWhatWasExpected() throws IOException {
    Path file = folder.resolve("wrong.csv");
    Files.writeString(
        file, "个案,出院日,对象,就医类型,政策内,应得:住院救助,应得:个人负担\n错的,2016-07-20,低保,住院,10000,2000,900\n");
    Ended ended = run("policy", "test", "--policy", POLICY, file.toString());
    assertEquals(ExitCode.NO, ended.code(), ended.toString());
    String line = ended.out().lines().filter(l -> l.contains("住院救助")).findFirst().orElse("");
    assertEquals("  住院救助 inpatient 2,000.00 2,100.00 ≠", line.replaceAll("(?<=\\S) +", " "));
    assertTrue(ended.out().contains("wrong.csv:2: 错的"), ended.out());
    assertTrue(ended.out().contains("0 of 1 cases agree"), ended.out());
    assertNarrow(ended.out());
  }

  @Test
  void test_unreadableFile_namesLineAndEndsWithNo() throws IOException {
    Path file = folder.resolve("broken.yaml");
    Files.writeString(file, "cases: [{case: a, identity: dibo, claims: []}]\n");
    Ended ended = run("policy", "test", "--policy", POLICY, file.toString());
    assertEquals(ExitCode.NO, ended.code(), ended.toString());
    assertTrue(ended.out().contains("broken.yaml:1: 错误 error"), ended.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"zh", "en", "both"})
  void explain_wholePack_fitsTheTerminal(String language) {
    Ended ended = run("policy", "explain", "--claim", CASES, "--lang", language);
    assertEquals(ExitCode.DONE, ended.code(), ended.err());
    assertNarrow(ended.out());
    assertEquals(!language.equals("en"), ended.out().contains("为什么不能更多"));
    assertEquals(!language.equals("zh"), ended.out().contains("Why not more"));
  }

  @Test
  void explain_exampleOfTheDesign_givesEveryFenItsReason() throws IOException {
    Path file = folder.resolve("example.yaml");
    Files.writeString(
        file,
        """
        cases:
        - case: example
          identity: dibao
          usage: {IN: 15000}
          claims:
          - {care: 住院, 出院日: 2016-09-10, in: 36000, first: 1000, out: 3000, supplied: {basic: 25200}}
        """);
    Ended ended =
        run("policy", "explain", "--policy", POLICY, "--claim", file + ":example", "--lang", "en");
    String[] shown = {
      "3,240.00  inpatient: pays 70%, the rest is the person's own",
      "2,560.00  inpatient: zhengzhou/IN reached its cap 20,000.00 (5,000.00",
      "1,000.00  first: no layer that applied counts it",
      "3,000.00  out: no layer that applied counts it",
      "9,800.00  patient",
      "May be applied for: major (no major_illness on record), charity (no grant on",
    };
    for (String line : shown) {
      assertTrue(ended.out().contains(line), () -> line + " in\n" + ended.out());
    }
  }

  @Test
  void explain_unknownCase_namesTheNearest() {
    Ended ended = run("policy", "explain", "--claim", CASES + ":年中换板");
    assertEquals(ExitCode.USAGE, ended.code());
  }

  @Test
  void quote_claimsOfOnePerson_carryUsageAndNameBadLines() throws IOException {
    Path file = folder.resolve("claims.jsonl");
    String claim =
        "{\"claim\":\"c%d\",\"person\":\"p\",\"identity\":\"dibao\",\"care\":\"inpatient\","
            + "\"discharge\":\"2016-08-0%d\",\"in\":%s,\"supplied\":{\"basic\":0}}\n";
    Files.writeString(
        file,
        claim.formatted(1, 1, "20000.10")
            + "{\"care\":\"inpatient\"}\n\n"
            + "{\"a\":\""
            + "x".repeat(70_000)
            + "\"}\nnot json\n"
            + claim.formatted(2, 2, "\"2万\""));
    Ended ended = run("policy", "quote", "--policy", POLICY, "--claims", file.toString());
    assertEquals(ExitCode.NO, ended.code(), ended.toString());
    java.util.List<String> lines = ended.out().lines().toList();
    assertEquals(5, lines.size(), ended.out());
    assertTrue(lines.get(0).contains("\"claim\":\"c1\""), lines.get(0));
    assertTrue(lines.get(0).contains("\"amount\":\"14000.07\""), lines.get(0));
    assertTrue(lines.get(1).contains("FIELD_MISSING"), lines.get(1));
    assertTrue(lines.get(2).contains("LINE_TOO_LONG"), lines.get(2));
    assertTrue(
        lines.get(3).contains("\"line\":5,\"errors\":[{\"code\":\"BAD_JSON\""), lines.get(3));
    assertTrue(lines.get(4).contains("\"amount\":\"5999.93\""), lines.get(4));
    assertTrue(ended.err().contains("claims.jsonl:2: "), ended.err());
  }

  @Test
  void impact_oldAndNewPolicy_namesWinnersCostsAndNobodyWorse() {
    String old = PACK.resolve("zhengzhou-2010.yaml").toString();
    Path claims = Path.of("..", "docs", "policy-tools", "claims.jsonl");
    Ended ended = run("policy", "impact", old, POLICY, "--claims", claims.toString());
    assertEquals(ExitCode.DONE, ended.code(), ended.toString());
    assertNarrow(ended.out());
    String plain = ended.out().replaceAll(" +", " ");
    for (String line :
        new String[] {
          "受益 winners 3 -2,810.00",
          "受损 losers 0 +0.00",
          "不变 unchanged 1",
          "新获救助 newly aided 1",
          "仅一方拒绝 refused by one 0",
          "610100 6,900.00 9,710.00 2,810.00"
        }) {
      assertTrue(plain.contains(line), () -> line + " in\n" + plain);
    }
  }

  @Test
  void show_eachRow_isASentenceInBothLanguages() {
    Ended ended = run("policy", "show", POLICY);
    assertEquals(ExitCode.DONE, ended.code(), ended.toString());
    assertNarrow(ended.out());
    String joined = ended.out().replaceAll("\\n +", "").replace(" ", "");
    for (String sentence :
        new String[] {
          "读作：低保，住院，第三方责任 否，政策范围内个人自付部分，不设起付线，按 70% 支付；住院救助累计不超过 20,000.00。〔",
          "reads: dibao; inpatient; third_party no: 70% of what is left in scope, no threshold;"
              + " at most 20,000.00 in IN. [",
          "凭重特大疾病认定，住院救助没有付到的部分（限额或费用段以上），不设起付线",
          "10% of bill, with special_disease on record",
          "以郑州慈善总会资金余额为限",
          "起付线 18,000.00（按大病保险年度基数）",
          "假定 assumed counts：原文未写是否含先行自付；取不含"
        }) {
      assertTrue(
          joined.contains(sentence.replace(" ", "")), () -> sentence + " in\n" + ended.out());
    }
  }

  private static void assertNarrow(String out) {
    out.lines().forEach(l -> assertTrue(DisplayWidth.of(l) <= Terminal.COLUMNS_MAX, l));
  }

  private static Ended run(String... arguments) {
    return Ended.of(arguments);
  }
}
