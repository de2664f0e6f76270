package io.yizhan.claim;

/** The four parts that every bill falls into. Their order is the order of columns in plans. */
public enum BillPart {
  /** 符合范围 inscp_scp_amt. */
  IN("in", "政策内"),
  /** 先行自付 preselfpay_amt. */
  FIRST("first", "先行自付"),
  /** 超限价 overlmt_selfpay. */
  OVER_LIMIT("over_limit", "超限价"),
  /** 全自费 fulamt_ownpay_amt. */
  OUT("out", "目录外");

  private final String code;
  private final String nameZh;

  BillPart(String code, String nameZh) {
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
}
