package io.yizhan.settlement;

import io.yizhan.policy.EditionResolver;
import io.yizhan.policy.PolicyNode;
import io.yizhan.policy.PolicyReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A document as maps, lists and texts: read as a file would be, and printed as YAML. */
public final class PolicyTree {
  private PolicyTree() {}

  public static PolicyReader.Reading read(Map<String, Object> document) {
    return read(List.of(document));
  }

  /** A chain of editions, the nearest first. */
  static PolicyReader.Reading read(List<Map<String, Object>> chain) {
    List<EditionResolver.Part> parts = new ArrayList<>();
    for (Map<String, Object> document : chain) {
      String file = "random" + parts.size() + ".yaml";
      parts.add(new EditionResolver.Part(file, node(document), List.of()));
    }
    return PolicyReader.read(EditionResolver.resolve(parts));
  }

  private static PolicyNode node(Object tree) {
    if (tree instanceof Map<?, ?> fields) {
      List<PolicyNode.Field> values = new ArrayList<>();
      fields.forEach(
          (name, value) -> values.add(new PolicyNode.Field(name.toString(), 1, node(value))));
      return new PolicyNode.Fields(values, 1);
    }
    if (tree instanceof List<?> items) {
      return new PolicyNode.Items(items.stream().map(PolicyTree::node).toList(), 1);
    }
    return new PolicyNode.Text(tree.toString(), 1);
  }

  /** Each field of the document on a line, each layer on a line. */
  public static String yaml(Map<String, Object> document) {
    StringBuilder text = new StringBuilder();
    document.forEach(
        (name, value) -> {
          if (name.equals("layers") && value instanceof List<?> layers) {
            text.append("layers:\n");
            layers.forEach(layer -> text.append("- ").append(flow(layer)).append('\n'));
          } else {
            text.append(name).append(": ").append(flow(value)).append('\n');
          }
        });
    return text.toString();
  }

  private static String flow(Object tree) {
    if (tree instanceof Map<?, ?> fields) {
      return fields.entrySet().stream()
          .map(field -> scalar(field.getKey().toString()) + ": " + flow(field.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    if (tree instanceof List<?> items) {
      return items.stream().map(PolicyTree::flow).collect(Collectors.joining(", ", "[", "]"));
    }
    return scalar(tree.toString());
  }

  private static String scalar(String text) {
    return text.matches("[\\p{L}\\p{N}_.%、 -]+") && !text.startsWith("-") ? text : '"' + text + '"';
  }
}
