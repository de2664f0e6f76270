package io.yizhan.gateway.desk;

import io.yizhan.settlement.Standing;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whose a person is: of the counties of which the person holds an identity today. A county from
 * which the person has moved away, or that has said one for days to come, keeps its own identities
 * and no more. Where none is held today the person is of all of them.
 */
public final class Keepers {
  private Keepers() {}

  /** The counties, six digits each; none where there is no identity. */
  public static Set<String> of(Collection<Standing.Identity> identities, LocalDate today) {
    Set<String> current =
        identities.stream()
            .filter(held -> held.validOn(today))
            .map(Standing.Identity::county)
            .collect(Collectors.toSet());
    return current.isEmpty() ? all(identities) : current;
  }

  /** The counties of all identities, ended or not. */
  public static Set<String> all(Collection<Standing.Identity> identities) {
    return identities.stream().map(Standing.Identity::county).collect(Collectors.toSet());
  }
}
