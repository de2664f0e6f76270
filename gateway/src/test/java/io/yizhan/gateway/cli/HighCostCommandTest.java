package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.proto.v1.AidFigure;
import io.yizhan.proto.v1.AidServiceGrpc;
import io.yizhan.proto.v1.PutAidFigureRequest;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of high own cost, as a clerk types and reads them. */
class HighCostCommandTest {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private ServedGateway gateway;

  @SuppressWarnings("NullAway.Init")
  private Path office;

  @BeforeEach
  void serve() throws IOException {
    gateway = ServedGateway.start(folder.resolve("data"));
    office = folder.resolve("office.token");
    String token =
        run(
                gateway.operatorToken(),
                "caller",
                "add",
                "aid",
                "--role",
                "office",
                "--region",
                "410122")
            .out();
    Files.writeString(office, token);
    putThreshold(token.strip());
  }

  private void putThreshold(String token) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    var channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", gateway.port()).usePlaintext().build();
    AidServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .putAidFigure(
            PutAidFigureRequest.newBuilder()
                .setFigure(
                    AidFigure.newBuilder()
                        .setCountyCode("410122")
                        .setFigureCode("high_own_cost")
                        .setFromDate(
                            com.google.type.Date.newBuilder().setYear(2016).setMonth(1).setDay(1))
                        .setAmountFen(2_000_000)
                        .setSource("办法"))
                .build());
    channel.shutdownNow();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private Ended run(Path token, String... words) {
    return gateway.run(token, words);
  }

  private Ended importFile(String text) throws IOException {
    return importFile(text, StandardCharsets.UTF_8);
  }

  private Ended importFile(String text, Charset charset) throws IOException {
    Path file = folder.resolve("costs.csv");
    Files.writeString(file, text, charset);
    return run(
        office,
        "aid",
        "high-cost",
        "import",
        file.toString(),
        "--county",
        "410122",
        "--year",
        "2016",
        "--source",
        "医保局");
  }

  @Test
  void list_importedMadeAndChanged_isATableOfEightyColumns() throws IOException {
    Ended imported =
        importFile(
            """
            证件号码,姓名,自付费用,乡镇,电话
            99010119580314001X,示例甲,"30,000.50",一个名字很长很长的乡镇,13900001111
            990101195803140036,示例乙,3万,某镇,
            990101195803140099,示例丙,3万,某镇,
            """);
    assertEquals(ExitCode.NO, imported.code(), imported.err());
    assertTrue(imported.err().contains("line 4"), imported.err());
    assertTrue(imported.out().contains("已导入 2 行"), imported.out());
    assertFalse(imported.err().contains("990101195803140099"));
    Ended listed =
        run(
            office,
            "aid",
            "high-cost",
            "list",
            "--county",
            "410122",
            "--year",
            "2016",
            "--as-of",
            "2016-12-31");
    assertEquals(ExitCode.DONE, listed.code(), listed.err());
    assertTrue(listed.out().contains("newly listed 2"), listed.out());
    assertTrue(listed.out().contains("30,000.50"), listed.out());
    listed
        .out()
        .lines()
        .forEach(line -> assertTrue(DisplayWidth.of(line) <= Terminal.COLUMNS_MAX, line));
    assertFalse(listed.out().contains("示例"), "a list does not say who");

    String id =
        listed
            .out()
            .lines()
            .filter(line -> line.contains("30,000.50"))
            .findFirst()
            .orElseThrow()
            .substring(0, 26);
    Ended changed =
        run(
            office,
            "aid",
            "high-cost",
            "change",
            id,
            "--county",
            "410122",
            "--to",
            "visited",
            "--by",
            "村三",
            "--request-id",
            "v-1",
            "--note",
            "已入户");
    assertEquals(ExitCode.DONE, changed.code(), changed.err());
    Ended shown = run(office, "aid", "high-cost", "show", id, "--purpose", "visit");
    assertEquals(ExitCode.DONE, shown.code(), shown.err());
    for (String part : List.of("示例甲", "13900001111", "已走访 村三 已入户", "20,000.00")) {
      assertTrue(shown.out().contains(part), shown.out());
    }
    Ended visited =
        run(
            office,
            "aid",
            "high-cost",
            "list",
            "--county",
            "410122",
            "--year",
            "2016",
            "--state",
            "visited");
    assertTrue(visited.out().contains("共 1 人"), visited.out());
  }

  @Test
  void import_unreadable_namesItsLinesAndSendsNothing() throws IOException {
    Ended bad = importFile("证件号码,自付费用,生日\n990101195803140036,三万,1958\n");
    assertEquals(ExitCode.NO, bad.code());
    assertTrue(bad.err().contains("column 3"), bad.err());
    assertTrue(bad.err().contains("line 2"), bad.err());
    Ended comma = importFile("证件号码,姓名,自付费用\n990101195803140036,示例乙,\"30000,50\"\n");
    assertEquals(ExitCode.NO, comma.code(), comma.out());
    assertEquals(0, gateway.database().number("SELECT count(*) FROM own_cost"));
  }

  @Test
  void import_ofOnePersonTwice_namesTheSecondLineAndKeepsTheFirst() throws IOException {
    Ended imported =
        importFile(
            """
            证件号码,姓名,自付费用
            99010119580314001X,示例甲,5234.50
            990101195803140036,示例乙,100
            99010119580314001X,示例甲,20.00
            """);
    assertEquals(ExitCode.NO, imported.code(), imported.err());
    assertTrue(imported.err().contains("第 4 行 line 4: own_cost.person_document"), imported.err());
    assertTrue(imported.out().contains("已导入 2 行，未导入 1 行。2 kept, 1 refused."), imported.out());
    assertEquals(533_450, gateway.database().number("SELECT sum(own_cost_fen) FROM own_cost"));
    Ended later = importFile("证件号码,自付费用\n99010119580314001X,20\n");
    assertEquals(ExitCode.DONE, later.code(), later.err());
    assertEquals(12_000, gateway.database().number("SELECT sum(own_cost_fen) FROM own_cost"));
  }

  @Test
  void import_headingTwice_isRefusedWhole() throws IOException {
    for (String heading : List.of("证件号码,自付费用,自付费用", "证件号码,自付费用,own_cost")) {
      Ended imported = importFile(heading + "\n99010119580314001X,5234.50,1\n");
      assertEquals(ExitCode.NO, imported.code(), imported.out());
      assertTrue(imported.err().contains("line 1"), imported.err());
      assertTrue(imported.err().contains("重复。The column is there twice."), imported.err());
      assertEquals("", imported.out());
    }
    assertEquals(0, gateway.database().number("SELECT count(*) FROM own_cost"));
  }

  @Test
  void import_badAmountsAmongGoodOnes_areNamedAndLeftOut() throws IOException {
    Ended imported =
        importFile(
            """
            证件号码,自付费用
            99010119580314001X,１２
            990101195803140036,30000
            990101195803140052,-5
            990101195803140099,1
            """);
    assertEquals(ExitCode.NO, imported.code(), imported.err());
    for (String line : List.of("line 2", "line 4", "line 5")) {
      assertTrue(imported.err().contains(line), imported.err());
    }
    assertFalse(imported.err().contains("line 3"), imported.err());
    assertTrue(imported.out().contains("已导入 1 行，未导入 3 行。1 kept, 3 refused."), imported.out());
    assertEquals(3_000_000, gateway.database().number("SELECT sum(own_cost_fen) FROM own_cost"));
  }

  @Test
  void import_ofBadAmountsOnly_endsWithTheCount() throws IOException {
    Ended imported = importFile("证件号码,自付费用\n99010119580314001X,三万\n");
    assertEquals(ExitCode.NO, imported.code(), imported.err());
    assertTrue(imported.err().contains("line 2"), imported.err());
    assertTrue(imported.out().contains("已导入 0 行，未导入 1 行"), imported.out());
  }

  @Test
  void import_gbk_isKept() throws IOException {
    Ended imported =
        importFile("证件号码,姓名,自付费用\n990101195803140036,示例乙,30000\n", Charset.forName("GBK"));
    assertEquals(ExitCode.DONE, imported.code(), imported.err());
    assertEquals(1, gateway.database().number("SELECT count(*) FROM own_cost"));
  }

  @Test
  void list_asOfNoDay_isAWrongCommandLine() {
    Ended listed =
        run(
            office,
            "aid",
            "high-cost",
            "list",
            "--county",
            "410122",
            "--year",
            "2016",
            "--as-of",
            "2016-02-30");
    assertEquals(ExitCode.USAGE, listed.code());
    assertTrue(listed.err().contains("--as-of"), listed.err());
  }
}
