package io.yizhan.settlement;

import io.yizhan.claim.Claim;
import io.yizhan.policy.Definitions;
import io.yizhan.policy.Fact;
import io.yizhan.policy.PlanAccount;
import io.yizhan.policy.PlanFact;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PlanQuota;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.Quantity;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** What is known of a claim and its person, as places of words and as numbers. */
final class RunFacts {
  /** Must not be changed. */
  private static final BitSet NOTHING_LACKS = new BitSet(0);

  private static final int CITY_DIGITS = 4;
  private static final int PROVINCE_DIGITS = 2;

  private final PolicyPlan plan;
  private final LocalDate judgedDate;
  private final int[] factWords;
  private final long[] numbers;
  private List<String> missingFacts = List.of();

  private RunFacts(PolicyPlan plan, LocalDate judgedDate) {
    this.plan = plan;
    this.judgedDate = judgedDate;
    this.factWords = new int[plan.facts().size()];
    this.numbers = new long[plan.facts().size()];
  }

  /** No facts. */
  static RunFacts none(PolicyPlan plan) {
    return new RunFacts(plan, LocalDate.EPOCH);
  }

  /** The facts of a claim that is computed with one identity; records say facts too. */
  static RunFacts of(
      PolicyPlan plan,
      Claim claim,
      Standing standing,
      LocalDate judgedDate,
      Optional<Standing.Identity> identity,
      int identityPlace,
      RunRecords records) {
    RunFacts facts = new RunFacts(plan, judgedDate);
    facts.factWords[Fact.IDENTITY.ordinal()] = identityPlace;
    facts.setFacts(claim);
    facts.setPlaces(claim, standing, identity);
    facts.setOwnFacts(claim, records);
    return facts;
  }

  private void setFacts(Claim given) {
    setWord(Fact.CARE, given.care().code());
    setWord(Fact.REFERRAL, given.referral().code());
    setWord(Fact.THIRD_PARTY, given.thirdPartyLiable() ? "yes" : "no");
    setWord(Fact.SCHEME, given.insuredScheme());
    setWord(Fact.DISEASE, given.specialDisease());
    setWord(Fact.INSURED, given.insuredScheme().isEmpty() ? "no" : "yes");
    boolean oneDay = given.dates().first().equals(given.dates().last());
    long days = oneDay ? 1 : ChronoUnit.DAYS.between(given.dates().first(), given.dates().last());
    setNumber(Fact.DAYS.ordinal(), days);
    if (given.birthDate().isPresent()) {
      long years = ChronoUnit.YEARS.between(given.birthDate().get(), judgedDate);
      setNumber(Fact.AGE.ordinal(), Math.max(0, years));
    } else {
      numbers[Fact.AGE.ordinal()] = PlanFact.NOT_SAID;
    }
  }

  private void setPlaces(Claim given, Standing standing, Optional<Standing.Identity> identity) {
    String level =
        given.hospitalLevel().isEmpty()
            ? standing.hospital().map(Standing.Hospital::level).orElse("")
            : given.hospitalLevel();
    setWord(Fact.LEVEL, level);
    String region = standing.hospital().map(Standing.Hospital::region).orElse("");
    setWord(Fact.AREA, area(given.insuredRegion(), region));
    boolean provisional = identity.filter(Standing.Identity::onPromise).isPresent();
    setWord(Fact.PROVISIONAL, provisional ? "yes" : "no");
  }

  /** Where a hospital is, seen from a county: by the digits that both codes share. */
  static String area(String insuredRegion, String hospitalRegion) {
    if (insuredRegion.equals(hospitalRegion)) {
      return "in_county";
    }
    for (int digits = CITY_DIGITS; digits >= PROVINCE_DIGITS; digits -= 2) {
      if (insuredRegion.length() >= digits
          && hospitalRegion.regionMatches(0, insuredRegion, 0, digits)) {
        return digits == CITY_DIGITS ? "in_city" : "in_province";
      }
    }
    return "out_province";
  }

  private void setWord(Fact fact, String word) {
    factWords[fact.ordinal()] = plan.fact(fact).placeOf(word);
  }

  private void setNumber(int place, long number) {
    numbers[place] = number;
    factWords[place] = plan.facts().get(place).placeOf(number);
  }

  /**
   * The facts of the documents. All are filled before any is asked for: whether one decides
   * something may hang on another.
   */
  private void setOwnFacts(Claim given, RunRecords records) {
    BitSet lacking = NOTHING_LACKS;
    for (int place = Fact.values().length; place < factWords.length; place++) {
      PlanFact fact = plan.facts().get(place);
      boolean said =
          switch (fact.kind()) {
            case WORDS -> setOwnWord(place, fact, given);
            case NUMBER, AMOUNT -> setOwnNumber(place, fact, given);
            case RECORD -> {
              boolean held = records.isThere(plan.records().indexOf(fact.record()));
              factWords[place] = fact.placeOf(held ? "yes" : "no");
              yield true;
            }
          };
      lacking = said ? lacking : and(lacking, place);
    }
    if (numbers[Fact.AGE.ordinal()] == PlanFact.NOT_SAID && plan.asksAge()) {
      lacking = and(lacking, Fact.AGE.ordinal());
    }
    if (lacking.isEmpty()) {
      return;
    }
    BitSet open = lacking;
    missingFacts =
        open.stream()
            .filter(place -> isOutOfRange(place, given) || isAsked(place, open, given))
            .mapToObj(place -> plan.facts().get(place).code())
            .toList();
  }

  /** A set of its own for whoever lacks something: most claims lack nothing. */
  private static BitSet and(BitSet lacking, int place) {
    BitSet more = lacking.isEmpty() ? new BitSet() : lacking;
    more.set(place);
    return more;
  }

  private boolean setOwnWord(int place, PlanFact fact, Claim given) {
    String word = given.facts().words().get(fact.code());
    Optional<String> value = Optional.ofNullable(word).or(fact::defaultValue);
    factWords[place] = value.map(fact::placeOf).orElse(0);
    return factWords[place] != 0 || (value.isPresent() && value.equals(fact.defaultValue()));
  }

  private boolean setOwnNumber(int place, PlanFact fact, Claim given) {
    Long said = given.facts().numbers().get(fact.code());
    Optional<Long> value =
        Optional.ofNullable(said).or(() -> fact.defaultValue().map(RunFacts::number));
    if (value.isPresent() && isInRange(fact, value.get())) {
      setNumber(place, value.get());
      return true;
    }
    numbers[place] = PlanFact.NOT_SAID;
    return false;
  }

  /** Whether a number that could not be taken was said all the same. */
  private boolean isOutOfRange(int place, Claim given) {
    return given.facts().numbers().containsKey(plan.facts().get(place).code());
  }

  private static boolean isInRange(PlanFact fact, long value) {
    return fact.kind() == Definitions.Kind.AMOUNT || value <= PlanFact.NUMBER_MAX;
  }

  private static long number(String text) {
    return text.matches("[0-9]{1,12}") ? Long.parseLong(text) : 0;
  }

  /**
   * Whether something would be another if the fact were another: a layer's row, an amount, a price,
   * or the running total that the claim counts on.
   *
   * @param open what nobody has said, this fact among them
   */
  private boolean isAsked(int fact, BitSet open, Claim given) {
    for (PlanLayer layer : plan.layers()) {
      boolean measured =
          layer.rowsPossible(factWords, open).stream()
              .anyMatch(row -> row.measures(Quantity.NUMBER, fact) || layer.measures(fact));
      boolean supplied = RunInsurer.decides(given.insurer(), layer);
      boolean decides =
          layer.dependsOn(
              fact, factWords, open, row -> row >= 0 || (!supplied && layer.asksForAmount(row)));
      if (measured || decides) {
        return true;
      }
    }
    for (PlanQuota quota : plan.quotas()) {
      if (quota.applies().asks(fact)
          || (quota.applies().holds(factWords) && quota.price().measures(Quantity.NUMBER, fact))) {
        return true;
      }
    }
    return isAskedByAccount(fact, open, given);
  }

  private boolean isAskedByAccount(int fact, BitSet open, Claim given) {
    for (int slot = 0; slot < plan.accounts().size(); slot++) {
      PlanAccount account = plan.accounts().get(slot);
      boolean ofFact = account.byFact() == fact || account.counts().asks(fact);
      if (ofFact && isTouched(slot, open, given)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the claim adds to a running total, or a layer that may apply reads it. */
  private boolean isTouched(int account, BitSet open, Claim given) {
    for (PlanAccount.Added added : plan.accounts().get(account).adds()) {
      if (!added.quantity().isOfLayer() || mayPay(added.index(), open, given)) {
        return true;
      }
    }
    return plan.layers().stream()
        .anyMatch(
            layer ->
                layer.rowsPossible(factWords, open).stream()
                    .anyMatch(row -> layer.reads(account) || row.reads(account)));
  }

  /** Whether a row of the layer may apply, or the insurer has settled something of its fund. */
  private boolean mayPay(int place, BitSet open, Claim given) {
    PlanLayer layer = plan.layers().get(place);
    return !layer.rowsPossible(factWords, open).isEmpty()
        || given.insurer().filter(settled -> settled.paidByFen(layer.fund()) > 0).isPresent();
  }

  int[] words() {
    return factWords;
  }

  /** A number that the claim says, 0 where it says none. */
  long number(int fact) {
    return Math.max(0, numbers[fact]);
  }

  /** Facts that decide something and that nobody has said. */
  List<String> missing() {
    return missingFacts;
  }
}
