package io.yizhan.gateway.report;

import io.yizhan.claim.Care;
import io.yizhan.gateway.report.Grid.Cell;
import io.yizhan.gateway.report.Grid.Column;
import io.yizhan.proto.v1.GetReportResponse;
import io.yizhan.proto.v1.ReportFigures;
import io.yizhan.proto.v1.ReportFund;
import io.yizhan.proto.v1.ReportReversals;
import io.yizhan.proto.v1.ReportRow;
import io.yizhan.proto.v1.ReportTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The tables of a report, with their definitions beneath, in one language. */
public final class ReportGrids {
  private static final String HIDDEN = "*";

  private final boolean chinese;
  private final GetReportResponse report;
  private final List<Grid> grids = new ArrayList<>();

  private ReportGrids(GetReportResponse report, boolean chinese) {
    this.report = report;
    this.chinese = chinese;
  }

  /** All tables, those without rows left out. */
  public static List<Grid> of(GetReportResponse report, boolean chinese) {
    ReportGrids made = new ReportGrids(report, chinese);
    made.total();
    report.getTablesList().forEach(made::table);
    made.funds("fund", made.t("各基金支付", "By fund"));
    made.funds("layer", made.t("各层支付", "By layer"));
    made.aid();
    made.exposures();
    made.reversals();
    made.refusals();
    return made.grids.stream().filter(grid -> !grid.rows().isEmpty()).toList();
  }

  private String t(String zh, String en) {
    return chinese ? zh : en;
  }

  private List<Column> columns(String name) {
    return List.of(
        new Column(name, false),
        new Column(t("人数", "Persons"), false),
        new Column(t("人次", "Times"), false),
        new Column(t("救助人次", "Aided"), false),
        new Column(t("医疗费", "Bills"), true),
        new Column(t("救助金额", "Relief"), true),
        new Column(t("次均救助", "Average"), true),
        new Column(t("个人负担", "Left to pay"), true));
  }

  private List<Cell> cells(String name, ReportFigures f) {
    long relief = f.getReliefFen();
    long average = f.getAidedTimesCount() == 0 ? 0 : halfUp(relief, f.getAidedTimesCount());
    return Cell.row(
        name,
        f.getPersonCount(),
        f.getTimesCount(),
        f.getAidedTimesCount(),
        f.getTotalFen(),
        relief,
        average,
        f.getPatientShareFen());
  }

  /** A mean of fen, half up. */
  private static long halfUp(long fen, long count) {
    return Math.floorDiv(2 * fen + count, 2 * count);
  }

  private void total() {
    String definition =
        t(
            "统计期内入账、现仍有效的结算，含其后的更正；撤销的不计。人数按人计（合并档案算一人），人次按结算计。"
                + "救助 = 医疗救助（基金代码 61 开头）+ 慈善等其他救助；次均 = 救助金额 ÷ 救助人次。",
            "Settlements posted in the span that stand now, with later corrections; reversed ones do"
                + " not count. Persons: each once (joined records are one); times: settlements."
                + " Relief = medical aid (funds 61…) + charity and other relief; average = relief ÷"
                + " aided times.");
    List<List<Cell>> rows = new ArrayList<>();
    ReportFigures total = report.getTotal();
    String all = t("合计", "All");
    rows.add(report.hasTotal() ? cells(all, total) : hidden(all, columns("").size()));
    grids.add(new Grid(t("总计", "Total"), definition, columns(t("项目", "Item")), rows, 0));
    if (report.hasTotal() && !total.getKindsHidden()) {
      List<List<Cell>> parts = new ArrayList<>();
      parts.add(Cell.row(t("基本医保等保险", "Insurance"), total.getInsuranceFen()));
      parts.add(Cell.row(t("医疗救助", "Medical aid"), total.getMedicalAidFen()));
      parts.add(Cell.row(t("其他救助", "Other relief"), total.getOtherReliefFen()));
      parts.add(Cell.row(t("医院负担", "Hospitals"), total.getHospitalShareFen()));
      parts.add(Cell.row(t("个人负担", "Patients"), total.getPatientShareFen()));
      grids.add(
          new Grid(
              t("医疗费由谁负担", "Who bears the bills"),
              t(
                  "各项之和减去直接付给个人的 "
                      + io.yizhan.money.Yuan.format(total.getBesideFen())
                      + " 元，等于医疗费。",
                  "They add up to the bills and the "
                      + io.yizhan.money.Yuan.format(total.getBesideFen())
                      + " paid to persons beside them."),
              List.of(new Column(t("负担方", "Bearer"), false), new Column(t("金额", "Amount"), true)),
              parts,
              1));
    }
  }

  private static List<Cell> hidden(String name, int columns) {
    List<Cell> cells = new ArrayList<>(List.of(Cell.of(name)));
    for (int i = 1; i < columns; i++) {
      cells.add(Cell.of(HIDDEN));
    }
    return cells;
  }

  private void table(ReportTable table) {
    List<List<Cell>> rows = new ArrayList<>();
    for (ReportRow row : table.getRowsList()) {
      String name = name(table.getTableCode(), row.getRowCode());
      rows.add(row.getHidden() ? hidden(name, columns("").size()) : cells(name, row.getFigures()));
    }
    String more =
        table.getRowsLeftOut() == 0
            ? ""
            : t(" 另有 ", " Further rows: ") + table.getRowsLeftOut() + t(" 行未列。", ".");
    String title = title(table.getTableCode());
    grids.add(new Grid(title, definition(table.getTableCode()) + more, columns(title), rows, 5));
  }

  private String title(String code) {
    return switch (code) {
      case "period" -> t("时期", "Period");
      case "care" -> t("就医类型", "Kind of care");
      case "illness" -> t("普通与重特大疾病", "Illness");
      case "category" -> t("救助对象", "Category");
      case "disease" -> t("病种", "Disease");
      case "county" -> t("县（市、区）", "County");
      case "channel" -> t("一站式与手工", "Channel");
      default -> code;
    };
  }

  private String definition(String code) {
    return switch (code) {
      case "period" -> t("按入账日。", "By posting day.");
      case "care" -> t("按申报的就医类型。", "As the claim says.");
      case "illness" ->
          t(
              "重特大：代码以 major 开头的医疗救助层付了钱；普通：付了救助，但没有一层是这样的；无：没有付救助。",
              "Major: a layer of medical aid whose code begins with major paid; ordinary: relief was"
                  + " paid, but by no such layer; none: no relief was paid.");
      case "category" ->
          t(
              "结算时认定县登记、就医期间有效的身份；几种并存时用 + 连写，不分由哪一种给付，不重复计。",
              "The identities of the deciding county held during the treatment; several are joined"
                  + " by +, whichever of them gave the aid, and counted once.");
      case "disease" ->
          t(
              "门诊慢特病按政策病种；其他按主要诊断编码的前段。",
              "The policy's disease, else the principal diagnosis up to its dot.");
      case "county" -> t("按决定救助的县。空为未涉及救助县。", "The county that decided the aid; empty: none did.");
      case "channel" ->
          t("一站式：医院当场结算；手工：经办机构凭票据结算。", "One-stop at the hospital; paper by the aid office.");
      default -> "";
    };
  }

  private String name(String table, String code) {
    if (code.isEmpty()) {
      return t("（无）", "(none)");
    }
    return switch (table + ":" + code) {
      case "illness:major" -> t("重特大疾病", "Major");
      case "illness:ordinary" -> t("普通疾病", "Ordinary");
      case "illness:none" -> t("未获救助", "No relief");
      case "channel:one_stop" -> t("一站式", "One-stop");
      case "channel:paper" -> t("手工（零星）", "Paper");
      default -> table.equals("care") && chinese ? care(code) : code;
    };
  }

  private static String care(String code) {
    return Arrays.stream(Care.values())
        .filter(care -> care.code().equals(code))
        .map(Care::nameZh)
        .findFirst()
        .orElse(code);
  }

  private void funds(String kind, String title) {
    List<List<Cell>> rows = new ArrayList<>();
    for (ReportFund fund : report.getFundsList()) {
      if (fund.getKindCode().equals(kind)) {
        String code = fund.getRowCode().isEmpty() ? t("（医保平台）", "(platform)") : fund.getRowCode();
        rows.add(
            fund.getHidden()
                ? hidden(code, 4)
                : Cell.row(code, fund.getPersonCount(), fund.getTimesCount(), fund.getPaidFen()));
      }
    }
    grids.add(
        new Grid(
            title,
            t("同一批结算的支付，含更正。", "What was paid in the same settlements, with corrections."),
            List.of(
                new Column(title, false),
                new Column(t("人数", "Persons"), false),
                new Column(t("人次", "Times"), false),
                new Column(t("支付", "Paid"), true)),
            rows,
            3));
  }

  private void aid() {
    List<List<Cell>> rows = new ArrayList<>();
    report
        .getAidList()
        .forEach(
            aid -> {
              String name =
                  aid.getKindCode().equals("TEMPORARY")
                      ? t("临时救助", "Temporary aid")
                      : t("资助参保", "Subsidised enrolment");
              rows.add(
                  aid.getHidden()
                      ? hidden(name, 4)
                      : Cell.row(
                          name, aid.getPersonCount(), aid.getTimesCount(), aid.getAmountFen()));
            });
    grids.add(
        new Grid(
            t("结算之外的救助", "Aid beside bills"),
            t("统计期内入账且未撤销的记录。", "Records posted in the span that stand."),
            List.of(
                new Column(t("项目", "Kind"), false),
                new Column(t("人数", "Persons"), false),
                new Column(t("人次", "Times"), false),
                new Column(t("金额", "Amount"), true)),
            rows,
            3));
  }

  private void exposures() {
    List<List<Cell>> rows = new ArrayList<>();
    report
        .getExposuresList()
        .forEach(
            each ->
                rows.add(
                    each.getHidden()
                        ? hidden(each.getCountyCode(), 6)
                        : Cell.row(
                            each.getCountyCode(),
                            each.getPersonCount(),
                            each.getOpenCount(),
                            each.getOverdueCount(),
                            each.getDrawnFen(),
                            each.getLeftFen())));
    grids.add(
        new Grid(
            t("容缺先行（现在）", "Provisional exposure, now"),
            t("尚未核查完毕的容缺认定及已垫付的救助。", "Open provisional approvals and what was given under them."),
            List.of(
                new Column(t("县", "County"), false),
                new Column(t("人数", "Persons"), false),
                new Column(t("在办", "Open"), false),
                new Column(t("逾期", "Overdue"), false),
                new Column(t("已用", "Drawn"), true),
                new Column(t("可用", "Left"), true)),
            rows,
            4));
  }

  private void reversals() {
    ReportReversals taken = report.getReversals();
    List<List<Cell>> rows = new ArrayList<>();
    String name = t("撤销", "Reversed");
    if (taken.getHidden()) {
      rows.add(hidden(name, 6));
    } else if (taken.getReversalCount() > 0) {
      rows.add(
          Cell.row(
              name,
              taken.getReversalCount(),
              taken.getSameSpanCount(),
              taken.getTotalFen(),
              taken.getInsuranceFen(),
              taken.getReliefFen()));
    }
    grids.add(
        new Grid(
            t("统计期内的撤销", "Reversals in the span"),
            t(
                "不论原结算何时入账；上列各表都不含这些结算。",
                "Whenever the settlements were posted; the tables above do not count them."),
            List.of(
                new Column(t("项目", "Item"), false),
                new Column(t("笔数", "Count"), false),
                new Column(t("本期结算的", "Same span"), false),
                new Column(t("医疗费", "Bills"), true),
                new Column(t("保险退回", "Insurance"), true),
                new Column(t("救助退回", "Relief"), true)),
            rows,
            0));
  }

  private void refusals() {
    boolean some = report.getRefusalsIncomplete();
    List<List<Cell>> rows = new ArrayList<>();
    report
        .getRefusalsList()
        .forEach(each -> rows.add(Cell.row(each.getReasonCode(), each.getTimesCount())));
    grids.add(
        new Grid(
            t("拒付原因", "Reasons for refusal"),
            t(
                "统计期内被拒绝的结算请求，最多的在前。" + (some ? "不同的答复过多，最少见的未计。" : ""),
                "Requests to settle that were refused in the span, most first."
                    + (some ? " Of too many different replies the rarest are not counted." : "")),
            List.of(new Column(t("原因", "Reason"), false), new Column(t("次数", "Times"), false)),
            rows,
            1));
  }
}
