package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists as offices save them, taken in at the command line by a running gateway. */
final class RegistryImportTest {
  private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private ServedGateway gateway;

  @BeforeEach
  void serve() {
    gateway = ServedGateway.start(folder.resolve("data"));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private Ended run(String... words) {
    return gateway.run(gateway.operatorToken(), words);
  }

  private Path list(String name, Charset charset, String... lines) throws IOException {
    return Files.writeString(folder.resolve(name), String.join("\r\n", lines) + "\r\n", charset);
  }

  /** A number of nobody, right in form. */
  private static String number(int n) {
    String body = "99019919610101" + String.format("%03d", n);
    int sum =
        IntStream.range(0, WEIGHTS.length).map(i -> (body.charAt(i) - '0') * WEIGHTS[i]).sum();
    return body + "10X98765432".charAt(sum % 11);
  }

  private long identities() {
    return gateway.database().number("SELECT count(*) FROM identity");
  }

  @Test
  void import_gbkWithChineseHeadings_isKept() throws IOException {
    Path list =
        list(
            "gbk.csv",
            Charset.forName("GBK"),
            "姓名,身份证号,救助类别,区划代码,起始日期,截止日期",
            "张某," + number(1) + ",低保对象,410122,2026年1月1日,",
            "\"李某\",\"=\"\"" + number(2) + "\"\"\",特困人员,410122,2026/1/1,20261231");
    Ended ended = run("registry", "import", list.toString(), "--good-lines-only");
    assertEquals(ExitCode.DONE, ended.code(), ended.err());
    assertTrue(ended.out().contains("2 行 lines, 新登记 newly registered 2"), ended.out());
    assertEquals(
        List.of(
            "dibao|410122|2026-01-01|null|civil_affairs_file",
            "tekun|410122|2026-01-01|2026-12-31|civil_affairs_file"),
        gateway
            .database()
            .rows(
                "SELECT category, county, valid_from, valid_to, source FROM identity ORDER BY 1"));
    assertFalse(Files.exists(folder.resolve("gbk.csv.errors.csv")));
  }

  @Test
  void import_utf8WithMarkAndEnglishHeadings_isPreviewedThenKept() throws IOException {
    Path list =
        list(
            "utf8.csv",
            StandardCharsets.UTF_8,
            "\uFEFFdocument_number,category,from_date,source_code",
            number(1) + ",dibao,2026-01-01,insurer_1101");
    Ended preview = run("registry", "import", list.toString(), "--preview", "--county", "410122");
    assertEquals(ExitCode.DONE, preview.code(), preview.err());
    assertTrue(
        preview.out().contains("line 2: 新增 new dibao 410122 2026-01-01– (insurer_1101)"),
        preview.out());
    assertEquals(0, identities());
    Ended kept =
        run("registry", "import", list.toString(), "--all-or-nothing", "--county", "410122");
    assertEquals(ExitCode.DONE, kept.code(), kept.err());
    assertEquals(1, identities());
  }

  @Test
  void import_badLines_areNamedByLineInBothLanguagesWithoutTheirNumbers() throws IOException {
    Path list =
        list(
            "bad.csv",
            StandardCharsets.UTF_8,
            "证件号码,救助类别,区划代码,起始日期",
            number(1) + ",低保,410122,2026-01-01",
            "9.90199E+17,低保,410122,2026-01-01",
            "990199196101010019,低保,410122,2026-01-01",
            number(2) + ",低保,410122,一月一日");
    Ended nothing = run("registry", "import", list.toString(), "--all-or-nothing");
    assertEquals(ExitCode.NO, nothing.code());
    assertTrue(nothing.err().contains("全部未收 / "), nothing.err());
    assertEquals(0, identities());
    Ended good = run("registry", "import", list.toString(), "--good-lines-only");
    assertEquals(ExitCode.NO, good.code());
    assertEquals(1, identities());
    String errors = Files.readString(folder.resolve("bad.csv.errors.csv"));
    assertTrue(errors.startsWith("\uFEFF行 line"), errors);
    assertTrue(errors.contains("\r\n3,\"证件号码 / document_number\",\"证件号码被电子表格"), errors);
    assertTrue(errors.contains("\r\n4,\"person_document.number\""), errors);
    assertTrue(errors.contains("\r\n5,\"起始日期 / from\",\"应为日期"), errors);
    assertTrue(errors.contains("现为“一月一日”"), errors);
    assertTrue(errors.contains("and is “一月一日”"), errors);
    assertFalse(errors.contains("990199196101010019"), errors);
    assertFalse(good.err().contains("990199196101010019"), good.err());
    assertEquals(4, errors.lines().count());
  }

  @Test
  void import_categoryByAnUnknownName_saysHowToNameIt() throws IOException {
    Path list =
        list(
            "words.csv",
            StandardCharsets.UTF_8,
            "证件号码,救助类别,区划代码,起始日期",
            number(1) + ",特困分散供养,410122,2026-01-01");
    Ended unknown = run("registry", "import", list.toString(), "--all-or-nothing");
    assertEquals(ExitCode.NO, unknown.code());
    String said = unknown.out() + unknown.err();
    assertTrue(said.contains("--category 特困分散供养=tekun_home"), said);
    Ended named =
        run(
            "registry",
            "import",
            list.toString(),
            "--all-or-nothing",
            "--category",
            "特困分散供养=tekun_home");
    assertEquals(ExitCode.DONE, named.code(), named.err());
  }

  @Test
  void import_workbook_isToBeSavedAsCsv() throws IOException {
    Path list = folder.resolve("list.xlsx");
    Files.write(list, new byte[] {'P', 'K', 3, 4, (byte) 0xff, (byte) 0xfe, 0, 0});
    Ended ended = run("registry", "import", list.toString(), "--preview");
    assertTrue(ended.err().contains("请另存为 CSV"), ended.err());
    assertTrue(ended.err().contains("save it as CSV"), ended.err());
  }

  @Test
  void import_completeList_endsWhoIsNotOnIt() throws IOException {
    String head = "证件号码,救助类别,起始日期";
    Path both =
        list(
            "both.csv",
            StandardCharsets.UTF_8,
            head,
            number(1) + ",低保,2026-01-01",
            number(2) + ",低保,2026-01-01");
    run("registry", "import", both.toString(), "--good-lines-only", "--county", "410122");
    Path one = list("one.csv", StandardCharsets.UTF_8, head, number(1) + ",低保,2026-01-01");
    Ended preview =
        run(
            "registry",
            "import",
            one.toString(),
            "--preview",
            "--county",
            "410122",
            "--replace",
            "--last-day",
            "2026-02-28");
    assertTrue(preview.out().contains("不在名单上 not on the list "), preview.out());
    assertTrue(preview.out().contains("终止 ended 1"), preview.out());
    Ended done =
        run(
            "registry",
            "import",
            one.toString(),
            "--good-lines-only",
            "--county",
            "410122",
            "--replace",
            "--last-day",
            "2026/2/28");
    assertEquals(ExitCode.DONE, done.code(), done.err());
    assertEquals(
        List.of("2026-02-28"),
        gateway.database().rows("SELECT valid_to FROM identity WHERE valid_to IS NOT NULL"));
  }

  @Test
  void import_unknownHeading_isNamedAndNothingIsSent() throws IOException {
    Path list = list("head.csv", StandardCharsets.UTF_8, "证件号码,类别,地址", "1,2,3");
    Ended ended = run("registry", "import", list.toString(), "--good-lines-only");
    assertEquals(ExitCode.NO, ended.code());
    assertTrue(ended.err().contains("表头“地址”不认识"), ended.err());
    assertTrue(ended.err().contains("缺少列 起始日期 / from"), ended.err());
    assertTrue(ended.err().contains("缺少列 区划代码 / county"), ended.err());
  }

  @Test
  void importChecks_resultsInChinese_areKeptAsTheyFollow() throws IOException {
    Path persons =
        list(
            "p.csv",
            StandardCharsets.UTF_8,
            "证件号码,救助类别,区划代码,起始日期",
            number(1) + ",低保,410122,2026-01-01");
    run("registry", "import", persons.toString(), "--good-lines-only");
    Path checks =
        list(
            "c.csv",
            StandardCharsets.UTF_8,
            "证件号码,报告编号,核对结果,核对日期,有效期至",
            number(1) + ",HD-2026-1,核对中,2026-02-01,",
            number(1) + ",HD-2026-1,通过,2026-03-01,2026-08-31",
            number(2) + ",HD-2026-2,不通过,2026-03-01,");
    Ended ended =
        run(
            "registry",
            "import-checks",
            checks.toString(),
            "--good-lines-only",
            "--county",
            "410122");
    assertEquals(ExitCode.NO, ended.code());
    assertTrue(ended.err().contains("line 4: person_document"), ended.err());
    assertEquals(
        List.of("PENDING|2026-02-01|null", "PASS|2026-03-01|2026-08-31"),
        gateway
            .database()
            .rows("SELECT result, checked_date, valid_to FROM means_check ORDER BY entry_id"));
  }

  @Test
  void import_moreThanAMessage_isSentInSeveral() throws IOException {
    String[] lines = new String[2_500];
    lines[0] = "document_number,category,county,from";
    for (int i = 1; i < lines.length; i++) {
      lines[i] = number(i % 900) + ",c" + i / 900 + ",410122,2026-01-01";
    }
    Path list = list("many.csv", StandardCharsets.UTF_8, lines);
    Ended ended = run("registry", "import", list.toString(), "--all-or-nothing");
    assertEquals(ExitCode.DONE, ended.code(), ended.err());
    assertEquals(2_499, identities());
    assertEquals(900, gateway.database().number("SELECT count(*) FROM person"));
  }
}
