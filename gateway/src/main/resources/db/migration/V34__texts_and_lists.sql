-- Lists of high own cost by county; texts of clerks, encrypted. See V34__texts_and_lists.md.

ALTER TABLE high_cost_case
  DROP CONSTRAINT high_cost_case_bucket_person_id_cost_year_threshold_fen_key,
  ADD UNIQUE (bucket, person_id, county, cost_year, threshold_fen);

-- What clerks write of what is owed and of provisional approvals, encrypted.
-- The gateway's own words stay.
ALTER TABLE receivable ADD CONSTRAINT receivable_reason_is_the_gateways
  CHECK (reason IN ('', '先诊疗后付费 treat first, pay later',
    '追回容缺期间救助 aid under a provisional approval',
    '结算已冲正，退还已付 paid of a settlement that was reversed')) NOT VALID;
ALTER TABLE provisional ADD CONSTRAINT provisional_end_reason_is_private
  CHECK (end_reason = '') NOT VALID;

-- What is to be encrypted still.
CREATE INDEX receivable_reason_in_clear ON receivable (bucket, person_id, receivable_id)
  WHERE reason NOT IN ('', '先诊疗后付费 treat first, pay later',
    '追回容缺期间救助 aid under a provisional approval',
    '结算已冲正，退还已付 paid of a settlement that was reversed');
CREATE INDEX receivable_entry_note_in_clear ON receivable_entry (bucket, person_id, entry_id)
  WHERE note <> '' AND kind <> 'PLAN';
CREATE INDEX provisional_end_reason_in_clear ON provisional (bucket, person_id, provisional_id)
  WHERE end_reason <> '';
