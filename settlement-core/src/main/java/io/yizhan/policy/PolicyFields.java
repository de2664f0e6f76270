package io.yizhan.policy;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The fields that the readers know, by the kind of mapping: what an editor may offer. */
public final class PolicyFields {
  private PolicyFields() {}

  /**
   * Of a policy, an edition, a change of it, a layer, a source; caps on accounts not among them.
   */
  public static Map<String, Set<String>> all() {
    Set<String> change = new HashSet<>(EditionChanges.LAYER_FIELDS);
    change.addAll(EditionChanges.SECTION_FIELDS);
    change.addAll(EditionChanges.ADD_FIELDS);
    change.addAll(EditionChanges.REMOVE_FIELDS);
    return Map.of(
        "policy", PolicyReader.FIELDS,
        "edition", EditionResolver.FIELDS,
        "change", Set.copyOf(change),
        "layer", LayerReader.FIELDS,
        "source", HeaderReader.SOURCE_FIELDS);
  }
}
