package io.yizhan.auditor;

import io.yizhan.auditor.LedgerRules.Rule;
import java.util.List;

/** What must hold of the entries of the ledger and their postings. */
final class EntryRules {
  static final List<Rule> ALL =
      List.of(
          new Rule(
              Harm.UNBALANCED,
              "postings of a settlement add up to zero",
              "SELECT settlement_id, sum(amount_fen) FROM posting GROUP BY bucket, settlement_id"
                  + " HAVING sum(amount_fen) <> 0"),
          new Rule(
              Harm.UNBALANCED,
              "bearers bear the total, each its own column, and the payee is paid the total",
              """
              SELECT s.settlement_id, s.total_fen
              FROM settlement s LEFT JOIN (
                SELECT bucket, settlement_id,
                  sum(amount_fen) FILTER (WHERE account <> payee AND payee NOT IN ('person', 'patient'))
                    AS borne,
                  sum(amount_fen) FILTER (WHERE account = payee AND payee NOT IN ('person', 'patient'))
                    AS credited,
                  sum(amount_fen) FILTER (WHERE account LIKE 'fund:%' AND payee <> 'person') AS paid,
                  sum(amount_fen) FILTER (WHERE account LIKE '%/own-share') AS own,
                  sum(amount_fen) FILTER (WHERE account = 'patient') AS patient
                FROM posting GROUP BY bucket, settlement_id) p USING (bucket, settlement_id)
              WHERE coalesce(borne, 0) <> total_fen OR coalesce(credited, 0) <> - total_fen
                OR coalesce(paid, 0) <> paid_fen OR coalesce(own, 0) <> hospital_share_fen
                OR coalesce(patient, 0) <> patient_share_fen
              """),
          new Rule(
              Harm.UNBALANCED,
              "nobody's part but the hospital's is negative in a settlement or positive in a reversal",
              """
              SELECT s.settlement_id FROM settlement s JOIN posting p USING (bucket, settlement_id)
              WHERE s.kind <> 'C' AND (p.account = 'patient' OR p.account <> p.payee)
                AND p.account NOT LIKE '%/own-share'
              GROUP BY s.bucket, s.settlement_id, s.kind, p.account
              HAVING s.kind = 'S' AND min(p.amount_fen) < 0 OR s.kind = 'R' AND sum(p.amount_fen) > 0
              """),
          new Rule(
              Harm.UNBALANCED,
              "nobody's part but the hospital's is negative in a settlement with its corrections",
              """
              SELECT coalesce(s.corrects, s.settlement_id) AS id, p.account
              FROM settlement s JOIN posting p USING (bucket, settlement_id)
              WHERE s.kind <> 'R' AND (p.account = 'patient' OR p.account <> p.payee)
                AND p.account NOT LIKE '%/own-share'
              GROUP BY 1, 2 HAVING sum(p.amount_fen) < 0
              """),
          new Rule(
              Harm.UNBALANCED,
              "what each payee is paid is what bearers bear for it, and a hospital keeps its payment"
                  + " unless its insurer was away",
              """
              SELECT s.settlement_id, p.payee FROM settlement s JOIN posting p USING (bucket, settlement_id)
              GROUP BY s.bucket, s.settlement_id, s.kind, s.hospital_id, s.corrects, p.payee
              HAVING sum(p.amount_fen) <> 0
                OR s.kind = 'C' AND p.payee NOT IN ('patient', 'person')
                  AND NOT (p.payee = 'hospital:' || s.hospital_id AND EXISTS (
                    SELECT 1 FROM insurer_leg l WHERE l.settlement_id = s.corrects))
                OR s.kind = 'S' AND p.payee = 'patient'
              """),
          new Rule(
              Harm.UNBALANCED,
              "the columns of lines, uses and draws of a settlement have one length each",
              """
              SELECT settlement_id FROM settlement
              WHERE kind <> 'C' AND cardinality(line_account) < 2
                OR NOT cardinality(line_account) = ALL (ARRAY[cardinality(line_payee),
                  cardinality(line_fen)])
                OR NOT cardinality(use_code) = ALL (ARRAY[cardinality(use_of_household),
                  cardinality(use_year), cardinality(use_seq), cardinality(use_name_zh),
                  cardinality(use_cap_fen), cardinality(use_before_fen), cardinality(use_added_fen)])
                OR cardinality(draw_grant) <> cardinality(draw_fen)
              """),
          new Rule(
              Harm.UNBALANCED,
              "the posting day is the civil day of the time of settling, or the next after its cut-off",
              """
          SELECT settlement_id, posting_date, settle_time FROM settlement WHERE
          """
                  + DayRules.astray("settle_time")));

  private EntryRules() {}
}
