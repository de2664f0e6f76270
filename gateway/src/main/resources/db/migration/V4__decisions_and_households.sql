-- What offices decide, as figures. See V4__decisions_and_households.md.

ALTER TABLE approval
  ADD amount_fen bigint CHECK (amount_fen >= 0),
  ADD rate_ppm integer CHECK (rate_ppm BETWEEN 0 AND 1000000);
