package io.yizhan.gateway.casefile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.EditionText;
import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.policy.PolicyIssue;
import io.yizhan.policy.PolicyTable;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that an official keeps in a spreadsheet beside the policy. */
class TableFilesTest {
  private static final Path PAGE = Path.of("..", "docs", "policy-language.md");
  private static final Pattern TABLE = Pattern.compile("```yaml\n(  table:.*?)```", Pattern.DOTALL);
  private static final Pattern CSV = Pattern.compile("```csv\n(.*?)```", Pattern.DOTALL);
  private static final Pattern FIRST = Pattern.compile("```yaml\n(policy:.*?)```", Pattern.DOTALL);
  private static final Pattern ROWS =
      Pattern.compile("  columns:.*?(?=  otherwise:)", Pattern.DOTALL);

  private final String rows;
  private final String policy;
  private final String csv;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  TableFilesTest() throws IOException {
    String page = Files.readString(PAGE);
    rows = found(FIRST, page);
    policy = ROWS.matcher(rows).replaceFirst(found(TABLE, page));
    csv = found(CSV, page);
  }

  private static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertTrue(matcher.find(), pattern::pattern);
    return matcher.group(1);
  }

  private PolicyDesk.Verdict check(String yaml, byte[] table) throws IOException {
    Files.write(folder.resolve("aid.csv"), table);
    return check(yaml);
  }

  private PolicyDesk.Verdict check(String yaml) throws IOException {
    Path file = folder.resolve("policy.yaml");
    Files.writeString(file, yaml);
    return PolicyDesk.check(
        new YamlPolicy(), "policy.yaml", ParentFiles.complete(file, List.of(file)));
  }

  private PolicyIssue firstIssue(String yaml, String table) throws IOException {
    PolicyDesk.Verdict verdict = check(yaml, table.getBytes(StandardCharsets.UTF_8));
    assertFalse(verdict.publishable());
    return verdict.issues().get(0);
  }

  /** What the rows say; their lines differ. */
  private static List<String> meaning(PolicyDesk.Verdict verdict) {
    PolicyTable table = verdict.table().orElseThrow(() -> new AssertionError(verdict.issues()));
    return table.layers().get(0).rows().stream()
        .map(row -> row.toString().replaceAll("line=\\d+", ""))
        .toList();
  }

  @Test
  void page_itsTable_saysWhatItsRowsSay() throws IOException {
    PolicyDesk.Verdict verdict = check(policy, csv.getBytes(StandardCharsets.UTF_8));
    assertEquals(List.of(), verdict.issues());
    assertEquals(meaning(check(rows)), meaning(verdict));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "GB18030", "BOM", "CRLF", "quoted", "blank"})
  void table_asSpreadsheetsSaveIt_saysTheSame(String way) throws IOException {
    byte[] bytes =
        switch (way) {
          case "GB18030" -> csv.getBytes(Charset.forName("GB18030"));
          case "BOM" -> ("\uFEFF" + csv).getBytes(StandardCharsets.UTF_8);
          case "CRLF" -> csv.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
          case "quoted" ->
              ("\"" + csv.strip().replace(",", "\",\"").replace("\n", "\"\n\"") + "\"")
                  .getBytes(StandardCharsets.UTF_8);
          case "blank" ->
              (csv.replace("\n", ",,\n") + ",,,,,\n\n,,,,,\n").getBytes(StandardCharsets.UTF_8);
          default -> csv.getBytes(StandardCharsets.UTF_8);
        };
    assertEquals(meaning(check(rows)), meaning(check(policy, bytes)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "低保,70% | 低保,70 | RATE_WITHOUT_UNIT | 3 | B 列（支付比例）“70”： | Column B (支付比例) '70':",
        "低保,70% | 底保,70% | UNKNOWN_NAME | 3 | A 列（对象）“底保”： | Column A (对象) '底保':",
        "2万,D 第九条 | '\"20,000\",D 第九条' | BAD_AMOUNT | 3 | C 列（年度限额）“20,000”： | Column C",
        "低保,70% | 低保, | EMPTY_CELL | 3 | B 列（支付比例）“”： | Column B (支付比例) '':",
        "2万,D 第九条 | 2万,Z 第九条 | UNKNOWN_NAME | 3 | D 列（依据）“Z 第九条”： | Column D (依据)",
        "2万,D 第九条 | 2万 | CELLS_DO_NOT_FIT | 3 | A 列（对象）“低保”： | Column A",
        "低保,70% | 特困,70% | ROWS_OVERLAP | 3 | A 列（对象）“特困”：第 2 行 | The row of line 2",
        "依据 | 支付比例 | WRITTEN_TWICE | 1 | D 列“支付比例”： | Column D '支付比例':",
        "依据 | 依居 | UNKNOWN_NAME | 1 | D 列“依居”： | Column D '依居':",
      })
  void table_mistyped_namesFileLineAndCell(
      String right, String wrong, String code, int line, String zh, String en) throws IOException {
    assertTrue(csv.contains(right), right);
    PolicyIssue issue = firstIssue(policy, csv.replace(right, wrong));
    assertEquals(code, issue.code(), issue::toString);
    assertEquals("aid.csv", issue.file());
    assertEquals(line, issue.line(), issue::toString);
    assertTrue(issue.zh().startsWith(zh), issue::zh);
    assertTrue(issue.en().contains(en), issue::en);
  }

  @Test
  void table_notCsvOrNotThere_isRefused() throws IOException {
    PolicyIssue open = firstIssue(policy, csv.replace("低保,", "\"低保,"));
    assertEquals("BAD_CSV", open.code());
    assertEquals("aid.csv", open.file());
    assertEquals("HALF_A_TABLE", firstIssue(policy, "对象,支付比例\n\n").code());
    PolicyIssue named = firstIssue(policy.replace("aid.csv", "ade.csv"), csv);
    assertEquals("TABLE_MISSING", named.code());
    assertEquals("policy.yaml", named.file());
    assertEquals("TABLE_MISSING", firstIssue(policy.replace("aid.csv", "../aid.csv"), csv).code());
    assertEquals(
        "UNKNOWN_NAME",
        firstIssue(policy.replace("支付比例: rate", "支付比率: rate, 支付比例: rate"), csv).code());
    assertEquals(
        "WRITTEN_TWICE",
        firstIssue(rows.replace("  rows:", "  table: aid.csv\n  rows:"), csv).code());
    assertThrows(
        IOException.class, () -> check(policy, (csv + "---\n").getBytes(StandardCharsets.UTF_8)));
    assertThrows(
        IOException.class, () -> check(policy, new byte[] {(byte) 0xFF, (byte) 0xFE, 0x41}));
  }

  @Test
  void text_withItsTable_standsForItself() throws IOException {
    Files.writeString(folder.resolve("aid.csv"), csv);
    Path file = folder.resolve("policy.yaml");
    Files.writeString(file, policy);
    String text = ParentFiles.own(file);
    assertTrue(text.endsWith("--- # table: aid.csv\n" + csv), text);

    Files.writeString(folder.resolve("aid.csv"), csv.replace("70%", "50%"));
    PolicyDesk.Verdict stored = PolicyDesk.check(new YamlPolicy(), "stored", text);
    assertEquals(meaning(check(rows)), meaning(stored));
    Path saved = folder.resolve("saved.yaml");
    Files.writeString(saved, text);
    assertEquals(text, ParentFiles.own(saved));
    assertEquals(text, EditionText.own(text));

    String unread = EditionText.withTable(text, new EditionText.Table("other.csv", csv));
    assertEquals(
        "UNUSED_NAME", PolicyDesk.check(new YamlPolicy(), "x", unread).issues().get(0).code());
  }

  @Test
  void edition_ofATable_changesItsRowAndKeepsBothFilesLines() throws IOException {
    Files.writeString(folder.resolve("aid.csv"), csv);
    Files.writeString(folder.resolve("example.yaml"), policy);
    String edition =
        """
        policy: village 某乡医疗救助
        edition_of: example
        regions: [410122 中牟县]
        in_force: 2024-06-01 ..
        sources: {E: {title: 通知, read_in: 县政府网, checked_on: 2026-11-22}}
        changes:
        - {layer: aid, row: [低保], was: {rate: 70%}, set: {rate: 80%}, cite: E}
        """;
    PolicyDesk.Verdict verdict = check(edition);
    assertEquals(List.of(), verdict.issues());
    assertTrue(meaning(verdict).get(1).contains("ratePpm=800000"), () -> meaning(verdict).get(1));
    assertEquals(
        "aid.csv:2",
        verdict
            .table()
            .orElseThrow()
            .lineage()
            .at(verdict.table().orElseThrow().layers().get(0).rows().get(0).line()));
    assertEquals(
        "WAS_DIFFERS",
        check(edition.replace("was: {rate: 70%}", "was: {rate: 75%}")).issues().get(0).code());
  }

  @Test
  void edition_thatAddsALayerWithATable_hasIt() throws IOException {
    Files.writeString(folder.resolve("aid.csv"), csv);
    Files.writeString(folder.resolve("more.csv"), csv.replace("2万,", "不限,").replace("3万,", "不限,"));
    Files.writeString(folder.resolve("example.yaml"), policy);
    PolicyDesk.Verdict verdict =
        check(
            """
            policy: village 某乡医疗救助
            edition_of: example
            regions: [410122 中牟县]
            in_force: 2024-06-01 ..
            changes:
            - add: {layer: more 再救助, fund: 610100, stage: aid, when: {care: 住院}, counts: in.left,
                table: more.csv, columns: {支付比例: rate, 年度限额: cap IN}, otherwise: none}
              after: aid
            """);
    assertTrue(verdict.publishable(), () -> verdict.issues().toString());
    assertEquals(2, verdict.table().orElseThrow().layers().size());
  }
}
