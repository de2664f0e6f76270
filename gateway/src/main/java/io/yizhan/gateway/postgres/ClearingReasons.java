package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ClearingStore.Entry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * Why steps of clearings were taken: a clerk may name a patient there, so it lies with the private
 * texts, under the clearing's id and the entry's number. What stood in clear before V30 a gateway
 * moves there when it opens the database, which has no keys itself.
 */
final class ClearingReasons {
  /** So many are moved in one transaction. */
  static final int ROWS_AT_ONCE = 500;

  /** Another gateway that opens the database has locked them: what it has moved is not seen. */
  private static final String IN_CLEAR =
      """
      SELECT bucket, clearing_id, seq, reason FROM clearing_entry WHERE reason <> ''
      ORDER BY bucket, clearing_id, seq LIMIT ? FOR UPDATE
      """;

  private static final String CLEAR =
      "UPDATE clearing_entry SET reason = '' WHERE bucket = ? AND clearing_id = ? AND seq = ?";

  private final PrivateTexts texts;

  ClearingReasons(Secrets secrets) {
    this.texts = new PrivateTexts(secrets);
  }

  /** Keeps why; a step that has no reason has no text. */
  void put(Connection connection, String clearingId, int seq, String reason) throws SQLException {
    if (!reason.isEmpty()) {
      texts.put(connection, clearingId, PrivateTexts.Kind.REASON, Integer.toString(seq), reason);
    }
  }

  /** The entries, which were read before, with why. */
  List<Entry> explained(Connection connection, String clearingId, List<Entry> entries)
      throws SQLException {
    Map<String, String> why = texts.all(connection, clearingId, PrivateTexts.Kind.REASON);
    return entries.stream()
        .map(entry -> entry.because(why.getOrDefault(Integer.toString(entry.sequence()), "")))
        .toList();
  }

  private record InClear(short bucket, String clearingId, int seq, String reason) {}

  /** Moves all that stand in clear; each transaction leaves fewer, and nothing adds to them. */
  static void seal(Transactions transactions, Secrets secrets) {
    ClearingReasons reasons = new ClearingReasons(secrets);
    int moved;
    do {
      moved = transactions.write(Integer.class, reasons::seal);
    } while (moved > 0);
  }

  private int seal(Connection connection) throws SQLException {
    List<InClear> rows =
        Sql.list(
            connection,
            IN_CLEAR,
            row -> new InClear(row.getShort(1), row.getString(2), row.getInt(3), row.getString(4)),
            ROWS_AT_ONCE);
    for (InClear row : rows) {
      put(connection, row.clearingId(), row.seq(), row.reason());
      Sql.update(connection, CLEAR, row.bucket(), row.clearingId(), row.seq());
    }
    return rows.size();
  }
}
