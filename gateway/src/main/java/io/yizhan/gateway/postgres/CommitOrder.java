package io.yizhan.gateway.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Keeps what takes back or corrects behind it in the order of transactions. A transaction takes its
 * number when it claims its request, before it waits for the accounts; meanwhile another may take a
 * larger number and settle or correct. Whoever then takes that back runs again, under a number that
 * is larger still: those who follow the ledger never see an effect before its cause.
 */
final class CommitOrder {
  private static final String YOUNGER =
      """
      SELECT 1 FROM settlement s
      WHERE s.bucket = ? AND s.person_id = ? AND s.commit_xid > pg_current_xact_id()
        AND (s.settlement_id = ? OR s.settlement_id IN (
          SELECT c.correction_id FROM correction c WHERE c.bucket = ? AND c.settlement_id = ?))
      LIMIT 1
      """;

  private static final String RUN_AGAIN = "40001";

  private CommitOrder() {}

  /**
   * Ends the attempt, to be run again, where the settlement or a correction of it was written under
   * a larger number. Its accounts must be locked, so that no other can come.
   */
  static void requireBehind(Connection connection, String personId, String settlementId)
      throws SQLException {
    short bucket = Bucket.of(personId);
    if (Sql.first(
            connection,
            YOUNGER,
            row -> row.getInt(1),
            bucket,
            personId,
            settlementId,
            bucket,
            settlementId)
        .isPresent()) {
      throw new SQLException("a transaction that took its number too early", RUN_AGAIN);
    }
  }
}
