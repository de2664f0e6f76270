package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.HoldStore;
import io.yizhan.gateway.desk.SettledBefore;
import io.yizhan.gateway.desk.SettledBefore.What;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The books of {@link HoldScene}'s county as a clerk would keep them: lists of what was settled and
 * what is held, added up anew for every question. The first two persons are one household, the
 * third has none.
 */
final class HoldOracle {
  private final long budgetFen;
  private final List<Settled> settled = new ArrayList<>();
  private final List<Hold> holds = new ArrayList<>();
  private int hourNow;
  private boolean replacedOne;

  HoldOracle(long budgetFen) {
    this.budgetFen = budgetFen;
  }

  /** What one bill comes to. */
  private record Amounts(long baseFen, long aidFen, long giftFen, long patientFen) {
    String text() {
      return "aid " + aidFen + " gift " + giftFen + " patient " + patientFen;
    }
  }

  private static final class Settled {
    final String id;
    final String request;
    final int person;
    final String encounter;
    final Amounts amounts;
    boolean reversed;

    Settled(String id, String request, int person, String encounter, Amounts amounts) {
      this.id = id;
      this.request = request;
      this.person = person;
      this.encounter = encounter;
      this.amounts = amounts;
    }
  }

  /** A hold; its state is what a release would answer, HELD while it has not ended. */
  static final class Hold {
    private final String request;
    private final int person;
    private final String encounter;
    private final long billFen;
    private final int untilHour;
    private final Amounts amounts;
    private String state = "HELD";

    private Hold(
        String request,
        int person,
        String encounter,
        long billFen,
        int untilHour,
        Amounts amounts) {
      this.request = request;
      this.person = person;
      this.encounter = encounter;
      this.billFen = billFen;
      this.untilHour = untilHour;
      this.amounts = amounts;
    }

    String request() {
      return request;
    }

    int person() {
      return person;
    }

    String encounter() {
      return encounter;
    }

    long billFen() {
      return billFen;
    }
  }

  private interface Part {
    long of(Amounts amounts);
  }

  private boolean isLive(Hold hold) {
    return hold.state.equals("HELD") && hourNow <= hold.untilHour;
  }

  private static int household(int person) {
    return person < 2 ? 0 : 1;
  }

  private long used(int person, boolean wholeHousehold, Part part) {
    return settled.stream()
        .filter(
            each ->
                !each.reversed
                    && (wholeHousehold
                        ? household(each.person) == household(person)
                        : each.person == person))
        .mapToLong(each -> part.of(each.amounts))
        .sum();
  }

  /** Held for other bills than this one. */
  private long held(int person, boolean wholeHousehold, String notEncounter, Part part) {
    return holds.stream()
        .filter(
            each ->
                isLive(each)
                    && !(each.person == person && each.encounter.equals(notEncounter))
                    && (wholeHousehold
                        ? household(each.person) == household(person)
                        : each.person == person))
        .mapToLong(each -> part.of(each.amounts))
        .sum();
  }

  private long usedOfFund() {
    return settled.stream().filter(s -> !s.reversed).mapToLong(s -> s.amounts.giftFen).sum();
  }

  private long heldOfFund(int person, String notEncounter) {
    return holds.stream()
        .filter(h -> isLive(h) && !(h.person == person && h.encounter.equals(notEncounter)))
        .mapToLong(h -> h.amounts.giftFen)
        .sum();
  }

  private Amounts decide(int person, String encounter, long billFen) {
    long left = billFen - billFen / 2;
    long paidBefore = used(person, false, Amounts::baseFen);
    long from = Math.max(paidBefore, HoldScene.DEDUCTIBLE_FEN);
    long to = Math.max(paidBefore + left, HoldScene.DEDUCTIBLE_FEN);
    long aid = (to - from) / 10 * 7;
    long selfLeft =
        HoldScene.SELF_CAP_FEN
            - used(person, false, Amounts::aidFen)
            - held(person, false, encounter, Amounts::aidFen);
    long homeLeft =
        HoldScene.HOME_CAP_FEN
            - used(person, true, Amounts::aidFen)
            - held(person, true, encounter, Amounts::aidFen);
    aid = Math.min(aid, Math.max(0, Math.min(selfLeft, homeLeft)));
    long money = budgetFen - usedOfFund() - heldOfFund(person, encounter);
    long gift = Math.min((left - aid + 1) / 2, Math.max(0, money));
    return new Amounts(left, aid, gift, left - aid - gift);
  }

  private Optional<Settled> standing(String encounter) {
    return settled.stream().filter(s -> !s.reversed && s.encounter.equals(encounter)).findFirst();
  }

  private static String claimSettled(Settled first) {
    return new HoldStore.HoldResult.ClaimSettled(
            new SettledBefore(What.BILL, StoreScene.HOSPITAL, first.id, first.request))
        .toString();
  }

  /** Ends the holds of a bill, those that have expired as such; whether a live one was there. */
  private boolean end(int person, String encounter, String state) {
    boolean any = false;
    for (Hold hold : holds) {
      boolean stands = hold.state.equals("HELD");
      if (stands && hold.person == person && hold.encounter.equals(encounter)) {
        any |= isLive(hold);
        hold.state = isLive(hold) ? state : "EXPIRED";
      }
    }
    return any;
  }

  String hold(String request, int person, String encounter, long billFen, int hours) {
    replacedOne = false;
    if (standing(encounter).isPresent()) {
      return claimSettled(standing(encounter).get());
    }
    long others =
        holds.stream()
            .filter(h -> isLive(h) && h.person == person && !h.encounter.equals(encounter))
            .count();
    if (others >= HoldStore.OF_PERSON_MAX) {
      return "TooMany[fund=, holdsMax=" + HoldStore.OF_PERSON_MAX + "]";
    }
    Amounts amounts = decide(person, encounter, billFen);
    replacedOne = end(person, encounter, "REPLACED");
    holds.add(new Hold(request, person, encounter, billFen, hourNow + hours, amounts));
    return "held " + amounts.text();
  }

  boolean replacedOne() {
    return replacedOne;
  }

  String settleHold(Hold hold, long billFen, String id, String request) {
    if (standing(hold.encounter).isPresent()) {
      return claimSettled(standing(hold.encounter).get());
    }
    if (hold.state.equals("EXPIRED") || (hold.state.equals("HELD") && !isLive(hold))) {
      return "refused HOLD_EXPIRED";
    }
    if (!hold.state.equals("HELD")) {
      return "refused HOLD_ENDED";
    }
    if (billFen != hold.billFen) {
      return "refused HOLD_CLAIM_CHANGED";
    }
    if (!decide(hold.person, hold.encounter, billFen).equals(hold.amounts)) {
      return "refused HOLD_SUPERSEDED";
    }
    return settle(hold.person, hold.encounter, billFen, id, request);
  }

  String settle(int person, String encounter, long billFen, String id, String request) {
    if (standing(encounter).isPresent()) {
      return claimSettled(standing(encounter).get());
    }
    Amounts amounts = decide(person, encounter, billFen);
    end(person, encounter, "SETTLED");
    settled.add(new Settled(id, request, person, encounter, amounts));
    return amounts.text();
  }

  String release(Hold hold) {
    if (hold.state.equals("HELD")) {
      hold.state = isLive(hold) ? "RELEASED" : "EXPIRED";
    }
    return hold.state;
  }

  Optional<String> reverseAny(RandomGenerator random) {
    List<Settled> standing = settled.stream().filter(s -> !s.reversed).toList();
    if (standing.isEmpty()) {
      return Optional.empty();
    }
    Settled one = standing.get(random.nextInt(standing.size()));
    one.reversed = true;
    return Optional.of(one.id);
  }

  void pass(int hours) {
    hourNow += hours;
  }

  /** Ends what has expired; answers how many. */
  int sweep() {
    int ended = 0;
    for (Hold hold : holds) {
      if (hold.state.equals("HELD") && !isLive(hold)) {
        hold.state = "EXPIRED";
        ended++;
      }
    }
    return ended;
  }

  Optional<Hold> anyHold(RandomGenerator random) {
    // Mostly one of the latest: the others have long ended.
    int from = random.nextInt(4) == 0 ? 0 : Math.max(0, holds.size() - 10);
    return holds.size() == from
        ? Optional.empty()
        : Optional.of(holds.get(from + random.nextInt(holds.size() - from)));
  }

  String self(int person) {
    return used(person, false, Amounts::aidFen) + "+" + held(person, false, "", Amounts::aidFen);
  }

  String home(int person) {
    return used(person, true, Amounts::aidFen) + "+" + held(person, true, "", Amounts::aidFen);
  }

  String fund() {
    return usedOfFund() + "+" + heldOfFund(-1, "");
  }
}
