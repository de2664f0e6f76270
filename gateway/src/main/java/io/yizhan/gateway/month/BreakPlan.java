package io.yizhan.gateway.month;

import static io.yizhan.gateway.month.PlantedBreak.HOSPITAL;
import static io.yizhan.gateway.month.PlantedBreak.INSURER;

import io.yizhan.gateway.month.Deed.Act;
import io.yizhan.gateway.month.PlantedBreak.Kind;
import io.yizhan.gateway.month.PlantedBreak.Side;
import io.yizhan.gateway.month.Town.House;
import io.yizhan.gateway.month.Visit.Care;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Plants breaks: in each hospital's and the insurer's statement one or some of each kind that its
 * keys can show. A settlement has one break at the most, in one statement.
 */
final class BreakPlan {
  private static final int INSURER_EACH = 4;

  private final MonthOrder order;
  private final Town town;
  private final Diary diary;
  private final SplittableRandom random;
  private final List<Visit> standing;
  private final List<Visit> reversed;
  private final Set<String> used = new HashSet<>();
  private final Set<PlantedBreak> planted = new TreeSet<>();

  BreakPlan(MonthOrder order, Town town, Diary diary, SplittableRandom random) {
    this.order = order;
    this.town = town;
    this.diary = diary;
    this.random = random;
    this.standing = shuffled(diary.plain());
    this.reversed = shuffled(diary.reversed());
  }

  private List<Visit> shuffled(List<Visit> visits) {
    List<Visit> shuffled = new ArrayList<>(visits);
    java.util.Collections.shuffle(shuffled, new java.util.Random(random.nextLong()));
    return shuffled;
  }

  void plant() {
    for (House hospital : town.hospitals()) {
      plantOf(hospital);
    }
    for (int i = 0; i < INSURER_EACH; i++) {
      plantOf(INSURER, Statements.INSURER_CODE, visit -> visit.insurerFen() > 0);
    }
  }

  private void plantOf(House hospital) {
    Predicate<Visit> own = visit -> visit.hospital().equals(hospital);
    String id = hospital.id();
    neverArrived(hospital);
    put(HOSPITAL, id, Kind.MISSING_THERE, Side.EITHER, standing(own));
    put(HOSPITAL, id, Kind.DUPLICATE, Side.THERE, standing(own));
    if (Statements.keyOf(town, hospital) == Statements.Key.PERSON) {
      return;
    }
    settledTwice(hospital);
    put(HOSPITAL, id, Kind.AMOUNT_DIFFERS, Side.EITHER, standing(own));
    put(HOSPITAL, id, Kind.ROUNDING, Side.EITHER, standing(own));
    put(HOSPITAL, id, Kind.WRONG_DAY, Side.EITHER, standing(own));
    put(HOSPITAL, id, Kind.REVERSED_ON_ONE_SIDE, Side.THERE, standing(own));
    put(HOSPITAL, id, Kind.REVERSED_ON_ONE_SIDE, Side.HERE, first(reversed, own));
  }

  private void plantOf(String kind, String code, Predicate<Visit> own) {
    put(kind, code, Kind.MISSING_HERE, Side.EITHER, standing(own));
    put(kind, code, Kind.MISSING_THERE, Side.EITHER, standing(own));
    put(kind, code, Kind.DUPLICATE, Side.THERE, standing(own));
    put(kind, code, Kind.AMOUNT_DIFFERS, Side.EITHER, standing(own));
    put(kind, code, Kind.ROUNDING, Side.EITHER, standing(own));
    put(kind, code, Kind.WRONG_DAY, Side.EITHER, standing(own));
    put(kind, code, Kind.REVERSED_ON_ONE_SIDE, Side.THERE, standing(own));
    put(kind, code, Kind.REVERSED_ON_ONE_SIDE, Side.HERE, first(reversed, own));
  }

  /** The hospital thinks that it settled; the undo came first. */
  private void neverArrived(House hospital) {
    LocalDate day = Weekdays.visitDay(order.month(), random);
    Visit visit = diary.stranger(hospital, Care.OUTPATIENT, day);
    int slot = random.nextInt(Weekdays.SLOTS - 1);
    diary.add(new Deed(day, slot, Act.FORBID, visit));
    used.add(visit.requestId());
    planted.add(
        new PlantedBreak(
            HOSPITAL, hospital.id(), Kind.MISSING_HERE, Side.EITHER, visit.requestId()));
  }

  /** The same bill under a new number and a new id: the ledger has it twice, the hospital once. */
  private void settledTwice(House hospital) {
    LocalDate day = Weekdays.visitDay(order.month(), random);
    Visit once = diary.stranger(hospital, Care.OUTPATIENT, day);
    Visit twice = once.again(diary.requestId(hospital), once.cost());
    int slot = random.nextInt(Weekdays.SLOTS - 1);
    diary.add(new Deed(day, slot, Act.SETTLE, once));
    diary.add(new Deed(day, slot + 1, Act.SETTLE, twice));
    used.add(once.requestId());
    used.add(twice.requestId());
    planted.add(
        new PlantedBreak(HOSPITAL, hospital.id(), Kind.DUPLICATE, Side.HERE, twice.requestId()));
  }

  private Optional<Visit> standing(Predicate<Visit> own) {
    return first(standing, own);
  }

  private Optional<Visit> first(List<Visit> visits, Predicate<Visit> own) {
    return visits.stream()
        .filter(own)
        .filter(visit -> !used.contains(visit.requestId()))
        .findFirst();
  }

  private void put(String partyKind, String code, Kind kind, Side side, Optional<Visit> visit) {
    visit.ifPresent(
        each -> {
          used.add(each.requestId());
          planted.add(new PlantedBreak(partyKind, code, kind, side, each.requestId()));
        });
  }

  /** In the order of the sealed file. */
  List<PlantedBreak> planted() {
    return List.copyOf(planted);
  }
}
