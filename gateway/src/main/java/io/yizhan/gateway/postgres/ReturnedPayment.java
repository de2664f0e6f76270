package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReceivableStore.EntryKind;
import io.yizhan.gateway.desk.ReceivableStore.InFile;
import io.yizhan.gateway.desk.ReceivableStore.Receivable;
import io.yizhan.gateway.desk.ReceivableStore.Result;
import io.yizhan.gateway.desk.ReceivableStore.ReturnOrder;
import io.yizhan.gateway.desk.Stamp;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * A payment that was recorded of what is owed and is taken back.
 *
 * @param fen what was paid
 * @param payer who had paid
 * @param reference the bank's; empty where no bank moved it
 * @param fileId the payment file that named what is owed until then; empty for none
 */
record ReturnedPayment(long fen, String payer, String reference, String fileId) {
  private static final String STANDING =
      """
      SELECT amount_fen, payer, bank_reference, file_id FROM receivable_entry e
      WHERE bucket = ? AND person_id = ? AND receivable_id = ? AND entry_id = ?
        AND kind = 'PAYMENT' AND NOT EXISTS (
          SELECT 1 FROM receivable_entry x WHERE x.bucket = e.bucket AND x.person_id = e.person_id
            AND x.receivable_id = e.receivable_id AND x.returns_id = e.entry_id)
      """;

  private static final String REVERSED =
      "SELECT 1 FROM reversal WHERE bucket = ? AND settlement_id = ?";

  /** What was taken back, or why not; of a locked row, whose finite fund is locked, too. */
  record Outcome(Optional<Result> refused, Optional<Receivable> after) {
    private static Outcome refused(Result why) {
      return new Outcome(Optional.of(why), Optional.empty());
    }

    private static Outcome after(Receivable now) {
      return new Outcome(Optional.empty(), Optional.of(now));
    }
  }

  static Outcome takeBack(Connection connection, Receivables.Row row, ReturnOrder order)
      throws SQLException {
    Receivable of = row.receivable();
    Optional<ReturnedPayment> paid =
        Sql.first(
            connection,
            STANDING,
            found ->
                new ReturnedPayment(
                    found.getLong(1), found.getString(2), found.getString(3), found.getString(4)),
            Bucket.of(of.personId()),
            of.personId(),
            of.receivableId(),
            order.entryId());
    boolean sentBack = !order.transfer().reference().isEmpty();
    if (paid.isEmpty() || (sentBack && paid.get().reference().isEmpty())) {
      return Outcome.refused(new Result.PaymentUnknown());
    }
    boolean reversed =
        Sql.first(
                connection,
                REVERSED,
                found -> found.getInt(1),
                Bucket.of(of.personId()),
                of.settlementId())
            .isPresent();
    if (!reversed) {
      return paid.get().takeBack(connection, row, order, sentBack);
    }
    return sentBack || of.kind().isOfHospital()
        ? Outcome.refused(new Result.Reversed())
        : paid.get().neverOwedBack(connection, row, order);
  }

  private Outcome takeBack(
      Connection connection, Receivables.Row row, ReturnOrder order, boolean sentBack)
      throws SQLException {
    Receivable of = row.receivable();
    String paidFrom = sentBack ? "" : fileId;
    Optional<InFile> again =
        PayOuts.again(
            connection, paidFrom, of.receivableId(), Math.addExact(of.outstandingFen(), fen));
    boolean inAnother = !of.file().fileId().isEmpty();
    if (again.isEmpty() || (inAnother && !again.get().fileId().isEmpty())) {
      return Outcome.refused(new Result.NamedInFile(paidFrom));
    }
    return Outcome.after(returned(connection, row, order, inAnother ? of.file() : again.get()));
  }

  private Receivable returned(
      Connection connection, Receivables.Row row, ReturnOrder order, InFile file)
      throws SQLException {
    Receivables.Part part =
        new Receivables.Part(
            EntryKind.RETURN,
            Math.negateExact(fen),
            payer,
            order.transfer(),
            order.entryId(),
            file);
    return Receivables.settle(connection, row, part, order.key(), order.stamp(), order.callerId());
  }

  /**
   * Of a settlement that was reversed, nothing is owed, and what was paid is owed back: of what
   * never was paid neither, unless the bank may still pay the file that it was recorded of.
   */
  private Outcome neverOwedBack(Connection connection, Receivables.Row row, ReturnOrder order)
      throws SQLException {
    if (PayOuts.stillNames(connection, fileId, row.receivable().receivableId())) {
      return Outcome.refused(new Result.NamedInFile(fileId));
    }
    Optional<Receivables.Row> back = Receivables.lockOwedBack(connection, row.receivable());
    if (back.isEmpty() || back.get().receivable().outstandingFen() < fen) {
      return Outcome.refused(new Result.Reversed());
    }
    Receivable owed = returned(connection, row, order, InFile.NONE);
    Receivables.Row now = new Receivables.Row(owed, row.planFromFen());
    Receivables.Part none = new Receivables.Part(EntryKind.CANCELLED, fen, "");
    Receivable after =
        Receivables.settle(
            connection, now, none, order.key(), beside(order.stamp(), 1), order.callerId());
    Receivables.settle(
        connection, back.get(), none, order.key(), beside(order.stamp(), 2), order.callerId());
    return Outcome.after(after);
  }

  private static Stamp beside(Stamp stamp, int number) {
    return new Stamp(
        stamp.id() + "-" + number, stamp.requestId(), stamp.time(), stamp.postingDate());
  }
}
