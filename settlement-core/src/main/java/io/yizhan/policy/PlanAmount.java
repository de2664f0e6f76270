package io.yizhan.policy;

import io.yizhan.money.Fen;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalLong;

/**
 * An amount that is measured for each claim: a constant plus quantities times factors, rounded once
 * half-up to the fen, never below zero, then held between two bounds. An adjustment changes what
 * the bounds gave, before it is rounded.
 */
public final class PlanAmount {
  /** Nothing. */
  public static final PlanAmount ZERO = constant(0);

  /** Decimals of a millionth. */
  private static final int MICRO_SCALE = 6;

  private final long constantMicro;
  private final Term[] terms;
  private final long minFen;
  private final long maxFen;
  private final boolean adjusted;
  private final BigDecimal factor;
  private final BigDecimal plusFen;
  private final boolean whole;
  private final boolean fixed;
  private final long fixedFen;

  private PlanAmount(
      long constantMicro,
      Term[] terms,
      long minFen,
      long maxFen,
      BigDecimal factor,
      BigDecimal plusFen) {
    this.constantMicro = constantMicro;
    this.terms = terms;
    this.minFen = minFen;
    this.maxFen = maxFen;
    this.factor = factor;
    this.plusFen = plusFen;
    this.adjusted = factor.compareTo(BigDecimal.ONE) != 0 || plusFen.signum() != 0;
    this.whole =
        !adjusted
            && constantMicro == 0
            && terms.length == 1
            && terms[0].factorMicro == Fen.PPM_WHOLE
            && minFen == 0
            && maxFen == Long.MAX_VALUE;
    this.fixed = terms.length == 0;
    this.fixedFen = fixed ? bounded(constantMicro) : 0;
  }

  /** The sum held between the bounds, adjusted and rounded. */
  private long bounded(long micro) {
    if (!adjusted) {
      return Math.min(maxFen, Math.max(minFen, Fen.roundHalfUp(Math.max(0, micro))));
    }
    BigDecimal fen = BigDecimal.valueOf(micro, MICRO_SCALE).max(BigDecimal.valueOf(minFen));
    return fen.min(BigDecimal.valueOf(maxFen))
        .multiply(factor)
        .add(plusFen)
        .max(BigDecimal.ZERO)
        .setScale(0, RoundingMode.HALF_UP)
        .longValueExact();
  }

  /** A quantity times a factor: millionths of a fen for each fen, or for each of a count. */
  record Term(Quantity quantity, int index, long factorMicro) {}

  /** Where quantities come from while a claim is computed. */
  public interface Measures {
    /** The quantity, fen or a count. */
    long measure(Quantity quantity, int index);
  }

  /** A fixed amount, fen. */
  static PlanAmount constant(long fen) {
    return of(Math.multiplyExact(fen, Fen.PPM_WHOLE), new Term[0], 0, Long.MAX_VALUE);
  }

  static PlanAmount of(long constantMicro, Term[] terms, long minFen, long maxFen) {
    return new PlanAmount(constantMicro, terms, minFen, maxFen, BigDecimal.ONE, BigDecimal.ZERO);
  }

  /** The amount now, fen. */
  public long fen(Measures measures) {
    if (fixed) {
      return fixedFen;
    }
    if (whole) {
      return Math.max(0, measures.measure(terms[0].quantity, terms[0].index));
    }
    long micro = constantMicro;
    for (Term term : terms) {
      long measured = measures.measure(term.quantity, term.index);
      micro = Fen.plus(micro, Math.multiplyExact(measured, term.factorMicro));
    }
    return bounded(micro);
  }

  /** The amount where it is the same for every claim, fen. */
  public OptionalLong constantFen() {
    return fixed ? OptionalLong.of(fixedFen) : OptionalLong.empty();
  }

  /** Whether it is never more than its quantities times their factors, rounded. */
  public boolean isAtMostItsTerms() {
    return constantMicro <= 0 && minFen == 0 && !adjusted;
  }

  /** Whether a row multiplies it or adds to it, beyond the factors of its terms. */
  public boolean isAdjusted() {
    return adjusted;
  }

  /** Whether it is one quantity of this kind, as it is. */
  boolean isWhole(Quantity quantity) {
    return whole && terms[0].quantity == quantity;
  }

  /** How many quantities it measures. */
  public int termCount() {
    return terms.length;
  }

  /** A quantity it measures. */
  public Quantity quantity(int term) {
    return terms[term].quantity;
  }

  /** Of what the quantity is. */
  public int index(int term) {
    return terms[term].index;
  }

  /** The quantity's factor, millionths. */
  public long factorMicro(int term) {
    return terms[term].factorMicro;
  }

  /** Whether it measures this. */
  public boolean measures(Quantity quantity, int index) {
    for (Term term : terms) {
      if (term.quantity == quantity && term.index == index) {
        return true;
      }
    }
    return false;
  }

  /** Times a factor in ppm. */
  PlanAmount times(long factorPpm) {
    BigDecimal by = BigDecimal.valueOf(factorPpm, MICRO_SCALE);
    return new PlanAmount(
        constantMicro, terms, minFen, maxFen, factor.multiply(by), plusFen.multiply(by));
  }

  /** Plus an amount, fen, which may be negative. */
  PlanAmount plus(long fen) {
    BigDecimal plus = plusFen.add(BigDecimal.valueOf(fen));
    return new PlanAmount(constantMicro, terms, minFen, maxFen, factor, plus);
  }
}
