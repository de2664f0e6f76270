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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What the persons of one household have used, from claim to claim, as the ledger would remember
 * it: accounts by year, draws of grants, money of finite funds. Mostly it is one person. For one
 * thread.
 */
public final class History {
  /** What a fund has that no case limits. */
  private static final long NEVER_SHORT_FEN = Fen.AMOUNT_MAX;

  /** All persons are of one household. */
  private static final String HOUSEHOLD_ID = "F1";

  private final List<Standing.Usage> householdUsage = new ArrayList<>();
  private final Map<String, Member> byName = new HashMap<>();
  private final Map<String, Long> takenFen;

  /** What one of them has used alone. */
  private static final class Member {
    private final String personId;
    private final List<Standing.Usage> usage = new ArrayList<>();
    private final Map<String, Long> drawnFen = new HashMap<>();

    Member(String personId) {
      this.personId = personId;
    }

    Standing.Grant withDraws(Standing.Grant grant) {
      return new Standing.Grant(
          grant.grantId(),
          grant.fund(),
          grant.amountFen(),
          drawnFen.getOrDefault(grant.grantId(), 0L),
          grant.from(),
          grant.to());
    }
  }

  /** Persons who have used nothing; finite funds are their own. */
  public History() {
    this(new HashMap<>());
  }

  /** The same, where several persons draw on the same funds. */
  public History(Map<String, Long> takenFen) {
    this.takenFen = takenFen;
  }

  /** What register and ledger would know when this claim comes. */
  public Standing standing(CaseBook.Entry entry, Plans plans) {
    CaseBook.Person person = entry.person();
    Member member = member(entry, plans);
    List<Standing.Grant> grants = person.grants();
    if (!member.drawnFen.isEmpty()) {
      grants = grants.stream().map(member::withDraws).toList();
    }
    List<Standing.Usage> usage = member.usage;
    if (!householdUsage.isEmpty()) {
      usage = new ArrayList<>(householdUsage);
      usage.addAll(member.usage);
    }
    return new Standing(
        member.personId,
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

  /** Who comes, with what was used before where it is the first time. */
  private Member member(CaseBook.Entry entry, Plans plans) {
    Member known = byName.get(entry.person().name());
    if (known != null) {
      return known;
    }
    Member member = new Member("P" + (byName.size() + 1));
    byName.put(entry.person().name(), member);
    entry.person().openings().forEach(opening -> open(member, opening, entry, plans));
    return member;
  }

  /** The money of the finite funds of every plan that may settle it. */
  private Map<String, Standing.FundMoney> funds(
      CaseBook.Person person, Plans plans, CaseBook.Entry entry) {
    Map<String, Standing.FundMoney> funds = new HashMap<>();
    Set<String> counties = new LinkedHashSet<>();
    person.identities().forEach(identity -> counties.add(identity.county()));
    if (counties.isEmpty()) {
      counties.add(entry.claim().insuredRegion());
    }
    for (String county : counties) {
      for (PlanAccount account : planOf(entry, county, plans).accounts()) {
        if (account.owner() == PolicyTable.Owner.FUND) {
          funds.put(account.ownerFund(), money(person, account.ownerFund()));
        }
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
    return planOf(entry, county, plans);
  }

  private static PolicyPlan planOf(CaseBook.Entry entry, String county, Plans plans) {
    String region = entry.claim().insuredRegion();
    return plans.planFor(region, county, entry.claim().care(), entry.claim().dates());
  }

  /** What stands once for the case is opened once for the household, by who comes first. */
  private void open(Member member, CaseBook.Opening opening, CaseBook.Entry entry, Plans plans) {
    int year = opening.benefitYear().orElseGet(() -> yearOf(opening, entry, plans));
    PolicyPlan plan = planOf(entry, plans);
    int slot = plan.accountIndex(opening.account());
    boolean ofHousehold =
        slot >= 0 && plan.accounts().get(slot).owner() == PolicyTable.Owner.HOUSEHOLD;
    boolean opened =
        ofHousehold
            && householdUsage.stream()
                .anyMatch(
                    line -> line.benefitYear() == year && line.account().equals(opening.account()));
    if (!opened) {
      book(member, new Standing.Usage(ofHousehold, opening.account(), year, opening.usedFen(), 0));
    }
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

  /** Books what the settlement of a claim adds. */
  public void remember(CaseBook.Entry entry, Settlement settlement) {
    Member member = Objects.requireNonNull(byName.get(entry.person().name()), "no standing");
    for (AccountUse use : settlement.uses()) {
      if (use.addedFen() != 0) {
        book(
            member,
            new Standing.Usage(
                use.ofHousehold(), use.account(), use.benefitYear(), use.afterFen(), 0));
      }
    }
    for (Settlement.GrantDraw draw : settlement.grantDraws()) {
      member.drawnFen.merge(draw.grantId(), draw.drawnFen(), Fen::plus);
    }
    for (Settlement.FundUse use : settlement.fundUses()) {
      takenFen.merge(use.fund(), use.takenFen(), Fen::plus);
    }
  }

  private void book(Member member, Standing.Usage line) {
    List<Standing.Usage> usage = line.ofHousehold() ? householdUsage : member.usage;
    for (int i = 0; i < usage.size(); i++) {
      Standing.Usage old = usage.get(i);
      if (old.benefitYear() == line.benefitYear() && old.account().equals(line.account())) {
        usage.set(i, line);
        return;
      }
    }
    usage.add(line);
  }
}
