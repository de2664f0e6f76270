package io.yizhan.auditor;

import java.util.ArrayList;
import java.util.List;

/**
 * What must hold in the tables alone. Each rule is a query whose rows are what breaks it. All SQL
 * over the raw tables stands here, in {@link HoldRules}, {@link LegRules} and in {@link
 * JournalRules}, nowhere else.
 */
final class LedgerRules {
  /** In the order in which they are checked. */
  static final List<Rule> ALL;

  /** How much there is: settlements and reversals. */
  static final String ENTRIES = "SELECT count(*) FROM settlement";

  private LedgerRules() {}

  /** A rule, and the harm of breaking it. */
  record Rule(Harm harm, String name, String rows) {}

  static {
    List<Rule> rules = new ArrayList<>();
    rules.add(
        new Rule(
            Harm.UNBALANCED,
            "postings of a settlement add up to zero",
            "SELECT settlement_id, sum(amount_fen) FROM posting GROUP BY bucket, settlement_id"
                + " HAVING sum(amount_fen) <> 0"));
    rules.add(
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
        """));
    rules.add(
        new Rule(
            Harm.UNBALANCED,
            "nobody's part but the hospital's is negative in a settlement or positive in a reversal",
            """
        SELECT s.settlement_id FROM settlement s JOIN posting p USING (bucket, settlement_id)
        WHERE s.kind <> 'C' AND (p.account = 'patient' OR p.account <> p.payee)
          AND p.account NOT LIKE '%/own-share'
        GROUP BY s.bucket, s.settlement_id, s.kind, p.account
        HAVING s.kind = 'S' AND min(p.amount_fen) < 0 OR s.kind = 'R' AND sum(p.amount_fen) > 0
        """));
    rules.add(
        new Rule(
            Harm.UNBALANCED,
            "nobody's part but the hospital's is negative in a settlement with its corrections",
            """
        SELECT coalesce(s.corrects, s.settlement_id) AS id, p.account
        FROM settlement s JOIN posting p USING (bucket, settlement_id)
        WHERE s.kind <> 'R' AND (p.account = 'patient' OR p.account <> p.payee)
          AND p.account NOT LIKE '%/own-share'
        GROUP BY 1, 2 HAVING sum(p.amount_fen) < 0
        """));
    rules.add(
        new Rule(
            Harm.UNBALANCED,
            "what each payee is paid is what bearers bear for it, and a hospital keeps its payment",
            """
        SELECT s.settlement_id, p.payee FROM settlement s JOIN posting p USING (bucket, settlement_id)
        GROUP BY s.bucket, s.settlement_id, s.kind, p.payee
        HAVING sum(p.amount_fen) <> 0
          OR s.kind = 'C' AND p.payee NOT IN ('patient', 'person')
          OR s.kind = 'S' AND p.payee = 'patient'
        """));
    rules.add(
        new Rule(
            Harm.UNBALANCED,
            "the list of corrections is that of the ledger, numbered without a gap",
            """
        SELECT coalesce(c.correction_id, s.settlement_id), c.number FROM correction c
        FULL JOIN (SELECT * FROM settlement WHERE kind = 'C') s
          ON s.bucket = c.bucket AND s.corrects = c.settlement_id
            AND s.settlement_id = c.correction_id AND s.posting_date = c.posting_date
        WHERE c.correction_id IS NULL OR s.settlement_id IS NULL
        UNION ALL
        SELECT settlement_id, max(number) FROM correction GROUP BY bucket, settlement_id
        HAVING max(number) <> count(*) OR min(number) <> 1
        """));
    rules.add(
        new Rule(
            Harm.UNBALANCED,
            "a correction is of a settlement of the same person and bill",
            """
        SELECT c.settlement_id FROM settlement c LEFT JOIN settlement s
          ON s.settlement_id = c.corrects AND s.kind = 'S' AND s.bucket = c.bucket
        WHERE c.kind = 'C' AND (s.settlement_id IS NULL
          OR (s.person_id, s.hospital_id, s.encounter_id, s.bill_number) IS DISTINCT FROM
             (c.person_id, c.hospital_id, c.encounter_id, c.bill_number))
        """));
    rules.add(
        new Rule(
            Harm.UNBALANCED,
            "a correction names a period that was open and had begun",
            """
        SELECT s.settlement_id, s.accounting_period FROM settlement s
        WHERE s.kind = 'C' AND (s.accounting_period > s.posting_date OR EXISTS (
          SELECT 1 FROM accounting_closing c
          WHERE c.period >= s.accounting_period AND c.close_xid < s.commit_xid))
        UNION ALL
        SELECT 'closed', closed_before FROM accounting_closed
        WHERE closed_before <> coalesce((SELECT (max(period) + interval '1 month')::date
          FROM accounting_closing WHERE closer_id IS NOT NULL), '1970-01-01')
        """));
    rules.add(
        new Rule(
            Harm.UNBALANCED,
            "what is taken from a fund belongs to a settlement or to aid",
            """
        SELECT fund_code, entry_id FROM fund_entry l WHERE kind = 'TAKEN'
          AND NOT EXISTS (SELECT 1 FROM settlement s WHERE s.settlement_id = l.entry_id)
          AND NOT EXISTS (SELECT 1 FROM receivable_entry e WHERE e.entry_id = l.entry_id)
          AND NOT EXISTS (SELECT 1 FROM aid_entry a WHERE a.entry_id = l.entry_id)
        """));
    rules.add(
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
        """));
    rules.add(
        new Rule(
            Harm.UNBALANCED,
            "the list of reversals is that of the ledger",
            """
        SELECT coalesce(r.settlement_id, s.reverses), r.reversal_id, s.settlement_id
        FROM reversal r FULL JOIN (SELECT * FROM settlement WHERE kind = 'R') s
          ON s.bucket = r.bucket AND s.reverses = r.settlement_id
            AND s.settlement_id = r.reversal_id
        WHERE r.settlement_id IS NULL OR s.settlement_id IS NULL
        """));
    rules.add(
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
        """));
    rules.add(
        new Rule(
            Harm.UNBALANCED,
            "a reversal mirrors every posting",
            mirrored("posting", "account || '>' || payee", "amount_fen", "settlement_id")));
    rules.add(
        new Rule(
            Harm.UNBALANCED,
            "a reversal mirrors every usage",
            mirrored(
                "settlement_usage",
                "(SELECT n.now_id FROM record_now n WHERE n.record_id = t.account_id) || '/'"
                    + " || benefit_year || '/' || account_code",
                "added_fen",
                "settlement_id")));
    rules.add(
        new Rule(
            Harm.UNBALANCED,
            "a reversal mirrors every draw from a grant",
            mirrored("grant_draw", "person_id || '/' || grant_id", "drawn_fen", "settlement_id")));
    rules.add(
        new Rule(
            Harm.UNBALANCED,
            "a reversal mirrors every taking from a fund",
            mirrored("fund_entry", "fund_code", "amount_fen", "entry_id")));
    rules.add(
        new Rule(
            Harm.UNBALANCED,
            "usage is one chain without gap or fork, and its sum is the running total",
            """
        WITH entry AS (
          SELECT account_id, benefit_year, account_code, seq, before_fen, added_fen, after_fen
            FROM settlement_usage
          UNION ALL
          SELECT account_id, benefit_year, account_code, seq, NULL, used_fen, NULL
            FROM opening_usage
          UNION ALL
          SELECT account_id, benefit_year, account_code, seq, NULL, moved_fen, NULL
            FROM joined_usage),
        chain AS (
          SELECT *, sum(added_fen) OVER w AS total, row_number() OVER w AS place FROM entry
          WINDOW w AS (PARTITION BY account_id, benefit_year, account_code ORDER BY seq
            ROWS UNBOUNDED PRECEDING))
        SELECT account_code, benefit_year, seq, total FROM chain
        WHERE seq <> place OR after_fen <> total OR before_fen <> total - added_fen
        UNION ALL
        SELECT coalesce(u.account_code, c.account_code), coalesce(u.benefit_year, c.benefit_year),
          u.seq, u.used_fen
        FROM account_usage u FULL JOIN (
          SELECT account_id, benefit_year, account_code, sum(added_fen) AS used, max(seq) AS last
          FROM chain GROUP BY 1, 2, 3) c USING (account_id, benefit_year, account_code)
        WHERE u.used_fen IS DISTINCT FROM coalesce(c.used, 0)
          OR u.seq IS DISTINCT FROM coalesce(c.last, 0)
        """));
    rules.add(
        new Rule(
            Harm.UNBALANCED,
            "usage is the person's or the named household's, in the bucket of its owner",
            """
        SELECT u.settlement_id, u.account_code
        FROM settlement_usage u JOIN settlement s USING (settlement_id)
        LEFT JOIN account a ON a.account_id = u.account_id
        WHERE a.account_id IS NULL OR u.account_id NOT IN (s.household_id,
            CASE WHEN s.used_by = '' THEN s.person_id ELSE s.used_by END)
          OR (s.household_id <> '' AND NOT EXISTS (
            SELECT 1 FROM settlement_usage x
            WHERE x.settlement_id = s.settlement_id AND x.account_id = s.household_id))
        UNION ALL
        SELECT y.account_id, y.benefit_year::text
        FROM account_year y LEFT JOIN account a USING (bucket, account_id)
        WHERE a.account_id IS NULL
        """));
    rules.add(
        new Rule(
            Harm.OVER_CAP,
            "nothing is paid beyond what was left of the cap, except what had been paid elsewhere",
            """
        SELECT settlement_id, account_code, before_fen, added_fen, cap_fen
        FROM settlement_usage JOIN settlement s USING (settlement_id)
        WHERE s.kind = 'S' AND cap_fen >= 0 AND added_fen > greatest(0, cap_fen - before_fen,
          (SELECT sum((p ->> 'amountFen')::bigint)
            FROM json_array_elements(s.inputs -> 'claim' -> 'insurer' -> 'payments') p
            WHERE p ->> 'fundCode' IN ('610100', '390200')))
        """));
    rules.add(
        new Rule(
            Harm.OVER_CAP,
            "what a booking of corrections adds to an account stays within its highest cap",
            """
        WITH added AS (
          SELECT u.account_id, u.benefit_year, u.account_code, sum(u.added_fen) AS fen,
            (array_agg(u.after_fen ORDER BY u.seq DESC))[1] AS after_fen,
            bool_or(coalesce(s.inputs -> 'claim' -> 'insurer', 'null')::text <> 'null') AS supplied
          FROM settlement_usage u JOIN settlement s USING (settlement_id)
          WHERE s.kind = 'C' GROUP BY s.caller_id, s.request_id, 1, 2, 3)
        SELECT a.account_code, a.benefit_year, a.after_fen, c.cap_fen
        FROM added a JOIN (
          SELECT account_id, benefit_year, account_code, max(cap_fen) AS cap_fen
          FROM settlement_usage WHERE cap_fen >= 0 GROUP BY 1, 2, 3) c
          USING (account_id, benefit_year, account_code)
        WHERE a.fen > 0 AND NOT a.supplied AND a.after_fen > c.cap_fen
        """));
    rules.add(
        new Rule(
            Harm.LOST,
            "a settled request has its settlement and its reply",
            """
        SELECT r.owner_id, r.request_id, r.state, r.settlement_id
        FROM request r LEFT JOIN settlement s ON s.settlement_id = r.settlement_id
          AND s.kind = 'S' AND s.hospital_id = r.owner_id AND s.request_id = r.request_id
        WHERE r.kind = 'SETTLE' AND r.state IN ('SETTLED', 'REVERSED')
          AND (s.settlement_id IS NULL OR r.reply IS NULL)
        """));
    rules.add(
        new Rule(
            Harm.DOUBLED,
            "a settlement has the one settled request that names it",
            """
        SELECT s.settlement_id, s.hospital_id, s.request_id
        FROM settlement s LEFT JOIN request r ON r.owner_id = s.hospital_id
          AND r.request_id = s.request_id AND r.kind = 'SETTLE'
          AND r.state IN ('SETTLED', 'REVERSED') AND r.settlement_id = s.settlement_id
        WHERE s.kind = 'S' AND r.request_id IS NULL
        """));
    rules.add(
        new Rule(
            Harm.DOUBLED,
            "a request id has one effect",
            """
        SELECT hospital_id, request_id, count(*) FROM settlement WHERE kind = 'S'
        GROUP BY hospital_id, request_id HAVING count(*) > 1
        """));
    rules.add(
        new Rule(
            Harm.DOUBLED,
            "a bill is settled once at a time",
            """
        SELECT hospital_id, encounter_id, bill_number, count(*) FROM settlement s
        WHERE kind = 'S' AND NOT EXISTS (
          SELECT 1 FROM settlement r WHERE r.reverses = s.settlement_id)
        GROUP BY hospital_id, encounter_id, bill_number HAVING count(*) > 1
        """));
    rules.add(
        new Rule(
            Harm.UNBALANCED,
            "a request says reversed when its settlement is, and only then",
            """
        SELECT r.owner_id, r.request_id, r.state, x.settlement_id
        FROM request r LEFT JOIN settlement x ON x.reverses = r.settlement_id
        WHERE r.kind = 'SETTLE' AND r.state IN ('SETTLED', 'REVERSED')
          AND (r.state = 'REVERSED') <> (x.settlement_id IS NOT NULL)
        """));
    rules.add(
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
        """));
    rules.add(
        new Rule(
            Harm.DOUBLED,
            "a correction has the booked request of its caller that asked for it",
            """
        SELECT s.settlement_id FROM settlement s
        WHERE s.kind = 'C' AND NOT EXISTS (
          SELECT 1 FROM request r WHERE r.owner_id = s.caller_id AND r.request_id = s.request_id
            AND r.kind NOT IN ('SETTLE', 'REVERSE') AND r.state = 'BOOKED')
        """));
    rules.add(
        new Rule(
            Harm.UNRESOLVED,
            "no request is half done, none that did not settle has a settlement",
            """
        SELECT request_id, state FROM request WHERE state = 'OPEN'
          OR (state IN ('REFUSED', 'FORBIDDEN') AND settlement_id IS NOT NULL)
          OR (state IN ('SETTLED', 'REFUSED', 'REVERSED', 'BOOKED') AND kind IN ('SETTLE', 'REVERSE')
            AND reply IS NULL)
        """));
    rules.add(
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
        """));
    rules.add(
        new Rule(
            Harm.UNBALANCED,
            "a fund's totals are the sums of its entries",
            """
        SELECT f.fund_code, f.budget_fen, f.used_fen FROM fund f LEFT JOIN (
          SELECT fund_code, sum(amount_fen) FILTER (WHERE kind = 'BUDGET') AS budget,
            sum(amount_fen) FILTER (WHERE kind = 'TAKEN') AS taken
          FROM fund_entry GROUP BY fund_code) e USING (fund_code)
        WHERE f.budget_fen <> coalesce(e.budget, 0) OR f.used_fen <> coalesce(e.taken, 0)
        """));
    rules.add(
        new Rule(
            Harm.UNBALANCED,
            "what a finite fund paid is what was taken from it",
            """
        SELECT settlement_id FROM (
          SELECT p.settlement_id, f.fund_code, sum(p.amount_fen) AS paid FROM posting p
          JOIN fund f ON p.account LIKE 'fund:' || f.fund_code || '@%' GROUP BY 1, 2) paid
        FULL JOIN (
          SELECT entry_id AS settlement_id, fund_code, sum(amount_fen) AS taken FROM fund_entry
          WHERE kind = 'TAKEN' AND entry_id NOT IN (
            SELECT entry_id FROM receivable_entry WHERE kind = 'WRITE_OFF')
            AND NOT EXISTS (SELECT 1 FROM aid_entry a WHERE a.entry_id = fund_entry.entry_id)
          GROUP BY 1, 2) taken USING (settlement_id, fund_code)
        WHERE coalesce(paid, 0) <> coalesce(taken, 0)
        """));
    rules.add(
        new Rule(
            Harm.UNBALANCED,
            "a grant's total is the sum of its draws",
            """
        SELECT g.grant_id FROM charity_grant g LEFT JOIN (
          SELECT coalesce(j.survivor_id, w.person_id) AS person_id,
            coalesce(j.into_grant_id, w.grant_id) AS grant_id, sum(w.drawn_fen) AS drawn
          FROM grant_draw w LEFT JOIN joined_grant j USING (bucket, person_id, grant_id)
          GROUP BY 1, 2) d USING (person_id, grant_id)
        WHERE g.drawn_fen <> coalesce(d.drawn, 0)
        """));
    rules.add(
        new Rule(
            Harm.UNBALANCED,
            "the posting day is the civil day of the time of settling",
            """
        SELECT settlement_id, posting_date, settle_time FROM settlement
        WHERE posting_date <> (settle_time AT TIME ZONE 'Asia/Shanghai')::date
        """));
    rules.addAll(JoinRules.ALL);
    rules.addAll(ReceivableRules.ALL);

    rules.addAll(HoldRules.ALL);
    rules.addAll(AidRules.ALL);
    rules.addAll(LegRules.ALL);
    ALL = List.copyOf(rules);
  }

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
