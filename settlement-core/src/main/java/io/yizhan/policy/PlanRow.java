package io.yizhan.policy;

import io.yizhan.money.Fen;

/** A row of a plan's layer: what it counts, its threshold, bands, caps and clause. */
public final class PlanRow {
  private final BaseTerm[] terms;
  private final boolean oneWholeTerm;
  private final long thresholdFen;
  private final long[] bandToFen;
  private final int[] bandPpm;
  private final int[] capAccounts;
  private final long[] capFen;
  private final String cite;

  PlanRow(
      BaseTerm[] terms,
      long thresholdFen,
      long[] bandToFen,
      int[] bandPpm,
      int[] capAccounts,
      long[] capFen,
      String cite) {
    this.terms = terms;
    this.oneWholeTerm = terms.length == 1 && terms[0].ppm() == Fen.PPM_WHOLE;
    this.thresholdFen = thresholdFen;
    this.bandToFen = bandToFen;
    this.bandPpm = bandPpm;
    this.capAccounts = capAccounts;
    this.capFen = capFen;
    this.cite = cite;
  }

  /** Where measured quantities come from while a claim is computed. */
  public interface Measures {
    /** A part as billed, fen. */
    long billedFen(int part);

    /** A part as far as nobody bore it yet, fen. */
    long leftFen(int part);

    /** What is left of the grants for the layer being computed, fen. */
    long grantLeftFen();

    /** What an earlier layer counted, fen. */
    long layerBaseFen(int layer);

    /** What an earlier layer's threshold kept, fen. */
    long layerDeductibleFen(int layer);

    /** What an earlier layer paid, fen. */
    long layerPaidFen(int layer);

    /** What an earlier layer's rate left with the person, fen. */
    long layerCopayFen(int layer);

    /** What an earlier layer's cap cut off, fen. */
    long layerExcessFen(int layer);
  }

  /** The base: the sum of its terms, rounded once, half-up; never below zero. */
  public long baseFen(Measures measures) {
    if (oneWholeTerm) {
      return measured(terms[0], measures);
    }
    long micro = 0;
    for (BaseTerm term : terms) {
      micro = Fen.plus(micro, Fen.timesPpm(measured(term, measures), term.ppm()));
    }
    return Fen.roundHalfUp(Math.max(0, micro));
  }

  private static long measured(BaseTerm term, Measures from) {
    int index = term.index();
    return switch (term.quantity()) {
      case PART_BILLED -> from.billedFen(index);
      case PART_LEFT -> from.leftFen(index);
      case BILL -> from.billedFen(0) + from.billedFen(1) + from.billedFen(2) + from.billedFen(3);
      case BILL_LEFT -> from.leftFen(0) + from.leftFen(1) + from.leftFen(2) + from.leftFen(3);
      case GRANT_LEFT -> from.grantLeftFen();
      case LAYER_BASE -> from.layerBaseFen(index);
      case LAYER_DEDUCTIBLE -> from.layerDeductibleFen(index);
      case LAYER_PAID -> from.layerPaidFen(index);
      case LAYER_COPAY -> from.layerCopayFen(index);
      case LAYER_EXCESS -> from.layerExcessFen(index);
    };
  }

  /** The threshold, fen. */
  public long thresholdFen() {
    return thresholdFen;
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

  /** A band's rate, parts per million. */
  public int bandPpm(int band) {
    return bandPpm[band];
  }

  /** How many caps it has. */
  public int capCount() {
    return capFen.length;
  }

  /** The account of a cap, or {@link PlanLayer#NONE} for this visit. */
  public int capAccount(int cap) {
    return capAccounts[cap];
  }

  /** A cap's amount, fen, or {@link PlanLayer#CAP_FUND_MONEY}. */
  public long capFen(int cap) {
    return capFen[cap];
  }

  /** The curve's amount between two points of its axis, millionths of a fen, exact. */
  public long curveMicroFen(long fromFen, long toFen) {
    if (bandPpm.length == 1) {
      return Fen.timesPpm(Math.max(0, toFen - fromFen), bandPpm[0]);
    }
    long micro = 0;
    for (int band = 0; band < bandPpm.length; band++) {
      long low = Math.max(fromFen, bandFromFen(band));
      long high = Math.min(toFen, bandToFen[band]);
      if (high > low) {
        micro = Fen.plus(micro, Fen.timesPpm(high - low, bandPpm[band]));
      }
    }
    return micro;
  }

  /**
   * How far along the axis from {@code fromFen} a cut payment reaches: the consumed base, rounded
   * half-up, never more than the axis offers.
   */
  public long consumedFen(long fromFen, long toFen, long paidFen) {
    long microLeft = Fen.timesPpm(paidFen, Fen.PPM_WHOLE);
    long consumed = 0;
    for (int band = 0; band < bandPpm.length; band++) {
      long low = Math.max(fromFen, bandFromFen(band));
      long high = Math.min(toFen, bandToFen[band]);
      if (high <= low || microLeft == 0) {
        continue;
      }
      long bandMicro = Fen.timesPpm(high - low, bandPpm[band]);
      if (bandMicro <= microLeft) {
        consumed += high - low;
        microLeft -= bandMicro;
      } else {
        consumed += (microLeft + bandPpm[band] / 2) / bandPpm[band];
        microLeft = 0;
      }
    }
    return Math.min(consumed, toFen - fromFen);
  }
}
