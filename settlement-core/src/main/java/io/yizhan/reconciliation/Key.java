package io.yizhan.reconciliation;

/** By what both sides are walked: the key that the other side states most surely. */
public enum Key {
  /** The settlement's id; of a refund its own or that of what it takes back. */
  SETTLEMENT,
  /** The request id. */
  REQUEST,
  /** The insurer's own number of the settlement. */
  INSURER_SETTLEMENT;

  /** The key of a line; empty where it states none. */
  public String of(Line line) {
    return switch (this) {
      case SETTLEMENT -> line.settlementId();
      case REQUEST -> line.requestId();
      case INSURER_SETTLEMENT -> line.insurerSettlementId();
    };
  }

  /** The key of an entry. */
  public String of(Entry entry) {
    return switch (this) {
      case SETTLEMENT -> entry.id();
      case REQUEST -> entry.requestId();
      case INSURER_SETTLEMENT -> entry.insurerSettlementId();
    };
  }
}
