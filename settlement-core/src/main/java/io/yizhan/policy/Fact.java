package io.yizhan.policy;

/** What a row or a layer may ask of the claim and the person. */
public enum Fact {
  /** The aid identity that is being computed. */
  IDENTITY("identity", "对象"),
  /** The kind of treatment. */
  CARE("care", "就医类型"),
  /** The hospital's level. */
  LEVEL("level", "级别"),
  /** Whether the person was referred. */
  REFERRAL("referral", "转诊"),
  /** Whether somebody else must pay. */
  THIRD_PARTY("third_party", "第三方责任"),
  /** The insurance scheme. */
  SCHEME("scheme", "险种"),
  /** The special outpatient disease. */
  DISEASE("disease", "病种");

  private final String code;
  private final String nameZh;

  Fact(String code, String nameZh) {
    this.code = code;
    this.nameZh = nameZh;
  }

  /** The word that policies use. */
  public String code() {
    return code;
  }

  /** The Chinese word. */
  public String nameZh() {
    return nameZh;
  }

  /** Whether the text is one of the two words. */
  boolean isNamed(String text) {
    return code.equals(text) || nameZh.equals(text);
  }
}
