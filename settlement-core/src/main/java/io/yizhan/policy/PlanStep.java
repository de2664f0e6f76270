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
  private final int[] otherFacts;
  private final int[] otherStrides;
  private final int fact0;
  private final int fact1;
  private final int fact2;
  private final int stride0;
  private final int stride1;
  private final int stride2;
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
    this.otherFacts = Arrays.copyOfRange(table.factPlaces(), Math.min(facts, FACTS_INLINE), facts);
    this.otherStrides = Arrays.copyOfRange(table.strides(), Math.min(facts, FACTS_INLINE), facts);
    // A fact that is not asked for has a stride of nothing.
    this.fact0 = facts > 0 ? table.factPlaces()[0] : 0;
    this.fact1 = facts > 1 ? table.factPlaces()[1] : 0;
    this.fact2 = facts > 2 ? table.factPlaces()[2] : 0;
    this.stride0 = facts > 0 ? table.strides()[0] : 0;
    this.stride1 = facts > 1 ? table.strides()[1] : 0;
    this.stride2 = facts > 2 ? table.strides()[2] : 0;
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
    int index = factWords[fact0] * stride0;
    index += factWords[fact1] * stride1;
    index += factWords[fact2] * stride2;
    for (int i = 0; i < otherFacts.length; i++) {
      index += factWords[otherFacts[i]] * otherStrides[i];
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
