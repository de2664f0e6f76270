package io.yizhan.proof;

/**
 * A combination of facts that chooses rows as no other does.
 *
 * @param words the place of each fact's word, as the plan numbers them
 * @param recordsHeld whether every record that some layer needs is valid
 * @param supplied whether the insurer has settled, with nothing
 */
record Circumstance(int[] words, boolean recordsHeld, boolean supplied) {
  Circumstance withSupplied() {
    return new Circumstance(words, recordsHeld, true);
  }
}
