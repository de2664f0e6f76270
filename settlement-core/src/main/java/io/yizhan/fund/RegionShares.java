package io.yizhan.fund;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * How regions share a fund's money, as documents say it: 5:5, 4:6, 3:3:4. Each party gets its part
 * down to the fen; what is left over, always less than a fen a party, goes to the one that is
 * named. So parts add up, and no part of a sum is of the other sign.
 *
 * @param parties by their codes, in the order of the document
 * @param weights of each, above zero
 * @param remainderParty the party that takes what is left over
 */
public record RegionShares(List<String> parties, List<Integer> weights, String remainderParty) {
  /** How many parties share at most. */
  public static final int PARTIES_MAX = 10;

  /** The largest weight. */
  public static final int WEIGHT_MAX = 1_000_000;

  public RegionShares {
    parties = List.copyOf(parties);
    weights = List.copyOf(weights);
    boolean fits =
        !parties.isEmpty()
            && parties.size() <= PARTIES_MAX
            && parties.size() == weights.size()
            && new HashSet<>(parties).size() == parties.size();
    if (!fits || weights.stream().anyMatch(weight -> weight < 1 || weight > WEIGHT_MAX)) {
      throw new IllegalArgumentException("each party must be named once, with a weight above zero");
    }
    if (!parties.contains(remainderParty)) {
      throw new IllegalArgumentException("the remainder must go to one of the parties");
    }
  }

  /** One party's part, fen. */
  public record Part(String party, long fen) {}

  /** The parts of a sum in the order of the parties; they add up to it. A negative one mirrors. */
  public List<Part> split(long fen) {
    long whole = weights.stream().mapToLong(Integer::longValue).sum();
    List<Part> parts = new ArrayList<>();
    long left = fen;
    for (int i = 0; i < parties.size(); i++) {
      long part = timesOver(fen, weights.get(i), whole);
      left -= part;
      parts.add(new Part(parties.get(i), part));
    }
    int last = parties.indexOf(remainderParty);
    parts.set(last, new Part(remainderParty, Math.addExact(parts.get(last).fen(), left)));
    return List.copyOf(parts);
  }

  /** A sum times a weight over the whole, towards zero, without a product that is too large. */
  private static long timesOver(long fen, long weight, long whole) {
    return fen / whole * weight + fen % whole * weight / whole;
  }
}
