package io.yizhan.claim;

import java.util.Optional;

/** What kind of treatment the bill is for. */
public enum Care {
  /** 住院. */
  INPATIENT("inpatient", "住院"),
  /** 普通门诊. */
  OUTPATIENT("outpatient", "普通门诊"),
  /** 门诊慢特病. */
  SPECIAL_OUTPATIENT("special_outpatient", "门诊慢特病");

  private final String code;
  private final String nameZh;

  Care(String code, String nameZh) {
    this.code = code;
    this.nameZh = nameZh;
  }

  /** The stable code on the wire and in policies. */
  public String code() {
    return code;
  }

  /** The Chinese name, which policies may use too. */
  public String nameZh() {
    return nameZh;
  }

  /** The care with this code or Chinese name. */
  public static Optional<Care> parse(String text) {
    for (Care care : values()) {
      if (care.code.equals(text) || care.nameZh.equals(text)) {
        return Optional.of(care);
      }
    }
    return Optional.empty();
  }
}
