package io.yizhan.policy;

import io.yizhan.claim.ServiceDates;
import java.time.LocalDate;

/** Which day of a service picks version, benefit year and identities. Today never does. */
public enum DateBasis {
  /** The first day of the stay. */
  ADMISSION("admission", "入院日"),
  /** The last day of the stay. */
  DISCHARGE("discharge", "出院日"),
  /** The day of the visit. */
  VISIT("visit", "就诊日");

  private final String code;
  private final String nameZh;

  DateBasis(String code, String nameZh) {
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

  /** The day of these dates. */
  public LocalDate dayOf(ServiceDates dates) {
    return switch (this) {
      case ADMISSION, VISIT -> dates.first();
      case DISCHARGE -> dates.last();
    };
  }
}
