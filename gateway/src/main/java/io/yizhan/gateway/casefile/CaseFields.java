package io.yizhan.gateway.casefile;

import io.yizhan.claim.Care;
import io.yizhan.money.Yuan;
import io.yizhan.policy.PolicyNode;
import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Fields;
import io.yizhan.policy.PolicyNode.Items;
import io.yizhan.policy.PolicyNode.Text;
import io.yizhan.policy.Quoted;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The named values of one mapping, each read as what it must be. What is absent or empty is not
 * there: an empty cell of a spreadsheet says nothing.
 */
final class CaseFields {
  private static final Pattern LIST_MARK = Pattern.compile("[、；;]");
  private static final int PLAIN_DATE_LENGTH = 10;
  private static final Pattern DATE_MARK = Pattern.compile("[-/.年月日]");

  private final Map<FieldName, PolicyNode> values = new EnumMap<>(FieldName.class);
  private final Optional<CaseFields> shared;
  private final CaseLog log;
  private final int line;

  private CaseFields(PolicyNode node, CaseLog log, Optional<CaseFields> shared) {
    this.line = node.line();
    this.log = log;
    this.shared = shared;
  }

  /** Reads a mapping that may have these fields only. */
  static CaseFields of(PolicyNode node, Set<FieldName> known, CaseLog log) {
    return of(node, known, log, Optional.empty());
  }

  /** The same, where what is not written here may be written in {@code shared} for all. */
  static CaseFields of(
      PolicyNode node, Set<FieldName> known, CaseLog log, Optional<CaseFields> shared) {
    CaseFields fields = new CaseFields(node, log, shared);
    for (Field field : mapping(node, log)) {
      Optional<FieldName> name = FieldName.parse(field.name());
      if (name.isEmpty() || !known.contains(name.get())) {
        log.unknown(
            field.line(),
            "栏目",
            "field",
            field.name(),
            known.stream().flatMap(f -> Stream.of(f.code(), f.nameZh())).toList());
      } else if (fields.values.putIfAbsent(name.get(), field.value()) != null) {
        log.error(
            field.line(),
            "WRITTEN_TWICE",
            "“" + Quoted.of(field.name()) + "”写了两次。",
            "'" + Quoted.of(field.name()) + "' is written twice.");
      }
    }
    return fields;
  }

  /** The fields of a mapping; an error and none where it is something else. */
  static List<Field> mapping(PolicyNode node, CaseLog log) {
    if (node instanceof Fields fields) {
      return fields.values();
    }
    log.error(
        node.line(), "NOT_A_MAPPING", "这里要写成“名称: 值”。", "This must be written as 'name: value'.");
    return List.of();
  }

  int line() {
    return line;
  }

  boolean has(FieldName name) {
    return node(name).isPresent();
  }

  /** The facts that are no fields of every claim. */
  List<Field> ownFacts() {
    Optional<PolicyNode> facts = node(FieldName.FACTS);
    if (facts.isEmpty()) {
      return List.of();
    }
    return mapping(facts.get(), log).stream()
        .filter(fact -> FieldName.parse(fact.name()).filter(FieldName.SHARED::contains).isEmpty())
        .toList();
  }

  private Optional<PolicyNode> amongFacts(FieldName name) {
    PolicyNode facts = values.get(FieldName.FACTS);
    if (!FieldName.SHARED.contains(name) || !(facts instanceof Fields mapping)) {
      return Optional.empty();
    }
    return mapping.values().stream()
        .filter(fact -> name.isWritten(fact.name()))
        .map(Field::value)
        .findFirst();
  }

  /** The value, unless it is absent or an empty text; a fact may stand among the facts. */
  Optional<PolicyNode> node(FieldName name) {
    PolicyNode value = values.get(name);
    if (value != null) {
      boolean empty = value instanceof Text text && text.value().isBlank();
      return empty ? Optional.empty() : Optional.of(value);
    }
    Optional<PolicyNode> fact = amongFacts(name);
    boolean ofCase = FieldName.SHARED.contains(name) || FieldName.OF_PERSON.contains(name);
    return fact.isEmpty() && ofCase && shared.isPresent() ? shared.get().node(name) : fact;
  }

  /** A single text. */
  Optional<Text> text(FieldName name) {
    Optional<PolicyNode> value = node(name);
    return value.isPresent() ? asText(value.get(), log) : Optional.empty();
  }

  String textOr(FieldName name, String fallback) {
    Optional<Text> text = text(name);
    return text.isPresent() ? text.get().value() : fallback;
  }

  /** A division of six digits; this one when none is written. */
  String regionOr(FieldName name, String fallback) {
    return text(name).map(text -> region(text, log)).orElse(fallback);
  }

  /** A division of six digits, as at the gateway's door; an error where it is none. */
  static String region(Text text, CaseLog log) {
    if (!isNumber(text.value(), CaseWords.REGION_DIGITS)
        || text.value().length() != CaseWords.REGION_DIGITS) {
      log.error(
          text.line(),
          "BAD_REGION",
          "“" + Quoted.of(text.value()) + "”要写成六位行政区划代码，如 410122。",
          "'" + Quoted.of(text.value()) + "' must be a division of six digits, as 410122.");
    }
    return text.value();
  }

  /** An amount in yuan; 0 when it is not written. */
  long fen(FieldName name) {
    Optional<Text> text = text(name);
    return text.isPresent() ? fen(text.get(), log).orElse(0) : 0;
  }

  Optional<LocalDate> date(FieldName name) {
    return text(name).flatMap(text -> date(text, log));
  }

  /** The elements of a list; one value is a list of one. */
  List<PolicyNode> items(FieldName name) {
    return node(name).map(CaseFields::itemsOf).orElse(List.of());
  }

  static List<PolicyNode> itemsOf(PolicyNode value) {
    if (value instanceof Items items) {
      return items.values();
    }
    if (value instanceof Text text) {
      if (!LIST_MARK.matcher(text.value()).find()) {
        return text.value().isBlank() ? List.of() : List.of(stripped(text));
      }
      List<PolicyNode> parts = new ArrayList<>();
      for (String part : LIST_MARK.split(text.value(), -1)) {
        if (!part.isBlank()) {
          parts.add(new Text(part.strip(), text.line()));
        }
      }
      return parts;
    }
    return List.of(value);
  }

  /** Yes or no. */
  boolean isYes(FieldName name) {
    Optional<Text> text = text(name);
    return text.isPresent() && isYes(text.get(), log);
  }

  static boolean isYes(Text text, CaseLog log) {
    switch (text.value()) {
      case "yes", "true", "是", "有" -> {
        return true;
      }
      case "no", "false", "否", "无" -> {
        return false;
      }
      default -> {
        log.error(
            text.line(),
            "NOT_YES_OR_NO",
            "“" + Quoted.of(text.value()) + "”要写成“是”或“否”（第三方责任写“有”或“无”）。",
            "'" + Quoted.of(text.value()) + "' must be yes or no.");
        return false;
      }
    }
  }

  static Optional<Text> asText(PolicyNode node, CaseLog log) {
    if (node instanceof Text text) {
      return Optional.of(stripped(text));
    }
    log.error(node.line(), "NOT_A_TEXT", "这里要写一个值。", "This must be a single value.");
    return Optional.empty();
  }

  /** The text without white space around it. */
  static Text stripped(Text text) {
    String value = text.value().strip();
    return value.length() == text.value().length() ? text : new Text(value, text.line());
  }

  /** Whether the text is a whole number of 1 to this many digits. */
  static boolean isNumber(String text, int digitsMax) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= digitsMax;
  }

  /** An amount; a spreadsheet's thousands commas are read too. */
  static OptionalLong fen(Text text, CaseLog log) {
    boolean negative = text.value().startsWith("-");
    String digits = negative ? text.value().substring(1) : text.value();
    OptionalLong fen = Yuan.parsePrinted(digits);
    if (fen.isEmpty()) {
      log.error(
          text.line(),
          "BAD_AMOUNT",
          "金额“" + Quoted.of(text.value()) + "”要写成 20000、2875.30 或 2万，单位元，最多两位小数。",
          "Amount '"
              + Quoted.of(text.value())
              + "' must read 20000, 2875.30 or 2万: yuan, whole fen.");
      return fen;
    }
    return OptionalLong.of(negative ? -fen.getAsLong() : fen.getAsLong());
  }

  /** 2016-07-20 as nearly every file has it, without looking for other ways to write a day. */
  private static Optional<LocalDate> plainDate(String text) {
    if (text.length() != PLAIN_DATE_LENGTH || text.charAt(4) != '-' || text.charAt(7) != '-') {
      return Optional.empty();
    }
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (i != 4 && i != 7) {
        if (each < '0' || each > '9') {
          return Optional.empty();
        }
        digits = digits * 10 + each - '0';
      }
    }
    int year = digits / 10_000;
    int month = digits / 100 % 100;
    int day = digits % 100;
    boolean inEveryMonth = month >= 1 && month <= 12 && day >= 1 && day <= 28;
    return inEveryMonth ? Optional.of(LocalDate.of(year, month, day)) : Optional.empty();
  }

  static Optional<LocalDate> date(Text text, CaseLog log) {
    Optional<LocalDate> plain = plainDate(text.value());
    if (plain.isPresent()) {
      return plain;
    }
    String[] parts = DATE_MARK.split(text.value());
    try {
      if (parts.length == 3) {
        return Optional.of(
            LocalDate.of(
                Integer.parseInt(parts[0]),
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2])));
      }
    } catch (DateTimeException | NumberFormatException e) {
      // A day that does not exist is reported as what it is below.
    }
    log.error(
        text.line(),
        "BAD_DATE",
        "没有“" + Quoted.of(text.value()) + "”这一天。日期写 2016-07-20。",
        "There is no day '" + Quoted.of(text.value()) + "'. Write 2016-07-20.");
    return Optional.empty();
  }

  /** The kind of treatment, or an error that names the nearest. */
  Optional<Care> care() {
    Optional<Text> written = text(FieldName.CARE);
    if (written.isEmpty()) {
      log.missing(line, FieldName.CARE.code(), FieldName.CARE.nameZh());
      return Optional.empty();
    }
    Optional<Care> care = Care.parse(written.get().value());
    if (care.isEmpty()) {
      log.notOneOf(
          written.get().line(),
          FieldName.CARE.nameZh(),
          "type of care",
          written.get().value(),
          Stream.of(Care.values()).map(c -> c.nameZh() + " " + c.code()).toList());
    }
    return care;
  }
}
