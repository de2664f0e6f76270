package io.yizhan.gateway.postgres;

import io.yizhan.money.Fen;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the settlements of a group have used so far, for those behind them on the same accounts. */
final class UsedInGroup {
  private final Map<String, Map<Code, Long>> byOwner = new HashMap<>();

  private record Code(String account, int benefitYear) {}

  /** Counts what a booking adds. */
  void add(Booking booking) {
    for (AccountUse use : booking.uses()) {
      String owner = use.ofHousehold() ? booking.householdId() : booking.personId();
      byOwner
          .computeIfAbsent(owner, id -> new LinkedHashMap<>())
          .merge(new Code(use.account(), use.benefitYear()), use.addedFen(), Fen::plus);
    }
  }

  /** What was read of a person, with what the group has used since. */
  Standing after(Standing read) {
    Map<Code, Long> ofPerson = byOwner.getOrDefault(read.personId(), Map.of());
    Map<Code, Long> ofHousehold =
        read.householdId().isEmpty()
            ? Map.of()
            : byOwner.getOrDefault(read.householdId(), Map.of());
    if (ofPerson.isEmpty() && ofHousehold.isEmpty()) {
      return read;
    }
    List<Standing.Usage> usage = new ArrayList<>();
    Map<Code, Long> newOfPerson = new LinkedHashMap<>(ofPerson);
    Map<Code, Long> newOfHousehold = new LinkedHashMap<>(ofHousehold);
    for (Standing.Usage before : read.usage()) {
      Map<Code, Long> added = before.ofHousehold() ? newOfHousehold : newOfPerson;
      Long more = added.remove(new Code(before.account(), before.benefitYear()));
      usage.add(more == null ? before : plus(before, more));
    }
    newOfPerson.forEach((code, fen) -> usage.add(first(false, code, fen)));
    newOfHousehold.forEach((code, fen) -> usage.add(first(true, code, fen)));
    return new Standing(
        read.personId(),
        read.householdId(),
        read.hospital(),
        read.identities(),
        read.approvals(),
        read.grants(),
        usage,
        read.funds(),
        read.exposures());
  }

  private static Standing.Usage plus(Standing.Usage before, long addedFen) {
    return new Standing.Usage(
        before.ofHousehold(),
        before.account(),
        before.benefitYear(),
        Fen.plus(before.usedFen(), addedFen),
        before.heldFen());
  }

  private static Standing.Usage first(boolean ofHousehold, Code code, long fen) {
    return new Standing.Usage(ofHousehold, code.account(), code.benefitYear(), fen, 0);
  }
}
