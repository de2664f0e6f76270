package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.Gateway;
import io.yizhan.gateway.ServeSettings;
import io.yizhan.gateway.postgres.TestDatabase;
import io.yizhan.gateway.terminal.DisplayWidth;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A clerk's file of lines, in each form that clerks have. */
class ReconcileCommandTest {
  private static final String DAY = "2026-03-02";

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private final TestDatabase database = TestDatabase.create();

  @SuppressWarnings("NullAway.Init")
  private Gateway gateway;

  /** What a command printed and how it ended. */
  private record Ended(int code, String out, String err) {}

  @BeforeEach
  void serve() {
    ServeSettings.Address anyPort = new ServeSettings.Address("127.0.0.1", 0);
    gateway =
        Gateway.start(
            new ServeSettings(
                folder.resolve("data"),
                database.secretsFile(),
                anyPort,
                new ServeSettings.Database(
                    database.settings().jdbcUrl(),
                    database.settings().user(),
                    database.settings().password()),
                4,
                4,
                2,
                64,
                null,
                anyPort,
                false,
                null,
                Duration.ofMillis(100),
                Duration.ofSeconds(5)),
            Gateway.ExtraServices.NONE);
  }

  @AfterEach
  void stop() {
    gateway.stop();
    database.close();
  }

  private Ended run(String... words) {
    CommandLine line = Yizhan.commandLine();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    int code =
        line.execute(
            Stream.concat(
                    Stream.of(words),
                    Stream.of(
                        "--target",
                        "127.0.0.1:" + gateway.port(),
                        "--token-file",
                        gateway.operatorTokenFile().toString()))
                .toArray(String[]::new));
    return new Ended(code, out.toString(), err.toString());
  }

  private Ended reconcile(Path file, String... more) {
    return run(
        Stream.concat(
                Stream.of("reconcile", file.toString(), "--party", "hospital:H1", "--day", DAY),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private static void assertFits(String text) {
    text.lines()
        .forEach(line -> assertTrue(DisplayWidth.of(line) <= Terminal.COLUMNS_MAX, () -> line));
  }

  @Test
  void csv_withALineTwice_namesTheDuplicate() throws IOException {
    Path file = folder.resolve("day.csv");
    Files.writeString(
        file,
        """
        请求号,就诊号,日期,医疗费总额,基金支付,610100
        R1,E1,2026-03-02,"24,431.26",17000.00,17000
        R2,E1,2026/3/2,24431.26,17000.00,17000
        R3,E3,20260302,100.00,61.00,61.00
        """);
    Path sheet = folder.resolve("breaks.csv");
    Ended ended = reconcile(file, "--csv", sheet.toString());
    assertEquals(ExitCode.NO, ended.code(), ended.err());
    assertFits(ended.out());
    assertTrue(ended.out().contains("重复"), ended.out());
    assertTrue(ended.out().contains("line:2"), ended.out());
    List<String> rows = Files.readAllLines(sheet);
    assertEquals(4, rows.size(), rows::toString);
    assertTrue(rows.stream().anyMatch(row -> row.contains("DUPLICATE,17000.00,24431.26")));
    assertEquals(ended.out(), reconcile(file).out(), "the same file is the same statement");
    Ended english = reconcile(file, "--language", "en");
    assertFits(english.out());
    assertTrue(english.out().contains("duplicate"), english.out());
  }

  @Test
  @Timeout(60)
  void csv_withAnAmountOfAHundredMillionDigits_namesTheLine() throws IOException {
    Path file = folder.resolve("bomb.csv");
    for (String amount : List.of("1e100000000", "1E99", "9".repeat(60_000), "0x1p3")) {
      Files.writeString(file, "结算编号,日期,医疗费总额,基金支付\nS1,2026-03-02," + amount + ",1.00\n");
      Ended ended = reconcile(file);
      assertEquals(ExitCode.NO, ended.code(), ended.err());
      assertTrue(ended.err().contains("line 2: bill (医疗费总额) must be yuan"), ended.err());
    }
    Files.writeString(file, "结算编号,日期,医疗费总额,基金支付\nS1,2026-03-02,1.0E+2,61.00\n");
    Ended ended = reconcile(file);
    assertTrue(ended.out().contains("61.00"), ended.out() + ended.err());
  }

  @Test
  void file_ofHeadingsOnly_isAStatementOfItsOwnOnEachDay() throws IOException {
    Path file = folder.resolve("nothing.csv");
    Files.writeString(file, "请求号,日期,医疗费总额,基金支付\n");
    assertEquals(ExitCode.DONE, reconcile(file).code());
    Ended next = reconcile(file, "--to-day", "2026-03-03");
    assertEquals(ExitCode.DONE, next.code(), next.err());
    assertEquals(ExitCode.DONE, reconcile(file).code());
    assertEquals(
        List.of("2026-03-02", "2026-03-02", "2026-03-03"),
        database.rows("SELECT to_date FROM reconciliation_statement ORDER BY to_date"));
  }

  @Test
  void text_withoutALine_isRefusedAndReplacesNothing() throws IOException {
    Path good = folder.resolve("good.txt");
    Files.writeString(good, "S1\tM1\t41000000000001\t1000.00\t700.00\t0\t0\n");
    reconcile(good);
    Path file = folder.resolve("empty.txt");
    for (String nothing : List.of("", "\n \n")) {
      Files.writeString(file, nothing);
      Ended ended = reconcile(file);
      assertEquals(ExitCode.NO, ended.code());
      assertTrue(ended.err().contains("It must have lines"), ended.err());
      assertEquals("", ended.out());
    }
    assertEquals(List.of("1"), database.rows("SELECT count(*) FROM reconciliation_accepted"));
  }

  @Test
  void total_ofADayOfRefundsAlone_isNegative() throws IOException {
    Path file = sent("a.csv", "R1,2026-03-02,-100.00,-61.00");
    Ended ended = reconcile(file, "--total-bill", "-100.00", "--total-fund=-1,061.00");
    assertTrue(ended.out().contains("-1,061.00"), ended.out() + ended.err());
    assertEquals(
        List.of("-10000|-106100"),
        database.rows("SELECT stated_bill_fen, stated_fund_fen FROM reconciliation_statement"));
    for (String wrong : List.of("--5", "-", "x", "+1")) {
      Ended refused = reconcile(file, "--total-bill=0", "--total-fund=" + wrong);
      assertEquals(ExitCode.USAGE, refused.code());
      assertTrue(refused.err().contains("--total-fund 应为金额"), refused.err());
      assertTrue(refused.err().contains("was '" + wrong + "'"), refused.err());
    }
    assertTrue(reconcile(file, "--total-fund=1").err().contains("--total-bill 应为金额"));
  }

  @Test
  void fund_withoutAColumnWhereOthersHaveOne_isRefused() throws IOException {
    Path file = folder.resolve("day.csv");
    Files.writeString(file, "请求号,日期,基金支付,390100,610100\nR1,2026-03-02,61.00,60.00,1.00\n");
    Ended ended = reconcile(file, "--fund", "610100", "--fund", "999999");
    assertEquals(ExitCode.NO, ended.code());
    assertTrue(ended.err().contains("--fund 999999: "), ended.err());
    assertEquals(List.of("0"), database.rows("SELECT count(*) FROM reconciliation_line"));
    Ended one = reconcile(file, "--fund", "610100");
    assertTrue(one.out().contains("1.00") && !one.out().contains("61.00"), one.out() + one.err());
  }

  private Path sent(String name, String line) throws IOException {
    return Files.writeString(folder.resolve(name), "请求号,日期,医疗费总额,基金支付\n" + line + "\n");
  }

  @Test
  void file_sentAgainBehindAnother_isComparedAgain() throws IOException {
    Path right = sent("a.csv", "R1,2026-03-02,100.00,61.00");
    Path wrong = sent("b.csv", "R2,2026-03-02,9.00,5.00");
    String first = reconcile(right).out();
    assertTrue(first.contains("61.00"), first);
    String second = reconcile(wrong).out();
    assertTrue(!second.contains("61.00"), second);
    for (int i = 0; i < 2; i++) {
      Ended again = reconcile(right);
      assertTrue(again.out().contains("61.00"), again.out() + again.err());
      assertTrue(!again.out().contains("5.00"), again.out());
    }
    assertEquals(List.of("3"), database.rows("SELECT count(*) FROM reconciliation_accepted"));
    assertTrue(reconcile(wrong).out().contains("5.00"));
    assertTrue(reconcile(right).out().contains("61.00"));
    assertEquals(List.of("5"), database.rows("SELECT count(*) FROM reconciliation_accepted"));
  }

  @Test
  void breaks_toAFullDisk_endWithThree() throws IOException {
    Path file = sent("a.csv", "R1,2026-03-02,100.00,61.00");
    Path full = Path.of("/dev/full");
    assertEquals(ExitCode.UNAVAILABLE, reconcile(file, "--csv", full.toString()).code());
    Path sheet = folder.resolve("none").resolve("breaks.csv");
    assertEquals(ExitCode.UNAVAILABLE, reconcile(file, "--csv", sheet.toString()).code());
  }

  @Test
  void file_underANameThatWasSuperseded_isNotComparedAndSaysSo() throws IOException {
    Path right = sent("a.csv", "R1,2026-03-02,100.00,61.00");
    reconcile(right, "--statement", "mine");
    reconcile(sent("b.csv", "R2,2026-03-02,9.00,5.00"), "--statement", "other");
    Ended again = reconcile(right, "--statement", "mine");
    assertEquals(ExitCode.NO, again.code());
    assertEquals("", again.out());
    assertTrue(again.err().contains("superseded by other: not compared"), again.err());
    assertTrue(again.err().contains("被 other 取代，未比对"), again.err());
  }

  private Ended breaks(String... words) {
    return run(
        Stream.concat(
                Stream.concat(Stream.of("breaks"), Stream.of(words)),
                Stream.of("--party", "hospital:H1", "--language", "en"))
            .toArray(String[]::new));
  }

  @Test
  void breaks_areListedWithTheirAgeAndTheStatementsBehindThem() throws IOException {
    Path file = folder.resolve("day.csv");
    Files.writeString(file, "请求号,日期,医疗费总额,基金支付\nR1,2026-03-02,100.00,61.00\n");
    reconcile(file, "--statement", "first");
    Files.writeString(
        file, "请求号,日期,医疗费总额,基金支付\nR1,2026-03-02,100.00,61.00\nR2,2026-03-02,9.00,5.00\n");
    reconcile(file, "--statement", "second");
    database.execute(
        "UPDATE reconciliation_break SET found_time = found_time - interval '75 hours'"
            + " WHERE fund_fen = 6100");
    Ended list = breaks("list", "--from", DAY);
    assertEquals(ExitCode.NO, list.code(), list.err());
    assertFits(list.out());
    assertTrue(list.out().contains("3 days old"), list.out());
    assertTrue(list.out().indexOf("3 days old") < list.out().indexOf("0 days old"), list.out());
    assertTrue(list.out().contains("2 breaks"), list.out());
    Ended old = breaks("list", "--from", DAY, "--older-than", "3");
    assertTrue(old.out().contains("1 break"), old.out());
    assertTrue(breaks("list", "--from", DAY, "--older-than", "4").out().contains("0 breaks"));
    Ended statements = breaks("statements", "--from", DAY);
    assertEquals(ExitCode.DONE, statements.code(), statements.err());
    assertFits(statements.out());
    List<String> lines = statements.out().lines().toList();
    assertTrue(lines.get(1).endsWith("replaced"), statements.out());
    assertTrue(lines.get(2).contains("first"), statements.out());
    assertTrue(lines.get(3).endsWith("counts"), statements.out());
    Ended prepare = breaks("prepare", "0A1B2C3D4E5F60718293A4B5C6", "--operator", "finance-1");
    assertEquals(ExitCode.NO, prepare.code());
    assertTrue(prepare.err().contains("BREAK_NOT_FOUND"), prepare.err());
  }

  @Test
  void mend_ofTwoPersons_saysHowFarItIs() throws IOException {
    Path file = folder.resolve("day.csv");
    Files.writeString(file, "请求号,日期,医疗费总额,基金支付\nR1,2026-03-02,100.00,61.00\n");
    reconcile(file);
    database.execute(
        "INSERT INTO reconciliation_mend (bucket, break_id, party, mending, state, hospital_id,"
            + " settlement_id, request_id, preparer_id, prepare_operator, prepare_time)"
            + " SELECT bucket, break_id, party, 'UNDO', 'PREPARED', 'H1', 'S1', 'R1', 'his-h1',"
            + " 'finance-1', found_time FROM reconciliation_break");
    assertTrue(breaks("list", "--from", DAY).out().contains("a second person must approve: undo"));
    String id = database.rows("SELECT break_id FROM reconciliation_break").get(0);
    Ended prepared = breaks("prepare", id, "--operator", "finance-1");
    assertEquals(ExitCode.DONE, prepared.code(), prepared.err());
    assertTrue(prepared.out().contains("prepared by his-h1"), prepared.out());
    Ended approved = breaks("approve", id, "--operator", "finance-2");
    assertEquals(ExitCode.DONE, approved.code(), approved.err());
    assertFits(approved.out());
    assertTrue(approved.out().contains("nothing was left to do"), approved.out());
    assertTrue(approved.out().contains("approved by"), approved.out());
  }

  @Test
  void file_withBadLines_isNamedLineByLineAndNotSent() throws IOException {
    Path file = folder.resolve("bad.csv");
    Files.writeString(file, "请求号,日期,基金支付\nR1,2026-03-02,1.234\nR2,2.3.2026,5\n");
    Ended ended = reconcile(file);
    assertEquals(ExitCode.NO, ended.code());
    assertTrue(ended.err().contains("第 2 行") && ended.err().contains("line 3"), ended.err());
    Files.writeString(file, "请求号,日期,基金支付\nR1,2026-03-02,\"1000,50\"\n");
    ended = reconcile(file);
    assertTrue(ended.err().contains("line 2: fund"), ended.err());
    Files.writeString(file, "请求号,日期,基金支付\nR1,2026-03-02,1.23\n,,1.23\n");
    ended = reconcile(file);
    assertTrue(ended.err().contains("line 3: has no settlement id"), ended.err());
    assertTrue(ended.err().contains("合计行请删去"), ended.err());
    Files.writeString(file, "请求号,日期,基金支付\nR1,2026-03-02,1.23\nR2,2026-03-09,5\n");
    ended = reconcile(file);
    assertTrue(ended.err().contains("line 3: settle_date"), ended.err());
    assertEquals(List.of("0"), database.rows("SELECT count(*) FROM reconciliation_line"));
    Files.writeString(file, "请求号,日期,单价\nR1,2026-03-02,1.23\n");
    ended = reconcile(file);
    assertTrue(ended.err().contains("单价") && ended.err().contains("fund"), ended.err());
  }

  @Test
  void workbook_ofNumbersAndDates_isReadAsItIsMeant() throws IOException {
    Path file = folder.resolve("day.xlsx");
    try (OutputStream out = Files.newOutputStream(file);
        Workbook workbook = new Workbook(out, "yizhan", "1.0")) {
      Worksheet sheet = workbook.newWorksheet("对账");
      String[] heads = {"settlement_id", "date", "bill", "fund"};
      for (int i = 0; i < heads.length; i++) {
        sheet.value(0, i, heads[i]);
      }
      sheet.value(1, 0, "S1");
      sheet.value(1, 1, java.time.LocalDate.parse(DAY));
      sheet.style(1, 1).format("yyyy-mm-dd").set();
      sheet.value(1, 2, 0.1 + 0.2);
      sheet.value(1, 3, 61);
    }
    Ended ended = reconcile(file);
    assertEquals(ExitCode.NO, ended.code(), ended.err());
    assertTrue(ended.out().contains("61.00") && ended.out().contains("0.30"), ended.out());
  }

  @Test
  void national_textAloneAndZipped_isTheSameWithoutHeadings() throws IOException {
    String lines =
        """
        S1\tM1\t41000000000001\t1000.00\t700.00\t0\t0
        S1\tM1\t41000000000001\t-1000.00\t-700.00\t0\t1
        S2\tM2\t41000000000002\t500.00\tnull\tnull\t0
        """;
    Path text = folder.resolve("stmt.txt");
    Files.writeString(text, lines.replace("null", "300.00"));
    Path zip = folder.resolve("stmt.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("stmt.txt"));
      out.write(Files.readString(text).getBytes(StandardCharsets.UTF_8));
    }
    Ended plain = reconcile(text);
    assertTrue(plain.out().contains("300.00"), plain.out() + plain.err());
    assertEquals(plain.out(), reconcile(zip).out());
    assertEquals(
        List.of("3|1|50000"),
        database.rows(
            "SELECT count(*), count(*) FILTER (WHERE refund), sum(l.bill_fen)"
                + " FROM reconciliation_line l JOIN reconciliation_statement s"
                + " USING (bucket, receipt_id)"
                + " WHERE s.begin_time = (SELECT max(begin_time) FROM reconciliation_statement)"));
  }
}
