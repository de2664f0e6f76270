package io.yizhan.benchmarks;

import java.math.BigDecimal;

/** One claim under one policy's rules written by hand in BigDecimal: a floor to compare with. */
interface HandRules {
  /** What the patient bears, yuan. */
  BigDecimal patientShare();
}
