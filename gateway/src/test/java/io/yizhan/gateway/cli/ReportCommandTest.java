package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.report.Grid;
import io.yizhan.gateway.report.ReportFiles;
import io.yizhan.gateway.report.ReportGrids;
import io.yizhan.gateway.report.ReportText;
import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.gateway.terminal.Paint;
import io.yizhan.proto.v1.GetReportResponse;
import io.yizhan.proto.v1.ReportFigures;
import io.yizhan.proto.v1.ReportRow;
import io.yizhan.proto.v1.ReportTable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report as it is shown and kept. */
class ReportCommandTest {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private static GetReportResponse report() {
    ReportFigures figures =
        ReportFigures.newBuilder()
            .setPersonCount(123_456)
            .setTimesCount(234_567)
            .setAidedPersonCount(100_000)
            .setAidedTimesCount(200_000)
            .setTotalFen(123_456_789_012L)
            .setMedicalAidFen(23_456_789_012L)
            .setReliefFen(23_456_789_012L)
            .setPatientShareFen(3_456_789_012L)
            .build();
    return GetReportResponse.newBuilder()
        .setTotal(figures)
        .addTables(
            ReportTable.newBuilder()
                .setTableCode("category")
                .addRows(ReportRow.newBuilder().setRowCode("dibao+<b>").setFigures(figures))
                .addRows(ReportRow.newBuilder().setRowCode("tekun_inst").setHidden(true)))
        .build();
  }

  @Test
  void text_ofLongNames_keepsWhatTellsThemApart() {
    GetReportResponse.Builder report = report().toBuilder();
    for (String county : new String[] {"410122", "410105"}) {
      report
          .getTablesBuilder(0)
          .addRows(ReportRow.newBuilder().setRowCode("zhengzhou_charity@" + county));
    }
    List<String> lines = ReportText.of(ReportGrids.of(report.build(), false), Paint.PLAIN);
    for (String county : new String[] {"410122", "410105"}) {
      assertTrue(
          lines.stream().anyMatch(line -> line.startsWith("zhengzho") && line.contains(county)),
          "" + lines);
    }
    lines.forEach(line -> assertTrue(DisplayWidth.of(line) <= Terminal.COLUMNS_MAX, line));
  }

  @Test
  void text_ofLargeFigures_isOfEightyColumnsInBothLanguages() {
    for (boolean chinese : new boolean[] {true, false}) {
      List<String> lines = ReportText.of(ReportGrids.of(report(), chinese), Paint.PLAIN);
      lines.forEach(line -> assertTrue(DisplayWidth.of(line) <= Terminal.COLUMNS_MAX, line));
      assertTrue(lines.stream().anyMatch(line -> line.contains("234,567,890.12")), "" + lines);
    }
  }

  @Test
  void xlsx_readBack_hasTheFiguresToTheFen() throws IOException {
    Path file = folder.resolve("report.xlsx");
    List<Grid> grids = ReportGrids.of(report(), true);
    ReportFiles.xlsx(grids, file);
    try (ReadableWorkbook book = new ReadableWorkbook(file.toFile())) {
      assertEquals(grids.size(), book.getSheets().count());
      List<Row> rows = book.getFirstSheet().read();
      assertEquals("救助金额", rows.get(0).getCellText(5));
      assertEquals(
          0,
          new BigDecimal("234567890.12").compareTo(rows.get(1).getCellAsNumber(5).orElseThrow()));
      assertEquals(123_456, rows.get(1).getCellAsNumber(1).orElseThrow().longValueExact());
    }
  }

  @Test
  void illness_defined_saysThatOrdinaryIsReliefOfNoMajorLayer() {
    GetReportResponse.Builder report = report().toBuilder();
    report.getTablesBuilder(0).setTableCode("illness");
    assertTrue(definitions(report.build(), true).contains("普通：付了救助，但没有一层是这样的；"));
    assertTrue(
        definitions(report.build(), false)
            .contains("ordinary: relief was paid, but by no such layer"));
  }

  private static String definitions(GetReportResponse report, boolean chinese) {
    return ReportGrids.of(report, chinese).stream().map(Grid::definition).toList().toString();
  }

  @Test
  void grids_whoseKindsAreHidden_doNotSayWhoBearsTheBills() {
    GetReportResponse.Builder hidden = report().toBuilder();
    hidden.getTotalBuilder().clearMedicalAidFen().setKindsHidden(true);
    assertEquals(
        ReportGrids.of(report(), false).size() - 1, ReportGrids.of(hidden.build(), false).size());
  }

  @Test
  void csvAndPage_ofATextThatIsCode_keepItAText() throws IOException {
    Path csv = folder.resolve("report.csv");
    Path html = folder.resolve("report.html");
    List<Grid> grids = ReportGrids.of(report(), true);
    ReportFiles.csv(grids, csv);
    ReportFiles.html("统计", "zh-CN", grids, html);
    assertTrue(Files.readString(csv).contains("\"dibao+<b>\",123456,234567,200000,1234567890.12"));
    String page = Files.readString(html);
    assertTrue(page.contains("dibao+&lt;b&gt;") && page.contains("<svg role=\"img\""), page);
    assertFalse(page.contains("<script") || page.contains("http"), "needs nothing else");
    assertTrue(page.contains("救助金额") && page.contains("<td>*</td>"), "hidden rows say so");
    String out = System.getProperty("report.out");
    if (out != null) {
      Files.copy(html, Path.of(out));
    }
  }
}
