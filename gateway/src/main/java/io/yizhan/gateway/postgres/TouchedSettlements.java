package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.RosterStore;
import io.yizhan.gateway.desk.RosterStore.Change;
import io.yizhan.gateway.desk.RosterStore.Touched;
import io.yizhan.settlement.Standing;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which settlements changes of identities may concern: those of the person, and of records joined
 * into it, of which a day of service lies in a day that becomes or ceases to be of the identity. An
 * office gets the names of those of a person it sees already: of anybody else a preview, which
 * leaves no trace, only counts them.
 */
final class TouchedSettlements {
  /** How many are named of a change; all are counted. */
  static final int SHOWN_MAX = 20;

  private static final String FIND =
      """
      WITH asked AS (
        SELECT k.place, k.since, k.until, p.b, p.person,
          cardinality(?::text[]) = 0 OR EXISTS (
            SELECT 1 FROM identity i CROSS JOIN unnest(?::text[]) AS r (digits)
            WHERE i.bucket = k.b AND i.person_id = k.person AND starts_with(i.county, r.digits))
            AS seen
        FROM unnest(?::int[], ?::smallint[], ?::text[], ?::date[], ?::date[])
          AS k (place, b, person, since, until)
        CROSS JOIN LATERAL (
          SELECT k.b, k.person
          UNION ALL
          SELECT j.bucket, j.person_id FROM person_join j
          WHERE j.survivor_bucket = k.b AND j.survivor_id = k.person) AS p (b, person))
      SELECT DISTINCT a.place, s.settlement_id,
        (s.inputs -> 'claim' -> 'dates' ->> 'first')::date AS first_day,
        (s.inputs -> 'claim' -> 'dates' ->> 'last')::date AS last_day, a.seen
      FROM asked a JOIN settlement s ON s.bucket = a.b AND s.person_id = a.person
      WHERE s.kind = 'S'
        AND (s.inputs -> 'claim' -> 'dates' ->> 'first')::date <= a.until
        AND (s.inputs -> 'claim' -> 'dates' ->> 'last')::date >= a.since
        AND (cardinality(?::text[]) = 0 OR s.aid_county = ''
          OR EXISTS (SELECT 1 FROM unnest(?::text[]) AS r (digits)
            WHERE starts_with(s.aid_county, digits)))
        AND NOT EXISTS (SELECT 1 FROM reversal r
          WHERE r.bucket = s.bucket AND r.settlement_id = s.settlement_id)
      ORDER BY 1, 2
      """;

  private TouchedSettlements() {}

  /** Days that become or cease to be of an identity. */
  private record Span(int place, String personId, LocalDate from, LocalDate to) {}

  /** The changes with what they touch; one statement, none where nothing lies in the past. */
  static List<Change> of(
      Connection connection, RosterStore.Order order, List<Change> changes, LocalDate today)
      throws SQLException {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      if (!changes.get(i).personId().isEmpty()) {
        addSpans(spans, i, changes.get(i), today);
      }
    }
    if (spans.isEmpty()) {
      return changes;
    }
    Map<Integer, List<Touched>> touched = new HashMap<>();
    Set<Integer> seen = new HashSet<>();
    try (PreparedStatement statement = connection.prepareStatement(FIND)) {
      Columns to = new Columns(connection, statement);
      to.texts(order.regions(), digits -> digits);
      to.texts(order.regions(), digits -> digits);
      to.longs(spans, Span::place);
      to.smallints(spans, each -> Bucket.of(each.personId()));
      to.texts(spans, Span::personId);
      to.texts(spans, each -> each.from().toString());
      to.texts(spans, each -> each.to().toString());
      to.texts(order.regions(), digits -> digits);
      to.texts(order.regions(), digits -> digits);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          if (row.getBoolean(5)) {
            seen.add(row.getInt(1));
          }
          touched
              .computeIfAbsent(row.getInt(1), place -> new ArrayList<>())
              .add(
                  new Touched(
                      row.getString(2),
                      row.getObject(3, LocalDate.class),
                      row.getObject(4, LocalDate.class)));
        }
      }
    }
    List<Change> all = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      List<Touched> found = touched.getOrDefault(i, List.of());
      all.add(
          new Change(
              changes.get(i).personId(),
              changes.get(i).was(),
              changes.get(i).now(),
              seen.contains(i) ? found.subList(0, Math.min(SHOWN_MAX, found.size())) : List.of(),
              found.size()));
    }
    return all;
  }

  /** The days of one and not of the other: before the later start, after the earlier end. */
  private static void addSpans(List<Span> spans, int place, Change change, LocalDate today) {
    if (change.was().isEmpty() || change.now().isEmpty()) {
      Standing.Identity one = change.now().or(change::was).orElseThrow();
      add(spans, place, change.personId(), one.from(), last(Optional.of(one), today), today);
      return;
    }
    LocalDate wasFrom = change.was().get().from();
    LocalDate nowFrom = change.now().get().from();
    if (!wasFrom.equals(nowFrom)) {
      LocalDate early = wasFrom.isBefore(nowFrom) ? wasFrom : nowFrom;
      LocalDate late = wasFrom.isBefore(nowFrom) ? nowFrom : wasFrom;
      add(spans, place, change.personId(), early, late.minusDays(1), today);
    }
    LocalDate wasLast = last(change.was(), today);
    LocalDate nowLast = last(change.now(), today);
    if (!wasLast.equals(nowLast)) {
      LocalDate early = wasLast.isBefore(nowLast) ? wasLast : nowLast;
      LocalDate late = wasLast.isBefore(nowLast) ? nowLast : wasLast;
      add(spans, place, change.personId(), early.plusDays(1), late, today);
    }
  }

  /** What is open lasts as far as anything can have been settled. */
  private static LocalDate last(Optional<Standing.Identity> identity, LocalDate today) {
    return identity.flatMap(Standing.Identity::to).filter(day -> day.isBefore(today)).orElse(today);
  }

  private static void add(
      List<Span> spans, int place, String personId, LocalDate from, LocalDate to, LocalDate today) {
    if (!from.isAfter(to) && !from.isAfter(today)) {
      spans.add(new Span(place, personId, from, to));
    }
  }
}
