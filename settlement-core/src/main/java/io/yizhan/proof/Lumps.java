package io.yizhan.proof;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/**
 * The parts of the bill down the layers: those that a layer took as one sum are one lump
 * afterwards, of which it is known, or not, that it grows by a fen or stays.
 */
final class Lumps {
  private final int[] lumps;
  private final BitSet touched = new BitSet();
  private final BitSet unknown = new BitSet();

  Lumps(int partCount) {
    lumps = new int[partCount];
    Arrays.setAll(lumps, part -> part);
  }

  int partCount() {
    return lumps.length;
  }

  boolean areOne(int part, int other) {
    return lumps[part] == lumps[other];
  }

  /** Whether somebody may have paid from one of these. */
  boolean isTouched(BitSet parts) {
    return parts.intersects(touched);
  }

  /**
   * Why these parts are not whole lumps of which it is known how they grow; empty where they are.
   */
  Optional<Silence> whole(BitSet parts) {
    if (parts.intersects(unknown)) {
      return Optional.of(Silence.AFTER_UNPROVED);
    }
    for (int part = 0; part < lumps.length; part++) {
      for (int other = 0; other < lumps.length; other++) {
        if (areOne(part, other) && parts.get(part) != parts.get(other)) {
          return Optional.of(Silence.NARROWER);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * A layer pays.
   *
   * @param filled the parts from which it pays
   * @param counted those that are one sum with them afterwards
   * @param known whether that sum grows by a fen or stays
   */
  void pay(BitSet filled, BitSet counted, boolean known) {
    touched.or(filled);
    BitSet merged = (BitSet) filled.clone();
    merged.or(counted);
    int first = merged.nextSetBit(0);
    for (int part = first; part >= 0; part = merged.nextSetBit(part + 1)) {
      int old = lumps[part];
      for (int other = 0; other < lumps.length; other++) {
        lumps[other] = lumps[other] == old ? lumps[first] : lumps[other];
      }
    }
    for (int part = 0; part < lumps.length; part++) {
      if (!known && first >= 0 && areOne(part, first)) {
        unknown.set(part);
      }
    }
  }
}
