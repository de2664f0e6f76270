package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ListedLines;
import io.yizhan.gateway.desk.RosterStore;
import io.yizhan.gateway.desk.RosterStore.Change;
import io.yizhan.gateway.desk.RosterStore.Kept;
import io.yizhan.gateway.desk.RosterStore.Line;
import io.yizhan.gateway.desk.RosterStore.Outcome;
import io.yizhan.gateway.desk.SettlementDesk;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keeps lines of a list: a dozen statements however many lines they are, each over arrays. Accounts
 * of persons who change are locked in key order, as settlements lock them, and what they hold is
 * read again then; a list that says what is known locks and writes nothing.
 */
final class RosterWriter {
  private static final String LOCK =
      """
      SELECT a.account_id, a.joined_into FROM unnest(?::smallint[], ?::text[]) AS k (b, id)
      JOIN account a ON a.bucket = k.b AND a.account_id = k.id
      ORDER BY a.bucket, a.account_id FOR UPDATE OF a
      """;

  private static final String ADD =
      """
      WITH added AS (
        INSERT INTO person_alias (bucket, alias, key_version, person_bucket, person_id)
        SELECT b, alias, version, person_b, person
        FROM unnest(?::smallint[], ?::bytea[], ?::int[], ?::smallint[], ?::text[])
          AS t (b, alias, version, person_b, person)
        ORDER BY b, alias
        ON CONFLICT DO NOTHING RETURNING 1),
      person AS (
        INSERT INTO person (bucket, person_id, created)
        SELECT b, id, created FROM unnest(?::smallint[], ?::text[], ?::timestamptz[])
          AS t (b, id, created)),
      private AS (
        INSERT INTO person_private (bucket, person_id, kind, alias, ciphertext, key_version)
        SELECT * FROM unnest(?::smallint[], ?::text[], ?::text[], ?::bytea[], ?::bytea[], ?::int[])),
      account AS (
        INSERT INTO account (bucket, account_id) SELECT * FROM unnest(?::smallint[], ?::text[]))
      SELECT count(*) FROM added
      """;

  private static final String NAMES =
      """
      SELECT p.person_id, p.ciphertext, p.key_version
      FROM unnest(?::smallint[], ?::text[]) AS k (b, id)
      JOIN person_private p ON p.bucket = k.b AND p.person_id = k.id AND p.kind = 'name'
        AND p.alias = ''
      """;

  private static final String PUT_NAMES =
      """
      INSERT INTO person_private (bucket, person_id, kind, alias, ciphertext, key_version)
      SELECT b, id, 'name', '', sealed, version
      FROM unnest(?::smallint[], ?::text[], ?::bytea[], ?::int[]) AS t (b, id, sealed, version)
      ON CONFLICT (bucket, person_id, kind, alias)
        DO UPDATE SET ciphertext = excluded.ciphertext, key_version = excluded.key_version
      """;

  private final Connection connection;
  private final Secrets secrets;
  private final RosterStore.Order order;
  private final Instant now;

  RosterWriter(Connection connection, Secrets secrets, RosterStore.Order order, Instant now) {
    this.connection = connection;
    this.secrets = secrets;
    this.order = order;
    this.now = now;
  }

  /** Keeps the good lines, beside those of the list before. */
  Kept keep(ListedLines listed, List<Line> lines) throws SQLException {
    RosterBatch batch = RosterBatch.read(connection, secrets, order, listed, lines);
    Set<String> locked = batch.writtenTo();
    if (!locked.isEmpty()) {
      lock(locked);
      batch = RosterBatch.read(connection, secrets, order, listed, lines);
      if (!locked.containsAll(batch.writtenTo())) {
        throw new SQLException("identities changed at the same time", "40001");
      }
    }
    return write(batch);
  }

  /** Locks accounts in key order; one whose record was joined into another must be read again. */
  void lock(Set<String> personIds) throws SQLException {
    List<String> ids = List.copyOf(personIds);
    int count = 0;
    try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
      Columns to = new Columns(connection, statement);
      to.smallints(ids, Bucket::of);
      to.texts(ids, id -> id);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          count += row.getString(2) == null ? 1 : 0;
        }
      }
    }
    if (count != ids.size()) {
      throw new SQLException("a record was joined at the same time", "40001");
    }
  }

  private Kept write(RosterBatch batch) throws SQLException {
    List<RosterBatch.Subject> newcomers = batch.newcomers();
    if (!newcomers.isEmpty()) {
      register(newcomers);
    }
    Set<String> added = new HashSet<>();
    newcomers.forEach(each -> added.add(each.personId()));
    LocalDate today = LocalDate.ofInstant(now, SettlementDesk.CIVIL_ZONE);
    putNames(batch.named(today), added);
    List<IdentityRows.Of> removed = new ArrayList<>();
    List<IdentityRows.Of> written = new ArrayList<>();
    for (RosterBatch.Subject subject : batch.changed()) {
      subject
          .held()
          .removed()
          .forEach(each -> removed.add(new IdentityRows.Of(subject.personId(), each)));
      subject
          .held()
          .written()
          .forEach(each -> written.add(new IdentityRows.Of(subject.personId(), each)));
    }
    IdentityRows.forget(connection, removed);
    IdentityRows.put(connection, written);
    List<Outcome> outcomes = named(batch, newcomers);
    List<Change> changes = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      if (outcome instanceof Outcome.Changed one) {
        changes.addAll(one.changes());
      }
    }
    note(changes, "IMPORT");
    MeansCheckRows.add(connection, secrets, order, batch.checks(), now);
    return new Kept(outcomes, newcomers.size(), List.of());
  }

  /** The outcomes with the ids of those who have just been registered. */
  private static List<Outcome> named(RosterBatch batch, List<RosterBatch.Subject> newcomers) {
    Map<Integer, String> ids = new HashMap<>();
    for (RosterBatch.Subject each : newcomers) {
      batch.linesOf(each).forEach(line -> ids.put(line, each.personId()));
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (Outcome outcome : batch.outcomes()) {
      String id = ids.get(outcome.line());
      if (id != null && outcome instanceof Outcome.Changed changed) {
        outcomes.add(
            new Outcome.Changed(
                changed.line(),
                id,
                changed.changes().stream()
                    .map(change -> new Change(id, change.was(), change.now()))
                    .toList()));
      } else if (id != null && outcome instanceof Outcome.Unchanged same) {
        outcomes.add(new Outcome.Unchanged(same.line(), id));
      } else {
        outcomes.add(outcome);
      }
    }
    return outcomes;
  }

  private void register(List<RosterBatch.Subject> newcomers) throws SQLException {
    newcomers.forEach(each -> each.register(secrets.newPersonId()));
    List<Secrets.Alias> aliases = new ArrayList<>();
    List<String> owners = new ArrayList<>();
    for (RosterBatch.Subject each : newcomers) {
      for (Secrets.Alias alias : secrets.aliases(each.firstLine().document())) {
        aliases.add(alias);
        owners.add(each.personId());
      }
    }
    try (PreparedStatement statement = connection.prepareStatement(ADD)) {
      Columns to = new Columns(connection, statement);
      to.smallints(aliases, each -> Bucket.of(each.bytes()));
      to.bytes(aliases, Secrets.Alias::bytes);
      to.longs(aliases, Secrets.Alias::keyVersion);
      to.smallints(owners, Bucket::of);
      to.texts(owners, each -> each);
      to.smallints(newcomers, each -> Bucket.of(each.personId()));
      to.texts(newcomers, RosterBatch.Subject::personId);
      to.texts(newcomers, each -> now.toString());
      to.smallints(newcomers, each -> Bucket.of(each.personId()));
      to.texts(newcomers, RosterBatch.Subject::personId);
      to.texts(newcomers, each -> each.firstLine().document().kind());
      to.bytes(newcomers, RosterBatch.Subject::alias);
      to.bytes(newcomers, each -> secrets.encrypt(each.firstLine().document().number()));
      to.longs(newcomers, each -> secrets.keyVersion());
      to.smallints(newcomers, each -> Bucket.of(each.personId()));
      to.texts(newcomers, RosterBatch.Subject::personId);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        if (row.getInt(1) != aliases.size()) {
          throw new SQLException("a document was taken at the same time", "40001");
        }
      }
    }
  }

  /** Writes names that are not known yet; a ciphertext is new each time, so it is read first. */
  private void putNames(List<RosterBatch.Subject> named, Set<String> added) throws SQLException {
    Map<String, String> known = new HashMap<>();
    List<RosterBatch.Subject> before =
        named.stream().filter(each -> !added.contains(each.personId())).toList();
    if (!before.isEmpty()) {
      try (PreparedStatement statement = connection.prepareStatement(NAMES)) {
        Columns to = new Columns(connection, statement);
        to.smallints(before, each -> Bucket.of(each.personId()));
        to.texts(before, RosterBatch.Subject::personId);
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            known.put(row.getString(1), secrets.decrypt(row.getBytes(2), row.getInt(3)));
          }
        }
      }
    }
    List<RosterBatch.Subject> differing =
        named.stream().filter(each -> !each.name().equals(known.get(each.personId()))).toList();
    if (differing.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(PUT_NAMES)) {
      Columns to = new Columns(connection, statement);
      to.smallints(differing, each -> Bucket.of(each.personId()));
      to.texts(differing, RosterBatch.Subject::personId);
      to.bytes(differing, each -> secrets.encrypt(each.name()));
      to.longs(differing, each -> secrets.keyVersion());
      statement.executeUpdate();
    }
  }

  /** Writes changes into the history. */
  void note(List<Change> changes, String origin) throws SQLException {
    IdentityRows.note(
        connection, secrets, changes, origin, order.importId(), order.callerId(), now);
  }

  /** Whose identities a page of ends changes. */
  static Set<String> personsOf(List<Change> changes) {
    Set<String> ids = new TreeSet<>();
    changes.forEach(each -> ids.add(each.personId()));
    return ids;
  }

  /** Ends identities of persons whose accounts are locked. */
  void end(List<Change> ends) throws SQLException {
    IdentityRows.putNow(connection, ends);
    note(ends, "REPLACE");
  }
}
