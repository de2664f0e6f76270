package io.yizhan.auditor;

import io.yizhan.auditor.LedgerRules.Rule;
import java.util.List;

/** What must hold of statements, comparisons and what mends their breaks. */
final class ReconciliationRules {
  static final List<Rule> ALL =
      List.of(
          new Rule(
              Harm.UNBALANCED,
              "the breaks of a comparison add up to the difference of both totals",
              """
              SELECT r.party, r.from_date, r.to_date FROM reconciliation_run r
              LEFT JOIN reconciliation_break b ON b.bucket = r.bucket AND b.party = r.party
                AND b.from_date = r.from_date AND b.to_date = r.to_date AND b.state = 'OPEN'
              GROUP BY r.bucket, r.party, r.from_date, r.to_date
              HAVING coalesce(sum(b.fund_fen), 0) <> max(r.there_fund_fen - r.here_fund_fen)
                OR coalesce(sum(b.bill_fen), 0) <> max(r.there_bill_fen - r.here_bill_fen)
              """),
          new Rule(
              Harm.LOST,
              "an accepted statement has every line that was counted",
              """
              SELECT s.party, s.statement_id FROM reconciliation_statement s
              LEFT JOIN reconciliation_line l ON l.bucket = s.bucket AND l.receipt_id = s.receipt_id
              WHERE s.state = 'ACCEPTED'
              GROUP BY s.bucket, s.receipt_id
              HAVING count(l.line_number) <> s.line_count
                OR coalesce(sum(l.fund_fen), 0) <> s.fund_fen
                OR coalesce(sum(l.bill_fen), 0) <> s.bill_fen
              """),
          new Rule(
              Harm.DOUBLED,
              "a statement id is one accepted statement's",
              """
              SELECT s.party, s.statement_id FROM reconciliation_statement s
              LEFT JOIN reconciliation_accepted a ON a.bucket = s.bucket AND a.party = s.party
                AND a.statement_id = s.statement_id AND a.receipt_id = s.receipt_id
              WHERE s.state = 'ACCEPTED' AND a.receipt_id IS NULL
              """),
          new Rule(
              Harm.DOUBLED,
              "what was mended by two persons was taken back once, for this reason",
              """
              SELECT m.party, m.break_id FROM reconciliation_mend m
              WHERE m.state = 'DONE' AND (m.approver_id = m.preparer_id OR NOT EXISTS (
                SELECT 1 FROM settlement s
                WHERE s.settlement_id = m.reversal_id AND s.reverses = m.settlement_id
                  AND s.caller_id = m.approver_id AND s.operator_id = m.approve_operator))
              """),
          new Rule(
              Harm.UNRESOLVED,
              "what is mended is a settlement of a known break",
              """
              SELECT m.party, m.break_id FROM reconciliation_mend m
              WHERE NOT EXISTS (SELECT 1 FROM reconciliation_break b
                  WHERE b.bucket = m.bucket AND b.break_id = m.break_id AND b.party = m.party
                    AND b.mending = m.mending AND m.settlement_id = ANY (b.entry_id))
                OR NOT EXISTS (SELECT 1 FROM settlement s
                  WHERE s.settlement_id = m.settlement_id AND s.kind = 'S'
                    AND s.hospital_id = m.hospital_id AND s.request_id = m.request_id)
              """));

  private ReconciliationRules() {}
}
