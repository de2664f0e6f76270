package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReadjudicationStore.NoticeQuery;
import io.yizhan.gateway.desk.ReadjudicationStore.NoticeRow;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What persons were told of booked re-adjudications. A notice speaks of the settlements that were
 * corrected for its person in the same transaction, at the same time by the same caller.
 */
final class ReadjudicationNotices {
  /**
   * In the order of booking. Whose divisions count sees a notice where every county that has ever
   * aided one of its settlements is among them, and at least one has: as it may be booked.
   */
  private static final String LIST =
      """
      SELECT n.readjudication_id, n.person_id, c.ids, n.accounting_period, n.notice_time,
        n.caller_id, n.supplement_fen, n.claw_back_fen, n.notice_zh, n.notice_en
      FROM readjudication_notice n
      CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(DISTINCT s.corrects), '{}') AS ids FROM settlement s
        WHERE s.bucket = n.bucket AND s.person_id = n.person_id AND s.kind = 'C'
          AND s.posting_date = (n.notice_time AT TIME ZONE 'Asia/Shanghai')::date
          AND s.settle_time = n.notice_time AND s.caller_id = n.caller_id) c
      CROSS JOIN (VALUES (?, ?, ?::text[])) AS q (person, scope, divisions)
      WHERE (q.person = '' OR n.person_id = q.person OR n.person_id IN (
          SELECT j.person_id FROM person_join j WHERE j.survivor_id = q.person))
        AND (?::date IS NULL OR n.accounting_period = ?::date)
        AND (n.readjudication_id, n.person_id) > (?, ?)
        AND (q.scope = 'ALL' OR (
          SELECT coalesce(bool_and(s.aid_county LIKE ANY (q.divisions)), false) FROM settlement s
          WHERE s.bucket = n.bucket AND s.person_id = n.person_id AND s.aid_county <> ''
            AND (s.settlement_id = ANY (c.ids) OR s.corrects = ANY (c.ids))))
      ORDER BY n.readjudication_id, n.person_id LIMIT ?
      """;

  private ReadjudicationNotices() {}

  /** Lists a page; the person is the one that was found, empty where any is asked for. */
  static List<NoticeRow> list(Connection connection, NoticeQuery query, Optional<String> personId)
      throws SQLException {
    String[] divisions =
        query.scope().digits().stream().map(digits -> digits + "%").toArray(String[]::new);
    LocalDate period = query.period().orElse(null);
    return Sql.list(
        connection,
        LIST,
        ReadjudicationNotices::row,
        personId.orElse(""),
        query.scope().kind().name(),
        connection.createArrayOf("text", divisions),
        period,
        period,
        query.after().map(NoticeQuery.After::readjudicationId).orElse(""),
        query.after().map(NoticeQuery.After::personId).orElse(""),
        query.limit());
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
