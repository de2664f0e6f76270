package io.yizhan.settlement;

import io.yizhan.claim.Claim;
import io.yizhan.policy.Definitions;
import io.yizhan.policy.PolicyTable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What is known of a claim and its person, by the names of the page, and what cells say of it. */
final class OracleFacts {
  private static final Map<String, String> BUILT_IN_ZH =
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
          Map.entry("住院天数", "days"));
  private static final Map<String, String> WORDS_ZH =
      Map.ofEntries(
          Map.entry("住院", "inpatient"),
          Map.entry("普通门诊", "outpatient"),
          Map.entry("门诊慢特病", "special_outpatient"),
          Map.entry("医前救助", "before_treatment"),
          Map.entry("年终补差", "year_end"),
          Map.entry("无需转诊", "none"),
          Map.entry("已转诊", "referred"),
          Map.entry("未转诊", "not_referred"),
          Map.entry("县内", "in_county"),
          Map.entry("市内", "in_city"),
          Map.entry("省内", "in_province"),
          Map.entry("省外", "out_province"),
          Map.entry("无", "no"),
          Map.entry("有", "yes"),
          Map.entry("是", "yes"),
          Map.entry("否", "no"));

  private final PolicyTable table;
  private final Map<String, String> words = new HashMap<>();
  private final Map<String, BigDecimal> numbers = new HashMap<>();

  OracleFacts(
      PolicyTable table,
      Claim claim,
      Standing standing,
      LocalDate day,
      Optional<Standing.Identity> identity) {
    this.table = table;
    Standing.Hospital hospital = standing.hospital().orElseThrow();
    words.put("identity", identity.map(Standing.Identity::category).orElse(""));
    words.put("care", claim.care().code());
    words.put("level", claim.hospitalLevel().isEmpty() ? hospital.level() : claim.hospitalLevel());
    words.put("referral", claim.referral().code());
    words.put("third_party", claim.thirdPartyLiable() ? "yes" : "no");
    words.put("scheme", claim.insuredScheme());
    words.put("insured", claim.insuredScheme().isEmpty() ? "no" : "yes");
    words.put("disease", claim.specialDisease());
    words.put("area", area(claim.insuredRegion(), hospital.region()));
    words.put(
        "provisional",
        identity.filter(held -> held.source().equals("provisional")).isPresent() ? "yes" : "no");
    long days = ChronoUnit.DAYS.between(claim.dates().first(), claim.dates().last());
    numbers.put("days", BigDecimal.valueOf(Math.max(1, days)));
    claim
        .birthDate()
        .ifPresent(
            birth -> numbers.put("age", BigDecimal.valueOf(Period.between(birth, day).getYears())));
    for (Definitions.Fact fact : table.own().facts()) {
      putOwn(fact, claim, standing, day);
    }
  }

  private OracleFacts(OracleFacts like, String scheme) {
    this.table = like.table;
    words.putAll(like.words);
    numbers.putAll(like.numbers);
    words.put("scheme", scheme);
  }

  /** The same under another scheme. */
  OracleFacts under(String scheme) {
    return new OracleFacts(this, scheme);
  }

  private static String area(String insured, String hospital) {
    if (insured.equals(hospital)) {
      return "in_county";
    }
    if (insured.substring(0, 4).equals(hospital.substring(0, 4))) {
      return "in_city";
    }
    boolean province = insured.substring(0, 2).equals(hospital.substring(0, 2));
    return province ? "in_province" : "out_province";
  }

  private void putOwn(Definitions.Fact fact, Claim claim, Standing standing, LocalDate day) {
    String key = fact.name().key();
    switch (fact.kind()) {
      case WORDS -> {
        Optional<String> said = Optional.ofNullable(claim.facts().words().get(key));
        said.or(fact::defaultValue).ifPresent(word -> words.put(key, ownWord(fact, word)));
      }
      case NUMBER, AMOUNT -> {
        int scale = fact.kind() == Definitions.Kind.AMOUNT ? 2 : 0;
        Optional<BigDecimal> said =
            Optional.ofNullable(claim.facts().numbers().get(key))
                .map(number -> BigDecimal.valueOf(number, scale));
        said.or(() -> fact.defaultValue().map(OracleAmounts::figure))
            .ifPresent(number -> numbers.put(key, number));
      }
      case RECORD ->
          words.put(key, OracleRecords.valid(fact.record(), claim, standing, day) ? "yes" : "no");
    }
  }

  private static String ownWord(Definitions.Fact fact, String word) {
    return fact.words().stream()
        .filter(name -> isNamed(name, word))
        .map(PolicyTable.Name::key)
        .findFirst()
        .orElse(word);
  }

  static boolean isNamed(PolicyTable.Name name, String text) {
    return text.equals(name.key())
        || text.equals(name.nameZh())
        || text.equals(name.key() + " " + name.nameZh());
  }

  /** The key of a fact, if the text names one. */
  Optional<String> key(String text) {
    if (BUILT_IN_ZH.containsKey(text) || BUILT_IN_ZH.containsValue(text)) {
      return Optional.of(BUILT_IN_ZH.getOrDefault(text, text));
    }
    return table.own().facts().stream()
        .map(Definitions.Fact::name)
        .filter(name -> isNamed(name, text))
        .map(PolicyTable.Name::key)
        .findFirst();
  }

  /** The word of a fact; empty where nobody says it or no policy knows it. */
  String word(String key) {
    return words.getOrDefault(key, "");
  }

  /** Whether the word of a fact is one that the document lists: others share one total. */
  boolean isListed(String key) {
    String word = word(key);
    if (key.equals("disease")) {
      return table.diseases().stream().anyMatch(each -> each.disease().key().equals(word));
    }
    return table.own().facts().stream()
        .filter(fact -> fact.name().key().equals(key))
        .filter(fact -> fact.kind() == Definitions.Kind.WORDS)
        .allMatch(fact -> fact.words().stream().anyMatch(name -> name.key().equals(word)));
  }

  boolean isNumber(String key) {
    return key.equals("age")
        || key.equals("days")
        || table.own().facts().stream()
            .anyMatch(
                fact ->
                    fact.name().key().equals(key)
                        && (fact.kind() == Definitions.Kind.NUMBER
                            || fact.kind() == Definitions.Kind.AMOUNT));
  }

  BigDecimal number(String key) {
    return numbers.getOrDefault(key, BigDecimal.ZERO);
  }

  /** Whether a condition says that the layer is for anybody, with an identity or without. */
  static boolean isAnybody(PolicyTable.Condition condition) {
    return List.of("anybody", "任何人").containsAll(condition.values());
  }

  /**
   * Whether a condition holds.
   *
   * @param column all conditions of its column, for whatever no other row names
   * @param quantity measures a subject that is no fact
   */
  boolean holds(
      PolicyTable.Condition condition,
      List<PolicyTable.Condition> column,
      Function<String, BigDecimal> quantity) {
    if (isAnybody(condition)) {
      return true;
    }
    Optional<String> fact = key(condition.subject());
    if (fact.isPresent() && !isNumber(fact.get())) {
      String word = word(fact.get());
      boolean named =
          condition.values().equals(List.of("else"))
              ? column.stream().noneMatch(other -> keys(fact.get(), other).contains(word))
              : keys(fact.get(), condition).contains(word);
      return named != condition.not();
    }
    BigDecimal measured =
        fact.isPresent() ? number(fact.get()) : quantity.apply(condition.subject());
    boolean within =
        condition.values().equals(List.of("else"))
            ? column.stream().noneMatch(other -> isWithin(other, measured))
            : isWithin(condition, measured);
    return within != condition.not();
  }

  /** The words of a cell, groups opened, as keys. */
  private List<String> keys(String fact, PolicyTable.Condition condition) {
    List<String> keys = new ArrayList<>();
    for (String value : condition.values()) {
      List<String> group = table.own().groups().getOrDefault(value, List.of(value));
      group.forEach(word -> keys.add(wordKey(fact, word)));
    }
    keys.remove("else");
    return keys;
  }

  private String wordKey(String fact, String word) {
    List<PolicyTable.Name> names = new ArrayList<>();
    if (fact.equals("identity")) {
      names.addAll(table.identities());
    }
    if (fact.equals("disease")) {
      table.diseases().forEach(each -> names.add(each.disease()));
    }
    for (Definitions.Fact own : table.own().facts()) {
      if (own.name().key().equals(fact)) {
        names.addAll(own.words());
      }
    }
    for (PolicyTable.Name name : names) {
      if (isNamed(name, word)) {
        return name.key();
      }
    }
    return WORDS_ZH.getOrDefault(word, word);
  }

  private boolean isWithin(PolicyTable.Condition condition, BigDecimal measured) {
    return condition.values().stream()
        .filter(value -> !value.equals("else"))
        .anyMatch(value -> isWithin(value, measured));
  }

  /** {@code 50..59}, {@code ≥90}, {@code 超过12000}, {@code ≥20000 <50000}, one number, a figure. */
  private boolean isWithin(String range, BigDecimal measured) {
    if (range.contains("..")) {
      String[] ends = range.split("\\.\\.", -1);
      return measured.compareTo(bound(ends[0])) >= 0 && measured.compareTo(bound(ends[1])) <= 0;
    }
    for (String piece : range.split(" ", -1)) {
      boolean held =
          switch (piece.substring(0, 1)) {
            case "≥" -> measured.compareTo(bound(piece.substring(1))) >= 0;
            case "<" -> measured.compareTo(bound(piece.substring(1))) < 0;
            case "≤" -> measured.compareTo(bound(piece.substring(1))) <= 0;
            case "超" -> measured.compareTo(bound(piece.substring(2))) > 0;
            default -> measured.compareTo(bound(piece)) == 0;
          };
      if (!held) {
        return false;
      }
    }
    return true;
  }

  private BigDecimal bound(String text) {
    PolicyTable.Text named = table.own().figures().get(text.strip());
    return OracleAmounts.figure(named == null ? text.strip() : named.value());
  }
}
