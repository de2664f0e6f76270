package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.HighCostStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** High own cost: totals, lists and their history. The list itself is made by HighCostList. */
final class PostgresHighCostStore implements HighCostStore {
  private static final String KEEP =
      """
      INSERT INTO own_cost (bucket, person_id, cost_year, county, township, own_cost_fen, source,
        caller_id, import_time)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (bucket, person_id, cost_year, county) DO UPDATE SET
        township = excluded.township, own_cost_fen = excluded.own_cost_fen,
        source = excluded.source, caller_id = excluded.caller_id,
        import_time = excluded.import_time
      """;

  private static final String LISTED =
      """
      SELECT c.case_id, now.id, c.county, c.township, c.cost_year, c.threshold_fen, c.own_cost_fen,
        c.settled_fen, c.imported_fen, c.identity_held, c.listed_date, c.state, c.last_seq,
        c.person_id
      FROM high_cost_case c
      LEFT JOIN person_join j ON j.bucket = c.bucket AND j.person_id = c.person_id
      CROSS JOIN LATERAL (
        SELECT coalesce(j.survivor_bucket, c.bucket), coalesce(j.survivor_id, c.person_id))
        AS now (b, id)
      """;

  /** How far a line has come: of lines of one person the one that has come further is shown. */
  private static final String COME =
      "(array_position('{NEW,VISITED,REFUSED,ADMITTED}', %1$s.state), (%1$s.person_id = now.id)::int,"
          + " %1$s.case_id)";

  private static final String LIST =
      LISTED
          + """
          WHERE c.case_id > ? AND (? = 0 OR c.cost_year = ?) AND (? = '' OR c.township = ?)
            AND (? = '' OR c.state = ?)
            AND EXISTS (
              SELECT 1 FROM unnest(?::text[]) AS t (digits) WHERE starts_with(c.county, digits))
            AND NOT EXISTS (
              SELECT 1 FROM (
                SELECT now.b, now.id
                UNION ALL
                SELECT k.bucket, k.person_id FROM person_join k
                WHERE k.survivor_bucket = now.b AND k.survivor_id = now.id) AS r (b, id)
              JOIN high_cost_case o ON o.bucket = r.b AND o.person_id = r.id
              WHERE o.county = c.county AND o.cost_year = c.cost_year
                AND o.threshold_fen = c.threshold_fen AND\s"""
          + COME.formatted("o")
          + " > "
          + COME.formatted("c")
          + ") ORDER BY c.case_id LIMIT ?";

  private static final String BY_ID = LISTED + " WHERE c.case_id = ?";

  private static final String HISTORY =
      """
      SELECT seq, state, operator_id, status_time FROM high_cost_status
      WHERE bucket = ? AND case_id = ? ORDER BY seq
      """;

  private static final String CHANGE =
      """
      UPDATE high_cost_case SET state = ?, last_seq = last_seq + 1
      WHERE bucket = ? AND case_id = ?
      """;

  private static final String ADD_STATUS =
      """
      INSERT INTO high_cost_status (bucket, case_id, seq, state, operator_id, owner_id, request_id,
        caller_id, status_time)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String BOOKED =
      """
      UPDATE request SET state = 'BOOKED', reply = ?, aid_county = ?
      WHERE bucket = ? AND owner_id = ? AND request_id = ?
      """;

  private final Transactions transactions;
  private final Secrets secrets;
  private final Requests requests;
  private final Persons persons;
  private final PrivateTexts texts;
  private final ListedPersons who;

  PostgresHighCostStore(Transactions transactions, Secrets secrets) {
    this.transactions = transactions;
    this.secrets = secrets;
    this.requests = new Requests(secrets);
    this.persons = new Persons(secrets);
    this.texts = new PrivateTexts(secrets);
    this.who = new ListedPersons(secrets);
  }

  /** Whose total was kept; empty where it was not to be. */
  private record Kept(Optional<String> personId) {}

  @Override
  public Optional<String> keep(OwnCost cost, Set<String> named, String callerId, Instant now) {
    byte[] alias = secrets.alias(cost.person());
    return transactions
        .write(
            Kept.class,
            connection -> {
              String personId =
                  persons
                      .lockOrAdd(connection, cost.person(), alias, LocalDate.EPOCH, now)
                      .personId();
              if (named.contains(personId)) {
                return new Kept(Optional.empty());
              }
              who.keep(connection, personId, cost);
              Sql.update(
                  connection,
                  KEEP,
                  Bucket.of(personId),
                  personId,
                  cost.year(),
                  cost.county(),
                  cost.township(),
                  cost.fen(),
                  cost.source(),
                  callerId,
                  now);
              return new Kept(Optional.of(personId));
            })
        .personId();
  }

  @Override
  public ListResult makeList(
      String county, int year, LocalDate asOf, String callerId, Instant now) {
    return transactions.write(
        ListResult.class,
        connection ->
            new HighCostList(connection, secrets).make(county, year, asOf, callerId, now));
  }

  @Override
  public List<Listed> list(Query query) {
    String state = query.state().map(State::name).orElse("");
    return transactions.read(
        connection ->
            Sql.page(
                connection,
                LIST,
                PostgresHighCostStore::listed,
                query.afterId(),
                query.year(),
                query.year(),
                query.township(),
                query.township(),
                state,
                state,
                connection.createArrayOf("text", query.regions().toArray()),
                query.limit()));
  }

  private static Listed listed(ResultSet row) throws SQLException {
    return new Listed(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getInt(5),
        row.getLong(6),
        row.getLong(7),
        row.getLong(8),
        row.getLong(9),
        row.getBoolean(10),
        row.getObject(11, LocalDate.class),
        State.valueOf(row.getString(12)));
  }

  private record Answer(Optional<Found> found) {}

  @Override
  public Optional<Found> find(
      String id, List<String> regions, String callerId, String purpose, Instant now) {
    return transactions
        .write(
            Answer.class,
            answer -> true,
            connection -> {
              Optional<Standing> standing =
                  Sql.first(connection, BY_ID, Standing::of, id)
                      .filter(one -> regions.stream().anyMatch(one.listed().county()::startsWith));
              if (standing.isEmpty()) {
                return new Answer(Optional.empty());
              }
              texts.logAccess(connection, standing.get().recordId(), callerId, purpose, now);
              return new Answer(Optional.of(found(connection, standing.get(), now)));
            })
        .found();
  }

  private Found found(Connection connection, Standing standing, Instant at) throws SQLException {
    Listed listed = standing.listed();
    String county = listed.county();
    List<String> records = who.records(connection, listed.personId());
    String now = records.get(0);
    return new Found(
        listed,
        who.sent(connection, records, county),
        who.registered(connection, now),
        ListedPersons.keepers(connection, now, at),
        ListedPersons.treatedHere(connection, records, county, listed.year()),
        who.text(connection, records, PrivateTexts.Kind.TELEPHONE, county),
        who.text(connection, records, PrivateTexts.Kind.ADDRESS, county),
        changes(connection, standing));
  }

  /** A change and its number. */
  private record Numbered(int seq, Change change) {}

  private List<Change> changes(Connection connection, Standing standing) throws SQLException {
    String id = standing.listed().id();
    List<Change> changes = new ArrayList<>();
    for (Numbered each :
        Sql.list(
            connection,
            HISTORY,
            row ->
                new Numbered(
                    row.getInt(1),
                    new Change(
                        State.valueOf(row.getString(2)),
                        row.getString(3),
                        row.getTimestamp(4).toInstant(),
                        "")),
            Bucket.of(standing.recordId()),
            id)) {
      Change change = each.change();
      Optional<String> note =
          texts.get(
              connection, standing.recordId(), PrivateTexts.Kind.NOTE, noteKey(id, each.seq()));
      changes.add(new Change(change.state(), change.operatorId(), change.time(), note.orElse("")));
    }
    return changes;
  }

  private static String noteKey(String id, int seq) {
    return id + "/" + seq;
  }

  @Override
  public ChangeResult change(ChangeOrder order, Function<Listed, byte[]> reply) {
    return transactions.write(
        ChangeResult.class,
        result -> !(result instanceof ChangeResult.Recorded recorded) || recorded.replayed(),
        connection -> change(connection, order, reply));
  }

  private ChangeResult change(
      Connection connection, ChangeOrder order, Function<Listed, byte[]> reply)
      throws SQLException {
    Requests.Fingerprint fingerprint = requests.fingerprint(order.content());
    if (!requests.claim(
        connection,
        order.key(),
        Requests.Kind.HIGH_COST,
        fingerprint,
        "",
        order.callerId(),
        order.now())) {
      Requests.Row stored = requests.read(connection, order.key(), false);
      List<String> differing = Requests.differing(stored, Requests.Kind.HIGH_COST, fingerprint);
      return differing.isEmpty()
          ? new ChangeResult.Recorded(stored.storedReply(), true)
          : new ChangeResult.IdReused(differing);
    }
    Standing standing =
        Sql.first(connection, BY_ID + " FOR UPDATE OF c", Standing::of, order.id())
            .filter(one -> one.listed().county().equals(order.county()))
            .orElseThrow(() -> new Transactions.RolledBack(new ChangeResult.NotFound()));
    write(connection, order, standing);
    byte[] bytes = reply.apply(standing.with(order.state()));
    Sql.update(
        connection,
        BOOKED,
        bytes,
        order.county(),
        Requests.bucket(order.key()),
        order.key().ownerId(),
        order.key().requestId());
    return new ChangeResult.Recorded(bytes, false);
  }

  /**
   * One who is listed, and how often the state was changed.
   *
   * @param recordId the record that was listed: since then it may have been joined into another's
   */
  private record Standing(Listed listed, int lastSeq, String recordId) {
    static Standing of(ResultSet row) throws SQLException {
      return new Standing(PostgresHighCostStore.listed(row), row.getInt(13), row.getString(14));
    }

    Listed with(State state) {
      return new Listed(
          listed.id(),
          listed.personId(),
          listed.county(),
          listed.township(),
          listed.year(),
          listed.thresholdFen(),
          listed.ownCostFen(),
          listed.settledFen(),
          listed.importedFen(),
          listed.identityHeld(),
          listed.listedDate(),
          state);
    }
  }

  private void write(Connection connection, ChangeOrder order, Standing standing)
      throws SQLException {
    String personId = standing.recordId();
    short bucket = Bucket.of(personId);
    int seq = standing.lastSeq() + 1;
    Sql.update(connection, CHANGE, order.state().name(), bucket, order.id());
    Sql.update(
        connection,
        ADD_STATUS,
        bucket,
        order.id(),
        seq,
        order.state().name(),
        order.operatorId(),
        order.key().ownerId(),
        order.key().requestId(),
        order.callerId(),
        order.now());
    if (!order.note().isEmpty()) {
      texts.put(
          connection, personId, PrivateTexts.Kind.NOTE, noteKey(order.id(), seq), order.note());
    }
  }
}
