-- Whom an office has settled something for from paper. See V42__stays_settled_on_paper.md.

ALTER TABLE account ADD COLUMN on_paper boolean NOT NULL DEFAULT false;

UPDATE account a SET on_paper = true
FROM (SELECT DISTINCT coalesce(j.survivor_bucket, c.bucket) AS bucket,
    coalesce(j.survivor_id, c.person_id) AS person_id
  FROM paper_claim c
  LEFT JOIN person_join j ON j.bucket = c.bucket AND j.person_id = c.person_id) k
WHERE a.bucket = k.bucket AND a.account_id = k.person_id;
