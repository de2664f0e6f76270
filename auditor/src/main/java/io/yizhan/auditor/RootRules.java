package io.yizhan.auditor;

import io.yizhan.auditor.LedgerRules.Rule;
import java.util.List;

/**
 * What must hold of the signed roots of days: pages of leaves, trees over them (RFC 6962), and the
 * chain from day to day. Signatures are not checked here; whoever has a public key can.
 */
final class RootRules {
  /** One node over two, level by level; the last of an odd number goes up as it is. */
  private static final String UP =
      """
      ARRAY(
          SELECT CASE WHEN 2 * n > cardinality(nodes) THEN nodes[2 * n - 1]
            ELSE sha256('\\x01'::bytea || nodes[2 * n - 1] || nodes[2 * n]) END
          FROM generate_series(1, (cardinality(nodes) + 1) / 2) AS n ORDER BY n)
      """;

  /** What of an entry is signed; of a correction it is its row as text, which is not made here. */
  private static final String SIGNED =
      """
      SELECT s.posting_date, s.settlement_id AS id, s.kind,
        row_number() OVER (PARTITION BY s.posting_date ORDER BY s.settlement_id) - 1 AS place,
        convert_to('yizhan-entry 1' || chr(10) || 'kind '
          || CASE s.kind WHEN 'S' THEN 'SETTLEMENT' ELSE 'REVERSAL' END || chr(10)
          || 'id ' || s.settlement_id || chr(10) || 'posting-date ' || s.posting_date || chr(10)
          || 'hospital ' || s.hospital_id || chr(10) || chr(10), 'UTF8')
          || CASE WHEN r.kind = 'SETTLE' AND s.kind = 'R' THEN r.reversed_reply ELSE r.reply END
          AS signed
      FROM settlement s JOIN day_root d USING (posting_date)
      LEFT JOIN request r ON r.owner_id = s.hospital_id AND r.request_id = s.request_id
        AND r.kind IN ('SETTLE', 'REVERSE')
      """;

  static final List<Rule> ALL =
      List.of(
          new Rule(
              Harm.UNBALANCED,
              "a root is of a closed day, and no day before it is without",
              """
              SELECT r.posting_date::text, coalesce(d.state, 'OPEN') FROM day_root r
              LEFT JOIN posting_day d USING (posting_date)
              WHERE d.state IS DISTINCT FROM 'CLOSED' OR EXISTS (
                SELECT 1 FROM posting_day b LEFT JOIN day_root x USING (posting_date)
                WHERE b.posting_date < r.posting_date AND x.posting_date IS NULL)
              """),
          new Rule(
              Harm.LOST,
              "pages of leaves are numbered, full but for the last, and end where they say",
              """
              SELECT p.posting_date::text, p.page::text, p.last_id FROM (
                SELECT *, lag(last_id) OVER days AS id_before, lag(page) OVER days AS page_before,
                  lead(page) OVER days AS page_after
                FROM day_root_page
                WINDOW days AS (PARTITION BY posting_date ORDER BY page)) p
              WHERE p.page <> coalesce(p.page_before + 1, 0)
                OR (p.page_after IS NOT NULL AND octet_length(p.leaves) <> 32 * 1024)
                OR octet_length(p.leaves) / 32 <> (SELECT count(*) FROM settlement s
                  WHERE s.posting_date = p.posting_date AND s.settlement_id <= p.last_id
                    AND s.settlement_id > coalesce(p.id_before, ''))
                OR NOT EXISTS (SELECT 1 FROM settlement s
                  WHERE s.posting_date = p.posting_date AND s.settlement_id = p.last_id)
              """),
          new Rule(
              Harm.LOST,
              "a day with a root has a leaf for each entry",
              """
              SELECT r.posting_date::text, r.entry_count, coalesce(p.leaves, 0), s.entries
              FROM day_root r
              LEFT JOIN (SELECT posting_date, sum(octet_length(leaves) / 32) AS leaves
                FROM day_root_page GROUP BY 1) p USING (posting_date)
              CROSS JOIN LATERAL (SELECT count(*) AS entries FROM settlement s
                WHERE s.posting_date = r.posting_date) s
              WHERE r.entry_count <> s.entries OR r.entry_count <> coalesce(p.leaves, 0)
              """),
          new Rule(
              Harm.LOST,
              "a leaf is the hash of what is signed of its entry",
              "WITH entry AS ("
                  + SIGNED
                  + """
                  )
                  SELECT e.id, e.posting_date::text FROM entry e
                  LEFT JOIN day_root_page p ON p.posting_date = e.posting_date
                    AND p.page = e.place / 1024
                  WHERE e.kind <> 'C' AND substring(p.leaves FROM (e.place % 1024)::integer * 32 + 1 FOR 32)
                    IS DISTINCT FROM sha256('\\x00'::bytea || coalesce(e.signed, ''::bytea))
                  """),
          new Rule(
              Harm.UNBALANCED,
              "the root of a page is that of the tree over its leaves",
              """
              WITH RECURSIVE tree (posting_date, page, nodes) AS (
                SELECT posting_date, page, ARRAY(
                  SELECT substring(leaves FROM 32 * n + 1 FOR 32)
                  FROM generate_series(0, octet_length(leaves) / 32 - 1) AS n ORDER BY n)
                FROM day_root_page
                UNION ALL
                SELECT posting_date, page,
              """
                  + UP
                  + """
                  FROM tree WHERE cardinality(nodes) > 1)
                  SELECT posting_date::text, page::text FROM tree JOIN day_root_page p
                    USING (posting_date, page)
                  WHERE cardinality(nodes) = 1 AND nodes[1] <> p.root_sha256
                  """),
          new Rule(
              Harm.UNBALANCED,
              "the root of a day is that of the tree over its pages",
              """
              WITH RECURSIVE tree (posting_date, nodes) AS (
                SELECT r.posting_date, ARRAY(SELECT p.root_sha256 FROM day_root_page p
                  WHERE p.posting_date = r.posting_date ORDER BY p.page) FROM day_root r
                UNION ALL
                SELECT posting_date,
              """
                  + UP
                  + """
                  FROM tree WHERE cardinality(nodes) > 1)
                  SELECT r.posting_date::text FROM tree JOIN day_root r USING (posting_date)
                  WHERE cardinality(nodes) < 2
                    AND r.root_sha256 IS DISTINCT FROM coalesce(nodes[1], sha256(''::bytea))
                  """),
          new Rule(
              Harm.UNBALANCED,
              "what is signed of a day is its root, its count and the root of the day before",
              """
              SELECT r.posting_date::text FROM (
                SELECT *, lag(root_sha256) OVER (ORDER BY posting_date) AS before FROM day_root) r
              WHERE r.signed <> convert_to('yizhan-day-root 1' || chr(10)
                || 'posting-date ' || r.posting_date || chr(10)
                || 'entry-count ' || r.entry_count || chr(10)
                || 'root-sha256 ' || encode(r.root_sha256, 'hex') || chr(10)
                || 'root-before ' || coalesce(encode(r.before, 'hex'), 'none') || chr(10) || chr(10),
                'UTF8')
              """),
          new Rule(
              Harm.UNRESOLVED,
              "a root is signed with a key that is kept under the beginning of its hash",
              """
              SELECT r.posting_date::text, r.key_id FROM day_root r
              LEFT JOIN receipt_key k ON k.key_id = r.key_id AND k.algorithm = r.algorithm
              WHERE k.key_id IS NULL
              UNION ALL
              SELECT 'key', key_id FROM receipt_key
              WHERE key_id <> left(encode(sha256(public_key), 'hex'), 32)
              """));

  private RootRules() {}
}
