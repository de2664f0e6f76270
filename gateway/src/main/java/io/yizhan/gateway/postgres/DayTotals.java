package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.DayStore.Dimension;
import io.yizhan.gateway.desk.DayStore.Figure;
import io.yizhan.gateway.desk.DayStore.Total;
import io.yizhan.gateway.desk.DayStore.TotalKey;
import io.yizhan.gateway.desk.DayStore.TotalQuery;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was booked in a span of posting days, added up in one statement: by hospital, insured
 * region, county, scheme, care and bearer, each in three figures. Whether a settlement is live is
 * asked of the span alone: one that is taken back on a later day was live when its own day closed,
 * and stays so in what that day came to.
 */
final class DayTotals {
  /** The columns of a total, by which it is told apart and the figures. */
  static final String COLUMNS =
      "hospital_id, insured_region, aid_county, scheme, care, bearer, with_count, with_fen,"
          + " without_count, without_fen, live_count, live_fen";

  static final String BILL = "bill";
  static final String PATIENT = "patient";
  static final String HOSPITAL = "hospital";
  static final String BY_INSURER = "/by-insurer";

  /**
   * The lines of a span, parameters: its first and last day, twice. A reversal and a correction
   * have the scheme and the care of the settlement that they stand beside. Inputs are read where
   * they are needed: they are the largest part of a row.
   */
  static final String LINES =
      """
      line AS (
        SELECT s.posting_date, s.settlement_id AS id, s.kind, coalesce(s.reverses, s.corrects) AS beside,
            s.hospital_id, s.insured_region, s.aid_county, c.claim ->> 'insuredScheme' AS scheme,
            lower(c.claim ->> 'care') AS care, s.total_fen, s.hospital_share_fen,
            s.patient_share_fen, s.line_account, s.line_fen
          FROM settlement s
          LEFT JOIN LATERAL (
            SELECT o.inputs FROM settlement o
            WHERE s.kind <> 'S' AND o.bucket = s.bucket AND o.person_id = s.person_id
              AND o.settlement_id = coalesce(s.reverses, s.corrects)) o ON true
          CROSS JOIN LATERAL (
            SELECT coalesce(o.inputs, s.inputs) -> 'claim' AS claim OFFSET 0) c
          WHERE s.posting_date BETWEEN ? AND ? :scope
        UNION ALL
        SELECT e.posting_date, e.entry_id, CASE WHEN e.reverses IS NULL THEN 'S' ELSE 'R' END,
            e.reverses, '', '', e.county, coalesce(e.scheme, ''),
            CASE e.kind WHEN 'TEMPORARY' THEN 'temporary_aid'
              ELSE 'subsidised_enrolment' END, e.amount_fen,
            0, 0, e.line_account, e.line_fen
          FROM aid_entry e
          WHERE e.posting_date BETWEEN ? AND ? :aid_scope),
      taken AS (SELECT beside FROM line WHERE kind = 'R'),
      settled AS (SELECT id FROM line WHERE kind = 'S'),
      told AS (
        SELECT l.*, coalesce(
            CASE l.kind WHEN 'S' THEN l.id NOT IN (SELECT beside FROM taken)
              WHEN 'C' THEN l.beside IN (SELECT id FROM settled)
                AND l.beside NOT IN (SELECT beside FROM taken) END, false) AS live
        FROM line l)
      """;

  /** The totals of a span, with the parameters of its lines. */
  static final String OF_SPAN =
      "WITH "
          + LINES
          + """
          SELECT t.hospital_id, t.insured_region, t.aid_county, coalesce(t.scheme, '') AS scheme,
              coalesce(t.care, '') AS care, b.bearer,
              count(*) FILTER (WHERE t.kind <> 'C') AS with_count,
              sum(b.fen)::bigint AS with_fen,
              count(*) FILTER (WHERE t.kind = 'S') AS without_count,
              coalesce(sum(b.fen) FILTER (WHERE t.kind = 'S'), 0)::bigint AS without_fen,
              count(*) FILTER (WHERE t.kind = 'S' AND t.live) AS live_count,
              coalesce(sum(b.fen) FILTER (WHERE t.live), 0)::bigint AS live_fen
            FROM told t CROSS JOIN LATERAL (
              SELECT 'bill' AS bearer, t.total_fen AS fen
              UNION ALL
              SELECT 'patient', t.patient_share_fen WHERE t.patient_share_fen <> 0
              UNION ALL
              SELECT 'hospital', t.hospital_share_fen WHERE t.hospital_share_fen <> 0
              UNION ALL
              SELECT f.fund, sum(f.fen)::bigint
                FROM (SELECT split_part(substr(a.account, 6), '/', 1) || CASE
                    WHEN a.account LIKE '%/by-insurer' THEN '/by-insurer' ELSE '' END AS fund, a.fen
                  FROM unnest(t.line_account, t.line_fen) AS a (account, fen)
                  WHERE starts_with(a.account, 'fund:')) f
                GROUP BY f.fund) b
            GROUP BY t.hospital_id, t.insured_region, t.aid_county, coalesce(t.scheme, ''),
              coalesce(t.care, ''), b.bearer
          """;

  /** The totals of all that was booked in a span. */
  static final String OF_ALL = OF_SPAN.replace(DayScope.AID_PLACE, "").replace(DayScope.PLACE, "");

  private static final String KEPT =
      "SELECT s.* FROM posting_day_total s WHERE s.posting_date = ? :scope";

  private static final String GROUPED =
      """
      SELECT g.* FROM (
        SELECT :keys, t.bearer, sum(t.with_count)::bigint, sum(t.with_fen)::bigint,
            sum(t.without_count)::bigint, sum(t.without_fen)::bigint, sum(t.live_count)::bigint,
            sum(t.live_fen)::bigint
          FROM (:totals) t GROUP BY 1, 2, 3, 4, 5, 6)
        AS g (hospital, region, county, scheme, care, bearer, a, b, c, d, e, f)
      WHERE (hospital, region, county, scheme, care, bearer) > (?, ?, ?, ?, ?, ?)
      ORDER BY hospital, region, county, scheme, care, bearer LIMIT ?
      """;

  private DayTotals() {}

  /**
   * Totals of a query.
   *
   * @param kept of one closed day: what it came to stands written
   */
  static List<Total> page(Connection connection, TotalQuery query, boolean kept)
      throws SQLException {
    DayScope scope = DayScope.of(query.span());
    List<Object> values = new ArrayList<>();
    values.add(query.span().from());
    if (kept) {
      scope.addTo(connection, values);
    } else {
      values.add(query.span().to());
      scope.addTo(connection, values);
      values.add(query.span().from());
      values.add(query.span().to());
      scope.addAidTo(connection, values);
    }
    TotalKey after = query.after();
    values.addAll(
        List.of(
            after.hospitalId(),
            after.insuredRegion(),
            after.aidCounty(),
            after.scheme(),
            after.care(),
            after.bearer(),
            query.limit()));
    String sql =
        GROUPED
            .replace(":keys", keys(query.dimensions()))
            .replace(":totals", kept ? scope.inKept(KEPT) : scope.in(OF_SPAN));
    return Sql.list(connection, sql, DayTotals::total, values.toArray());
  }

  /** The columns of the dimensions that are asked for, in their order; the others are empty. */
  private static String keys(Set<Dimension> dimensions) {
    return Stream.of(Dimension.values())
        .map(each -> dimensions.contains(each) ? column(each) : "''")
        .collect(Collectors.joining(", "));
  }

  private static String column(Dimension dimension) {
    return switch (dimension) {
      case HOSPITAL -> "t.hospital_id";
      case INSURED_REGION -> "t.insured_region";
      case AID_COUNTY -> "t.aid_county";
      case SCHEME -> "t.scheme";
      case CARE -> "t.care";
    };
  }

  private static Total total(ResultSet row) throws SQLException {
    return new Total(
        new TotalKey(
            row.getString(1),
            row.getString(2),
            row.getString(3),
            row.getString(4),
            row.getString(5),
            row.getString(6)),
        new Figure(row.getLong(7), row.getLong(8)),
        new Figure(row.getLong(9), row.getLong(10)),
        new Figure(row.getLong(11), row.getLong(12)));
  }
}
