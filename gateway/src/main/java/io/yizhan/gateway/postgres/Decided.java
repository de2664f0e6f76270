package io.yizhan.gateway.postgres;

import io.yizhan.settlement.Decision;
import java.util.Set;
import java.util.TreeSet;

/** A decision, and the standing that was read for it. */
record Decided(StandingReader.Known known, Decision decision) {
  /** The finite funds that it takes from. */
  Set<String> funds() {
    Set<String> funds = new TreeSet<>();
    if (decision instanceof Decision.Settled settled) {
      settled.settlement().fundUses().forEach(use -> funds.add(use.fund()));
    }
    return funds;
  }
}
