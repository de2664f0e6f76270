package io.yizhan.gateway.month;

import io.yizhan.gateway.month.Deed.Act;
import io.yizhan.gateway.month.Town.House;
import io.yizhan.gateway.month.Town.Resident;
import io.yizhan.gateway.month.Visit.Care;
import io.yizhan.gateway.month.Visit.Cost;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Draws what the town does in the month. Nobody is settled twice on one day unless that is said, so
 * amounts do not depend on which of two calls of an hour comes first.
 */
final class Diary {
  private static final int PERMILLE = 1_000;
  private static final int STAYS_PERMILLE = 30;
  private static final int VISITS_PERMILLE = 250;
  private static final int SPECIAL_VISITS_MAX = 3;
  private static final int LATE = 60;
  private static final int LATE_DAYS_MAX = 45;
  private static final int REPLAYED = 20;
  private static final int REVERSED = 15;
  private static final int UNDONE = 6;
  private static final int FORBIDDEN = 4;
  private static final int COMPUTED_PERCENT = 15;
  private static final int PERCENT = 100;
  private static final int STAY_DAYS_MAX = 18;
  private static final int CASHIERS = 3;
  private static final int TO_CITY_PERCENT = 12;
  private static final int LAST_SLOT = Weekdays.SLOTS - 1;

  private final MonthOrder order;
  private final Town town;
  private final SplittableRandom random;
  private final List<Deed> deeds = new ArrayList<>();
  private final List<Visit> plain = new ArrayList<>();
  private final List<Visit> reversed = new ArrayList<>();
  private final Set<Long> taken = new HashSet<>();
  private int requests;

  Diary(MonthOrder order, Town town, SplittableRandom random) {
    this.order = order;
    this.town = town;
    this.random = random;
  }

  /** Draws all of it. */
  void fill() {
    int persons = town.residents().size();
    for (int i = 0; i < persons * STAYS_PERMILLE / PERMILLE; i++) {
      draw(somebody(), Care.INPATIENT);
    }
    for (Resident resident : town.residents()) {
      if (resident.chronic().isPresent()) {
        int visits = 1 + random.nextInt(SPECIAL_VISITS_MAX);
        for (int i = 0; i < visits; i++) {
          draw(resident, Care.SPECIAL);
        }
      }
    }
    for (int i = 0; i < persons * VISITS_PERMILLE / PERMILLE; i++) {
      draw(somebody(), Care.OUTPATIENT);
    }
  }

  private Resident somebody() {
    return town.residents().get(random.nextInt(town.residents().size()));
  }

  /** Draws one, and what becomes of it; nothing where the person has been there that day. */
  private void draw(Resident resident, Care care) {
    LocalDate day =
        care == Care.INPATIENT
            ? Weekdays.stayDay(order.month(), random)
            : Weekdays.visitDay(order.month(), random);
    if (!taken.add(key(resident, day))) {
      return;
    }
    Visit visit = visit(resident, care, day, hospital(resident, care));
    int slot = Weekdays.slot(random);
    int fate = random.nextInt(PERMILLE);
    if (fate < FORBIDDEN && slot < LAST_SLOT) {
      deeds.add(new Deed(day, slot, Act.FORBID, visit));
      deeds.add(new Deed(day, slot + 1, Act.ARRIVE_LATE, visit));
      return;
    }
    deeds.add(new Deed(day, slot, Act.SETTLE, visit));
    if (fate < FORBIDDEN + UNDONE && slot < LAST_SLOT) {
      deeds.add(new Deed(day, slot + 1, Act.UNDO, visit));
      reversed.add(visit);
    } else if (fate < FORBIDDEN + UNDONE + REVERSED) {
      reverse(visit, day, slot);
    } else {
      if (fate >= PERMILLE - REPLAYED && slot < LAST_SLOT) {
        deeds.add(new Deed(day, slot + 1, Act.REPLAY, visit));
      }
      plain.add(visit);
    }
  }

  /** A wrong bill is taken back within some days, and mostly billed anew. */
  private void reverse(Visit visit, LocalDate day, int slot) {
    int left = order.last().getDayOfMonth() - day.getDayOfMonth();
    int later = left == 0 ? 0 : random.nextInt(Math.min(left, 4) + 1);
    if (later == 0 && slot >= LAST_SLOT - 1) {
      plain.add(visit);
      return;
    }
    LocalDate then = day.plusDays(later);
    if (later > 0 && !taken.add(key(visit.resident(), then))) {
      plain.add(visit);
      return;
    }
    int at = later == 0 ? slot + 1 : random.nextInt(LAST_SLOT);
    deeds.add(new Deed(then, at, Act.REVERSE, visit));
    reversed.add(visit);
    if (random.nextBoolean()) {
      Cost cost = visit.cost();
      Visit anew =
          visit.again(
              requestId(visit.hospital()),
              new Cost(
                  cost.inScope(), cost.preSelfPay(), cost.overLimit(), cost.outOfList() + 1_250));
      deeds.add(new Deed(then, at + 1, Act.SETTLE, anew));
      plain.add(anew);
    }
  }

  private long key(Resident resident, LocalDate day) {
    return resident.number() * 64L + day.getDayOfMonth();
  }

  private House hospital(Resident resident, Care care) {
    boolean city =
        random.nextInt(PERCENT) < (care == Care.INPATIENT ? 3 * TO_CITY_PERCENT : TO_CITY_PERCENT);
    List<House> near =
        town.hospitals().stream()
            .filter(
                house ->
                    house.division().equals(city ? Town.CITY_CENTRE : resident.county().code()))
            .toList();
    return near.get(random.nextInt(near.size()));
  }

  private Visit visit(Resident resident, Care care, LocalDate day, House hospital) {
    boolean late = random.nextInt(PERMILLE) < LATE;
    LocalDate to = late ? day.minusDays(1 + random.nextInt(LATE_DAYS_MAX)) : day;
    LocalDate from = care == Care.INPATIENT ? to.minusDays(2 + random.nextInt(STAY_DAYS_MAX)) : to;
    Cost cost =
        switch (care) {
          case INPATIENT -> Costs.stay(hospital.level(), random);
          case OUTPATIENT -> Costs.visit(random);
          case SPECIAL -> Costs.special(resident.chronic().orElseThrow(), random);
        };
    long insurerFen =
        switch (care) {
          case INPATIENT ->
              random.nextInt(PERCENT) < COMPUTED_PERCENT
                  ? -1
                  : Costs.insurerOfStay(hospital.level(), cost);
          case OUTPATIENT -> Costs.insurerOfVisit(cost);
          case SPECIAL -> Costs.insurerOfSpecial(cost);
        };
    return new Visit(
        requestId(hospital),
        hospital,
        resident,
        care,
        encounterId(resident, day),
        from,
        to,
        cost,
        insurerFen,
        1,
        1 + random.nextInt(CASHIERS));
  }

  /**
   * By the day of billing: a person is billed once a day, and late bills of two stays may end
   * alike.
   */
  private static String encounterId(Resident resident, LocalDate day) {
    return "E" + resident.number() + "-" + day.toString().replace("-", "");
  }

  /** The next request id of a hospital. */
  String requestId(House hospital) {
    requests++;
    return "%s-%s-%06d".formatted(hospital.id(), order.month(), requests);
  }

  /** A visit of somebody who is not settled on that day, to be used for a break. */
  Visit stranger(House hospital, Care care, LocalDate day) {
    Resident resident = somebody();
    while ((care == Care.SPECIAL && resident.chronic().isEmpty())
        || !taken.add(key(resident, day))) {
      resident = somebody();
    }
    return visit(resident, care, day, hospital);
  }

  void add(Deed deed) {
    deeds.add(deed);
  }

  List<Deed> deeds() {
    return deeds;
  }

  /** Visits that were settled and stand. */
  List<Visit> plain() {
    return plain;
  }

  /** Visits that were settled and taken back. */
  List<Visit> reversed() {
    return reversed;
  }

  /** The deed that settled a visit. */
  Deed settling(Visit visit) {
    return deeds.stream()
        .filter(deed -> deed.act() == Act.SETTLE && deed.visit().equals(visit))
        .findFirst()
        .orElseThrow();
  }
}
