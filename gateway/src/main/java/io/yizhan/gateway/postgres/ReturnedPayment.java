package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReceivableStore.EntryKind;
import io.yizhan.gateway.desk.ReceivableStore.Kind;
import io.yizhan.gateway.desk.ReceivableStore.Receivable;
import io.yizhan.gateway.desk.ReceivableStore.Result;
import io.yizhan.gateway.desk.ReceivableStore.ReturnOrder;
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
    if (Sql.first(
            connection,
            REVERSED,
            found -> found.getInt(1),
            Bucket.of(of.personId()),
            of.settlementId())
        .isPresent()) {
      return Outcome.refused(new Result.Reversed());
    }
    return paid.get().takeBack(connection, row, order, sentBack);
  }

  private Outcome takeBack(
      Connection connection, Receivables.Row row, ReturnOrder order, boolean sentBack)
      throws SQLException {
    Receivable of = row.receivable();
    if (of.kind() == Kind.CLAW_BACK) {
      Optional<Long> leftFen = FundTakings.leftFen(connection, FundTakings.fundOf(of.party()));
      if (leftFen.isPresent() && leftFen.get() < fen) {
        return Outcome.refused(new Result.FundShort(leftFen.get()));
      }
    }
    String paidFrom = sentBack ? "" : fileId;
    Optional<String> again =
        PayOuts.again(
            connection, paidFrom, of.receivableId(), Math.addExact(of.outstandingFen(), fen));
    boolean inAnother = !of.fileId().isEmpty();
    if (again.isEmpty() || (inAnother && !again.get().isEmpty())) {
      return Outcome.refused(new Result.InFile(paidFrom));
    }
    Receivables.Part part =
        new Receivables.Part(
            EntryKind.RETURN,
            Math.negateExact(fen),
            payer,
            order.transfer(),
            order.entryId(),
            inAnother ? of.fileId() : again.get());
    return new Outcome(
        Optional.empty(),
        Optional.of(
            Receivables.settle(
                connection, row, part, order.key(), order.stamp(), order.callerId())));
  }
}
