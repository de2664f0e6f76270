package io.yizhan.settlement;

import io.yizhan.claim.Care;
import io.yizhan.claim.Claim;
import io.yizhan.policy.DateBasis;
import io.yizhan.policy.PolicyTable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Running totals before a claim: yuan, or a count for accounts that count. */
final class OracleAccounts {
  private final PolicyTable table;
  private final Claim claim;
  private final Standing standing;
  private final OracleFacts facts;

  OracleAccounts(PolicyTable table, Claim claim, Standing standing, OracleFacts facts) {
    this.table = table;
    this.claim = claim;
    this.standing = standing;
    this.facts = facts;
  }

  /** The day that a policy judges a kind of care by. */
  static LocalDate judgedDay(PolicyTable table, Care care, Claim claim) {
    DateBasis basis = table.chosenBy().getOrDefault(care, DateBasis.VISIT);
    return basis == DateBasis.ADMISSION ? claim.dates().first() : claim.dates().last();
  }

  Optional<PolicyTable.Account> named(String text) {
    return table.accounts().stream()
        .filter(account -> OracleFacts.isNamed(account.name(), text))
        .findFirst();
  }

  /** An account that adds only claims or times. */
  static boolean counting(PolicyTable.Account account) {
    return account.adds().stream()
        .map(PolicyTable.Text::value)
        .allMatch(
            add ->
                add.equals("claims")
                    || add.equals("次数")
                    || add.endsWith(".times")
                    || add.endsWith(".次数"));
  }

  /** Whether it counts this claim. */
  boolean counts(PolicyTable.Account account) {
    return account.when().stream()
        .allMatch(
            condition ->
                facts.holds(
                    condition,
                    List.of(),
                    subject -> {
                      throw new IllegalStateException(subject);
                    }));
  }

  /** Its name in the ledger: with the word it counts by, and the stay. */
  String key(PolicyTable.Account account) {
    return key(account, table.accountCode(account.name().key()));
  }

  private String key(PolicyTable.Account account, String code) {
    String key = code;
    if (account.by().isPresent()) {
      String fact = facts.key(account.by().get()).orElseThrow();
      key = key + "#" + (facts.isListed(fact) ? facts.word(fact) : "");
    }
    return account.period() == PolicyTable.Period.ENCOUNTER
        ? key + "/" + claim.key().hospitalId() + "/" + claim.key().encounterId()
        : key;
  }

  /** The benefit year, by the year in which it begins; 0 where it has none. */
  int year(PolicyTable.Account account) {
    if (account.period() != PolicyTable.Period.YEAR) {
      return 0;
    }
    LocalDate day = judgedDay(table, claim.care(), claim);
    boolean begun = !day.isBefore(table.benefitYearStart().atYear(day.getYear()));
    return begun ? day.getYear() : day.getYear() - 1;
  }

  boolean ofHousehold(PolicyTable.Account account) {
    return account.owner() == PolicyTable.Owner.HOUSEHOLD && !standing.householdId().isEmpty();
  }

  private Standing.Usage usage(PolicyTable.Account account, String key) {
    return standing.usageOf(ofHousehold(account), key, year(account));
  }

  /** The accounts of the policy that one includes. */
  List<PolicyTable.Account> living(PolicyTable.Account account) {
    return account.includes().stream().flatMap(text -> named(text.value()).stream()).toList();
  }

  /** Everything that it adds up, with what those add that it includes. */
  List<PolicyTable.Text> adds(PolicyTable.Account account) {
    List<PolicyTable.Text> adds = new ArrayList<>(account.adds());
    living(account).forEach(each -> adds.addAll(adds(each)));
    return adds;
  }

  /** Its own total, those of versions before that it includes, and those of accounts like it. */
  private List<Standing.Usage> totals(PolicyTable.Account account) {
    List<Standing.Usage> totals = new ArrayList<>(List.of(usage(account, key(account))));
    for (PolicyTable.Text text : account.includes()) {
      if (named(text.value()).isEmpty()) {
        String old = text.value();
        String code = old.contains("/") ? old : table.accountCode(old);
        totals.add(usage(account, key(account, code)));
      }
    }
    living(account).forEach(each -> totals.addAll(totals(each)));
    return totals;
  }

  /** What claims have added to the account itself. */
  long ownUsed(PolicyTable.Account account) {
    return totals(account).get(0).usedFen();
  }

  /** What is used of the accounts that it includes. */
  long includedUsed(PolicyTable.Account account) {
    return totals(account).stream().skip(1).mapToLong(Standing.Usage::usedFen).sum();
  }

  BigDecimal used(PolicyTable.Account account) {
    return scaled(account, ownUsed(account) + includedUsed(account));
  }

  BigDecimal held(PolicyTable.Account account) {
    return scaled(account, totals(account).stream().mapToLong(Standing.Usage::heldFen).sum());
  }

  static BigDecimal scaled(PolicyTable.Account account, long stored) {
    return BigDecimal.valueOf(stored, counting(account) ? 0 : 2);
  }

  /** What a fund has left before the claim. */
  BigDecimal money(String fund) {
    Standing.FundMoney money = standing.funds().get(fund);
    return money == null
        ? OracleBill.ZERO
        : OracleBill.yuan(money.budgetFen() - money.usedFen() - money.heldFen())
            .max(OracleBill.ZERO);
  }
}
