package io.yizhan.gateway.insurer;

import java.util.Optional;

/**
 * Where an insurer is reached.
 *
 * @param region two, four or six digits of the insured region
 * @param scheme a national insutype, or {@link #ANY_SCHEME}
 */
public record InsurerAddress(String region, String scheme, String host, int port) {
  /** Whatever the scheme. */
  public static final String ANY_SCHEME = "*";

  /** What answers, logs and legs call it. */
  public String name() {
    return region + "/" + scheme;
  }

  /** How near it is to a claim: more digits before fewer, a scheme before any; empty: not its. */
  Optional<Integer> nearness(String claimRegion, String claimScheme) {
    boolean any = scheme.equals(ANY_SCHEME);
    return claimRegion.startsWith(region) && (any || scheme.equals(claimScheme))
        ? Optional.of(2 * region.length() + (any ? 0 : 1))
        : Optional.empty();
  }
}
