-- Policies are proposed by one person and approved by another. See V5__two_persons.md.

CREATE TABLE policy_proposal (
  proposal_id  text        PRIMARY KEY,
  policy_code  text        NOT NULL,
  valid_from   date        NOT NULL,
  valid_to     date,
  title        text        NOT NULL,
  regions      text[]      NOT NULL,
  file_name    text        NOT NULL,
  text         text        NOT NULL,
  text_sha256  text        NOT NULL,
  proposer_id  text        NOT NULL,
  propose_time timestamptz NOT NULL,
  verdict      jsonb       NOT NULL,
  state        text        NOT NULL CHECK (state IN ('OPEN', 'APPROVED', 'WITHDRAWN')),
  closer_id    text,
  close_time   timestamptz,
  CHECK ((state = 'OPEN') = (closer_id IS NULL)),
  CHECK ((closer_id IS NULL) = (close_time IS NULL)),
  CHECK (state <> 'APPROVED' OR closer_id <> proposer_id),
  CHECK (state <> 'WITHDRAWN' OR closer_id = proposer_id)
);
CREATE UNIQUE INDEX policy_proposal_text ON policy_proposal (text_sha256)
  WHERE state <> 'WITHDRAWN';

ALTER TABLE policy RENAME publisher_id TO approver_id;
ALTER TABLE policy
  ADD proposal_id text,
  ADD proposer_id text,
  ADD propose_time timestamptz,
  ADD verdict jsonb,
  ADD set_up boolean NOT NULL DEFAULT true;
UPDATE policy SET proposer_id = approver_id, propose_time = publish_time;
ALTER TABLE policy
  ALTER proposer_id SET NOT NULL,
  ALTER propose_time SET NOT NULL,
  ALTER set_up DROP DEFAULT,
  ADD CHECK (set_up = (proposal_id IS NULL)),
  ADD CHECK (set_up OR (proposer_id <> approver_id AND verdict IS NOT NULL));
CREATE UNIQUE INDEX policy_by_proposal ON policy (proposal_id);
