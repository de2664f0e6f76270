package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReconciliationStore.Acceptance;
import io.yizhan.gateway.desk.ReconciliationStore.Counts;
import io.yizhan.gateway.desk.ReconciliationStore.Heading;
import io.yizhan.gateway.desk.ReconciliationStore.Party;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Receipts of statements: begun, and then accepted whole under an id that is claimed first, or
 * forgotten.
 */
final class StatementReceipts {
  private static final String BEGIN =
      """
      INSERT INTO reconciliation_statement (bucket, receipt_id, party, statement_id, state,
        from_date, to_date, part, refund_lines, fund_codes, through_time, stated_bill_fen,
        stated_fund_fen, caller_id, begin_time)
      VALUES (?, ?, ?, ?, 'RECEIVING', ?, ?, ?, ?, ?, ?, ?::bigint, ?::bigint, ?, ?)
      ON CONFLICT DO NOTHING
      """;

  private static final String GO_ON =
      """
      UPDATE reconciliation_statement SET active_time = clock_timestamp()
      WHERE bucket = ? AND receipt_id = ? AND state = 'RECEIVING'
      """;

  private static final String ACCEPT =
      """
      UPDATE reconciliation_statement SET state = 'ACCEPTED', accept_time = ?, content_hash = ?,
        line_count = ?, bills_stated = ?, ids_stated = ?, requests_stated = ?, insurers_stated = ?,
        funds_stated = ?, bill_fen = ?, fund_fen = ?
      WHERE bucket = ? AND receipt_id = ? AND state = 'RECEIVING'
      """;

  private static final String CLAIM =
      """
      INSERT INTO reconciliation_accepted (bucket, party, statement_id, receipt_id)
      VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
      """;

  private static final String ACCEPTED =
      """
      SELECT s.content_hash, s.line_count, s.bills_stated, s.ids_stated, s.requests_stated,
        s.insurers_stated, s.funds_stated, s.bill_fen, s.fund_fen, s.receipt_id
      FROM reconciliation_accepted a
      JOIN reconciliation_statement s ON s.bucket = a.bucket AND s.receipt_id = a.receipt_id
      WHERE a.bucket = ? AND a.party = ? AND a.statement_id = ?
      """;

  private static final String FORGET =
      """
      DELETE FROM reconciliation_statement
      WHERE bucket = ? AND receipt_id = ? AND state = 'RECEIVING'
      """;

  /** By the time it is locked it may have gone on. */
  private static final String CLEAR =
      FORGET + " AND active_time <= clock_timestamp() - ? * interval '1 millisecond'";

  private static final String FORGET_LINES =
      """
      DELETE FROM reconciliation_line WHERE bucket = ? AND receipt_id = ?
      """;

  private static final String UNFINISHED =
      """
      SELECT party, receipt_id FROM reconciliation_statement
      WHERE state = 'RECEIVING' AND active_time <= clock_timestamp() - ? * interval '1 millisecond'
      ORDER BY begin_time LIMIT ?
      """;

  private StatementReceipts() {}

  static int begin(
      Connection connection, Heading heading, String receiptId, String callerId, Instant now)
      throws SQLException {
    return Sql.update(
        connection,
        BEGIN,
        bucket(heading.span().party()),
        receiptId,
        heading.span().party().name(),
        heading.statementId(),
        heading.span().from(),
        heading.span().to(),
        heading.part(),
        heading.refundLines().name(),
        connection.createArrayOf("text", heading.fundCodes().toArray()),
        heading.throughTime().orElse(null),
        orNull(heading.statedBillFen()),
        orNull(heading.statedFundFen()),
        callerId,
        now);
  }

  private static @Nullable Long orNull(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  private static short bucket(Party party) {
    return Bucket.of(party.name());
  }

  /**
   * Locks a receipt that goes on until the transaction ends, so that it is not cleared meanwhile;
   * false where it is not there any more.
   */
  static boolean goOn(Connection connection, Party party, String receiptId) throws SQLException {
    return Sql.update(connection, GO_ON, bucket(party), receiptId) == 1;
  }

  /**
   * Accepts it, or finds which one was accepted under the id.
   *
   * @throws Transactions.RolledBack where it was cleared: nothing is claimed then
   */
  static Acceptance accept(
      Connection connection,
      Heading heading,
      String receiptId,
      Counts counts,
      byte[] hash,
      Instant now)
      throws SQLException {
    Party party = heading.span().party();
    if (Sql.update(connection, CLAIM, bucket(party), party.name(), heading.statementId(), receiptId)
        == 1) {
      int accepted =
          Sql.update(
              connection,
              ACCEPT,
              now,
              hash,
              counts.lines(),
              counts.bills(),
              counts.ids(),
              counts.requests(),
              counts.insurers(),
              counts.funds(),
              counts.billFen(),
              counts.fundFen(),
              bucket(party),
              receiptId);
      if (accepted != 1) {
        throw new Transactions.RolledBack(new Acceptance.Cleared());
      }
      return new Acceptance.Accepted(counts, false);
    }
    return Sql.first(
            connection,
            ACCEPTED,
            row -> before(row, receiptId, hash),
            bucket(party),
            party.name(),
            heading.statementId())
        .orElseThrow(() -> new IllegalStateException("a receipt must be accepted once"));
  }

  private static Acceptance before(ResultSet row, String receiptId, byte[] hash)
      throws SQLException {
    boolean same = Arrays.equals(row.getBytes(1), hash) || row.getString(10).equals(receiptId);
    return same
        ? new Acceptance.Accepted(
            new Counts(
                row.getInt(2),
                row.getInt(3),
                row.getInt(4),
                row.getInt(5),
                row.getInt(6),
                row.getInt(7),
                row.getLong(8),
                row.getLong(9)),
            !row.getString(10).equals(receiptId))
        : new Acceptance.IdReused();
  }

  /** A receipt that is neither accepted nor forgotten. */
  record Unfinished(String party, String receiptId) {}

  /** Those that have been still for so long by the database's clock, the oldest first. */
  static List<Unfinished> unfinished(Connection connection, Duration still, int max)
      throws SQLException {
    return Sql.list(
        connection,
        UNFINISHED,
        row -> new Unfinished(row.getString(1), row.getString(2)),
        still.toMillis(),
        max);
  }

  /** Forgets what is not accepted; answers how many. */
  static int forget(Connection connection, Party party, String receiptId) throws SQLException {
    int forgotten = Sql.update(connection, FORGET, bucket(party), receiptId);
    return withLines(connection, forgotten, bucket(party), receiptId);
  }

  /** The same, unless it has gone on meanwhile. */
  static int clear(Connection connection, Unfinished one, Duration still) throws SQLException {
    short bucket = Bucket.of(one.party());
    int cleared = Sql.update(connection, CLEAR, bucket, one.receiptId(), still.toMillis());
    return withLines(connection, cleared, bucket, one.receiptId());
  }

  /**
   * The row goes first: who accepts it meanwhile, or keeps more of it, has it locked, and then its
   * lines stay.
   */
  private static int withLines(Connection connection, int gone, short bucket, String receiptId)
      throws SQLException {
    if (gone == 1) {
      Sql.update(connection, FORGET_LINES, bucket, receiptId);
    }
    return gone;
  }
}
