package io.yizhan.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A grant is drawn by one layer, and never by an insurance layer. */
record GrantCheck(IssueLog log) {
  /**
   * The run hands each layer what was left of a grant before the claim, so that a second layer
   * would draw the same money again. An insurance layer draws none, because an aid document that it
   * knows nothing of may follow it.
   */
  void check(List<LayerIn> layersIn) {
    Map<String, PolicyTable.Layer> byFund = new HashMap<>();
    for (LayerIn in : layersIn) {
      PolicyTable.Layer layer = in.layer();
      if (!layer.needs().equals(Optional.of(PlanNames.NEEDS_GRANT))) {
        continue;
      }
      if (layer.stage() == PolicyTable.Stage.INSURANCE) {
        log.error(
            layer.line(),
            "GRANT_IN_INSURANCE",
            "“" + layer.name().key() + "”是保险层，不能用核准额；请写 stage: aid。",
            "Insurance layer '"
                + layer.name().key()
                + "' must not need a grant: write stage: aid.");
        continue;
      }
      PolicyTable.Layer first = byFund.putIfAbsent(layer.fund(), layer);
      if (first != null) {
        log.error(
            layer.line(),
            "GRANT_FUND_TWICE",
            "“"
                + layer.name().key()
                + "”和“"
                + first.name().key()
                + "”用同一资金“"
                + Quoted.of(layer.fund())
                + "”的核准额，会重复支用；请合成一层。",
            "Layers '"
                + first.name().key()
                + "' and '"
                + layer.name().key()
                + "' both need a grant of fund '"
                + Quoted.of(layer.fund())
                + "' and would draw it twice: make them one layer.");
      }
    }
  }
}
