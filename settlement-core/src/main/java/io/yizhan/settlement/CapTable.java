package io.yizhan.settlement;

import io.yizhan.policy.Fact;
import io.yizhan.policy.PlanAccount;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PlanRow;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Every fixed cap that a plan puts on a person of one identity, whatever the care. What is computed
 * from the claim, and a fund's money, is not among them.
 */
public final class CapTable {
  private CapTable() {}

  /**
   * A cap.
   *
   * @param fresh whether it begins anew with each stay or each bill
   * @param account empty where each bill has the cap
   * @param layer whose payment of each bill it caps; empty where an account has the cap
   * @param nameZh of the account or the layer
   * @param included codes of the accounts that the account includes
   * @param benefitYear 0 for life, and where it begins anew
   * @param capFen fen, or a number of times
   * @param ofHousehold whether it is shared by a household, where there is one
   * @param ofIdentity whether its row asks for the identity
   * @param counting whether it is a number of times
   */
  public record Line(
      boolean fresh,
      boolean ofHousehold,
      String account,
      String layer,
      String nameZh,
      List<String> included,
      int benefitYear,
      boolean ofIdentity,
      long capFen,
      boolean counting,
      String clause) {}

  /** The caps of the rows that could apply to the identity on the day. */
  public static List<Line> of(PolicyPlan plan, String identity, LocalDate day) {
    List<Line> lines = new ArrayList<>();
    int place = plan.fact(Fact.IDENTITY).placeOf(identity);
    for (PlanLayer layer : plan.layers()) {
      for (int i = 0; i < layer.rowCount(); i++) {
        if (layer.canApply(i, Fact.IDENTITY, place)) {
          addCaps(lines, plan, layer, layer.row(i), day);
        }
      }
    }
    return lines;
  }

  private static void addCaps(
      List<Line> lines, PolicyPlan plan, PlanLayer layer, PlanRow row, LocalDate day) {
    for (int cap = 0; cap < row.capCount(); cap++) {
      OptionalLong fixed = row.cap(cap).constantFen();
      if (fixed.isEmpty()) {
        continue;
      }
      if (row.capAccount(cap) == PlanLayer.NONE) {
        lines.add(ofEachBill(layer, row, fixed.getAsLong()));
        continue;
      }
      PlanAccount account = plan.accounts().get(row.capAccount(cap));
      if (account.owner() != PolicyTable.Owner.FUND) {
        lines.add(ofAccount(account, layer, row, fixed.getAsLong(), day));
      }
    }
  }

  private static Line ofEachBill(PlanLayer layer, PlanRow row, long capFen) {
    return new Line(
        true,
        false,
        "",
        layer.code(),
        layer.nameZh(),
        List.of(),
        0,
        layer.asks(Fact.IDENTITY),
        capFen,
        false,
        row.cite());
  }

  private static Line ofAccount(
      PlanAccount account, PlanLayer layer, PlanRow row, long capFen, LocalDate day) {
    boolean ofYear = account.period() == PolicyTable.Period.YEAR;
    return new Line(
        account.period() == PolicyTable.Period.ENCOUNTER,
        account.owner() == PolicyTable.Owner.HOUSEHOLD,
        account.code(),
        "",
        account.nameZh(),
        account.included(),
        ofYear ? account.dating().benefitYear(day) : 0,
        layer.asks(Fact.IDENTITY),
        capFen,
        account.counting(),
        row.cite());
  }
}
