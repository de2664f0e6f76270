package io.yizhan.policy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A layer as a run reads it. The language can say much more of a layer than most layers need; what
 * a layer does not need is found out once, when the plan is made, and not for every claim.
 */
public final class PlanStep {
  /** So many facts choose a row without a loop. */
  private static final int FACTS_INLINE = 3;

  private final PlanLayer layer;
  private final StepRow[] rows;
  private final StepRow[] rowOf;
  private final boolean chosenByFacts;
  private final int factCount;
  private final int[] otherFacts;
  private final int[][] otherOffsets;
  private final int fact0;
  private final int fact1;
  private final int fact2;
  private final int[] offsets0;
  private final int[] offsets1;
  private final int[] offsets2;
  private final boolean aid;
  private final int over;
  private final int onlyFill;
  private final boolean marked;

  PlanStep(PlanLayer layer, int place, List<PlanAccount> accounts, List<PolicyPlan.Mark> marks) {
    RowTable table = layer.table();
    int facts = table.factPlaces().length;
    this.layer = layer;
    this.chosenByFacts =
        !layer.measuresForRow()
            && layer.amount() != PolicyTable.Amount.SUPPLIED
            && !layer.isAsked();
    int[] asked = table.factPlaces();
    int[][] offsets = table.offsets();
    this.factCount = facts;
    this.otherFacts = Arrays.copyOfRange(asked, Math.min(facts, FACTS_INLINE), facts);
    this.otherOffsets = Arrays.copyOfRange(offsets, Math.min(facts, FACTS_INLINE), facts);
    // In the place of one that is not asked for stands the first, whose words add nothing there.
    this.fact0 = facts > 0 ? asked[0] : 0;
    this.fact1 = facts > 1 ? asked[1] : fact0;
    this.fact2 = facts > 2 ? asked[2] : fact0;
    int[] nothing = new int[facts > 0 ? offsets[0].length : 0];
    this.offsets0 = facts > 0 ? offsets[0] : nothing;
    this.offsets1 = facts > 1 ? offsets[1] : nothing;
    this.offsets2 = facts > 2 ? offsets[2] : nothing;
    this.aid = layer.stage() == PolicyTable.Stage.AID;
    this.over = layer.over();
    this.onlyFill = layer.fillCount() == 1 ? layer.fill(0) : PlanLayer.NONE;
    this.marked = marks.stream().anyMatch(mark -> mark.layer() == place);
    this.rows = new StepRow[layer.rowCount()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new StepRow(layer, i, place, accounts);
    }
    this.rowOf = new StepRow[chosenByFacts ? table.rowOf().length : 0];
    // Many combinations have no row, for few reasons.
    Map<Short, StepRow> reasons = new HashMap<>();
    for (int i = 0; i < rowOf.length; i++) {
      short row = table.rowOf()[i];
      rowOf[i] = row >= 0 ? rows[row] : reasons.computeIfAbsent(row, StepRow::none);
    }
  }

  /** The layer. */
  public PlanLayer layer() {
    return layer;
  }

  /** Whether facts alone choose its row: then {@link #rowFor} finds it. */
  public boolean chosenByFacts() {
    return chosenByFacts;
  }

  /** The row for these facts, or the reason why there is none. */
  public StepRow rowFor(int[] factWords) {
    if (factCount == 0) {
      return rowOf[0];
    }
    int index = offsets0[factWords[fact0]];
    index += offsets1[factWords[fact1]];
    index += offsets2[factWords[fact2]];
    for (int i = 0; i < otherFacts.length; i++) {
      index += otherOffsets[i][factWords[otherFacts[i]]];
    }
    return rowOf[index];
  }

  /** A row by place. */
  public StepRow row(int place) {
    return rows[place];
  }

  /** Whether it is a layer of aid. */
  public boolean aid() {
    return aid;
  }

  /** The account on which the threshold runs, or {@link PlanLayer#NONE}. */
  public int over() {
    return over;
  }

  /** The part that it pays into, {@link PlanLayer#NONE} where there is not exactly one. */
  public int onlyFill() {
    return onlyFill;
  }

  /** Whether what is left right after it is kept. */
  public boolean marked() {
    return marked;
  }
}
