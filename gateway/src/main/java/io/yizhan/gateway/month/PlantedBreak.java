package io.yizhan.gateway.month;

/**
 * A break put in on purpose.
 *
 * @param partyKind HOSPITAL or INSURER
 * @param requestId of the settlement that it is about, as the hospital sent it
 */
record PlantedBreak(String partyKind, String partyCode, Kind kind, Side side, String requestId)
    implements Comparable<PlantedBreak> {
  /** As reconciliation names them. */
  enum Kind {
    MISSING_HERE,
    MISSING_THERE,
    DUPLICATE,
    AMOUNT_DIFFERS,
    REVERSED_ON_ONE_SIDE,
    WRONG_DAY,
    ROUNDING,
    /** Never planted: what was found has a kind that nothing was planted of. */
    OTHER;

    /** By its name; OTHER where it is none that is planted. */
    static Kind of(String name) {
      for (Kind kind : values()) {
        if (kind.name().equals(name)) {
          return kind;
        }
      }
      return OTHER;
    }
  }

  /** Where the fault lies. */
  enum Side {
    HERE,
    THERE,
    EITHER
  }

  static final String HOSPITAL = "HOSPITAL";
  static final String INSURER = "INSURER";

  /** A line of the sealed file. */
  String line() {
    return String.join(",", partyKind, partyCode, kind.name(), side.name(), requestId);
  }

  @Override
  public int compareTo(PlantedBreak other) {
    return line().compareTo(other.line());
  }
}
