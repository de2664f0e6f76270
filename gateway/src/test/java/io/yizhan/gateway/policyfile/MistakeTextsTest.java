package io.yizhan.gateway.policyfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.policy.PolicyIssue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commonest mistakes of somebody who retypes a document are told what to write instead. */
class MistakeTextsTest {
  private static final String BASE = WrittenOnceTest.BASE;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "70%, 2万 | 70%, 2万元 | 41 | BAD_AMOUNT | 写成 2万：单位就是元 | as 2万: yuan",
        "70%, 2万 | 70%, 20000元 | 41 | BAD_AMOUNT | 写成 2万 | as 2万",
        "70%, 2万 | 70%, 2875.3元 | 41 | BAD_AMOUNT | 写成 2875.30： | as 2875.30",
        "70%, 2万 | 70%, 二万 | 41 | BAD_AMOUNT | 写成 2万：用阿拉伯数字 | Arabic",
        "70%, 2万 | 70%, 一万五千元 | 41 | BAD_AMOUNT | 写成 1.5万 | as 1.5万",
        "70%, 2万 | 70%, 20，000 | 41 | BAD_AMOUNT | 数字里不写逗号 | without commas",
        "70%, 2万 | 70%, -2万 | 41 | BAD_AMOUNT | 写成 2万：金额不带正负号 | without a sign",
        "70%, 2万 | 70%, ２００００ | 41 | BAD_AMOUNT | 数字用半角 | half-width",
        "70%, 2万 | 70%, 3 万 | 41 | BAD_AMOUNT | 写成 3万：中间不空格。 | as 3万: without a space.",
        "70%, 2万 | 70%, 3万整 | 41 | BAD_AMOUNT | 写成 3万：不写“整”。 | as 3万: without 整.",
        "70%, 2万 | 70%, in at least 5000 at most 4000 | 41 | BAD_BOUND | 下限“5000”高于上限“4000” | lower bound '5000' is above the upper '4000'",
        "70%, 2万 | 70%, in at most 100 per claims | 41 | BAD_BOUND | 上下限写在最后 | each with one amount or figure",
        "70%, 2万 | 70%, in at most bill | 41 | BAD_BOUND | 上下限“bill”要写成金额或本文件的数额名 | Bound 'bill' must be",
        "70%, 2万 | 70%, 15 000 | 41 | BAD_AMOUNT | 写成 1.5万：中间不空格。 | as 1.5万: without a space.",
        "70%, 2万 | 70%, 3w | 41 | BAD_AMOUNT | 写成 3万：“万”写汉字万。 | as 3万: with 万.",
        "70%, 2万 | 70%, 3萬 | 41 | BAD_AMOUNT | 写成 3万 | as 3万",
        "70%, 2万 | 70%, 1.5亿 | 41 | BAD_AMOUNT | 写成 15000万：用万，不用亿。 | as 15000万: in 万.",
        "70%, 2万 | 70%, 全额 | 41 | BAD_AMOUNT | 全额救助写在比例里（100%） | a rate of all is 100%",
        "70%, 2万 | 全额, 2万 | 41 | BAD_RATE | 写成 100% | write 100%",
        "10% of income, | 上年居民人均可支配收入的10%, | 42 | BAD_AMOUNT | 写成 10% of 上年人均可支配收入： | as 10% of 上年人均可支配收入:",
        "10% of income, | 上年人均可支配收入×10%, | 42 | BAD_AMOUNT | 写成 10% of 上年人均可支配收入： | as 10% of 上年人均可支配收入:",
        "10% of income, | 10% × income, | 42 | BAD_AMOUNT | “10% × income”要写成 10% of income： | × income' as 10% of income:",
        "10% of income, | 10% income, | 42 | BAD_AMOUNT | 写成 10% of income： | as 10% of income:",
        "10% of income, | 10%, | 42 | BAD_AMOUNT | 没有说是什么的百分之几：例如写成 10% of income。 | write, for example, 10% of income.",
        "10% of income, | 10％ of income, | 42 | BAD_AMOUNT | 写成 10% of income： | as 10% of income:",
        "10% of income, | 0.1 of income, | 42 | BAD_AMOUNT | 写成 10% of income： | as 10% of income:",
        "10% of income, | income的百分之十, | 42 | BAD_AMOUNT | 写成 10% of income： | as 10% of income:",
        "10% of income, | 500 + income的12.5%, | 42 | BAD_AMOUNT | “income的12.5%”要写成 12.5% of income： | as 12.5% of income:",
        "referral: 无需转诊、已转诊 | age: 60以上 | 47 | BAD_RANGE | 写成 ≥60（含 60；不含的写 超过60）。 | as ≥60 (with 60; without it over 60).",
        "referral: 无需转诊、已转诊 | age: 60周岁及以上 | 47 | BAD_RANGE | 写成 ≥60（ | as ≥60 (",
        "referral: 无需转诊、已转诊 | age: 18岁以下 | 47 | BAD_RANGE | 写成 ≤18（含 18；不含的写 <18） | as ≤18 (with 18; without it <18)",
        "referral: 无需转诊、已转诊 | age: 不满18周岁 | 47 | BAD_RANGE | 写成 <18。 | as <18.",
        "referral: 无需转诊、已转诊 | age: 18-59 | 47 | BAD_RANGE | 写成 18..59（两头都算）。 | as 18..59 (both ends are in it).",
        "referral: 无需转诊、已转诊 | age: 18..59岁 | 47 | BAD_RANGE | 写成 18..59（两头都算）。 | as 18..59 (",
        "referral: 无需转诊、已转诊 | age: 18至59周岁 | 47 | BAD_RANGE | 写成 18..59（ | as 18..59 (",
        "referral: 无需转诊、已转诊 | base: 1-2万元 | 47 | BAD_RANGE | 写成 1万..2万（ | as 1万..2万 (",
        "referral: 无需转诊、已转诊 | base: 超过1万元 不超过2万元 | 47 | BAD_RANGE | 写成 超过1万 ≤2万。 | as over 1万 ≤2万.",
        "referral: 无需转诊、已转诊 | age: 老年 | 47 | BAD_RANGE | 没有说清从哪到哪 | from where to where",
        "care: 住院、门诊慢特病 | care: 住院，门诊慢特病 | 35 | UNKNOWN_NAME | 几个词之间用“、”：写成“住院、门诊慢特病” | joined by 、: write '住院、门诊慢特病'",
        "care: 住院、门诊慢特病 | care: 住院/门诊慢特病 | 35 | UNKNOWN_NAME | 写成“住院、门诊慢特病” | write '住院、门诊慢特病'",
        "'[低保, 0, 70%' | '[低保和低保边缘, 0, 70%' | 41 | UNKNOWN_NAME | 写成“低保、低保边缘” | write '低保、低保边缘'",
        "'对象: 核心}' | '对象: 核心与低保边缘}' | 55 | UNKNOWN_NAME | 写成“核心、低保边缘” | write '核心、低保边缘'",
        "2024-01-01 .. | 2024/1/1 .. | 3 | BAD_SPAN | “2024/1/1 ..”要写成 2024-01-01 ..（至今 | ..' as 2024-01-01 ..",
        "2024-01-01 .. | 2024年1月1日起 | 3 | BAD_SPAN | “2024年1月1日起”要写成 2024-01-01 ..（ | as 2024-01-01 ..",
        "2024-01-01 .. | 2024-01-01 | 3 | BAD_SPAN | 要写成 2024-01-01 ..（ | as 2024-01-01 ..",
        "2024-01-01 .. | 2024.1.1至2024.12.31 | 3 | BAD_SPAN | 要写成 2024-01-01 .. 2024-12-31（ | as 2024-01-01 .. 2024-12-31.",
        "2024-01-01 .. | 明年 | 3 | BAD_SPAN | 执行日期“明年”要写成 起日 .. 止日 | in_force '明年' must read",
        "2024-01-01 .. | 2024-1-1 .. | 3 | NO_SUCH_DAY | “2024-1-1”要写成 2024-01-01。 | as 2024-01-01.",
        "2024-01-01 .. | 2024-02-30 .. | 3 | NO_SUCH_DAY | 没有“2024-02-30”这一天 | no day '2024-02-30'",
        "checked_on: 2026-11-22 | checked_on: 2026年11月22日 | 9 | NO_SUCH_DAY | 写成 2026-11-22。 | as 2026-11-22.",
        "'price: 8万, cite: D 第十二条}' | 'price: 8万, cite: D 第十二条}\n- {when: {bundle: 白血病}, price: 2.5万, cite: D 第十二条}' | 22 | ROWS_OVERLAP | 第 21 行和这一行的定价（quotas）同时符合同一情形（定额病种 白血病） | The price of line 21 and this one (quotas) both apply to the same case (bundle leukaemia)",
        "'price: 8万, cite: D 第十二条}' | 'price: 8万, cite: D 第十二条}\n- {when: {bundle: not 先心病, age: 60..70}, price: 2.5万, cite: D 第十二条}' | 22 | ROWS_OVERLAP | （年龄 60，定额病种 白血病） | (age 60, bundle leukaemia)",
        "28753} | 28753元} | 12 | BAD_AMOUNT | 写成 28753 | as 28753",
        "70%, 2万 | 70％, 2万 | 41 | BAD_RATE | 要用半角，写成 70% | full-width %: write 70%",
        "70%, 2万 | ７０%, 2万 | 41 | BAD_RATE | 要用半角，写成 70% | write 70%",
        "70%, 2万 | 百分之七十, 2万 | 41 | BAD_RATE | 写成 70% | write 70%",
        "70%, 2万 | 七成, 2万 | 41 | BAD_RATE | 写成 70% | write 70%",
        "of: household | of: family | 25 | UNKNOWN_NAME | 可以写：fund、household、person | choices are fund, household, person",
        "'household, per: year' | 'household, per: month' | 25 | UNKNOWN_NAME | 可以写：encounter、life、year | encounter, life, year",
        "otherwise: none | otherwise: 不享受 | 43 | UNKNOWN_NAME | 可以写：none、refuse | none, refuse",
        "stage: insurance | stage: 医保 | 29 | UNKNOWN_NAME | 可以写：aid、insurance | aid, insurance",
        "限额 IN, | 年度限额, | 38 | CAP_WITHOUT_ACCOUNT | 限额 IN | cap IN",
        "D 第八条] | D第八条] | 40 | UNKNOWN_NAME | 写成“D 第八条” | write 'D 第八条'",
        "'[特困, 0, 100%, 3万, D 第八条]' | '[特困，0，100%，3万，D 第八条]' | 40 | CELLS_DO_NOT_FIT | 中文逗号 | Chinese commas",
        "'[特困, 0, 100%, 3万, D 第八条]' | '[特困, 0， 100%, 3万, D 第八条]' | 40 | CELLS_DO_NOT_FIT | 中文逗号 | Chinese commas",
        "'  over: THR' | '  over： THR' | 37 | BAD_YAML | 中文冒号 | full-width colon",
        "'[低保, 0, 70%, 2万' | '[低保, 0, 70%, ' | 41 | EMPTY_CELL | 有一格是空的 | Empty cell",
        "referral: 无需转诊、已转诊 | 'age: >60' | 47 | BAD_YAML | 值不能以 > | cannot begin",
        "'rate: -10pp' | 'rate: *50%' | 55 | BAD_YAML | ×50% | ×50%",
        "'[410122 中牟县]' | '[410122 中牟县' | 2 | BAD_YAML | 括号没有配对 | Brackets",
        "title: 某县 | 'title: 某县: ' | 9 | BAD_YAML | 多了一个冒号 | colon too many",
        "'  fund: 390100' | '   fund: 390100' | 28 | BAD_YAML | 缩进 | indentation",
      })
  void policy_writtenTheUsualWay_isToldHowToWriteIt(
      String right, String wrong, int line, String code, String zh, String en) {
    List<PolicyIssue> issues = issues(right, wrong);
    PolicyIssue first = issues.get(0);
    assertEquals(line + " " + code, first.line() + " " + first.code(), issues.toString());
    assertTrue(first.zh().contains(zh), first.zh());
    assertTrue(first.en().contains(en), first.en());
    boolean latin = first.zh().matches(".*[a-z]{3,} [a-z]{2,} [a-z]{2,}.*");
    assertTrue(!latin, first.zh());
  }

  private static List<PolicyIssue> issues(String right, String wrong) {
    assertTrue(BASE.contains(right), right);
    String text = BASE.replaceFirst(java.util.regex.Pattern.quote(right), wrong);
    return PolicyDesk.check(new YamlPolicy(), "a.yaml", text).issues();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "referral: 无需转诊、已转诊; referral: 没转诊; 无需转诊 none | 未转诊 not_referred | 已转诊 referred。",
        "referral: 无需转诊、已转诊; provisional: nope; 否 no | 是 yes。",
        "third_party: no, referral; third_party: nope, referral; 无 no | 有 yes。",
        "referral: 无需转诊、已转诊; insured: 参保; 否 no | 是 yes。",
        "referral: 无需转诊、已转诊; bundle: 白血; 白血病 leukaemia | 先心病 chd。",
        "area: 省外; area: 外省; 市内 in_city | 县内 in_county | 省内 in_province | 省外 out_province。",
      })
  void condition_onAFactOfFewWords_namesThemAllAndGuessesNone(
      String right, String wrong, String all) {
    PolicyIssue issue =
        issues(right, wrong).stream()
            .filter(each -> each.code().equals("UNKNOWN_NAME"))
            .findFirst()
            .orElseThrow();
    assertTrue(issue.zh().endsWith("可以写：" + all), issue.zh());
    assertTrue(issue.en().endsWith("It may be: " + all.replace("。", ".")), issue.en());
  }

  @Test
  void condition_onIdentities_isToldGroupsOfThem_andOnAnotherFactNot() {
    PolicyIssue identity = issues("对象: 核心", "对象: 核").get(0);
    assertTrue(identity.zh().contains("是不是“核心”？"), identity.zh());
    PolicyIssue disease = issues("referral: 无需转诊、已转诊", "disease: 核").get(0);
    assertEquals("没有“核”这个病种。可以写：esrd | 尿毒症。", disease.zh());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{when: {bundle: 先心病}, price: 2.5万, cite: D 第十二条}",
        "{when: {bundle: not 白血病}, price: 2.5万, cite: D 第十二条}",
      })
  void quotas_thatNeverHoldTogether_standBesideEachOther(String second) {
    List<PolicyIssue> issues =
        issues("price: 8万, cite: D 第十二条}", "price: 8万, cite: D 第十二条}\n- " + second);
    assertTrue(issues.stream().noneMatch(PolicyIssue::error), issues.toString());
  }
}
