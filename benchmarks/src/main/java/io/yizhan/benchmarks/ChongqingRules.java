package io.yizhan.benchmarks;

import io.yizhan.claim.Claim;
import io.yizhan.settlement.Standing;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Chongqing's inpatient rules of 2023 by hand, of a hospital of the second level. */
final class ChongqingRules implements HandRules {
  private static final BigDecimal VISIT_LINE = new BigDecimal("300.00");
  private static final BigDecimal SERIOUS_LINE = new BigDecimal("16901.00");
  private static final BigDecimal SERIOUS_HALF = new BigDecimal("8450.50");
  private static final BigDecimal TILT_LINE = new BigDecimal("3500.00");
  private static final BigDecimal TILT_CAP = new BigDecimal("20000.00");
  private static final BigDecimal RATE_60 = new BigDecimal("0.60");
  private static final BigDecimal RATE_65 = new BigDecimal("0.65");
  private static final BigDecimal RATE_70 = new BigDecimal("0.70");

  private final BigDecimal inScope;
  private final BigDecimal outside;
  private final String identity;
  private final BigDecimal usedSerious;
  private final BigDecimal usedTilt;

  ChongqingRules(Claim claim, Standing standing) {
    int year = claim.dates().last().getYear();
    this.inScope = BigDecimal.valueOf(claim.bill().inFen(), 2);
    this.outside = BigDecimal.valueOf(claim.bill().totalFen() - claim.bill().inFen(), 2);
    this.identity = standing.identities().get(0).category();
    this.usedSerious = BigDecimal.valueOf(standing.usageOf("chongqing/SER", year).usedFen(), 2);
    this.usedTilt = BigDecimal.valueOf(standing.usageOf("chongqing/TILT", year).usedFen(), 2);
  }

  private static BigDecimal share(BigDecimal base, BigDecimal rate) {
    return base.multiply(rate).setScale(2, RoundingMode.HALF_UP);
  }

  private static BigDecimal above(BigDecimal amount, BigDecimal line) {
    return amount.subtract(line).max(BigDecimal.ZERO);
  }

  @Override
  public BigDecimal patientShare() {
    boolean core =
        switch (identity) {
          case "tekun", "dibao", "fanpin" -> true;
          default -> false;
        };
    BigDecimal left = inScope.subtract(share(above(inScope, VISIT_LINE), RATE_70));
    BigDecimal line = core ? SERIOUS_HALF : SERIOUS_LINE;
    BigDecimal above = above(usedSerious.add(left), line).subtract(above(usedSerious, line));
    left = left.subtract(share(above, core ? RATE_65 : RATE_60));
    left = left.subtract(share(left, RATE_70));
    BigDecimal room = above(TILT_CAP, usedTilt);
    left = left.subtract(share(above(left, TILT_LINE), core ? RATE_70 : RATE_60).min(room));
    return left.add(outside);
  }
}
