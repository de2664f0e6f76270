package io.yizhan.gateway.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.gateway.terminal.Paint;
import io.yizhan.proto.v1.Payment;
import io.yizhan.proto.v1.RateSlice;
import io.yizhan.proto.v1.Sentence;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.Step;
import io.yizhan.proto.v1.StepKind;
import io.yizhan.proto.v1.UsageChange;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WaterfallTableTest {
  private static final long HUGE_FEN = 100_000_000_000L;

  @Test
  void width_chineseCharacters_takeTwoColumns() {
    assertEquals(4, DisplayWidth.of("医保"));
    assertEquals(8, DisplayWidth.of("医保 pay"));
    assertEquals(2, DisplayWidth.of("，"));
    assertEquals("医保  ", DisplayWidth.padRight("医保", 6));
    assertEquals("  医保", DisplayWidth.padLeft("医保", 6));
  }

  @Test
  void wrap_longChinese_staysWithinTheColumns() {
    String text = "依据市政府办公厅转发完善医疗救助制度全面开展困难群众重大疾病医疗救助的通知，第三条。";
    List<String> lines = DisplayWidth.wrap(text, 21);
    assertTrue(lines.stream().allMatch(line -> DisplayWidth.of(line) <= 21), lines::toString);
    assertEquals(text, String.join("", lines));
  }

  @Test
  void wrap_oneLongWord_isBrokenAnywhere() {
    assertEquals(List.of("aaaa", "aa"), DisplayWidth.wrap("aaaaaa", 4));
  }

  @Test
  void table_longestNamesAndAmounts_staysWithin80Columns() {
    List<String> lines = WaterfallTable.of(settlement(), Paint.PLAIN);
    for (String line : lines) {
      assertTrue(DisplayWidth.of(line) <= WaterfallTable.COLUMNS_MAX, line);
    }
    assertTrue(lines.stream().anyMatch(line -> line.contains("个人负担")));
  }

  @Test
  void table_accountThatCounts_showsTimesAndNotYuan() {
    Settlement.Builder settlement = settlement().toBuilder();
    settlement
        .addUsageChangesBuilder()
        .setAccountName("定额救助次数")
        .setBeforeFen(1)
        .setAfterFen(2)
        .setCapFen(3)
        .setLeftFen(1)
        .setCounting(true);
    String table = String.join("\n", WaterfallTable.of(settlement.build(), Paint.PLAIN));
    assertTrue(table.contains("定额救助次数 1 次 times → 2 次 times / 3 次 times，剩余 left 1 次 times"), table);
  }

  @Test
  void table_amounts_endInOneColumn() {
    List<String> lines =
        WaterfallTable.of(settlement(), Paint.PLAIN).stream()
            .filter(line -> line.startsWith("  费用") || line.startsWith("  个人负担"))
            .toList();
    assertEquals(
        1,
        lines.stream().map(DisplayWidth::of).collect(Collectors.toSet()).size(),
        lines::toString);
  }

  @Test
  void table_plainPaint_hasNoEscapes() {
    String plain = String.join("\n", WaterfallTable.of(settlement(), Paint.PLAIN));
    assertFalse(plain.contains("\u001b"));
    String painted = String.join("\n", WaterfallTable.of(settlement(), Paint.ANSI));
    assertEquals(plain, painted.replaceAll("\u001b\\[[0-9;]*m", ""));
  }

  @Test
  void inventedId_checkDigit_isRight() {
    String id = InventedId.of(LocalDate.of(1949, 12, 31), 2);
    assertEquals(18, id.length());
    int[] weights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1};
    int sum = 0;
    for (int i = 0; i < 18; i++) {
      sum += (id.charAt(i) == 'X' ? 10 : id.charAt(i) - '0') * weights[i];
    }
    assertEquals(1, sum % 11);
  }

  private static Settlement settlement() {
    String longName = "困难群众大病补充医疗保险与重特大疾病医疗救助";
    return Settlement.newBuilder()
        .setTotalFen(HUGE_FEN)
        .addPayments(
            Payment.newBuilder()
                .setLayerCode("a_layer_with_a_rather_long_code_name")
                .setLayerName(longName)
                .setFundCode("610100")
                .setAmountFen(HUGE_FEN - 1))
        .addSteps(
            Step.newBuilder()
                .setLayerCode("a_layer_with_a_rather_long_code_name")
                .setLayerName(longName)
                .setKind(StepKind.STEP_KIND_COMPUTED)
                .setWantedFen(HUGE_FEN)
                .setPaidFen(HUGE_FEN - 1)
                .setCapLeftFen(HUGE_FEN)
                .addSlices(slice(0, HUGE_FEN / 2, 123_456))
                .addSlices(slice(HUGE_FEN / 2, HUGE_FEN, 1_000_000))
                .setClause("T 市政府办公厅转发完善医疗救助制度的通知 住院 ".repeat(4)))
        .addSteps(
            Step.newBuilder()
                .setLayerCode("charity")
                .setLayerName("慈善救助")
                .setKind(StepKind.STEP_KIND_NOT_APPLIED)
                .setReason(
                    Sentence.newBuilder().setZh("没有慈善核准，".repeat(20)).setEn("No. ".repeat(50))))
        .setPatientShareFen(1)
        .addUsageChanges(
            UsageChange.newBuilder()
                .setAccountName(longName)
                .setBeforeFen(HUGE_FEN)
                .setAfterFen(HUGE_FEN)
                .setCapFen(HUGE_FEN)
                .setLeftFen(HUGE_FEN))
        .build();
  }

  private static RateSlice slice(long fromFen, long toFen, int ratePpm) {
    return RateSlice.newBuilder().setFromFen(fromFen).setToFen(toFen).setRatePpm(ratePpm).build();
  }
}
