package io.yizhan.gateway.postgres;

import io.yizhan.claim.FundAmount;
import io.yizhan.gateway.desk.InsurerLegs;
import io.yizhan.gateway.desk.Insurers.Amounts;
import io.yizhan.gateway.desk.Insurers.Asking;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementStore.StoredInputs;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The legs' port: each method is one transaction. */
final class PostgresInsurerLegs implements InsurerLegs {
  /** In whose name a person's document is read to ask an insurer again. */
  private static final String READER = "gateway-insurers";

  private static final String NEWEST =
      """
      SELECT attempt, insurer_request_id, insurer, state FROM insurer_leg
      WHERE bucket = ? AND hospital_id = ? AND request_id = ?
      ORDER BY attempt DESC LIMIT 1 FOR UPDATE
      """;

  private static final String OPEN =
      """
      INSERT INTO insurer_leg (bucket, hospital_id, request_id, attempt, insurer_request_id, insurer,
        insured_region, state, next_try)
      VALUES (?, ?, ?, ?, ?, ?, ?, 'RESERVING', now() + ? * interval '1 millisecond')
      ON CONFLICT DO NOTHING
      """;

  private static final String RENEW =
      """
      UPDATE insurer_leg SET next_try = greatest(next_try, now() + ? * interval '1 millisecond')
      WHERE bucket = ? AND hospital_id = ? AND request_id = ? AND attempt = ?
      """;

  static final String TAKE_DUE =
      """
      UPDATE insurer_leg l SET next_try = now() + ? * interval '1 millisecond',
        state = CASE WHEN l.state = 'RESERVING' THEN 'CANCELLING' ELSE l.state END,
        changed = CASE WHEN l.state = 'RESERVING' THEN now() ELSE l.changed END
      FROM (
        SELECT bucket, hospital_id, request_id, attempt FROM insurer_leg
        WHERE state IN ('RESERVING', 'COMMITTED', 'CANCELLING', 'PROVISIONAL')
          AND next_try <= now()
        ORDER BY next_try LIMIT ? FOR UPDATE SKIP LOCKED) d
      WHERE l.bucket = d.bucket AND l.hospital_id = d.hospital_id AND l.request_id = d.request_id
        AND l.attempt = d.attempt
      RETURNING l.hospital_id, l.request_id, l.attempt, l.insurer_request_id, l.insurer, l.state,
        l.settlement_id, l.fund_codes, l.fund_fens, l.hospital_share_fen, l.reversed, l.tries
      """;

  /** A leg that is still in the state in which it was taken. */
  private static final String OF_DUE =
      " WHERE bucket = ? AND hospital_id = ? AND request_id = ? AND attempt = ? AND state = ?";

  private static final String END =
      "UPDATE insurer_leg SET state = ?, reason = ?, changed = now(), checked = now()" + OF_DUE;

  private static final String AGAIN =
      "UPDATE insurer_leg SET tries = tries + 1, reason = ?,"
          + " next_try = now() + ? * interval '1 millisecond'"
          + OF_DUE;

  private static final String SAID_SAME =
      """
      UPDATE insurer_leg SET state = 'COMMITTED', insurer_settlement_id = ?, fund_codes = ?,
        fund_fens = ?, hospital_share_fen = ?, reason = '', changed = now(), next_try = now(),
        tries = 0
      """
          + OF_DUE;

  private static final String SAID_OTHER =
      """
      UPDATE insurer_leg SET state = 'TRUE_UP', insurer_settlement_id = ?, said_codes = ?,
        said_fens = ?, said_share_fen = ?, reason = '', changed = now()
      """
          + OF_DUE;

  static final String TAKE_TO_CHECK =
      """
      UPDATE insurer_leg l SET checked = now() FROM (
        SELECT bucket, hospital_id, request_id, attempt FROM insurer_leg
        WHERE state = 'CONFIRMED' AND insurer = ?
          AND checked <= now() - ? * interval '1 millisecond'
          AND created >= now() - ? * interval '1 millisecond'
        ORDER BY checked LIMIT ? FOR UPDATE SKIP LOCKED) d
      WHERE l.bucket = d.bucket AND l.hospital_id = d.hospital_id AND l.request_id = d.request_id
        AND l.attempt = d.attempt
      RETURNING l.hospital_id, l.request_id, l.attempt, l.insurer_request_id, l.insurer
      """;

  private static final String GONE =
      """
      UPDATE insurer_leg SET state = 'GONE', reason = ?, changed = now()
      WHERE insurer_request_id = ANY (?) AND state IN ('CONFIRMED', 'COMMITTED', 'TRUE_UP')
      """;

  private static final String FIND =
      """
      SELECT settlement_id, insured_region, state IN ('COMMITTED', 'CONFIRMED', 'PROVISIONAL',
        'TRUE_UP', 'REFUSED', 'GONE')
      FROM insurer_leg WHERE insurer_request_id = ?
      """;

  static final String ONE_SIDED =
      """
      SELECT coalesce(settlement_id, ''), hospital_id, request_id, insurer_request_id,
        insurer_settlement_id, insured_region, state, created, changed,
        CASE WHEN settlement_id IS NULL OR state = 'CANCELLING' THEN 0 ELSE hospital_share_fen
          + coalesce((SELECT sum(f) FROM unnest(fund_fens) f), 0) END,
        said_share_fen + coalesce((SELECT sum(f) FROM unnest(said_fens) f), 0), reason
      FROM insurer_leg
      WHERE state NOT IN ('CONFIRMED', 'CANCELLED', 'RESERVING')
        AND (state IN ('GONE', 'REFUSED', 'TRUE_UP')
          OR changed <= now() - ? * interval '1 millisecond')
        AND (? = '' OR hospital_id = ?)
        AND (? = 'ALL' OR CASE ? WHEN 'INSURED_REGION' THEN insured_region ELSE aid_county END
          LIKE ANY (?))
        AND (created, insurer_request_id) > (?, ?)
      ORDER BY created, insurer_request_id LIMIT ?
      """;

  private static final String DOCUMENT =
      """
      SELECT kind, ciphertext, key_version FROM person_private
      WHERE bucket = ? AND person_id = ? AND kind IN ('resident_id', 'birth_certificate',
        'social_security_card', 'passport')
      ORDER BY kind = 'resident_id' DESC, kind, alias LIMIT 1
      """;

  /** Documents go to the survivor with a join; what was settled before keeps its person's id. */
  private static final String SURVIVOR =
      "SELECT survivor_id FROM person_join WHERE bucket = ? AND person_id = ?";

  private static final String LOG_ACCESS =
      """
      INSERT INTO person_access (bucket, person_id, access_id, caller_id, purpose, access_time)
      VALUES (?, ?, ?, ?, 'INSURER', ?)
      """;

  private final Transactions transactions;
  private final Secrets secrets;
  private final InstantSource clock;

  PostgresInsurerLegs(Transactions transactions, Secrets secrets, InstantSource clock) {
    this.transactions = transactions;
    this.secrets = secrets;
    this.clock = clock;
  }

  private record Newest(Leg leg, String state) {}

  @Override
  public Opened open(
      RequestKey key, String insurer, String insuredRegion, String newRequestId, Duration lease) {
    return transactions.write(
        Opened.class,
        connection -> {
          short bucket = Requests.bucket(key);
          Optional<Newest> newest =
              Sql.first(
                  connection,
                  NEWEST,
                  row ->
                      new Newest(
                          new Leg(key, row.getInt(1), row.getString(2), row.getString(3)),
                          row.getString(4)),
                  bucket,
                  key.ownerId(),
                  key.requestId());
          String state = newest.map(Newest::state).orElse("CANCELLED");
          if (state.equals("RESERVING")) {
            Leg leg = newest.orElseThrow().leg();
            Sql.update(
                connection,
                RENEW,
                lease.toMillis(),
                bucket,
                key.ownerId(),
                key.requestId(),
                leg.attempt());
            return new Opened.Open(leg);
          }
          if (!state.startsWith("CANCEL")) {
            return new Opened.Settled();
          }
          int attempt = 1 + newest.map(each -> each.leg().attempt()).orElse(0);
          if (attempt > ATTEMPTS_MAX) {
            return new Opened.TooOften();
          }
          Leg leg = new Leg(key, attempt, newRequestId, insurer);
          int made =
              Sql.update(
                  connection,
                  OPEN,
                  bucket,
                  key.ownerId(),
                  key.requestId(),
                  attempt,
                  newRequestId,
                  insurer,
                  insuredRegion,
                  lease.toMillis());
          if (made == 0) {
            throw new SQLException("another call opened the leg at the same time", "40001");
          }
          return new Opened.Open(leg);
        });
  }

  @Override
  public void giveUp(Leg leg) {
    done(connection -> LegWriter.giveUp(connection, leg));
  }

  /** Work without an answer. */
  private interface Change {
    void on(Connection connection) throws SQLException;
  }

  private void done(Change change) {
    transactions.write(
        Boolean.class,
        connection -> {
          change.on(connection);
          return true;
        });
  }

  @Override
  public List<Due> takeDue(int countMax, Duration lease) {
    return List.copyOf(
        transactions
            .write(
                DueLegs.class,
                connection ->
                    new DueLegs(
                        Sql.list(
                            connection,
                            TAKE_DUE,
                            PostgresInsurerLegs::due,
                            lease.toMillis(),
                            countMax)))
            .legs());
  }

  private record DueLegs(List<Due> legs) {}

  private static Due due(ResultSet row) throws SQLException {
    Due.Task task =
        switch (row.getString(6)) {
          case "COMMITTED" -> Due.Task.CONFIRM;
          case "PROVISIONAL" -> Due.Task.ASK;
          default -> Due.Task.CANCEL;
        };
    return new Due(
        leg(row),
        task,
        Optional.ofNullable(row.getString(7)),
        new Amounts(amounts(row.getArray(8), row.getArray(9)), row.getLong(10)),
        row.getBoolean(11),
        row.getInt(12));
  }

  private static Leg leg(ResultSet row) throws SQLException {
    return new Leg(
        new RequestKey(row.getString(1), row.getString(2)),
        row.getInt(3),
        row.getString(4),
        row.getString(5));
  }

  private static List<FundAmount> amounts(Array codes, Array fens) throws SQLException {
    String[] funds = (String[]) codes.getArray();
    Long[] each = (Long[]) fens.getArray();
    List<FundAmount> amounts = new ArrayList<>();
    for (int i = 0; i < funds.length; i++) {
      amounts.add(new FundAmount(funds[i], each[i]));
    }
    return amounts;
  }

  private static String stateOf(Due due) {
    return switch (due.task()) {
      case CONFIRM -> "COMMITTED";
      case CANCEL -> "CANCELLING";
      case ASK -> "PROVISIONAL";
    };
  }

  @Override
  public void confirmed(Due due) {
    end(due, "CONFIRMED", "");
  }

  @Override
  public void cancelled(Due due) {
    end(due, "CANCELLED", "");
  }

  @Override
  public void notConfirmed(Due due, String reason, boolean gone) {
    end(due, gone ? "GONE" : "REFUSED", reason);
  }

  private void end(Due due, String state, String reason) {
    done(connection -> ofDue(connection, END, due, state, reason));
  }

  @Override
  public void again(Due due, String why, Duration pause) {
    done(connection -> ofDue(connection, AGAIN, due, why, pause.toMillis()));
  }

  private static void ofDue(Connection connection, String sql, Due due, Object... values)
      throws SQLException {
    List<Object> all = new ArrayList<>(List.of(values));
    all.add(Requests.bucket(due.leg().key()));
    all.add(due.leg().key().ownerId());
    all.add(due.leg().key().requestId());
    all.add(due.leg().attempt());
    all.add(stateOf(due));
    Sql.update(connection, sql, all.toArray());
  }

  @Override
  public Optional<Asking> asking(String settlementId) {
    return transactions
        .write(
            Sent.class,
            connection -> {
              Optional<StoredInputs> inputs = Lookups.inputs(connection, settlementId);
              return new Sent(
                  inputs.isEmpty() ? Optional.empty() : asking(connection, inputs.get()));
            })
        .asking();
  }

  private record Sent(Optional<Asking> asking) {}

  private Optional<Asking> asking(Connection connection, StoredInputs inputs) throws SQLException {
    String settledFor = inputs.standing().personId();
    String personId =
        Sql.first(connection, SURVIVOR, row -> row.getString(1), Bucket.of(settledFor), settledFor)
            .orElse(settledFor);
    short bucket = Bucket.of(personId);
    Instant now = clock.instant();
    Sql.update(connection, LOG_ACCESS, bucket, personId, secrets.newId(now), READER, now);
    return Sql.first(
            connection,
            DOCUMENT,
            row ->
                new PersonDocument(
                    row.getString(1), secrets.decrypt(row.getBytes(2), row.getInt(3))),
            bucket,
            personId)
        .map(document -> new Asking(document, inputs.claim()));
  }

  @Override
  public void said(Due due, Amounts said, String insurerSettlementId, boolean same) {
    done(
        connection ->
            ofDue(
                connection,
                same ? SAID_SAME : SAID_OTHER,
                due,
                insurerSettlementId,
                LegWriter.codes(connection, said.payments()),
                LegWriter.fens(connection, said.payments()),
                said.hospitalShareFen()));
  }

  @Override
  public List<Leg> takeToCheck(String insurer, int countMax, Duration every, Duration ageMax) {
    return transactions
        .write(
            ToCheck.class,
            connection ->
                new ToCheck(
                    Sql.list(
                        connection,
                        TAKE_TO_CHECK,
                        PostgresInsurerLegs::leg,
                        insurer,
                        every.toMillis(),
                        ageMax.toMillis(),
                        countMax)))
        .legs();
  }

  private record ToCheck(List<Leg> legs) {}

  @Override
  public int gone(List<String> insurerRequestIds, String reason) {
    return transactions.write(
        Integer.class,
        connection ->
            Sql.update(
                connection,
                GONE,
                reason,
                connection.createArrayOf("text", insurerRequestIds.toArray())));
  }

  @Override
  public Optional<Told> find(String insurerRequestId) {
    return transactions.find(
        connection ->
            Sql.first(
                connection,
                FIND,
                row ->
                    new Told(
                        Optional.ofNullable(row.getString(1)), row.getString(2), row.getBoolean(3)),
                insurerRequestId));
  }

  @Override
  public List<OneSided> oneSided(OneSidedQuery query) {
    return transactions.read(
        connection ->
            Sql.list(
                connection,
                ONE_SIDED,
                PostgresInsurerLegs::oneSided,
                query.waitingSince().toMillis(),
                query.hospitalId(),
                query.hospitalId(),
                query.scope().kind().name(),
                query.scope().kind().name(),
                connection.createArrayOf(
                    "text", query.scope().digits().stream().map(digits -> digits + "%").toArray()),
                query.after().map(OneSidedQuery.After::created).orElse(Instant.EPOCH),
                query.after().map(OneSidedQuery.After::insurerRequestId).orElse(""),
                query.limit()));
  }

  private static OneSided oneSided(ResultSet row) throws SQLException {
    OneSided.Kind kind =
        switch (row.getString(7)) {
          case "GONE" -> OneSided.Kind.CANCELLED_BY_INSURER;
          case "REFUSED" -> OneSided.Kind.CONFIRM_REFUSED;
          case "TRUE_UP" -> OneSided.Kind.TRUE_UP_DUE;
          case "COMMITTED" -> OneSided.Kind.CONFIRM_WAITS;
          case "PROVISIONAL" -> OneSided.Kind.PROVISIONAL_WAITS;
          default -> OneSided.Kind.CANCEL_WAITS;
        };
    return new OneSided(
        row.getString(1),
        new RequestKey(row.getString(2), row.getString(3)),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        kind,
        row.getTimestamp(8).toInstant(),
        row.getTimestamp(9).toInstant(),
        row.getLong(10),
        row.getLong(11),
        row.getString(12));
  }
}
