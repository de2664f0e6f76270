package io.yizhan.settlement;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Random documents in the whole language, a few layers of a few rows. */
final class RandomDocument {
  static final List<String> IDENTITIES = List.of("a", "b", "c");
  private final RandomGenerator random;
  private RandomAmounts amounts;

  RandomDocument(RandomGenerator random) {
    this.random = random;
    this.amounts = new RandomAmounts(random);
  }

  Map<String, Object> document() {
    amounts = new RandomAmounts(random);
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("policy", "random 随机");
    document.put("regions", List.of("4101 郑州市"));
    document.put("in_force", "2000-01-01 ..");
    Map<String, Object> chosenBy = new LinkedHashMap<>();
    chosenBy.put("住院", amounts.one(List.of("admission", "discharge")));
    for (String care : List.of("普通门诊", "门诊慢特病", "医前救助", "年终补差")) {
      chosenBy.put(care, "visit");
    }
    document.put("chosen_by", chosenBy);
    document.put("benefit_year", amounts.one(List.of("01-01", "07-01")));
    document.put(
        "rounding",
        amounts.chance(40)
            ? "half-up 0.01 each_claim"
            : amounts.one(List.of("half-up", "half-up", "half-even", "down"))
                + " "
                + amounts.one(List.of("0.01", "0.01", "0.1", "1"))
                + " "
                + amounts.one(List.of("each_claim", "year_total")));
    document.put(
        "sources", Map.of("D", Map.of("title", "办法", "read_in", "网", "checked_on", "2026-01-01")));
    document.put("identities", List.of("a 甲", "b 乙", "c 丙"));
    document.put(
        "diseases",
        List.of(
            Map.of("disease", "esrd 尿毒症", "form", "dialysis 透析", "cite", "D"),
            Map.of("disease", "hemo 血友病", "form", "drug 用药", "cite", "D")));
    document.put("facts", facts());
    document.put("figures", Map.of("income 收入", "2875.30", "line 线", "300"));
    document.put("groups", Map.of("core 核心", "a、乙"));
    putBill(document);
    List<Object> layers = layers();
    Map<String, Object> accounts = new LinkedHashMap<>(amounts.accounts());
    accounts.keySet().removeIf(name -> !isNamed(layers.toString(), name.split(" ", -1)[0]));
    document.put("accounts", accounts);
    document.put("layers", layers);
    return document;
  }

  private static boolean isNamed(String layers, String account) {
    return Pattern.compile("\\b" + account + "\\b").matcher(layers).find();
  }

  private Map<String, Object> facts() {
    Map<String, Object> bundle = new LinkedHashMap<>();
    bundle.put("is", RandomAmounts.BUNDLES);
    Map<String, Object> dialyses = new LinkedHashMap<>(Map.of("is", "number"));
    Map<String, Object> lost = new LinkedHashMap<>(Map.of("is", "amount"));
    if (amounts.chance(50)) {
      bundle.put("default", amounts.one(List.of("none", "白血病")));
    }
    if (amounts.chance(50)) {
      dialyses.put("default", "2");
    }
    if (amounts.chance(50)) {
      lost.put("default", amounts.one(List.of("0", "500")));
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("bundle 病组", bundle);
    facts.put("dialyses 透析次数", dialyses);
    facts.put("lost 损失", lost);
    facts.put("major 重大疾病", Map.of("is", "record major_illness"));
    return facts;
  }

  private void putBill(Map<String, Object> document) {
    if (amounts.chance(35)) {
      document.put("parts", Map.of("broken 违规不报", amounts.one(List.of("in", "政策内", "out"))));
      amounts.addPart("broken");
    }
    boolean items = amounts.chance(20);
    if (items) {
      Map<String, Object> split = new LinkedHashMap<>();
      split.put("jia 甲类", Map.of("in", "rest"));
      split.put("yi 乙类", Map.of("first", "10.25%", "in", "rest"));
      split.put("bing 丙类", Map.of("over_limit", "33%", "out", "rest"));
      document.put("items", split);
    }
    boolean quotas = amounts.chance(20);
    if (quotas) {
      List<Object> all = new ArrayList<>();
      all.add(
          Map.of(
              "when",
              Map.of("bundle", "leukaemia"),
              "price",
              amounts.one(List.of("2万", "1234.56", "120 per days")),
              "cite",
              "D"));
      document.put("quotas", all);
    }
    if (amounts.chance(25)) {
      document.put("identity_on", "each_day");
    }
  }

  private List<Object> layers() {
    int count = random.nextInt(1, 5);
    int insurance = Math.min(count, random.nextInt(0, 3));
    List<Object> layers = new ArrayList<>();
    String sharedFund = "random_S";
    for (int i = 0; i < count; i++) {
      boolean insured = i < insurance;
      RandomLayer layer =
          new RandomLayer(random, amounts, i, insured ? 0 : insurance, insured, sharedFund);
      layers.add(layer.tree());
    }
    return layers;
  }
}
