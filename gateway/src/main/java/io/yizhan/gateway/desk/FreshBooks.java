package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.ReadjudicationStore.Account;
import io.yizhan.gateway.desk.ReadjudicationStore.Past;
import io.yizhan.gateway.desk.ReadjudicationStore.Use;
import io.yizhan.gateway.desk.SettlementStore.StoredInputs;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Settlement;
import io.yizhan.settlement.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What accounts, grants and finite funds would stand at, if what a circle has settled had not been:
 * what was opened, paid elsewhere and used by others stays. Each claim that is decided afresh is
 * added to it.
 *
 * <p>A finite fund is another matter: what a settlement gives back to it persons owe it, and what
 * later ones give back nobody has paid yet. So a claim finds what the fund has today and what it
 * was itself given, less what claims before it are given more.
 */
final class FreshBooks {
  private final Map<Account, Long> usedFen = new LinkedHashMap<>();
  private final Map<String, Long> takenFen = new HashMap<>();
  private final Map<Grant, Long> drawnFen = new HashMap<>();

  private record Grant(String personId, String grantId) {}

  private FreshBooks() {}

  /** Before any of these. */
  static FreshBooks before(List<Past> settlements) {
    FreshBooks books = new FreshBooks();
    for (Past past : settlements) {
      for (Standing.Usage usage : past.today().usage()) {
        books.usedFen.putIfAbsent(account(usage, past.today()), usage.usedFen());
      }
    }
    settlements.forEach(past -> books.count(past, -1));
    return books;
  }

  private static Account account(Standing.Usage usage, Standing standing) {
    return new Account(
        usage.ofHousehold() ? standing.householdId() : standing.personId(),
        usage.ofHousehold(),
        usage.account(),
        usage.benefitYear());
  }

  static Account account(AccountUse use, Standing standing) {
    return new Account(
        use.ofHousehold() ? standing.householdId() : standing.personId(),
        use.ofHousehold(),
        use.account(),
        use.benefitYear());
  }

  /** Counts a settlement as it stands. */
  void keep(Past past) {
    count(past, 1);
  }

  private void count(Past past, int sign) {
    for (Use use : past.uses()) {
      usedFen.merge(use.account(), sign * use.fen(), Math::addExact);
    }
    past.draws()
        .forEach(
            draw ->
                drawnFen.merge(
                    new Grant(past.personId(), draw.grantId()),
                    sign * draw.drawnFen(),
                    Math::addExact));
  }

  /** Counts a settlement that was decided afresh. */
  void add(Past past, Settlement fresh) {
    for (AccountUse use : fresh.uses()) {
      usedFen.merge(account(use, past.today()), use.addedFen(), Math::addExact);
    }
    Map<String, Long> more = new HashMap<>();
    fresh.fundUses().forEach(use -> more.merge(use.fund(), use.takenFen(), Math::addExact));
    past.takes().forEach(take -> more.merge(take.fund(), -take.takenFen(), Math::addExact));
    more.forEach((fund, fen) -> takenFen.merge(fund, Math.max(0, fen), Math::addExact));
    fresh
        .grantDraws()
        .forEach(
            draw ->
                drawnFen.merge(
                    new Grant(past.personId(), draw.grantId()), draw.drawnFen(), Math::addExact));
  }

  /** What the next claim finds. */
  Standing standing(Past past) {
    Standing today = past.today();
    Map<Account, Long> heldFen = new HashMap<>();
    today.usage().forEach(usage -> heldFen.put(account(usage, today), usage.heldFen()));
    List<Standing.Usage> usage = new ArrayList<>();
    usedFen.forEach(
        (account, fen) -> {
          String owner = account.ofHousehold() ? today.householdId() : today.personId();
          if (account.ownerId().equals(owner)) {
            usage.add(
                new Standing.Usage(
                    account.ofHousehold(),
                    account.code(),
                    account.benefitYear(),
                    fen,
                    heldFen.getOrDefault(account, 0L)));
          }
        });
    List<Standing.Grant> grants = new ArrayList<>();
    for (Standing.Grant grant : today.grants()) {
      long drawn = drawnFen.getOrDefault(new Grant(past.personId(), grant.grantId()), 0L);
      grants.add(
          new Standing.Grant(
              grant.grantId(),
              grant.fund(),
              grant.amountFen(),
              Math.addExact(grant.drawnFen(), drawn),
              grant.from(),
              grant.to()));
    }
    Map<String, Long> ownFen = new HashMap<>();
    past.takes().forEach(take -> ownFen.merge(take.fund(), take.takenFen(), Math::addExact));
    Map<String, Standing.FundMoney> funds = new HashMap<>();
    today
        .funds()
        .forEach(
            (fund, money) ->
                funds.put(
                    fund,
                    new Standing.FundMoney(
                        money.budgetFen(),
                        Math.addExact(money.usedFen(), takenFen.getOrDefault(fund, 0L))
                            - ownFen.getOrDefault(fund, 0L),
                        money.heldFen())));
    StoredInputs inputs = past.inputs().orElseThrow();
    return today
        .before(
            inputs
                .standing()
                .hospital()
                .map(
                    then ->
                        new Standing.Hospital(
                            then.hospitalId(), then.region(), then.level(), false)),
            grants,
            usage,
            funds)
        .forStay(inputs.claim().key());
  }
}
