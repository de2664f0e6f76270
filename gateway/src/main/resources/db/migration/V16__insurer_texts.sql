-- Why a leg stands as it does: codes only. See V16__insurer_texts.md.

UPDATE insurer_leg
SET reason = CASE state WHEN 'GONE' THEN 'CANCELLED_BY_INSURER' ELSE '' END
WHERE state IN ('GONE', 'CANCELLING', 'CANCELLED')
  AND reason NOT IN ('', 'REQUEST_CANCELLED', 'CANCELLED_BY_INSURER');

ALTER TABLE insurer_leg ADD CONSTRAINT insurer_leg_reason_is_a_code
  CHECK (reason ~ '^[!-~]*$' AND length(reason) <= 100) NOT VALID;
