-- What a fund asks back is set off against what it has not paid. See V43__set_offs.md.

ALTER TABLE receivable_entry
  DROP CONSTRAINT receivable_entry_kind_word,
  DROP CONSTRAINT receivable_entry_amount,
  ADD CONSTRAINT receivable_entry_kind_word
    CHECK (kind IN ('PAYMENT', 'RETURN', 'WRITE_OFF', 'CANCELLED', 'SET_OFF', 'PLAN')),
  ADD CONSTRAINT receivable_entry_amount CHECK ((kind = 'PLAN') = (amount_fen = 0)
    AND (kind = 'RETURN') <= (amount_fen < 0) AND (amount_fen >= 0 OR kind IN ('WRITE_OFF', 'RETURN')));
