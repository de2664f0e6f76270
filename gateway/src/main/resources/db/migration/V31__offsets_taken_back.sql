-- An offset can be taken back. See V31__offsets_taken_back.md.

ALTER TABLE clearing_entry DROP CONSTRAINT clearing_entry_check2;
ALTER TABLE clearing_entry ADD CONSTRAINT clearing_entry_names_the_other
  CHECK ((step IN ('OFFSET', 'UNDO_OFFSET', 'USE', 'UNDO_USE')) = (other_id <> '')) NOT VALID;
