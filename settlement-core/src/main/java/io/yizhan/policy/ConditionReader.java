package io.yizhan.policy;

import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyTable.Condition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads conditions: cells of a table, and the pairs of a {@code when}. */
final class ConditionReader {
  private final IssueLog log;

  ConditionReader(IssueLog log) {
    this.log = log;
  }

  /** {@code {care: 住院, age: ≥60}}. */
  List<Condition> conditions(PolicyNode node) {
    List<Condition> conditions = new ArrayList<>();
    Map<String, Field> first = new HashMap<>();
    for (Field field : FieldReader.of(node, log, "when").takeRest()) {
      Field before = first.putIfAbsent(canonical(field.name()), field);
      if (before != null) {
        log.error(
            field.line(),
            "WRITTEN_TWICE",
            "“" + field.name() + "”和“" + before.name() + "”是同一项条件，只留一个。",
            "'" + field.name() + "' and '" + before.name() + "' are one condition; keep one.");
      }
      condition(field.name(), field.value()).ifPresent(conditions::add);
    }
    return conditions;
  }

  /** One cell; {@code any} and 不限 are no condition. */
  Optional<Condition> condition(String subject, PolicyNode cell) {
    List<String> values = new ArrayList<>();
    boolean not = false;
    for (PolicyTable.Text text : FieldReader.asTexts(cell, log)) {
      String value = text.value();
      if (value.equals("any") || value.equals("不限")) {
        return Optional.empty();
      }
      if (value.startsWith("not ") || value.startsWith("非 ")) {
        not = true;
        value = value.substring(value.indexOf(' ')).strip();
      }
      String word = value.equals("其余") ? ConditionTables.ELSE : value;
      if (values.contains(word)) {
        log.mistake(
            text.line(),
            "WRITTEN_TWICE",
            "“" + Quoted.of(value) + "”在同一格里写了两次，只留一个；是不是漏了另一个词？",
            "'"
                + Quoted.of(value)
                + "' stands twice in one cell: keep one, or was another word meant?");
      }
      values.add(word);
    }
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(new Condition(canonical(subject), not, values, cell.line()));
  }

  /** The code of a common fact that was named in Chinese. */
  private static String canonical(String subject) {
    return Arrays.stream(Fact.values())
        .filter(fact -> fact.isNamed(subject))
        .map(Fact::code)
        .findFirst()
        .orElse(subject);
  }
}
