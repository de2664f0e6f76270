package io.yizhan.settlement;

import io.yizhan.claim.Care;
import io.yizhan.claim.Claim;
import io.yizhan.policy.DateBasis;
import io.yizhan.policy.PolicyTable;
import java.math.BigDecimal;
import java.time.LocalDate;
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
    String key = table.accountCode(account.name().key());
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

  private Standing.Usage usage(PolicyTable.Account account) {
    return standing.usageOf(ofHousehold(account), key(account), year(account));
  }

  BigDecimal used(PolicyTable.Account account) {
    return scaled(account, usage(account).usedFen());
  }

  BigDecimal held(PolicyTable.Account account) {
    return scaled(account, usage(account).heldFen());
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
