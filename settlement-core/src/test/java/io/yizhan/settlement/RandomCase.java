package io.yizhan.settlement;

import io.yizhan.claim.Bill;
import io.yizhan.claim.Care;
import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.FundAmount;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.claim.ItemLine;
import io.yizhan.claim.OwnFacts;
import io.yizhan.claim.Referral;
import io.yizhan.claim.ServiceDates;
import io.yizhan.policy.PolicyTable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Random claims and standings for a random document. */
final class RandomCase {
  private static final LocalDate START = LocalDate.of(2000, 1, 1);
  private final RandomGenerator random;
  private final PolicyTable table;

  RandomCase(RandomGenerator random, PolicyTable table) {
    this.random = random;
    this.table = table;
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** Fen: often round, so that bounds are met exactly. */
  private long amount() {
    return switch (random.nextInt(6)) {
      case 0 -> 0;
      case 1 -> random.nextLong(1, 1_000);
      case 2 -> random.nextLong(1, 2_000_000);
      default -> one(List.of(10_000L, 30_000L, 50_000L, 100_000L, 123_456L, 200_000L, 300_000L));
    };
  }

  OracleTrial trial(Map<String, Object> document, int number) {
    Claim claim = claim(number);
    Standing standing = standing(claim);
    Optional<Standing.Identity> identity =
        standing.identities().isEmpty()
            ? Optional.empty()
            : Optional.of(one(standing.identities()));
    return new OracleTrial(document, claim, saidInFull(claim), standing, identity);
  }

  private Claim claim(int number) {
    Care care = chance(50) ? Care.INPATIENT : one(List.of(Care.values()));
    LocalDate last = LocalDate.of(2016, 1, 1).plusDays(random.nextInt(700));
    boolean stay = care == Care.INPATIENT;
    LocalDate first = stay ? last.minusDays(random.nextInt(40)) : last;
    List<ItemLine> items = new ArrayList<>();
    Bill bill = care == Care.YEAR_END ? new Bill(0, 0, 0, 0) : bill(first, last, items);
    boolean special = care == Care.SPECIAL_OUTPATIENT;
    String disease = special ? one(List.of("esrd", "hemo", "other")) : "";
    return new Claim(
        new ClaimKey("H1", "E" + number, "B"),
        new Claim.Desk("op", "", "", ""),
        false,
        chance(80) ? Optional.of(last.minusDays(random.nextInt(30_000))) : Optional.empty(),
        "410122",
        chance(85) ? one(List.of("390", "310")) : "",
        care,
        new ServiceDates(first, last),
        List.of(),
        disease,
        disease.equals("esrd") ? "dialysis" : special ? "drug" : "",
        one(List.of("", "1", "2", "4")),
        one(List.of(Referral.values())),
        chance(15),
        bill,
        items,
        insurer(bill),
        chance(50) ? 0 : amount(),
        chance(50) ? 0 : amount(),
        facts(bill));
  }

  private Bill bill(LocalDate first, LocalDate last, List<ItemLine> items) {
    boolean dated = table.own().identityEachDay() || !table.own().items().isEmpty();
    if (!dated || chance(10)) {
      return new Bill(1 + amount(), amount(), amount(), amount());
    }
    long[] sums = new long[4];
    int count = random.nextInt(1, 4);
    for (int i = 0; i < count; i++) {
      long[] parts = {1 + amount(), amount() / 3, amount() / 4, amount() / 5};
      long days = java.time.temporal.ChronoUnit.DAYS.between(first, last);
      items.add(
          new ItemLine(
              first.plusDays(random.nextLong(days + 1)),
              "i",
              one(List.of("jia", "甲类", "yi", "乙类", "bing")),
              parts[0],
              parts[1],
              parts[2],
              parts[3]));
      for (int part = 0; part < parts.length; part++) {
        sums[part] += parts[part];
      }
    }
    return new Bill(sums[0], sums[1], sums[2], sums[3]);
  }

  private Optional<InsurerSettlement> insurer(Bill bill) {
    if (!chance(25)) {
      return Optional.empty();
    }
    Set<String> funds = new LinkedHashSet<>();
    table.layers().forEach(layer -> funds.add(layer.fund()));
    funds.add("X");
    long left = bill.totalFen();
    long hospital = chance(30) ? random.nextLong(0, left / 4 + 1) : 0;
    left -= hospital;
    List<FundAmount> payments = new ArrayList<>();
    for (String fund : funds) {
      if (chance(60)) {
        long paid = random.nextLong(0, left / 2 + 1);
        payments.add(new FundAmount(fund, paid));
        left -= paid;
      }
    }
    return Optional.of(new InsurerSettlement("I", payments, hospital));
  }

  private OwnFacts facts(Bill bill) {
    Map<String, String> words = new HashMap<>();
    Map<String, Long> numbers = new HashMap<>();
    if (chance(85)) {
      words.put("bundle", one(List.of("leukaemia", "chd", "leukaemia", "chd", "no word of it")));
    }
    if (chance(85)) {
      numbers.put("dialyses", chance(98) ? (long) random.nextInt(4) : 100_001L);
    }
    if (chance(85)) {
      numbers.put("lost", amount());
    }
    if (!table.own().parts().isEmpty() && chance(60)) {
      long most = chance(95) ? Math.min(bill.inFen(), bill.outFen()) : bill.totalFen();
      numbers.put("broken", random.nextLong(0, most + 1));
    }
    return new OwnFacts(words, numbers);
  }

  /** The same claim that says everything that it did not say. */
  private Claim saidInFull(Claim claim) {
    Map<String, String> words = new HashMap<>(claim.facts().words());
    Map<String, Long> numbers = new HashMap<>(claim.facts().numbers());
    words.values().removeIf(word -> word.equals("no word of it"));
    numbers.values().removeIf(number -> number == 100_001L);
    table.own().facts().stream()
        .filter(fact -> fact.defaultValue().isEmpty())
        .forEach(
            fact -> {
              switch (fact.kind()) {
                case WORDS ->
                    words.putIfAbsent(fact.name().key(), one(List.of("leukaemia", "chd")));
                case NUMBER -> numbers.putIfAbsent(fact.name().key(), (long) random.nextInt(9));
                case AMOUNT -> numbers.putIfAbsent(fact.name().key(), amount());
                case RECORD -> {}
              }
            });
    return new Claim(
        claim.key(),
        claim.desk(),
        claim.interim(),
        claim.birthDate().or(() -> Optional.of(START.plusDays(random.nextInt(5000)))),
        claim.insuredRegion(),
        claim.insuredScheme(),
        claim.care(),
        claim.dates(),
        claim.diagnoses(),
        claim.specialDisease(),
        claim.treatmentForm(),
        claim.hospitalLevel(),
        claim.referral(),
        claim.thirdPartyLiable(),
        claim.bill(),
        claim.items(),
        claim.insurer(),
        claim.personalAccountFen(),
        claim.prepaymentFen(),
        new OwnFacts(words, numbers));
  }

  private Standing standing(Claim claim) {
    String household = chance(60) ? "HH" : "";
    List<Standing.Identity> identities = new ArrayList<>();
    for (String identity : RandomDocument.IDENTITIES) {
      if (chance(55)) {
        LocalDate from = chance(60) ? START : claim.dates().last().minusDays(random.nextInt(30));
        identities.add(
            new Standing.Identity(
                identity,
                "410122",
                from,
                chance(80) ? Optional.empty() : Optional.of(from.plusDays(random.nextInt(9000))),
                chance(20) ? "provisional" : "register"));
      }
    }
    Map<String, Standing.FundMoney> funds = new HashMap<>();
    List<Standing.Grant> grants = new ArrayList<>();
    for (PolicyTable.Layer layer : table.layers()) {
      funds.put(layer.fund(), new Standing.FundMoney(amount() * 2, amount() / 2, amount() / 4));
      if (chance(60)) {
        long amount = 1 + amount();
        grants.add(
            new Standing.Grant(
                "g" + grants.size(),
                layer.fund(),
                amount,
                random.nextLong(0, amount + 1),
                START,
                chance(90) ? LocalDate.of(2030, 1, 1) : LocalDate.of(2016, 6, 1)));
      }
    }
    return new Standing(
        "P",
        household,
        Optional.of(
            new Standing.Hospital(
                "H1", one(List.of("410122", "410100", "411000", "320000")), "3", false)),
        identities,
        approvals(),
        grants,
        usage(claim, household),
        funds);
  }

  private List<Standing.Approval> approvals() {
    List<Standing.Approval> approvals = new ArrayList<>();
    if (chance(60)) {
      approvals.add(approval("major_illness", "", "", Optional.empty(), Optional.empty()));
    }
    if (chance(60)) {
      approvals.add(
          approval("special_disease", "esrd", "dialysis", Optional.empty(), Optional.empty()));
    }
    while (chance(70) && approvals.size() < 4) {
      Optional<Integer> ppm = Optional.of(random.nextInt(50_000, 850_000));
      approvals.add(
          approval("decision", "", "", Optional.of(amount()), chance(95) ? ppm : Optional.empty()));
    }
    return approvals;
  }

  private Standing.Approval approval(
      String kind, String disease, String form, Optional<Long> amount, Optional<Integer> ppm) {
    return new Standing.Approval(
        "r" + random.nextInt(1000),
        kind,
        disease,
        form,
        chance(80) ? "" : one(List.of("H1", "H2")),
        START.plusDays(random.nextInt(3000)),
        chance(85) ? Optional.empty() : Optional.of(LocalDate.of(2016, 9, 1)),
        amount,
        ppm);
  }

  private List<Standing.Usage> usage(Claim claim, String household) {
    List<Standing.Usage> usage = new ArrayList<>();
    for (PolicyTable.Account account : table.accounts()) {
      boolean counts = OracleAccounts.counting(account);
      for (String key : keys(account, claim)) {
        for (int year : new int[] {0, 2015, 2016, 2017}) {
          for (boolean ofHousehold : new boolean[] {false, true}) {
            if (chance(40) && !(ofHousehold && household.isEmpty())) {
              usage.add(
                  new Standing.Usage(
                      ofHousehold,
                      key,
                      year,
                      counts ? random.nextInt(3) : amount(),
                      chance(70) ? 0 : counts ? 1 : amount()));
            }
          }
        }
      }
    }
    return usage;
  }

  /** The names under which an account may have been used before. */
  private List<String> keys(PolicyTable.Account account, Claim claim) {
    List<String> words = new ArrayList<>(List.of(""));
    if (account.by().isPresent()) {
      words =
          switch (account.by().get()) {
            case "care" -> List.of("#" + claim.care().code());
            case "bundle" -> List.of("#leukaemia", "#chd", "#", "#none");
            case "disease" -> List.of("#esrd", "#hemo", "#", "#other");
            default -> List.of("#yes", "#no");
          };
    }
    String tail =
        account.period() == PolicyTable.Period.ENCOUNTER ? "/H1/" + claim.key().encounterId() : "";
    List<String> codes = new ArrayList<>(List.of("random/" + account.name().key()));
    for (PolicyTable.Text old : account.includes()) {
      if (table.accounts().stream()
          .noneMatch(each -> OracleFacts.isNamed(each.name(), old.value()))) {
        codes.add(old.value().contains("/") ? old.value() : "random/" + old.value());
      }
    }
    List<String> keys = new ArrayList<>();
    for (String code : codes) {
      words.forEach(word -> keys.add(code + word + tail));
    }
    return keys;
  }
}
