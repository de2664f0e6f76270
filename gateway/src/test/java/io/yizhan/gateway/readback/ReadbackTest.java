package io.yizhan.gateway.readback;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.gateway.policyfile.YamlPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadbackTest {
  private static final String HEAD =
      """
      identities: [dibao 低保, edge 边缘]
      figures: {serious_line 大病线: 3万}
      diseases: {esrd 尿毒症: {disease: 尿毒症, form: 透析, cite: D}}
      accounts:
        IN 救助累计: {adds: a.paid, of: person, per: year}
        ONCE 定额次数: {adds: a.times, of: person, per: year}
        BOTH 次数合计: {adds: [claims, a.次数], of: person, per: year}
      layers:
      - layer: a 救助
        counts: in.left
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "zero | 费用段从零算起 | bands counted from zero",
        "threshold | 费用段从起付线算起 | bands counted from the threshold",
      })
  void bandsWithAThreshold_sayFromWhereTheyAreCounted(String from, String zh, String en) {
    Readback.Row row =
        only(
            """
              over: visit
              threshold: 5000
              bands_from: %s
              band: {0-10000: 50%%, 10000-: 70%%}
              cap: unlimited
            """
                .formatted(from));
    assertEquals(
        "政策范围内个人自付部分，起付线 5,000.00（单次），分段支付（0-10000 50%；10000- 70%），" + zh + "；不设限额。", row.zh());
    assertEquals(
        "by bands (0-10000 50%, 10000- 70%) of what is left in scope, threshold 5,000.00 a visit, "
            + en
            + "; no cap.",
        row.en());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "in | 付入“政策内” | paid into in",
        "bill | 付入“总费用” | paid into bill",
        "beside | 另付本人 | paid to the person, beside the bill",
      })
  void fills_areSaid(String into, String zh, String en) {
    Readback.Row row = only("  rate: 70%\n  cap: unlimited\n  fills: " + into + "\n");
    assertEquals("政策范围内个人自付部分，不设起付线，按 70% 支付，" + zh + "；不设限额。", row.zh());
    assertEquals("70% of what is left in scope, no threshold, " + en + "; no cap.", row.en());
  }

  @Test
  void bandRow_saysItsBandInBothLanguages() {
    List<Readback.Row> rows =
        rows(
            """
              over: visit
              columns: [对象, 费用段, 比例, 依据]
              rows:
              - [低保, 0-10000, 50%, D]
              - [低保, 10000-, next, D]
              cap: unlimited
            """);
    assertEquals("低保，政策范围内个人自付部分，不设起付线，费用段 0-10000 按 50% 支付；不设限额。", rows.get(0).zh());
    assertEquals(
        "dibao: 50% of the band 0-10000 of what is left in scope, no threshold; no cap.",
        rows.get(0).en());
    assertEquals("低保，政策范围内个人自付部分，不设起付线，费用段 10000- 转下层；不设限额。", rows.get(1).zh());
    assertEquals(
        "dibao: the band 10000- of what is left in scope is left to the next layer, no threshold; no cap.",
        rows.get(1).en());
  }

  @Test
  void adjustment_namesWhatItsConditionsAreOnAndItsClause() {
    Readback.Row row =
        only(
            "  rate: 70%\n  cap: unlimited\n  adjust: [{when: {provisional: 是, 参保: 否}, rate: -5pp, cite: D}]\n");
    assertEquals("政策范围内个人自付部分，不设起付线，按 70% 支付，其中 容缺 是，参保 否：比例 -5pp〔D〕；不设限额。", row.zh());
    assertEquals(
        "70% of what is left in scope, no threshold, for provisional yes; insured no: rate -5pp [D]; no cap.",
        row.en());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cap IN: 不限 | 救助累计不设限额 | no cap in IN",
        "cap visit: unlimited | 单次不设限额 | no cap a visit",
        "cap: 不限 | 不设限额 | no cap",
        "cap IN: 2万 | 救助累计不超过 20,000.00 | at most 20,000.00 in IN",
        "cap ONCE: 1 | 定额次数不超过 1 次 | at most 1 time in ONCE",
        "cap BOTH: 12 | 次数合计不超过 12 次 | at most 12 times in BOTH",
        "cap 定额次数: 2 | 定额次数不超过 2 次 | at most 2 times in ONCE",
      })
  void cap_isSaidAsMoneyTimesOrNone(String cap, String zh, String en) {
    Readback.Row row = only("  rate: 70%\n  " + cap + "\n");
    assertEquals("政策范围内个人自付部分，不设起付线，按 70% 支付；" + zh + "。", row.zh());
    assertEquals("70% of what is left in scope, no threshold; " + en + ".", row.en());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "对象 | 其余 | 对象 其余 | identity any other",
        "病种 | else | 病种 其余 | disease any other",
        "base | 超过serious_line | 本次基数 超过 大病线 | base above serious_line",
        "base | ≥20000 <大病线 | 本次基数 ≥20000 <大病线 | base ≥20000 <serious_line",
        "病种 | not esrd | 病种 非esrd | disease not esrd",
        "对象 | 低保、edge | 低保、边缘 | dibao, edge",
      })
  void condition_isSaidWithWhatItIsOn(String heading, String cell, String zh, String en) {
    Readback.Row row =
        only("  rate: 70%\n  cap: unlimited\n  when: {" + heading + ": \"" + cell + "\"}\n");
    assertEquals(zh + "，政策范围内个人自付部分，不设起付线，按 70% 支付；不设限额。", row.zh());
    assertEquals(en + ": 70% of what is left in scope, no threshold; no cap.", row.en());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trigger: 超过serious_line | 超过 大病线 后从第一元算起（单次）"
            + " | from the first yuan once above serious_line a visit",
        "threshold: serious_line | 起付线 大病线（单次） | threshold serious_line a visit",
        "threshold: 10% of 大病线 | 起付线 10% × 大病线（单次） | threshold 10% of serious_line a visit",
      })
  void figure_isSaidByItsChineseNameInChinese(String line, String zh, String en) {
    Readback.Row row = only("  over: visit\n  " + line + "\n  rate: 70%\n  cap IN: 大病线\n");
    assertEquals("政策范围内个人自付部分，" + zh + "，按 70% 支付；救助累计不超过 大病线。", row.zh());
    assertEquals("70% of what is left in scope, " + en + "; at most serious_line in IN.", row.en());
  }

  @Test
  void wordsOfTheLayer_areNotSaidBesideThoseOfTheRow() {
    List<Readback.Row> rows =
        rows(
            """
              when: {对象: 低保、edge, 就医类型: 住院}
              columns: [对象, 比例, 依据]
              rows:
              - [边缘, 50%, D]
              - [else, 40%, D]
              cap: unlimited
            """);
    assertEquals("边缘，住院，政策范围内个人自付部分，不设起付线，按 50% 支付；不设限额。", rows.get(0).zh());
    assertEquals("对象 其余，低保、边缘，住院，政策范围内个人自付部分，不设起付线，按 40% 支付；不设限额。", rows.get(1).zh());
  }

  @Test
  void ownCeiling_paysAllAboveIt() {
    Readback.Row row = only("  over: visit\n  own_at_most: 5000\n  cap: unlimited\n");
    assertEquals(
        "all of what is left in scope, the person bears at most 5,000.00 a visit; no cap.",
        row.en());
  }

  private static Readback.Row only(String layer) {
    List<Readback.Row> rows = rows(layer);
    assertEquals(1, rows.size(), rows.toString());
    return rows.get(0);
  }

  private static List<Readback.Row> rows(String layer) {
    return Readback.of(YamlPolicy.tree("a.yaml", HEAD + layer).root().orElseThrow()).get(0).rows();
  }
}
