package io.yizhan.settlement;

import io.yizhan.claim.Claim;
import io.yizhan.money.Fen;
import io.yizhan.policy.PlanAccount;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;

/** What the running totals of a plan stand at when a claim comes, by place. */
final class RunAccounts {
  private static final long[] NONE = {};

  private final PolicyPlan plan;
  private final LocalDate judgedDate;

  /** Of each account what is used and what is held, in turn; then of each what a fund has left. */
  private final long[] fen;

  /** What accounts that one includes have used, by place; empty where none includes any. */
  private long[] includedFen = NONE;

  private final int[] accountYears;
  private final boolean[] counts;
  private final String[] accountKeys;
  private boolean anyHeld;

  private RunAccounts(PolicyPlan plan, LocalDate judgedDate) {
    int accounts = plan.accounts().size();
    this.plan = plan;
    this.judgedDate = judgedDate;
    this.fen = new long[3 * accounts];
    this.accountYears = new int[accounts];
    this.counts = new boolean[accounts];
    this.accountKeys = new String[accounts];
  }

  /** No accounts. */
  static RunAccounts none(PolicyPlan plan) {
    return new RunAccounts(plan, LocalDate.EPOCH);
  }

  /** The totals for a claim with these facts. */
  static RunAccounts of(
      PolicyPlan plan, Claim claim, Standing standing, LocalDate judgedDate, int[] factWords) {
    RunAccounts accounts = new RunAccounts(plan, judgedDate);
    accounts.readAccounts(claim, standing, factWords);
    return accounts;
  }

  private void readAccounts(Claim given, Standing standing, int[] factWords) {
    PolicyPlan.Dating dating = PolicyPlan.Dating.NONE;
    int year = 0;
    for (int slot = 0; slot < counts.length; slot++) {
      PlanAccount account = plan.accounts().get(slot);
      counts[slot] = account.counts().holds(factWords);
      accountKeys[slot] = keyOf(account, given, factWords);
      if (account.owner() == PolicyTable.Owner.FUND) {
        Standing.FundMoney money = standing.funds().get(account.ownerFund());
        fen[2 * counts.length + slot] =
            money == null ? 0 : Math.max(0, money.budgetFen() - money.usedFen() - money.heldFen());
        continue;
      }
      if (account.period() == PolicyTable.Period.YEAR) {
        // The accounts of one document share its dating.
        year = account.dating().equals(dating) ? year : yearOf(account.dating(), given);
        dating = account.dating();
        accountYears[slot] = year;
      }
      boolean ofHousehold =
          account.owner() == PolicyTable.Owner.HOUSEHOLD && !standing.householdId().isEmpty();
      for (Standing.Usage usage : standing.usage()) {
        if (usage.isOf(ofHousehold, accountKeys[slot], accountYears[slot])) {
          fen[2 * slot] = usage.usedFen();
          fen[2 * slot + 1] = usage.heldFen();
          anyHeld |= usage.heldFen() != 0;
          break;
        }
      }
      if (!account.included().isEmpty()) {
        include(slot, account, standing, ofHousehold);
      }
    }
  }

  /**
   * Adds what the accounts that it includes stand at. They are read afresh for each claim, so that
   * a reversal or a late claim under a version before is in it, too.
   */
  private void include(int slot, PlanAccount account, Standing standing, boolean ofHousehold) {
    if (includedFen == NONE) {
      includedFen = new long[counts.length];
    }
    for (String code : account.included()) {
      String key = account.includedKey(code, accountKeys[slot]);
      Standing.Usage other = standing.usageOf(ofHousehold, key, accountYears[slot]);
      includedFen[slot] = Fen.plus(includedFen[slot], other.usedFen());
      fen[2 * slot + 1] = Fen.plus(fen[2 * slot + 1], other.heldFen());
      anyHeld |= other.heldFen() != 0;
    }
    fen[2 * slot] = Fen.plus(fen[2 * slot], includedFen[slot]);
  }

  /** The account's code, with the word it counts by and the stay it belongs to. */
  private String keyOf(PlanAccount account, Claim given, int[] factWords) {
    String key = account.code();
    if (account.byFact() >= 0) {
      // Words that no policy names share one total, so that none can be made up.
      int fact = account.byFact();
      key = key + "#" + plan.facts().get(fact).wordAt(factWords[fact]);
    }
    if (account.period() == PolicyTable.Period.ENCOUNTER) {
      key = key + StayAccounts.tail(given.key());
    }
    return key;
  }

  private int yearOf(PolicyPlan.Dating dating, Claim given) {
    return dating.benefitYear(dating.judgedDate(given.care(), given.dates()).orElse(judgedDate));
  }

  /** What is used of it and of the accounts that it includes. */
  long usedFen(int account) {
    return fen[2 * account];
  }

  /** What claims have added to the account itself. */
  long ownUsedFen(int account) {
    return usedFen(account) - includedFen(account);
  }

  /** What is used of the accounts that it includes. */
  long includedFen(int account) {
    return includedFen == NONE ? 0 : includedFen[account];
  }

  long heldFen(int account) {
    return fen[2 * account + 1];
  }

  /** Whether others hold anything of the accounts of the person or the household. */
  boolean isAnyHeld() {
    return anyHeld;
  }

  /** What others hold of each account, by place; empty where they hold nothing. */
  List<Long> held() {
    if (!anyHeld) {
      return List.of();
    }
    return IntStream.range(0, counts.length).mapToObj(this::heldFen).toList();
  }

  int year(int account) {
    return accountYears[account];
  }

  long fundLeftFen(int account) {
    return fen[2 * counts.length + account];
  }

  /** Whether the account counts this claim. */
  boolean counts(int account) {
    return counts[account];
  }

  /** The account's code, with the word it counts by and the stay it belongs to. */
  String key(int account) {
    return accountKeys[account];
  }
}
