-- The root over each page of a closed day's leaves. See V26__page_roots.md.

ALTER TABLE day_root_page ADD root_sha256 bytea;

-- Pages that are kept already: level by level, the last of an odd number goes up as it is.
DO $$
DECLARE
  kept record;
  nodes bytea[];
BEGIN
  FOR kept IN SELECT posting_date, page, leaves FROM day_root_page LOOP
    nodes := ARRAY(
      SELECT substring(kept.leaves FROM 32 * n + 1 FOR 32)
      FROM generate_series(0, octet_length(kept.leaves) / 32 - 1) AS n ORDER BY n);
    WHILE cardinality(nodes) > 1 LOOP
      nodes := ARRAY(
        SELECT CASE WHEN 2 * n > cardinality(nodes) THEN nodes[2 * n - 1]
          ELSE sha256('\x01'::bytea || nodes[2 * n - 1] || nodes[2 * n]) END
        FROM generate_series(1, (cardinality(nodes) + 1) / 2) AS n ORDER BY n);
    END LOOP;
    UPDATE day_root_page p SET root_sha256 = nodes[1]
      WHERE p.posting_date = kept.posting_date AND p.page = kept.page;
  END LOOP;
END $$;

ALTER TABLE day_root_page
  ALTER root_sha256 SET NOT NULL,
  ADD CONSTRAINT day_root_page_root CHECK (octet_length(root_sha256) = 32);
