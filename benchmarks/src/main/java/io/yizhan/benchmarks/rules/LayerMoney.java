package io.yizhan.benchmarks.rules;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The arithmetic of one layer, called from the right-hand sides: plain methods are the cheapest
 * that rules can call.
 */
public final class LayerMoney {
  private static final BigDecimal SERIOUS_LINE = new BigDecimal("18000.00");
  private static final BigDecimal INPATIENT_CAP = new BigDecimal("20000.00");
  private static final BigDecimal KEY_CAP = new BigDecimal("50000.00");
  private static final BigDecimal BASIC_RATE = new BigDecimal("0.70");
  private static final BigDecimal[] BAND_FROM = {
    SERIOUS_LINE, new BigDecimal("50000.00"), new BigDecimal("100000.00")
  };
  private static final BigDecimal[] BAND_RATE = {
    new BigDecimal("0.50"), new BigDecimal("0.60"), new BigDecimal("0.70")
  };

  private LayerMoney() {}

  private static BigDecimal round(BigDecimal amount) {
    return amount.setScale(2, RoundingMode.HALF_UP);
  }

  /** Basic insurance: 70 % of what is in scope. */
  public static LayerPaid basic(AidCase one) {
    BigDecimal paid = round(one.getInScope().multiply(BASIC_RATE));
    return new LayerPaid("basic", paid, one.getInScope().subtract(paid), BigDecimal.ZERO);
  }

  /** Serious-illness insurance: bands of the year's base above the line. */
  public static LayerPaid serious(AidCase one, BigDecimal left) {
    BigDecimal to = one.getUsedSerious().add(left);
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < BAND_FROM.length; i++) {
      BigDecimal low = one.getUsedSerious().max(BAND_FROM[i]);
      BigDecimal high = i + 1 < BAND_FROM.length ? to.min(BAND_FROM[i + 1]) : to;
      if (high.compareTo(low) > 0) {
        sum = sum.add(high.subtract(low).multiply(BAND_RATE[i]));
      }
    }
    BigDecimal paid = round(sum).min(left);
    return new LayerPaid("serious", paid, left.subtract(paid), BigDecimal.ZERO);
  }

  /** Inpatient aid at a rate, up to the year's cap. */
  public static LayerPaid inpatient(AidCase one, BigDecimal left, BigDecimal rate) {
    BigDecimal wanted = round(left.multiply(rate));
    BigDecimal room = INPATIENT_CAP.subtract(one.getUsedInpatient()).max(BigDecimal.ZERO);
    BigDecimal paid = wanted.min(room);
    BigDecimal consumed =
        paid.compareTo(wanted) == 0 ? left : paid.divide(rate, 2, RoundingMode.HALF_UP);
    return new LayerPaid("inpatient", paid, left.subtract(paid), left.subtract(consumed));
  }

  /** Major-illness aid at a rate of what the cap of inpatient aid shut out. */
  public static LayerPaid major(AidCase one, LayerPaid inpatient, BigDecimal rate) {
    BigDecimal used = one.getUsedKey().add(inpatient.getPaid());
    BigDecimal room = KEY_CAP.subtract(used).max(BigDecimal.ZERO);
    BigDecimal wanted = round(inpatient.getExcess().multiply(rate));
    BigDecimal paid = wanted.min(room).min(inpatient.getLeft());
    return new LayerPaid("major", paid, inpatient.getLeft().subtract(paid), BigDecimal.ZERO);
  }
}
