package io.yizhan.policy;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * A layer of the plan. The row that applies is found by one load: facts give an index into {@link
 * #rowOf}, whose negative values say why no row applies.
 */
public final class PlanLayer {
  /** No row: the table does not mention this combination, and pays nothing. */
  public static final int NOT_IN_TABLE = -100;

  /** No row: the table does not mention this combination, and the claim must be refused. */
  public static final int REFUSED_BY_TABLE = -101;

  /** No row: the layer asks for an amount or a count that is not met. */
  public static final int NOT_THIS_AMOUNT = -102;

  /** No row: the layer is aid, and the person has no identity that the documents name. */
  public static final int NO_IDENTITY = -103;

  /** No part of the bill, no account, this visit alone. */
  public static final int NONE = -1;

  private final String code;
  private final String nameZh;
  private final String fund;
  private final PolicyTable.Stage stage;
  private final PolicyTable.Amount amount;
  private final PolicyTable.InsurerTerms insurerTerms;
  private final String needs;
  private final String needsZh;
  private final int[] fills;
  private final boolean beside;
  private final int need;
  private final Axes axes;
  private final boolean bandsFromThreshold;
  private final boolean earlierCounted;
  private final PolicyTable.Rounding rounding;
  private final boolean yearTotal;
  private final RowTable table;
  private final int[] factPlaces;
  private final int[][] offsets;
  private final PlanAmount[] measured;
  private final long[][] cuts;
  private final int[] measuredStrides;
  private final short[] rowOf;
  private final PlanRow[] rows;
  private final List<PolicyTable.Share> shares;
  private final List<String> assumptions;

  PlanLayer(
      PolicyTable.Layer authored,
      int[] fills,
      boolean beside,
      int need,
      Axes axes,
      PolicyTable.Rounding rounding,
      boolean yearTotal,
      RowTable table,
      PlanRow[] rows) {
    this.code = authored.name().key();
    this.nameZh = authored.name().nameZh();
    this.fund = authored.fund();
    this.stage = authored.stage();
    this.amount = authored.amount();
    this.insurerTerms = authored.insurerTerms();
    this.needs = authored.needs().orElse("");
    this.needsZh = authored.needsZh();
    this.fills = fills;
    this.beside = beside;
    this.need = need;
    this.axes = axes;
    this.bandsFromThreshold = authored.reading().bandsFromThreshold();
    this.earlierCounted = authored.reading().earlierCounted();
    this.rounding = rounding;
    this.yearTotal = yearTotal;
    this.table = table;
    this.factPlaces = table.factPlaces();
    this.offsets = table.offsets();
    this.measured = table.measured();
    this.cuts = table.cuts();
    this.measuredStrides = table.measuredStrides();
    this.rowOf = table.rowOf();
    this.rows = rows;
    this.shares = authored.shares();
    this.assumptions = authored.assumptions();
  }

  /** Accounts, or {@link #NONE}: of the threshold, of the bands, of what was given already. */
  public record Axes(int threshold, int bands, int less) {}

  /** The table that its rows are chosen by. */
  RowTable table() {
    return table;
  }

  /** Whether its payment is rounded on the sum of its account, not each claim for itself. */
  boolean roundsOnYear() {
    return yearTotal;
  }

  /** Whether its payment is rounded half-up to the fen, each claim for itself. */
  boolean roundsToFen() {
    return !yearTotal && rounding.mode() == PolicyTable.Mode.HALF_UP && rounding.unitFen() == 1;
  }

  /** The word that policies and answers use. */
  public String code() {
    return code;
  }

  /** The Chinese name. */
  public String nameZh() {
    return nameZh;
  }

  /** Who pays. */
  public String fund() {
    return fund;
  }

  /** Insurance or aid. */
  public PolicyTable.Stage stage() {
    return stage;
  }

  /** Computed, supplied, optional or asked. */
  public PolicyTable.Amount amount() {
    return amount;
  }

  /** Whether its amount is the insurer's, whom the gateway asks. */
  public boolean isAsked() {
    return amount == PolicyTable.Amount.ASKED;
  }

  /** What holds of an insurer's amount. */
  public PolicyTable.InsurerTerms insurerTerms() {
    return insurerTerms;
  }

  /** The record without which it pays nothing; empty when it needs none. */
  public String needs() {
    return needs;
  }

  /** What the document calls that record; empty where it does not say. */
  public String needsZh() {
    return needsZh;
  }

  /** What the document assumes of it. */
  public List<String> assumptions() {
    return assumptions;
  }

  /** The place of the record's kind in the plan, {@link #NONE} where none of those is needed. */
  public int need() {
    return need;
  }

  /** Whether it pays the person, beside the bill. */
  public boolean beside() {
    return beside;
  }

  /**
   * Whether what the insurer's platform has settled of this fund is this layer's: of insurance
   * always, of aid where it pays into the bill, as the platform does.
   */
  public boolean isSettledBy(String fundCode) {
    return fund.equals(fundCode) && (stage == PolicyTable.Stage.INSURANCE || !beside);
  }

  /** Who shares its payment; empty where its fund pays alone. The last takes what remains. */
  public List<PolicyTable.Share> shares() {
    return shares;
  }

  /** The account on which the threshold runs, or {@link #NONE}. */
  public int over() {
    return axes.threshold();
  }

  /** The account on which the bands run, or {@link #NONE}. */
  public int bandsOver() {
    return axes.bands();
  }

  /** The account whose value is subtracted from the year's due, or {@link #NONE}. */
  public int less() {
    return axes.less();
  }

  /** Whether reaching the trigger pays what lay before this claim too. */
  public boolean earlierCounted() {
    return earlierCounted;
  }

  /** How its payment is rounded. */
  public PolicyTable.Rounding rounding() {
    return rounding;
  }

  /** Whether bands are counted from the threshold. */
  public boolean bandsFromThreshold() {
    return bandsFromThreshold;
  }

  /**
   * What rate and bands of a row give for a stretch of its axis, rounded, fen.
   *
   * @param startFen where the year's sum begins
   * @param ownPpm the rate that stands for the bands' own, or negative
   */
  public long wantedFen(PlanRow row, long startFen, long fromFen, long toFen, int ownPpm) {
    if (yearTotal) {
      return rounding.fen(row.curveMicroFen(startFen, toFen, ownPpm))
          - rounding.fen(row.curveMicroFen(startFen, fromFen, ownPpm));
    }
    return rounding.fen(row.curveMicroFen(fromFen, toFen, ownPpm));
  }

  /** How many parts of the bill it may pay into. */
  public int fillCount() {
    return fills.length;
  }

  /** The part it pays into at this place of its order. */
  public int fill(int place) {
    return fills[place];
  }

  /** The parts it pays into, as a set. */
  public BitSet filledParts() {
    BitSet parts = new BitSet();
    for (int part : fills) {
      parts.set(part);
    }
    return parts;
  }

  /** How many rows it has. */
  public int rowCount() {
    return rows.length;
  }

  /** A row by place. */
  public PlanRow row(int place) {
    return rows[place];
  }

  /** Whether its row depends on quantities that are measured when it is reached. */
  public boolean measuresForRow() {
    return measured.length > 0;
  }

  /**
   * The row for these facts, or why there is none: {@link #NOT_IN_TABLE}, {@link
   * #REFUSED_BY_TABLE}, {@link #NOT_THIS_AMOUNT}, {@link #NO_IDENTITY}, or {@code -1 - fact} for a
   * condition that failed.
   *
   * @param factWords the place of each fact's word
   */
  public int rowFor(int[] factWords, PlanAmount.Measures measures) {
    int index = index(factWords);
    for (int i = 0; i < measured.length; i++) {
      int found = Arrays.binarySearch(cuts[i], measured[i].fen(measures));
      index += (found >= 0 ? found + 1 : -found - 1) * measuredStrides[i];
    }
    return rowOf[index];
  }

  /**
   * What keeps it from applying where {@link #rowFor} answers {@link #NOT_THIS_AMOUNT}; empty where
   * no single quantity does.
   */
  public Optional<AmountAsked> amountAsked(int[] factWords, PlanAmount.Measures measures) {
    return AmountAsked.of(table, index(factWords), measures);
  }

  /** A row that these facts could choose, whatever is measured; or why there is none. */
  public int rowPossible(int[] factWords) {
    int index = index(factWords);
    int step = measured.length == 0 ? rowOf.length : measuredStrides[0];
    for (int i = index; i < rowOf.length; i += step) {
      if (rowOf[i] >= 0) {
        return rowOf[i];
      }
    }
    return rowOf[index];
  }

  /** Every row, or reason for none, that these facts could choose, whatever is measured. */
  public int[] rowsPossible(int[] factWords) {
    return table.rowsFrom(index(factWords));
  }

  /** The rows that these facts could choose, whatever the open ones turn out to be. */
  public List<PlanRow> rowsPossible(int[] factWords, BitSet open) {
    return table.rowsPossible(factWords, open).mapToObj(row -> rows[row]).toList();
  }

  /** What it measures to choose its row. */
  public List<PlanAmount> measured() {
    return List.of(measured);
  }

  /** Whether a number that the claim says chooses its row. */
  public boolean measures(int numberFact) {
    return table.isMeasured(Quantity.NUMBER, numberFact);
  }

  /** Whether its axis runs on this account, or its row is chosen by it. */
  public boolean reads(int account) {
    return axes.threshold() == account
        || axes.bands() == account
        || axes.less() == account
        || table.isMeasured(Quantity.ACCOUNT_BEFORE, account)
        || table.isMeasured(Quantity.ACCOUNT_NOW, account);
  }

  private int index(int[] factWords) {
    int index = 0;
    for (int i = 0; i < factPlaces.length; i++) {
      index += offsets[i][factWords[factPlaces[i]]];
    }
    return index;
  }

  /**
   * Whether another word of this fact would choose another row, or reason for none, that counts.
   *
   * @param counts which rows, and reasons for none, make a difference to the claim
   * @param open other facts of which nothing is known: any of their words may be
   */
  public boolean dependsOn(int fact, int[] factWords, BitSet open, IntPredicate counts) {
    return table.dependsOn(fact, factWords, open, counts);
  }

  /** Whether, by its row or why there is none, it refuses a claim without the insurer's amount. */
  public boolean asksForAmount(int row) {
    return row == REFUSED_BY_TABLE
        || ((amount == PolicyTable.Amount.SUPPLIED || amount == PolicyTable.Amount.ASKED)
            && (row >= 0 || row == NOT_IN_TABLE));
  }

  /** The same of a layer whose insurer was asked and gave no answer. */
  public boolean asksForAmountAway(int row) {
    return asksForAmount(row) && !(insurerTerms.computedIfAway() && row != REFUSED_BY_TABLE);
  }

  /** Whether any condition of the layer or its rows is on this fact. */
  public boolean asks(Fact fact) {
    return asks(fact.ordinal());
  }

  /** Whether any condition of the layer or its rows is on the fact at this place. */
  public boolean asks(int fact) {
    return table.asks(fact);
  }

  /** Whether a row applies to some combination of facts in which this fact has this word. */
  public boolean canApply(int row, Fact fact, int word) {
    return table.canApply(row, fact.ordinal(), word);
  }
}
