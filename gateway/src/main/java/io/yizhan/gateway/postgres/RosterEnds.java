package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ListedLines;
import io.yizhan.gateway.desk.RosterStore.After;
import io.yizhan.gateway.desk.RosterStore.Change;
import io.yizhan.gateway.desk.RosterStore.Ends;
import io.yizhan.gateway.desk.RosterStore.Order;
import io.yizhan.gateway.desk.RosterStore.Replacement;
import io.yizhan.settlement.Standing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whom a complete list ends, a page of a county's identities at a time. */
final class RosterEnds {
  /** So many identities of a county are looked at in one transaction. */
  static final int ENDS_AT_ONCE = 2_000;

  private static final String OF_COUNTY =
      """
      SELECT bucket, person_id, category, county, valid_from, valid_to, source,
        ARRAY(SELECT j.person_id FROM person_join j
          WHERE j.survivor_bucket = i.bucket AND j.survivor_id = i.person_id)
      FROM identity i
      WHERE county = ? AND category = ? AND (bucket, person_id, valid_from) > (?, ?, ?)
      ORDER BY bucket, person_id, valid_from LIMIT ?
      """;

  private RosterEnds() {}

  /** Ends all who are not on the list. */
  static List<Change> endAll(
      Connection connection, RosterWriter writer, Order order, ListedLines listed)
      throws SQLException {
    if (order.replacement().isEmpty()) {
      return List.of();
    }
    Set<String> named = order.replacement().get().categories();
    List<Change> ends = new ArrayList<>();
    for (String category : named.isEmpty() ? listed.categories() : named) {
      Optional<After> after = Optional.of(After.NONE);
      while (after.isPresent()) {
        Ends page = end(connection, writer, order, listed, category, after.get());
        ends.addAll(page.changes());
        after = page.next();
      }
    }
    return ends;
  }

  /** Ends a page: its accounts are locked, and what they hold is read again then. */
  static Ends end(
      Connection connection,
      RosterWriter writer,
      Order order,
      ListedLines listed,
      String category,
      After after)
      throws SQLException {
    Ends page = ending(connection, order, listed, category, after);
    if (page.changes().isEmpty()) {
      return page;
    }
    Set<String> locked = RosterWriter.personsOf(page.changes());
    writer.lock(locked);
    Ends again = ending(connection, order, listed, category, after);
    if (!locked.containsAll(RosterWriter.personsOf(again.changes()))) {
      throw new SQLException("identities changed at the same time", "40001");
    }
    writer.end(again.changes());
    return again;
  }

  /** A page of a county's identities: those that end because they are not on the list. */
  static Ends ending(
      Connection connection, Order order, ListedLines listed, String category, After after)
      throws SQLException {
    Replacement replacement = order.replacement().orElseThrow();
    LocalDate last = replacement.lastDay();
    List<Ending> all =
        Sql.list(
            connection,
            OF_COUNTY,
            row -> {
              Standing.Identity was = RosterBatch.identity(row, 3);
              Standing.Identity now =
                  new Standing.Identity(
                      was.category(), was.county(), was.from(), Optional.of(last), was.source());
              return new Ending(
                  new Change(row.getString(2), Optional.of(was), Optional.of(now)),
                  List.of((String[]) row.getArray(8).getArray()));
            },
            replacement.county(),
            category,
            (short) after.bucket(),
            after.personId(),
            after.from(),
            ENDS_AT_ONCE);
    List<Change> ends =
        all.stream().filter(each -> ends(each, last, listed)).map(Ending::change).toList();
    if (all.size() < ENDS_AT_ONCE) {
      return new Ends(ends, Optional.empty());
    }
    Change end = all.get(all.size() - 1).change();
    return new Ends(
        ends,
        Optional.of(
            new After(Bucket.of(end.personId()), end.personId(), end.was().orElseThrow().from())));
  }

  /** An identity as it would end, with the records that were joined into its person's. */
  private record Ending(Change change, List<String> joinedIds) {
    /** A long list may have named a record before it was joined. */
    boolean isListed(ListedLines listed) {
      String category = change.was().orElseThrow().category();
      return listed.has(change.personId(), category)
          || joinedIds.stream().anyMatch(id -> listed.has(id, category));
    }
  }

  private static boolean ends(Ending ending, LocalDate last, ListedLines listed) {
    Standing.Identity was = ending.change().was().orElseThrow();
    return !was.onPromise()
        && !was.from().isAfter(last)
        && was.to().map(day -> day.isAfter(last)).orElse(true)
        && !ending.isListed(listed);
  }
}
