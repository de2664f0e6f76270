package io.yizhan.gateway.policyfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.policy.PolicyIssue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be read and yet can only be a mistake is said. */
class SurelyWrongTest {
  private static final String BASE = WrittenOnceTest.BASE;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'  cap FAM: 6万' | '  cap FAM: 6万\n  needs: special_diseases' | 52 UNKNOWN_NAME true",
        "'  cap FAM: 6万' | '  cap FAM: 6万\n  needs: 门诊慢特病备案' | 52 UNKNOWN_NAME true",
        "'  cap FAM: 6万' | '  cap FAM: 6万\n  assumed: {限额: 6 万元为占位}' | 44 PLACEHOLDER_LEFT false",
        "'  cap FAM: 6万' | '  cap FAM: 6万\n  assumed: {cap: a Placeholder}' | 44 PLACEHOLDER_LEFT false",
        "', 门诊慢特病: visit}' | '}' | 35 CARE_NOT_CHOSEN false",
        "'  band: {0-5000: next, 5000-20000: 60%, 20000-: 70%}' | '  trigger: 500\n  rate: 50%' | 50 BAD_RANGE true",
        "'  band: {0-5000: next, 5000-20000: 60%, 20000-: 70%}' | '  trigger: ≥500\n  rate: 50%' | 50 BAD_RANGE true",
        "{core 核心: 特困、低保} | '{core 核心: 特困、低保, other 其他: 特困、底保}' | 11 UNUSED_NAME false",
        "{core 核心: 特困、低保} | '{core 核心: 特困、底保}' | 55 UNKNOWN_NAME true",
        "{core 核心: 特困、低保} | '{core 核心: 特困、core}' | 11 UNKNOWN_NAME true",
      })
  void policy_readableAndWrong_saysSo(String right, String wrong, String expected) {
    assertTrue(BASE.contains(right), right);
    List<PolicyIssue> issues =
        PolicyDesk.check(new YamlPolicy(), "a.yaml", BASE.replace(right, wrong)).issues();
    PolicyIssue first = issues.get(0);
    assertEquals(
        expected, first.line() + " " + first.code() + " " + first.error(), issues.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'needs: special_disease' | ",
        "'needs: special_disease 门诊慢特病备案' |",
        "'needs: decision 一事一议' |",
        "'needs: grant' |",
      })
  void layer_ofAKnownRecord_hasNoError(String needs) {
    String text = BASE.replace("  cap FAM: 6万", "  cap FAM: 6万\n  " + needs);
    assertEquals(
        List.of(),
        PolicyDesk.check(new YamlPolicy(), "a.yaml", text).issues().stream()
            .filter(PolicyIssue::error)
            .toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'over: THR' | 'over: THR' | ''",
        "'adds: aid.base,' | 'adds: [aid.base, re.base],' | 32 YEAR_TOTAL_NOT_APPLIED false",
        "'[特困, 0, 100%,' | '[特困, 0, 定额500,' | 32 YEAR_TOTAL_NOT_APPLIED false",
        "'  over: THR' | '  over: THR\n  less: IN' | 32 YEAR_TOTAL_NOT_APPLIED false",
        "'  over: THR' | '  over: {threshold: THR, bands: visit}' | 32 YEAR_TOTAL_NOT_APPLIED false",
        "'over: visit\n  band: {0-5000: next, 5000-20000: 60%, 20000-: 70%}' | 'over: THR\n  trigger: 满5000\n  earlier: counted\n  rate: 60%\n  declares: 跳点 5000' | 44 YEAR_TOTAL_NOT_APPLIED false",
        "'    THR 自付累计: {adds: aid.base, of: person, per: year}\n' | '' | 27 YEAR_TOTAL_NOT_APPLIED false",
      })
  void yearTotal_ofALayerThatItCannotRound_isSaid(String right, String wrong, String expected) {
    String text = BASE.replace("each_claim", "year_total").replace(right.strip(), wrong.strip());
    if (wrong.isEmpty()) {
      text = text.replace("over: THR", "over: visit");
    }
    List<PolicyIssue> issues = PolicyDesk.check(new YamlPolicy(), "a.yaml", text).issues();
    List<PolicyIssue> said =
        issues.stream()
            .filter(issue -> issue.error() || issue.code().startsWith("YEAR_TOTAL"))
            .toList();
    List<String> found =
        said.stream()
            .map(issue -> issue.line() + " " + issue.code() + " " + issue.error())
            .toList();
    assertEquals(expected.isEmpty() ? List.of() : List.of(expected), found, issues.toString());
    assertTrue(said.stream().allMatch(issue -> issue.zh().length() <= 200));
    assertTrue(said.stream().allMatch(issue -> issue.en().length() <= 200));
  }

  @Test
  void fundAccount_ofTwoFunds_isRefused() {
    String text =
        BASE.replace(
                "  FAM 家庭累计",
                "  MONEY 慈善资金: {adds: [re.paid, more.paid], of: fund, per: life, if_short: part}\n"
                    + "  FAM 家庭累计")
            .replace("cap FAM: 6万", "cap FAM: 6万\n  cap MONEY: available")
            .replaceFirst(
                "(?s)(layer: re 再救助\n  fund: )610100(.*)$",
                "$1shiyan_a$2- {layer: more 又一层, fund: shiyan_b, stage: aid, counts: in.left, rate:"
                    + " 10%, cap: unlimited, otherwise: none, cite: D}\n");
    List<PolicyIssue> issues = PolicyDesk.check(new YamlPolicy(), "a.yaml", text).issues();
    assertEquals("25 FUND_ADDS_PAID", issues.get(0).line() + " " + issues.get(0).code());
    assertTrue(issues.get(0).zh().contains("shiyan_a"), issues.toString());
    assertTrue(issues.get(0).zh().contains("shiyan_b"), issues.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1万 | 1万 | ''",
        "1万 | 2万 | BANDS_DISAGREE",
        "1万 | 不限 | BANDS_DISAGREE",
      })
  void bandRows_ofOneCase_haveOneCap(String first, String second, String expected) {
    String text =
        BASE
            + "- {layer: more 又一层, fund: 610300, stage: aid, counts: in.left, over: visit,\n"
            + "   columns: [对象, 费用段, 比例, 限额 单次], otherwise: none, cite: D, rows: [\n"
            + "   [低保, 0-10000, 50%, "
            + first
            + "],\n   [低保, 10000-, 70%, "
            + second
            + "]]}\n";
    List<PolicyIssue> errors =
        PolicyDesk.check(new YamlPolicy(), "a.yaml", text).issues().stream()
            .filter(PolicyIssue::error)
            .toList();
    assertEquals(
        expected,
        String.join(" ", errors.stream().map(PolicyIssue::code).toList()),
        () -> "" + errors);
  }

  /** The way out that {@code STAGES_CROSSED} names: the claim says the insurer's figure. */
  @Test
  void aid_countingAnInsurersDeductible_mayAskTheClaimForIt() {
    String crossed = BASE.replaceFirst("counts: in.left", "counts: in.left - basic.deductible");
    List<PolicyIssue> issues = PolicyDesk.check(new YamlPolicy(), "a.yaml", crossed).issues();
    assertEquals("STAGES_CROSSED", issues.get(0).code(), issues.toString());
    assertTrue(issues.get(0).zh().contains("{is: amount}"), issues.toString());
    String said =
        BASE.replaceFirst("counts: in.left", "counts: in.left - paid_first")
            .replace("facts:\n", "facts:\n  paid_first 医保起付线: {is: amount}\n");
    assertTrue(PolicyDesk.check(new YamlPolicy(), "a.yaml", said).publishable());
  }
}
