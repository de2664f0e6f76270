package io.yizhan.policy;

import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Fields;
import io.yizhan.policy.PolicyNode.Items;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The layers of a document, while editions change, add and remove them. */
final class EditionLayers {
  private static final String LAYERS = "layers";
  private static final String LAYER = "layer";

  private final IssueLog log;
  private final Map<String, Field> document;

  EditionLayers(IssueLog log, Map<String, Field> document) {
    this.log = log;
    this.document = document;
  }

  /** Whether these are the fields of a layer. */
  static boolean isLayer(Map<String, Field> fields) {
    return fields.containsKey(LAYER);
  }

  /** The key of a layer, before its Chinese name. */
  static String keyOf(PolicyNode layer) {
    return name(layer).split("\\s+")[0];
  }

  private static String name(PolicyNode layer) {
    Field field = EditionNodes.byName(layer).get(LAYER);
    return field == null ? "" : EditionNodes.text(field.value());
  }

  /** The place of the layer with this key or Chinese name. */
  Optional<Integer> place(PolicyTable.Text named) {
    List<PolicyNode> layers = all();
    for (int i = 0; i < layers.size(); i++) {
      if (EditionNodes.names(named.value(), name(layers.get(i)))) {
        return Optional.of(i);
      }
    }
    List<String> known = layers.stream().map(EditionLayers::keyOf).toList();
    log.unknown(named.line(), "支付层", "layer", named.value(), known);
    return Optional.empty();
  }

  PolicyNode at(int place) {
    return all().get(place);
  }

  int line(int place) {
    return at(place).line();
  }

  void replace(int place, Fields layer) {
    List<PolicyNode> layers = all();
    layers.set(place, layer);
    store(layers);
  }

  void insert(int place, PolicyNode layer) {
    List<PolicyNode> layers = all();
    layers.add(place, layer);
    store(layers);
  }

  void remove(int place) {
    List<PolicyNode> layers = all();
    layers.remove(place);
    store(layers);
  }

  private List<PolicyNode> all() {
    Field layers = document.get(LAYERS);
    return layers != null && layers.value() instanceof Items items
        ? new ArrayList<>(items.values())
        : new ArrayList<>();
  }

  private void store(List<PolicyNode> layers) {
    Field above = document.get(LAYERS);
    int line = above == null ? 0 : above.line();
    document.put(LAYERS, new Field(LAYERS, line, new Items(layers, line)));
  }
}
