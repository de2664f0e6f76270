package io.yizhan.policy;

import io.yizhan.policy.EditionResolver.Replaced;
import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Fields;
import io.yizhan.policy.PolicyNode.Items;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Layers that an edition takes out while what stays still names them. The lines that name them are
 * right where they stand, so that the mistake is the edition's.
 */
final class EditionRemovals {
  /** The most places that one message names. */
  private static final int NAMED_MAX = 5;

  /** Fields whose texts are only read by people. */
  private static final Set<String> PROSE = Set.of("says", "cite", "assumed", "sources");

  private final IssueLog log;
  private final Lineage lineage;

  EditionRemovals(IssueLog log, Lineage lineage) {
    this.log = log;
    this.lineage = lineage;
  }

  /**
   * Reports each layer that was removed and is still named.
   *
   * @param above the document before the edition
   * @param document what the edition left
   * @param changes what the edition replaced
   */
  void check(PolicyNode above, Map<String, Field> document, List<Replaced> changes) {
    EditionLayers left = new EditionLayers(new IssueLog(""), document);
    Field layers = EditionNodes.byName(above).get("layers");
    List<String> before =
        layers != null && layers.value() instanceof Items all ? names(all) : List.of();
    for (Replaced change : changes) {
      boolean removed = change.subject().equals("layer") && change.now().isEmpty();
      PolicyTable.Text key = new PolicyTable.Text(change.was(), change.line());
      if (!removed || left.place(key).isPresent()) {
        continue;
      }
      Pattern use =
          before.stream()
              .filter(name -> EditionNodes.names(change.was(), name))
              .findFirst()
              .map(EditionRemovals::use)
              .orElseGet(() -> use(change.was()));
      Set<Integer> lines = new TreeSet<>();
      document.values().forEach(field -> find(field, use, lines));
      if (!lines.isEmpty()) {
        report(change, lines);
      }
    }
  }

  /** What names a layer elsewhere: {@code db.paid}, {@code in.left@db}, {@code as db}. */
  private static Pattern use(String name) {
    String names =
        Arrays.stream(name.split("\\s+", 2)).map(Pattern::quote).collect(Collectors.joining("|"));
    String end = "(?![\\p{L}\\p{N}_])";
    return Pattern.compile(
        "(?<![\\p{L}\\p{N}_])(?:"
            + names
            + ")\\.(?:base|基数|deductible|起付|paid|支付|copay|自付|excess|超出|times|次数)"
            + end
            + "|@(?:"
            + names
            + ")"
            + end
            + "|^(?:as\\s+|同\\s*)(?:"
            + names
            + ")$");
  }

  private static List<String> names(Items layers) {
    return layers.values().stream()
        .map(layer -> EditionNodes.byName(layer).get("layer"))
        .filter(Objects::nonNull)
        .map(field -> EditionNodes.text(field.value()))
        .toList();
  }

  private static void find(Field field, Pattern use, Set<Integer> lines) {
    if (PROSE.contains(HeadingWords.setting(field.name()))) {
      return;
    }
    if (use.matcher(field.name()).find()) {
      lines.add(field.line());
    }
    find(field.value(), use, lines);
  }

  private static void find(PolicyNode node, Pattern use, Set<Integer> lines) {
    if (node instanceof Fields fields) {
      fields.values().forEach(field -> find(field, use, lines));
    } else if (node instanceof Items items) {
      items.values().forEach(each -> find(each, use, lines));
    } else if (use.matcher(EditionNodes.text(node)).find()) {
      lines.add(node.line());
    }
  }

  private void report(Replaced change, Set<Integer> lines) {
    List<String> places = lines.stream().limit(NAMED_MAX).map(lineage::at).toList();
    boolean more = lines.size() > NAMED_MAX;
    log.error(
        change.line(),
        "REMOVED_STILL_NAMED",
        "本版去掉了“"
            + change.was()
            + "”层，可是还有地方用到它："
            + String.join("、", places)
            + (more ? " 等" : "")
            + "。在本版里一并改掉或去掉（累计账：set: {账: 没有}）。",
        "This edition removes layer '"
            + change.was()
            + "', which is still named at "
            + String.join(", ", places)
            + (more ? " and more" : "")
            + ": change or remove that here, too (an account: set: {NAME: absent}).");
  }
}
