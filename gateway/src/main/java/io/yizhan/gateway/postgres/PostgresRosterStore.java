package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ListedLines;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.RosterStore;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.settlement.Standing;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The roster's port. */
final class PostgresRosterStore implements RosterStore {
  /** So many lines are kept by one set of statements. */
  static final int LINES_AT_ONCE = 2_000;

  /** So many identities of a county are looked at in one transaction. */
  static final int ENDS_AT_ONCE = 2_000;

  private static final String BEGIN =
      """
      INSERT INTO roster_import (import_id, caller_id, mode, replaced, start_time)
      VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """;

  private static final String FINISH =
      """
      UPDATE roster_import SET end_time = ?, line_count = ?, refused_count = ?, change_count = ?
      WHERE import_id = ?
      """;

  private static final String OF_COUNTY =
      """
      SELECT bucket, person_id, category, county, valid_from, valid_to, source,
        ARRAY(SELECT j.person_id FROM person_join j
          WHERE j.survivor_bucket = i.bucket AND j.survivor_id = i.person_id)
      FROM identity i
      WHERE county = ? AND category = ? AND (bucket, person_id, valid_from) > (?, ?, ?)
      ORDER BY bucket, person_id, valid_from LIMIT ?
      """;

  private static final String CHANGES =
      """
      SELECT change_id, origin, import_id, category, county, was_from, was_to, was_source, now_from,
        now_to, now_source, caller_id, change_time
      FROM identity_change
      WHERE (bucket, person_id) IN (
          SELECT ?::smallint, ?
          UNION ALL
          SELECT bucket, person_id FROM person_join WHERE survivor_bucket = ? AND survivor_id = ?)
        AND change_id > ?
      ORDER BY change_id LIMIT ?
      """;

  private static final String CHECKS =
      """
      SELECT m.entry_id, m.report_number, m.result, m.checked_date, m.valid_to, m.county,
        EXISTS (SELECT 1 FROM means_check x WHERE x.bucket = m.bucket AND x.person_id = m.person_id
          AND x.report_number = m.report_number AND x.entry_id > m.entry_id),
        m.import_id, m.caller_id, m.entry_time
      FROM means_check m
      WHERE m.bucket = ? AND m.person_id = ? AND (? = '' OR m.entry_id < ?)
      ORDER BY m.entry_id DESC LIMIT ?
      """;

  private final Transactions transactions;
  private final Secrets secrets;
  private final Persons persons;
  private final PersonJoins joins;
  private final Newborns newborns;

  PostgresRosterStore(Transactions transactions, Secrets secrets) {
    this.transactions = transactions;
    this.secrets = secrets;
    this.persons = new Persons(secrets);
    this.joins = new PersonJoins(secrets, new Requests(secrets), persons, new Households(secrets));
    this.newborns = new Newborns(secrets, new Requests(secrets), persons);
  }

  private static LocalDate today(Instant now) {
    return LocalDate.ofInstant(now, SettlementDesk.CIVIL_ZONE);
  }

  @Override
  public void begin(Order order, Instant now) {
    transactions.write(
        Integer.class,
        connection ->
            Sql.update(
                connection,
                BEGIN,
                order.importId(),
                order.callerId(),
                order.mode().name(),
                order.replacement().map(each -> each.county() + " " + each.lastDay()).orElse(""),
                now));
  }

  @Override
  public void finish(Order order, Counts counts, Instant now) {
    transactions.write(
        Integer.class,
        connection ->
            Sql.update(
                connection,
                FINISH,
                now,
                counts.lines(),
                counts.refused(),
                counts.changed(),
                order.importId()));
  }

  @Override
  public Kept keep(Order order, ListedLines listed, List<Line> lines, Instant now) {
    Kept kept =
        order.mode() == Mode.PREVIEW
            ? transactions.read(connection -> preview(connection, order, listed, lines, now))
            : transactions.write(
                Kept.class,
                connection ->
                    new RosterWriter(connection, secrets, order, now).keep(listed, lines));
    RosterBatch.remember(listed, secrets, lines, kept.outcomes());
    return kept;
  }

  private Kept preview(
      Connection connection, Order order, ListedLines listed, List<Line> lines, Instant now)
      throws SQLException {
    RosterBatch batch = RosterBatch.read(connection, secrets, order, listed, lines);
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

  @Override
  public Kept keepAll(Order order, List<Line> lines, Instant now) {
    return transactions.write(Kept.class, connection -> keepAll(connection, order, lines, now));
  }

  /**
   * All in one transaction. Whoever changes is locked first, in one order over all lines; a line
   * that is refused takes everything back.
   */
  private Kept keepAll(Connection connection, Order order, List<Line> lines, Instant now)
      throws SQLException {
    RosterWriter writer = new RosterWriter(connection, secrets, order, now);
    Set<String> locked = new HashSet<>();
    List<Outcome> refused = new ArrayList<>();
    ListedLines compared = new ListedLines();
    for (List<Line> part : parts(lines)) {
      RosterBatch batch = RosterBatch.read(connection, secrets, order, compared, part);
      RosterBatch.remember(compared, secrets, part, batch.outcomes());
      locked.addAll(batch.writtenTo());
      batch.outcomes().stream().filter(Outcome.Refused.class::isInstance).forEach(refused::add);
    }
    if (!refused.isEmpty()) {
      throw new Transactions.RolledBack(new Kept(refused, 0, List.of()));
    }
    writer.lock(locked);
    List<Outcome> outcomes = new ArrayList<>();
    ListedLines listed = new ListedLines();
    int registered = 0;
    for (List<Line> part : parts(lines)) {
      Kept kept = writer.keep(listed, part);
      registered += kept.registered();
      outcomes.addAll(kept.outcomes());
      RosterBatch.remember(listed, secrets, part, kept.outcomes());
    }
    refused.addAll(outcomes.stream().filter(Outcome.Refused.class::isInstance).toList());
    if (!refused.isEmpty()) {
      throw new Transactions.RolledBack(new Kept(refused, 0, List.of()));
    }
    return new Kept(outcomes, registered, endAll(connection, writer, order, listed));
  }

  private static List<Change> endAll(
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

  /** Lines in parts of which each is kept by one set of statements. */
  private static List<List<Line>> parts(List<Line> lines) {
    List<List<Line>> parts = new ArrayList<>();
    for (int i = 0; i < lines.size(); i += LINES_AT_ONCE) {
      parts.add(lines.subList(i, Math.min(lines.size(), i + LINES_AT_ONCE)));
    }
    return parts;
  }

  @Override
  public Ends end(Order order, ListedLines listed, String category, After after, Instant now) {
    if (order.mode() == Mode.PREVIEW) {
      return transactions.read(
          connection -> {
            Ends page = ending(connection, order, listed, category, after);
            return new Ends(
                TouchedSettlements.of(connection, order, page.changes(), today(now)), page.next());
          });
    }
    return transactions.write(
        Ends.class,
        connection ->
            end(
                connection,
                new RosterWriter(connection, secrets, order, now),
                order,
                listed,
                category,
                after));
  }

  /** Ends a page: its accounts are locked, and what they hold is read again then. */
  private static Ends end(
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
  private static Ends ending(
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

  @Override
  public Optional<List<IdentityChange>> changes(
      PersonDocument document, String afterId, int limit) {
    return transactions.read(
        connection -> {
          String personId = persons.find(connection, secrets.alias(document));
          return personId == null
              ? Optional.empty()
              : Optional.of(
                  Sql.list(
                      connection,
                      CHANGES,
                      PostgresRosterStore::change,
                      Bucket.of(personId),
                      personId,
                      Bucket.of(personId),
                      personId,
                      afterId,
                      limit));
        });
  }

  @Override
  public JoinResult join(JoinOrder order, Instant now) {
    return transactions.write(JoinResult.class, connection -> joins.join(connection, order, now));
  }

  @Override
  public NewbornResult newborn(NewbornOrder order, Instant now) {
    return transactions.write(
        NewbornResult.class, connection -> newborns.register(connection, order, now));
  }

  @Override
  public Optional<List<KnownCheck>> checks(PersonDocument document, String beforeId, int limit) {
    return transactions.read(
        connection -> {
          String personId = persons.find(connection, secrets.alias(document));
          return personId == null
              ? Optional.empty()
              : Optional.of(
                  Sql.list(
                      connection,
                      CHECKS,
                      PostgresRosterStore::check,
                      Bucket.of(personId),
                      personId,
                      beforeId,
                      beforeId,
                      limit));
        });
  }

  private static KnownCheck check(ResultSet row) throws SQLException {
    return new KnownCheck(
        row.getString(1),
        new MeansCheck(
            row.getString(2),
            row.getString(3),
            row.getObject(4, LocalDate.class),
            Optional.ofNullable(row.getObject(5, LocalDate.class)),
            row.getString(6)),
        row.getBoolean(7),
        row.getString(8),
        row.getString(9),
        row.getTimestamp(10).toInstant());
  }

  @Override
  public Rekeyed rekey(String cursor, int rowsMax, Instant now) {
    return transactions.write(
        Rekeyed.class, connection -> new Rekeying(connection, secrets, now).step(cursor, rowsMax));
  }

  @Override
  public Rekeyed dropOldKeys(String cursor, int rowsMax, Instant now) {
    return transactions.write(
        Rekeyed.class, connection -> new Rekeying(connection, secrets, now).drop(cursor, rowsMax));
  }

  private static IdentityChange change(ResultSet row) throws SQLException {
    return new IdentityChange(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        side(row, 6),
        side(row, 9),
        row.getString(12),
        row.getTimestamp(13).toInstant());
  }

  private static Optional<Standing.Identity> side(ResultSet row, int column) throws SQLException {
    LocalDate from = row.getObject(column, LocalDate.class);
    return from == null
        ? Optional.empty()
        : Optional.of(
            new Standing.Identity(
                row.getString(4),
                row.getString(5),
                from,
                Optional.ofNullable(row.getObject(column + 1, LocalDate.class)),
                row.getString(column + 2)));
  }
}
