package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.SettlementDesk;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * On which days the settlement of an id can be posted: the civil day on which the id was made, or
 * the day after. The ledger is partitioned by posting day, so a look-up by id asks for both.
 *
 * @param first null, as the second, for what is no id of a settlement: then nothing is found
 */
record PostingDays(@Nullable LocalDate first, @Nullable LocalDate second) {
  /** The days of an id. */
  static PostingDays of(String settlementId) {
    return IdSource.timeOf(settlementId)
        .map(time -> LocalDate.ofInstant(time, SettlementDesk.CIVIL_ZONE))
        .map(day -> new PostingDays(day, day.plusDays(1)))
        .orElse(new PostingDays(null, null));
  }

  /** Whether it is one of them. */
  boolean has(LocalDate day) {
    return day.equals(first) || day.equals(second);
  }
}
