package io.yizhan.gateway.desk;

import io.yizhan.settlement.Standing;
import java.util.Optional;

/**
 * What is known for a claim.
 *
 * @param clock which posting day was open then
 * @param first what stands in the way of settling it
 */
public record Seen(Standing standing, PostingClock clock, Optional<SettledBefore> first) {}
