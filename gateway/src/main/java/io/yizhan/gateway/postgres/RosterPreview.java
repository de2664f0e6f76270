package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ListedLines;
import io.yizhan.gateway.desk.RosterStore.After;
import io.yizhan.gateway.desk.RosterStore.Change;
import io.yizhan.gateway.desk.RosterStore.Ends;
import io.yizhan.gateway.desk.RosterStore.Kept;
import io.yizhan.gateway.desk.RosterStore.Line;
import io.yizhan.gateway.desk.RosterStore.Order;
import io.yizhan.gateway.desk.RosterStore.Outcome;
import io.yizhan.gateway.desk.SettlementDesk;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Lines as they would be kept, whom a complete list would end, and the settlements that both would
 * touch. It tells the caller what persons hold, so the access log has a row for each of them.
 */
final class RosterPreview {
  private static final String PURPOSE = "roster preview";

  private static final String LOG_ACCESS =
      """
      INSERT INTO person_access (bucket, person_id, access_id, caller_id, purpose, access_time)
      SELECT * FROM unnest(?::smallint[], ?::text[], ?::text[], ?::text[], ?::text[],
        ?::timestamptz[])
      """;

  private RosterPreview() {}

  /** Lines as they would be kept. */
  static Kept of(
      Connection connection,
      Secrets secrets,
      Order order,
      ListedLines listed,
      List<Line> lines,
      Instant now)
      throws SQLException {
    RosterBatch batch = RosterBatch.read(connection, secrets, order, listed, lines);
    logAccess(connection, secrets, order, batch.known(), now);
    List<Change> changes = new ArrayList<>();
    for (Outcome outcome : batch.outcomes()) {
      if (outcome instanceof Outcome.Changed changed) {
        changes.addAll(changed.changes());
      }
    }
    List<Change> touched = TouchedSettlements.of(connection, order, changes, today(now));
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

  /** A page of those whom a complete list would end. */
  static Ends ends(
      Connection connection,
      Secrets secrets,
      Order order,
      ListedLines listed,
      String category,
      After after,
      Instant now)
      throws SQLException {
    Ends page = RosterEnds.ending(connection, order, listed, category, after);
    logAccess(connection, secrets, order, RosterWriter.personsOf(page.changes()), now);
    return new Ends(
        TouchedSettlements.of(connection, order, page.changes(), today(now)), page.next());
  }

  private static LocalDate today(Instant now) {
    return LocalDate.ofInstant(now, SettlementDesk.CIVIL_ZONE);
  }

  private static void logAccess(
      Connection connection, Secrets secrets, Order order, Set<String> persons, Instant now)
      throws SQLException {
    if (persons.isEmpty()) {
      return;
    }
    List<String> personIds = List.copyOf(persons);
    try (PreparedStatement statement = connection.prepareStatement(LOG_ACCESS)) {
      Columns to = new Columns(connection, statement);
      to.smallints(personIds, Bucket::of);
      to.texts(personIds, id -> id);
      to.texts(secrets.newIds(now, personIds.size()), id -> id);
      to.texts(personIds, any -> order.callerId());
      to.texts(personIds, any -> PURPOSE);
      to.texts(personIds, any -> now.toString());
      statement.executeUpdate();
    }
  }
}
