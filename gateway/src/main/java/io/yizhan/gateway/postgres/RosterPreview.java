package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ListedLines;
import io.yizhan.gateway.desk.RosterStore.Change;
import io.yizhan.gateway.desk.RosterStore.Kept;
import io.yizhan.gateway.desk.RosterStore.Line;
import io.yizhan.gateway.desk.RosterStore.Order;
import io.yizhan.gateway.desk.RosterStore.Outcome;
import io.yizhan.gateway.desk.SettlementDesk;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Lines as they would be kept, and the settlements that they would touch. */
final class RosterPreview {
  private RosterPreview() {}

  /** Looks. */
  static Kept of(
      Connection connection,
      Secrets secrets,
      Order order,
      ListedLines listed,
      List<Line> lines,
      Instant now)
      throws SQLException {
    RosterBatch batch = RosterBatch.read(connection, secrets, order, listed, lines);
    List<Change> changes = new ArrayList<>();
    for (Outcome outcome : batch.outcomes()) {
      if (outcome instanceof Outcome.Changed changed) {
        changes.addAll(changed.changes());
      }
    }
    List<Change> touched =
        TouchedSettlements.of(
            connection, order, changes, LocalDate.ofInstant(now, SettlementDesk.CIVIL_ZONE));
    List<Outcome> outcomes = new ArrayList<>();
    int place = 0;
    for (Outcome outcome : batch.outcomes()) {
      if (outcome instanceof Outcome.Changed changed) {
        int next = place + changed.changes().size();
        outcomes.add(
            new Outcome.Changed(changed.line(), changed.personId(), touched.subList(place, next)));
        place = next;
      } else {
        outcomes.add(outcome);
      }
    }
    return new Kept(outcomes, batch.newcomers().size(), List.of());
  }
}
