package io.yizhan.gateway.policyfile;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.policy.PolicyIssue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody who mistypes a policy is told: the line, and what to write instead. */
class PolicyMistakesTest {
  private static final Path PACK = Path.of("..", "policies", "zhengzhou", "zhengzhou-2016.yaml");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[低保, 70%, 2万, T 住院] | [低保, 70, 2万, T 住院] | RATE_WITHOUT_UNIT",
        "[低保, 70%, 2万, T 住院] | [低保, 0.7, 2万, T 住院] | RATE_WITHOUT_UNIT",
        "[低保, 70%, 2万, T 住院] | [低保, 170%, 2万, T 住院] | BAD_RATE",
        "[低保, 70%, 2万, T 住院] | [低保, 70%, 20,000, T 住院] | CELLS_DO_NOT_FIT",
        "[低保, 70%, 2万, T 住院] | [低保, 70%, '', T 住院] | EMPTY_CELL",
        "[低保, 70%, 2万, T 住院] | [底保, 70%, 2万, T 住院] | UNKNOWN_NAME",
        "[低保, 70%, 2万, T 住院] | [低保, 70%, 无, T 住院] | BAD_AMOUNT",
        "threshold: 1.8万 | threshold: 不限 | BAD_AMOUNT",
        "threshold: 1.8万 | threshold: 1000 - 20000 | BAD_AMOUNT",
        "counts: grant | counts: [in.left, first.left at most 2000] | BOUND_IN_LIST",
        "counts: grant | counts: in.left at least 5000 at most 4000 | BAD_BOUND",
        "counts: grant | counts: in.left at most 100 per claims | BAD_BOUND",
        "counts: grant | counts: in.left at most bill | BAD_BOUND",
        "counts: grant | counts: in.left at most 4000 at least 300 | BAD_BOUND",
        "threshold: 1.8万 | threshold: in.left 不低于 2 万 | BAD_AMOUNT",
        "counts: grant | counts: in.left at most 3万元 | BAD_AMOUNT",
        "counts: grant | counts: in.lft at most 300 | UNKNOWN_NAME",
        "counts: grant | counts: 100000.01 per age | BAD_AMOUNT",
        "counts: grant | counts: 1001% of in.left | BAD_AMOUNT",
        "[低保, 70%, 2万, T 住院] | [特困分散供养, 70%, 2万, T 住院] | ROWS_OVERLAP",
        "[低保, 70%, 2万, T 住院] | [低保, 70%, 2万, Z 住院] | UNKNOWN_NAME",
        "2016-07-01 .. | 2016-06-31 .. | NO_SUCH_DAY",
        "2016-07-01 .. | 2016-07-01 .. 2016-01-01 | SPAN_BACKWARDS",
        "2016-07-01 .. | 2016-07-01 | BAD_SPAN",
        "band: {0-50000: 50%, 50000-100000: 60%, 100000-: 70%} | band: {0-50000: 50%, 50001-: 60%} | BANDS_DO_NOT_JOIN",
        "band: {0-50000: 50%, 50000-100000: 60%, 100000-: 70%} | band: {0-50000: 50%} | BANDS_NOT_OPEN_AT_END",
        "'  over: SER' | '' | OVER_MISSING",
        "'  over: SER' | '  over: SRE' | UNKNOWN_NAME",
        "columns: [对象, 救助基数, 比例, 限额 OUT, 依据, 原文] | columns: [对象, 救助基数, 起付线, 限额 OUT, 依据, 原文] | OVER_MISSING",
        "cap SERP: 30万 | cap: 30万 | CAP_WITHOUT_ACCOUNT",
        "'  cap SERP: 30万' | '' | CAP_MISSING",
        "counts: inpatient.excess | counts: inpatient.exces | UNKNOWN_NAME",
        "counts: inpatient.excess | counts: charity.excess | UNKNOWN_NAME",
        "'  otherwise: refuse' | '' | OTHERWISE_MISSING",
        "counts: inpatient.excess | counts: basic.copay | STAGES_CROSSED",
        "adds: major.paid | 'adds: [major.paid, basic.paid]' | STAGES_CROSSED",
        "cap SERP: 30万 | cap IN: 30万 | STAGES_CROSSED",
        "'  fund: zhengzhou_charity' | '  fund: charity' | FUND_NOT_OWN",
        "benefit_year: 01-01 | benefit_year: 13-01 | BAD_YEAR_START",
        "regions: [4101 郑州市] | regions: [41011 郑州市] | BAD_REGION",
        "inpatient: discharge | inpatient: visit | BAD_DATE_BASIS",
        "inpatient: discharge | inpatiant: discharge | UNKNOWN_NAME",
        "'layers:' | 'layer:' | MISSING",
        "adds: inpatient.paid | adds: inpatient.payed | UNKNOWN_NAME",
        "if_short: none | if_short: nine | UNKNOWN_NAME",
        "'  cite: S' | '  cites: S' | UNKNOWN_NAME",
        "'  threshold: 1.8万' | '  threshold: 1.8万\n  trigger: 满500' | SETTINGS_CLASH",
        "'  threshold: 1.8万' | '  threshold: 1.8万\n  own_at_most: 3000' | SETTINGS_CLASH",
        "'  threshold: 1.8万' | '  trigger: 满500\n  own_at_most: 3000' | SETTINGS_CLASH",
        "'  threshold: 1.8万' | '  own_at_most: 1.8万' | OWN_CEILING_BROKEN",
        "'  rate: 100%' | '  own_at_most: 300\n  over: visit\n  rate: 定额500' | OWN_CEILING_BROKEN",
        "'  rate: 100%' | '  own_at_most: 300\n  over: visit\n  adjust: [{when: {care: 住院}, rate: -5pp}]' | OWN_CEILING_BROKEN",
        "cap SERP: 30万 | 'cap SERP: 30万\n  cap: unlimited' | SETTINGS_CLASH",
        "'  - [低保, 70%, 2万, T 住院]\n' | '  - [低保, 70%, 2万, T 住院]\n  cap: 不限\n' | SETTINGS_CLASH",
        "'  rate: 100%' | '  rate: 70%\n  rate_at_most: 60%\n  adjust: [{when: {age: ≥80}, rate: +5pp}]' | CEILING_UNDER_RATE",
        "'  rate: 100%' | '  rate: 70%\n  adjust: [{when: {third_party: yes}, rate: -5pp}]' | UNREACHABLE_ADJUSTMENT",
        "'  when: {scheme: not 310}\n  counts: in\n' | '  when: {care: 住院、门诊慢特病}\n  counts: in\n' | GAP_IN_TABLE",
        "'  rate: 100%' | '  rate: 定额500\n  adjust: [{when: {care: 住院}, rate: +5pp}]' | NOTHING_TO_ADJUST",
        "'  rate: 100%' | '  rate: 同 special\n  adjust: [{when: {care: 住院}, rate: ×50%}]' | NOTHING_TO_ADJUST",
        "'  rate: 100%' | '  rate: 100%\n  adjust: [{when: {care: 住院}, threshold: ×50%}]' | NOTHING_TO_ADJUST",
        "'  rate: 100%' | '  rate: 100%\n  adjust: [{when: {care: 住院}, cap CHARITY: ×50%}]' | NOTHING_TO_ADJUST",
        "'  rate: 100%' | '  rate: 100%\n  adjust: [{when: {care: 住院}, cap IN: ×50%}]' | NOTHING_TO_ADJUST",
        "'  rate: 100%' | '  rate: 100%\n  earlier: counted' | NOTHING_TO_READ",
        "'  rate: 100%' | '  rate: 100%\n  bands_from: threshold' | NOTHING_TO_READ",
        "'  rate: 100%' | '  rate: 100%\n  rate_at_most: 90%' | NOTHING_TO_READ",
        "'  rate: 100%' | '  over: visit\n  threshold: 100\n  rate: 100%\n  rate_at_most: 90%\n  adjust: [{when: {care: 住院}, threshold: ×50%}]' | NOTHING_TO_READ",
        "'  rate: 100%' | '  rate: 100%\n  day_price: 120' | NOTHING_TO_READ",
        "'  rate: 100%' | '  rate: 100%\n  if_away: computed' | NOTHING_TO_READ",
        "'  rate: 100%' | '  rate: 100%\n  differs: refuse' | NOTHING_TO_READ",
        "'  rate: 100%' | '  rate: 100%\n  amount: asked' | NOT_INSURANCE",
        "'  over: SER' | '  over: SER\n  differs: refuze' | UNKNOWN_NAME",
        "counts: grant | counts: grant + days | COUNT_AND_MONEY",
        "counts: grant | 'counts: grant + 100 per OUT' | COUNT_AND_MONEY",
        "counts: grant | 'counts: grant + 50% of claims' | COUNT_AND_MONEY",
        "adds: special.paid | 'adds: [special.paid, claims]' | COUNT_AND_MONEY",
        "adds: special.paid | 'adds: special.paid, includes: OUT' | BAD_INCLUDES",
        "adds: special.paid | 'adds: special.paid, includes: 门诊慢特病救助累计' | BAD_INCLUDES",
        "adds: special.paid | 'adds: special.paid, includes: [OLD, OLD]' | BAD_INCLUDES",
        "adds: special.paid | 'adds: special.paid, includes: [IN, 住院救助累计]' | BAD_INCLUDES",
        "adds: special.paid | 'adds: special.paid, includes: zhengzhou/OUT' | BAD_INCLUDES",
        "adds: special.paid | 'adds: special.paid, includes: a/b/c' | BAD_INCLUDES",
        "adds: special.paid | 'adds: special.paid, includes: [CHARITY]' | BAD_INCLUDES",
        "adds: charity.paid | 'adds: charity.paid, includes: OLD' | BAD_INCLUDES",
        "'adds: special.paid, of: person, per: year' | 'includes: OLD, of: person, per: year' | BAD_INCLUDES",
        "'adds: special.paid, of: person, per: year' | 'of: person, per: year' | MISSING",
        "'adds: special.paid, of: person, per: year' | 'adds: special.paid, includes: IN, of: person, per: life' | BAD_INCLUDES",
        "'adds: major.paid' | 'adds: [inpatient.paid, major.paid]' | BAD_INCLUDES",
        "includes: IN} | includes: SERP} | STAGES_CROSSED",
        "'  threshold: 1.8万' | '  threshold: 1.8万\n  adjust: [{when: {level: 三级}, threshold: =2万}, {when: {级别: 三级}, threshold: =2万}]' | WRITTEN_TWICE",
        "'[低保, 70%, 2万' | '[低保、低保, 70%, 2万' | WRITTEN_TWICE",
        "fund: 610100 | fund: 61010 | BAD_FUND",
        "in_force: 2016-07-01 | in_force: 2206-07-01 | BAD_SPAN",
        "'  when: {third_party: no}\n  needs: grant' | '  when: {care: 年终补差}\n  needs: grant' | YEAR_END_PAYS_BESIDE",
      })
  void policy_mistyped_saysWhatIsWrong(String right, String wrong, String code) throws IOException {
    String text = Files.readString(PACK);
    assertTrue(text.contains(right), right);
    PolicyDesk.Verdict verdict =
        PolicyDesk.check(new YamlPolicy(), "test.yaml", text.replaceFirst(quoted(right), wrong));
    assertFalse(verdict.publishable());
    List<PolicyIssue> found =
        verdict.issues().stream().filter(issue -> issue.code().equals(code)).toList();
    assertFalse(found.isEmpty(), () -> verdict.issues().toString());
    assertTrue(found.get(0).line() >= 1, () -> found.toString());
    assertTrue(found.get(0).zh().length() > 4 && found.get(0).en().length() > 8);
  }

  private static String quoted(String text) {
    return java.util.regex.Pattern.quote(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "counts: grant | counts: 100000.01 per age | 最多 10万元 | at most 100,000 yuan",
        "threshold: 1.8万 | threshold: 9999999999 | 最多 10亿元 | 1,000,000,000",
        "threshold: 1.8万 | threshold: 100000.01万 | 最多 10亿元 | 1,000,000,000",
        "counts: grant | counts: 10% of in.lft | 是不是“in.left”？ | Did you mean 'in.left'?",
        "counts: grant | counts: bill - 50% of grnt at most 300 | 是不是“grant”？ | no quantity 'grnt'.",
      })
  void amount_overALimitOrOfAnUnknownQuantity_saysWhichAndWhat(
      String right, String wrong, String zh, String en) throws IOException {
    String text = Files.readString(PACK);
    assertTrue(text.contains(right), right);
    PolicyDesk.Verdict verdict =
        PolicyDesk.check(new YamlPolicy(), "test.yaml", text.replaceFirst(quoted(right), wrong));
    PolicyIssue issue = verdict.issues().get(0);
    assertTrue(issue.zh().contains(zh), issue.zh());
    assertTrue(issue.en().contains(en), issue.en());
  }

  @Test
  void policy_unknownIdentity_namesTheNearestAndTheLine() throws IOException {
    String text = Files.readString(PACK).replaceFirst("\\[低保, 70%, 2万", "[底保, 70%, 2万");
    int line = (int) text.substring(0, text.indexOf("[底保")).lines().count();
    PolicyIssue issue = PolicyDesk.check(new YamlPolicy(), "test.yaml", text).issues().get(0);
    assertTrue(issue.zh().contains("是不是“低保”"), issue.zh());
    assertEquals(line, issue.line());
  }

  @Test
  void policy_aWordWithNoneNear_namesTheFewThatThereAre() throws IOException {
    String text = Files.readString(PACK).replaceFirst("third_party: no", "third_party: 否");
    PolicyIssue issue = PolicyDesk.check(new YamlPolicy(), "test.yaml", text).issues().get(0);
    assertEquals("没有“否”这个第三方责任。可以写：无 no | 有 yes。", issue.zh());
    assertEquals("There is no third_party '否'. It may be: 无 no | 有 yes.", issue.en());
  }

  /** A whole layer after the last one: line 1 of it is the line that must be named. */
  private static PolicyIssue issueOfAddedLayer(String stage, String fund) throws IOException {
    String text = Files.readString(PACK).stripTrailing() + "\n";
    String added =
        """
        - layer: again 再次慈善
          fund: FUND
          stage: STAGE
          needs: grant 慈善核准
          counts: grant
          rate: 100%
          cap: unlimited
          cite: C
          fills: in
          otherwise: none
        """
            .replace("FUND", fund)
            .replace("STAGE", stage);
    PolicyDesk.Verdict verdict = PolicyDesk.check(new YamlPolicy(), "test.yaml", text + added);
    assertFalse(verdict.publishable());
    PolicyIssue issue = verdict.issues().get(0);
    assertEquals(text.lines().count() + 1, issue.line(), () -> verdict.issues().toString());
    return issue;
  }

  @Test
  void policy_twoLayersOfOneGrantFund_namesBothAndTheLine() throws IOException {
    PolicyIssue issue = issueOfAddedLayer("aid", "zhengzhou_charity");
    assertEquals("GRANT_FUND_TWICE", issue.code());
    assertTrue(issue.zh().contains("“again”和“charity”"), issue.zh());
    assertTrue(issue.en().contains("'charity' and 'again'"), issue.en());
  }

  @Test
  void policy_insuranceLayerOfAGrant_isRefused() throws IOException {
    assertEquals("GRANT_IN_INSURANCE", issueOfAddedLayer("insurance", "other").code());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a: [",
        "- x",
        "policy: &a [*a]",
        "a: 1\na: 2",
        "\u0000",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      })
  void policy_garbage_isAnIssueAndNeverAnException(String text) {
    PolicyDesk.Verdict verdict = PolicyDesk.check(new YamlPolicy(), "test.yaml", text);
    assertFalse(verdict.publishable());
    assertFalse(verdict.issues().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x: 1\ny: &a 2", "x: 1\n? &a y\n: 2", "x: 1\ny: &a [*a]", "x: 1\ny: &a\n  z: 2"})
  void policy_anchor_isRefusedWithItsLine(String text) {
    List<PolicyIssue> issues = PolicyDesk.check(new YamlPolicy(), "test.yaml", text).issues();
    assertEquals(List.of("BAD_YAML"), issues.stream().map(PolicyIssue::code).toList());
    assertEquals(2, issues.get(0).line(), issues::toString);
    assertTrue(issues.get(0).en().contains("'&a'"), issues::toString);
  }

  @Test
  void policy_longTextInManyAliases_isRefusedInOneShortIssue() {
    String text =
        "policy: p 测试\nx: &a "
            + "x".repeat(500_000)
            + "\nidentities: ["
            + String.join(", ", Collections.nCopies(120_000, "*a"))
            + "]\n";
    List<PolicyIssue> issues = PolicyDesk.check(new YamlPolicy(), "test.yaml", text).issues();
    assertEquals(1, issues.size());
    assertTrue(issues.get(0).zh().contains("锚点“&a”"), issues::toString);
  }

  @Test
  void policy_longWrongValue_isQuotedByItsBeginning() {
    String text = "policy: " + "㐀𠀀".repeat(10_000) + "\n";
    PolicyIssue issue =
        PolicyDesk.check(new YamlPolicy(), "test.yaml", text).issues().stream()
            .filter(each -> each.code().equals("BAD_NAME"))
            .findFirst()
            .orElseThrow();
    assertTrue(issue.zh().startsWith("“" + "㐀𠀀".repeat(32) + "…”要写成"), issue.zh());
    assertTrue(issue.en().startsWith("'" + "㐀𠀀".repeat(32) + "…' must be"), issue.en());
  }

  @Test
  void policy_moreMistakesThanAnybodyMends_endsWithAnIssueThatSaysSo() {
    String text =
        "identities:\n"
            + IntStream.range(0, 50_000).mapToObj(i -> "- x" + i + "\n").collect(joining());
    List<PolicyIssue> issues = PolicyDesk.check(new YamlPolicy(), "test.yaml", text).issues();
    PolicyIssue last = issues.get(issues.size() - 1);
    assertEquals(201, issues.size());
    assertEquals("TOO_MANY_ISSUES", last.code());
    assertTrue(last.en().startsWith("There are more than 200 errors"), last.en());
  }
}
