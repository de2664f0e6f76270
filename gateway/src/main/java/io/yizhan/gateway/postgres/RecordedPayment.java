package io.yizhan.gateway.postgres;

import io.yizhan.clearing.Clearing;
import io.yizhan.gateway.desk.ClearingStore.Result;
import io.yizhan.gateway.desk.ClearingStore.Row;
import io.yizhan.gateway.desk.ClearingStore.StepOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What stands as paid of a clearing under a bank's reference, to be taken back.
 *
 * @param fen 0 where nothing does
 * @param day the bank's
 * @param fileId the file that named the clearing until then and that the bank may still pay; empty
 *     for none
 */
record RecordedPayment(long fen, LocalDate day, String fileId) {
  private static final String PAID_WITH =
      """
      SELECT coalesce(sum(CASE step WHEN 'PAY' THEN amount_fen ELSE - amount_fen END), 0)::bigint,
        (array_agg(coalesce(bank_date, entry_date) ORDER BY seq DESC)
          FILTER (WHERE step = 'PAY'))[1],
        coalesce((array_agg(file_id ORDER BY seq DESC) FILTER (WHERE step = 'PAY'))[1], '')
      FROM clearing_entry
      WHERE bucket = ? AND clearing_id = ?
        AND (step = 'PAY' AND bank_reference = ? OR step = 'UNPAY' AND paid_reference = ?)
      """;

  /**
   * What replaces a file locks it, too: none does between this and the end of the transaction. That
   * locks clearings behind it, and this before: where both wait, one is run again.
   */
  private static final String HOLD_FILE = "SELECT 1 FROM payment_file WHERE file_id = ? FOR SHARE";

  private static final String REPLACED = "SELECT 1 FROM payment_file WHERE replaces_id = ?";

  /**
   * Whether a file that named a clearing names more than is unpaid of it now, or another has named
   * it since, or something stands as paid of it since under another reference.
   */
  private static final String MOVED_ON =
      """
      SELECT 1 FROM payment_file_part p
      WHERE p.bucket = ? AND p.clearing_id = ? AND p.file_id = ? AND (p.amount_fen > ?
        OR EXISTS (SELECT 1 FROM payment_file_part q
          WHERE q.bucket = p.bucket AND q.clearing_id = p.clearing_id AND q.seq > p.seq)
        OR EXISTS (SELECT 1 FROM (
          SELECT CASE e.step WHEN 'PAY' THEN e.bank_reference ELSE e.paid_reference END AS reference,
            CASE e.step WHEN 'PAY' THEN e.amount_fen ELSE - e.amount_fen END AS fen
          FROM clearing_entry e
          WHERE e.bucket = p.bucket AND e.clearing_id = p.clearing_id AND e.seq > p.seq
            AND e.step IN ('PAY', 'UNPAY')) m
          WHERE m.reference <> ? GROUP BY m.reference HAVING sum(m.fen) > 0))
      """;

  /** That which an order takes back, of a locked clearing. */
  static RecordedPayment find(Connection connection, Row row, StepOrder order) throws SQLException {
    String reference = order.transfer().paidReference();
    RecordedPayment paid =
        Sql.first(
                connection,
                PAID_WITH,
                found ->
                    new RecordedPayment(
                        found.getLong(1),
                        Optional.ofNullable(found.getObject(2, LocalDate.class))
                            .orElse(order.origin().stamp().postingDate()),
                        found.getString(3)),
                Bucket.of(row.hospitalId()),
                row.clearingId(),
                reference,
                reference)
            .orElseThrow();
    boolean payable =
        Sql.first(connection, HOLD_FILE, found -> found.getInt(1), paid.fileId).isPresent()
            && Sql.first(connection, REPLACED, found -> found.getInt(1), paid.fileId).isEmpty();
    return payable ? paid : new RecordedPayment(paid.fen, paid.day, "");
  }

  /**
   * What keeps a clearing out of the file that a payment which never was took it out of: the file
   * would name what is paid, or another file names, besides.
   *
   * @param after the clearing once the payment is taken back
   */
  Optional<Result> keptOut(Connection connection, Row row, Clearing after, StepOrder order)
      throws SQLException {
    if (fileId.isEmpty()) {
      return Optional.empty();
    }
    boolean movedOn =
        !row.fileId().isEmpty()
            || Sql.first(
                    connection,
                    MOVED_ON,
                    found -> found.getInt(1),
                    Bucket.of(row.hospitalId()),
                    row.clearingId(),
                    fileId,
                    after.amounts().unpaidFen(),
                    order.transfer().paidReference())
                .isPresent();
    return movedOn ? Optional.of(new Result.InFile(row.clearingId(), fileId)) : Optional.empty();
  }
}
