package io.yizhan.reconciliation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Holds three sides against each other in what all of them state: the day, bills where all have
 * them, payments of the funds that all speak of.
 */
public final class ThreeSides {
  private final boolean bills;
  private final Set<String> funds;
  private final boolean byFund;

  private ThreeSides(boolean bills, Set<String> funds, boolean byFund) {
    this.bills = bills;
    this.funds = funds;
    this.byFund = byFund;
  }

  /**
   * Who stands alone.
   *
   * @param here what the ledger says
   * @param there what the side says that the ledger was compared with
   */
  public static Alone alone(Voice here, Voice there, Voice third) {
    Set<String> funds = common(there.funds(), third.funds());
    boolean byFund = List.of(here, there, third).stream().allMatch(ThreeSides::byFund);
    boolean apart = funds.isEmpty() && !(there.funds().isEmpty() && third.funds().isEmpty());
    ThreeSides sides =
        new ThreeSides(here.bills() && there.bills() && third.bills(), funds, byFund);
    if (apart || !sides.canSee(here) || !sides.canSee(there) || !sides.canSee(third)) {
      return Alone.UNKNOWN;
    }
    List<String> ours = sides.view(here);
    List<String> theirs = sides.view(there);
    List<String> others = sides.view(third);
    if (ours.equals(theirs)) {
      return Alone.UNKNOWN;
    }
    if (others.equals(ours)) {
      return Alone.THERE;
    }
    return others.equals(theirs) ? Alone.HERE : Alone.EACH;
  }

  private static Set<String> common(Set<String> one, Set<String> other) {
    if (one.isEmpty()) {
      return other;
    }
    Set<String> both = new HashSet<>(one);
    if (!other.isEmpty()) {
      both.retainAll(other);
    }
    return both;
  }

  private static boolean byFund(Voice voice) {
    return voice.stated().stream().allMatch(Voice.Stated::byFund);
  }

  /** Whether its payments of these funds can be told from others. */
  private boolean canSee(Voice voice) {
    return voice.funds().equals(funds) || byFund(voice);
  }

  private List<String> view(Voice voice) {
    return voice.stated().stream().map(each -> view(voice, each)).sorted().toList();
  }

  private String view(Voice voice, Voice.Stated stated) {
    long fund = voice.funds().equals(funds) ? stated.fundFen() : stated.of(funds);
    TreeMap<String, Long> detail = new TreeMap<>();
    if (byFund) {
      stated
          .fundsFen()
          .forEach(
              (code, fen) -> {
                if (fen != 0 && (funds.isEmpty() || funds.contains(code))) {
                  detail.put(code, fen);
                }
              });
    }
    return stated.day() + "|" + (bills ? stated.billFen() : 0) + "|" + fund + "|" + detail;
  }
}
