package io.yizhan.claim;

import java.util.Optional;

/** What kind of treatment the bill is for. */
public enum Care {
  /** 住院. */
  INPATIENT("inpatient", "住院"),
  /** 普通门诊. */
  OUTPATIENT("outpatient", "普通门诊"),
  /** 门诊慢特病. */
  SPECIAL_OUTPATIENT("special_outpatient", "门诊慢特病"),
  /** 确诊后、治疗前的一次性救助: its bill is what the treatment is expected to cost. */
  BEFORE_TREATMENT("before_treatment", "医前救助"),
  /** 年终补差: made once a year from what the year's claims added up to; it has no bill. */
  YEAR_END("year_end", "年终补差");

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
