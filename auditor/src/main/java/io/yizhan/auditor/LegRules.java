package io.yizhan.auditor;

import io.yizhan.auditor.LedgerRules.Rule;
import java.util.List;

/** What must hold of claims at insurers: a leg says of the other side what this side has done. */
final class LegRules {
  private static final String LIVE =
      "state IN ('COMMITTED', 'CONFIRMED', 'PROVISIONAL', 'TRUE_UP', 'REFUSED', 'GONE')";

  /**
   * What an insurer is said to pay in the inputs that decided a leg's settlement at last. Each
   * table is read once: one look-up a leg would read all settlements for every leg.
   */
  private static final String DECIDED =
      """
      WITH asked AS (
        SELECT DISTINCT settlement_id FROM insurer_leg WHERE settlement_id IS NOT NULL),
      decided AS (
        SELECT DISTINCT ON (e.of_id) e.of_id, e.inputs->'claim'->'insurer' AS insurer FROM (
          SELECT s.settlement_id AS of_id, NULL::integer AS number, s.inputs
          FROM settlement s JOIN asked a ON a.settlement_id = s.settlement_id
          WHERE s.kind = 'S' AND s.inputs IS NOT NULL
          UNION ALL
          SELECT c.corrects, n.number, c.inputs
          FROM settlement c JOIN asked a ON a.settlement_id = c.corrects
          LEFT JOIN correction n ON n.bucket = c.bucket AND n.correction_id = c.settlement_id
          WHERE c.kind = 'C' AND c.inputs IS NOT NULL) e
        ORDER BY e.of_id, e.number DESC NULLS LAST),
      posted AS (
        SELECT coalesce(c.corrects, c.settlement_id) AS of_id,
          split_part(substr(p.account, 6), '@', 1) AS code, sum(p.amount_fen) AS fen
        FROM settlement c JOIN asked a ON a.settlement_id = coalesce(c.corrects, c.settlement_id)
        JOIN posting p ON p.posting_date = c.posting_date AND p.bucket = c.bucket
          AND p.settlement_id = c.settlement_id
        WHERE c.kind IN ('S', 'C') AND p.account LIKE 'fund:%@%'
        GROUP BY 1, 2)
      """;

  static final List<Rule> ALL =
      List.of(
          new Rule(
              Harm.UNBALANCED,
              "a leg that is to be settled at an insurer belongs to a settlement that stands",
              """
              SELECT l.insurer_request_id, l.state FROM insurer_leg l
              WHERE l.%s AND (
                NOT EXISTS (SELECT 1 FROM settlement s
                  WHERE s.settlement_id = l.settlement_id AND s.kind = 'S'
                    AND s.request_id = l.request_id AND s.hospital_id = l.hospital_id)
                OR EXISTS (SELECT 1 FROM reversal r WHERE r.settlement_id = l.settlement_id))
              """
                  .formatted(LIVE)),
          new Rule(
              Harm.UNBALANCED,
              "a settlement whose leg is cancelled does not stand",
              """
              SELECT l.insurer_request_id, l.settlement_id FROM insurer_leg l
              WHERE l.state IN ('CANCELLING', 'CANCELLED') AND l.settlement_id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM reversal r WHERE r.settlement_id = l.settlement_id)
              """),
          new Rule(
              Harm.DOUBLED,
              "a request is to be settled at its insurer once at most",
              """
              SELECT hospital_id, request_id FROM insurer_leg WHERE %s
              GROUP BY 1, 2 HAVING count(*) > 1
              """
                  .formatted(LIVE)),
          new Rule(
              Harm.UNBALANCED,
              "a standing settlement of an insurer that was asked has a leg",
              """
              SELECT s.settlement_id FROM settlement s
              WHERE s.kind = 'S' AND s.inputs->'claim'->'insurer'->>'source' IN ('ASKED', 'AWAY')
                AND NOT EXISTS (SELECT 1 FROM reversal r WHERE r.settlement_id = s.settlement_id)
                AND NOT EXISTS (SELECT 1 FROM insurer_leg l
                  WHERE l.settlement_id = s.settlement_id)
              """),
          new Rule(
              Harm.UNBALANCED,
              "a leg holds what the insurer said and its settlement was decided from at last",
              DECIDED
                  + """
              SELECT l.insurer_request_id, l.state, l.fund_codes, l.fund_fens
              FROM insurer_leg l JOIN decided d ON d.of_id = l.settlement_id
              WHERE l.%s AND d.insurer->>'source' = 'ASKED' AND (
                l.hospital_share_fen <> (d.insurer->>'hospitalShareFen')::bigint
                OR (SELECT string_agg(f.code || ' ' || f.fen, ',' ORDER BY f.code)
                    FROM unnest(l.fund_codes, l.fund_fens) AS f (code, fen) WHERE f.fen <> 0)
                  IS DISTINCT FROM
                  (SELECT string_agg(p.each->>'fundCode' || ' ' || (p.each->>'amountFen'), ','
                      ORDER BY p.each->>'fundCode')
                    FROM json_array_elements(d.insurer->'payments') AS p (each)
                    WHERE p.each->>'amountFen' <> '0'))
              """
                      .formatted(LIVE)),
          new Rule(
              Harm.UNBALANCED,
              "what an insurer is to confirm is what a settlement without its answer came to",
              DECIDED
                  + """
              SELECT l.insurer_request_id, l.state, l.fund_codes, l.fund_fens
              FROM insurer_leg l JOIN decided d ON d.of_id = l.settlement_id
              WHERE l.state IN ('COMMITTED', 'CONFIRMED', 'PROVISIONAL', 'TRUE_UP')
                AND d.insurer->>'source' = 'AWAY' AND (
                  l.state IN ('COMMITTED', 'CONFIRMED') AND cardinality(l.said_codes) > 0
                  OR EXISTS (SELECT 1 FROM unnest(l.fund_codes, l.fund_fens) AS f (code, fen)
                    LEFT JOIN posted p ON p.of_id = l.settlement_id AND p.code = f.code
                    WHERE f.fen > coalesce(p.fen, 0)))
              """));

  private LegRules() {}
}
