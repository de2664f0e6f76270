package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.InsurerLegs;
import io.yizhan.gateway.desk.Insurers.Amounts;
import io.yizhan.gateway.desk.Insurers.Asking;
import io.yizhan.gateway.desk.RequestKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The legs' port: each method is one transaction. */
final class PostgresInsurerLegs implements InsurerLegs {
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

  private final Transactions transactions;
  private final AskedLater askedLater;
  private final InstantSource clock;

  PostgresInsurerLegs(Transactions transactions, Secrets secrets, InstantSource clock) {
    this.transactions = transactions;
    this.askedLater = new AskedLater(secrets);
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
    return transactions
        .write(
            TakenDue.class, connection -> new TakenDue(DueLegs.take(connection, countMax, lease)))
        .legs();
  }

  private record TakenDue(List<Due> legs) {}

  @Override
  public void confirmed(Due due) {
    done(connection -> DueLegs.end(connection, due, "CONFIRMED", ""));
  }

  @Override
  public void cancelled(Due due) {
    done(connection -> DueLegs.end(connection, due, "CANCELLED", ""));
  }

  @Override
  public void notConfirmed(Due due, String reason, boolean gone) {
    done(connection -> DueLegs.end(connection, due, gone ? "GONE" : "REFUSED", reason));
  }

  @Override
  public void again(Due due, String why, Duration pause) {
    done(connection -> DueLegs.again(connection, due, why, pause));
  }

  @Override
  public Optional<Asking> asking(String settlementId) {
    return transactions
        .write(
            Sent.class,
            connection -> new Sent(askedLater.asking(connection, settlementId, clock.instant())))
        .asking();
  }

  private record Sent(Optional<Asking> asking) {}

  @Override
  public void said(Due due, Amounts said, String insurerSettlementId) {
    done(connection -> DueLegs.said(connection, due, said, insurerSettlementId));
  }

  @Override
  public List<Leg> takeToCheck(String insurer, int countMax, Duration every, Duration ageMax) {
    return transactions
        .write(
            ToCheck.class,
            connection ->
                new ToCheck(OneSidedLegs.takeToCheck(connection, insurer, countMax, every, ageMax)))
        .legs();
  }

  private record ToCheck(List<Leg> legs) {}

  @Override
  public int gone(List<String> insurerRequestIds) {
    return transactions.write(
        Integer.class, connection -> OneSidedLegs.gone(connection, insurerRequestIds));
  }

  @Override
  public Optional<Told> find(String insurerRequestId) {
    return transactions.find(connection -> OneSidedLegs.find(connection, insurerRequestId));
  }

  @Override
  public List<OneSided> oneSided(OneSidedQuery query) {
    return transactions.read(connection -> OneSidedLegs.list(connection, query));
  }
}
