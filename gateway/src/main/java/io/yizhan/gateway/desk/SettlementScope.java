package io.yizhan.gateway.desk;

import java.util.List;

/**
 * Whose settlements a caller sees: by the region that insures the person or by the county that aids
 * it, never by whichever of the two happens to fit. A caller without divisions sees none.
 *
 * @param kind which division counts
 * @param digits leading digits of divisions; empty, and without meaning, where every one counts
 */
public record SettlementScope(Kind kind, List<String> digits) {
  /** No division counts. */
  public static final SettlementScope ALL = new SettlementScope(Kind.ALL, List.of());

  /** Which division counts. */
  public enum Kind {
    /** None: every settlement is seen. */
    ALL,
    /** The region that insures the person. */
    INSURED_REGION,
    /** The county whose aid policy judged the person. */
    AID_COUNTY
  }

  public SettlementScope {
    digits = List.copyOf(digits);
    if (digits.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException("a division must have at least one digit");
    }
  }

  /** What the caller's divisions let it see; a hospital is narrowed by its own id instead. */
  public static SettlementScope of(Caller caller) {
    return switch (caller.role()) {
      case HOSPITAL, OPERATOR -> ALL;
      case INSURER -> new SettlementScope(Kind.INSURED_REGION, caller.regions());
      case OFFICE -> new SettlementScope(Kind.AID_COUNTY, caller.regions());
    };
  }

  /**
   * Whether a settlement is seen.
   *
   * @param aidCounty empty where no county was asked
   */
  public boolean covers(String insuredRegion, String aidCounty) {
    return switch (kind) {
      case ALL -> true;
      case INSURED_REGION -> digits.stream().anyMatch(insuredRegion::startsWith);
      case AID_COUNTY -> digits.stream().anyMatch(aidCounty::startsWith);
    };
  }
}
