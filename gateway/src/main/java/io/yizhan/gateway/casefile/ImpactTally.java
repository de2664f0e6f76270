package io.yizhan.gateway.casefile;

import io.yizhan.money.Fen;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PolicyTable;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Settlement;
import io.yizhan.settlement.Waterfall.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a change of policy does to the claims counted so far. Counts add up in any order. */
public final class ImpactTally {
  private static final long SMALL_FEN = 100_000;
  private static final long LARGE_FEN = 1_000_000;
  private static final int MIDDLE = 3;

  /** How many of the largest losses are kept. */
  private static final int WORST_MAX = 5;

  private static final Comparator<Loss> WORST_FIRST =
      Comparator.comparingLong(Loss::lostFen).reversed().thenComparingInt(Loss::line);

  private long claims;
  private long winners;
  private long losers;
  private long refusedByOne;
  private long refusedByBoth;
  private long gainedFen;
  private long lostFen;
  private long newlyAided;
  private long noLongerAided;
  private final long[] classes = new long[2 * MIDDLE + 1];
  private final long[] patientFen = new long[2];
  private final Map<String, long[]> fundFen = new TreeMap<>();
  private final List<Loss> worst = new ArrayList<>();

  /** A claim that costs the patient more than before. */
  public record Loss(int line, long lostFen) {}

  /** Counts one claim. */
  void add(int line, Decision before, Decision after) {
    claims++;
    if (!(before instanceof Decision.Settled settledBefore)
        || !(after instanceof Decision.Settled settledAfter)) {
      if (before instanceof Decision.Refused && after instanceof Decision.Refused) {
        refusedByBoth++;
      } else {
        refusedByOne++;
      }
      return;
    }
    boolean aidedBefore = count(settledBefore.settlement(), 0);
    boolean aidedAfter = count(settledAfter.settlement(), 1);
    newlyAided += !aidedBefore && aidedAfter ? 1 : 0;
    noLongerAided += aidedBefore && !aidedAfter ? 1 : 0;
    long was = settledBefore.settlement().waterfall().patientShareFen();
    long change = settledAfter.settlement().waterfall().patientShareFen() - was;
    classes[classOf(change)]++;
    if (change < 0) {
      winners++;
      gainedFen = Fen.minus(gainedFen, change);
    } else if (change > 0) {
      losers++;
      lostFen = Fen.plus(lostFen, change);
      keep(new Loss(line, change));
    }
  }

  /** Adds what each payer bears; answers whether any aid layer pays. */
  private boolean count(Settlement settlement, int side) {
    boolean aided = false;
    List<PlanLayer> layers = settlement.plan().layers();
    for (int i = 0; i < layers.size(); i++) {
      long paid = settlement.waterfall().of(i, Column.PAID);
      if (paid != 0) {
        pay(layers.get(i).fund(), side, paid);
        aided |= layers.get(i).stage() == PolicyTable.Stage.AID;
      }
    }
    patientFen[side] = Fen.plus(patientFen[side], settlement.waterfall().patientShareFen());
    return aided;
  }

  private void pay(String fund, int side, long fen) {
    long[] both = fundFen.computeIfAbsent(fund, code -> new long[2]);
    both[side] = Fen.plus(both[side], fen);
  }

  private void keep(Loss loss) {
    if (worst.size() < WORST_MAX || WORST_FIRST.compare(loss, worst.get(WORST_MAX - 1)) < 0) {
      worst.add(loss);
      worst.sort(WORST_FIRST);
      if (worst.size() > WORST_MAX) {
        worst.remove(WORST_MAX);
      }
    }
  }

  /** The sign says the side, the size how far from the middle. */
  private static int classOf(long changeFen) {
    long size = Math.abs(changeFen);
    int far = size == 0 ? 0 : size < SMALL_FEN ? 1 : size < LARGE_FEN ? 2 : 3;
    return MIDDLE + Long.signum(changeFen) * far;
  }

  /** Adds what another part of the file came to. */
  void add(ImpactTally other) {
    claims += other.claims;
    winners += other.winners;
    losers += other.losers;
    refusedByOne += other.refusedByOne;
    refusedByBoth += other.refusedByBoth;
    gainedFen = Fen.plus(gainedFen, other.gainedFen);
    lostFen = Fen.plus(lostFen, other.lostFen);
    newlyAided += other.newlyAided;
    noLongerAided += other.noLongerAided;
    for (int i = 0; i < classes.length; i++) {
      classes[i] += other.classes[i];
    }
    for (int side = 0; side < 2; side++) {
      patientFen[side] = Fen.plus(patientFen[side], other.patientFen[side]);
      int both = side;
      other.fundFen.forEach((fund, fen) -> pay(fund, both, fen[both]));
    }
    other.worst.forEach(this::keep);
  }

  /** All claims. */
  public long claims() {
    return claims;
  }

  /** Claims whose patient pays less. */
  public long winners() {
    return winners;
  }

  /** Claims whose patient pays more. */
  public long losers() {
    return losers;
  }

  /** Claims settled under both policies with the same patient's share. */
  public long unchanged() {
    return claims - winners - losers - refusedByOne - refusedByBoth;
  }

  /** Claims that one policy refuses and the other settles: in no sum. */
  public long refusedByOne() {
    return refusedByOne;
  }

  /** Claims that both policies refuse: in no sum. */
  public long refusedByBoth() {
    return refusedByBoth;
  }

  /** What winners gain, fen. */
  public long gainedFen() {
    return gainedFen;
  }

  /** What losers lose, fen. */
  public long lostFen() {
    return lostFen;
  }

  /** Claims that no aid layer paid before. */
  public long newlyAided() {
    return newlyAided;
  }

  /** Claims that no aid layer pays any more. */
  public long noLongerAided() {
    return noLongerAided;
  }

  /** What patients bear under the first policy and under the second, fen. */
  public long patientFen(int side) {
    return patientFen[side];
  }

  /** The funds that pay, in order of their codes. */
  public List<String> funds() {
    return List.copyOf(fundFen.keySet());
  }

  /** What a fund pays under the first policy and under the second, fen. */
  public long fundFen(String fund, int side) {
    long[] both = fundFen.get(fund);
    return both == null ? 0 : both[side];
  }

  /** The largest losses, the worst first. */
  public List<Loss> worst() {
    return List.copyOf(worst);
  }

  /**
   * How many claims change by how much: the patient bears 10,000 yuan less or more than that, 1,000
   * or more, less than 1,000, nothing, and the same upwards.
   */
  public List<Long> classes() {
    return Arrays.stream(classes).boxed().toList();
  }
}
