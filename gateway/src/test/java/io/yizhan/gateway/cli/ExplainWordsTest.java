package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code policy explain} says of counts, triggers, fixed sums, periods and versions. */
class ExplainWordsTest {
  private static final String POLICY =
      """
      policy: p30 反例
      regions: [410122 中牟县]
      in_force: 2024-01-01 .. 2024-12-31
      chosen_by: {住院: discharge}
      benefit_year: 01-01
      rounding: half-up 0.01 each_claim
      sources: {D: {title: 某县医疗救助办法, read_in: 县政府网, checked_on: 2026-11-22}}
      identities: [dibao 低保]
      accounts:
        IN 累计: {adds: a.paid, of: person, per: year}
        ONCE 发放次数: {adds: f.times, of: person, per: year}
        EVER 定额累计: {adds: f.paid, of: person, per: life}
        STAY 床日累计: {adds: s.paid, of: person, per: encounter}
        TR 自付: {adds: t.base, of: person, per: year}
      layers:
      - {layer: s 床日, fund: f_a, stage: aid, when: {care: 住院}, counts: in.left, rate: 50%,
         cap STAY: 10, otherwise: none, cite: D}
      - {layer: a 门槛救助, fund: f_a, stage: aid, when: {care: 住院}, counts: in, fills: in, over: visit,
         trigger: 满500, rate: 20%, cap IN: 150, otherwise: none, cite: D}
      - {layer: f 定额救助, fund: f_a, stage: aid, when: {care: 住院}, counts: in.left, rate: 定额200,
         cap ONCE: 2, cap EVER: 300, otherwise: none, cite: D}
      - {layer: t 年度达到, fund: f_a, stage: aid, when: {care: 住院}, counts: in.left, over: TR,
         trigger: 超过1000, rate: 50%, cap: unlimited, otherwise: none, cite: D}
      """;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private String zh = "";
  private String en = "";

  @BeforeEach
  void explain() throws IOException {
    Files.writeString(folder.resolve("p.yaml"), POLICY);
    Path cases = folder.resolve("cases.yaml");
    Files.writeString(
        cases,
        """
        policies: [p.yaml]
        cases:
        - case: x
          identity: 低保
          claims:
          - {care: 住院, discharge: 2024-02-01, in: 499.99, supplied: {390100: 0}}
          - {care: 住院, discharge: 2024-03-01, in: 600, supplied: {390100: 0}}
          - {care: 住院, discharge: 2024-04-01, in: 500, supplied: {390100: 0}}
        """);
    zh = said(cases, "zh");
    en = said(cases, "en");
  }

  @Test
  void trigger_notMet_saysTheAmountThatItAsksFor() {
    assertSaid(zh, "基数499.99，未计499.99累计本次前剩余150.00门槛救助：未达到500.00元，不予支付。");
    assertSaid(en, "a: nothing is paid below 500.00.");
    assertSaid(zh, "年度达到：自付加本次未超过1,000.00元，不予支付。");
    assertSaid(en, "t: nothing is paid up to 1,000.00 of p30/TR with this claim.");
    assertSaid(zh, "289.99年度达到：未超过1,000.00，不予支付");
    assertFalse(zh.contains("起付线"), zh);
    assertFalse(en.contains("threshold"), en);
  }

  @Test
  void ownCeiling_isSaidAsWhatThePersonBearsAtMost() throws IOException {
    Path cases = Path.of("../policies/anhui/cases/anhui.yaml");
    zh = said(cases, "zh");
    en = said(cases, "en");
    assertSaid(zh, "，自付封顶内3,000.00；");
    assertSaid(zh, "政府兜底：自付封顶3,000.00以内，本次计3,000.00");
    assertSaid(zh, "政府兜底：未超过自付封顶3,000.00元。");
    assertSaid(en, ", of what the person bears at most 3,000.00;");
    assertSaid(
        en, "floor: within what the person bears at most, 3,000.00, 3,000.00 of it this time");
    assertSaid(en, "floor: what the person bears at most, 3,000.00, is not passed.");
  }

  @Test
  void fixedSum_isSaidAsASumAndNotAsARate() {
    assertSaid(zh, "基数489.99；定额200.00");
    assertSaid(en, "base 489.99; a fixed sum of 200.00");
    assertFalse(zh.contains("×0%") || zh.contains("按0%"), zh);
    assertFalse(en.contains("× 0%") || en.contains("pays 0%"), en);
  }

  @Test
  void countingCap_isSaidInTimes() throws IOException {
    Files.writeString(folder.resolve("p.yaml"), POLICY.replace("cap EVER: 300, ", ""));
    Files.writeString(
        folder.resolve("p.yaml"),
        Files.readString(folder.resolve("p.yaml"))
            .replace("  EVER 定额累计: {adds: f.paid, of: person, per: life}\n", ""));
    Path cases = folder.resolve("cases.yaml");
    zh = said(cases, "zh");
    en = said(cases, "en");
    assertSaid(zh, "发放次数本次前剩余2次");
    assertSaid(zh, "发放次数本次前剩余1次");
    assertSaid(zh, "定额救助：发放次数年度限额2次，本次前剩余0次。");
    assertSaid(en, "p30/ONCE: left before this claim 1 time ");
    assertSaid(en, "f: p30/ONCE is capped at 2 times a year, 0 times left.");
    assertFalse(zh.contains("1,000,000,000") || zh.contains("0.02"), zh);
  }

  @Test
  void cap_ofALifeOrAStay_namesItsOwnPeriod() {
    assertSaid(zh, "门槛救助：累计年度限额150.00元，本次前剩余30.00元。");
    assertSaid(zh, "定额救助：定额累计终身限额300.00元，本次前剩余100.00元。");
    assertSaid(zh, "床日：床日累计本次住院限额10.00元，本次前剩余10.00元。");
    assertSaid(en, "a: p30/IN is capped at 150.00 a year, 30.00 left.");
    assertSaid(en, "f: p30/EVER is capped at 300.00 for life, 100.00 left.");
    assertSaid(en, "s: p30/STAY is capped at 10.00 for this stay, 10.00 left.");
  }

  @Test
  void version_thatEnded_isShownWithItsEnd() {
    assertSaid(zh, "版本反例(2024-01-01..2024-12-31)");
    assertSaid(en, "version p30 (2024-01-01 .. 2024-12-31)");
  }

  /** A cap of 1,500 yuan, a fund that pays all or nothing, and next to nothing left in scope. */
  private Path casesOfWhatIsLeft() throws IOException {
    Files.writeString(
        folder.resolve("left.yaml"),
        """
        policy: left 反例
        regions: [410122 中牟县]
        in_force: 2024-01-01 ..
        chosen_by: {住院: discharge}
        benefit_year: 01-01
        rounding: half-up 0.01 each_claim
        sources: {D: {title: 某县医疗救助办法, read_in: 县政府网, checked_on: 2026-11-22}}
        identities: [dibao 低保]
        accounts:
          IN 累计: {adds: a.paid, of: person, per: year}
        layers:
        - {layer: a 救助, fund: f_a, stage: aid, when: {care: 住院}, counts: bill, fills: in, rate: 10%,
           cap IN: 1500, otherwise: none, cite: D}
        - {layer: c 慈善救助, fund: f_c, stage: aid, when: {care: 住院}, counts: in.left, fills: in,
           rate: 100%, needs: grant 慈善核准, cap: unlimited, otherwise: none, cite: D}
        - {layer: t 临时救助, fund: f_t, stage: aid, when: {care: 住院}, counts: t_record.amount,
           fills: in, rate: 100%, needs: t_record 临时救助认定, cap: unlimited, otherwise: none, cite: D}
        """);
    Path cases = folder.resolve("left-cases.yaml");
    Files.writeString(
        cases,
        """
        policies: [left.yaml]
        cases:
        - case: x
          identity: 低保
          claims:
          - {care: 住院, discharge: 2024-02-01, in: 100, out: 50000, supplied: {390100: 50}}
          - {care: 住院, discharge: 2024-03-01, in: 100, supplied: {390100: 50, 610100: 50}}
          - {care: 住院, discharge: 2024-04-01, in: 1000, supplied: {390100: 50}}
        """);
    return cases;
  }

  @Test
  void layer_thatWhatIsLeftLimits_doesNotBlameItsCap() throws IOException {
    Path cases = casesOfWhatIsLeft();
    assertSaid(said(cases, "zh"), "救助：不超过剩余费用50.00元。");
    assertFalse(said(cases, "en").contains("left/IN is capped"), "1,450.00 of the cap is left");
  }

  @Test
  void grant_thatIsMissing_isWorthApplyingForOnlyWhereTheLayerMayPay() throws IOException {
    Path cases = casesOfWhatIsLeft();
    String said = said(cases, "zh");
    assertSaid(said, "慈善救助：没有可用的慈善核准，可以申请。");
    assertSaid(said, "临时救助：没有有效的临时救助认定，可以申请。");
    assertSaid(said, "还可申请：慈善救助（没有慈善核准）、临时救助（没有临时救助认定）");
    assertEquals(2, said.split("可以申请。", -1).length - 1, said);
    assertSaid(said, "慈善救助：没有可用的慈善核准。");
    assertSaid(
        said(cases, "en"), "no valid grant with money left on record; it may be applied for.");
  }

  @Test
  void bands_thatEnd_areNoRateOfNothing() throws IOException {
    Files.writeString(
        folder.resolve("bands.yaml"),
        POLICY.substring(0, POLICY.indexOf("accounts:")).replace("p30 反例", "bands 费用段")
            + """
            accounts:
              AX 自付累计: {adds: aid.base, of: person, per: year}
            layers:
            - {layer: aid 救助, fund: f_a, stage: aid, when: {care: 住院}, counts: in.left, over: AX,
               band: {0-10000: 100%, 10000-: next}, cap: unlimited, otherwise: none, cite: D}
            """);
    Path cases = folder.resolve("bands-cases.yaml");
    Files.writeString(
        cases,
        """
        policies: [bands.yaml]
        cases:
        - case: x
          identity: 低保
          claims: [{care: 住院, discharge: 2024-02-01, in: 12000, supplied: {390100: 0}}]
        """);
    assertSaid(said(cases, "zh"), "2,000.00救助：只付到所列费用段为止，以上的部分不由本层支付");
    assertSaid(said(cases, "en"), "pays up to its bands; what lies above them is not this layer's");
  }

  @Test
  void insurersFund_thatNoLayerHas_isSaidWithItsAmount() throws IOException {
    Path cases = casesOfWhatIsLeft();
    assertSaid(said(cases, "zh"), "医保支付中50.00元出自本政策各层没有的基金（390100），照医保结算计。");
    assertSaid(
        said(cases, "en"),
        "Of what the insurer paid, 50.00 is of funds that no layer of the policy has (390100); it"
            + " counts as paid.");
  }

  @Test
  void severalIdentities_theOnesNotUsed_areSaidWithWhatTheyWouldGive() throws IOException {
    Files.writeString(
        folder.resolve("two.yaml"),
        POLICY
                .substring(0, POLICY.indexOf("accounts:"))
                .replace("p30 反例", "two 两种身份")
                .replace("[dibao 低保]", "[dibao 低保, poor 因病致贫]")
            + """
            layers:
            - layer: aid 救助
              fund: f_a
              stage: aid
              when: {care: 住院}
              counts: in.left
              cap: unlimited
              otherwise: none
              columns: [对象, 比例, 依据]
              rows: [[低保, 70%, D], [因病致贫, 15%, D]]
            """);
    Path cases = folder.resolve("two-cases.yaml");
    Files.writeString(
        cases,
        """
        policies: [two.yaml]
        cases:
        - case: x
          identities: [因病致贫, 低保]
          claims: [{care: 住院, discharge: 2024-02-01, in: 1000, supplied: {390100: 0}}]
        """);
    assertSaid(said(cases, "zh"), "未用身份因病致贫，可得救助150.00，个人负担850.00");
    assertSaid(
        said(cases, "en"), "identity not used: poor, would give aid of 150.00, patient 850.00");
  }

  @Test
  void countThatIsNotMet_isNamedWithWhatItWasAndWhatIsAsked() throws IOException {
    Files.writeString(
        folder.resolve("count.yaml"),
        POLICY.substring(0, POLICY.indexOf("accounts:")).replace("p30 反例", "count 次数")
            + """
            accounts:
              T 救助次数: {adds: aid.times, of: person, per: year}
              AX 自付累计: {adds: aid.base, of: person, per: year}
            layers:
            - {layer: aid 救助, fund: f_a, stage: aid, when: {T: '<1'}, counts: in.left, rate: 50%,
               cap: unlimited, otherwise: none, cite: D}
            - {layer: b 大额, fund: f_a, stage: aid, when: {AX: ≥20000}, counts: in.left, rate: 50%,
               cap: unlimited, otherwise: none, cite: D}
            """);
    Path cases = folder.resolve("count-cases.yaml");
    Files.writeString(
        cases,
        """
        policies: [count.yaml]
        cases:
        - case: x
          identity: 低保
          claims:
          - {care: 住院, discharge: 2024-02-01, in: 1000, supplied: {390100: 0}}
          - {care: 住院, discharge: 2024-03-01, in: 1000, supplied: {390100: 0}}
        """);
    assertSaid(said(cases, "zh"), "救助：金额或次数未达到政策规定的条件：救助次数（本次前）为1次，要低于1次。");
    assertSaid(
        said(cases, "en"),
        "the policy asks for is not met: count/T before this claim is 1 time, asked is less than 1");
    assertSaid(said(cases, "zh"), "：自付累计（本次前）为1,000.00元，要不低于20,000.00元。");
  }

  private static void assertSaid(String text, String sentence) {
    assertTrue(text.contains(sentence), () -> sentence + " in\n" + text);
  }

  /** What is printed, in one line; Chinese without its spaces. */
  private static String said(Path cases, String language) {
    Ended ended = Ended.of("policy", "explain", "--claim", cases.toString(), "--lang", language);
    assertEquals(ExitCode.DONE, ended.code(), ended.toString());
    return ended.out().replaceAll("\\s+", language.equals("zh") ? "" : " ");
  }
}
