package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.proto.v1.StatementFund;
import io.yizhan.proto.v1.StatementLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file's rows are taken for. */
class StatementRowsTest {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private static final LocalDate DAY = LocalDate.parse("2026-11-28");

  private StatementSource.Look look(String text) throws IOException {
    return new StatementSource(Files.writeString(folder.resolve("day.csv"), text), DAY).look();
  }

  private static List<StatementLine> lines(String... rows) {
    StatementColumns columns = StatementColumns.read(List.of(rows[0].split(",", -1))).columns();
    StatementRows made = new StatementRows(columns, DAY);
    List<StatementLine> lines = new ArrayList<>();
    for (int i = 1; i < rows.length; i++) {
      StatementRows.Made one =
          made.line(new StatementFile.Cells(i + 1, List.of(rows[i].split(",", -1))));
      assertEquals(List.of(), one.problems());
      lines.add(one.line());
    }
    return lines;
  }

  @Test
  void rows_ofEmptyCells_arePassedOver() throws IOException {
    StatementSource.Look look = look("结算编号,医疗费总额,基金支付\nS1,100.00,61.00\n,,\n , ,\nS2,x,5.00\n,,\n");
    assertEquals(2, look.lines());
    assertEquals(1, look.problemCount(), look.problems().toString());
    assertTrue(
        look.problems().get(0).contains("line 5: bill (医疗费总额) must be yuan"),
        look.problems().toString());
  }

  @Test
  void mark_thatTheSignContradicts_isRefusedByItsLine() throws IOException {
    StatementSource.Look look =
        look(
            """
            结算编号,医疗费总额,基金支付,退费标志
            S1,100.00,61.00,1
            S2,-100.00,-61.00,0
            S3,-100.00,61.00,1
            S4,-100.00,-61.00,1
            S5,-100.00,-61.00,
            S6,0,0,1
            S7,100.00,61.00,0
            """);
    assertEquals(3, look.problemCount(), look.problems().toString());
    for (int line = 2; line <= 4; line++) {
      String problem = look.problems().get(line - 2);
      assertTrue(problem.contains("第 " + line + " 行: refund (退费标志) 与金额正负矛盾"), problem);
      assertTrue(problem.contains("must agree with the sign"), problem);
    }
  }

  @Test
  void refund_withoutAmounts_isToldByItsMark() {
    List<StatementLine> lines = lines("setl_id,fund,refund", "S1,0,1", "S2,-5.00,", "S3,5.00,0");
    assertEquals(List.of(true, true, false), lines.stream().map(StatementLine::getRefund).toList());
  }

  @Test
  void fund_ofACharity_isAColumnByItsCode() throws IOException {
    StatementLine line =
        lines("结算编号,基金支付,610100,fund_zhengzhou_charity", "S1,70.00,61.00,9.00").get(0);
    assertEquals(
        List.of("610100", "zhengzhou_charity"),
        line.getFundsList().stream().map(StatementFund::getFundCode).toList());
    StatementSource.Look look = look("结算编号,基金支付,610100\nS1,1070.00,61.00\n");
    assertEquals(1, look.problemCount());
    String problem = look.problems().get(0);
    assertTrue(problem.contains("it is 1,070.00, but 610100 come to 61.00"), problem);
    assertTrue(problem.contains("慈善资金也是"), problem);
  }

  @Test
  void cell_thatIsWrong_isShownUnlessItMayBeAPersons() throws IOException {
    StatementSource.Look look =
        look(
            """
            结算编号,医疗费总额,基金支付,退费,日期
            S1,12.345,5.00,,
            S2,12.34,5元,,
            S3,12.34,,,
            S4,张三,5.00,,
            S5,410102194912310013x,5.00,,
            S6,12.34,5.00,2,
            S7,12.34,5.00,,2.3.2026
            """);
    List<String> was =
        List.of(
            "at most two decimals, was “12.345”",
            "fund (基金支付) must be yuan with at most two decimals, was “5元”",
            "at most two decimals, was empty",
            "at most two decimals, was 2 characters of another kind",
            "at most two decimals, was 19 characters of another kind",
            "refund (退费) must be 0 or 1, was “2”",
            "date (日期) must be written as 2026-11-28, was “2.3.2026”");
    assertEquals(was.size(), look.problemCount(), look.problems().toString());
    for (int i = 0; i < was.size(); i++) {
      String problem = look.problems().get(i);
      assertTrue(problem.endsWith(was.get(i)), problem);
    }
    assertTrue(look.problems().get(0).contains("应为金额（元，至多两位小数），实为 “12.345”"));
  }

  @Test
  void heading_thatNobodyKnows_isRefusedWithThoseThatAreKnown() throws IOException {
    String problems =
        String.join("\n", StatementColumns.read(List.of("结算流水号", "医疗费总额", "报销")).problems());
    assertTrue(problems.contains("表头“结算流水号”不认识，应为 结算编号、请求号、医保结算编号、"), problems);
    assertTrue(problems.contains("must be one of settlement_id, request_id, "), problems);
    assertTrue(problems.contains("610100"), problems);
    assertTrue(problems.contains("缺少列 基金支付 / fund。"), problems);
    for (String known : List.of("基金支付", "基金支付总额", "报销金额", "fund")) {
      assertEquals(List.of(), StatementColumns.read(List.of("结算编号", known)).problems(), known);
    }
  }
}
