package io.yizhan.claim;

import java.util.Optional;

/** Whether the person was sent here by another hospital, where that was needed. */
public enum Referral {
  /** No referral was needed. */
  NONE("none", "无需转诊"),
  /** Properly referred. */
  REFERRED("referred", "已转诊"),
  /** A referral was needed and is missing. */
  NOT_REFERRED("not_referred", "未转诊");

  private final String code;
  private final String nameZh;

  Referral(String code, String nameZh) {
    this.code = code;
    this.nameZh = nameZh;
  }

  /** The stable code on the wire and in policies. */
  public String code() {
    return code;
  }

  /** The Chinese name. */
  public String nameZh() {
    return nameZh;
  }

  /** The referral with this code or Chinese name. */
  public static Optional<Referral> parse(String text) {
    for (Referral referral : values()) {
      if (referral.code.equals(text) || referral.nameZh.equals(text)) {
        return Optional.of(referral);
      }
    }
    return Optional.empty();
  }
}
