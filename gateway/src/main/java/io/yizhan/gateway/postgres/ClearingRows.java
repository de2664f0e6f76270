package io.yizhan.gateway.postgres;

import io.yizhan.clearing.Clearing;
import io.yizhan.clearing.ClearingAmounts;
import io.yizhan.clearing.ClearingKind;
import io.yizhan.clearing.ClearingState;
import io.yizhan.clearing.ClearingStep;
import io.yizhan.gateway.desk.ClearingStore;
import io.yizhan.gateway.desk.ClearingStore.Row;
import io.yizhan.gateway.desk.ClearingStore.Transfer;
import io.yizhan.gateway.desk.Origin;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Rows of clearings and their entries: read, locked in the order of their ids, written. */
final class ClearingRows {
  static final String COLUMNS =
      """
      clearing_id, county, fund, hospital_id, month, line_count, kind, gross_fen, deducted_fen,
      offset_fen, retained_fen, paid_fen, used_fen, state, before_dispute, preparer_id, approver_id,
      file_id
      """;

  private static final String LOCK =
      "SELECT "
          + COLUMNS
          + ", last_seq FROM clearing WHERE clearing_id = ANY (?) ORDER BY clearing_id FOR UPDATE";

  private static final String ADD =
      """
      INSERT INTO clearing (bucket, clearing_id, kind, county, fund, hospital_id, month, line_count,
        gross_fen, state, before_dispute, last_seq, preparer_id)
      SELECT b, id, ?, ?, fund, hospital, ?, lines, gross, 'PREPARED', 'PREPARED', 1, ?
      FROM unnest(?::smallint[], ?::text[], ?::text[], ?::text[], ?::int[], ?::bigint[])
        AS t (b, id, fund, hospital, lines, gross)
      """;

  private static final String CHANGE =
      """
      UPDATE clearing SET deducted_fen = ?, offset_fen = ?, retained_fen = ?, paid_fen = ?,
        used_fen = ?, state = ?, before_dispute = ?, last_seq = ?,
        approver_id = CASE WHEN ? THEN ? ELSE approver_id END, file_id = ?
      WHERE bucket = ? AND clearing_id = ?
      """;

  private static final String ADD_ENTRY =
      """
      INSERT INTO clearing_entry (bucket, clearing_id, seq, step, amount_fen, state, reason,
        bank_reference, bank_date, paid_reference, file_id, other_id, owner_id, request_id, caller_id,
        entry_date, entry_time)
      VALUES (?, ?, ?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String ADD_FIRST =
      """
      INSERT INTO clearing_entry (bucket, clearing_id, seq, step, amount_fen, state, reason,
        bank_reference, other_id, owner_id, request_id, caller_id, entry_date, entry_time)
      SELECT b, id, 1, 'PREPARE', gross, 'PREPARED', '', '', '', ?, ?, ?, ?, ?
      FROM unnest(?::smallint[], ?::text[], ?::bigint[]) AS t (b, id, gross)
      """;

  private ClearingRows() {}

  /** A row that is locked, with the number of its last entry. */
  record Locked(Row row, int lastSeq) {}

  /**
   * What an entry says beside its step and amount; texts that it does not have are empty.
   *
   * @param fileId the payment file that names the clearing after it
   */
  record Said(Transfer transfer, String otherId, String fileId) {}

  /** A clearing to add. */
  record Fresh(String clearingId, String fund, String hospitalId, int lines, long grossFen) {}

  static Row row(ResultSet row) throws SQLException {
    ClearingAmounts amounts =
        new ClearingAmounts(
            row.getLong(8),
            row.getLong(9),
            row.getLong(10),
            row.getLong(11),
            row.getLong(12),
            row.getLong(13));
    return new Row(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getObject(5, LocalDate.class),
        row.getInt(6),
        new Clearing(
            ClearingKind.valueOf(row.getString(7)),
            amounts,
            ClearingState.valueOf(row.getString(14)),
            ClearingState.valueOf(row.getString(15))),
        row.getString(16),
        row.getString(17),
        row.getString(18));
  }

  /** An entry; why it was taken stands elsewhere. */
  static ClearingStore.Entry entry(ResultSet row) throws SQLException {
    return new ClearingStore.Entry(
        row.getInt(1),
        ClearingStep.valueOf(row.getString(2)),
        row.getLong(3),
        ClearingState.valueOf(row.getString(4)),
        "",
        new Transfer(
            row.getString(5),
            Optional.ofNullable(row.getObject(9, LocalDate.class)),
            row.getString(10)),
        row.getString(6),
        row.getString(7),
        row.getTimestamp(8).toInstant());
  }

  /** Locks those that are there, in the order of their ids. */
  static List<Locked> lock(Connection connection, Collection<String> ids) throws SQLException {
    return Sql.list(
        connection,
        LOCK,
        row -> new Locked(row(row), row.getInt(19)),
        connection.createArrayOf("text", ids.toArray()));
  }

  /** Adds clearings with their first entries. */
  static void add(
      Connection connection,
      ClearingKind kind,
      String county,
      LocalDate month,
      List<Fresh> fresh,
      Origin origin)
      throws SQLException {
    Object[] buckets = fresh.stream().map(each -> Bucket.of(each.hospitalId())).toArray();
    Object[] ids = fresh.stream().map(Fresh::clearingId).toArray();
    Object[] gross = fresh.stream().map(Fresh::grossFen).toArray();
    Sql.update(
        connection,
        ADD,
        kind.name(),
        county,
        month,
        origin.callerId(),
        connection.createArrayOf("int2", buckets),
        connection.createArrayOf("text", ids),
        connection.createArrayOf("text", fresh.stream().map(Fresh::fund).toArray()),
        connection.createArrayOf("text", fresh.stream().map(Fresh::hospitalId).toArray()),
        connection.createArrayOf("int4", fresh.stream().map(Fresh::lines).toArray()),
        connection.createArrayOf("int8", gross));
    Sql.update(
        connection,
        ADD_FIRST,
        origin.key().ownerId(),
        origin.key().requestId(),
        origin.callerId(),
        origin.stamp().postingDate(),
        origin.stamp().time(),
        connection.createArrayOf("int2", buckets),
        connection.createArrayOf("text", ids),
        connection.createArrayOf("int8", gross));
  }

  /** Writes a step that was taken of a locked row; answers the row after it. */
  static Row change(
      Connection connection,
      Locked locked,
      Clearing after,
      ClearingStep step,
      long amountFen,
      Said said,
      Origin origin)
      throws SQLException {
    Row before = locked.row();
    int seq = locked.lastSeq() + 1;
    boolean approves = step == ClearingStep.APPROVE;
    short bucket = Bucket.of(before.hospitalId());
    ClearingAmounts amounts = after.amounts();
    Sql.update(
        connection,
        CHANGE,
        amounts.deductedFen(),
        amounts.offsetFen(),
        amounts.retainedFen(),
        amounts.paidFen(),
        amounts.usedFen(),
        after.state().name(),
        after.before().name(),
        seq,
        approves,
        origin.callerId(),
        said.fileId(),
        bucket,
        before.clearingId());
    Sql.update(
        connection,
        ADD_ENTRY,
        bucket,
        before.clearingId(),
        seq,
        step.name(),
        amountFen,
        after.state().name(),
        said.transfer().reference(),
        said.transfer().day().orElse(null),
        said.transfer().paidReference(),
        step == ClearingStep.PAY ? before.fileId() : "",
        said.otherId(),
        origin.key().ownerId(),
        origin.key().requestId(),
        origin.callerId(),
        origin.stamp().postingDate(),
        origin.stamp().time());
    return new Row(
        before.clearingId(),
        before.county(),
        before.fund(),
        before.hospitalId(),
        before.month(),
        before.lineCount(),
        after,
        before.preparerId(),
        approves ? origin.callerId() : before.approverId(),
        said.fileId());
  }
}
