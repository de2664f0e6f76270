package io.yizhan.settlement;

import io.yizhan.money.Yuan;
import io.yizhan.policy.PlanAccount;

/** The figures of an account and the time it runs, in words: yuan or times, a year or a life. */
public final class AccountWords {
  private AccountWords() {}

  /** What an account holds, or a cap on it: yuan, or times where it counts. */
  public static String figureZh(PlanAccount account, long value) {
    return account.counting() ? value + " 次" : Yuan.format(value);
  }

  /** The same in English. */
  public static String figureEn(PlanAccount account, long value) {
    return account.counting() ? value + (value == 1 ? " time" : " times") : Yuan.format(value);
  }

  /** What of an account is held for other claims, of quotes that are not settled yet. */
  static String heldZh(PlanAccount account, long heldFen) {
    return "其中 " + figureZh(account, heldFen) + " 被其他尚未结算的试算预留";
  }

  /** The same in English. */
  static String heldEn(PlanAccount account, long heldFen) {
    return figureEn(account, heldFen) + " held for claims not yet settled";
  }

  /** A figure within a sentence, with its unit. */
  static String unitZh(PlanAccount account, long value) {
    return figureZh(account, value) + (account.counting() ? "" : " 元");
  }

  /** An account's cap by the account's name and how long it runs: 住院救助累计年度限额. */
  static String capZh(PlanAccount account) {
    String period =
        switch (account.period()) {
          case YEAR -> "年度";
          case LIFE -> "终身";
          case ENCOUNTER -> "本次住院";
        };
    return account.nameZh() + (account.nameZh().endsWith(period) ? "" : period) + "限额";
  }

  static String periodEn(PlanAccount account) {
    return switch (account.period()) {
      case YEAR -> "a year";
      case LIFE -> "for life";
      case ENCOUNTER -> "for this stay";
    };
  }
}
