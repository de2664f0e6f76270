package io.yizhan.benchmarks;

import io.yizhan.claim.Claim;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.settlement.Standing;
import java.math.BigDecimal;

/**
 * Anhui's inpatient rules by hand: three supplied insurers, then the government bears what passes
 * the year's ceiling of the hospital's level.
 */
final class AnhuiRules implements HandRules {
  private static final BigDecimal COUNTY_CEILING = new BigDecimal("3000.00");
  private static final BigDecimal CITY_CEILING = new BigDecimal("5000.00");
  private static final BigDecimal PROVINCE_CEILING = new BigDecimal("10000.00");

  private final BigDecimal inScope;
  private final BigDecimal outside;
  private final BigDecimal basic;
  private final BigDecimal serious;
  private final BigDecimal aid;
  private final String level;
  private final BigDecimal borneBefore;

  AnhuiRules(Claim claim, Standing standing) {
    InsurerSettlement insurer = claim.insurer().orElseThrow();
    this.inScope = BigDecimal.valueOf(claim.bill().inFen(), 2);
    this.outside = BigDecimal.valueOf(claim.bill().totalFen() - claim.bill().inFen(), 2);
    this.basic = BigDecimal.valueOf(insurer.paidByFen("390100"), 2);
    this.serious = BigDecimal.valueOf(insurer.paidByFen("390200"), 2);
    this.aid = BigDecimal.valueOf(insurer.paidByFen("610100"), 2);
    this.level = claim.hospitalLevel();
    int year = claim.dates().last().getYear();
    this.borneBefore = BigDecimal.valueOf(standing.usageOf("anhui/OWN", year).usedFen(), 2);
  }

  @Override
  public BigDecimal patientShare() {
    BigDecimal left = inScope.subtract(basic).subtract(serious).subtract(aid);
    BigDecimal ceiling =
        switch (level) {
          case "省级" -> PROVINCE_CEILING;
          case "市级" -> CITY_CEILING;
          default -> COUNTY_CEILING;
        };
    BigDecimal own = ceiling.subtract(borneBefore).max(BigDecimal.ZERO).min(left);
    return own.add(outside);
  }
}
