package io.yizhan.policy;

import io.yizhan.money.Fen;
import java.util.OptionalLong;

/**
 * An amount that is measured for each claim: a constant plus quantities times factors, rounded once
 * half-up to the fen, never below zero, then held between two bounds.
 */
public final class PlanAmount {
  /** Nothing. */
  public static final PlanAmount ZERO = constant(0);

  private final long constantMicro;
  private final Term[] terms;
  private final long minFen;
  private final long maxFen;
  private final boolean whole;
  private final boolean fixed;
  private final long fixedFen;

  private PlanAmount(long constantMicro, Term[] terms, long minFen, long maxFen) {
    this.constantMicro = constantMicro;
    this.terms = terms;
    this.minFen = minFen;
    this.maxFen = maxFen;
    this.whole =
        constantMicro == 0
            && terms.length == 1
            && terms[0].factorMicro == Fen.PPM_WHOLE
            && minFen == 0
            && maxFen == Long.MAX_VALUE;
    this.fixed = terms.length == 0;
    long fen = fixed ? Fen.roundHalfUp(Math.max(0, constantMicro)) : 0;
    this.fixedFen = Math.min(maxFen, Math.max(minFen, fen));
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
    return new PlanAmount(Math.multiplyExact(fen, Fen.PPM_WHOLE), new Term[0], 0, Long.MAX_VALUE);
  }

  static PlanAmount of(long constantMicro, Term[] terms, long minFen, long maxFen) {
    return new PlanAmount(constantMicro, terms, minFen, maxFen);
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
    return Math.min(maxFen, Math.max(minFen, Fen.roundHalfUp(Math.max(0, micro))));
  }

  /** The amount where it is the same for every claim, fen. */
  public OptionalLong constantFen() {
    return fixed ? OptionalLong.of(fixedFen) : OptionalLong.empty();
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

  /** Times a factor in ppm, bounds included. */
  PlanAmount times(long factorPpm) {
    Term[] scaled = new Term[terms.length];
    for (int i = 0; i < terms.length; i++) {
      long factor = scaled(terms[i].factorMicro, factorPpm);
      scaled[i] = new Term(terms[i].quantity, terms[i].index, factor);
    }
    long max = maxFen == Long.MAX_VALUE ? maxFen : scaled(maxFen, factorPpm);
    return new PlanAmount(scaled(constantMicro, factorPpm), scaled, scaled(minFen, factorPpm), max);
  }

  private static long scaled(long value, long factorPpm) {
    long whole = value / Fen.PPM_WHOLE;
    long rest = value % Fen.PPM_WHOLE;
    return Math.addExact(Math.multiplyExact(whole, factorPpm), rest * factorPpm / Fen.PPM_WHOLE);
  }

  /** Plus an amount, fen, which may be negative. */
  PlanAmount plus(long fen) {
    long constant = Math.addExact(constantMicro, Math.multiplyExact(fen, Fen.PPM_WHOLE));
    return new PlanAmount(constant, terms, minFen, maxFen);
  }
}
