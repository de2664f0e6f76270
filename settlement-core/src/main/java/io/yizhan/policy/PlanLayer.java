package io.yizhan.policy;

import java.util.List;

/**
 * A layer of the plan. The row that applies is found by one load: facts give an index into {@link
 * #rowOf}, whose negative values say why no row applies.
 */
public final class PlanLayer {
  /** No row: the table does not mention this combination, and pays nothing. */
  public static final int NOT_IN_TABLE = -100;

  /** No row: the table does not mention this combination, and the claim must be refused. */
  public static final int REFUSED_BY_TABLE = -101;

  /** No part of the bill, no account, this visit alone. */
  public static final int NONE = -1;

  /** A cap whose amount is the fund's own money. */
  public static final long CAP_FUND_MONEY = -1;

  private final String code;
  private final String nameZh;
  private final String fund;
  private final PolicyTable.Stage stage;
  private final PolicyTable.Amount amount;
  private final String needs;
  private final int[] fills;
  private final int over;
  private final boolean bandsFromThreshold;
  private final boolean yearTotal;
  private final int[] factPlaces;
  private final int[] strides;
  private final short[] rowOf;
  private final PlanRow[] rows;
  private final List<String> assumptions;

  PlanLayer(
      PolicyTable.Layer authored,
      int[] fills,
      int over,
      boolean yearTotal,
      Rows table,
      PlanRow[] rows) {
    this.code = authored.name().key();
    this.nameZh = authored.name().nameZh();
    this.fund = authored.fund();
    this.stage = authored.stage();
    this.amount = authored.amount();
    this.needs = authored.needs().orElse("");
    this.fills = fills;
    this.over = over;
    this.bandsFromThreshold = authored.bandsFromThreshold();
    this.yearTotal = yearTotal;
    this.factPlaces = table.factPlaces();
    this.strides = table.strides();
    this.rowOf = table.rowOf();
    this.rows = rows;
    this.assumptions = authored.assumptions();
  }

  /**
   * A table laid out densely: the place of a combination is the sum of its words times strides.
   *
   * @param factPlaces the facts it asks for, by ordinal
   * @param strides of each of them
   * @param rowOf the row of each combination, or why there is none
   */
  record Rows(int[] factPlaces, int[] strides, short[] rowOf) {}

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

  /** Computed, supplied or optional. */
  public PolicyTable.Amount amount() {
    return amount;
  }

  /** The record without which it pays nothing; empty when it needs none. */
  public String needs() {
    return needs;
  }

  /** What the document assumes of it. */
  public List<String> assumptions() {
    return assumptions;
  }

  /** The account on which threshold and bands run, or {@link #NONE}. */
  public int over() {
    return over;
  }

  /** Whether bands are counted from the threshold. */
  public boolean bandsFromThreshold() {
    return bandsFromThreshold;
  }

  /** Whether the year's sum is rounded instead of each claim's. */
  public boolean yearTotal() {
    return yearTotal;
  }

  /** How many parts of the bill it may pay into. */
  public int fillCount() {
    return fills.length;
  }

  /** The part it pays into at this place of its order. */
  public int fill(int place) {
    return fills[place];
  }

  /** How many rows it has. */
  public int rowCount() {
    return rows.length;
  }

  /** A row by place. */
  public PlanRow row(int place) {
    return rows[place];
  }

  /**
   * The row for these facts, or why there is none: {@link #NOT_IN_TABLE}, {@link
   * #REFUSED_BY_TABLE}, or {@code -1 - fact} for a condition that failed.
   *
   * @param factWords the place of each fact's word, by {@link Fact#ordinal}
   */
  public int rowFor(int[] factWords) {
    int index = 0;
    for (int i = 0; i < factPlaces.length; i++) {
      index += factWords[factPlaces[i]] * strides[i];
    }
    return rowOf[index];
  }

  /** Whether any condition of the layer or its rows is on this fact. */
  public boolean asks(Fact fact) {
    return strideOf(fact) > 0;
  }

  /** Whether a row applies to some combination of facts in which this fact has this word. */
  public boolean canApply(int row, Fact fact, int word) {
    int stride = strideOf(fact);
    int size = stride == 0 ? 0 : sizeOf(fact);
    for (int index = 0; index < rowOf.length; index++) {
      if (rowOf[index] == row && (stride == 0 || index / stride % size == word)) {
        return true;
      }
    }
    return false;
  }

  /** The stride of a fact in the table, 0 when the layer does not ask for it. */
  private int strideOf(Fact fact) {
    for (int i = 0; i < factPlaces.length; i++) {
      if (factPlaces[i] == fact.ordinal()) {
        return strides[i];
      }
    }
    return 0;
  }

  private int sizeOf(Fact fact) {
    for (int i = 0; i < factPlaces.length; i++) {
      if (factPlaces[i] == fact.ordinal()) {
        int next = i + 1 < strides.length ? strides[i + 1] : rowOf.length;
        return next / strides[i];
      }
    }
    return 0;
  }
}
