package io.yizhan.gateway.postgres;

import io.yizhan.gateway.postgres.SettleQueue.Waiting;
import java.util.ArrayList;
import java.util.List;

/** A writer with a planted fault. */
final class BrokenWriter extends GroupWriter {
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
    return plant == Plant.HALF_LOSES_ONE || plant == Plant.CARRIED_LOST
        ? new BrokenWriter(plant, queue, transactions, membersMax)
        : new GroupWriter(queue, transactions, membersMax);
  }

  @Override
  void settleHalves(List<Waiting> group, List<Waiting> special) {
    boolean loses = plant == Plant.HALF_LOSES_ONE && group.size() > 2;
    super.settleHalves(loses ? group.subList(0, group.size() - 1) : group, special);
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
