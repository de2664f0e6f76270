package io.yizhan.gateway.policyfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.casefile.ParentFiles;
import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.policy.PolicyIssue;
import io.yizhan.proof.CounterExample;
import io.yizhan.proof.Finding;
import io.yizhan.settlement.Waterfall;
import io.yizhan.settlement.Waterfall.Column;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults planted into small policies: each is found, with a claim that really shows it. */
class PolicyProofTest {
  private static final Path PACKS = Path.of("..", "policies");

  private static final String FRAME =
      """
      policy: faulty 试点
      regions: [4101 郑州市]
      in_force: 2020-01-01 ..
      chosen_by: {inpatient: discharge, outpatient: visit}
      benefit_year: 01-01
      rounding: half-up 0.01 each_claim
      sources: {T: {title: 试点通知, read_in: 原文, checked_on: 2026-11-22}}
      identities: [tekun 特困, dibao 低保]
      """;

  private static final String POT =
      """
      accounts: {POT 总额: {adds: aid.paid, of: person, per: year}}
      layers:
      """;

  private static final String AID =
      "- {layer: aid 救助, fund: 610100, stage: aid, otherwise: none, cite: T 1, ";

  private static final String BASIC =
      "- {layer: basic 基本, fund: 390100, stage: insurance, otherwise: none, cite: T 1, ";

  private static final String DROP =
      AID
          + "counts: in, columns: [base, 比例], rows: [[≤20000, 80%], [超过20000, 60%]], cap: unlimited";

  private static final String TRIGGER =
      BASIC + "counts: in.left, over: visit, trigger: 满10000, rate: 60%, cap: unlimited";

  private static final String AID_AFTER =
      "}\n" + AID + "counts: in.left, rate: 70%, cap: unlimited}\n";

  private static PolicyDesk.Verdict check(String layers) {
    String text = FRAME + (layers.startsWith("accounts") ? layers : "layers:\n" + layers);
    return PolicyDesk.check(new YamlPolicy(), "faulty.yaml", text);
  }

  private static Finding only(PolicyDesk.Verdict verdict, String code) {
    List<Finding> found =
        verdict.proof().orElseThrow(() -> new AssertionError(verdict.issues())).findings().stream()
            .filter(finding -> finding.code().equals(code))
            .toList();
    assertEquals(1, found.size(), () -> verdict.issues().toString());
    return found.get(0);
  }

  private static long paid(Waterfall waterfall, String fund) {
    long sum = 0;
    for (int i = 0; i < waterfall.plan().layers().size(); i++) {
      boolean same = waterfall.plan().layers().get(i).fund().equals(fund);
      sum += same ? waterfall.of(i, Column.PAID) : 0;
    }
    return sum;
  }

  private static void assertRealRuns(CounterExample example) {
    for (CounterExample.Shown shown : List.of(example.before(), example.after())) {
      Waterfall again = shown.runAgain();
      assertEquals(shown.waterfall().patientShareFen(), again.patientShareFen());
      assertEquals(shown.waterfall().paidFen(), again.paidFen());
      assertEquals(again.billedFen(), again.paidFen() + again.patientShareFen());
    }
  }

  private static Stream<List<String>> falls() {
    return Stream.of(
        List.of("aid", "610100", DROP + "}"),
        List.of("basic", "610100", TRIGGER + AID_AFTER),
        List.of(
            "topup",
            "390300",
            BASIC
                + "counts: in, rate: 60%, cap: unlimited}\n"
                + "- {layer: topup 兜底, fund: 390300, stage: insurance, counts: 5000 - basic.paid,"
                + " rate: 100%, fills: in, otherwise: none, cap: unlimited, cite: T 1}"),
        List.of(
            "aid",
            "faulty_charity",
            "accounts:\n  POT 总额: {adds: [serious.paid, aid.paid], of: person, per: year}\nlayers:\n"
                + AID.replace("aid 救助", "serious 大病")
                + "counts: in.left, rate: 50%, cap: unlimited}\n"
                + AID.replace("610100", "faulty_charity")
                + "counts: in.left, rate: 70%, cap POT: 1万}"),
        List.of(
            "tilt",
            "610100",
            BASIC
                + "counts: in, rate: 85%, cap: unlimited}\n"
                + AID
                + "counts: in.left, fills: in, rate: 80%, cap visit: bill.left - 10% of bill}\n"
                + AID.replace("aid 救助", "tilt 倾斜")
                + "counts: in.left, over: visit, trigger: 满10000, rate: 30%, cap: unlimited,"
                + " declares: 跳点 10000}"),
        List.of(
            "aid",
            "610100",
            BASIC
                + "counts: in.left + first.left, fills: [first, in], rate: 50%, cap: unlimited}\n"
                + AID
                + "counts: first.left, rate: 70%, cap: unlimited}"));
  }

  @ParameterizedTest
  @MethodSource("falls")
  void payer_paysLessOfABiggerBill_isRefutedWithAClaimThatShowsIt(List<String> fault) {
    PolicyDesk.Verdict verdict = check(fault.get(2));
    assertFalse(verdict.publishable());
    Finding finding = only(verdict, Finding.NOT_MONOTONE);
    assertEquals(fault.get(0), finding.layer());
    assertTrue(finding.line() >= 9, finding.toString());
    CounterExample example = finding.example().orElseThrow();
    assertRealRuns(example);
    long before = example.before().claim().bill().totalFen();
    long after = example.after().claim().bill().totalFen();
    assertTrue(after > before);
    Waterfall less = example.after().runAgain();
    assertTrue(paid(less, fault.get(1)) < paid(example.before().runAgain(), fault.get(1)));
  }

  @Test
  void wholeAmountRate_drops_isFoundToTheFen() {
    CounterExample example = only(check(DROP + "}"), Finding.NOT_MONOTONE).example().orElseThrow();
    assertEquals(2_000_000, example.before().claim().bill().inFen());
    assertEquals(2_000_001, example.after().claim().bill().inFen());
    assertEquals(1_600_000, example.before().runAgain().paidFen());
    assertEquals(1_200_001, example.after().runAgain().paidFen());
    assertEquals(400_000, example.before().runAgain().patientShareFen());
    assertEquals(800_000, example.after().runAgain().patientShareFen());
  }

  @ParameterizedTest
  @ValueSource(strings = {"下降", "下降 20000", "drop 20000", "下降 特困、低保 20000"})
  void drop_declaredWhereItIs_mayBePublished(String declares) {
    String everybody = declares.contains("特困") ? ", when: {对象: 特困、低保}" : "";
    PolicyDesk.Verdict verdict = check(DROP + everybody + ", declares: " + declares + "}");
    assertTrue(verdict.publishable(), () -> verdict.issues().toString());
    assertEquals(1, verdict.proof().orElseThrow().declaredLayers());
  }

  @ParameterizedTest
  @ValueSource(strings = {"下降 30000", "跳点 20000"})
  void drop_declaredElsewhereOrOtherwise_isRefutedAndAbsent(String declares) {
    PolicyDesk.Verdict verdict = check(DROP + ", declares: " + declares + "}");
    only(verdict, Finding.NOT_MONOTONE);
    only(verdict, Finding.DECLARED_ABSENT);
  }

  @Test
  void plateauAndJump_asTheDocumentHasThem_areRecognised() {
    String flat =
        AID
            + "counts: in, columns: [base, 比例], rows: [[≤20000, 80%], [≥20000.01 <50000,"
            + " 定额16000], [≥50000, 定额20000]], cap: unlimited, declares: 平台 20000-50000、跳点 50000}";
    assertTrue(check(flat).publishable());
    only(check(flat.replace("跳点 50000", "跳点 60000")), Finding.DECLARED_ABSENT);
    only(check(flat.replace("平台 20000-50000", "平台 1-10000")), Finding.DECLARED_ABSENT);
  }

  @Test
  void jump_undeclared_isAWarningWithTheTwoClaims() {
    PolicyDesk.Verdict verdict = check(TRIGGER + "}");
    assertTrue(verdict.publishable());
    CounterExample example = only(verdict, Finding.JUMP_NOT_DECLARED).example().orElseThrow();
    assertRealRuns(example);
    assertEquals(999_999, example.before().claim().bill().inFen());
    assertEquals(0, example.before().runAgain().paidFen());
    assertEquals(600_000, example.after().runAgain().paidFen());
    Finding jump = only(verdict, Finding.JUMP_NOT_DECLARED);
    assertTrue(jump.zh().endsWith("declares: 跳点 10000。"), jump.zh());
    assertTrue(jump.en().endsWith("declares: jump 10000."), jump.en());
    PolicyDesk.Verdict declared = check(TRIGGER + ", declares: 跳点 10000" + AID_AFTER);
    assertTrue(declared.publishable(), () -> declared.issues().toString());
    assertEquals("aid", only(declared, Finding.UNPROVED).layer());
  }

  @Test
  void jump_thatNeedsAnIdentityOrUsage_namesBoth() {
    String second =
        "accounts: {FIRST 前层累计: {adds: front.paid, of: person, per: year}}\nlayers:\n"
            + "- {layer: front 前层, fund: f_a, stage: aid, otherwise: none, cite: T 1,"
            + " when: {identity: 低保}, counts: in.left, rate: 50%, cap FIRST: 1000}\n"
            + AID
            + "when: {identity: 低保, FIRST: ≥500}, counts: in.left, over: visit,"
            + " trigger: 满10000, rate: 60%, cap: unlimited}\n";
    Finding jump = only(check(second), Finding.JUMP_NOT_DECLARED);
    assertTrue(jump.zh().contains("有跳点：低保（此前已用：前层累计 "), jump.zh());
    assertTrue(jump.en().contains("jumps: for dibao (used before: faulty/FIRST "), jump.en());
    Finding drop =
        only(
            check(DROP.replace("counts: in,", "when: {identity: 低保}, counts: in,") + "}\n"),
            Finding.NOT_MONOTONE);
    assertTrue(drop.zh().contains("：低保，政策内 20,000.00"), drop.zh());
    assertTrue(drop.en().contains("bigger bill: for dibao, of in 20,000.00"), drop.en());
  }

  @Test
  void layers_allOnTheFullBill_theLastCanNeverPay() {
    String full = "counts: in, rate: 70%, cap: unlimited}\n";
    PolicyDesk.Verdict verdict =
        check(
            BASIC
                + full
                + BASIC.replace("basic 基本", "serious 大病").replace("390100", "390200")
                + full.replace("70%", "60%")
                + AID
                + full.replace("70%", "30%"));
    assertFalse(verdict.publishable());
    Finding finding = only(verdict, Finding.CAN_NEVER_PAY);
    assertEquals("aid", finding.layer());
    Waterfall waterfall = finding.example().orElseThrow().before().runAgain();
    assertTrue(waterfall.of(2, Column.WANTED) > 0);
    assertEquals(0, waterfall.of(2, Column.PAID));
  }

  @Test
  void identity_listedFirst_bearsMore_isAWarningWithTheAmount() {
    PolicyDesk.Verdict verdict =
        check(
            AID
                + "counts: in.left, columns: [对象, 比例, 限额 visit],"
                + " rows: [[特困, 80%, 1万], [低保, 70%, 2万]]}");
    assertTrue(verdict.publishable());
    Finding finding = only(verdict, Finding.POORER_BEARS_MORE);
    CounterExample example = finding.example().orElseThrow();
    assertRealRuns(example);
    assertEquals(1, example.before().identityPlace());
    assertEquals(2, example.after().identityPlace());
    assertEquals(
        1_000_000,
        example.before().runAgain().burdenFen() - example.after().runAgain().burdenFen());
  }

  @Test
  void identity_bearsMoreInOneCircumstance_itIsNamed() {
    Finding finding =
        only(
            check(
                AID
                    + "counts: in.left, when: {care: 住院}, columns: [对象, 级别, 就医地, age, 比例],"
                    + " rows: [[特困、低保, 一级, any, any, 70%], [特困、低保, 二级, 县内、市内、省内, any, 70%],"
                    + " [特困、低保, 二级, 省外, ≥60, 70%], [特困, 二级, 省外, ≤59, 10%],"
                    + " [低保, 二级, 省外, ≤59, 20%]], cap: unlimited}"),
            Finding.POORER_BEARS_MORE);
    assertTrue(finding.zh().contains("（住院、二级、省外、年龄 <60）：特困个人负担 "), finding.zh());
    assertTrue(
        finding
            .en()
            .contains(" (care inpatient, level 二级, area out_province, age <60) tekun bears "),
        finding.en());
  }

  @Test
  void identity_bearsMoreWhereAWordAloneSaysNothing_itsFactIsNamed() {
    Finding finding =
        only(
            check(
                AID
                    + "counts: in.left, columns: [对象, 参保, 比例], rows: [[特困, no, 10%],"
                    + " [低保, no, 20%], [特困、低保, yes, 70%]], cap: unlimited}"),
            Finding.POORER_BEARS_MORE);
    assertTrue(finding.zh().contains("参保 否）：特困个人负担 "), finding.zh());
  }

  @Test
  void identity_thatNoRowOfAidIsFor_isWarnedOf() {
    String two = "counts: in.left, columns: [对象, 比例], rows: [[特困, 70%]MORE], cap: unlimited}\n";
    PolicyDesk.Verdict forgotten = check(AID + two.replace("MORE", ""));
    assertTrue(forgotten.publishable());
    List<PolicyIssue> issues =
        forgotten.issues().stream()
            .filter(issue -> issue.code().equals("IDENTITY_WITHOUT_ROW"))
            .toList();
    assertEquals(1, issues.size(), () -> forgotten.issues().toString());
    assertEquals(8, issues.get(0).line());
    assertTrue(issues.get(0).zh().contains("“低保”"), issues.get(0).zh());
    for (String more : List.of(", [低保, 0%]", ", [else, 10%]")) {
      assertEquals(List.of(), check(AID + two.replace("MORE", more)).issues(), more);
    }
    assertEquals(List.of(), check(AID + "counts: in.left, rate: 70%, cap: unlimited}").issues());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "aid.base, of: person, per: year | cap POT: 5万 | cap",
        "aid.times, of: person, per: year | cap POT: 5 | none",
        "aid.paid, of: person, per: year | cap POT: 5万 | none",
        "in, of: person, per: year | cap POT: 5万 | none",
        "aid.paid, of: person, per: year | 'over: POT, threshold: 500, cap: unlimited' | over",
        "aid.base, of: person, per: year | 'over: POT, threshold: 500, cap: unlimited' | none",
        "aid.base, of: person, per: year | 'over: POT, own_at_most: 500, cap: unlimited' | none",
      })
  void account_thatDoesNotCountWhatItBounds_isWarnedOf(String account, String bound, String said) {
    String rate = bound.contains("own_at_most") ? "" : ", rate: 70%";
    PolicyDesk.Verdict verdict =
        check(
            "accounts: {POT 总额: {adds: "
                + account
                + "}}\nlayers:\n"
                + AID
                + "counts: in.left"
                + rate
                + ", "
                + bound
                + "}");
    List<PolicyIssue> issues =
        verdict.issues().stream().filter(issue -> issue.code().equals("NOT_COUNTED")).toList();
    assertEquals(said.equals("none") ? 0 : 1, issues.size(), () -> verdict.issues().toString());
    issues.forEach(issue -> assertTrue(issue.zh().contains("的 " + said + " 看“POT”"), issue.zh()));
  }

  @Test
  void level_oneCharacterBesideAnother_isWarnedOf() {
    String levels =
        AID
            + "counts: in.left, columns: [级别, 比例], rows: [[乡镇卫生院, 90%], [一级医院, 80%],"
            + " [二级医院, 70%]], cap: unlimited, adjust: [{when: {级别: WORD}, rate: -5pp}]}";
    PolicyDesk.Verdict mistyped = check(levels.replace("WORD", "乡镇卫生阮"));
    List<PolicyIssue> issues =
        mistyped.issues().stream().filter(issue -> issue.code().equals("NEAR_WORDS")).toList();
    assertEquals(1, issues.size(), () -> mistyped.issues().toString());
    assertTrue(issues.get(0).zh().contains("乡镇卫生阮"), issues.get(0).zh());
    assertEquals(List.of(), check(levels.replace("WORD", "乡镇卫生院")).issues());
  }

  @Test
  void table_asksForManyFactsAndNamesFewWords_hasRoom() {
    String many =
        AID
            + "counts: in.left, when: {就医类型: 住院, 参保: yes, third_party: no, provisional: no},"
            + " columns: [对象, 级别, 转诊, 就医地, age, 比例], rows: ["
            + "[特困, 乡镇、一级、二级、三级、专科、社区, any, any, any, 90%],"
            + " [低保, any, any, any, any, 70%]], cap: unlimited,"
            + " adjust: [{when: {转诊: 未转诊, 就医地: 省外}, rate: -20pp},"
            + " {when: {age: ≤14}, rate: +5pp}, {when: {age: ≥60}, rate: +5pp}]}";
    PolicyDesk.Verdict verdict = check(many);
    assertTrue(verdict.publishable(), () -> verdict.issues().toString());
  }

  @Test
  void table_thatIsTooLarge_saysOfWhatItIsMadeAndNothingThatFollows() {
    StringBuilder rows = new StringBuilder();
    for (int age = 1; age <= 100; age++) {
      for (String level : List.of("一级", "二级", "三级")) {
        rows.append("[特困, " + level + ", " + age + ", any, 1%], ");
      }
    }
    PolicyDesk.Verdict verdict =
        check(
            AID
                + "counts: in.left, columns: [对象, 级别, age, days, 比例], rows: ["
                + rows
                + IntStream.rangeClosed(1, 40)
                    .mapToObj(day -> "[低保, 一级, any, " + day + ", 1%]")
                    .collect(Collectors.joining(", "))
                + "], cap: unlimited}");
    assertFalse(verdict.publishable());
    assertEquals(
        List.of("TABLE_TOO_LARGE"),
        verdict.issues().stream().map(PolicyIssue::code).distinct().toList());
    assertTrue(
        verdict.issues().get(0).zh().contains("（对象 3 × 级别 4 × 年龄 101 × 住院天数 41，"),
        verdict.issues().get(0).zh());
  }

  @Test
  void table_namesBothWordsButNoRowHolds_isAGap() {
    String table =
        AID
            + "counts: in.left, columns: [对象, 级别, 比例], rows: [[特困, 乡镇, 90%],"
            + " [特困, 县级, 80%], [低保, 乡镇, 70%]ROW], cap: unlimited}";
    PolicyDesk.Verdict verdict = check(table.replace("ROW", ""));
    assertFalse(verdict.publishable());
    PolicyIssue issue = verdict.issues().get(0);
    assertEquals("GAP_IN_TABLE", issue.code());
    assertTrue(issue.zh().contains("低保×县级"), issue.zh());
    assertTrue(check(table.replace("ROW", ", [低保, 县级, 0%]")).publishable());
    assertTrue(check(table.replace("[低保, 乡镇, 70%]ROW", "[低保, 不限, 70%]")).publishable());
  }

  @Test
  void rowsBySizeWithAYearsCap_orderOfClaims_isSaidToBeUnproved() {
    PolicyDesk.Verdict verdict =
        check(
            "accounts:\n  POT 总额: {adds: aid.paid, of: person, per: year}\nlayers:\n"
                + AID
                + "counts: in.left, columns: [base, 比例, 限额 POT],"
                + " rows: [[≤15000, 70%, 1.5万], [超过15000, 70%, 2万]]}");
    assertTrue(only(verdict, Finding.UNPROVED).en().contains("order of claims"));
  }

  @Test
  void rowsBySizeWithAYearsCap_orderDeclared_isQuiet_andElsewhereAbsent() {
    String bySize =
        POT
            + AID
            + "counts: in.left, columns: [base, 比例, 限额 POT],"
            + " rows: [[≤15000, 70%, 1.5万], [超过15000, 70%, 2万]], declares: [跳点 15000, 次序]}";
    assertEquals(List.of(), check(bySize).issues());
    PolicyDesk.Verdict steady =
        check(AID + "counts: in.left, rate: 70%, cap: unlimited, declares: order}");
    assertFalse(steady.publishable());
    assertEquals(Finding.DECLARED_ABSENT, steady.issues().get(0).code());
    PolicyDesk.Verdict wordy = check(bySize.replace("次序]", "次序 20000]"));
    assertEquals("BAD_DECLARATION", wordy.issues().get(0).code());
  }

  @ParameterizedTest
  @CsvSource({
    "'rate: 70%', true",
    "'rate: 70%, declares: 次序', false",
    "'rate: 定额500', false",
    "'over: visit, own_at_most: 300', true"
  })
  void countCap_besideWhatDependsOnTheClaim_isSaidToDependOnTheOrder(String rate, boolean said) {
    String once =
        "accounts:\n  ONCE 救助次数: {adds: aid.times, of: person, per: year}\nlayers:\n"
            + AID
            + "counts: in.left, cap ONCE: 1, ";
    PolicyDesk.Verdict verdict = check(once + rate + "}");
    assertTrue(verdict.publishable(), verdict.issues().toString());
    assertEquals(
        said,
        verdict.issues().stream().anyMatch(issue -> issue.en().contains("order of claims")),
        verdict.issues().toString());
  }

  @Test
  void curvesOnWideningBases_areProvedWithoutAWalk() {
    PolicyDesk.Verdict verdict =
        check(
            BASIC
                + "counts: in.left, over: visit, threshold: 500, band: {0-10000: 60%, 10000-: 80%},"
                + " bands_from: zero, cap visit: 10万}\n"
                + AID
                + "counts: in.left + first.left, rate: 70%, cap visit: 2万}");
    assertEquals(2, verdict.proof().orElseThrow().provedLayers());
    assertTrue(verdict.issues().isEmpty(), () -> verdict.issues().toString());
  }

  /** Each of these was once called proved, though a claim shows the contrary. */
  private static Stream<List<String>> crossings() {
    String twoSizes =
        "counts: in, columns: [base, 比例], rows: [[≤20000, 80%], [超过20000, 60%]], cap: unlimited}";
    String bundle = "facts: {bundle 定额病种: {is: [leukaemia 白血病], default: none, assumed: 未报即无}}\n";
    String pair = "counts: in.left, rate: 100%, cap ";
    return Stream.of(
        List.of(
            "a word that nobody says and no list has",
            bundle + "layers:\n" + AID + "when: {bundle: not 白血病}, " + twoSizes,
            "proved 0"),
        List.of(
            "a price in the only circumstances that were looked at",
            bundle
                + "quotas: [{when: {bundle: 白血病}, price: 8万, cite: T 9}]\nlayers:\n"
                + AID
                + twoSizes,
            "proved 0"),
        List.of(
            "claims of offices have no price",
            "facts: {bundle 定额病种: {is: [leukaemia 白血病, other 其他], default: other, assumed: 无}}\n"
                + "quotas: [{when: {bundle: 白血病}, price: 8万, cite: T 9}]\nlayers:\n"
                + AID
                + "when: {bundle: 白血病}, "
                + twoSizes,
            "proved 0"),
        List.of(
            "pots that cross",
            "accounts:\n  A 甲额度: {adds: [aid.paid, first_aid.paid], of: person, per: year}\n"
                + "  B 乙额度: {adds: [aid.paid, out_aid.paid], of: person, per: year}\nlayers:\n"
                + AID
                + "counts: in.left, rate: 70%, cap: unlimited}\n"
                + AID.replace("aid 救助", "first_aid 自付救助")
                + pair.replace("in.left", "first.left")
                + "A: 1万}\n"
                + AID.replace("aid 救助", "out_aid 目录外救助")
                + pair.replace("in.left", "out.left")
                + "B: 1万}",
            "proved 1"),
        List.of(
            "a circumstance that differs from a refused one in why no row holds",
            "layers:\n"
                + BASIC.replace("otherwise: none", "otherwise: refuse")
                + "when: {care: 住院}, counts: in.left, columns: [级别, 比例], rows: [[三级、二级, 60%]],"
                + " cap: unlimited}\n"
                + BASIC.replace("basic 基本, fund: 390100", "other 其他, fund: 390200")
                + "counts: in.left, columns: [级别, in.left, 比例], rows: [[二级, any, 50%],"
                + " [一级, <1000, 90%], [一级, ≥1000, 10%]], cap: unlimited}",
            "proved 1"),
        List.of(
            "what is cut off a base as billed, of which the insurer took some",
            "layers:\n- {layer: basic 基本, fund: 390100, stage: insurance, amount: supplied,"
                + " fills: in}\n"
                + AID
                + "counts: in, rate: 70%, cap: unlimited}\n"
                + AID.replace("aid 救助, fund: 610100", "more 再救助, fund: 620100")
                + "counts: aid.excess, fills: first, rate: 50%, cap: unlimited}",
            "proved 2"),
        List.of(
            "what is cut off where the room and not a cap cuts",
            "layers:\n"
                + AID
                + "counts: in.left at least 2000, fills: in, rate: 75%, cap: unlimited}\n"
                + AID.replace("aid 救助, fund: 610100", "again 再救助, fund: 610200")
                + "counts: aid.excess, fills: bill, rate: 100%, cap: unlimited}",
            "proved 1"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("crossings")
  void layer_thatMayPayLess_isNotCalledProved(List<String> fault) {
    PolicyDesk.Verdict verdict =
        PolicyDesk.check(new YamlPolicy(), "faulty.yaml", FRAME + fault.get(1));
    assertEquals(
        fault.get(2),
        "proved "
            + verdict
                .proof()
                .orElseThrow(() -> new AssertionError(verdict.issues()))
                .provedLayers(),
        () -> fault.get(0) + ": " + verdict.issues());
  }

  @Test
  void pots_thatLieWithinOneAnother_areProved() {
    PolicyDesk.Verdict verdict =
        PolicyDesk.check(
            new YamlPolicy(),
            "pots.yaml",
            FRAME
                + "accounts:\n  A 甲额度: {adds: [aid.paid, first_aid.paid], of: person, per: year}\n"
                + "  B 总额: {adds: [aid.paid, first_aid.paid, out_aid.paid], of: person, per: year}\n"
                + "layers:\n"
                + AID
                + "counts: in.left, rate: 70%, cap A: 1万, cap B: 2万}\n"
                + AID.replace("aid 救助", "first_aid 自付救助")
                + "counts: first.left, rate: 100%, cap A: 1万, cap B: 2万}\n"
                + AID.replace("aid 救助", "out_aid 目录外救助")
                + "counts: out.left, rate: 100%, cap B: 2万}");
    assertEquals(3, verdict.proof().orElseThrow().provedLayers(), verdict.issues()::toString);
  }

  /** What a cap cuts off is paid by the next layer, and a third counts what both leave. */
  @ParameterizedTest
  @CsvSource({"80%, 80%, 3", "70%, 70%, 3", "100%, 100%, 3", "60%, 100%, 2", "76%, 76%, 2"})
  void layerAndTheOneOnItsExcess_leaveALump_whereTheCutLeapsByAFen(
      String rate, String again, int proved) {
    PolicyDesk.Verdict verdict =
        check(
            POT
                + AID
                + "counts: in.left, rate: "
                + rate
                + ", cap POT: 2万}\n"
                + AID.replace("aid 救助", "again 再救助")
                + "counts: aid.excess, fills: in, rate: "
                + again
                + ", cap: unlimited}\n"
                + AID.replace("aid 救助, fund: 610100", "rest 兜底, fund: 610200")
                + "counts: in.left, rate: 50%, cap: unlimited}");
    assertEquals(proved, verdict.proof().orElseThrow().provedLayers(), verdict.issues()::toString);
  }

  @Test
  void piece_thatLeapsWhereTheRateIsNothing_isAWarning() {
    PolicyDesk.Verdict verdict =
        check(
            AID
                + "counts: in.left, over: visit, band: {0-10000: 50%, 10000-20000: 0%, 20000-: 50%},"
                + " cap visit: 5000}\n"
                + AID.replace("aid 救助, fund: 610100", "again 再救助, fund: 610200")
                + "counts: aid.excess, fills: in, rate: 100%, cap: unlimited}");
    assertTrue(verdict.publishable());
    assertEquals("again", only(verdict, Finding.JUMP_NOT_DECLARED).layer());
  }

  @Test
  void aidLayer_thatMustBeSupplied_isAnError() {
    PolicyDesk.Verdict verdict = check(AID + "amount: supplied, fills: in}");
    assertFalse(verdict.publishable());
    assertEquals("SUPPLIED_AID", verdict.issues().get(0).code());
  }

  @Test
  void packs_areNeverRefuted() throws IOException {
    try (Stream<Path> files = Files.walk(PACKS, 2)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
        PolicyDesk.Verdict verdict =
            PolicyDesk.check(new YamlPolicy(), file.toString(), ParentFiles.own(file));
        assertTrue(verdict.publishable(), () -> verdict.issues().toString());
      }
    }
  }
}
