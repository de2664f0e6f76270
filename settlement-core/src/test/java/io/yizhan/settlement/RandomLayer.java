package io.yizhan.settlement;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** One random layer. */
final class RandomLayer {
  private static final List<String> RATES =
      List.of("0%", "12.3456%", "50%", "70%", "87.55%", "100%");
  private final RandomGenerator random;
  private final RandomAmounts amounts;
  private final int place;
  private final int first;
  private final boolean insurance;
  private final String sharedFund;
  private final Map<String, Object> layer = new LinkedHashMap<>();
  private final List<String> caps = new ArrayList<>();
  private String needs = "";

  /** Whether it says no more than most layers of real documents do: figures, one part, bands. */
  private boolean plain;

  RandomLayer(
      RandomGenerator random,
      RandomAmounts amounts,
      int place,
      int first,
      boolean insurance,
      String sharedFund) {
    this.random = random;
    this.amounts = amounts;
    this.place = place;
    this.first = first;
    this.insurance = insurance;
    this.sharedFund = sharedFund;
  }

  Map<String, Object> tree() {
    layer.put("layer", "l" + place + " 层" + place);
    needs =
        switch (random.nextInt(10)) {
          case 0 -> "special_disease";
          case 1 -> insurance ? "" : "grant";
          case 2 -> "decision 一事一议";
          case 3 -> "major_illness 重病";
          default -> "";
        };
    boolean shared = !insurance && !needs.equals("grant") && amounts.chance(30);
    String fund = shared ? sharedFund : "random_F" + place;
    layer.put("fund", fund);
    layer.put("stage", insurance ? "insurance" : "aid");
    amounts.begin(first, place, needs.startsWith("decision"));
    if (insurance && amounts.chance(10)) {
      layer.put("amount", amounts.one(List.of("supplied", "optional")));
      layer.put("fills", "bill");
      layer.put("otherwise", "none");
      if (amounts.chance(50)) {
        layer.put("when", amounts.when(true));
      }
      payBesideAtYearsEnd();
      return layer;
    }
    if (amounts.chance(25)) {
      layer.put("when", amounts.when(true));
    } else if (!insurance && amounts.chance(25)) {
      layer.put("when", Map.of("对象", amounts.one(List.of("anybody", "任何人"))));
    }
    if (!needs.isEmpty()) {
      layer.put("needs", needs);
    }
    plain = !needs.startsWith("decision") && amounts.chance(40);
    if (plain) {
      putPlain();
    } else {
      putCounts();
      putAxis();
      putRate();
      putCaps();
    }
    putAdjustments();
    putTable();
    putCeiling();
    putEnd();
    payBesideAtYearsEnd();
    return layer;
  }

  /** A claim of the year's end has no bill; a layer for such alone that pays into it is refused. */
  private void payBesideAtYearsEnd() {
    boolean yearEnd =
        layer.get("when") instanceof Map<?, ?> when
            && when.values().stream()
                .anyMatch(words -> Set.of("年终补差", List.of("年终补差")).contains(words));
    if (yearEnd) {
      layer.put("fills", "beside");
    }
  }

  private void putPlain() {
    String part = amounts.part();
    List<String> bases = new ArrayList<>(List.of(part + ".left", part + ".left", "in", "bill"));
    if (place > first) {
      bases.add("l" + random.nextInt(first, place) + ".excess");
    }
    layer.put("counts", amounts.one(bases));
    layer.put("fills", part);
    if (amounts.chance(40)) {
      layer.put("threshold", amounts.figure());
      layer.put("bands_from", amounts.one(List.of("threshold", "zero")));
    }
    layer.put("over", amounts.chance(50) ? "visit" : amounts.ownAxis());
    if (amounts.chance(60)) {
      layer.put("rate", amounts.one(RATES));
    } else {
      putBands();
    }
    if (amounts.chance(60)) {
      putCap(amounts.account(false, List.of("L.paid")), amounts.figure());
    }
    if (amounts.chance(20)) {
      putCap("visit", amounts.figure());
    }
    if (caps.isEmpty()) {
      layer.put("cap", "unlimited");
    }
  }

  private void putCounts() {
    Object base = needs.equals("grant") && amounts.chance(70) ? "grant" : amounts.base();
    layer.put("counts", base);
    layer.put(
        "fills",
        switch (random.nextInt(6)) {
          case 0 -> "beside";
          case 1, 2 -> "bill";
          case 3 -> List.of("in", "先行自付", amounts.part());
          default -> List.of(amounts.part());
        });
    boolean implied =
        base instanceof List<?> terms
            && terms.stream()
                .allMatch(term -> List.of("in.left", "bill.left", "first.left").contains(term));
    if (implied && amounts.chance(70)) {
      layer.remove("fills");
    }
  }

  private void putAxis() {
    int kind = random.nextInt(8);
    switch (kind) {
      case 0, 1, 2 -> layer.put("threshold", amounts.amount(true));
      case 3 ->
          layer.put(
              "trigger",
              amounts.one(List.of("满", "超过")) + (amounts.chance(70) ? "500" : amounts.figure()));
      case 4 -> layer.put("own_at_most", amounts.amount(true));
      default -> {}
    }
    String over = amounts.chance(50) ? "visit" : amounts.ownAxis();
    if (!over.equals("visit") && amounts.chance(25)) {
      over = amounts.account(false, List.of("L.base", "L.copay", "L.paid"));
    }
    layer.put("over", over);
    if (amounts.chance(15)) {
      Map<String, Object> both = new LinkedHashMap<>();
      both.put("threshold", over);
      both.put("bands", amounts.chance(50) ? "visit" : amounts.ownAxis());
      layer.put("over", both);
    }
    if (kind == 3 && amounts.chance(50)) {
      layer.put("earlier", "counted");
    }
    boolean threshold = layer.containsKey("threshold") || layer.containsKey("own_at_most");
    if (threshold && amounts.chance(60)) {
      layer.put("bands_from", amounts.one(List.of("threshold", "zero")));
    }
    if (kind > 4 && amounts.chance(20)) {
      layer.put("less", amounts.account(false, List.of("L.paid")));
    }
  }

  private void putRate() {
    if (layer.containsKey("own_at_most")) {
      return;
    }
    if (needs.startsWith("decision") && amounts.chance(25)) {
      layer.put("rate", amounts.one(List.of("decision", "一事一议")) + " 10%..80%");
      return;
    }
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> layer.put("rate", amounts.one(RATES));
      case 3 -> layer.put("rate", amounts.one(List.of("定额", "flat ")) + amounts.figure());
      case 4 -> {
        boolean earlier = place > first;
        layer.put(
            "rate",
            earlier
                ? amounts.one(List.of("as ", "同 ")) + "l" + random.nextInt(first, place)
                : "70%");
      }
      case 5 ->
          layer.put(
              "rate",
              needs.startsWith("decision")
                  ? amounts.one(List.of("decision", "一事一议")) + " 10%..80%"
                  : "87.55%");
      default -> putBands();
    }
  }

  private void putBands() {
    Map<String, Object> bands = new LinkedHashMap<>();
    boolean days = amounts.chance(20);
    List<String> bounds = days ? List.of("0", "3", "30") : List.of("0", "500", "2000");
    int count = random.nextInt(2, 4);
    for (int i = 0; i < count; i++) {
      String unit = days ? "日" : "";
      String to = i == count - 1 ? unit + "-" : "-" + bounds.get(i + 1) + unit;
      boolean next = amounts.chance(20);
      bands.put(
          bounds.get(i) + to, next ? amounts.one(List.of("next", "转下层")) : amounts.one(RATES));
    }
    layer.put("band", bands);
    if (days) {
      layer.put("day_price", amounts.one(List.of("120", "33.33")));
    }
  }

  private void putCaps() {
    if (amounts.chance(45)) {
      String account = amounts.account(false, List.of("L.paid", "L.paid", "L.excess", "L.copay"));
      boolean less = amounts.chance(15);
      String other = amounts.account(false, List.of("L.paid", "L.copay"));
      putCap(account, less ? amounts.figure() + " - " + other : amounts.amount(true));
    }
    if (amounts.chance(20)) {
      putCap(
          amounts.account(true, List.of("claims", "L.times")),
          amounts.one(List.of("1", "2", "dialyses", "1 + dialyses")));
    }
    if (amounts.chance(20)) {
      putCap("visit", amounts.amount(true));
    }
    if (amounts.chance(layer.containsValue(sharedFund) ? 60 : 20)) {
      String fund = layer.getOrDefault("fund", "").toString();
      putCap(amounts.fundAccount(fund, "l" + place + ".paid"), "available");
    }
    if (caps.isEmpty()) {
      layer.put("cap", "unlimited");
    }
  }

  private void putCap(String account, String amount) {
    if (!caps.contains(account)) {
      caps.add(account);
      layer.put("cap " + account, amount);
    }
  }

  private void putAdjustments() {
    List<Object> adjustments = new ArrayList<>();
    while (amounts.chance(30) && adjustments.size() < 3) {
      Map<String, Object> adjustment = new LinkedHashMap<>();
      adjustment.put("when", amounts.when(true));
      boolean hasRate = layer.containsKey("band") || !isOtherRate();
      if (hasRate && amounts.chance(60)) {
        adjustment.put(
            "rate", amounts.one(List.of("×50%", "×110.5%", "+5pp", "-10pp", "=60%", "+0.0001pp")));
      }
      for (String setting : List.of("threshold", "trigger")) {
        if (layer.containsKey(setting) && amounts.chance(60)) {
          adjustment.put(setting, change());
        }
      }
      for (String cap : caps) {
        boolean available = "available".equals(layer.get("cap " + cap));
        if (!available && amounts.chance(40)) {
          adjustment.put(
              "cap " + cap,
              isCount(cap) ? amounts.one(List.of("+1", "=0", "=2", "×200%")) : change());
        }
      }
      adjustment.put("cite", "D");
      adjustments.add(adjustment);
    }
    if (!adjustments.isEmpty()) {
      layer.put("adjust", adjustments);
    }
  }

  /** A ceiling of adjusted rates; under a rate of a row the compiler refuses it. */
  private void putCeiling() {
    boolean ofRate = layer.getOrDefault("adjust", "").toString().contains("rate=");
    if (!ofRate || amounts.chance(50)) {
      return;
    }
    String said = layer.get("rate") + " " + layer.get("band") + " " + layer.get("rows");
    List<String> ceilings = new ArrayList<>(List.of("75%", "90%", "100%"));
    if (said.contains("87.55%") || said.contains("100%")) {
      ceilings.remove("75%");
    }
    if (said.contains("100%")) {
      ceilings.remove("90%");
    }
    layer.put("rate_at_most", amounts.one(ceilings));
  }

  private boolean isOtherRate() {
    String rate = layer.getOrDefault("rate", "").toString();
    return !rate.matches("[0-9.]+%");
  }

  private boolean isCount(String account) {
    for (Map.Entry<String, Object> each : amounts.accounts().entrySet()) {
      if (each.getKey().startsWith(account + " ")) {
        return each.getValue().toString().contains("claims")
            || each.getValue().toString().contains(".times");
      }
    }
    return false;
  }

  private String change() {
    return amounts.one(List.of("×50%", "×200%", "×33.33%", "+100", "-100", "=0", "=500"));
  }

  private void putTable() {
    if (amounts.chance(45)) {
      layer.put("cite", "D");
      return;
    }
    Set<String> subjects = new LinkedHashSet<>();
    subjects.add(
        amounts.chance(20)
            ? amounts.quantity()
            : amounts.one(List.copyOf(RandomWords.FACTS.keySet())));
    if (amounts.chance(25)) {
      subjects.add(amounts.one(List.copyOf(RandomWords.FACTS.keySet())));
    }
    List<String> columns = new ArrayList<>(subjects);
    boolean rate = layer.containsKey("rate") && !isOtherRate();
    boolean threshold = layer.containsKey("threshold");
    if (rate) {
      columns.add(amounts.one(List.of("rate", "比例")));
      layer.remove("rate");
    }
    if (threshold) {
      columns.add(amounts.one(List.of("threshold", "起付线")));
    }
    columns.add("依据");
    List<List<String>> rows = new ArrayList<>(List.of(List.of()));
    for (String subject : subjects) {
      rows = product(rows, amounts.cells(subject));
    }
    List<Object> table = new ArrayList<>();
    for (List<String> conditions : rows) {
      if (table.isEmpty() || (amounts.chance(75) && table.size() < 4)) {
        List<String> row = new ArrayList<>(conditions);
        if (rate) {
          row.add(amounts.one(RATES));
        }
        if (threshold) {
          row.add(plain ? amounts.figure() : amounts.amount(true));
        }
        row.add("D");
        table.add(row);
      }
    }
    layer.put("columns", columns);
    layer.put("rows", table);
  }

  private static List<List<String>> product(List<List<String>> rows, List<List<String>> cells) {
    List<List<String>> all = new ArrayList<>();
    for (List<String> row : rows) {
      for (List<String> cell : cells) {
        List<String> longer = new ArrayList<>(row);
        longer.add(String.join("、", cell));
        all.add(longer);
      }
    }
    return all;
  }

  private void putEnd() {
    layer.put("otherwise", amounts.chance(90) ? "none" : "refuse");
    if (amounts.chance(15)) {
      layer.put("paid_by", Map.of("省", "33.33%", "市", "30%", "县", "rest"));
    }
  }
}
