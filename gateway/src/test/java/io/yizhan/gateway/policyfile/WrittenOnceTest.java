package io.yizhan.gateway.policyfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.policy.PolicyIssue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A name is introduced once, and none that the language itself uses. */
class WrittenOnceTest {
  static final String BASE =
      """
      policy: shiyan 试验县医疗救助
      regions: [410122 中牟县]
      in_force: 2024-01-01 ..
      chosen_by: {住院: discharge, 门诊慢特病: visit}
      benefit_year: 01-01
      rounding: half-up 0.01 each_claim
      assumed: {chosen_by: 原文未写，取出院日, benefit_year: 原文未写, rounding: 原文未写}
      sources:
        D: {title: 某县医疗救助办法, read_in: 县政府网 2024-01-02, checked_on: 2026-11-22}
      identities: [tekun 特困, dibao 低保, edge 低保边缘]
      groups: {core 核心: 特困、低保}
      figures: {income 上年人均可支配收入: 28753}
      diseases:
      - {disease: esrd 尿毒症, form: dialysis 透析, cite: D 第十条}
      facts:
        dialyses 透析次数: {is: number, default: 0}
        bundle 定额病种: {is: [leukaemia 白血病, chd 先心病], default: none}
      parts: {broken 违规不报: in}
      items: {yi 乙类: {first: 10%, in: rest}}
      quotas:
      - {when: {bundle: 白血病}, price: 8万, cite: D 第十二条}
      accounts:
        IN 住院救助累计: {adds: aid.paid, of: person, per: year}
        THR 自付累计: {adds: aid.base, of: person, per: year}
        FAM 家庭累计: {adds: [aid.paid, re.paid], of: household, per: year}
      layers:
      - layer: basic 基本医保
        fund: 390100
        stage: insurance
        amount: supplied
        fills: in
      - layer: aid 医疗救助
        fund: 610100
        stage: aid
        when: {care: 住院、门诊慢特病, third_party: no}
        counts: in.left
        over: THR
        columns: [对象, 起付线, 比例, 限额 IN, 依据]
        rows:
        - [特困, 0, 100%, 3万, D 第八条]
        - [低保, 0, 70%, 2万, D 第九条]
        - [低保边缘, 10% of income, 60%, 1.5万, D 第九条]
        otherwise: none
      - layer: re 再救助
        fund: 610100
        stage: aid
        when: {care: 住院, third_party: no, referral: 无需转诊、已转诊}
        counts: in.left
        over: visit
        band: {0-5000: next, 5000-20000: 60%, 20000-: 70%}
        cap FAM: 6万
        otherwise: none
        cite: D 第十一条
        adjust:
        - {when: {area: 省外, 对象: 核心}, rate: -10pp, cite: D 第十三条}
      """;

  @Test
  void base_asItStands_hasNoError() {
    assertEquals(List.of(), errors(BASE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // names among their kind, by key and by Chinese name
        "edge 低保边缘] | dibao 低保边缘] | 10 | 10",
        "edge 低保边缘] | edge 低保] | 10 | 10",
        "'  FAM 家庭累计' | '  IN 家庭累计' | 25 | 23",
        "'  FAM 家庭累计' | '  FAM 自付累计' | 25 | 24",
        "income 上年人均可支配收入: 28753} | 'income 收入: 1, income 支出: 2}' | 12 | 12",
        "income 上年人均可支配收入: 28753} | 'income 收入: 1, spent 收入: 2}' | 12 | 12",
        "bundle 定额病种: {is | dialyses 定额病种: {is | 17 | 16",
        "bundle 定额病种: {is | bundle 透析次数: {is | 17 | 16",
        "chd 先心病] | leukaemia 先心病] | 17 | 17",
        "chd 先心病] | chd 白血病] | 17 | 17",
        "{core 核心: 特困、低保} | '{core 核心: 特困, core 其他: 低保}' | 11 | 11",
        "{core 核心: 特困、低保} | '{core 核心: 特困, other 核心: 低保}' | 11 | 11",
        "{broken 违规不报: in} | '{broken 违规不报: in, broken 其他: out}' | 18 | 18",
        "{yi 乙类: | '{yi 丙类: {in: rest}, yi 乙类:' | 19 | 19",
        "layer: re 再救助 | layer: aid 再救助 | 44 | 32",
        "layer: re 再救助 | layer: re 医疗救助 | 44 | 32",
        "'- {disease: esrd 尿毒症' | '- {disease: esrd 尿毒症, form: dialysis 透析, cite: D 第十条}\n- {disease: esrd 尿毒症' | 15 | 14",
        "'- {disease: esrd 尿毒症' | '- {disease: uraemia 尿毒症, form: other 其他, cite: D 第十条}\n- {disease: esrd 尿毒症' | 15 | 14",
        // names of another kind that stand in the same places
        "{broken 违规不报: in} | {IN 违规不报: in} | 23 | 18",
        "income 上年人均可支配收入 | dialyses 上年人均可支配收入 | 16 | 12",
        "{core 核心: | {dibao 核心: | 11 | 10",
        "{core 核心: | {core 白血病: | 11 | 17",
        // names that the language uses
        "income 上年人均可支配收入 | in 收入 | 12 |",
        "income 上年人均可支配收入 | income 政策内 | 12 |",
        "income 上年人均可支配收入 | claims 人次 | 12 |",
        "bundle 定额病种: {is | care 定额病种: {is | 17 |",
        "bundle 定额病种: {is | bundle 就医类型: {is | 17 |",
        "{broken 违规不报: in} | {first 违规不报: in} | 18 |",
        "'  FAM 家庭累计' | '  visit 家庭累计' | 25 |",
        "'  FAM 家庭累计' | '  FAM 年龄' | 25 |",
        "layer: re 再救助 | layer: out 再救助 | 44 |",
        "edge 低保边缘] | edge 其余] | 10 |",
        "{core 核心: | {inpatient 核心: | 11 |",
        "'  D: {title' | '  assumed: {title: 另, read_in: 网, checked_on: 2026-11-22}\n  D: {title' | 9 |",
        // one thing said twice under two of its words
        "columns: [对象, 起付线, 比例 | columns: [对象, 比例, 比例 | 38 | 38",
        "columns: [对象, 起付线, 比例 | columns: [对象, rate, 比例 | 38 | 38",
        "columns: [对象, 起付线, 比例 | columns: [identity, 对象, 比例 | 38 | 38",
        "columns: [对象, 起付线, 比例, 限额 IN | columns: [对象, 限额 住院救助累计, 比例, cap IN | 38 | 38",
        "columns: [对象, 起付线, 比例 | columns: [FAM.now, 家庭累计.含本次, 比例 | 38 | 38",
        "'{care: 住院, third_party: no, r' | '{care: 住院, 就医类型: 住院, r' | 47 |",
        "{住院: discharge, 门诊慢特病 | '{住院: discharge, inpatient: admission, 门诊慢特病' | 4 |",
        "[410122 中牟县] | '[410122 中牟县, 410122 中牟]' | 2 |",
        "'  cap FAM: 6万' | '  cap FAM: 6万\n  cap 家庭累计: 5万' | 52 | 51",
        "'核心}, rate: -10pp' | '核心}, 比例: -5pp, rate: -10pp' | 55 | 55",
        "{first: 10%, in: rest} | '{first: 10%, 先行自付: 5%, in: rest}' | 19 |",
        "adds: [aid.paid, re.paid] | adds: [aid.paid, 医疗救助.支付, re.paid] | 25 |",
        // a mapping's key twice
        "'  over: visit' | '  over: visit\n  over: THR' | 50 | 49",
        "'  D: {title' | '  D: {title: 另, read_in: 网, checked_on: 2026-11-22}\n  D: {title' | 10 | 9",
        "benefit_year: 01-01 | 'benefit_year: 01-01\nbenefit_year: 07-01' | 6 | 5",
      })
  void name_writtenTwice_isRefusedAtItsSecondPlace(
      String line, String instead, int second, String first) {
    assertTrue(BASE.contains(line), line);
    List<PolicyIssue> errors = errors(BASE.replace(line, instead));
    PolicyIssue twice =
        errors.stream()
            .filter(issue -> issue.code().equals("WRITTEN_TWICE"))
            .findFirst()
            .orElseThrow(() -> new AssertionError(errors));
    assertEquals(second, twice.line(), twice.toString());
    if (first != null) {
      assertTrue(twice.zh().contains("第 " + first + " 行"), twice.zh());
    }
  }

  private static List<PolicyIssue> errors(String text) {
    return PolicyDesk.check(new YamlPolicy(), "shiyan.yaml", text).issues().stream()
        .filter(PolicyIssue::error)
        .toList();
  }
}
