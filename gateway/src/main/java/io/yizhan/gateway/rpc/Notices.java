package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.ProvisionalStore.Ended;
import io.yizhan.gateway.desk.ProvisionalStore.Ending;
import io.yizhan.gateway.desk.ProvisionalStore.Provisional;
import io.yizhan.gateway.desk.ReceivableStore.Receivable;
import io.yizhan.money.Yuan;
import io.yizhan.proto.v1.ProvisionalNotice;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the notice that a person gets when a provisional approval ends. It has no name and no
 * document: the office prints it with both.
 */
final class Notices {
  private Notices() {}

  static ProvisionalNotice of(Ended ended) {
    Provisional of = ended.provisional();
    Ending ending = of.ending().orElseThrow();
    Map<String, Long> byFund = new TreeMap<>();
    for (Receivable owed : ended.receivables()) {
      byFund.merge(owed.party(), owed.amountFen(), Math::addExact);
    }
    return switch (of.state()) {
      case OPEN -> throw new IllegalArgumentException("a notice must be of an ending");
      case CONFIRMED -> confirmed(of, ending);
      case IN_GOOD_FAITH -> inGoodFaith(of, ending, byFund);
      case FALSE_STATEMENT -> falseStatement(of, ending, byFund);
    };
  }

  private static ProvisionalNotice confirmed(Provisional of, Ending ending) {
    return notice(
        "容缺审批转为正式认定通知书",
        "您（户）"
            + day(of.from())
            + "起按承诺书 "
            + of.grounds().promiseNumber()
            + " 容缺认定的救助身份，经核对（报告 "
            + ending.reportNumber()
            + "）符合条件，自起始日起转为正式认定。期间已给付的救助 "
            + yuan(of.drawnFen())
            + " 元有效，无需退回。",
        "Notice: provisional approval confirmed",
        "The identity approved from "
            + of.from()
            + " on promise "
            + of.grounds().promiseNumber()
            + " is confirmed by report "
            + ending.reportNumber()
            + " from its first day. The aid given meanwhile, "
            + yuan(of.drawnFen())
            + " yuan, stands; nothing is to be paid back.");
  }

  private static ProvisionalNotice inGoodFaith(
      Provisional of, Ending ending, Map<String, Long> byFund) {
    boolean recovered = !byFund.isEmpty();
    return notice(
        "容缺审批终止通知书",
        "您（户）按承诺书 "
            + of.grounds().promiseNumber()
            + " 容缺认定的救助身份，经核对（报告 "
            + ending.reportNumber()
            + "）不符合条件，自 "
            + day(ending.day())
            + "次日起终止。核对未发现不实陈述。"
            + (recovered
                ? "按本县规定，期间给付的救助须退回：" + sumsZh(byFund) + "。" + HOW_ZH
                : "期间已给付的救助 " + yuan(of.drawnFen()) + " 元不予追回。"),
        "Notice: provisional approval ended",
        "The identity approved on promise "
            + of.grounds().promiseNumber()
            + " does not meet the conditions (report "
            + ending.reportNumber()
            + "); its last day is "
            + ending.day()
            + ". No false statement was found. "
            + (recovered
                ? "By the county's rule the aid is to be paid back: "
                    + sumsEn(byFund)
                    + ". "
                    + HOW_EN
                : "The aid given meanwhile, " + yuan(of.drawnFen()) + " yuan, is not recovered."));
  }

  private static ProvisionalNotice falseStatement(
      Provisional of, Ending ending, Map<String, Long> byFund) {
    return notice(
        "追回医疗救助资金通知书",
        "您（户）按承诺书 "
            + of.grounds().promiseNumber()
            + " 容缺认定的救助身份，经核对（报告 "
            + ending.reportNumber()
            + "）承诺内容不实，现予撤销，承诺记录标记为失信。期间按此身份给付的救助共 "
            + yuan(ending.recoveredFen())
            + " 元应予追回："
            + sumsZh(byFund)
            + "。已付医院的费用不受影响，医院不得再向您（户）收取。"
            + HOW_ZH,
        "Notice: medical aid to be paid back",
        "The promise "
            + of.grounds().promiseNumber()
            + " was found false (report "
            + ending.reportNumber()
            + "): the identity approved on it is withdrawn and the promise is marked as broken. All aid"
            + " given under it, "
            + yuan(ending.recoveredFen())
            + " yuan, is to be paid back: "
            + sumsEn(byFund)
            + ". The hospitals stay paid and may not ask for it again. "
            + HOW_EN);
  }

  private static final String HOW_ZH = "请到认定地民政部门办理，可以约定分期退还；如有异议，可以申请复核。";

  private static final String HOW_EN =
      "Please see the civil-affairs office of the county: instalments can be agreed; you may ask for a"
          + " review.";

  private static String sumsZh(Map<String, Long> byFund) {
    StringBuilder text = new StringBuilder();
    byFund.forEach(
        (fund, fen) ->
            text.append(text.isEmpty() ? "" : "；")
                .append("资金 ")
                .append(fund)
                .append(' ')
                .append(yuan(fen))
                .append(" 元"));
    return text.isEmpty() ? "无" : text.toString();
  }

  private static String sumsEn(Map<String, Long> byFund) {
    StringBuilder text = new StringBuilder();
    byFund.forEach(
        (fund, fen) ->
            text.append(text.isEmpty() ? "" : "; ")
                .append(yuan(fen))
                .append(" yuan to fund ")
                .append(fund));
    return text.isEmpty() ? "nothing" : text.toString();
  }

  private static ProvisionalNotice notice(
      String titleZh, String textZh, String titleEn, String textEn) {
    return ProvisionalNotice.newBuilder()
        .setTextZh(titleZh + "\n" + textZh)
        .setTextEn(titleEn + "\n" + textEn)
        .build();
  }

  private static String day(LocalDate day) {
    return day.getYear() + " 年 " + day.getMonthValue() + " 月 " + day.getDayOfMonth() + " 日";
  }

  private static String yuan(long fen) {
    return Yuan.format(fen);
  }
}
