package io.yizhan.gateway.desk;

import java.util.List;

/**
 * Who calls.
 *
 * @param hospitalId the hospital it acts for; empty unless its role is hospital
 * @param regions leading digits of the divisions it acts for; empty unless office or insurer
 */
public record Caller(String callerId, Role role, String hospitalId, List<String> regions) {
  /**
   * In whose name a gateway itself publishes and proposes the policies of its folder at a start. No
   * registered caller has this id.
   */
  public static final String GATEWAY_START = "gateway-start";

  public Caller {
    regions = List.copyOf(regions);
  }

  /** What a caller may do. */
  public enum Role {
    /** Settles and sees for one hospital. */
    HOSPITAL,
    /** Sees settlements of persons insured in its regions. */
    INSURER,
    /** Keeps persons of its regions and sees their settlements. */
    OFFICE,
    /** Keeps everything; settles nothing. */
    OPERATOR
  }

  /** Whether the division lies in one of its regions. */
  public boolean actsFor(String regionCode) {
    return role == Role.OPERATOR || regions.stream().anyMatch(regionCode::startsWith);
  }
}
