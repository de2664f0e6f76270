package io.yizhan.auditor;

import io.yizhan.auditor.LedgerRules.Rule;
import java.util.List;

/** What must hold of requests and of the bills that they have settled. */
final class RequestRules {
  static final List<Rule> ALL =
      List.of(
          new Rule(
              Harm.LOST,
              "a settled request has its settlement and its reply",
              """
              SELECT r.owner_id, r.request_id, r.state, r.settlement_id
              FROM request r LEFT JOIN settlement s ON s.settlement_id = r.settlement_id
                AND s.kind = 'S' AND s.hospital_id = r.owner_id AND s.request_id = r.request_id
              WHERE r.kind = 'SETTLE' AND r.state IN ('SETTLED', 'REVERSED')
                AND (s.settlement_id IS NULL OR r.reply IS NULL)
              """),
          new Rule(
              Harm.DOUBLED,
              "a settlement has the one settled request that names it",
              """
              SELECT s.settlement_id, s.hospital_id, s.request_id
              FROM settlement s LEFT JOIN request r ON r.owner_id = s.hospital_id
                AND r.request_id = s.request_id AND r.kind = 'SETTLE'
                AND r.state IN ('SETTLED', 'REVERSED') AND r.settlement_id = s.settlement_id
              WHERE s.kind = 'S' AND r.request_id IS NULL
              """),
          new Rule(
              Harm.DOUBLED,
              "a request id has one effect",
              """
              SELECT hospital_id, request_id, count(*) FROM settlement WHERE kind = 'S'
              GROUP BY hospital_id, request_id HAVING count(*) > 1
              """),
          new Rule(
              Harm.DOUBLED,
              "a bill is settled once at a time",
              """
              SELECT hospital_id, encounter_id, bill_number, count(*) FROM settlement s
              WHERE kind = 'S' AND NOT EXISTS (
                SELECT 1 FROM settlement r WHERE r.reverses = s.settlement_id)
              GROUP BY hospital_id, encounter_id, bill_number HAVING count(*) > 1
              """),
          new Rule(
              Harm.UNBALANCED,
              "a request says reversed when its settlement is, and only then",
              """
              SELECT r.owner_id, r.request_id, r.state, x.settlement_id
              FROM request r LEFT JOIN settlement x ON x.reverses = r.settlement_id
              WHERE r.kind = 'SETTLE' AND r.state IN ('SETTLED', 'REVERSED')
                AND (r.state = 'REVERSED') <> (x.settlement_id IS NOT NULL)
              """),
          new Rule(
              Harm.DOUBLED,
              "a reversal has the request that asked for it",
              """
              SELECT s.settlement_id FROM settlement s
              LEFT JOIN request r ON r.owner_id = s.hospital_id AND r.request_id = s.request_id
                AND ((r.kind = 'REVERSE' AND r.state = 'BOOKED' AND r.settlement_id = s.settlement_id)
                  OR (r.kind = 'SETTLE' AND r.state = 'REVERSED' AND r.undo_reply IS NOT NULL
                    AND r.settlement_id = s.reverses))
              WHERE s.kind = 'R' AND r.request_id IS NULL
              """),
          new Rule(
              Harm.UNRESOLVED,
              "no request is half done, none that did not settle has a settlement",
              """
              SELECT request_id, state FROM request WHERE state = 'OPEN'
                OR (state IN ('REFUSED', 'FORBIDDEN') AND settlement_id IS NOT NULL)
                OR (state IN ('SETTLED', 'REFUSED', 'REVERSED', 'BOOKED') AND kind IN ('SETTLE', 'REVERSE')
                  AND reply IS NULL)
              """),
          new Rule(
              Harm.UNBALANCED,
              "live claims are the settled claims that were not reversed",
              """
              SELECT coalesce(l.settlement_id, s.settlement_id)
              FROM live_claim l FULL JOIN (
                SELECT * FROM settlement s WHERE s.kind = 'S'
                  AND NOT EXISTS (SELECT 1 FROM settlement r WHERE r.reverses = s.settlement_id)) s
                ON l.settlement_id = s.settlement_id AND l.hospital_id = s.hospital_id
                  AND l.encounter_id = s.encounter_id AND l.bill_number = s.bill_number
                  AND l.request_id = s.request_id
              WHERE l.settlement_id IS NULL OR s.settlement_id IS NULL
              """),
          new Rule(
              Harm.DOUBLED,
              "the insurer's settlement that a standing bill brought is taken by one that brought it",
              """
              WITH standing AS (
                SELECT coalesce(s.corrects, s.settlement_id) AS settlement_id, s.insured_region,
                  s.insurer_settlement_id
                FROM settlement s WHERE s.kind <> 'R' AND s.insurer_settlement_id <> ''
                  AND NOT EXISTS (SELECT 1 FROM settlement r
                    WHERE r.reverses = coalesce(s.corrects, s.settlement_id)))
              SELECT settlement_id, insured_region, insurer_settlement_id
              FROM live_insurer_settlement l WHERE NOT EXISTS (
                SELECT 1 FROM standing s WHERE s.settlement_id = l.settlement_id
                  AND s.insured_region = l.insured_region
                  AND s.insurer_settlement_id = l.insurer_settlement_id)
              UNION ALL
              SELECT settlement_id, insured_region, insurer_settlement_id
              FROM standing s WHERE NOT EXISTS (
                SELECT 1 FROM live_insurer_settlement l
                WHERE l.insured_region = s.insured_region
                  AND l.insurer_settlement_id = s.insurer_settlement_id)
              """));

  private RequestRules() {}
}
