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

/** Every cap that a plan puts on a person of one identity, whatever the care. */
public final class CapTable {
  private CapTable() {}

  /**
   * A cap.
   *
   * @param ofHousehold whether it is shared by a household, where there is one
   * @param ofIdentity whether its row asks for the identity
   * @param counting whether it is a number of times
   */
  public record Line(
      boolean ofHousehold,
      String account,
      String accountNameZh,
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
      if (row.capAccount(cap) == PlanLayer.NONE) {
        continue;
      }
      PlanAccount account = plan.accounts().get(row.capAccount(cap));
      boolean listed =
          account.owner() != PolicyTable.Owner.FUND
              && account.period() != PolicyTable.Period.ENCOUNTER
              && row.cap(cap).constantFen().isPresent();
      if (!listed) {
        continue;
      }
      boolean life = account.period() == PolicyTable.Period.LIFE;
      lines.add(
          new Line(
              account.owner() == PolicyTable.Owner.HOUSEHOLD,
              account.code(),
              account.nameZh(),
              life ? 0 : account.dating().benefitYear(day),
              layer.asks(Fact.IDENTITY),
              row.cap(cap).constantFen().orElse(0),
              account.counting(),
              row.cite()));
    }
  }
}
