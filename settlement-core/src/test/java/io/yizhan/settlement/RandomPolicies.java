package io.yizhan.settlement;

import io.yizhan.claim.Bill;
import io.yizhan.claim.BillPart;
import io.yizhan.claim.Care;
import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.FundAmount;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.claim.OwnFacts;
import io.yizhan.claim.Referral;
import io.yizhan.claim.ServiceDates;
import io.yizhan.policy.DateBasis;
import io.yizhan.policy.DateSpan;
import io.yizhan.policy.Definitions;
import io.yizhan.policy.Lineage;
import io.yizhan.policy.PolicyTable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Random policies, claims and standings, within what the language can say. */
final class RandomPolicies {
  static final List<String> IDENTITIES = List.of("a", "b", "c");
  private static final int[] RATES_PPM = {0, 123_456, 500_000, 700_000, 875_500, 1_000_000};
  private final RandomGenerator random;

  RandomPolicies(RandomGenerator random) {
    this.random = random;
  }

  PolicyTable table() {
    List<PolicyTable.Layer> layers = new ArrayList<>();
    List<PolicyTable.Account> accounts = new ArrayList<>();
    int count = random.nextInt(1, 7);
    int insurance = Math.min(count, random.nextInt(0, 3));
    for (int i = 0; i < count; i++) {
      String name = "l" + i;
      accounts.add(account("P" + i, name + ".paid", PolicyTable.Owner.PERSON));
      accounts.add(account("B" + i, name + ".base", PolicyTable.Owner.PERSON));
      accounts.add(account("F" + i, name + ".paid", PolicyTable.Owner.FUND));
    }
    for (int i = 0; i < count; i++) {
      layers.add(layer(i, i < insurance ? 0 : insurance, i < insurance));
    }
    return new PolicyTable(
        "random.yaml",
        "random",
        "随机",
        List.of(new PolicyTable.Region("4101", "郑州市")),
        new DateSpan(LocalDate.of(2000, 1, 1), Optional.empty()),
        Map.of(Care.INPATIENT, DateBasis.DISCHARGE, Care.OUTPATIENT, DateBasis.VISIT),
        MonthDay.of(1, 1),
        new PolicyTable.Rounding(PolicyTable.Mode.HALF_UP, 1, random.nextBoolean()),
        Map.of(),
        IDENTITIES.stream().map(key -> new PolicyTable.Name(key, key, 1)).toList(),
        List.of(),
        accounts,
        layers,
        List.of(),
        Definitions.NONE,
        new Lineage(List.of("random.yaml"), "random"));
  }

  private PolicyTable.Account account(String name, String adds, PolicyTable.Owner owner) {
    return new PolicyTable.Account(
        new PolicyTable.Name(name, name, 1),
        List.of(new PolicyTable.Text(adds, 1)),
        owner,
        random.nextBoolean() ? PolicyTable.Period.YEAR : PolicyTable.Period.LIFE,
        Optional.empty(),
        List.of(),
        random.nextBoolean(),
        List.of(),
        1);
  }

  private PolicyTable.Layer layer(int place, int from, boolean insurance) {
    List<PolicyTable.Row> rows = new ArrayList<>();
    boolean byIdentity = !insurance && random.nextBoolean();
    if (byIdentity) {
      for (String identity : IDENTITIES.subList(0, random.nextInt(1, 4))) {
        rows.add(
            row(
                place,
                from,
                List.of(new PolicyTable.Condition("identity", false, List.of(identity), 1))));
      }
    } else {
      rows.add(row(place, from, List.of()));
    }
    List<PolicyTable.Condition> when =
        random.nextInt(4) == 0
            ? List.of(new PolicyTable.Condition("care", false, List.of("inpatient"), 1))
            : !insurance && random.nextInt(3) == 0
                ? List.of(new PolicyTable.Condition("identity", false, List.of("anybody"), 1))
                : List.of();
    Optional<String> needs =
        switch (random.nextInt(6)) {
          case 0 -> Optional.of("major");
          case 1 -> insurance ? Optional.empty() : Optional.of("grant");
          default -> Optional.empty();
        };
    List<BillPart> fills = new ArrayList<>(List.of(BillPart.values()));
    fills.removeIf(part -> part != BillPart.IN && random.nextBoolean());
    return new PolicyTable.Layer(
        new PolicyTable.Name("l" + place, "层" + place, 1),
        // Two layers may share a fund, but not its grants.
        needs.equals(Optional.of("grant")) || random.nextInt(3) > 0
            ? "random_F" + place
            : "random_F",
        insurance ? PolicyTable.Stage.INSURANCE : PolicyTable.Stage.AID,
        PolicyTable.Amount.COMPUTED,
        PolicyTable.InsurerTerms.USUAL,
        when,
        needs,
        "",
        reading(place),
        fills.stream().map(part -> new PolicyTable.Text(part.code(), 1)).toList(),
        rows,
        List.of(),
        PolicyTable.Otherwise.NONE,
        List.of(),
        List.of(),
        List.of(),
        1);
  }

  private PolicyTable.Reading reading(int place) {
    Optional<String> axis = random.nextBoolean() ? Optional.of("B" + place) : Optional.empty();
    return new PolicyTable.Reading(
        new PolicyTable.Over(axis, axis), random.nextBoolean(), false, Optional.empty(), 1_000_000);
  }

  private PolicyTable.Row row(int place, int from, List<PolicyTable.Condition> conditions) {
    List<PolicyTable.Text> terms = new ArrayList<>();
    int count = random.nextInt(1, 3);
    for (int i = 0; i < count; i++) {
      terms.add(new PolicyTable.Text(term(place, from), 1));
    }
    List<PolicyTable.Cap> caps = new ArrayList<>();
    if (random.nextBoolean()) {
      caps.add(new PolicyTable.Cap(Optional.of("P" + place), Optional.of(yuan(amount())), 1));
    }
    if (random.nextInt(4) == 0) {
      caps.add(new PolicyTable.Cap(Optional.empty(), Optional.of(yuan(amount())), 1));
    }
    if (random.nextInt(4) == 0) {
      caps.add(new PolicyTable.Cap(Optional.of("F" + place), Optional.empty(), 1));
    }
    return new PolicyTable.Row(
        conditions,
        new PolicyTable.Settings(
            terms,
            random.nextBoolean() ? Optional.empty() : Optional.of(yuan(amount())),
            false,
            Optional.empty(),
            false,
            new PolicyTable.Bands(bands()),
            caps),
        "T",
        1);
  }

  /** An amount as a document writes it. */
  private static PolicyTable.Text yuan(long fen) {
    return new PolicyTable.Text(BigDecimal.valueOf(fen, 2).toPlainString(), 1);
  }

  /** A term that names at most earlier layers of the same stage, which begins at from. */
  private String term(int place, int from) {
    String noun =
        switch (random.nextInt(place == from ? 6 : 10)) {
          case 0 -> "in";
          case 1 -> "bill";
          case 2 -> "bill.left";
          case 3 -> "first.left";
          case 4, 5 -> "in.left";
          case 6 -> "l" + random.nextInt(from, place) + ".excess";
          case 7 -> "l" + random.nextInt(from, place) + ".copay";
          case 8 -> "l" + random.nextInt(from, place) + ".deductible";
          default -> "grant";
        };
    return random.nextInt(4) == 0 ? "37.25% of " + noun : noun;
  }

  private List<PolicyTable.Band> bands() {
    List<PolicyTable.Band> bands = new ArrayList<>();
    long from = 0;
    int count = random.nextInt(1, 4);
    for (int i = 0; i < count; i++) {
      long to = from + 1 + amount();
      boolean last = i == count - 1;
      bands.add(
          new PolicyTable.Band(
              from,
              last ? Optional.empty() : Optional.of(to),
              RATES_PPM[random.nextInt(RATES_PPM.length)]));
      from = to;
    }
    return bands;
  }

  /** An amount, mostly small, sometimes at the limit of what a bill may be. */
  private long amount() {
    return switch (random.nextInt(8)) {
      case 0 -> 0;
      case 1 -> random.nextLong(1, 1_000_000_000L);
      default -> random.nextLong(1, 5_000_000);
    };
  }

  Claim claim(int number) {
    long in = 1 + amount();
    long first = amount();
    long over = amount();
    long out = amount();
    long total = in + first + over + out;
    Optional<InsurerSettlement> insurer = Optional.empty();
    if (random.nextInt(3) == 0) {
      long hospital = random.nextLong(0, total / 4 + 1);
      long basic = random.nextLong(0, (total - hospital) / 2 + 1);
      long aid = random.nextLong(0, (total - hospital - basic) / 2 + 1);
      List<FundAmount> payments =
          List.of(
              new FundAmount("random_F0", basic),
              new FundAmount("random_F", aid),
              new FundAmount("X", 1));
      insurer =
          basic + aid + hospital + 1 <= total
              ? Optional.of(new InsurerSettlement("I", payments, hospital))
              : Optional.empty();
    }
    boolean inpatient = random.nextBoolean();
    LocalDate day = LocalDate.of(2016, 1, 1).plusDays(random.nextInt(700));
    return new Claim(
        new ClaimKey("H1", "E" + number, "B"),
        new Claim.Desk("op", "", "", ""),
        false,
        Optional.empty(),
        "410100",
        "390",
        inpatient ? Care.INPATIENT : Care.OUTPATIENT,
        ServiceDates.visit(day),
        List.of(),
        "",
        "",
        "",
        Referral.NONE,
        random.nextInt(10) == 0,
        new Bill(in, first, over, out),
        List.of(),
        insurer,
        random.nextBoolean() ? 0 : amount(),
        random.nextBoolean() ? 0 : amount(),
        OwnFacts.NONE);
  }

  Standing standing(PolicyTable table) {
    LocalDate start = LocalDate.of(2000, 1, 1);
    List<Standing.Identity> identities = new ArrayList<>();
    for (String identity : IDENTITIES) {
      if (random.nextBoolean()) {
        identities.add(new Standing.Identity(identity, "410100", start, Optional.empty(), "test"));
      }
    }
    List<Standing.Usage> usage = new ArrayList<>();
    for (PolicyTable.Account account : table.accounts()) {
      for (int year : new int[] {0, 2015, 2016, 2017}) {
        if (random.nextInt(3) == 0) {
          usage.add(
              new Standing.Usage(
                  "random/" + account.name().key(),
                  year,
                  amount(),
                  random.nextInt(3) == 0 ? amount() : 0));
        }
      }
    }
    List<Standing.Grant> grants = new ArrayList<>();
    for (PolicyTable.Layer layer : table.layers()) {
      if (random.nextBoolean()) {
        long amount = 1 + amount();
        grants.add(
            new Standing.Grant(
                "g" + grants.size(),
                layer.fund(),
                amount,
                random.nextLong(0, amount + 1),
                start,
                LocalDate.of(2030, 1, 1)));
      }
    }
    Map<String, Standing.FundMoney> funds = new java.util.HashMap<>();
    for (PolicyTable.Layer layer : table.layers()) {
      funds.put(layer.fund(), new Standing.FundMoney(amount(), amount() / 2, amount() / 4));
    }
    List<Standing.Approval> approvals =
        random.nextBoolean()
            ? List.of(new Standing.Approval("m", "major", "", "", "", start, Optional.empty()))
            : List.of();
    return new Standing(
        "P",
        Optional.of(new Standing.Hospital("H1", "410100", "2", false)),
        identities,
        approvals,
        grants,
        usage,
        funds);
  }
}
