package io.yizhan.settlement;

import io.yizhan.money.Fen;
import io.yizhan.policy.PlanAccount;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PlanRow;
import io.yizhan.policy.PolicyTable;
import io.yizhan.settlement.Waterfall.Column;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a decided waterfall uses up: of accounts, of finite funds and of grants. */
final class UsedUp {
  private UsedUp() {}

  /** What aid layers pay, fen. */
  static long aidFen(Waterfall waterfall) {
    long sum = 0;
    for (int i = 0; i < waterfall.plan().layers().size(); i++) {
      if (waterfall.plan().layers().get(i).stage() == PolicyTable.Stage.AID) {
        sum = Fen.plus(sum, waterfall.of(i, Column.PAID));
      }
    }
    return sum;
  }

  /** What this gateway's aid layers pay, without what the insurer's platform had paid, fen. */
  static long aidDrawnFen(Waterfall waterfall) {
    long sum = 0;
    for (int i = 0; i < waterfall.plan().layers().size(); i++) {
      if (waterfall.plan().layers().get(i).stage() == PolicyTable.Stage.AID) {
        long own = Fen.minus(waterfall.of(i, Column.PAID), waterfall.of(i, Column.ALREADY));
        sum = Fen.plus(sum, own);
      }
    }
    return sum;
  }

  /** Of accounts of the person and the household. */
  static List<AccountUse> ofAccounts(Situation situation, Waterfall waterfall) {
    List<AccountUse> uses = new ArrayList<>();
    List<PlanAccount> accounts = waterfall.plan().accounts();
    for (int slot = 0; slot < accounts.size(); slot++) {
      PlanAccount account = accounts.get(slot);
      if (account.owner() == PolicyTable.Owner.FUND || !situation.accounts().counts(slot)) {
        continue;
      }
      long added = AccountUse.addedFen(waterfall, account);
      long cap = capOf(waterfall, slot);
      if (added > 0 || cap >= 0) {
        uses.add(use(situation, waterfall, slot, added, cap));
      }
    }
    return uses;
  }

  /** What the aid layers add to accounts of the person and the household. */
  static List<AccountUse> ofAccountsByAid(Situation situation, Waterfall waterfall) {
    List<AccountUse> uses = new ArrayList<>();
    List<PlanAccount> accounts = waterfall.plan().accounts();
    for (int slot = 0; slot < accounts.size(); slot++) {
      PlanAccount account = accounts.get(slot);
      boolean counted =
          account.owner() != PolicyTable.Owner.FUND && situation.accounts().counts(slot);
      long added = counted ? AccountUse.aidAddedFen(waterfall, account) : 0;
      if (added > 0) {
        uses.add(use(situation, waterfall, slot, added, -1));
      }
    }
    return uses;
  }

  private static AccountUse use(
      Situation situation, Waterfall waterfall, int slot, long addedFen, long capFen) {
    PlanAccount account = waterfall.plan().accounts().get(slot);
    RunAccounts before = situation.accounts();
    return new AccountUse(
        account.owner() == PolicyTable.Owner.HOUSEHOLD && !situation.householdId().isEmpty(),
        before.key(slot),
        account.nameZh(),
        before.year(slot),
        before.ownUsedFen(slot),
        addedFen,
        capFen,
        before.heldFen(slot),
        Fen.plus(before.includedFen(slot), AccountUse.includedFen(waterfall, account)));
  }

  /** The cap that an applied row puts on the account, -1 when none does. */
  private static long capOf(Waterfall waterfall, int slot) {
    for (int i = 0; i < waterfall.plan().layers().size(); i++) {
      int rowPlace = waterfall.row(i);
      if (rowPlace < 0 || waterfall.recordMissing(i)) {
        continue;
      }
      PlanRow row = waterfall.plan().layers().get(i).row(rowPlace);
      for (int cap = 0; cap < row.capCount(); cap++) {
        if (row.capAccount(cap) == slot) {
          return row.cap(cap).constantFen().orElse(-1);
        }
      }
    }
    return -1;
  }

  /** Of finite funds. */
  static List<Settlement.FundUse> ofFunds(Situation situation, Waterfall waterfall) {
    List<Settlement.FundUse> uses = new ArrayList<>();
    List<PlanAccount> accounts = waterfall.plan().accounts();
    for (int slot = 0; slot < accounts.size(); slot++) {
      PlanAccount account = accounts.get(slot);
      boolean taken =
          account.owner() == PolicyTable.Owner.FUND && situation.accounts().counts(slot);
      long takenFen = taken ? AccountUse.takenFen(waterfall, account) : 0;
      if (takenFen > 0) {
        uses.add(new Settlement.FundUse(account.ownerFund(), takenFen));
      }
    }
    return uses;
  }

  /** Grants are drawn in the order in which they expire. */
  static List<Settlement.GrantDraw> ofGrants(
      Standing standing, Waterfall waterfall, LocalDate day) {
    if (standing.grants().isEmpty()) {
      return List.of();
    }
    List<Settlement.GrantDraw> draws = new ArrayList<>();
    List<Standing.Grant> byExpiry =
        standing.grants().stream()
            .filter(grant -> grant.validOn(day))
            .sorted(Comparator.comparing(Standing.Grant::to).thenComparing(Standing.Grant::grantId))
            .toList();
    for (int i = 0; i < waterfall.plan().layers().size(); i++) {
      PlanLayer layer = waterfall.plan().layers().get(i);
      if (!layer.needs().equals(Situation.NEEDS_GRANT)) {
        continue;
      }
      long toDraw = waterfall.of(i, Column.PAID) - waterfall.of(i, Column.ALREADY);
      for (Standing.Grant grant : byExpiry) {
        long drawn = grant.fund().equals(layer.fund()) ? Math.min(toDraw, grant.leftFen()) : 0;
        if (drawn > 0) {
          draws.add(new Settlement.GrantDraw(grant.grantId(), drawn));
          toDraw -= drawn;
        }
      }
    }
    return draws;
  }
}
