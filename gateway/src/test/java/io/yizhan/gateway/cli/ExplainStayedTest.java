package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why so much stayed with the patient, under the published packs. */
class ExplainStayedTest {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  /** The lines of why not more, each as amount and sentence, of the last claim. */
  private void assertStayed(String policy, String cases, String expected) throws IOException {
    Path file = folder.resolve("cases.yaml");
    Files.writeString(file, cases);
    Ended ended =
        Ended.of(
            "policy",
            "explain",
            "--claim",
            file.toString(),
            "--policy",
            "../policies/" + policy,
            "--lang",
            "zh");
    assertEquals(ExitCode.DONE, ended.code(), ended.toString());
    String said = ended.out().replaceAll("\\s+", "");
    String why = said.substring(said.lastIndexOf("个人负担）：") + "个人负担）：".length());
    assertTrue(why.startsWith(expected.replaceAll("\\s+", "")), () -> expected + "\nin\n" + said);
  }

  @Test
  void shareOfAPersonWithoutIdentity_isWhatTheInsurerLeftOfTheLayerItPaid() throws IOException {
    assertStayed(
        "binhai/binhai-2023.yaml",
        """
        region: "320922"
        cases:
        - case: x
          claims:
          - {care: inpatient, discharge: 2023-03-20, in: 10000, supplied: {390100: 6000}}
        """,
        "4,000.00 基本医保：由医保结算后留给本人");
    assertStayed(
        "jinzhai/jinzhai-2020.yaml",
        """
        region: "341524"
        cases:
        - case: x
          claims:
          - {care: inpatient, discharge: 2020-03-20, in: 10000, supplied: {390100: 6000}}
        """,
        "4,000.00 基本医保：由医保结算后留给本人");
  }

  @Test
  void shareOfCareThatSeriousIllnessInsuranceDoesNotCover_isNotLaidAtItsDoor() throws IOException {
    String outpatient =
        """
        region: "410122"
        cases:
        - case: x
          identity: dibao
          claims:
          - {care: CARE, visit: 2016-08-10, in: 10000, supplied: {390100: 6000}}
        """;
    String expected = "4,000.00 基本医保：由医保结算后留给本人";
    assertStayed(
        "zhengzhou/zhengzhou-2016.yaml", outpatient.replace("CARE", "outpatient"), expected);
    assertStayed(
        "zhengzhou/zhengzhou-2016.yaml",
        outpatient.replace("CARE", "special_outpatient, disease: esrd/dialysis"),
        expected);
  }

  @Test
  void insurerThatPaidNothingAtAll_leftTheFirstOfItsLayers() throws IOException {
    assertStayed(
        "binhai/binhai-2023.yaml",
        """
        region: "320922"
        cases:
        - case: x
          claims:
          - {care: inpatient, discharge: 2023-03-20, in: 10000, supplied: {390100: 0}}
        """,
        "10,000.00 基本医保：由医保结算后留给本人");
  }

  @Test
  void capThatIsUsedUp_underABaseWiderThanWhatIsLeft_isToldAsTheCap() throws IOException {
    assertStayed(
        "zhengzhou/zhengzhou-2016.yaml",
        """
        region: "410122"
        cases:
        - case: x
          identity: dibao
          approvals: [esrd/dialysis]
          claims:
          - {care: special_outpatient, last: 2016-08-10, disease: esrd/dialysis, in: 100000, supplied: {390100: 50000}}
          - {care: special_outpatient, last: 2016-09-10, disease: esrd/dialysis, in: 10000, supplied: {390100: 5000}}
        """,
        """
        4,000.00 门诊慢特病救助：按 10% 支付，其余由本人负担
        1,000.00 门诊慢特病救助：门诊慢特病救助累计已到限额 10,000.00（本次前余 0.00）
        """);
    assertStayed(
        "fujian/fuzhou-2017.yaml",
        """
        region: "350121"
        cases:
        - case: x
          identity: registered
          claims:
          - {care: inpatient, level: 市级, discharge: 2018-03-01, in: 10000, supplied: {390100: 7000}}
        """,
        """
        1,900.00 叠加保险：按 11% 支付，其余由本人负担
        1,100.00 叠加保险：已到单次限额 0.00
        """);
  }

  @Test
  void costsBeforeTheIdentityBegan_areToldAsSuchAndNoFenTwice() throws IOException {
    String stay =
        """
        region: "320922"
        cases:
        - case: x
          identity: {identity: dibao, from: 2023-07-15}
          claims:
          - {care: inpatient, admission: 2023-07-01, discharge: LAST, in: 10000, supplied: {390100: 5000}, items: ITEMS}
        """;
    assertStayed(
        "binhai/binhai-2023.yaml",
        stay.replace("LAST", "2023-07-15").replace("ITEMS", "[{visit: 2023-07-14, in: 10000}]"),
        "5,000.00 政策内：身份开始之前发生的费用，救助不计入");
    assertStayed(
        "binhai/binhai-2023.yaml",
        stay.replace("LAST", "2023-07-20")
            .replace(
                "ITEMS",
                "[{visit: 2023-07-10, in: 3000}, {visit: 2023-07-11, in: 1000}, {visit: 2023-07-15,"
                    + " in: 6000}]"),
        """
        900.00 二次救助：起付线 3,000.00 以内，本次计 900.00
        2,000.00 政策内：身份开始之前发生的费用，救助不计入
        """);
  }

  @Test
  void costsBeforeTheIdentityBegan_whereNoAidAppliesAtAll_areTheInsurers() throws IOException {
    assertStayed(
        "binhai/binhai-2023.yaml",
        """
        region: "320922"
        cases:
        - case: x
          identity: {identity: dibao, from: 2023-07-15}
          claims:
          - {care: inpatient, third_party: yes, admission: 2023-07-01, discharge: 2023-07-20, in: 10000, supplied: {390100: 5000}, items: [{visit: 2023-07-14, in: 4000}, {visit: 2023-07-15, in: 6000}]}
        """,
        "5,000.00 基本医保：由医保结算后留给本人");
  }
}
