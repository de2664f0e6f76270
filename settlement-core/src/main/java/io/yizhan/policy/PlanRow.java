package io.yizhan.policy;

import io.yizhan.money.Fen;

/** A row of a plan's layer: what it counts, its threshold, bands, caps and clause. */
public final class PlanRow {
  /** A band that pays nothing and leaves its length to later layers. */
  static final int NEXT = -1;

  /** No row. */
  static final PlanRow NONE =
      new PlanRow(
          PlanAmount.ZERO,
          PlanAmount.ZERO,
          false,
          Trigger.NONE,
          new long[0],
          new int[0],
          RateSource.BANDS,
          new int[0],
          new PlanAmount[0],
          "");

  private static final int PPM_HALF = 2;

  private final PlanAmount counts;
  private final PlanAmount threshold;
  private final boolean ownCeiling;
  private final Trigger trigger;
  private final long[] bandToFen;
  private final int[] bandPpm;
  private final RateSource rateSource;
  private final int[] capAccounts;
  private final PlanAmount[] caps;
  private final String cite;
  private final boolean leavesNext;

  PlanRow(
      PlanAmount counts,
      PlanAmount threshold,
      boolean ownCeiling,
      Trigger trigger,
      long[] bandToFen,
      int[] bandPpm,
      RateSource rateSource,
      int[] capAccounts,
      PlanAmount[] caps,
      String cite) {
    this.counts = counts;
    this.threshold = threshold;
    this.ownCeiling = ownCeiling;
    this.trigger = trigger;
    this.bandToFen = bandToFen;
    this.bandPpm = bandPpm;
    this.rateSource = rateSource;
    this.capAccounts = capAccounts;
    this.caps = caps;
    this.cite = cite;
    boolean next = false;
    for (int ppm : bandPpm) {
      next |= ppm == NEXT;
    }
    this.leavesNext = next;
  }

  /**
   * What must be reached before anything is paid, then from the first yuan.
   *
   * @param beyond whether reaching it is not enough
   */
  public record Trigger(boolean set, PlanAmount amount, boolean beyond) {
    static final Trigger NONE = new Trigger(false, PlanAmount.ZERO, false);

    /** Whether a sum meets what must be reached, both fen. */
    public boolean isMet(long sumFen, long reachedFen) {
      return beyond ? sumFen > reachedFen : sumFen >= reachedFen;
    }
  }

  /**
   * Where a rate comes from that the bands do not say.
   *
   * @param kind bands, a fixed sum, an earlier layer, a decision
   * @param index the layer, or the kind of record
   * @param minPpm the least that may be decided
   * @param maxPpm the most
   * @param flat the fixed sum
   */
  public record RateSource(Kind kind, int index, int minPpm, int maxPpm, PlanAmount flat) {
    static final RateSource BANDS = new RateSource(Kind.BANDS, -1, 0, 0, PlanAmount.ZERO);

    /** The kinds. */
    public enum Kind {
      /** The row's own bands. */
      BANDS,
      /** A fixed sum. */
      FLAT,
      /** The highest rate that an earlier layer reached. */
      LAYER,
      /** What an office decided. */
      RECORD
    }
  }

  /** The base: rounded once, half-up; never below zero. */
  public long baseFen(PlanAmount.Measures measures) {
    return counts.fen(measures);
  }

  /** What it counts. */
  public PlanAmount counts() {
    return counts;
  }

  /** The threshold. */
  public PlanAmount threshold() {
    return threshold;
  }

  /** Whether the threshold was written as the most that the person bears: it is named so. */
  public boolean isOwnCeiling() {
    return ownCeiling;
  }

  /** Whether some amount of it measures this. */
  public boolean measures(Quantity quantity, int index) {
    boolean found =
        counts.measures(quantity, index)
            || threshold.measures(quantity, index)
            || trigger.amount().measures(quantity, index)
            || rateSource.flat().measures(quantity, index);
    for (PlanAmount cap : caps) {
      found |= cap.measures(quantity, index);
    }
    return found;
  }

  /** Whether one of its caps or amounts is of this account. */
  public boolean reads(int account) {
    for (int capAccount : capAccounts) {
      if (capAccount == account) {
        return true;
      }
    }
    return measures(Quantity.ACCOUNT_BEFORE, account) || measures(Quantity.ACCOUNT_NOW, account);
  }

  /** What must be reached. */
  public Trigger trigger() {
    return trigger;
  }

  /** Where the rate comes from. */
  public RateSource rateSource() {
    return rateSource;
  }

  /** The clause. */
  public String cite() {
    return cite;
  }

  /** How many bands it has. */
  public int bandCount() {
    return bandPpm.length;
  }

  /** Where a band ends, fen; {@link Long#MAX_VALUE} when open. */
  public long bandToFen(int band) {
    return bandToFen[band];
  }

  /** Where a band begins, fen. */
  public long bandFromFen(int band) {
    return band == 0 ? 0 : bandToFen[band - 1];
  }

  /** A band's rate, parts per million; 0 where it leaves its length to later layers. */
  public int bandPpm(int band) {
    return Math.max(0, bandPpm[band]);
  }

  /** Whether a band pays nothing and leaves its length to later layers. */
  public boolean leavesToLater(int band) {
    return bandPpm[band] == NEXT;
  }

  /** The rate of the highest band that an axis reaches, ppm; 0 where it reaches none. */
  public int topPpm(long toFen) {
    int top = 0;
    for (int band = 0; band < bandPpm.length; band++) {
      if (toFen > bandFromFen(band) && bandPpm[band] >= 0) {
        top = bandPpm[band];
      }
    }
    return top;
  }

  /** Whether it pays at most what its axis offers, and leaves none of it to later layers. */
  boolean paysAtMostWhole() {
    for (int ppm : bandPpm) {
      if (ppm < 0 || ppm > Fen.PPM_WHOLE) {
        return false;
      }
    }
    return true;
  }

  /** How many caps it has. */
  public int capCount() {
    return caps.length;
  }

  /** The account of a cap, or {@link PlanLayer#NONE} for this visit. */
  public int capAccount(int cap) {
    return capAccounts[cap];
  }

  /** A cap's amount, fen, or a count where its account counts. */
  public PlanAmount cap(int cap) {
    return caps[cap];
  }

  /**
   * The curve's amount between two points of its axis, millionths of a fen, exact.
   *
   * @param ownPpm the rate that stands for the bands' own, or negative
   */
  public long curveMicroFen(long fromFen, long toFen, int ownPpm) {
    if (ownPpm >= 0) {
      return Fen.timesPpm(Math.max(0, toFen - fromFen), ownPpm);
    }
    if (bandPpm.length == 1) {
      return Fen.timesPpm(Math.max(0, toFen - fromFen), bandPpm(0));
    }
    long micro = 0;
    for (int band = 0; band < bandPpm.length; band++) {
      long low = Math.max(fromFen, bandFromFen(band));
      long high = Math.min(toFen, bandToFen[band]);
      if (high > low && bandPpm[band] > 0) {
        micro = Fen.plus(micro, Fen.timesPpm(high - low, bandPpm[band]));
      }
    }
    return micro;
  }

  /** The length between two points that bands leave to later layers, fen. */
  public long nextFen(long fromFen, long toFen) {
    if (!leavesNext) {
      return 0;
    }
    long length = 0;
    for (int band = 0; band < bandPpm.length; band++) {
      long low = Math.max(fromFen, bandFromFen(band));
      long high = Math.min(toFen, bandToFen[band]);
      length += bandPpm[band] == NEXT && high > low ? high - low : 0;
    }
    return length;
  }

  /**
   * How far along the axis from {@code fromFen} a cut payment reaches: the consumed base, rounded
   * half-up, never more than the axis offers.
   */
  public long consumedFen(long fromFen, long toFen, long paidFen, int ownPpm) {
    long microLeft = Fen.timesPpm(paidFen, Fen.PPM_WHOLE);
    if (ownPpm >= 0) {
      long length = ownPpm == 0 ? 0 : (microLeft + ownPpm / PPM_HALF) / ownPpm;
      return Math.min(length, toFen - fromFen);
    }
    long consumed = 0;
    for (int band = 0; band < bandPpm.length; band++) {
      long low = Math.max(fromFen, bandFromFen(band));
      long high = Math.min(toFen, bandToFen[band]);
      if (high <= low || microLeft == 0 || bandPpm[band] == NEXT) {
        continue;
      }
      long bandMicro = Fen.timesPpm(high - low, bandPpm[band]);
      if (bandMicro <= microLeft) {
        consumed += high - low;
        microLeft -= bandMicro;
      } else {
        consumed += (microLeft + bandPpm[band] / PPM_HALF) / bandPpm[band];
        microLeft = 0;
      }
    }
    return Math.min(consumed, toFen - fromFen);
  }
}
