package io.yizhan.proof;

import io.yizhan.proof.CounterExample.Shown;

/**
 * Two neighbouring bills between which a layer does what a lemma would forbid.
 *
 * @param layer by place: the first that does it
 * @param kind a drop or a jump of that layer's payment
 * @param fallFen by how much some payer's total falls; 0 where only the patient's share does
 * @param fund whose total falls
 * @param changeFen by how much the layer's own payment changes
 * @param axisFen where on the layer's axis the bigger bill is, or of the bill where its base is the
 *     same: as the layer would declare it
 */
record Suspect(
    int layer,
    Declared.Kind kind,
    long fallFen,
    String fund,
    long changeFen,
    long axisFen,
    Shown before,
    Shown after) {
  CounterExample example() {
    return new CounterExample(before, after);
  }
}
