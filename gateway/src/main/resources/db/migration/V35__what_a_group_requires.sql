-- What must hold of a statement that commits. See V35__what_a_group_requires.md.

CREATE DOMAIN nothing_taken AS boolean CONSTRAINT nothing_taken CHECK (VALUE);
CREATE DOMAIN usage_as_decided AS boolean CONSTRAINT usage_as_decided CHECK (VALUE);
