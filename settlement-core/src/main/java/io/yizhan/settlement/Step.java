package io.yizhan.settlement;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One layer of a waterfall in words and figures; amounts in fen, base = deductible + paid + copay +
 * excess.
 */
public record Step(
    String layer,
    String nameZh,
    String fund,
    Kind kind,
    long baseFen,
    long deductibleFen,
    long wantedFen,
    OptionalLong capLeftFen,
    String capAccount,
    long paidFen,
    long copayFen,
    long excessFen,
    long leftFen,
    long alreadyFen,
    OptionalLong computedFen,
    List<Slice> slices,
    String clause,
    List<String> assumptions,
    Optional<Sentence> reason) {
  public Step {
    slices = List.copyOf(slices);
    assumptions = List.copyOf(assumptions);
  }

  /** The same with this reason. */
  Step with(Sentence because) {
    return new Step(
        layer,
        nameZh,
        fund,
        kind,
        baseFen,
        deductibleFen,
        wantedFen,
        capLeftFen,
        capAccount,
        paidFen,
        copayFen,
        excessFen,
        leftFen,
        alreadyFen,
        computedFen,
        slices,
        clause,
        assumptions,
        Optional.of(because));
  }

  /** How the amount came about. */
  public enum Kind {
    /** From the policy. */
    COMPUTED,
    /** From the claim. */
    SUPPLIED,
    /** Not at all. */
    NOT_APPLIED
  }

  /** A stretch of the base at one rate. */
  public record Slice(long fromFen, long toFen, int ratePpm) {}
}
