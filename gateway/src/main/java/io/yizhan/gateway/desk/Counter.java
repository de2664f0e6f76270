package io.yizhan.gateway.desk;

/**
 * Who takes something back, and where: the money that goes back is of the shift that pays it out.
 *
 * @param terminalId empty for the one of the settlement
 * @param shiftId empty for the one of the settlement
 */
public record Counter(String operatorId, String terminalId, String shiftId) {
  /** Of whom only the person is known. */
  public static Counter of(String operatorId) {
    return new Counter(operatorId, "", "");
  }
}
