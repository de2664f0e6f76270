package io.yizhan.gateway.casefile;

import io.yizhan.money.Fen;
import io.yizhan.policy.PlanAccount;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Plans;
import io.yizhan.settlement.Settlement;
import io.yizhan.settlement.Standing;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one person has used, from claim to claim, as the ledger would remember it: accounts by year,
 * draws of grants, money of finite funds. For one thread.
 */
public final class History {
  /** What a fund has that no case limits. */
  private static final long NEVER_SHORT_FEN = Fen.AMOUNT_MAX;

  private static final String PERSON_ID = "P1";

  /** The person is the whole household. */
  private static final String HOUSEHOLD_ID = "F1";

  private final List<Standing.Usage> usage = new ArrayList<>();
  private final Map<String, Long> drawnFen = new HashMap<>();
  private final Map<String, Long> takenFen;
  private boolean opened;

  /** A person who has used nothing; finite funds are the person's own. */
  public History() {
    this(new HashMap<>());
  }

  /** The same, where several persons draw on the same funds. */
  public History(Map<String, Long> takenFen) {
    this.takenFen = takenFen;
  }

  /** What register and ledger would know when this claim comes. */
  public Standing standing(CaseBook.Entry entry, Plans plans) {
    if (!opened) {
      opened = true;
      entry.person().openings().forEach(opening -> open(opening, entry, plans));
    }
    CaseBook.Person person = entry.person();
    List<Standing.Grant> grants = person.grants();
    if (!drawnFen.isEmpty()) {
      grants = grants.stream().map(this::withDraws).toList();
    }
    return new Standing(
        PERSON_ID,
        HOUSEHOLD_ID,
        Optional.of(
            new Standing.Hospital(
                CaseClaims.HOSPITAL_ID,
                entry.hospitalRegion(),
                entry.claim().hospitalLevel(),
                false)),
        person.identities(),
        person.approvals(),
        grants,
        usage,
        funds(person, plans, entry));
  }

  private Standing.Grant withDraws(Standing.Grant grant) {
    return new Standing.Grant(
        grant.grantId(),
        grant.fund(),
        grant.amountFen(),
        drawnFen.getOrDefault(grant.grantId(), 0L),
        grant.from(),
        grant.to());
  }

  private Map<String, Standing.FundMoney> funds(
      CaseBook.Person person, Plans plans, CaseBook.Entry entry) {
    Map<String, Standing.FundMoney> funds = new HashMap<>();
    for (PlanAccount account : planOf(entry, plans).accounts()) {
      if (account.owner() == PolicyTable.Owner.FUND) {
        String fund = account.ownerFund();
        funds.put(fund, money(person, fund));
      }
    }
    return funds;
  }

  private Standing.FundMoney money(CaseBook.Person person, String fund) {
    return new Standing.FundMoney(
        person.fundMoneyFen().getOrDefault(fund, NEVER_SHORT_FEN),
        takenFen.getOrDefault(fund, 0L),
        0);
  }

  /** The plan of the identity that is listed first, else of the insurer's region alone. */
  private static PolicyPlan planOf(CaseBook.Entry entry, Plans plans) {
    String region = entry.claim().insuredRegion();
    String county =
        entry.person().identities().isEmpty()
            ? region
            : entry.person().identities().get(0).county();
    return plans.planFor(region, county, entry.claim().care(), entry.claim().dates());
  }

  private void open(CaseBook.Opening opening, CaseBook.Entry entry, Plans plans) {
    int year = opening.benefitYear().orElseGet(() -> yearOf(opening, entry, plans));
    PolicyPlan plan = planOf(entry, plans);
    int slot = plan.accountIndex(opening.account());
    boolean ofHousehold =
        slot >= 0 && plan.accounts().get(slot).owner() == PolicyTable.Owner.HOUSEHOLD;
    usage.add(new Standing.Usage(ofHousehold, opening.account(), year, opening.usedFen(), 0));
  }

  private static int yearOf(CaseBook.Opening opening, CaseBook.Entry entry, Plans plans) {
    PolicyPlan plan = planOf(entry, plans);
    int slot = plan.accountIndex(opening.account());
    LocalDate last = entry.claim().dates().last();
    if (slot < 0) {
      return last.getYear();
    }
    PlanAccount account = plan.accounts().get(slot);
    if (account.period() == PolicyTable.Period.LIFE) {
      return 0;
    }
    LocalDate day =
        account.dating().judgedDate(entry.claim().care(), entry.claim().dates()).orElse(last);
    return account.dating().benefitYear(day);
  }

  /** Books what a settlement adds. */
  public void remember(Settlement settlement) {
    for (AccountUse use : settlement.uses()) {
      book(
          new Standing.Usage(
              use.ofHousehold(), use.account(), use.benefitYear(), use.afterFen(), 0));
    }
    for (Settlement.GrantDraw draw : settlement.grantDraws()) {
      drawnFen.merge(draw.grantId(), draw.drawnFen(), Fen::plus);
    }
    for (Settlement.FundUse use : settlement.fundUses()) {
      takenFen.merge(use.fund(), use.takenFen(), Fen::plus);
    }
  }

  private void book(Standing.Usage line) {
    for (int i = 0; i < usage.size(); i++) {
      Standing.Usage old = usage.get(i);
      if (old.ofHousehold() == line.ofHousehold()
          && old.benefitYear() == line.benefitYear()
          && old.account().equals(line.account())) {
        usage.set(i, line);
        return;
      }
    }
    usage.add(line);
  }
}
