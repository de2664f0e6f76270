package io.yizhan.policy;

import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Fields;
import io.yizhan.policy.PolicyNode.Items;
import java.util.HashMap;
import java.util.Map;

/**
 * Refuses a name that stands twice in one mapping, wherever in the document: of two values one
 * would hold and the other be dropped in silence.
 */
final class MappingKeys {
  private final IssueLog log;
  private final Lineage lineage;

  MappingKeys(IssueLog log, Lineage lineage) {
    this.log = log;
    this.lineage = lineage;
  }

  /** Checks a node with all below it. */
  void check(PolicyNode node) {
    if (node instanceof Items items) {
      items.values().forEach(this::check);
    } else if (node instanceof Fields fields) {
      Map<String, Field> first = new HashMap<>();
      for (Field field : fields.values()) {
        Field before = first.putIfAbsent(field.name(), field);
        if (before != null) {
          log.error(
              field.line(),
              "WRITTEN_TWICE",
              "“"
                  + field.name()
                  + "”写了两次（"
                  + lineage.seenFrom(field.line(), before.line(), "第 %d 行")
                  + "已写），只留一次。",
              "'"
                  + field.name()
                  + "' is written twice (first in "
                  + lineage.seenFrom(field.line(), before.line(), "line %d")
                  + "); keep one.");
        }
        check(field.value());
      }
    }
  }
}
