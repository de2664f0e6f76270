package io.yizhan.gateway.readback;

import io.yizhan.claim.BillPart;
import io.yizhan.claim.Care;
import io.yizhan.claim.Referral;
import io.yizhan.money.Yuan;
import io.yizhan.policy.PolicyNode;
import io.yizhan.policy.PolicyNode.Items;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The words of a document in each language: its names, and the words of the language itself. */
final class Phrases {
  private static final Map<String, String> MEANINGS =
      Map.ofEntries(
          Map.entry("对象", "identity"),
          Map.entry("就医类型", "care"),
          Map.entry("级别", "level"),
          Map.entry("转诊", "referral"),
          Map.entry("第三方责任", "third_party"),
          Map.entry("险种", "scheme"),
          Map.entry("病种", "disease"),
          Map.entry("就医地", "area"),
          Map.entry("参保", "insured"),
          Map.entry("容缺", "provisional"),
          Map.entry("年龄", "age"),
          Map.entry("住院天数", "days"),
          Map.entry("救助基数", "counts"),
          Map.entry("基数", "counts"),
          Map.entry("起付线", "threshold"),
          Map.entry("起付标准", "threshold"),
          Map.entry("比例", "rate"),
          Map.entry("分段", "band"),
          Map.entry("费用段", "band"),
          Map.entry("达到即付", "trigger"),
          Map.entry("自付封顶", "own_at_most"),
          Map.entry("标准", "rate"),
          Map.entry("依据", "cite"),
          Map.entry("原文", "says"));

  private static final String ELSE_ZH = "其余";
  private static final String ELSE_EN = "any other";

  /** A comparison with an amount, a count or a figure's name. */
  private static final Pattern BOUND = Pattern.compile("(超过|[≥≤<>])\\s*(\\S+)");

  /** A quantity: a name, and what of it is meant. */
  private static final Pattern QUANTITY =
      Pattern.compile(
          "\\b([\\p{L}_][\\p{L}\\d_]*)(?:\\.(left|paid|base|deductible|copay|excess|now))?(?![\\p{L}\\d_.])");

  private final Map<String, String> zh = new HashMap<>();
  private final Map<String, String> en = new HashMap<>();

  /** Parts, layers and accounts: a layer may have the name of a kind of care. */
  private final Map<String, String> quantitiesZh = new HashMap<>();

  private final Set<String> counting = new HashSet<>();

  Phrases(Map<String, PolicyNode> document) {
    for (BillPart part : BillPart.values()) {
      quantity(part.code() + " " + part.nameZh());
    }
    for (Care care : Care.values()) {
      both(care.code(), care.nameZh());
    }
    for (Referral referral : Referral.values()) {
      both(referral.code(), referral.nameZh());
    }
    quantity("bill 总费用");
    quantity("grant 核准金额");
    quantity("base 本次基数");
    quantity("claims 结算次数");
    both("in_county", "县内");
    both("in_city", "市内");
    both("in_province", "省内");
    both("out_province", "省外");
    both("yes", "是");
    both("no", "否");
    both("any", "不限");
    zh.put("else", ELSE_ZH);
    en.put("else", ELSE_EN);
    en.put(ELSE_ZH, ELSE_EN);
    both("counts", "基数");
    both("threshold", "起付线");
    both("rate", "比例");
    both("band", "费用段");
    MEANINGS.forEach((word, meaning) -> both(meaning, word));
    names(document.get("identities"));
    for (String section : List.of("facts", "figures", "groups", "parts", "items")) {
      if (document.get(section) instanceof PolicyNode.Fields named) {
        named.values().forEach(field -> quantity(field.name()));
      }
    }
    if (document.get("layers") instanceof Items layers) {
      layers
          .values()
          .forEach(layer -> quantity(Readback.text(Readback.fields(layer).get("layer"))));
    }
    if (document.get("accounts") instanceof PolicyNode.Fields accounts) {
      accounts
          .values()
          .forEach(
              account -> {
                quantity(account.name());
                if (isCount(Readback.text(Readback.fields(account.value()).get("adds")))) {
                  counting.addAll(List.of(account.name().split("\\s+", 2)));
                }
              });
    }
  }

  /** An account that adds nothing but times counts. */
  private static boolean isCount(String adds) {
    return Arrays.stream(adds.split("、"))
        .allMatch(term -> term.matches("claims|次数|.*\\.(times|次数)"));
  }

  private void names(@Nullable PolicyNode list) {
    if (list instanceof Items items) {
      items.values().forEach(item -> name(Readback.text(item)));
    }
  }

  /** {@code key 中文}. */
  private void name(String introduced) {
    String[] halves = introduced.split("\\s+", 2);
    if (halves.length == 2) {
      both(halves[0], halves[1]);
      zh.put(introduced, halves[1]);
      en.put(introduced, halves[0]);
    }
  }

  private void quantity(String introduced) {
    name(introduced);
    String[] halves = introduced.split("\\s+", 2);
    quantitiesZh.put(halves[0], halves[halves.length - 1]);
  }

  private void both(String key, String nameZh) {
    zh.putIfAbsent(key, nameZh);
    en.putIfAbsent(nameZh, key);
  }

  /** What a heading of a table stands for; a condition keeps its own name. */
  String meaningOf(String heading) {
    if (heading.startsWith("限额")) {
      return heading.replaceFirst("限额", "cap").strip();
    }
    String meaning = MEANINGS.get(heading);
    return meaning == null ? heading : meaning;
  }

  /** One word, or several joined by 、, in Chinese. */
  String zh(String words) {
    return translated(words, zh, "、");
  }

  /** The same in English. */
  String en(String words) {
    return translated(words, en, ", ");
  }

  private static String translated(String words, Map<String, String> names, String joint) {
    StringBuilder text = new StringBuilder();
    for (String word : words.split("、")) {
      String stripped = word.strip();
      text.append(text.isEmpty() ? "" : joint).append(names.getOrDefault(stripped, stripped));
    }
    return text.toString();
  }

  /**
   * A condition with what it is on; of identities and kinds of care the words say it themselves.
   */
  String condition(String subject, String value, boolean chinese) {
    String meaning = meaningOf(subject);
    String said = condition(value, chinese);
    boolean plain = meaning.equals("identity") || meaning.equals("care");
    if (plain && !said.equals(ELSE_ZH) && !said.equals(ELSE_EN)) {
      return said;
    }
    return (chinese ? subjectZh(meaning) : meaning) + " " + said;
  }

  private String condition(String value, boolean chinese) {
    Matcher bound = BOUND.matcher(value);
    if (bound.find()) {
      return bound.replaceAll(
          match -> {
            String than = match.group(1);
            String line = chinese ? zh(match.group(2)) : en(match.group(2));
            boolean above = than.equals("超过");
            return Matcher.quoteReplacement((above ? chinese ? "超过 " : "above " : than) + line);
          });
    }
    String rest = value.replaceFirst("^(not|非)\\s+", "");
    String not = rest.equals(value) ? "" : chinese ? "非" : "not ";
    return not + (chinese ? zh(rest) : en(rest));
  }

  /** Whether caps on an account, named without what it belongs to, are counts and not money. */
  boolean counts(String account) {
    return counting.contains(account);
  }

  /** What a condition is on, in Chinese: a fact, or a quantity such as {@code ADM.now}. */
  String subjectZh(String subject) {
    String said = zh(subject);
    return said.equals(subject) ? replaced(subject, true) : said;
  }

  /** A base or another sum of quantities, in Chinese. */
  String quantityZh(String term) {
    String text = term.equals("in.left") ? "政策范围内个人自付部分" : replaced(term, true);
    return text.replaceAll("([0-9.]+%) of ", "$1 × ").replace(" per ", " × 每 ");
  }

  /** The same in English. */
  String quantityEn(String term) {
    return term.equals("in.left") ? "what is left in scope" : replaced(term, false);
  }

  /** An amount with its commas, a figure by its Chinese name, or a sum of quantities. */
  String amountZh(String typed) {
    return Yuan.parse(typed).isPresent() ? RowSentence.yuan(typed) : quantityZh(typed);
  }

  /** The same in English, names by their keys. */
  String amountEn(String typed) {
    return Yuan.parse(typed).isPresent() ? RowSentence.yuan(typed) : quantityEn(typed);
  }

  private String replaced(String term, boolean chinese) {
    Matcher quantity = QUANTITY.matcher(term);
    StringBuilder text = new StringBuilder();
    while (quantity.find()) {
      String name = quantity.group(1);
      boolean known = quantitiesZh.containsKey(name) || quantitiesZh.containsValue(name);
      String of = quantity.group(2) == null ? "" : quantity.group(2);
      String said =
          chinese ? quantitiesZh.getOrDefault(name, name) + ofZh(of) : ofEn(of) + en(name);
      quantity.appendReplacement(text, Matcher.quoteReplacement(known ? said : quantity.group()));
    }
    return quantity.appendTail(text).toString();
  }

  private static String ofZh(String of) {
    return switch (of) {
      case "left" -> "剩余";
      case "now" -> "（含本次）";
      case "paid" -> "已付";
      case "base" -> "的基数";
      case "deductible" -> "起付线内的部分";
      case "copay" -> "按比例自付的部分";
      case "excess" -> "没有付到的部分（限额或费用段以上）";
      default -> "";
    };
  }

  private static String ofEn(String of) {
    return switch (of) {
      case "left" -> "what is left of ";
      case "paid" -> "what was paid by ";
      case "base" -> "the base of ";
      case "deductible" -> "what the threshold kept of ";
      case "copay" -> "what the rate left of ";
      case "excess" -> "what lies above the cap or the bands of ";
      default -> "";
    };
  }
}
