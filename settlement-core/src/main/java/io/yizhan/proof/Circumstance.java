package io.yizhan.proof;

import io.yizhan.claim.InsurerSettlement;
import io.yizhan.claim.InsurerSettlement.Source;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PolicyTable;
import java.util.List;
import java.util.Optional;

/**
 * A combination of facts that chooses rows as no other does.
 *
 * @param words the place of each fact's word, as the plan numbers them
 * @param recordsHeld whether every record that some layer needs is valid
 * @param insurer how the insurer has said that it pays nothing; empty where it has said nothing
 */
record Circumstance(int[] words, boolean recordsHeld, Optional<Source> insurer) {
  Circumstance with(Source source) {
    return new Circumstance(words, recordsHeld, Optional.of(source));
  }

  /** What claims of this circumstance carry of the insurer. */
  Optional<InsurerSettlement> settledByInsurer() {
    return insurer.map(source -> new InsurerSettlement("I1", List.of(), 0, source));
  }

  /** Whether what a layer pays is the insurer's to say, whatever its row computes. */
  boolean isInsurers(PlanLayer layer) {
    return layer.stage() == PolicyTable.Stage.INSURANCE
        && insurer
            .map(
                source ->
                    switch (source) {
                      case SUPPLIED -> true;
                      case ASKED -> layer.isAsked();
                      case AWAY -> false;
                    })
            .orElse(false);
  }
}
