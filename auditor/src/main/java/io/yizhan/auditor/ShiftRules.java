package io.yizhan.auditor;

import io.yizhan.auditor.LedgerRules.Rule;
import java.util.List;

/** What must hold of cashiers' shifts: no line falls between two parts, and the money is told. */
final class ShiftRules {
  /**
   * Every line of a closed part by who bears it, and the patient's share by how it was paid: first
   * from the personal account, then from the deposit, the rest in cash; what is left of the deposit
   * goes back. A reversal takes back what was settled, not what was corrected since.
   */
  private static final String LINES =
      """
      line AS (
        SELECT c.bucket, c.hospital_id, c.operator_id, c.terminal_id, c.shift_id, c.part,
          r.settlement_id AS id, s.kind, CASE s.kind WHEN 'R' THEN -1 ELSE 1 END AS sign,
          r.total_fen, r.patient_share_fen, r.posting_date,
          (r.inputs #>> '{claim,personalAccountFen}')::numeric AS account,
          (r.inputs #>> '{claim,prepaymentFen}')::numeric AS deposit,
          s.kind = 'S' AND NOT EXISTS (SELECT 1 FROM settlement m
            WHERE m.reverses = s.settlement_id AND m.hospital_id = c.hospital_id
              AND m.operator_id = c.operator_id AND m.terminal_id = c.terminal_id
              AND m.shift_id = c.shift_id AND m.commit_xid >= c.from_xid
              AND m.commit_xid < c.horizon) AS live
        FROM cashier_shift c JOIN settlement s ON s.hospital_id = c.hospital_id
          AND s.operator_id = c.operator_id AND s.terminal_id = c.terminal_id
          AND s.shift_id = c.shift_id AND s.posting_date >= c.from_date
          AND s.commit_xid >= c.from_xid AND s.commit_xid < c.horizon AND s.kind <> 'C'
        JOIN settlement r ON r.settlement_id = coalesce(s.reverses, s.settlement_id)
        WHERE c.state = 'CLOSED'),
      paid AS (
        SELECT l.*, p.from_account, p.from_deposit,
          patient_share_fen - p.from_account - p.from_deposit AS cash
        FROM line l CROSS JOIN LATERAL (
          SELECT CASE WHEN account < patient_share_fen THEN account
            ELSE patient_share_fen END AS from_account) a
        CROSS JOIN LATERAL (
          SELECT a.from_account, CASE WHEN deposit + a.from_account < patient_share_fen
            THEN deposit ELSE patient_share_fen - a.from_account END AS from_deposit) p),
      born AS (
        SELECT p.*, 'bill' AS bearer, sign * total_fen::numeric AS fen FROM paid p
        UNION ALL
        SELECT p.*, m.bearer, sign * m.fen
        FROM paid p CROSS JOIN LATERAL (VALUES
          ('patient', patient_share_fen::numeric),
          ('patient/account', from_account), ('patient/deposit', from_deposit),
          ('patient/cash', cash), ('refund/deposit', deposit - from_deposit)) AS m (bearer, fen)
        WHERE m.fen <> 0
        UNION ALL
        SELECT p.*, f.bearer, p.sign * f.fen FROM paid p CROSS JOIN LATERAL (
          SELECT CASE WHEN o.account LIKE '%/own-share' THEN 'hospital'
              ELSE split_part(substr(o.account, 6), '/', 1)
                || CASE WHEN o.account LIKE '%/by-insurer' THEN '/by-insurer' ELSE '' END END AS bearer,
            sum(o.amount_fen) AS fen
          FROM posting o WHERE o.posting_date = p.posting_date AND o.settlement_id = p.id
            AND (o.account LIKE '%/own-share' OR o.account LIKE 'fund:%') GROUP BY 1) f
        WHERE f.fen <> 0),
      total AS (
        SELECT bucket, hospital_id, operator_id, terminal_id, shift_id, part, bearer,
          count(*) AS with_count, sum(fen) AS with_fen,
          count(*) FILTER (WHERE kind = 'S') AS without_count,
          coalesce(sum(fen) FILTER (WHERE kind = 'S'), 0) AS without_fen,
          count(*) FILTER (WHERE live) AS live_count,
          coalesce(sum(fen) FILTER (WHERE live), 0) AS live_fen
        FROM born GROUP BY 1, 2, 3, 4, 5, 6, 7)
      """;

  static final List<Rule> ALL =
      List.of(
          new Rule(
              Harm.UNBALANCED,
              "the parts of a cashier's shift follow each other without a gap",
              """
              SELECT s.hospital_id, s.shift_id, s.part::text FROM cashier_shift s
              LEFT JOIN cashier_shift b USING (bucket, hospital_id, operator_id, terminal_id, shift_id)
              WHERE s.part > 1 AND b.part = s.part - 1 AND b.horizon <> s.from_xid
              UNION ALL
              SELECT hospital_id, shift_id, max(part)::text FROM cashier_shift
              GROUP BY bucket, hospital_id, operator_id, terminal_id, shift_id
              HAVING max(part) <> count(*)
              """),
          new Rule(
              Harm.UNBALANCED,
              "what a closed shift came to is what was settled in it, and how it was paid",
              "WITH "
                  + LINES
                  + """
                  SELECT coalesce(t.hospital_id, f.hospital_id), coalesce(t.shift_id, f.shift_id),
                    coalesce(t.part, f.part)::text, coalesce(t.bearer, f.bearer),
                    t.with_fen::text, f.with_fen::text
                  FROM total t FULL JOIN cashier_shift_total f ON f.bucket = t.bucket
                    AND f.hospital_id = t.hospital_id AND f.operator_id = t.operator_id
                    AND f.terminal_id = t.terminal_id AND f.shift_id = t.shift_id
                    AND f.part = t.part AND f.bearer = t.bearer
                  WHERE (t.with_fen, t.without_fen, t.live_fen, t.with_count, t.without_count,
                      t.live_count) IS DISTINCT FROM (f.with_fen::numeric, f.without_fen::numeric,
                      f.live_fen::numeric, f.with_count, f.without_count, f.live_count)
                  """));

  private ShiftRules() {}
}
