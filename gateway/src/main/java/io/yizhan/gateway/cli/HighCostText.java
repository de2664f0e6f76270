package io.yizhan.gateway.cli;

import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.money.Yuan;
import io.yizhan.proto.v1.GetHighCostResponse;
import io.yizhan.proto.v1.HighCost;
import io.yizhan.proto.v1.HighCostChange;
import io.yizhan.proto.v1.HighCostState;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** Lists of high own cost as a table of at most 80 columns; who somebody is stands in no table. */
final class HighCostText {
  private static final int ID_COLUMNS = 28;
  private static final int TOWNSHIP_COLUMNS = 14;
  private static final int AMOUNT_COLUMNS = 15;
  private static final int STATE_COLUMNS = 10;
  private static final int HELD_COLUMNS = 12;
  private static final ZoneId CIVIL_ZONE = ZoneId.of("Asia/Shanghai");

  private final PrintWriter out;
  private int count;
  private int newCount;

  HighCostText(PrintWriter out) {
    this.out = out;
  }

  /** What making the list came to. */
  static String made(long thresholdFen, int added) {
    return "监测线 threshold " + Yuan.format(thresholdFen) + " 元 yuan；新列入 newly listed " + added;
  }

  /** Prints one, after the heading where it is the first. */
  void line(HighCost one) {
    if (count == 0) {
      row("编号 id", "乡镇 township", "自付 own cost", "状态", "身份 holds");
    }
    count++;
    newCount += one.getState() == HighCostState.HIGH_COST_STATE_NEW ? 1 : 0;
    row(
        one.getHighCostId(),
        DisplayWidth.wrap(one.getTownship(), TOWNSHIP_COLUMNS - 1).get(0),
        Yuan.format(one.getOwnCostFen()),
        state(one.getState()),
        one.getIdentityHeld() ? "有 yes" : "无 no");
  }

  private void row(String id, String township, String amount, String state, String held) {
    out.println(
        (DisplayWidth.padRight(id, ID_COLUMNS)
                + DisplayWidth.padRight(township, TOWNSHIP_COLUMNS)
                + DisplayWidth.padLeft(amount, AMOUNT_COLUMNS)
                + "  "
                + DisplayWidth.padRight(state, STATE_COLUMNS)
                + DisplayWidth.padRight(held, HELD_COLUMNS))
            .stripTrailing());
  }

  private static String state(HighCostState state) {
    return switch (state) {
      case HIGH_COST_STATE_NEW -> "未走访";
      case HIGH_COST_STATE_VISITED -> "已走访";
      case HIGH_COST_STATE_ADMITTED -> "已纳入";
      case HIGH_COST_STATE_REFUSED -> "不纳入";
      case HIGH_COST_STATE_UNSPECIFIED, UNRECOGNIZED -> "?";
    };
  }

  /** Prints how many there were. */
  void sum() {
    out.println(
        "共 " + count + " 人，未走访 " + newCount + " 人。" + count + " listed, " + newCount + " new.");
  }

  /** Prints who one is, and what became of it. */
  static void details(GetHighCostResponse found, PrintWriter out) {
    HighCost one = found.getHighCost();
    detail(out, "编号 id", one.getHighCostId());
    detail(out, "姓名 name", found.getName());
    found
        .getDocumentsList()
        .forEach(document -> detail(out, document.getKindCode(), document.getNumber()));
    detail(out, "电话 telephone", found.getTelephone());
    detail(out, "地址 address", found.getAddress());
    detail(out, "乡镇 township", one.getTownship());
    detail(out, "年度 year", Integer.toString(one.getCostYear()));
    detail(out, "监测线 threshold", Yuan.format(one.getThresholdFen()));
    detail(out, "自付 own cost", Yuan.format(one.getOwnCostFen()));
    detail(out, "其中结算 settled", Yuan.format(one.getSettledFen()));
    detail(out, "导入 imported", Yuan.format(one.getImportedFen()));
    detail(out, "状态 state", state(one.getState()));
    for (HighCostChange change : found.getChangesList()) {
      Instant time =
          Instant.ofEpochSecond(
              change.getChangeTime().getSeconds(), change.getChangeTime().getNanos());
      detail(
          out,
          time.atZone(CIVIL_ZONE).toLocalDate().toString(),
          state(change.getState()) + " " + change.getOperatorId() + " " + change.getNote());
    }
  }

  private static void detail(PrintWriter out, String name, String value) {
    List<String> lines = DisplayWidth.wrap(value, Terminal.COLUMNS_MAX - ID_COLUMNS);
    for (int i = 0; i < lines.size(); i++) {
      out.println(
          (DisplayWidth.padRight(i == 0 ? name : "", ID_COLUMNS) + lines.get(i)).stripTrailing());
    }
  }
}
