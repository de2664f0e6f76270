package io.yizhan.gateway.policyfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.casefile.ParentFiles;
import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.policy.PolicyIssue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The document's words beside the figures that somebody typed from them. */
class QuotationsTest {
  private static final String CODE = "SAYS_DIFFERS";
  private static final Path PACKS = Path.of("..", "policies");

  private static final String POLICY =
      """
      policy: model 样板县医疗救助
      regions: [410122 中牟县]
      in_force: 2024-01-01 ..
      chosen_by: {住院: discharge}
      benefit_year: 01-01
      rounding: half-up 0.01 each_claim
      sources: {D: {title: 办法, read_in: 县政府网, checked_on: 2026-11-22}}
      identities: [tekun 特困, dibao 低保, edge 低保边缘]
      figures: {line 起付标准: 5000}
      facts: {bundle 定额病种: {is: [chd 先心病], default: none}}
      quotas:
      - {when: {bundle: chd}, price: 8万, cite: D, says: 先心病定额八万元}
      accounts: {IN 累计: {adds: aid.paid, of: person, per: year}, MORE 再累计: {adds: more.paid, of: person, per: year}}
      layers:
      - layer: aid 医疗救助
        fund: 610100
        stage: aid
        when: {care: 住院}
        counts: in.left
        columns: [对象, 比例, 限额 IN, 依据, 原文]
        rows:
        - [特困, 100%, 5万, D 八, 特困人员全额救助，不设封顶]
        - [低保, 70%, 2万, D 九, 低保对象按百分之七十救助，年度限额二万元]
        - [低保边缘, 60%, 1万, D 十, 未见]
        otherwise: none
      - layer: more 再救助
        fund: 610100
        stage: aid
        counts: in.left
        over: visit
        threshold: line
        rate: 60%
        cap MORE: 3万
        adjust:
        - {when: {对象: 特困}, rate: +5pp, threshold: ×50%, cite: D, says: 比例提高5个百分点、起付线降低50%}
        otherwise: none
        cite: D 再救助
        says: 自付超过5000元的部分按60%救助，年度限额3万元
      """;

  private static List<PolicyIssue> warnings(String text) {
    PolicyDesk.Verdict verdict = PolicyDesk.compiled(new YamlPolicy(), "model.yaml", text);
    assertTrue(verdict.publishable(), () -> verdict.issues().toString());
    return verdict.issues().stream().filter(issue -> issue.code().equals(CODE)).toList();
  }

  @Test
  void quotations_right_areQuiet() {
    assertEquals(List.of(), warnings(POLICY));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[低保, 70%, 2万 | [低保, 75%, 2万 | 75% | 引文里是 70%",
        "[低保, 70%, 2万 | [低保, 70%, 20万 | 20万 | 引文里是 20,000.00元",
        "rate: 60% | rate: 65% | 65% | 引文里是 60%",
        "figures: {line 起付标准: 5000} | figures: {line 起付标准: 500} | line | 5,000.00元",
        "cap MORE: 3万 | cap MORE: 30万 | 30万 | 30,000.00元",
        "threshold: line | threshold: 6000 | 6000 | 5,000.00元",
        "price: 8万 | price: 80万 | 80万 | 80,000.00元",
        "rate: +5pp | rate: +15pp | +15pp | 5%、50%",
        "threshold: ×50% | threshold: ×40% | ×40% | 5%、50%",
      })
  void figure_notInTheQuotation_isWarnedOfWithBothTexts(
      String right, String wrong, String typed, String quoted) {
    assertTrue(POLICY.contains(right), right);
    List<PolicyIssue> found = warnings(POLICY.replace(right, wrong));
    assertFalse(found.isEmpty());
    assertFalse(found.get(0).error());
    assertTrue(found.get(0).zh().contains("“" + typed + "”"), () -> found.get(0).zh());
    assertTrue(found.get(0).zh().contains(quoted), () -> found.get(0).zh());
    assertTrue(found.get(0).en().contains("'" + typed + "'"), () -> found.get(0).en());
  }

  @Test
  void quotationOfALayer_whoseFigureNoCellSays_isWarnedOf() {
    String text = POLICY.replace("年度限额3万元", "年度限额3万元，每次不超过8000元");
    List<PolicyIssue> found = warnings(text);
    assertEquals(1, found.size(), found::toString);
    assertTrue(found.get(0).zh().contains("8,000.00元 没有写进这一层"), () -> found.get(0).zh());
    int line = (int) text.substring(0, text.indexOf("says: 自付")).lines().count();
    assertEquals(line, found.get(0).line());
  }

  @Test
  void quotationOfALayer_holdsForRowsThatQuoteNothing() {
    String text =
        POLICY
            .replace(", 原文]", "]\n  says: 年度救助限额二万元")
            .replaceAll("(, D [八九十]), [^\\]]*\\]", "$1]")
            .replace("100%, 5万", "100%, 2万")
            .replace("60%, 1万", "60%, 20万");
    List<PolicyIssue> found = warnings(text);
    assertEquals(1, found.size(), found::toString);
    assertTrue(found.get(0).zh().contains("“20万”"), () -> found.get(0).zh());
  }

  @Test
  void packs_everyQuotation_agreesWithItsCells() throws IOException {
    try (Stream<Path> files = Files.walk(PACKS)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".yaml")).sorted().toList()) {
        if (file.getParent() == null || file.getParent().endsWith("cases")) {
          continue;
        }
        String text = ParentFiles.complete(file, List.of());
        List<PolicyIssue> issues =
            PolicyDesk.compiled(new YamlPolicy(), file.toString(), text).issues();
        assertEquals(
            List.of(), issues.stream().filter(issue -> issue.code().equals(CODE)).toList());
      }
    }
  }
}
