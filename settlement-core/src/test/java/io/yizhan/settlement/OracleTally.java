package io.yizhan.settlement;

import java.util.Map;
import java.util.TreeMap;

/** How often a feature of the language really took part in a claim. */
final class OracleTally {
  private final Map<String, Integer> seen = new TreeMap<>();

  void see(String feature, boolean really) {
    if (really) {
      seen.merge(feature, 1, Integer::sum);
    }
  }

  int times(String feature) {
    return seen.getOrDefault(feature, 0);
  }

  Map<String, Integer> all() {
    return seen;
  }
}
