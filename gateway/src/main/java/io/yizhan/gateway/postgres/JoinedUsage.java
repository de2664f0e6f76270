package io.yizhan.gateway.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/** What a record has used, moved into the chains of the one that it is joined into. */
final class JoinedUsage {
  private static final String MOVE_USAGE =
      """
      INSERT INTO joined_usage (bucket, account_id, benefit_year, account_code, seq, join_id,
        moved_fen, opening_fen)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private JoinedUsage() {}

  /** Usage adds up: a closing entry of the one chain, an entry of the other. */
  static void move(Connection connection, String gone, String survivor, String joinId)
      throws SQLException {
    AccountYears years = AccountYears.read(connection, survivor, gone);
    for (AccountYears.Used used : years.usedOf(gone)) {
      long openingFen = openingFen(connection, gone, used);
      long closing = years.add(gone, used.benefitYear(), used.code(), -used.fen());
      addMoved(connection, gone, used, closing, joinId, -used.fen(), -openingFen);
      long entry = years.add(survivor, used.benefitYear(), used.code(), used.fen());
      addMoved(connection, survivor, used, entry, joinId, used.fen(), openingFen);
    }
    years.write(connection);
  }

  /** How much of it may still be corrected as opening usage. */
  private static long openingFen(Connection connection, String gone, AccountYears.Used used)
      throws SQLException {
    return Sql.first(
            connection,
            Entries.OPENING,
            row -> row.getLong(1),
            Bucket.of(gone),
            gone,
            used.benefitYear(),
            used.code(),
            Bucket.of(gone),
            gone,
            used.benefitYear(),
            used.code())
        .orElseThrow();
  }

  private static void addMoved(
      Connection connection,
      String accountId,
      AccountYears.Used used,
      long seq,
      String joinId,
      long movedFen,
      long openingFen)
      throws SQLException {
    Sql.update(
        connection,
        MOVE_USAGE,
        Bucket.of(accountId),
        accountId,
        used.benefitYear(),
        used.code(),
        seq,
        joinId,
        movedFen,
        openingFen);
  }
}
