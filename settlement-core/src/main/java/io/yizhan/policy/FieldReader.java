package io.yizhan.policy;

import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Fields;
import io.yizhan.policy.PolicyNode.Items;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads one mapping of a document: asks for fields by name, and at the end reports every field that
 * nobody asked for. A name that stands twice was reported before ({@link MappingKeys}).
 */
final class FieldReader {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd").withResolverStyle(ResolverStyle.STRICT);

  private final IssueLog log;
  private final String whatZh;
  private final int line;
  private final Map<String, Field> fields = new LinkedHashMap<>();

  private FieldReader(IssueLog log, String whatZh, int line) {
    this.log = log;
    this.whatZh = whatZh;
    this.line = line;
  }

  /** Reads the node as named values; an error and no fields when it is something else. */
  static FieldReader of(PolicyNode node, IssueLog log, String what) {
    String shown = Quoted.of(what);
    FieldReader reader = new FieldReader(log, shown, node.line());
    if (!(node instanceof Fields mapping)) {
      log.error(
          node.line(),
          "NOT_A_MAPPING",
          shown + "要写成“名称: 值”的形式。",
          shown + " must be written as 'name: value' pairs.");
      return reader;
    }
    for (Field field : mapping.values()) {
      reader.fields.putIfAbsent(field.name(), field);
    }
    return reader;
  }

  int line() {
    return line;
  }

  /** Takes a field out, so that it is not reported as unused. */
  Optional<PolicyNode> take(String name) {
    Field field = fields.remove(name);
    return field == null ? Optional.empty() : Optional.of(field.value());
  }

  /** A field, which stays to be taken. */
  Optional<PolicyNode> peek(String name) {
    Field field = fields.get(name);
    return field == null ? Optional.empty() : Optional.of(field.value());
  }

  /** Takes a field that must be there. */
  Optional<PolicyNode> require(String name) {
    Optional<PolicyNode> node = take(name);
    if (node.isEmpty()) {
      log.error(
          line,
          "MISSING",
          whatZh + "没有写“" + name + "”。",
          "'" + name + "' is missing in " + whatZh + ".");
    }
    return node;
  }

  /** Takes a text; an empty one is an error. */
  Optional<PolicyTable.Text> text(String name) {
    return take(name).flatMap(node -> asText(node, log));
  }

  /** Takes a text that must be there. */
  Optional<PolicyTable.Text> requireText(String name) {
    return require(name).flatMap(node -> asText(node, log));
  }

  /** Takes a field whose name is none of those asked for so far but begins with the prefix. */
  List<Field> takeStartingWith(String prefix) {
    List<Field> taken =
        fields.values().stream().filter(field -> field.name().startsWith(prefix)).toList();
    taken.forEach(field -> fields.remove(field.name()));
    return taken;
  }

  /** Takes all that is left. */
  List<Field> takeRest() {
    List<Field> rest = List.copyOf(fields.values());
    fields.clear();
    return rest;
  }

  /** Reports every field that nobody took. */
  void refuseRest(Set<String> known) {
    for (Field field : fields.values()) {
      log.unknown(field.line(), "项目", "field", field.name(), known);
    }
  }

  /** The texts of a list, or of a single text split at 、 and commas. */
  static List<PolicyTable.Text> asTexts(PolicyNode node, IssueLog log) {
    List<PolicyTable.Text> texts = new ArrayList<>();
    if (node instanceof Items items) {
      items.values().forEach(value -> asText(value, log).ifPresent(texts::add));
    } else {
      asText(node, log)
          .ifPresent(
              text -> {
                for (String piece : text.value().split("、", -1)) {
                  texts.add(new PolicyTable.Text(piece.strip(), text.line()));
                }
              });
    }
    return texts;
  }

  /** The single text of a node; an error when it is empty or something else. */
  static Optional<PolicyTable.Text> asText(PolicyNode node, IssueLog log) {
    if (!(node instanceof PolicyNode.Text text)) {
      log.error(
          node.line(), "NOT_A_TEXT", "这里要写一个值，不是列表。", "One value must stand here, not a list.");
      return Optional.empty();
    }
    if (text.value().isBlank()) {
      log.error(
          node.line(),
          "EMPTY_CELL",
          "有一格是空的。空格可能是“不限”“同上”“不享受”，请写明。",
          "Empty cell: it could mean any, same as above, or none. Write the word.");
      return Optional.empty();
    }
    return Optional.of(new PolicyTable.Text(text.value().strip(), text.line()));
  }

  /** A civil day as YYYY-MM-DD. */
  static Optional<LocalDate> day(String text, int line, IssueLog log) {
    try {
      return Optional.of(LocalDate.parse(text.strip(), DAY));
    } catch (DateTimeParseException e) {
      String shown = Quoted.of(text.strip());
      String zh =
          WrittenDays.day(text)
              .map(meant -> "日期“" + shown + "”要写成 " + meant + "。")
              .orElse("没有“" + shown + "”这一天（写成 四位年-两位月-两位日）。");
      String en =
          WrittenDays.day(text)
              .map(meant -> "Write the day '" + shown + "' as " + meant + ".")
              .orElse("There is no day '" + shown + "' (write YYYY-MM-DD).");
      log.error(line, "NO_SUCH_DAY", zh, en);
      return Optional.empty();
    }
  }
}
