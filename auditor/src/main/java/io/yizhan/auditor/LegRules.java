package io.yizhan.auditor;

import io.yizhan.auditor.LedgerRules.Rule;
import java.util.List;

/** What must hold of claims at insurers: a leg says of the other side what this side has done. */
final class LegRules {
  private static final String LIVE =
      "state IN ('COMMITTED', 'CONFIRMED', 'PROVISIONAL', 'TRUE_UP', 'REFUSED', 'GONE')";

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
              """));

  private LegRules() {}
}
