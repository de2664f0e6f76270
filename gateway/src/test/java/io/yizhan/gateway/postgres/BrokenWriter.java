package io.yizhan.gateway.postgres;

import io.yizhan.gateway.postgres.SettleQueue.Waiting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A writer with a planted fault. */
final class BrokenWriter extends GroupWriter {
  private static final Set<Plant> PLANTS =
      EnumSet.of(
          Plant.HALF_LOSES_ONE,
          Plant.CARRIED_LOST,
          Plant.HELD_LOST,
          Plant.HELD_TURNED_ROUND,
          Plant.HELD_DOUBT_FORGOTTEN);

  private final Plant plant;
  private List<Waiting> before = List.of();

  private BrokenWriter(
      Plant plant, SettleQueue queue, SettleTransactions transactions, int membersMax) {
    super(queue, transactions, membersMax);
    this.plant = plant;
  }

  /** A writer as it is, unless the plant is one of a writer. */
  static GroupWriter of(
      Plant plant, SettleQueue queue, SettleTransactions transactions, int membersMax) {
    return PLANTS.contains(plant)
        ? new BrokenWriter(plant, queue, transactions, membersMax)
        : new GroupWriter(queue, transactions, membersMax);
  }

  @Override
  void settleHalves(List<Waiting> group, List<Waiting> special) {
    boolean loses = plant == Plant.HALF_LOSES_ONE && group.size() > 2;
    super.settleHalves(loses ? group.subList(0, group.size() - 1) : group, special);
  }

  @Override
  void putBack(List<Waiting> ofOnePerson) {
    List<Waiting> broken = new ArrayList<>(ofOnePerson);
    if (plant == Plant.HELD_LOST && broken.size() > 1) {
      broken.remove(broken.size() - 1);
    } else if (plant == Plant.HELD_TURNED_ROUND) {
      Collections.reverse(broken);
    } else if (plant == Plant.HELD_DOUBT_FORGOTTEN) {
      broken.replaceAll(
          each ->
              new Waiting(
                  each.member(),
                  each.person(),
                  each.codec(),
                  each.result(),
                  each.heldUntilMillis(),
                  false));
    }
    super.putBack(broken);
  }

  /** What was taken with the group before, and left out of it, is forgotten. */
  @Override
  List<Waiting> next() {
    List<Waiting> group = super.next();
    if (plant != Plant.CARRIED_LOST) {
      return group;
    }
    List<Waiting> kept = new ArrayList<>(group);
    kept.removeIf(each -> isCarried(each));
    before = group;
    return kept.isEmpty() ? List.of() : kept;
  }

  /** Its id was in the group before. */
  private boolean isCarried(Waiting waiting) {
    return before.stream()
        .anyMatch(
            each ->
                each.result() != waiting.result()
                    && each.member().order().key().equals(waiting.member().order().key()));
  }
}
