package io.yizhan.settlement;

import io.yizhan.settlement.Decision.Refusal;
import io.yizhan.settlement.Decision.RefusalReason;
import io.yizhan.settlement.Settlement.Candidate;
import java.util.List;
import java.util.Optional;

/** One way to settle: with an identity, or without. */
record Option(
    Optional<Standing.Identity> identity,
    String nameZh,
    int rank,
    Optional<Situation> situation,
    Optional<Waterfall> waterfall,
    Optional<Sentence> reason,
    Optional<Refusal> refusal) {
  boolean computed() {
    return waterfall.isPresent();
  }

  /** Whether the claim or a record can be put right: settling without aid would hide that. */
  boolean correctable() {
    return refusal.filter(any -> any.reason() != RefusalReason.CARE_NOT_IN_POLICY).isPresent();
  }

  /**
   * Decides between equals, whatever order they were read in: a confirmed identity before one on a
   * promise, then by day and county.
   */
  String tieBreak() {
    return identity
        .map(
            held ->
                (held.onPromise() ? "1/" : "0/")
                    + held.from()
                    + "/"
                    + held.county()
                    + "/"
                    + held.category())
        .orElse("");
  }

  /** One that is refused. */
  static Option refused(Optional<Standing.Identity> identity, Refusal refusal) {
    return new Option(
        identity,
        "",
        Integer.MAX_VALUE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(refusal));
  }

  /**
   * The least patient's share wins; on a tie the identity that its policy lists first. By place, -1
   * when none could be computed.
   */
  static int bestOf(List<Option> options) {
    int best = -1;
    for (int i = 0; i < options.size(); i++) {
      boolean computed = options.get(i).computed();
      if (computed && (best < 0 || options.get(i).isBetterThan(options.get(best)))) {
        best = i;
      }
    }
    return best;
  }

  private boolean isBetterThan(Option best) {
    long share = waterfall.orElseThrow().burdenFen();
    long bestShare = best.waterfall().orElseThrow().burdenFen();
    if (share != bestShare) {
      return share < bestShare;
    }
    return rank != best.rank() ? rank < best.rank() : tieBreak().compareTo(best.tieBreak()) < 0;
  }

  /** Why none of them settles. */
  static Refusal firstRefusal(List<Option> options) {
    for (Option option : options) {
      if (option.refusal().isPresent()) {
        return option.refusal().get();
      }
    }
    throw new IllegalStateException("a claim must be settled or refused");
  }

  /** What the answer says of it; it must be with an identity. */
  Candidate candidate(boolean used) {
    Standing.Identity held = identity.orElseThrow();
    return new Candidate(
        held.category(),
        nameZh,
        held.county(),
        waterfall.map(UsedUp::aidFen),
        waterfall.map(Waterfall::patientShareFen),
        used,
        reason.or(() -> refusal.map(Refusal::sentence)));
  }
}
