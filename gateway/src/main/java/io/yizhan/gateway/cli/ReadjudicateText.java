package io.yizhan.gateway.cli;

import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.money.Yuan;
import io.yizhan.proto.v1.ClaimOrder;
import io.yizhan.proto.v1.CorrectedAmount;
import io.yizhan.proto.v1.OwedAmount;
import io.yizhan.proto.v1.Readjudication;
import io.yizhan.proto.v1.Sentence;
import io.yizhan.proto.v1.SettlementDifference;
import java.io.PrintWriter;
import java.util.List;

/** What would be corrected, as a table of at most 80 columns; who somebody is stands nowhere. */
final class ReadjudicateText {
  private static final int ID_COLUMNS = 28;
  private static final int AMOUNT_COLUMNS = 13;
  private static final int LAYER_COLUMNS = 67;
  private static final String INDENT = "  ";

  private final PrintWriter out;
  private final Language language;

  ReadjudicateText(PrintWriter out, Language language) {
    this.out = out;
    this.language = language;
  }

  /** What deciding one circle afresh changes, settlement by settlement and fund by fund. */
  void circle(Readjudication circle) {
    String order =
        circle.getOrder() == ClaimOrder.CLAIM_ORDER_SERVICE
            ? language.of("按就诊日", "by date of service")
            : language.of("按结算次序", "as settled");
    out.println(
        language.of("重算 ", "Decided afresh: ")
            + circle.getSettlementCount()
            + language.of(" 笔结算（", " settlement(s) (")
            + order
            + language.of("），变动 ", "), changed: ")
            + circle.getDifferencesCount());
    if (circle.getDifferencesCount() > 0) {
      row(
          language.of("结算", "settlement"),
          language.of("原自付", "paid"),
          language.of("应自付", "would pay"),
          language.of("补支", "gets"),
          language.of("追回", "owes"));
    }
    circle.getDifferencesList().forEach(this::difference);
    if (circle.hasObstacle()) {
      Sentence obstacle = circle.getObstacle();
      paragraph(
          language.of("不能入账：", "Cannot be booked: ")
              + language.of(obstacle.getZh(), obstacle.getEn())
              + " ["
              + obstacle.getCode()
              + "] "
              + circle.getObstacleSettlementId());
    }
  }

  private void difference(SettlementDifference difference) {
    row(
        difference.getSettlementId(),
        Yuan.format(difference.getBeforePatientShareFen()),
        Yuan.format(difference.getAfterPatientShareFen()),
        Yuan.format(owedFen(difference, true)),
        Yuan.format(owedFen(difference, false)));
    for (CorrectedAmount amount : difference.getAmountsList()) {
      String line =
          amount.getFundCode()
              + "@"
              + amount.getPayerRegionCode()
              + " "
              + amount.getLayerCode()
              + (amount.getByInsurer() ? language.of(" 医保平台支付", " paid by the insurer") : "");
      String cut = DisplayWidth.wrap(line, LAYER_COLUMNS - INDENT.length()).get(0);
      out.println(
          DisplayWidth.padRight(INDENT + cut, LAYER_COLUMNS)
              + DisplayWidth.padLeft(signed(amount.getMoreFen()), AMOUNT_COLUMNS));
    }
  }

  private static String signed(long fen) {
    return (fen > 0 ? "+" : "") + Yuan.format(fen);
  }

  private static long owedFen(SettlementDifference difference, boolean byFund) {
    return difference.getOwedAmountsList().stream()
        .filter(owed -> owed.getByFund() == byFund)
        .mapToLong(OwedAmount::getAmountFen)
        .sum();
  }

  private void row(String id, String before, String after, String gets, String owes) {
    out.println(
        DisplayWidth.padRight(id, ID_COLUMNS)
            + DisplayWidth.padLeft(before, AMOUNT_COLUMNS)
            + DisplayWidth.padLeft(after, AMOUNT_COLUMNS)
            + DisplayWidth.padLeft(gets, AMOUNT_COLUMNS)
            + DisplayWidth.padLeft(owes, AMOUNT_COLUMNS));
  }

  /** What all circles together come to, and the hash that books it. */
  void sum(ReadjudicateSubjects.Previewed previewed) {
    long gets = 0;
    long owes = 0;
    for (Readjudication circle : previewed.bookable()) {
      for (SettlementDifference difference : circle.getDifferencesList()) {
        gets += owedFen(difference, true);
        owes += owedFen(difference, false);
      }
    }
    paragraph(
        language.of(
            "可入账 "
                + previewed.bookable().size()
                + " 组：补支 "
                + Yuan.format(gets)
                + " 元，追回 "
                + Yuan.format(owes)
                + " 元；不能入账 "
                + previewed.leftCount()
                + " 组。",
            "To be booked: "
                + previewed.bookable().size()
                + " circles, get "
                + Yuan.format(gets)
                + ", owe "
                + Yuan.format(owes)
                + " yuan; left: "
                + previewed.leftCount()
                + "."));
    for (String left : previewed.tooLarge()) {
      paragraph(
          language.of("共用账户的人或结算过多 ", "More share accounts than are decided at once: ") + left);
    }
    if (previewed.notYoursCount() > 0) {
      paragraph(
          language.of(
              "另有 " + previewed.notYoursCount() + " 组涉及其他区县，由运营方办理。",
              "Circles that are another county's, too, which the operator sees and books: "
                  + previewed.notYoursCount()
                  + "."));
    }
    if (!previewed.bookable().isEmpty()) {
      out.println(language.of("预览哈希", "Hash of the preview"));
      out.println(INDENT + previewed.sha256());
    }
  }

  /** A text in lines that fit. */
  void paragraph(String text) {
    List<String> lines = DisplayWidth.wrap(text, Terminal.COLUMNS_MAX);
    lines.forEach(out::println);
  }
}
