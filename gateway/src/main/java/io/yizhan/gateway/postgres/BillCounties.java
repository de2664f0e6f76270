package io.yizhan.gateway.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The counties of a bill: whoever's aid the settlement or one of its corrections moved. A county
 * that aids by a correction alone, after an identity was found in arrears, is as much concerned as
 * one that aided at once.
 */
final class BillCounties {
  private static final String CORRECTING =
      """
      correction c JOIN settlement k ON k.posting_date = c.posting_date
        AND k.settlement_id = c.correction_id AND k.bucket = c.bucket
      """;

  /**
   * Whether a county of the bill of a row {@code l}, settled, corrected or reversed, begins with
   * {@code digits}.
   */
  static final String BEGIN =
      """
      (starts_with(l.aid_county, digits)
        OR EXISTS (SELECT 1 FROM :correcting
          WHERE c.bucket = l.bucket
            AND c.settlement_id = coalesce(l.reverses, l.corrects, l.settlement_id)
            AND starts_with(k.aid_county, digits))
        OR coalesce(l.reverses, l.corrects) IS NOT NULL AND EXISTS (SELECT 1 FROM settlement o
          WHERE o.bucket = l.bucket AND o.person_id = l.person_id
            AND o.settlement_id = coalesce(l.reverses, l.corrects)
            AND starts_with(o.aid_county, digits)))
      """
          .strip()
          .replace(":correcting", CORRECTING.strip());

  private static final String OF_SETTLEMENT =
      """
      WITH o AS (SELECT bucket, settlement_id, aid_county FROM settlement
        WHERE posting_date IN (?::date, ?::date) AND settlement_id = ? AND kind = 'S')
      SELECT aid_county FROM o WHERE aid_county <> ''
      UNION
      SELECT k.aid_county FROM o CROSS JOIN (:correcting)
      WHERE c.bucket = o.bucket AND c.settlement_id = o.settlement_id AND k.aid_county <> ''
      """
          .replace(":correcting", CORRECTING.strip());

  private BillCounties() {}

  /** Those of a settlement, each once; none where no county has aided it, or none is known. */
  static List<String> of(Connection connection, String settlementId) throws SQLException {
    PostingDays days = PostingDays.of(settlementId);
    return Sql.list(
        connection,
        OF_SETTLEMENT,
        row -> row.getString(1),
        days.first(),
        days.second(),
        settlementId);
  }
}
