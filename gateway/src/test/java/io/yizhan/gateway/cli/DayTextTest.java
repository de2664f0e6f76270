package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.DayDetail;
import io.yizhan.proto.v1.DayLineKind;
import io.yizhan.proto.v1.DayTotal;
import io.yizhan.proto.v1.TotalFigure;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DayTextTest {
  private static List<String> printed(String bearer, int lines, long fen) {
    StringWriter text = new StringWriter();
    TotalFigure figure = TotalFigure.newBuilder().setLineCount(lines).setAmountFen(fen).build();
    new DayText(Language.zh, new PrintWriter(text))
        .total(
            DayTotal.newBuilder()
                .setCareCode("inpatient")
                .setBearerCode(bearer)
                .setWithRefunds(figure)
                .setWithoutRefunds(figure)
                .setLive(figure)
                .build());
    return text.toString().lines().skip(1).toList();
  }

  @Test
  void total_thatFits_isOneRow() {
    assertEquals(
        List.of("  390100@410122/by-insurer 9999 9,999,999.99 9999 9,999,999.99 9999 9,999,999.99"),
        printed("390100@410122/by-insurer", 9_999, 999_999_999));
  }

  @Test
  void detail_ofACorrection_staysWithinEightyColumns() {
    for (Language language : List.of(Language.zh, Language.en)) {
      StringWriter text = new StringWriter();
      new DayText(language, new PrintWriter(text))
          .detail(
              DayDetail.newBuilder()
                  .setKind(DayLineKind.DAY_LINE_KIND_CORRECTION)
                  .setPostingDate(WireDate.of(LocalDate.parse("2026-11-29")))
                  .setLineId("01M8KAJH68K226XZDP7VYXX8FP")
                  .setBesideId("01M8KAJJ2DW8DYCP9WHVPS8BET")
                  .setLive(true)
                  .build());
      assertTrue(text.toString().contains("01M8KAJJ2DW8DYCP9WHVPS8BET"), text.toString());
      text.toString()
          .lines()
          .forEach(row -> assertTrue(DisplayWidth.of(row) <= Terminal.COLUMNS_MAX, row));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bill, 1541, 1468710699, 1468710699 fen are too wide",
    "bill, 10000, 100, so are five digits of lines",
    "zhengzhou_charity@4101220, 1, 100, and a long name",
    "bill, 2147483647, -9223372036854775807, and the widest of all"
  })
  void total_thatIsTooWide_isALineAFigureAndNothingTouches(
      String bearer, int lines, long fen, String why) {
    List<String> rows = printed(bearer, lines, fen);
    assertEquals(4, rows.size(), why);
    for (String row : rows) {
      assertTrue(DisplayWidth.of(row) <= Terminal.COLUMNS_MAX, row);
    }
    for (String row : rows.subList(1, rows.size())) {
      assertEquals(3, row.strip().split(" +").length, row);
    }
  }
}
