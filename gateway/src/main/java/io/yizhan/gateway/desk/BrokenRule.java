package io.yizhan.gateway.desk;

import java.util.Locale;

/** A rule of the insurers' contract that an answer breaks. */
public enum BrokenRule {
  /** Neither amounts nor a refusal. */
  NO_OUTCOME("应答为空", "the answer is empty"),
  /** More funds than an answer may have. */
  TOO_MANY_PAYMENTS("基金超过 16 个", "there are more than 16 funds"),
  /** A fund's code that is none. */
  FUND_CODE("基金代码为空或无效", "a fund's code is empty or none"),
  /** A fund that pays twice. */
  FUND_TWICE("同一基金出现两次", "a fund is there twice"),
  /** An amount below nothing or beyond all bills. */
  AMOUNT_RANGE("金额为负或过大", "an amount is negative or too large"),
  /** More than is billed. */
  OVER_TOTAL("支付合计超过总费用", "the amounts exceed the bill"),
  /** An id that cannot be kept. */
  SETTLEMENT_ID("结算号为空或超过 64 个字符", "the settlement id is empty or over 64 characters"),
  /** A refusal whose code cannot be kept. */
  REASON_CODE("拒绝理由代码为空或无效", "the refusal's code is empty or none"),
  /** What is looked up is not what was answered. */
  LOOK_UP_DIFFERS("查询结果与预留应答不同", "a look-up says other than the reservation"),
  /** An error that is no pause and names no reason. */
  ERROR_WITHOUT_REASON("错误没有理由代码", "an error carries no reason");

  /** Begins the reason of a leg whose insurer's answer broke a rule. */
  public static final String REASON_PREFIX = "ANSWER_INVALID.";

  private final String zh;
  private final String en;

  BrokenRule(String zh, String en) {
    this.zh = zh;
    this.en = en;
  }

  /** What is wrong, Chinese. */
  public String zh() {
    return zh;
  }

  /** What is wrong, English. */
  public String en() {
    return en;
  }

  /** As a leg keeps it. */
  String reason() {
    return REASON_PREFIX + name();
  }

  /** As a figure is labelled with it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
