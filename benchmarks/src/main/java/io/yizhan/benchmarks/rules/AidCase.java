package io.yizhan.benchmarks.rules;

import java.math.BigDecimal;

/** One claim with what its person has used, yuan, and what the rules answer. */
public final class AidCase {
  private final String identity;
  private final boolean majorIllness;
  private final BigDecimal inScope;
  private final BigDecimal outside;
  private final Used used;
  private BigDecimal patientShare = BigDecimal.ZERO;

  /** What the year's accounts hold, yuan. */
  public record Used(BigDecimal inpatient, BigDecimal key, BigDecimal serious) {}

  /** A claim that has no answer yet. */
  public AidCase(
      String identity, boolean majorIllness, BigDecimal inScope, BigDecimal outside, Used used) {
    this.identity = identity;
    this.majorIllness = majorIllness;
    this.inScope = inScope;
    this.outside = outside;
    this.used = used;
  }

  /** The category: tekun_inst, tekun_home, dibao. */
  public String getIdentity() {
    return identity;
  }

  /** Whether a major illness is approved. */
  public boolean isMajorIllness() {
    return majorIllness;
  }

  /** What is in scope, yuan. */
  public BigDecimal getInScope() {
    return inScope;
  }

  /** The rest of the bill, yuan. */
  public BigDecimal getOutside() {
    return outside;
  }

  /** What inpatient aid has paid in the year, yuan. */
  public BigDecimal getUsedInpatient() {
    return used.inpatient();
  }

  /** What both aids have paid in the year, yuan. */
  public BigDecimal getUsedKey() {
    return used.key();
  }

  /** The year's base of serious-illness insurance, yuan. */
  public BigDecimal getUsedSerious() {
    return used.serious();
  }

  /** What the patient bears, yuan; 0 until the rules have answered. */
  public BigDecimal getPatientShare() {
    return patientShare;
  }

  /** The answer. */
  public void setPatientShare(BigDecimal patientShare) {
    this.patientShare = patientShare;
  }
}
