package io.yizhan.claim;

import java.util.List;

/**
 * What the insurer says of the claim.
 *
 * @param settlementId the insurer's setl_id; where it is away, the id it will be asked under
 * @param payments its funds, each once; aid it has paid (610100) is among them
 * @param hospitalShareFen hosp_part_amt, 0 or more
 * @param source how it came to be known
 */
public record InsurerSettlement(
    String settlementId, List<FundAmount> payments, long hospitalShareFen, Source source) {
  /** How it came to be known. */
  public enum Source {
    /**
     * The hospital brought what the insurer had settled before: it decides every insurance layer.
     */
    SUPPLIED,
    /** The gateway asked: it decides the layers that are to be asked. */
    ASKED,
    /** The gateway asked and had no answer: it decides nothing. */
    AWAY
  }

  /** What the hospital brought. */
  public InsurerSettlement(String settlementId, List<FundAmount> payments, long hospitalShareFen) {
    this(settlementId, payments, hospitalShareFen, Source.SUPPLIED);
  }

  /** No answer; the claim will be asked again under this id. */
  public static InsurerSettlement away(String askedUnder) {
    return new InsurerSettlement(askedUnder, List.of(), 0, Source.AWAY);
  }

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
