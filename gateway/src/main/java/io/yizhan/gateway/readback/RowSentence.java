package io.yizhan.gateway.readback;

import io.yizhan.money.Yuan;
import io.yizhan.policy.PolicyNode;
import io.yizhan.policy.PolicyNode.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** One row in words: for whom, on what, how much, at most how much. */
final class RowSentence {
  /** What is said elsewhere, or says nothing of the row's effect. */
  private static final Set<String> SILENT =
      Set.of("layer", "fund", "stage", "amount", "cite", "otherwise", "says");

  private static final Set<String> SPOKEN =
      Set.of(
          "when",
          "needs",
          "counts",
          "over",
          "threshold",
          "rate",
          "band",
          "trigger",
          "own_at_most",
          "less",
          "earlier",
          "adjust",
          "paid_by",
          "rate_at_most",
          "day_price",
          "bands_from",
          "fills",
          "declares");

  private final Map<String, PolicyNode> said;
  private final Phrases phrases;
  private final PayPhrases pays;

  RowSentence(Map<String, PolicyNode> said, Phrases phrases) {
    this.said = said;
    this.phrases = phrases;
    this.pays = new PayPhrases(said, phrases);
  }

  String zh() {
    List<String> parts = new ArrayList<>();
    said.forEach((name, value) -> condition(name, value, true).ifPresent(parts::add));
    text("needs").ifPresent(record -> parts.add("凭" + afterKey(record)));
    parts.add(text("counts").map(phrases::quantityZh).orElse(isSupplied() ? "由医保结算提供" : "基数未写"));
    if (!isSupplied()) {
      parts.add(pays.lineZh());
    }
    parts.addAll(pays.shareZh());
    parts.addAll(pays.besidesZh());
    List<String> caps = new ArrayList<>();
    said.forEach((name, value) -> capZh(name, Readback.text(value)).ifPresent(caps::add));
    return String.join("，", parts) + (caps.isEmpty() ? "" : "；" + String.join("，", caps)) + "。";
  }

  String en() {
    List<String> conditions = new ArrayList<>();
    said.forEach((name, value) -> condition(name, value, false).ifPresent(conditions::add));
    List<String> parts = new ArrayList<>();
    String base = text("counts").map(phrases::quantityEn).orElse("");
    parts.add(isSupplied() ? suppliedEn(base) : pays.shareEn(base));
    text("needs").ifPresent(record -> parts.add("with " + record.split("\\s+")[0] + " on record"));
    if (!isSupplied()) {
      parts.add(pays.lineEn());
    }
    parts.addAll(pays.besidesEn());
    List<String> caps = new ArrayList<>();
    said.forEach((name, value) -> capEn(name, Readback.text(value)).ifPresent(caps::add));
    return (conditions.isEmpty() ? "" : String.join("; ", conditions) + ": ")
        + String.join(", ", parts)
        + (caps.isEmpty() ? "" : "; " + String.join(", ", caps))
        + ".";
  }

  private static String suppliedEn(String base) {
    return "as the insurer settles" + (base.isEmpty() ? "" : " of " + base);
  }

  private boolean isSupplied() {
    return said.containsKey("amount")
        && !said.containsKey("rate")
        && !said.containsKey("band")
        && !said.containsKey("own_at_most");
  }

  private Optional<String> text(String name) {
    return Optional.ofNullable(said.get(name)).map(Readback::text).filter(t -> !t.isEmpty());
  }

  /** A condition; those of {@code when} are each a condition of the same kind. */
  private Optional<String> condition(String name, PolicyNode value, boolean chinese) {
    if (name.equals("when") && value instanceof Fields when) {
      List<String> each = new ArrayList<>();
      when.values().stream()
          .filter(field -> !isNarrowed(field.name(), Readback.text(field.value())))
          .forEach(
              field ->
                  each.add(phrases.condition(field.name(), Readback.text(field.value()), chinese)));
      return each.isEmpty()
          ? Optional.empty()
          : Optional.of(String.join(chinese ? "，" : "; ", each));
    }
    boolean other =
        SILENT.contains(name) || SPOKEN.contains(name) || name.equals("cap") || isCap(name);
    return other
        ? Optional.empty()
        : Optional.of(phrases.condition(name, Readback.text(value), chinese));
  }

  /** Whether the row says which of these words it is for, so that they need not be said. */
  private boolean isNarrowed(String subject, String words) {
    List<String> wider = List.of(phrases.zh(words).split("、"));
    return said.entrySet().stream()
        .filter(cell -> phrases.meaningOf(cell.getKey()).equals(phrases.meaningOf(subject)))
        .map(cell -> phrases.zh(Readback.text(cell.getValue())).split("、"))
        .anyMatch(narrower -> wider.containsAll(List.of(narrower)));
  }

  private static boolean isCap(String name) {
    return name.startsWith("cap ");
  }

  private Optional<String> capZh(String name, String value) {
    if (name.equals("cap")) {
      return Optional.of(isUnlimited(value) ? "不设限额" : "限额 " + phrases.amountZh(value));
    }
    if (!isCap(name)) {
      return Optional.empty();
    }
    String account = name.substring("cap ".length());
    String said = account.equals("visit") ? "单次" : phrases.zh(account);
    if (isUnlimited(value)) {
      return Optional.of(said + "不设限额");
    }
    if (value.equals("available")) {
      return Optional.of("以" + said + "余额为限");
    }
    return Optional.of(
        said + "不超过 " + (phrases.counts(account) ? value + " 次" : phrases.amountZh(value)));
  }

  private Optional<String> capEn(String name, String value) {
    if (name.equals("cap")) {
      return Optional.of(isUnlimited(value) ? "no cap" : "at most " + phrases.amountEn(value));
    }
    if (!isCap(name)) {
      return Optional.empty();
    }
    String account = name.substring("cap ".length());
    String in = account.equals("visit") ? " a visit" : " in " + phrases.en(account);
    if (isUnlimited(value)) {
      return Optional.of("no cap" + in);
    }
    if (value.equals("available")) {
      return Optional.of("as far as " + phrases.en(account) + " has money");
    }
    String times = value.equals("1") ? " time" : " times";
    String most = phrases.counts(account) ? value + times : phrases.amountEn(value);
    return Optional.of("at most " + most + in);
  }

  private static boolean isUnlimited(String value) {
    return value.equals("unlimited") || value.equals("不限");
  }

  /** The Chinese half of a name. */
  private static String afterKey(String name) {
    String[] halves = name.split("\\s+", 2);
    return halves[halves.length - 1];
  }

  /** An amount with its commas; anything else as it stands. */
  static String yuan(String typed) {
    OptionalLong fen = Yuan.parse(typed);
    return fen.isPresent() ? Yuan.format(fen.getAsLong()) : typed;
  }
}
