package io.yizhan.gateway.policyfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.policy.PolicyIssue;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers that no row of a table holds for, between numbers that rows hold for. */
class NumberHolesTest {
  private static final String LOW = "[低保, 0, 70%, 2万, D 第九条]";

  /** The table with a column for a number, and rows of one identity instead of its row. */
  private static List<PolicyIssue> holes(String column, String cells, String when) {
    StringBuilder rows = new StringBuilder();
    for (String cell : cells.split("/")) {
      rows.append(rows.isEmpty() ? "" : "\n  - ")
          .append("[低保, ")
          .append(cell.strip())
          .append(", 0, 70%, 2万, D 第九条]");
    }
    String text =
        WrittenOnceTest.BASE
            .replace("columns: [对象, 起付线", "columns: [对象, " + column + ", 起付线")
            .replace("[特困, 0", "[特困, any, 0")
            .replace("[低保边缘, 10%", "[低保边缘, any, 10%")
            .replace(
                "third_party: no}\n  counts: in.left\n  over: THR",
                when + "}\n  counts: in.left\n  over: THR")
            .replace(LOW, rows);
    List<PolicyIssue> issues = PolicyDesk.check(new YamlPolicy(), "a.yaml", text).issues();
    assertTrue(issues.stream().noneMatch(PolicyIssue::error), issues.toString());
    return issues.stream().filter(each -> each.code().equals("HOLE_IN_NUMBERS")).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "年龄 | <18 / 18..59 / ≥61 | 低保，年龄 60 没有哪一行 | dibao, age 60, though",
        "年龄 | <18 / ≥61 | 低保，年龄 18..60 没有哪一行 | dibao, age 18..60, though",
        "IN.now | <1万 / ≥2万 | 低保，IN.now 10,000.00..19,999.99 没有 | dibao, IN.now 10,000.00..19,999.99, though",
      })
  void table_whoseNumbersLeaveAHoleBetweenRows_isWarnedOf(
      String column, String cells, String zh, String en) {
    List<PolicyIssue> holes = holes(column, cells, "third_party: no");
    assertEquals(1, holes.size(), holes::toString);
    assertEquals(32, holes.get(0).line());
    assertTrue(holes.get(0).zh().contains(zh), holes.get(0).zh());
    assertTrue(holes.get(0).en().contains(en), holes.get(0).en());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<18 / 18..59 / ≥60", "18..59", "18..59 / ≥60", "≥60", "<18、≥60 / 18..59"})
  void table_whoseNumbersEndOrJoin_isNotWarnedOf(String cells) {
    assertEquals(List.of(), holes("年龄", cells, "third_party: no"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"<18 / ≥60"})
  void table_whoseWhenLeavesTheNumbersOut_isNotWarnedOf(String cells) {
    assertEquals(List.of(), holes("年龄", cells, "third_party: no, age: <18、≥60"));
  }
}
