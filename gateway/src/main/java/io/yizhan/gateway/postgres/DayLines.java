package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.DayStore.Borne;
import io.yizhan.gateway.desk.DayStore.Detail;
import io.yizhan.gateway.desk.DayStore.DetailQuery;
import io.yizhan.gateway.desk.DayStore.Kind;
import io.yizhan.gateway.desk.DayStore.TotalKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of posting days, a page at a time: so many rows by their key first, and what is asked
 * of other rows for these alone.
 */
final class DayLines {
  private static final String PAGE =
      """
      WITH x AS (SELECT ?::date AS from_day, ?::date AS to_day),
      line AS (
        (SELECT s.posting_date, s.settlement_id AS id, s.kind, s.bucket, s.person_id,
            coalesce(s.reverses, s.corrects) AS beside, s.settle_time AS booked, s.request_id,
            s.hospital_id, s.insured_region, s.aid_county, s.encounter_id, s.bill_number,
            s.operator_id, s.terminal_id, s.shift_id, s.total_fen, s.patient_share_fen,
            s.hospital_share_fen, s.line_account, s.line_fen, s.inputs, '' AS scheme, '' AS care
          FROM settlement s, x
          WHERE s.posting_date BETWEEN x.from_day AND x.to_day
            AND (s.posting_date, s.settlement_id) > (?, ?) :scope
          ORDER BY s.posting_date, s.settlement_id LIMIT ?)
        UNION ALL
        (SELECT e.posting_date, e.entry_id, CASE WHEN e.reverses IS NULL THEN 'S' ELSE 'R' END,
            e.bucket, e.person_id, e.reverses, e.entry_time, e.request_id, '', '', e.county, '', '',
            e.operator_id, '', '', e.amount_fen, 0, 0, e.line_account, e.line_fen, NULL,
            coalesce(e.scheme, ''), CASE e.kind WHEN 'TEMPORARY' THEN 'temporary_aid'
              ELSE 'subsidised_enrolment' END
          FROM aid_entry e, x
          WHERE e.posting_date BETWEEN x.from_day AND x.to_day
            AND (e.posting_date, e.entry_id) > (?, ?) :aid_scope
          ORDER BY e.posting_date, e.entry_id LIMIT ?)
        ORDER BY 1, 2 LIMIT ?)
      SELECT l.posting_date, l.id, l.kind, l.beside, l.booked, l.request_id, l.hospital_id,
          l.insured_region, l.aid_county, coalesce(c.claim ->> 'insuredScheme', l.scheme),
          coalesce(lower(c.claim ->> 'care'), l.care), l.encounter_id, l.bill_number, l.operator_id,
          l.terminal_id, l.shift_id, l.total_fen, l.patient_share_fen, l.hospital_share_fen,
          l.line_account, l.line_fen,
          l.kind <> 'R' AND (l.kind = 'S' OR o.posting_date >= x.from_day)
            AND NOT EXISTS (SELECT 1 FROM reversal r JOIN settlement m ON m.bucket = r.bucket
                AND m.person_id = l.person_id AND m.settlement_id = r.reversal_id
              WHERE r.bucket = l.bucket AND r.settlement_id = coalesce(l.beside, l.id)
                AND m.posting_date <= x.to_day)
            AND NOT EXISTS (SELECT 1 FROM aid_entry m
              WHERE m.bucket = l.bucket AND m.reverses = l.id AND m.posting_date <= x.to_day)
        FROM line l CROSS JOIN x
        LEFT JOIN LATERAL (
          SELECT o.inputs, o.posting_date FROM settlement o
          WHERE l.kind <> 'S' AND l.hospital_id <> '' AND o.bucket = l.bucket
            AND o.person_id = l.person_id AND o.settlement_id = l.beside) o ON true
        CROSS JOIN LATERAL (
          SELECT coalesce(o.inputs, l.inputs) -> 'claim' AS claim OFFSET 0) c
        ORDER BY 1, 2
      """;

  private static final String FUND = "fund:";

  private DayLines() {}

  static List<Detail> page(Connection connection, DetailQuery query) throws SQLException {
    DayScope scope = DayScope.of(query.span());
    List<Object> values = new ArrayList<>(List.of(query.span().from(), query.span().to()));
    Object[] after = {query.after().postingDate(), query.after().id()};
    values.addAll(List.of(after));
    scope.addTo(connection, values);
    values.add(query.limit());
    values.addAll(List.of(after));
    scope.addAidTo(connection, values);
    values.add(query.limit());
    values.add(query.limit());
    return Sql.list(connection, scope.in(PAGE), DayLines::detail, values.toArray());
  }

  private static Detail detail(ResultSet row) throws SQLException {
    String beside = row.getString(4);
    return new Detail(
        row.getString(2),
        switch (row.getString(3)) {
          case "S" -> Kind.SETTLEMENT;
          case "R" -> Kind.REVERSAL;
          default -> Kind.CORRECTION;
        },
        beside == null ? "" : beside,
        row.getObject(1, LocalDate.class),
        row.getTimestamp(5).toInstant(),
        row.getString(6),
        new TotalKey(
            row.getString(7),
            row.getString(8),
            row.getString(9),
            row.getString(10),
            row.getString(11),
            ""),
        row.getString(12),
        row.getString(13),
        row.getString(14),
        row.getString(15),
        row.getString(16),
        row.getBoolean(22),
        borne(row));
  }

  /** The bill, what funds bear of it in the order of the entry, the patient, the hospital. */
  private static List<Borne> borne(ResultSet row) throws SQLException {
    List<Borne> borne = new ArrayList<>();
    borne.add(new Borne(DayTotals.BILL, row.getLong(17)));
    String[] accounts = (String[]) row.getArray(20).getArray();
    Long[] fen = (Long[]) row.getArray(21).getArray();
    for (int i = 0; i < accounts.length; i++) {
      if (accounts[i].startsWith(FUND)) {
        add(borne, bearerOf(accounts[i]), fen[i]);
      }
    }
    add(borne, DayTotals.PATIENT, row.getLong(18));
    add(borne, DayTotals.HOSPITAL, row.getLong(19));
    return borne;
  }

  private static void add(List<Borne> borne, String bearer, long fen) {
    for (int i = 0; i < borne.size(); i++) {
      if (borne.get(i).bearer().equals(bearer)) {
        borne.set(i, new Borne(bearer, Math.addExact(borne.get(i).amountFen(), fen)));
        return;
      }
    }
    if (fen != 0) {
      borne.add(new Borne(bearer, fen));
    }
  }

  /** Fund and division of an account, and whether the insurer's platform has paid it itself. */
  private static String bearerOf(String account) {
    int slash = account.indexOf('/');
    String fund = account.substring(FUND.length(), slash < 0 ? account.length() : slash);
    return account.endsWith(DayTotals.BY_INSURER) ? fund + DayTotals.BY_INSURER : fund;
  }
}
