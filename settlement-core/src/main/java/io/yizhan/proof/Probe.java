package io.yizhan.proof;

import io.yizhan.claim.Bill;
import io.yizhan.claim.BillPart;
import io.yizhan.claim.Care;
import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.OwnFacts;
import io.yizhan.claim.Referral;
import io.yizhan.claim.ServiceDates;
import io.yizhan.money.Fen;
import io.yizhan.policy.Definitions;
import io.yizhan.policy.Fact;
import io.yizhan.policy.PlanAccount;
import io.yizhan.policy.PlanFact;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PlanRow;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import io.yizhan.settlement.Situation;
import io.yizhan.settlement.Standing;
import io.yizhan.settlement.Waterfall;
import io.yizhan.settlement.WaterfallRun;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes claims of one circumstance that differ in the parts of the bill, and runs them. What
 * offices decide is fixed: {@link #DECIDED_FEN}, and the highest rate that a row leaves to them.
 */
final class Probe {
  /** What every grant and every decision gives, fen. */
  static final long DECIDED_FEN = 1_000_000;

  private static final String HOSPITAL = "H1";
  private static final int COUNTY_DIGITS = 6;

  /** A count that nothing asks an interval of. */
  private static final long COUNT_USUAL = 3;

  private final PolicyPlan plan;
  private final PolicyTable table;
  private final Circumstance circumstance;
  private final WaterfallRun run = new WaterfallRun();
  private final LocalDate day;
  private final ServiceDates dates;
  private final Care care;
  private final Standing standing;
  private final LocalDate judgedDate;
  private final Optional<Standing.Identity> identity;
  private final String disease;
  private final String form;
  private final Map<String, String> ownWords = new HashMap<>();
  private final Map<String, Long> ownNumbers = new HashMap<>();
  private int runs;

  Probe(PolicyPlan plan, PolicyTable table, Circumstance circumstance, long[] usedFen) {
    this.plan = plan;
    this.table = table;
    this.circumstance = circumstance;
    this.day = table.inForce().from();
    this.care = Care.parse(word(Fact.CARE)).orElse(Care.INPATIENT);
    long stay = numberAt(Fact.DAYS.ordinal());
    this.dates = new ServiceDates(day, stay <= 1 ? day : day.plusDays(stay));
    this.judgedDate = plan.dating().judgedDate(care, dates).orElse(day);
    boolean provisional = word(Fact.PROVISIONAL).equals("yes");
    this.identity =
        circumstance.words()[Fact.IDENTITY.ordinal()] == 0
            ? Optional.empty()
            : Optional.of(
                new Standing.Identity(
                    word(Fact.IDENTITY),
                    insuredRegion(),
                    day,
                    Optional.empty(),
                    provisional ? "provisional" : "register"));
    this.disease = word(Fact.DISEASE);
    this.form = formOf(disease);
    setOwnFacts();
    this.standing = standing(usedFen);
  }

  private String word(Fact fact) {
    return wordAt(fact.ordinal());
  }

  private String wordAt(int fact) {
    return plan.facts().get(fact).wordAt(circumstance.words()[fact]);
  }

  /** A number in the interval of the circumstance. */
  private long numberAt(int fact) {
    PlanFact planned = plan.facts().get(fact);
    int place = circumstance.words()[fact];
    if (place > 0) {
      return planned.leastAt(place);
    }
    long usual = planned.kind() == Definitions.Kind.AMOUNT ? DECIDED_FEN : COUNT_USUAL;
    return planned.size() == 1 ? usual : Math.min(usual, planned.leastAt(1) - 1);
  }

  private void setOwnFacts() {
    for (int fact = Fact.values().length; fact < plan.facts().size(); fact++) {
      PlanFact planned = plan.facts().get(fact);
      if (planned.isNumber()) {
        ownNumbers.put(planned.code(), numberAt(fact));
      } else if (planned.kind() == Definitions.Kind.WORDS) {
        String word = wordAt(fact);
        if (!word.isEmpty()) {
          ownWords.put(planned.code(), word);
        }
      }
    }
  }

  private String insuredRegion() {
    String digits = table.regions().isEmpty() ? "110101" : table.regions().get(0).digits();
    return (digits + "010101").substring(0, Math.max(COUNTY_DIGITS, digits.length()));
  }

  private String hospitalRegion() {
    String insured = insuredRegion();
    return switch (word(Fact.AREA)) {
      case "in_city" -> insured.substring(0, 4) + "99";
      case "in_province" -> insured.substring(0, 2) + "9999";
      case "out_province" -> insured.startsWith("99") ? "119999" : "999999";
      default -> insured;
    };
  }

  private Standing standing(long[] usedFen) {
    List<Standing.Usage> usage = new ArrayList<>();
    Map<String, Standing.FundMoney> funds = new HashMap<>();
    for (int slot = 0; slot < plan.accounts().size(); slot++) {
      PlanAccount account = plan.accounts().get(slot);
      if (account.owner() == PolicyTable.Owner.FUND) {
        funds.put(account.ownerFund(), new Standing.FundMoney(Fen.AMOUNT_MAX, 0, 0));
      } else if (usedFen[slot] > 0) {
        usage.add(new Standing.Usage(accountKey(account), year(account), usedFen[slot], 0));
      }
    }
    List<Standing.Grant> grants = new ArrayList<>();
    for (PlanLayer layer : plan.layers()) {
      if (layer.needs().equals(Situation.NEEDS_GRANT) && circumstance.recordsHeld()) {
        String id = "G" + grants.size();
        grants.add(
            new Standing.Grant(id, layer.fund(), DECIDED_FEN, 0, day, dates.last().plusYears(1)));
      }
    }
    return new Standing(
        "P1",
        Optional.of(new Standing.Hospital(HOSPITAL, hospitalRegion(), word(Fact.LEVEL), false)),
        identity.map(List::of).orElse(List.of()),
        approvals(),
        grants,
        usage,
        funds);
  }

  private String accountKey(PlanAccount account) {
    String key = account.code();
    if (account.byFact() >= 0) {
      key = key + "#" + wordAt(account.byFact());
    }
    return account.period() == PolicyTable.Period.ENCOUNTER ? key + "/" + HOSPITAL + "/E1" : key;
  }

  private int year(PlanAccount account) {
    return account.period() == PolicyTable.Period.YEAR
        ? account.dating().benefitYear(account.dating().judgedDate(care, dates).orElse(judgedDate))
        : 0;
  }

  private List<Standing.Approval> approvals() {
    List<Standing.Approval> approvals = new ArrayList<>();
    if (circumstance.recordsHeld()) {
      approvals.add(
          new Standing.Approval(
              "A", Situation.NEEDS_SPECIAL_DISEASE, disease, form, "", day, Optional.empty()));
    }
    for (String kind : plan.records()) {
      Optional<Boolean> said = factOfRecord(kind);
      if (said.orElse(circumstance.recordsHeld())) {
        approvals.add(
            new Standing.Approval(
                "A-" + kind,
                kind,
                "",
                "",
                "",
                day,
                Optional.empty(),
                Optional.of(DECIDED_FEN),
                Optional.of(decidedPpm(kind))));
      }
    }
    return approvals;
  }

  /** Whether a fact of this circumstance says that the record is there. */
  private Optional<Boolean> factOfRecord(String kind) {
    for (int fact = Fact.values().length; fact < plan.facts().size(); fact++) {
      PlanFact planned = plan.facts().get(fact);
      if (planned.kind() == Definitions.Kind.RECORD && planned.record().equals(kind)) {
        return Optional.of(wordAt(fact).equals("yes"));
      }
    }
    return Optional.empty();
  }

  private int decidedPpm(String kind) {
    int place = plan.records().indexOf(kind);
    for (PlanLayer layer : plan.layers()) {
      int row = layer.rowPossible(circumstance.words());
      if (row >= 0) {
        PlanRow.RateSource source = layer.row(row).rateSource();
        if (source.kind() == PlanRow.RateSource.Kind.RECORD && source.index() == place) {
          return source.maxPpm();
        }
      }
    }
    return 0;
  }

  private String formOf(String disease) {
    return plan.diseases().stream()
        .filter(entry -> entry.disease().key().equals(disease))
        .map(entry -> entry.form().key())
        .findFirst()
        .orElse("");
  }

  private Claim claim(long[] partsFen) {
    long[] common = new long[BillPart.values().length];
    Map<String, Long> numbers = new HashMap<>(ownNumbers);
    for (int part = 0; part < partsFen.length; part++) {
      boolean own = part >= common.length;
      common[own ? plan.cuts()[part - common.length] : part] += partsFen[part];
      if (own) {
        numbers.put(plan.parts().get(part).key(), partsFen[part]);
      }
    }
    String scheme = word(Fact.SCHEME);
    boolean insured = !word(Fact.INSURED).equals("no");
    return new Claim(
        new ClaimKey(HOSPITAL, "E1", "B1"),
        new Claim.Desk("", "", "", ""),
        false,
        Optional.of(judgedDate.minusYears(numberAt(Fact.AGE.ordinal()))),
        insuredRegion(),
        !insured ? "" : scheme.isEmpty() ? "390" : scheme,
        care,
        dates,
        List.of(),
        disease,
        form,
        word(Fact.LEVEL),
        Referral.parse(word(Fact.REFERRAL)).orElse(Referral.NONE),
        word(Fact.THIRD_PARTY).equals("yes"),
        new Bill(common[0], common[1], common[2], common[3]),
        List.of(),
        circumstance.settledByInsurer(),
        0,
        0,
        new OwnFacts(ownWords, numbers));
  }

  /** What a run gives for a bill of these parts, fen. */
  Waterfall run(long[] partsFen) {
    return show(partsFen).waterfall();
  }

  /** The same with the claim. */
  CounterExample.Shown show(long[] partsFen) {
    runs++;
    Claim claim = claim(partsFen);
    int place = circumstance.words()[Fact.IDENTITY.ordinal()];
    Waterfall waterfall = run.run(Situation.of(plan, claim, standing, judgedDate, identity, place));
    return new CounterExample.Shown(
        claim, standing, judgedDate, identity, place, circumstance, waterfall);
  }

  /** How many claims were computed. */
  int runs() {
    return runs;
  }
}
