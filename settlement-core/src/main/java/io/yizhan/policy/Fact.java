package io.yizhan.policy;

/** What every policy may ask of the claim and the person; documents add facts of their own. */
public enum Fact {
  /** The aid identity that is being computed. */
  IDENTITY("identity", "对象", Definitions.Kind.WORDS),
  /** The kind of treatment. */
  CARE("care", "就医类型", Definitions.Kind.WORDS),
  /** The hospital's level. */
  LEVEL("level", "级别", Definitions.Kind.WORDS),
  /** Whether the person was referred. */
  REFERRAL("referral", "转诊", Definitions.Kind.WORDS),
  /** Whether somebody else must pay. */
  THIRD_PARTY("third_party", "第三方责任", Definitions.Kind.WORDS),
  /** The insurance scheme. */
  SCHEME("scheme", "险种", Definitions.Kind.WORDS),
  /** The special outpatient disease. */
  DISEASE("disease", "病种", Definitions.Kind.WORDS),
  /** Where the hospital is, seen from where the person is insured. */
  AREA("area", "就医地", Definitions.Kind.WORDS),
  /** Whether the person is insured. */
  INSURED("insured", "参保", Definitions.Kind.WORDS),
  /** Whether the identity awaits its check. */
  PROVISIONAL("provisional", "容缺", Definitions.Kind.WORDS),
  /** Full years on the judged day. */
  AGE("age", "年龄", Definitions.Kind.NUMBER),
  /** Days of the stay, 1 for a visit. */
  DAYS("days", "住院天数", Definitions.Kind.NUMBER);

  private final String code;
  private final String nameZh;
  private final Definitions.Kind kind;

  Fact(String code, String nameZh, Definitions.Kind kind) {
    this.code = code;
    this.nameZh = nameZh;
    this.kind = kind;
  }

  /** The word that policies use. */
  public String code() {
    return code;
  }

  /** The Chinese word. */
  public String nameZh() {
    return nameZh;
  }

  /** Words or numbers. */
  Definitions.Kind kind() {
    return kind;
  }

  /** Whether the text is one of the two words. */
  boolean isNamed(String text) {
    return code.equals(text) || nameZh.equals(text);
  }
}
