package io.yizhan.gateway.postgres;

import io.yizhan.gateway.postgres.PrivateTexts.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * What clerks wrote of what is owed and of provisional approvals, as it stood in clear before V34:
 * moved to the private texts, where new ones are written. Only a gateway can do it, for the
 * database has no keys.
 */
final class TextsInClear {
  /** So many are moved in one transaction. */
  static final int ROWS_AT_ONCE = 500;

  /**
   * A column of texts. Another gateway that opens the database has locked the rows: what it has
   * moved is not seen.
   *
   * @param find person, key and text of so many rows
   * @param clear of a bucket, a person and a key
   */
  private record Place(Kind kind, String find, String clear) {}

  private static final List<Place> PLACES =
      List.of(
          new Place(
              Kind.REASON,
              """
              SELECT person_id, receivable_id, reason FROM receivable
              WHERE reason NOT IN ('', '先诊疗后付费 treat first, pay later',
                '追回容缺期间救助 aid under a provisional approval',
                '结算已冲正，退还已付 paid of a settlement that was reversed')
              ORDER BY bucket, person_id, receivable_id LIMIT ? FOR UPDATE
              """,
              """
              UPDATE receivable SET reason = ''
              WHERE bucket = ? AND person_id = ? AND receivable_id = ?
              """),
          new Place(
              Kind.NOTE,
              """
              SELECT person_id, entry_id, note FROM receivable_entry
              WHERE note <> '' AND kind <> 'PLAN'
              ORDER BY bucket, person_id, entry_id LIMIT ? FOR UPDATE
              """,
              """
              UPDATE receivable_entry SET note = ''
              WHERE bucket = ? AND person_id = ? AND entry_id = ? AND kind <> 'PLAN'
              """),
          new Place(
              Kind.REASON,
              """
              SELECT person_id, provisional_id, end_reason FROM provisional
              WHERE end_reason <> ''
              ORDER BY bucket, person_id, provisional_id LIMIT ? FOR UPDATE
              """,
              """
              UPDATE provisional SET end_reason = ''
              WHERE bucket = ? AND person_id = ? AND provisional_id = ?
              """));

  private TextsInClear() {}

  private record InClear(String personId, String key, String text) {}

  /** Moves them all; each transaction leaves fewer. */
  static void seal(Transactions transactions, Secrets secrets) {
    PrivateTexts texts = new PrivateTexts(secrets);
    for (Place place : PLACES) {
      int moved;
      do {
        moved = transactions.write(Integer.class, connection -> seal(connection, texts, place));
      } while (moved > 0);
    }
  }

  private static int seal(Connection connection, PrivateTexts texts, Place place)
      throws SQLException {
    List<InClear> rows =
        Sql.list(
            connection,
            place.find(),
            row -> new InClear(row.getString(1), row.getString(2), row.getString(3)),
            ROWS_AT_ONCE);
    for (InClear row : rows) {
      texts.put(connection, row.personId(), place.kind(), row.key(), row.text());
      Sql.update(connection, place.clear(), Bucket.of(row.personId()), row.personId(), row.key());
    }
    return rows.size();
  }
}
