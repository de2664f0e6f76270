package io.yizhan.auditor;

import io.yizhan.auditor.LedgerRules.Rule;
import java.util.List;

/** What must hold of claims at insurers: a leg says of the other side what this side has done. */
final class LegRules {
  private static final String LIVE =
      "state IN ('COMMITTED', 'CONFIRMED', 'PROVISIONAL', 'TRUE_UP', 'REFUSED', 'GONE')";

  /** What an insurer is said to pay in the inputs that decided a leg's settlement at last. */
  private static final String LAST =
      """
      CROSS JOIN LATERAL (
        SELECT c.inputs->'claim'->'insurer' AS insurer FROM settlement c
        LEFT JOIN correction n ON n.bucket = c.bucket AND n.correction_id = c.settlement_id
        WHERE c.inputs IS NOT NULL AND c.kind IN ('S', 'C')
          AND (c.settlement_id = l.settlement_id OR c.corrects = l.settlement_id)
        ORDER BY n.number DESC NULLS LAST LIMIT 1) d
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
              """
              SELECT l.insurer_request_id, l.state, l.fund_codes, l.fund_fens
              FROM insurer_leg l %s
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
                  .formatted(LAST, LIVE)),
          new Rule(
              Harm.UNBALANCED,
              "what an insurer is to confirm is what a settlement without its answer came to",
              """
              SELECT l.insurer_request_id, l.state, l.fund_codes, l.fund_fens
              FROM insurer_leg l %s
              WHERE l.state IN ('COMMITTED', 'CONFIRMED', 'PROVISIONAL', 'TRUE_UP')
                AND d.insurer->>'source' = 'AWAY' AND (
                  l.state IN ('COMMITTED', 'CONFIRMED') AND cardinality(l.said_codes) > 0
                  OR EXISTS (SELECT 1 FROM unnest(l.fund_codes, l.fund_fens) AS f (code, fen)
                    WHERE f.fen > coalesce((SELECT sum(p.amount_fen)
                      FROM settlement c JOIN posting p USING (bucket, settlement_id)
                      WHERE (c.settlement_id = l.settlement_id OR c.corrects = l.settlement_id)
                        AND p.account LIKE 'fund:' || f.code || '@%%'), 0)))
              """
                  .formatted(LAST)));

  private LegRules() {}
}
