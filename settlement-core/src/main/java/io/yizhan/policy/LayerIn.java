package io.yizhan.policy;

import io.yizhan.policy.PolicyTable.Condition;
import java.util.ArrayList;
import java.util.List;

/** A layer with the document it stands in. */
record LayerIn(PolicyTable table, PolicyTable.Layer layer) {
  /**
   * What must hold for the layer to apply. Insurance pays nobody who is not insured; a layer that
   * asks for it anywhere says itself what it means.
   */
  List<Condition> when() {
    if (layer.stage() != PolicyTable.Stage.INSURANCE || layer.asks(Fact.INSURED)) {
      return layer.when();
    }
    List<Condition> when = new ArrayList<>(layer.when());
    when.add(new Condition(Fact.INSURED.code(), false, List.of("yes"), layer.line()));
    return when;
  }
}
