package io.yizhan.policy;

import io.yizhan.policy.PolicyTable.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A layer with the document it stands in. */
record LayerIn(PolicyTable table, PolicyTable.Layer layer) {
  /** What the condition on the identity says of a layer that pays whoever has none, too. */
  private static final Set<String> ANYBODY = Set.of("anybody", "任何人");

  /**
   * What must hold for the layer to apply. Insurance pays nobody who is not insured; a layer that
   * asks for it anywhere says itself what it means. Aid pays nobody without an identity that the
   * document names, unless the layer says that it is for anybody.
   */
  List<Condition> when() {
    List<Condition> when = new ArrayList<>(layer.when());
    if (layer.stage() == PolicyTable.Stage.INSURANCE) {
      if (!layer.asks(Fact.INSURED)) {
        when.add(new Condition(Fact.INSURED.code(), false, List.of("yes"), layer.line()));
      }
    } else if (!when.removeIf(LayerIn::isAnybody)) {
      List<String> named = table.identities().stream().map(PolicyTable.Name::key).toList();
      when.add(new Condition(Fact.IDENTITY.code(), false, named, layer.line()));
    }
    return when;
  }

  private static boolean isAnybody(Condition condition) {
    return Fact.IDENTITY.isNamed(condition.subject())
        && !condition.not()
        && condition.values().size() == 1
        && ANYBODY.contains(condition.values().get(0));
  }
}
