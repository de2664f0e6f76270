package io.yizhan.gateway.policyfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.policy.PolicyIssue;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One mistake is one message: nothing is said that only follows from what was said already. */
class FollowUpsTest {
  private static final String BASE = WrittenOnceTest.BASE;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "IN 住院救助累计: {adds: aid.paid | IN 住院救助累计: {adds: aidd.paid | 23 UNKNOWN_NAME",
        "IN 住院救助累计: {adds: aid.paid | IN 住院救助累计: {adds: aid.pay | 23 UNKNOWN_NAME",
        "THR 自付累计: {adds: aid.base | THR 自付累计: {adds: aid.bases | 24 UNKNOWN_NAME",
        "'{care: 住院, third_party: no, r' | '{care: 住院部, third_party: no, r' | 47 UNKNOWN_NAME",
        "'{care: 住院, third_party: no, r' | '{care: 住院, age: 60岁以上, r' | 47 BAD_RANGE",
        "'{care: 住院, third_party: no, r' | '{care: 住院, third_party: false, r' | 47 UNKNOWN_NAME",
        "referral: 无需转诊、已转诊 | referral: yes | 47 UNKNOWN_NAME",
        "care: 住院、门诊慢特病 | care: 住院和门诊慢特病 | 35 UNKNOWN_NAME",
        "[低保边缘, 10% of income | [低保边沿, 10% of income | 42 UNKNOWN_NAME",
        "[低保边缘, 10% of income | [else, 10% of incom | 42 UNKNOWN_NAME",
        "'- [特困, 0' | '- [特困人, 0' | 40 UNKNOWN_NAME",
        "'{area: 省外,' | '{area: 外省,' | 55 UNKNOWN_NAME",
        "'  counts: in.left\n  over: visit' | '  counts: in.remaining\n  over: visit' | 48 UNKNOWN_NAME",
        "'  counts: in.left\n  over: THR' | '  counts: re.excess\n  over: THR' | 36 UNKNOWN_NAME",
        "amount: supplied | amount: supply | 30 UNKNOWN_NAME",
        "stage: insurance | stage: 医保 | 29 UNKNOWN_NAME",
        "5000-20000: 60% | 5000~20000: 60% | 50 BAD_BAND",
        "20000-: 70% | 20000-: 70 | 50 RATE_WITHOUT_UNIT",
        "', checked_on: 2026-11-22' | '' | 9 MISSING",
        "bundle 定额病种: {is | bundle: {is | 17 BAD_NAME",
        "FAM 家庭累计: { | FAM: { | 25 BAD_NAME",
        "cap FAM: 6万 | cap FAN: 6万 | 25 UNUSED_NAME, 51 UNKNOWN_NAME",
        "'  cite: D 第十一条' | '  cite: ' | 53 EMPTY_CELL",
        "'  band: {0-5000: next, 5000-20000: 60%, 20000-: 70%}' | '  rate: 70' | 50 RATE_WITHOUT_UNIT",
        "fills: in | fills: inn | 31 UNKNOWN_NAME",
        "'[低保, 0, 70%, 2万' | '[低保, 0, 70%, \"\"' | 41 EMPTY_CELL",
        "'{area: 省外, 对象: 核心}, rate: -10pp' | '{area: 外省, 对象: 核心}, cap FAM: ×50%' | 55 UNKNOWN_NAME",
      })
  void policy_oneMistake_isReportedAlone(String right, String wrong, String expected) {
    assertTrue(BASE.contains(right), right);
    List<PolicyIssue> errors =
        PolicyDesk.check(new YamlPolicy(), "a.yaml", BASE.replace(right, wrong)).issues().stream()
            .filter(PolicyIssue::error)
            .toList();
    assertEquals(
        expected,
        errors.stream().map(e -> e.line() + " " + e.code()).collect(Collectors.joining(", ")),
        errors.toString());
  }
}
