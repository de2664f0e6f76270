package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ProvisionalStore.ApproveOrder;
import io.yizhan.gateway.desk.ProvisionalStore.EndOrder;
import io.yizhan.gateway.desk.ProvisionalStore.Ending;
import io.yizhan.gateway.desk.ProvisionalStore.Grounds;
import io.yizhan.gateway.desk.ProvisionalStore.Provisional;
import io.yizhan.gateway.desk.ProvisionalStore.Query;
import io.yizhan.gateway.desk.ProvisionalStore.Rule;
import io.yizhan.gateway.desk.ProvisionalStore.State;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of provisional approvals. */
final class ProvisionalRows {
  /** From which part of its limit on an approval is near it, percent. */
  private static final int NEAR_LIMIT_PERCENT = 80;

  private static final String COLUMNS =
      """
      provisional_id, person_id, category, county, valid_from, deadline, promise_number,
      village_code, reviewer_code, review_date, cost_kind, cost_fen, threshold_fen,
      person_limit_fen, drawn_fen, state, promise_broken, approve_time, end_date, report_number,
      end_reason, recovered_fen, recovers_in_good_faith,
      """
          + HeldExposures.NOW_OF_APPROVAL;

  /** Its county's account of what is drawn begins with the first approval. */
  private static final String ADD_COUNTY =
      "INSERT INTO provisional_county (county) VALUES (?) ON CONFLICT (county) DO NOTHING";

  private static final String ADD =
      """
      INSERT INTO provisional (bucket, person_id, provisional_id, category, county, valid_from,
        deadline, promise_number, village_code, reviewer_code, review_date, cost_kind, cost_fen,
        threshold_fen, person_limit_fen, recovers_in_good_faith, state, caller_id, approve_time)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'OPEN', ?, ?)
      """;

  private static final String FIND =
      "SELECT " + COLUMNS + " FROM provisional WHERE provisional_id = ?";

  private static final String LIST =
      "SELECT "
          + COLUMNS
          + """
          FROM provisional WHERE provisional_id > ?
            AND EXISTS (SELECT FROM unnest(?::text[]) AS r WHERE starts_with(county, r))
            AND (? = '' OR state = ?)
            AND (?::date IS NULL OR (state = 'OPEN' AND deadline < ?::date))
            AND (NOT ? OR drawn_fen * 100 >= person_limit_fen * ?)
          ORDER BY provisional_id LIMIT ?
          """;

  private static final String END =
      """
      UPDATE provisional SET state = ?, promise_broken = ?, end_date = ?, report_number = ?,
        recovered_fen = ?, end_request_id = ?, ender_id = ?, end_time = ?
      WHERE bucket = ? AND person_id = ? AND provisional_id = ?
      """;

  private ProvisionalRows() {}

  /** A row of the table. */
  record Row(Provisional provisional, boolean recoversInGoodFaith) {}

  /** Adds an open approval by a rule; answers it. */
  static Provisional add(Connection connection, ApproveOrder order, Rule rule, String personId)
      throws SQLException {
    Sql.update(connection, ADD_COUNTY, order.county());
    Sql.update(
        connection,
        ADD,
        Bucket.of(personId),
        personId,
        order.stamp().id(),
        order.category(),
        order.county(),
        order.from(),
        order.deadline(),
        order.grounds().promiseNumber(),
        order.grounds().villageCode(),
        order.grounds().reviewerCode(),
        order.grounds().reviewed(),
        order.grounds().costKind(),
        order.grounds().costFen(),
        rule.thresholdFen(),
        order.personLimitFen().orElse(rule.personLimitFen()),
        rule.recoversInGoodFaith(),
        order.callerId(),
        order.stamp().time());
    return find(connection, order.stamp().id()).orElseThrow().provisional();
  }

  /** Writes the ending of an approval, but for why, which lies apart; answers the approval. */
  static Provisional end(Connection connection, EndOrder order, Provisional open, long recoveredFen)
      throws SQLException {
    Sql.update(
        connection,
        END,
        order.end().name(),
        order.end() == State.FALSE_STATEMENT,
        order.day(),
        order.reportNumber(),
        recoveredFen,
        order.key().requestId(),
        order.callerId(),
        order.stamp().time(),
        Bucket.of(open.personId()),
        open.personId(),
        open.provisionalId());
    return find(connection, open.provisionalId()).orElseThrow().provisional();
  }

  static Optional<Row> find(Connection connection, String provisionalId) throws SQLException {
    return Sql.first(connection, FIND, ProvisionalRows::row, provisionalId);
  }

  /** By id, after the given one. */
  static List<Provisional> list(Connection connection, Query query) throws SQLException {
    @Nullable LocalDate overdueOn = query.overdueOn().orElse(null);
    String state = query.state().map(State::name).orElse("");
    return Sql.page(
        connection,
        LIST,
        row -> row(row).provisional(),
        query.afterId(),
        connection.createArrayOf("text", query.counties().toArray()),
        state,
        state,
        overdueOn,
        overdueOn,
        query.nearLimit(),
        NEAR_LIMIT_PERCENT,
        query.limit());
  }

  private static Row row(ResultSet row) throws SQLException {
    State state = State.valueOf(row.getString(16));
    return new Row(
        new Provisional(
            row.getString(1),
            row.getString(2),
            row.getString(3),
            row.getString(4),
            row.getObject(5, LocalDate.class),
            row.getObject(6, LocalDate.class),
            new Grounds(
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getObject(10, LocalDate.class),
                row.getString(11),
                row.getLong(12)),
            row.getLong(13),
            row.getLong(14),
            row.getLong(15),
            row.getLong(24),
            state,
            row.getBoolean(17),
            row.getTimestamp(18).toInstant(),
            state == State.OPEN
                ? Optional.empty()
                : Optional.of(
                    new Ending(
                        row.getObject(19, LocalDate.class),
                        row.getString(20),
                        row.getString(21),
                        row.getLong(22)))),
        row.getBoolean(23));
  }
}
