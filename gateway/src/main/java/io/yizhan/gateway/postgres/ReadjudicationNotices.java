package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReadjudicationStore.NoticeQuery;
import io.yizhan.gateway.desk.ReadjudicationStore.NoticeRow;
import io.yizhan.gateway.desk.SettlementScope;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What persons were told of booked re-adjudications. A notice speaks of the settlements that were
 * corrected for its person in the same transaction, at the same time by the same caller; those of
 * records that were joined into the person's are corrected under the record that they were settled
 * for.
 */
final class ReadjudicationNotices {
  private static final String OF_PERIOD = "n.accounting_period = ?";

  private static final String OF_PERSON =
      "(n.bucket, n.person_id) IN (SELECT ?::smallint, ? UNION ALL SELECT bucket, person_id"
          + " FROM person_join WHERE survivor_bucket = ? AND survivor_id = ?)";

  /** The records that were the notice's person's, and others that have become the same person's. */
  private static final String RECORDS =
      """
      (SELECT n.bucket, n.person_id
        UNION
        SELECT j.bucket, j.person_id
        FROM (SELECT n.bucket, n.person_id
          UNION ALL
          SELECT o.survivor_bucket, o.survivor_id FROM person_join o
          WHERE o.bucket = n.bucket AND o.person_id = n.person_id) AS k (bucket, person_id)
        JOIN person_join j ON j.survivor_bucket = k.bucket AND j.survivor_id = k.person_id)
        AS r (bucket, person_id)
      """
          .strip();

  /**
   * In the order of booking: first the notices of a page, then of each what it speaks of. An entry
   * is posted on the civil day of its time or, after a cut-off, on the next.
   */
  private static final String LIST =
      """
      SELECT n.readjudication_id, n.person_id, c.ids, n.accounting_period, n.notice_time,
        n.caller_id, n.supplement_fen, n.claw_back_fen, n.notice_zh, n.notice_en
      FROM (SELECT * FROM readjudication_notice n
        WHERE :which AND (n.readjudication_id, n.person_id) > (?, ?)
        ORDER BY n.readjudication_id, n.person_id LIMIT ?::bigint) n
      CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(DISTINCT s.corrects ORDER BY s.corrects), '{}') AS ids
        FROM :records
        JOIN settlement s ON s.bucket = r.bucket AND s.person_id = r.person_id
        WHERE s.kind = 'C' AND coalesce(nullif(s.used_by, ''), s.person_id) = n.person_id
          AND s.posting_date BETWEEN (n.notice_time AT TIME ZONE 'Asia/Shanghai')::date
            AND (n.notice_time AT TIME ZONE 'Asia/Shanghai')::date + 1
          AND s.settle_time = n.notice_time AND s.caller_id = n.caller_id) c
      WHERE :seen
      ORDER BY n.readjudication_id, n.person_id LIMIT ?
      """
          .replace(":records", RECORDS);

  /**
   * Whose divisions count sees a notice where every county that has ever aided one of its
   * settlements is among them, and at least one has: as it may be booked.
   */
  private static final String SEEN =
      """
      (SELECT coalesce(bool_and(s.aid_county LIKE ANY (?::text[])), false)
        FROM :records
        JOIN settlement s ON s.bucket = r.bucket AND s.person_id = r.person_id
        WHERE s.aid_county <> ''
          AND (s.settlement_id = ANY (c.ids) OR s.corrects = ANY (c.ids)))
      """
          .strip()
          .replace(":records", RECORDS);

  private ReadjudicationNotices() {}

  /** The statement that lists those of a month, of a person, or both. */
  static String listing(boolean ofPeriod, boolean ofPerson, boolean all) {
    List<String> which = new ArrayList<>();
    if (ofPeriod) {
      which.add(OF_PERIOD);
    }
    if (ofPerson) {
      which.add(OF_PERSON);
    }
    return LIST.replace(":which", which.isEmpty() ? "true" : String.join(" AND ", which))
        .replace(":seen", all ? "true" : SEEN);
  }

  /** Lists a page; the person is the one that was found, empty where any is asked for. */
  static List<NoticeRow> list(Connection connection, NoticeQuery query, Optional<String> personId)
      throws SQLException {
    List<@Nullable Object> values = new ArrayList<>();
    query.period().ifPresent(values::add);
    if (personId.isPresent()) {
      Short bucket = Bucket.of(personId.get());
      values.addAll(List.of(bucket, personId.get(), bucket, personId.get()));
    }
    values.add(query.after().map(NoticeQuery.After::readjudicationId).orElse(""));
    values.add(query.after().map(NoticeQuery.After::personId).orElse(""));
    boolean all = query.scope().kind() == SettlementScope.Kind.ALL;
    // Who sees only some reads on until a page of those is found.
    values.add(all ? query.limit() : null);
    if (!all) {
      values.add(
          connection.createArrayOf(
              "text",
              query.scope().digits().stream().map(digits -> digits + "%").toArray(String[]::new)));
    }
    values.add(query.limit());
    return Sql.page(
        connection,
        listing(query.period().isPresent(), personId.isPresent(), all),
        ReadjudicationNotices::row,
        values.toArray());
  }

  private static NoticeRow row(ResultSet row) throws SQLException {
    return new NoticeRow(
        row.getString(1),
        row.getString(2),
        List.of((String[]) row.getArray(3).getArray()),
        row.getObject(4, LocalDate.class),
        row.getTimestamp(5).toInstant(),
        row.getString(6),
        row.getLong(7),
        row.getLong(8),
        row.getString(9),
        row.getString(10));
  }
}
