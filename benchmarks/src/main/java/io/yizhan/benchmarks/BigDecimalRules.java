package io.yizhan.benchmarks;

import io.yizhan.claim.BillPart;
import io.yizhan.claim.Claim;
import io.yizhan.settlement.Standing;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Zhengzhou's inpatient rules of July 2016 as somebody would write them by hand: the floor that the
 * plan is compared with. It explains nothing and knows one policy.
 */
final class BigDecimalRules implements HandRules {
  private static final BigDecimal BASIC_RATE = new BigDecimal("0.70");
  private static final BigDecimal SERIOUS_LINE = new BigDecimal("18000.00");
  private static final BigDecimal INPATIENT_CAP = new BigDecimal("20000.00");
  private static final BigDecimal KEY_CAP = new BigDecimal("50000.00");
  private static final BigDecimal[] BAND_TO = {
    new BigDecimal("50000.00"), new BigDecimal("100000.00"), new BigDecimal("1000000000.00")
  };
  private static final BigDecimal[] BAND_RATE = {
    new BigDecimal("0.50"), new BigDecimal("0.60"), new BigDecimal("0.70")
  };

  private final BigDecimal inScope;
  private final BigDecimal outside;
  private final BigDecimal rate;
  private final BigDecimal usedInpatient;
  private final BigDecimal usedKey;
  private final BigDecimal usedSerious;

  BigDecimalRules(Claim claim, Standing standing) {
    this.inScope = yuan(claim.bill().partFen(BillPart.IN));
    this.outside = yuan(claim.bill().totalFen() - claim.bill().partFen(BillPart.IN));
    this.rate =
        switch (standing.identities().get(0).category()) {
          case "tekun_inst" -> BigDecimal.ONE;
          case "tekun_home" -> new BigDecimal("0.80");
          default -> new BigDecimal("0.70");
        };
    this.usedInpatient = yuan(standing.usageOf("zhengzhou/IN", 2016).usedFen());
    this.usedKey = usedInpatient.add(yuan(standing.usageOf("zhengzhou/KEY", 2016).usedFen()));
    this.usedSerious = yuan(standing.usageOf("zhengzhou/SER", 2016).usedFen());
  }

  private static BigDecimal yuan(long fen) {
    return BigDecimal.valueOf(fen, 2);
  }

  private static BigDecimal round(BigDecimal amount) {
    return amount.setScale(2, RoundingMode.HALF_UP);
  }

  @Override
  public BigDecimal patientShare() {
    BigDecimal left = inScope.subtract(round(inScope.multiply(BASIC_RATE)));
    left = left.subtract(serious(left));
    BigDecimal wanted = round(left.multiply(rate));
    BigDecimal room = INPATIENT_CAP.subtract(usedInpatient).max(BigDecimal.ZERO);
    BigDecimal aid = wanted.min(room);
    BigDecimal consumed =
        aid.compareTo(wanted) == 0 ? left : aid.divide(rate, 2, RoundingMode.HALF_UP);
    BigDecimal excess = left.subtract(consumed);
    left = left.subtract(aid);
    BigDecimal keyRoom = KEY_CAP.subtract(usedKey.add(aid)).max(BigDecimal.ZERO);
    BigDecimal major = round(excess.multiply(rate)).min(keyRoom).min(left);
    return left.subtract(major).add(outside);
  }

  private BigDecimal serious(BigDecimal left) {
    BigDecimal from = usedSerious.max(SERIOUS_LINE);
    BigDecimal to = usedSerious.add(left).max(SERIOUS_LINE);
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal low = BigDecimal.ZERO;
    for (int i = 0; i < BAND_TO.length; i++) {
      BigDecimal start = from.max(low);
      BigDecimal end = to.min(BAND_TO[i]);
      if (end.compareTo(start) > 0) {
        sum = sum.add(end.subtract(start).multiply(BAND_RATE[i]));
      }
      low = BAND_TO[i];
    }
    return round(sum).min(left);
  }
}
