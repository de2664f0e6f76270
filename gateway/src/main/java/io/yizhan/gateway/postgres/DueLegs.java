package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.InsurerLegs.Due;
import io.yizhan.gateway.desk.Insurers.Amounts;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Legs that the outbox takes, and what becomes of each. A leg that is no longer in the state in
 * which it was taken is left as it is: somebody else knew more.
 */
final class DueLegs {
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

  private static final String HELD =
      "SELECT fund_codes, fund_fens, hospital_share_fen FROM insurer_leg" + OF_DUE + " FOR UPDATE";

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

  private DueLegs() {}

  /** Takes what is due for the lease. */
  static List<Due> take(Connection connection, int countMax, Duration lease) throws SQLException {
    return Sql.list(connection, TAKE_DUE, DueLegs::due, lease.toMillis(), countMax);
  }

  private static Due due(ResultSet row) throws SQLException {
    Due.Task task =
        switch (row.getString(6)) {
          case "COMMITTED" -> Due.Task.CONFIRM;
          case "PROVISIONAL" -> Due.Task.ASK;
          default -> Due.Task.CANCEL;
        };
    return new Due(
        LegWriter.leg(row),
        task,
        Optional.ofNullable(row.getString(7)),
        new Amounts(LegWriter.amounts(row.getArray(8), row.getArray(9)), row.getLong(10)),
        row.getBoolean(11),
        row.getInt(12));
  }

  private static String stateOf(Due due) {
    return switch (due.task()) {
      case CONFIRM -> "COMMITTED";
      case CANCEL -> "CANCELLING";
      case ASK -> "PROVISIONAL";
    };
  }

  /** It has come to an end, or to a state that people must cure. */
  static void end(Connection connection, Due due, String state, String reason) throws SQLException {
    ofDue(connection, END, due, state, reason);
  }

  /** It had no answer. */
  static void again(Connection connection, Due due, String why, Duration pause)
      throws SQLException {
    ofDue(connection, AGAIN, due, why, pause.toMillis());
  }

  /**
   * Lays what the insurer says beside what is held by now: a correction may have changed that while
   * the insurer was asked.
   */
  static void said(Connection connection, Due due, Amounts said, String insurerSettlementId)
      throws SQLException {
    Optional<Amounts> held =
        Sql.first(
            connection,
            HELD,
            row -> new Amounts(LegWriter.amounts(row.getArray(1), row.getArray(2)), row.getLong(3)),
            ofDue(due));
    if (held.isPresent()) {
      ofDue(
          connection,
          said.paysAs(held.get()) ? SAID_SAME : SAID_OTHER,
          due,
          insurerSettlementId,
          LegWriter.codes(connection, said.payments()),
          LegWriter.fens(connection, said.payments()),
          said.hospitalShareFen());
    }
  }

  private static void ofDue(Connection connection, String sql, Due due, Object... values)
      throws SQLException {
    Sql.update(connection, sql, ofDue(due, values));
  }

  private static Object[] ofDue(Due due, Object... values) {
    List<Object> all = new ArrayList<>(List.of(values));
    all.add(Requests.bucket(due.leg().key()));
    all.add(due.leg().key().ownerId());
    all.add(due.leg().key().requestId());
    all.add(due.leg().attempt());
    all.add(stateOf(due));
    return all.toArray();
  }
}
