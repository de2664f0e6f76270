package io.yizhan.settlement;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The facts that random documents ask, with their words; a number has none. */
final class RandomWords {
  static final Map<String, List<String>> FACTS = new LinkedHashMap<>();

  static {
    FACTS.put("identity", List.of("a", "乙", "c 丙"));
    FACTS.put("care", List.of("住院", "outpatient", "门诊慢特病", "年终补差"));
    FACTS.put("level", List.of("1", "2", "3"));
    FACTS.put("转诊", List.of("none", "已转诊", "not_referred"));
    FACTS.put("third_party", List.of("no", "yes"));
    FACTS.put("scheme", List.of("390", "310"));
    FACTS.put("disease", List.of("esrd", "血友病"));
    FACTS.put("area", List.of("in_county", "市内", "in_province", "省外"));
    FACTS.put("insured", List.of("是", "no"));
    FACTS.put("容缺", List.of("yes", "否"));
    FACTS.put("age", List.of());
    FACTS.put("days", List.of());
    FACTS.put("bundle", List.of("leukaemia", "先心病"));
    FACTS.put("dialyses", List.of());
    FACTS.put("损失", List.of());
    FACTS.put("major", List.of("yes", "no"));
  }

  /** Of those without words the ones that count. */
  static final Set<String> COUNTS = Set.of("age", "days", "dialyses");

  private RandomWords() {}
}
