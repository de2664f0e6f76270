package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ShiftStore.BeginResult;
import io.yizhan.gateway.desk.ShiftStore.ShiftKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Which part of a shift a request id closed. An id is claimed where it began nothing too: repeated
 * after something has come, it must not close that.
 */
final class ShiftRequests {
  /** The second is of gateways before there was a table of claims. */
  private static final String FIND =
      """
      SELECT part, operator_id = ? AND terminal_id = ? AND shift_id = ? FROM (
        SELECT part, operator_id, terminal_id, shift_id FROM shift_request
        WHERE bucket = ? AND hospital_id = ? AND request_id = ?
        UNION ALL
        SELECT part, operator_id, terminal_id, shift_id FROM cashier_shift
        WHERE bucket = ? AND hospital_id = ? AND request_id = ?) claimed
      LIMIT 1
      """;

  private static final String CLAIM =
      """
      INSERT INTO shift_request (bucket, hospital_id, request_id, operator_id, terminal_id,
        shift_id, part)
      VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """;

  private ShiftRequests() {}

  /** What an id did; empty for one that is new. */
  static Optional<BeginResult> find(Connection connection, ShiftKey key, String requestId)
      throws SQLException {
    short bucket = Bucket.of(key.hospitalId());
    return Sql.first(
        connection,
        FIND,
        row ->
            row.getBoolean(2) ? new BeginResult.Begun(row.getInt(1)) : new BeginResult.IdReused(),
        key.operatorId(),
        key.terminalId(),
        key.shiftId(),
        bucket,
        key.hospitalId(),
        requestId,
        bucket,
        key.hospitalId(),
        requestId);
  }

  /**
   * Claims an id that {@link #find} did not find, for a part. Whoever claims it at the same time is
   * waited for.
   *
   * @throws SQLException of a conflict where that one has it: then the transaction runs again
   */
  static void claim(Connection connection, ShiftKey key, String requestId, int part)
      throws SQLException {
    int claimed =
        Sql.update(
            connection,
            CLAIM,
            Bucket.of(key.hospitalId()),
            key.hospitalId(),
            requestId,
            key.operatorId(),
            key.terminalId(),
            key.shiftId(),
            part);
    if (claimed != 1) {
      throw new SQLException("the request id is claimed at the same time", Transactions.CONFLICT);
    }
  }
}
