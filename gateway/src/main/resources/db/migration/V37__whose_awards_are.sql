-- Which divisions approvals and grants came from. See V37__whose_awards_are.md.

ALTER TABLE approval ADD COLUMN divisions text[] NOT NULL DEFAULT '{}';
ALTER TABLE charity_grant ADD COLUMN divisions text[] NOT NULL DEFAULT '{}';

-- Of persons who never had an identity of a second county.
WITH known AS MATERIALIZED (
  SELECT bucket, person_id, min(county) AS county
  FROM (SELECT bucket, person_id, county FROM identity
    UNION ALL
    SELECT bucket, person_id, county FROM identity_change) AS held
  GROUP BY bucket, person_id HAVING min(county) = max(county)),
approvals AS (
  UPDATE approval a SET divisions = ARRAY[k.county] FROM known k
  WHERE a.bucket = k.bucket AND a.person_id = k.person_id)
UPDATE charity_grant g SET divisions = ARRAY[k.county] FROM known k
WHERE g.bucket = k.bucket AND g.person_id = k.person_id;
