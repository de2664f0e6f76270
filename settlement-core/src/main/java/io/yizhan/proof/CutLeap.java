package io.yizhan.proof;

import io.yizhan.money.Fen;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PlanRow;
import java.math.BigInteger;

/**
 * How far what a cap cuts off may leap where the cap begins to bind. Below that claim nothing is
 * cut off; from there on it is the base without the consumed one, which is rounded: at 70 % a cap
 * of 0.01 binds from a base of 0.03 and consumes 0.01, so 0.02 are cut off at once.
 */
final class CutLeap {
  /** Larger than any: nothing is known. */
  static final long UNKNOWN = Long.MAX_VALUE;

  /** Past so many caps a bound is taken instead of trying each. */
  private static final long PERIOD_MAX = 10_000;

  private CutLeap() {}

  /**
   * The most that is cut off by a constant cap at the first bill that it cuts, fen, whatever the
   * cap; 0 where the row has none.
   */
  static long mostFen(PlanLayer layer, PlanRow row) {
    if (row.capCount() == 0) {
      return 0;
    }
    if (row.rateSource().kind() != PlanRow.RateSource.Kind.BANDS) {
      return UNKNOWN;
    }
    long leastPpm = Fen.PPM_WHOLE;
    for (int band = 0; band < row.bandCount(); band++) {
      leastPpm = row.leavesToLater(band) ? leastPpm : Math.min(leastPpm, row.bandPpm(band));
    }
    if (leastPpm == 0) {
      return UNKNOWN;
    }
    long period =
        leastPpm / BigInteger.valueOf(leastPpm).gcd(BigInteger.valueOf(Fen.PPM_WHOLE)).longValue();
    boolean tryEach = row.bandCount() == 1 && !layer.rounding().yearTotal() && period <= PERIOD_MAX;
    return tryEach ? tried(layer, row, period) : bound(leastPpm);
  }

  /**
   * From a cap to the amount that rounds to a fen more is at most a fen of the payment, which takes
   * a fen by the least rate of the base; the claim is a whole fen, the consumed base rounded.
   */
  private static long bound(long leastPpm) {
    return (Fen.PPM_WHOLE + leastPpm + leastPpm / 2) / leastPpm;
  }

  /** Of one rate: caps that are a period apart leap alike. */
  private static long tried(PlanLayer layer, PlanRow row, long period) {
    long most = 0;
    long bill = 0;
    for (long capFen = 0; capFen < period; capFen++) {
      while (layer.wantedFen(row, 0, 0, bill, -1) <= capFen) {
        bill++;
      }
      most = Math.max(most, bill - row.consumedFen(0, bill, capFen, -1));
    }
    return most;
  }

  /** The most that a row pays of so long a piece that comes at once, fen. */
  static long mostPaidFen(PlanLayer layer, PlanRow row, long pieceFen) {
    PlanRow.RateSource source = row.rateSource();
    long ppm = source.kind() == PlanRow.RateSource.Kind.RECORD ? source.maxPpm() : 0;
    for (int band = 0; band < row.bandCount(); band++) {
      ppm = Math.max(ppm, row.bandPpm(band));
    }
    if (pieceFen >= Fen.PPM_WHOLE) {
      return UNKNOWN;
    }
    long micro = pieceFen * ppm;
    return layer.rounding().yearTotal()
        ? (micro + Fen.PPM_WHOLE - 1) / Fen.PPM_WHOLE
        : layer.rounding().fen(micro);
  }
}
