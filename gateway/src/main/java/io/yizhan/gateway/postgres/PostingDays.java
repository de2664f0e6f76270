package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.SettlementDesk;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;

/**
 * On which days the settlement of an id can be posted: the civil day on which the id was made, or
 * the day after. The ledger is partitioned by posting day, so that a look-up by id needs them.
 */
final class PostingDays {
  private PostingDays() {}

  /** The days, as the server takes them; none for what is no id of a settlement. */
  static Array of(Connection connection, String settlementId) throws SQLException {
    return connection.createArrayOf(
        "text", of(settlementId).stream().map(LocalDate::toString).toArray(String[]::new));
  }

  /** The days; none for what is no id of a settlement. */
  static List<LocalDate> of(String settlementId) {
    return IdSource.timeOf(settlementId)
        .map(time -> LocalDate.ofInstant(time, SettlementDesk.CIVIL_ZONE))
        .map(day -> List.of(day, day.plusDays(1)))
        .orElse(List.of());
  }
}
