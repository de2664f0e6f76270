-- The ledger in the order of its transactions. See V22__watch.md.

CREATE INDEX settlement_by_commit ON settlement (commit_xid);
