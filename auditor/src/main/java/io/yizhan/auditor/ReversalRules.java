package io.yizhan.auditor;

import io.yizhan.auditor.LedgerRules.Rule;
import java.util.List;

/** What must hold of reversals: each is the mirror of what stood, once. */
final class ReversalRules {
  static final List<Rule> ALL =
      List.of(
          new Rule(
              Harm.UNBALANCED,
              "the list of reversals is that of the ledger",
              """
              SELECT coalesce(r.settlement_id, s.reverses), r.reversal_id, s.settlement_id
              FROM reversal r FULL JOIN (SELECT * FROM settlement WHERE kind = 'R') s
                ON s.bucket = r.bucket AND s.reverses = r.settlement_id
                  AND s.settlement_id = r.reversal_id
              WHERE r.settlement_id IS NULL OR s.settlement_id IS NULL
              """),
          new Rule(
              Harm.UNBALANCED,
              "a reversal mirrors the row it reverses, once",
              """
              SELECT r.settlement_id FROM settlement r LEFT JOIN (
                SELECT o.settlement_id, o.bucket, o.kind, o.person_id, o.hospital_id, o.encounter_id,
                  o.bill_number, o.total_fen, o.hospital_share_fen,
                  o.paid_fen + coalesce(sum(c.paid_fen), 0) AS paid_fen,
                  o.patient_share_fen + coalesce(sum(c.patient_share_fen), 0) AS patient_share_fen
                FROM settlement o LEFT JOIN settlement c ON c.corrects = o.settlement_id
                GROUP BY o.posting_date, o.settlement_id, o.bucket) s
                ON s.settlement_id = r.reverses AND s.kind = 'S' AND s.bucket = r.bucket
              WHERE r.kind = 'R' AND (s.settlement_id IS NULL
                OR (s.person_id, s.hospital_id, s.encounter_id, s.bill_number, s.total_fen, s.paid_fen,
                    s.hospital_share_fen, s.patient_share_fen) IS DISTINCT FROM
                   (r.person_id, r.hospital_id, r.encounter_id, r.bill_number, - r.total_fen,
                    - r.paid_fen, - r.hospital_share_fen, - r.patient_share_fen)
                OR r.reverses IN (SELECT reverses FROM settlement WHERE kind = 'R'
                  GROUP BY reverses HAVING count(*) > 1))
              """),
          new Rule(
              Harm.UNBALANCED,
              "what reverses or corrects follows in the order of transactions",
              """
              SELECT l.settlement_id FROM settlement l JOIN settlement o
                ON o.bucket = l.bucket AND o.settlement_id = coalesce(l.reverses, l.corrects)
              WHERE o.commit_xid > l.commit_xid
              """),
          new Rule(
              Harm.UNBALANCED,
              "a reversal mirrors every posting",
              mirrored("posting", "account || '>' || payee", "amount_fen", "settlement_id")),
          new Rule(
              Harm.UNBALANCED,
              "a reversal mirrors every usage",
              mirrored(
                  "settlement_usage",
                  "(SELECT n.now_id FROM record_now n WHERE n.record_id = t.account_id) || '/'"
                      + " || benefit_year || '/' || account_code",
                  "added_fen",
                  "settlement_id")),
          new Rule(
              Harm.UNBALANCED,
              "a reversal mirrors every draw from a grant",
              mirrored("grant_draw", "person_id || '/' || grant_id", "drawn_fen", "settlement_id")),
          new Rule(
              Harm.UNBALANCED,
              "a reversal mirrors every taking from a fund",
              mirrored("fund_entry", "fund_code", "amount_fen", "entry_id")));

  private ReversalRules() {}

  /**
   * Lines of a settlement with its corrections and of its reversal, joined by key; those that do
   * not cancel out.
   */
  private static String mirrored(String table, String key, String amount, String owner) {
    String lines =
        "SELECT r.settlement_id AS reversal, "
            + key.replace("person_id", "t.person_id")
            + " AS key, sum("
            + amount
            + ") AS fen FROM settlement r JOIN settlement o ON %s JOIN "
            + table
            + " t ON t."
            + owner
            + " = o.settlement_id WHERE r.kind = 'R' GROUP BY 1, 2";
    return "SELECT reversal, key FROM ("
        + String.format(lines, "o.settlement_id = r.settlement_id")
        + ") mirror FULL JOIN ("
        + String.format(lines, "r.reverses = coalesce(o.corrects, o.settlement_id)")
        + ") first USING (reversal, key) WHERE coalesce(mirror.fen, 0) + coalesce(first.fen, 0)"
        + " <> 0";
  }
}
