package io.yizhan.claim;

import java.util.List;

/**
 * What the insurer's platform settled before the claim came here.
 *
 * @param settlementId the insurer's setl_id
 * @param payments its funds, each once; aid it has paid (610100) is among them
 * @param hospitalShareFen hosp_part_amt, 0 or more
 */
public record InsurerSettlement(
    String settlementId, List<FundAmount> payments, long hospitalShareFen) {
  public InsurerSettlement {
    payments = List.copyOf(payments);
    if (hospitalShareFen < 0) {
      throw new IllegalArgumentException("the hospital's share must not be negative");
    }
  }

  /** What this fund paid, fen; 0 when it is not among them. */
  public long paidByFen(String fundCode) {
    for (FundAmount payment : payments) {
      if (payment.fundCode().equals(fundCode)) {
        return payment.amountFen();
      }
    }
    return 0;
  }
}
