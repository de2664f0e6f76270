package io.yizhan.gateway.acceptance;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks the books as an auditor would: from the tables alone, with plain SQL, sharing no code with
 * what wrote them. Each rule is a query whose rows are what breaks it.
 */
final class LedgerAuditor {
  private static final int FINDINGS_PER_RULE_MAX = 5;
  private static final Map<String, String> RULES = new LinkedHashMap<>();

  static {
    RULES.put(
        "postings of a settlement add up to zero",
        "SELECT settlement_id, sum(amount_fen) FROM posting GROUP BY bucket, settlement_id"
            + " HAVING sum(amount_fen) <> 0");
    RULES.put(
        "bearers bear the total, each its own column, and the payee is paid the total",
        """
        SELECT s.settlement_id, s.total_fen
        FROM settlement s LEFT JOIN (
          SELECT bucket, settlement_id,
            sum(amount_fen) FILTER (WHERE account <> payee AND payee <> 'person') AS borne,
            sum(amount_fen) FILTER (WHERE account = payee AND payee <> 'person') AS credited,
            sum(amount_fen) FILTER (WHERE account LIKE 'fund:%' AND payee <> 'person') AS paid,
            sum(amount_fen) FILTER (WHERE account LIKE '%/own-share') AS own,
            sum(amount_fen) FILTER (WHERE account = 'patient') AS patient
          FROM posting GROUP BY bucket, settlement_id) p USING (bucket, settlement_id)
        WHERE coalesce(borne, 0) <> total_fen OR coalesce(credited, 0) <> - total_fen
          OR coalesce(paid, 0) <> paid_fen OR coalesce(own, 0) <> hospital_share_fen
          OR coalesce(patient, 0) <> patient_share_fen
        """);
    RULES.put(
        "nobody's part but the hospital's is negative in a settlement or positive in a reversal",
        """
        SELECT s.settlement_id FROM settlement s JOIN posting p USING (bucket, settlement_id)
        WHERE p.account <> p.payee AND (p.amount_fen > 0) <> (s.kind = 'S')
          AND p.account <> p.payee || '/own-share'
        """);
    RULES.put(
        "every posting, usage, draw and taking belongs to a settlement",
        """
        SELECT 'posting', settlement_id FROM posting
          WHERE settlement_id NOT IN (SELECT settlement_id FROM settlement)
        UNION ALL SELECT 'usage', settlement_id FROM settlement_usage
          WHERE settlement_id NOT IN (SELECT settlement_id FROM settlement)
        UNION ALL SELECT 'draw', settlement_id FROM grant_draw
          WHERE settlement_id NOT IN (SELECT settlement_id FROM settlement)
        UNION ALL SELECT 'taking', entry_id FROM fund_entry
          WHERE kind = 'TAKEN' AND entry_id NOT IN (SELECT settlement_id FROM settlement)
        """);
    RULES.put(
        "a reversal mirrors the row it reverses, once",
        """
        SELECT r.settlement_id FROM settlement r LEFT JOIN settlement s
          ON s.settlement_id = r.reverses AND s.kind = 'S' AND s.bucket = r.bucket
        WHERE r.kind = 'R' AND (s.settlement_id IS NULL
          OR (s.person_id, s.hospital_id, s.encounter_id, s.bill_number, s.total_fen, s.paid_fen,
              s.hospital_share_fen, s.patient_share_fen) IS DISTINCT FROM
             (r.person_id, r.hospital_id, r.encounter_id, r.bill_number, - r.total_fen,
              - r.paid_fen, - r.hospital_share_fen, - r.patient_share_fen)
          OR (SELECT count(*) FROM settlement x WHERE x.reverses = r.reverses) <> 1)
        """);
    RULES.put(
        "a reversal mirrors every posting",
        mirrored("posting", "account || '>' || payee", "amount_fen", "settlement_id"));
    RULES.put(
        "a reversal mirrors every usage",
        mirrored(
            "settlement_usage",
            "account_id || '/' || benefit_year || '/' || account_code",
            "added_fen",
            "settlement_id"));
    RULES.put(
        "a reversal mirrors every draw from a grant",
        mirrored("grant_draw", "person_id || '/' || grant_id", "drawn_fen", "settlement_id"));
    RULES.put(
        "a reversal mirrors every taking from a fund",
        mirrored("fund_entry", "fund_code", "amount_fen", "entry_id"));
    RULES.put(
        "usage is one chain without gap or fork, and its sum is the running total",
        """
        WITH entry AS (
          SELECT bucket, account_id, benefit_year, account_code, seq, before_fen, added_fen,
            after_fen FROM settlement_usage
          UNION ALL
          SELECT bucket, account_id, benefit_year, account_code, seq, NULL, used_fen, NULL
            FROM opening_usage),
        chain AS (
          SELECT *, sum(added_fen) OVER w AS total, row_number() OVER w AS place FROM entry
          WINDOW w AS (PARTITION BY bucket, account_id, benefit_year, account_code ORDER BY seq
            ROWS UNBOUNDED PRECEDING))
        SELECT account_code, benefit_year, seq, total FROM chain
        WHERE seq <> place OR after_fen <> total OR before_fen <> total - added_fen
        UNION ALL
        SELECT coalesce(u.account_code, c.account_code), coalesce(u.benefit_year, c.benefit_year),
          u.seq, u.used_fen
        FROM account_usage u FULL JOIN (
          SELECT bucket, account_id, benefit_year, account_code, sum(added_fen) AS used,
            max(seq) AS last FROM chain GROUP BY 1, 2, 3, 4) c
          USING (bucket, account_id, benefit_year, account_code)
        WHERE u.used_fen IS DISTINCT FROM c.used OR u.seq IS DISTINCT FROM c.last
        """);
    RULES.put(
        "usage is the person's or the named household's, in the bucket of its owner",
        """
        SELECT u.settlement_id, u.account_code
        FROM settlement_usage u JOIN settlement s USING (settlement_id)
        LEFT JOIN account a ON a.bucket = u.bucket AND a.account_id = u.account_id
        WHERE a.account_id IS NULL OR u.account_id NOT IN (s.person_id, s.household_id)
          OR (s.household_id <> '' AND NOT EXISTS (
            SELECT 1 FROM settlement_usage x
            WHERE x.settlement_id = s.settlement_id AND x.account_id = s.household_id))
        """);
    RULES.put(
        "nothing is paid beyond what was left of the cap, except what had been paid elsewhere",
        """
        SELECT settlement_id, account_code, before_fen, added_fen, cap_fen
        FROM settlement_usage JOIN settlement s USING (settlement_id)
        WHERE s.kind = 'S' AND cap_fen >= 0 AND added_fen > greatest(0, cap_fen - before_fen,
          (SELECT sum((p ->> 'amountFen')::bigint)
            FROM jsonb_array_elements(s.inputs -> 'claim' -> 'insurer' -> 'payments') p
            WHERE p ->> 'fundCode' IN ('610100', '390200')))
        """);
    RULES.put(
        "a settled request and its settlement belong to each other, one to one",
        """
        SELECT coalesce(r.request_id, s.request_id), r.state, s.settlement_id
        FROM (SELECT * FROM request WHERE kind = 'SETTLE' AND state IN ('SETTLED', 'REVERSED')) r
        FULL JOIN (SELECT * FROM settlement WHERE kind = 'S') s
          ON s.settlement_id = r.settlement_id AND s.hospital_id = r.owner_id
            AND s.request_id = r.request_id
        WHERE r.request_id IS NULL OR s.settlement_id IS NULL OR r.reply IS NULL
          OR (r.state = 'REVERSED') <> EXISTS (
            SELECT 1 FROM settlement x WHERE x.reverses = s.settlement_id)
        """);
    RULES.put(
        "a reversal has the request that asked for it",
        """
        SELECT s.settlement_id FROM settlement s
        LEFT JOIN request r ON r.owner_id = s.hospital_id AND r.request_id = s.request_id
          AND ((r.kind = 'REVERSE' AND r.state = 'BOOKED' AND r.settlement_id = s.settlement_id)
            OR (r.kind = 'SETTLE' AND r.state = 'REVERSED' AND r.undo_reply IS NOT NULL
              AND r.settlement_id = s.reverses))
        WHERE s.kind = 'R' AND r.request_id IS NULL
        """);
    RULES.put(
        "no request is half done, none that did not settle has a settlement",
        """
        SELECT request_id, state FROM request WHERE state = 'OPEN'
          OR (state IN ('REFUSED', 'FORBIDDEN') AND settlement_id IS NOT NULL)
          OR (state IN ('SETTLED', 'REFUSED', 'REVERSED', 'BOOKED') AND kind IN ('SETTLE', 'REVERSE')
            AND reply IS NULL)
        """);
    RULES.put(
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
        """);
    RULES.put(
        "a fund's totals are the sums of its entries and stay within its budget",
        """
        SELECT f.fund_code, f.budget_fen, f.used_fen FROM fund f LEFT JOIN (
          SELECT fund_code, sum(amount_fen) FILTER (WHERE kind = 'BUDGET') AS budget,
            sum(amount_fen) FILTER (WHERE kind = 'TAKEN') AS taken
          FROM fund_entry GROUP BY fund_code) e USING (fund_code)
        WHERE f.budget_fen <> coalesce(e.budget, 0) OR f.used_fen <> coalesce(e.taken, 0)
          OR f.used_fen > f.budget_fen
        """);
    RULES.put(
        "what a finite fund paid is what was taken from it",
        """
        SELECT settlement_id FROM (
          SELECT p.settlement_id, f.fund_code, sum(p.amount_fen) AS paid FROM posting p
          JOIN fund f ON p.account LIKE 'fund:' || f.fund_code || '@%' GROUP BY 1, 2) paid
        FULL JOIN (
          SELECT entry_id AS settlement_id, fund_code, sum(amount_fen) AS taken FROM fund_entry
          WHERE kind = 'TAKEN' GROUP BY 1, 2) taken USING (settlement_id, fund_code)
        WHERE paid IS DISTINCT FROM taken
        """);
    RULES.put(
        "a grant's total is the sum of its draws and stays within the grant",
        """
        SELECT g.grant_id FROM charity_grant g LEFT JOIN (
          SELECT bucket, person_id, grant_id, sum(drawn_fen) AS drawn FROM grant_draw
          GROUP BY 1, 2, 3) d USING (bucket, person_id, grant_id)
        WHERE g.drawn_fen <> coalesce(d.drawn, 0) OR g.drawn_fen > g.amount_fen
        """);
  }

  private LedgerAuditor() {}

  /** Lines of a settlement and of its reversal, joined by key; those that do not cancel out. */
  private static String mirrored(String table, String key, String amount, String owner) {
    String lines =
        "SELECT %s.settlement_id AS reversal, "
            + key
            + " AS key, sum("
            + amount
            + ") AS fen FROM settlement r JOIN "
            + table
            + " t ON t."
            + owner
            + " = %s WHERE r.kind = 'R' GROUP BY 1, 2";
    lines = lines.replace("person_id", "t.person_id");
    return "SELECT reversal, key FROM ("
        + String.format(lines, "r", "r.settlement_id")
        + ") mirror FULL JOIN ("
        + String.format(lines, "r", "r.reverses")
        + ") first USING (reversal, key) WHERE coalesce(mirror.fen, 0) + coalesce(first.fen, 0)"
        + " <> 0";
  }

  /** What breaks a rule, at most five for each, as rule and row; empty when the books are right. */
  static List<String> findings(Connection connection) throws SQLException {
    List<String> findings = new ArrayList<>();
    for (Map.Entry<String, String> rule : RULES.entrySet()) {
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(rule.getValue())) {
        for (int i = 0; i < FINDINGS_PER_RULE_MAX && rows.next(); i++) {
          StringBuilder row = new StringBuilder(rule.getKey()).append(':');
          for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
            row.append(' ').append(rows.getString(column));
          }
          findings.add(row.toString());
        }
      }
    }
    return findings;
  }
}
