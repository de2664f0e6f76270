package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ListedLines;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.RosterStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The roster's port. */
final class PostgresRosterStore implements RosterStore {
  /** So many lines are kept by one set of statements. */
  static final int LINES_AT_ONCE = 2_000;

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
        transactions.write(
            Kept.class,
            connection ->
                order.mode() == Mode.PREVIEW
                    ? RosterPreview.of(connection, secrets, order, listed, lines, now)
                    : new RosterWriter(connection, secrets, order, now).keep(listed, lines));
    RosterBatch.remember(listed, secrets, lines, kept.outcomes());
    return kept;
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
    return new Kept(outcomes, registered, RosterEnds.endAll(connection, writer, order, listed));
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
    return transactions.write(
        Ends.class,
        connection ->
            order.mode() == Mode.PREVIEW
                ? RosterPreview.ends(connection, secrets, order, listed, category, after, now)
                : RosterEnds.end(
                    connection,
                    new RosterWriter(connection, secrets, order, now),
                    order,
                    listed,
                    category,
                    after));
  }

  @Override
  public Optional<List<IdentityChange>> changes(
      PersonDocument document, String afterId, int limit) {
    return ofPerson(
        document,
        (connection, personId) -> RosterHistory.changes(connection, personId, afterId, limit));
  }

  @Override
  public Optional<List<KnownCheck>> checks(PersonDocument document, String beforeId, int limit) {
    return ofPerson(
        document,
        (connection, personId) -> RosterHistory.checks(connection, personId, beforeId, limit));
  }

  private interface Reading<T> {
    List<T> of(Connection connection, String personId) throws SQLException;
  }

  private <T> Optional<List<T>> ofPerson(PersonDocument document, Reading<T> reading) {
    return transactions.read(
        connection -> {
          String personId = persons.find(connection, secrets.alias(document));
          return personId == null
              ? Optional.empty()
              : Optional.of(reading.of(connection, personId));
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
  public Rekeyed rekey(String cursor, int rowsMax, Instant now) {
    return transactions.write(
        Rekeyed.class, connection -> new Rekeying(connection, secrets, now).step(cursor, rowsMax));
  }

  @Override
  public List<Integer> keyVersions() {
    return secrets.versionsOfPersons();
  }

  @Override
  public Rekeyed dropOldKeys(String cursor, int rowsMax, Instant now) {
    return transactions.write(
        Rekeyed.class, connection -> new Rekeying(connection, secrets, now).drop(cursor, rowsMax));
  }
}
