package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReceivableStore.EntryKind;
import io.yizhan.gateway.desk.ReceivableStore.Kind;
import io.yizhan.gateway.desk.ReceivableStore.Receivable;
import io.yizhan.gateway.desk.ReplyCodec.Cancelled;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.Stamp;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What a reversal makes of all that was owed of its settlement: write-offs are mirrored, so that no
 * fund has borne anything, what is then outstanding is cancelled, and what was paid is owed the
 * other way round.
 */
final class ReversedReceivables {
  private static final String FUNDS =
      """
      SELECT DISTINCT e.payer FROM receivable r
      JOIN receivable_entry e USING (bucket, person_id, receivable_id)
      WHERE r.bucket = ? AND r.settlement_id = ? AND e.kind = 'WRITE_OFF'
        AND e.payer NOT LIKE '%@%'
      UNION
      SELECT f.fund_code FROM receivable r JOIN fund f ON f.fund_code = split_part(r.party, '@', 1)
      WHERE r.bucket = ? AND r.settlement_id = ?
      """;

  private static final String SETTLED =
      """
      SELECT CASE kind WHEN 'RETURN' THEN 'PAYMENT' ELSE kind END, payer, sum(amount_fen)::bigint
      FROM receivable_entry
      WHERE bucket = ? AND person_id = ? AND receivable_id = ?
        AND kind IN ('PAYMENT', 'RETURN', 'WRITE_OFF')
      GROUP BY 1, 2 ORDER BY 1, 2
      """;

  private final Connection connection;
  private final Set<String> lockedFunds;
  private final RequestKey key;
  private final Stamp stamp;
  private final String callerId;
  private int made;

  /**
   * Those of a reversal.
   *
   * @param lockedFunds the finite funds that are locked
   * @param stamp of the reversal, whose id is its stamp's
   */
  ReversedReceivables(
      Connection connection,
      Set<String> lockedFunds,
      RequestKey key,
      Stamp stamp,
      String callerId) {
    this.connection = connection;
    this.lockedFunds = lockedFunds;
    this.key = key;
    this.stamp = stamp;
    this.callerId = callerId;
  }

  private record Part(EntryKind kind, String payer, long fen) {}

  /** The finite funds that bear something of what is owed of a settlement, or are owed it. */
  static Set<String> funds(Connection connection, String personId, String settlementId)
      throws SQLException {
    return new TreeSet<>(
        Sql.list(
            connection,
            FUNDS,
            row -> row.getString(1),
            Bucket.of(personId),
            settlementId,
            Bucket.of(personId),
            settlementId));
  }

  /**
   * Cancels all; answers what was owed, and what had been paid and borne.
   *
   * @param inFile the answer where a payment file names something of it, by the file's id: the bank
   *     may pay that
   */
  List<Cancelled> cancel(String personId, String settlementId, Function<String, Object> inFile)
      throws SQLException {
    List<Cancelled> cancelled = new ArrayList<>();
    for (Receivables.Row row : Receivables.lockOf(connection, personId, settlementId)) {
      String fileId = row.receivable().file().fileId();
      if (!fileId.isEmpty()) {
        throw new Transactions.RolledBack(inFile.apply(fileId));
      }
      cancelled.add(cancel(row));
    }
    return cancelled;
  }

  private Cancelled cancel(Receivables.Row row) throws SQLException {
    Receivable was = row.receivable();
    Receivables.Row now = row;
    long paidFen = 0;
    long borneFen = 0;
    for (Part part : parts(was)) {
      if (part.kind() == EntryKind.PAYMENT) {
        paidFen = Math.addExact(paidFen, part.fen());
      } else {
        borneFen = Math.addExact(borneFen, part.fen());
        now = takeBack(now, part);
      }
    }
    long leftFen = now.receivable().outstandingFen();
    if (leftFen > 0) {
      Receivables.Part rest = new Receivables.Part(EntryKind.CANCELLED, leftFen, "");
      Receivables.settle(connection, now, rest, key, stamp, callerId);
    }
    String refundId = paidFen > 0 ? owedBack(was, paidFen) : "";
    return new Cancelled(
        was.receivableId(),
        was.kind() == Kind.PATIENT_SHARE && was.reason().equals(Receivables.PAY_LATER),
        was.outstandingFen(),
        paidFen,
        borneFen,
        refundId);
  }

  private List<Part> parts(Receivable of) throws SQLException {
    return Sql.list(
        connection,
        SETTLED,
        row -> new Part(EntryKind.valueOf(row.getString(1)), row.getString(2), row.getLong(3)),
        Bucket.of(of.personId()),
        of.personId(),
        of.receivableId());
  }

  /** Mirrors what a payer has written off; a finite fund has its money again. */
  private Receivables.Row takeBack(Receivables.Row row, Part part) throws SQLException {
    long fen = Math.negateExact(part.fen());
    String id = nextId();
    if (!part.payer().contains("@")) {
      if (!lockedFunds.contains(part.payer())) {
        // Written off in this very moment: run again and lock the fund in its order.
        throw new SQLException("a fund bore something at the same time", "40001");
      }
      FundTakings.take(connection, part.payer(), id, fen, callerId, stamp.time());
    }
    Stamp own = new Stamp(id, stamp.requestId(), stamp.time(), stamp.postingDate());
    Receivable after =
        Receivables.settle(
            connection,
            row,
            new Receivables.Part(EntryKind.WRITE_OFF, fen, part.payer()),
            key,
            own,
            callerId);
    return new Receivables.Row(after, row.planFromFen());
  }

  /** Whoever was paid owes it to whoever paid. */
  private String owedBack(Receivable was, long paidFen) throws SQLException {
    String id = nextId();
    Receivables.open(
        connection,
        new Receivables.Opening(
            id,
            was.personId(),
            owedBack(was.kind()),
            was.party(),
            was.county(),
            stamp.id(),
            was.receivableId(),
            paidFen,
            Receivables.OWED_BACK,
            List.of()),
        stamp,
        callerId);
    return id;
  }

  private static Kind owedBack(Kind kind) {
    return switch (kind) {
      case PATIENT_SHARE -> Kind.REFUND;
      case CLAW_BACK -> Kind.SUPPLEMENT;
      case SUPPLEMENT, PAY_OUT -> Kind.CLAW_BACK;
      case REFUND -> Kind.PATIENT_SHARE;
    };
  }

  private String nextId() {
    return stamp.id() + "-" + ++made;
  }
}
