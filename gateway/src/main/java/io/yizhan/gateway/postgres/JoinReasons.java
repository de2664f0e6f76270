package io.yizhan.gateway.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Why records were joined, as it stood in clear before V15: moved to the private texts, where new
 * ones are written. Only a gateway can do it, for the database has no keys.
 */
final class JoinReasons {
  /** So many are moved in one transaction. */
  static final int ROWS_AT_ONCE = 500;

  /** Another gateway that opens the database has locked them: what it has moved is not seen. */
  private static final String IN_CLEAR =
      """
      SELECT person_id, join_id, reason FROM person_join WHERE reason IS NOT NULL
      ORDER BY bucket, person_id LIMIT ? FOR UPDATE
      """;

  private static final String CLEAR =
      "UPDATE person_join SET reason = NULL WHERE bucket = ? AND person_id = ?";

  private JoinReasons() {}

  private record InClear(String personId, String joinId, String reason) {}

  /** Moves them all; each transaction leaves fewer, and nothing adds to them. */
  static void seal(Transactions transactions, Secrets secrets) {
    PrivateTexts texts = new PrivateTexts(secrets);
    int moved;
    do {
      moved = transactions.write(Integer.class, connection -> seal(connection, texts));
    } while (moved > 0);
  }

  private static int seal(Connection connection, PrivateTexts texts) throws SQLException {
    List<InClear> rows =
        Sql.list(
            connection,
            IN_CLEAR,
            row -> new InClear(row.getString(1), row.getString(2), row.getString(3)),
            ROWS_AT_ONCE);
    for (InClear row : rows) {
      texts.put(connection, row.personId(), PrivateTexts.Kind.REASON, row.joinId(), row.reason());
      Sql.update(connection, CLEAR, Bucket.of(row.personId()), row.personId());
    }
    return rows.size();
  }
}
