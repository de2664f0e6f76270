-- What a gateway itself proposed can be taken back. See V6__proposals_of_a_gateway.md.

UPDATE caller SET revoked_time = now() WHERE caller_id = 'gateway-start' AND revoked_time IS NULL;
ALTER TABLE caller
  ADD CONSTRAINT caller_id_of_gateway CHECK (caller_id <> 'gateway-start') NOT VALID;

-- The name that PostgreSQL gave to V5's rule that only the proposer takes a proposal back.
ALTER TABLE policy_proposal DROP CONSTRAINT policy_proposal_check3;
ALTER TABLE policy_proposal
  ADD CONSTRAINT policy_proposal_withdrawn_by
    CHECK (state <> 'WITHDRAWN' OR closer_id = proposer_id OR proposer_id = 'gateway-start');
