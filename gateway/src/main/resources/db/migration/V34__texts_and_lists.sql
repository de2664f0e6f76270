-- Lists of high own cost by county. See V34__texts_and_lists.md.

ALTER TABLE high_cost_case
  DROP CONSTRAINT high_cost_case_bucket_person_id_cost_year_threshold_fen_key,
  ADD UNIQUE (bucket, person_id, county, cost_year, threshold_fen);
