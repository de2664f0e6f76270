package io.yizhan.gateway.readback;

import io.yizhan.policy.PolicyNode;
import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Fields;
import io.yizhan.policy.PolicyNode.Items;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How much of a base a row pays, and who pays it, in words. */
final class PayPhrases {
  private final Map<String, PolicyNode> said;
  private final Phrases phrases;

  PayPhrases(Map<String, PolicyNode> said, Phrases phrases) {
    this.said = said;
    this.phrases = phrases;
  }

  private Optional<String> text(String name) {
    return Optional.ofNullable(said.get(name)).map(Readback::text).filter(t -> !t.isEmpty());
  }

  /** {@code 70%}, {@code 定额16000}, {@code as basic}, {@code 核定 10%..20%}. */
  String rateZh(String rate) {
    if (isFlat(rate)) {
      return "定额支付 " + phrases.amountZh(flat(rate)) + " 元";
    }
    if (isCopied(rate)) {
      return "按与“" + phrases.subjectZh(copied(rate)) + "”相同的比例支付";
    }
    return rate.contains("..")
        ? "按核定的比例（" + range(rate).replace("..", " 至 ") + "）支付"
        : "按 " + rate + " 支付";
  }

  String rateEn(String rate) {
    if (isFlat(rate)) {
      return "a flat sum of " + phrases.amountEn(flat(rate)) + ", whatever the amount";
    }
    if (isCopied(rate)) {
      return "at the rate of " + copied(rate);
    }
    return rate.contains("..")
        ? "at a decided rate (" + range(rate).replace("..", " to ") + ")"
        : rate;
  }

  /** The share that is paid: one rate, one band of several rows, or all bands. */
  List<String> shareZh() {
    String band = text("band").orElse("").replace("next", "转下层");
    Optional<String> rate = text("rate");
    if (rate.isEmpty()) {
      return band.isEmpty() ? List.of() : List.of("分段支付（" + band + "）");
    }
    boolean next = isNext(rate.get());
    String paid = next ? "转下层" : rateZh(rate.get());
    return List.of(band.isEmpty() ? paid : "费用段 " + band + " " + paid);
  }

  /** The same in English, with what it is a share of. */
  String shareEn(String base) {
    String band = text("band").orElse("").replace("转下层", "next").replace("；", ", ");
    Optional<String> rate = text("rate");
    String of = base.isEmpty() ? "" : " of " + base;
    if (rate.isEmpty()) {
      boolean all = said.containsKey("own_at_most");
      return (all ? "all" : band.isEmpty() ? "" : "by bands (" + band + ")") + of;
    }
    if (isNext(rate.get())) {
      return "the band " + band + of + " is left to the next layer";
    }
    return rateEn(rate.get()) + (band.isEmpty() ? "" : " of the band " + band) + of;
  }

  private static boolean isNext(String rate) {
    return rate.equals("next") || rate.equals("转下层");
  }

  /** From where bands are counted, where a threshold leaves that open. */
  private Optional<String> bandsFrom(boolean chinese) {
    if (!said.containsKey("band") || !said.containsKey("threshold")) {
      return Optional.empty();
    }
    boolean threshold = text("bands_from").filter("threshold"::equals).isPresent();
    return Optional.of(
        chinese
            ? "费用段从" + (threshold ? "起付线" : "零") + "算起"
            : "bands counted from " + (threshold ? "the threshold" : "zero"));
  }

  private static boolean isFlat(String rate) {
    return rate.startsWith("定额") || rate.startsWith("flat");
  }

  private static String flat(String rate) {
    return rate.replaceFirst("^(定额|flat)\\s*", "");
  }

  private static boolean isCopied(String rate) {
    return rate.startsWith("as ") || rate.startsWith("同");
  }

  private static String copied(String rate) {
    return rate.replaceFirst("^(as|同)\\s*", "");
  }

  private static String range(String rate) {
    String[] words = rate.split("\\s+");
    return words[words.length - 1];
  }

  /** The threshold, or what stands in its place. */
  String lineZh() {
    if (said.containsKey("own_at_most")) {
      return "本人自付不超过 " + phrases.amountZh(text("own_at_most").orElse("")) + overZh() + "，其余全付";
    }
    Optional<String> trigger = text("trigger");
    if (trigger.isPresent()) {
      return (isBeyond(trigger.get()) ? "超过 " : "达到 ")
          + phrases.amountZh(reached(trigger.get()))
          + " 后从第一元算起"
          + overZh();
    }
    return text("threshold")
        .map(line -> "起付线 " + phrases.amountZh(line) + overZh())
        .orElse("不设起付线");
  }

  String lineEn() {
    if (said.containsKey("own_at_most")) {
      return "the person bears at most "
          + phrases.amountEn(text("own_at_most").orElse(""))
          + overEn();
    }
    Optional<String> trigger = text("trigger");
    if (trigger.isPresent()) {
      return "from the first yuan once "
          + (isBeyond(trigger.get()) ? "above " : "at ")
          + phrases.amountEn(reached(trigger.get()))
          + overEn();
    }
    return text("threshold")
        .map(line -> "threshold " + phrases.amountEn(line) + overEn())
        .orElse("no threshold");
  }

  private static boolean isBeyond(String trigger) {
    return trigger.startsWith("超过") || trigger.startsWith("over");
  }

  private static String reached(String trigger) {
    return trigger.replaceFirst("^(超过|满|over)\\s*", "");
  }

  /** What else bears on the payment: adjustments, what is subtracted, who shares it, to whom. */
  List<String> besidesZh() {
    List<String> parts = new ArrayList<>();
    bandsFrom(true).ifPresent(parts::add);
    text("day_price").ifPresent(price -> parts.add("每日折 " + RowSentence.yuan(price)));
    text("rate_at_most").ifPresent(rate -> parts.add("比例最高 " + rate));
    text("less").ifPresent(account -> parts.add("再减去“" + phrases.subjectZh(account) + "”已有的数"));
    text("earlier")
        .filter(word -> word.equals("counted"))
        .ifPresent(word -> parts.add("达到时补付以前各次"));
    adjustments("：", "，", true).forEach(parts::add);
    shares().ifPresent(shares -> parts.add("由 " + shares.replace("rest", "其余") + " 分担"));
    text("fills")
        .ifPresent(
            into -> parts.add(isBeside(into) ? "另付本人" : "付入“" + phrases.quantityZh(into) + "”"));
    return parts;
  }

  List<String> besidesEn() {
    List<String> parts = new ArrayList<>();
    bandsFrom(false).ifPresent(parts::add);
    text("day_price").ifPresent(price -> parts.add("a day as " + RowSentence.yuan(price)));
    text("rate_at_most").ifPresent(rate -> parts.add("rate at most " + rate));
    text("less").ifPresent(account -> parts.add("less what " + account + " holds"));
    text("earlier")
        .filter(word -> word.equals("counted"))
        .ifPresent(word -> parts.add("earlier visits are paid when it is reached"));
    adjustments(": ", ", ", false).forEach(parts::add);
    shares().ifPresent(shares -> parts.add("shared by " + shares.replace("、", ", ")));
    text("fills")
        .ifPresent(
            into ->
                parts.add(
                    isBeside(into)
                        ? "paid to the person, beside the bill"
                        : "paid into " + phrases.en(into)));
    return parts;
  }

  private static boolean isBeside(String into) {
    return into.equals("beside") || into.equals("另付本人");
  }

  private List<String> adjustments(String colon, String joint, boolean chinese) {
    List<String> all = new ArrayList<>();
    if (said.get("adjust") instanceof Items items) {
      for (PolicyNode item : items.values()) {
        List<String> changes = new ArrayList<>();
        String when = "";
        String cite = "";
        for (Field field : item instanceof Fields mapping ? mapping.values() : List.<Field>of()) {
          String value = Readback.text(field.value());
          if (field.name().equals("when")) {
            when = conditions(field.value(), chinese);
          } else if (field.name().equals("cite")) {
            cite = value;
          } else if (!field.name().equals("says")) {
            String name =
                chinese
                    ? phrases.subjectZh(field.name()).replaceFirst("^cap ", "限额 ")
                    : field.name();
            changes.add(name + " " + value);
          }
        }
        String clause = cite.isEmpty() ? "" : chinese ? "〔" + cite + "〕" : " [" + cite + "]";
        all.add((chinese ? "其中 " : "for ") + when + colon + String.join(joint, changes) + clause);
      }
    }
    return all;
  }

  private String conditions(PolicyNode when, boolean chinese) {
    List<String> each = new ArrayList<>();
    if (when instanceof Fields mapping) {
      for (Field field : mapping.values()) {
        each.add(phrases.condition(field.name(), Readback.text(field.value()), chinese));
      }
    }
    return String.join(chinese ? "，" : "; ", each);
  }

  private Optional<String> shares() {
    if (!(said.get("paid_by") instanceof Fields mapping)) {
      return Optional.empty();
    }
    return Optional.of(
        String.join(
            "、",
            mapping.values().stream()
                .map(field -> field.name() + " " + Readback.text(field.value()))
                .toList()));
  }

  private String overZh() {
    if (said.get("over") instanceof Fields axes) {
      List<String> each = new ArrayList<>();
      for (Field axis : axes.values()) {
        each.add(phrases.subjectZh(axis.name()) + axisZh(Readback.text(axis.value())));
      }
      return "（" + String.join("，", each) + "）";
    }
    return text("over").map(over -> "（" + axisZh(over) + "）").orElse("");
  }

  private String axisZh(String over) {
    return over.equals("visit") ? "单次" : "按" + phrases.zh(over);
  }

  private String overEn() {
    if (said.get("over") instanceof Fields axes) {
      List<String> each = new ArrayList<>();
      for (Field axis : axes.values()) {
        each.add(axis.name() + axisEn(Readback.text(axis.value())));
      }
      return " (" + String.join(", ", each) + ")";
    }
    return text("over").map(PayPhrases::axisEn).orElse("");
  }

  private static String axisEn(String over) {
    return over.equals("visit") || over.equals("单次") ? " a visit" : " over " + over;
  }
}
