package io.yizhan.gateway.readback;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.policy.PolicyNode;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DifferencesTest {
  private static final String BANDS =
      """
      columns: [对象, 费用段, 比例, 限额 IN, 依据]
        rows:
        - [低保, 0-10000, 50%, 5万, D]
        - [低保, 10000-, 70%, 5万, D]
        - [边缘, 0-10000, 40%, 5万, D]
        - [边缘, 10000-, 40%, 5万, D]
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "低保, 0-10000, 50% | 低保, 0-10000, 30% | 救助·低保·0-10000：比例 50% → 30%"
            + " | a · dibao · 0-10000: rate 50% → 30%",
        "低保, 10000-, 70% | 低保, 10000-, 80% | 救助·低保·10000-：比例 70% → 80%"
            + " | a · dibao · 10000-: rate 70% → 80%",
        "边缘, 10000-, 40% | 边缘, 10000-, 45% | 救助·边缘·10000-：比例 40% → 45%"
            + " | a · edge · 10000-: rate 40% → 45%",
      })
  void bandRow_rateChanges_isTheOneDifference(String was, String is, String zh, String en) {
    Differences.Difference only = only(BANDS, BANDS.replace(was, is));
    assertEquals(zh, only.zh());
    assertEquals(en, only.en());
  }

  @Test
  void bandRows_boundsMove_areSaidTogether() {
    String moved = BANDS.replace("低保, 0-10000", "低保, 0-20000").replace("低保, 10000-", "低保, 20000-");
    assertEquals(
        "救助·低保：费用段 0-10000 50%、10000- 70% → 0-20000 50%、20000- 70%", only(BANDS, moved).zh());
  }

  @Test
  void bandRows_ofAnIdentityTakenOut_areSaidTogether() {
    String rows =
        BANDS
            .replace("  - [边缘, 0-10000, 40%, 5万, D]\n", "")
            .replace("  - [边缘, 10000-, 40%, 5万, D]\n", "");
    assertEquals("救助·边缘：限额 累计 5万，费用段 0-10000 40%、10000- 40% → 不享受", only(BANDS, rows).zh());
  }

  @Test
  void rowsOfTwoConditions_oneChanges_isTheOneDifference() {
    String rows =
        """
        columns: [对象, 级别, 起付线, 比例, 依据]
          rows:
          - [低保, 一级, 100, 70%, D]
          - [低保, 三级, 300, 60%, D]
          - [边缘, 不限, 300, 50%, D]
        """;
    assertEquals(
        "救助·低保·三级：起付线 300 → 400；比例 60% → 55%",
        only(rows, rows.replace("300, 60%", "400, 55%")).zh());
    assertEquals("救助·边缘：比例 50% → 45%", only(rows, rows.replace("50%", "45%")).zh());
  }

  @Test
  void rows_columnsInAnotherOrder_areTheSame() {
    String rows =
        """
        columns: [对象, 级别, 比例, 依据]
          rows:
          - [低保, 三级, 60%, D]
        """;
    String turned =
        """
        columns: [级别, 比例, 对象, 原文, 依据]
          rows:
          - [三级, 60%, 低保, 百分之六十, D]
        """;
    assertEquals(List.of(), Differences.of(document(rows), document(turned)));
  }

  @Test
  void bandRowsOfEverybody_rateChanges_namesTheBandAlone() {
    String rows =
        """
        columns: [费用段, 比例, 依据]
          rows:
          - [0-10000, 60%, D]
          - [10000-, 80%, D]
        """;
    Differences.Difference only = only(rows, rows.replace("60%", "65%"));
    assertEquals("救助·0-10000：比例 60% → 65%", only.zh());
    assertEquals(Set.of(), only.identities());
  }

  @Test
  void rowsByAmount_oneChanges_isTheOneDifference() {
    String rows =
        """
        columns: {本次自付: base, 比例: rate, 限额: cap IN, 依据: cite}
          rows:
          - [<20000, 60%, 1万, D]
          - [≥20000, 60%, 2万, D]
        """;
    assertEquals("救助·≥20000：限额 累计 2万 → 3万", only(rows, rows.replace("2万", "3万")).zh());
  }

  private static final String CORE_AND_EDGE =
      """
      columns: [对象, 比例, 依据]
        rows:
        - [核心, 70%, D]
        - [边缘, 60%, D]
      """;

  @Test
  void person_movesIntoAGroupOfAnotherRow_isSaidWithBothRates() {
    String grouped = CORE_AND_EDGE.replace("  - [边缘, 60%, D]\n", "");
    List<Differences.Difference> found =
        Differences.of(
            document("groups: {core 核心: 特困、低保}\n", CORE_AND_EDGE),
            document("groups: {core 核心: 特困、低保、边缘}\n", grouped));
    assertEquals(
        List.of("groups：核心 特困、低保 → 特困、低保、边缘", "救助·边缘：比例 60% → 70%"),
        found.stream().map(Differences.Difference::zh).toList());
    assertEquals("a · edge: rate 60% → 70%", found.get(1).en());
    assertEquals(Set.of("边缘"), found.get(1).identities());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "  - [特困, 70%, D]\n  - [低保, 70%, D]\n  - [边缘, 60%, D]\n",
        "  - [特困、低保, 70%, D]\n  - [edge, 60%, D]\n",
        "  - [核心, 70%, D]\n  - [其余, 60%, D]\n",
        "  - [not 边缘, 70%, D]\n  - [边缘, 60%, D]\n",
      })
  void rows_sameForTheSamePersonsInOtherWords_areTheSame(String rows) {
    String groups = "groups: {core 核心: 特困、低保}\n";
    String other = "columns: [对象, 比例, 依据]\n  rows:\n" + rows;
    assertEquals(
        List.of(), Differences.of(document(groups, CORE_AND_EDGE), document(groups, other)));
  }

  @Test
  void rowOfAnyLevel_isSplitByLevel_onlyTheLevelThatDiffersIsSaid() {
    String rows =
        """
        columns: [对象, 级别, 比例, 依据]
          rows:
          - [低保, 不限, 60%, D]
        """;
    String split =
        """
        columns: [对象, 级别, 比例, 依据]
          rows:
          - [低保, 三级, 55%, D]
          - [低保, 其余, 60%, D]
        """;
    assertEquals("救助·低保·三级：比例 60% → 55%", only(rows, split).zh());
  }

  @Test
  void rowsByAmount_lineMoves_areSaidTogether() {
    String rows =
        """
        columns: {本次自付: base, 比例: rate, 限额: cap IN, 依据: cite}
          rows:
          - [<20000, 60%, 1万, D]
          - [≥20000, 60%, 2万, D]
        """;
    assertEquals(
        "救助：费用段 <20000 60% cap IN 1万、≥20000 60% cap IN 2万"
            + " → <30000 60% cap IN 1万、≥30000 60% cap IN 2万",
        only(rows, rows.replace("20000", "30000")).zh());
  }

  private static Differences.Difference only(String before, String after) {
    List<Differences.Difference> found = Differences.of(document(before), document(after));
    assertEquals(1, found.size(), found.toString());
    return found.get(0);
  }

  private static PolicyNode document(String table) {
    return document("", table);
  }

  private static PolicyNode document(String groups, String table) {
    return YamlPolicy.tree(
            "a.yaml",
            groups
                + """
            identities: [tekun 特困, dibao 低保, edge 边缘]
            accounts: {IN 累计: {adds: a.paid, of: person, per: year}}
            layers:
            - layer: a 救助
              counts: in.left
              over: visit
            """
                + "  "
                + table)
        .root()
        .orElseThrow();
  }
}
