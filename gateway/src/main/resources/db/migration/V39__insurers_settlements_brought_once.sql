-- What one settlement of the insurer left to pay is aided once. See V39__insurers_settlements_brought_once.md.

CREATE TABLE live_insurer_settlement (
  bucket                smallint NOT NULL,
  insured_region        text     NOT NULL,
  insurer_settlement_id text     NOT NULL CHECK (insurer_settlement_id <> ''),
  hospital_id           text     NOT NULL,
  settlement_id         text     NOT NULL,
  request_id            text     NOT NULL,
  PRIMARY KEY (bucket, insured_region, insurer_settlement_id)
);

-- The bucket of an id, as the gateway has it: CRC-32 of its parts, each with a zero byte behind it, modulo 1024.
CREATE FUNCTION pg_temp.bucket_of(parts text[]) RETURNS smallint LANGUAGE plpgsql AS $$
DECLARE
  bytes bytea := '';
  part  text;
  crc   bigint := 4294967295;
BEGIN
  FOREACH part IN ARRAY parts LOOP
    bytes := bytes || convert_to(part, 'UTF8') || '\x00'::bytea;
  END LOOP;
  FOR i IN 0 .. length(bytes) - 1 LOOP
    crc := crc # get_byte(bytes, i);
    FOR bit IN 1 .. 8 LOOP
      crc := CASE WHEN crc & 1 = 1 THEN (crc >> 1) # 3988292384 ELSE crc >> 1 END;
    END LOOP;
  END LOOP;
  RETURN ((crc # 4294967295) % 1024)::smallint;
END $$;

-- Where several bills that stand brought the same, the first one has it.
INSERT INTO live_insurer_settlement
SELECT pg_temp.bucket_of(ARRAY[insured_region, insurer_settlement_id]), insured_region,
  insurer_settlement_id, hospital_id, settlement_id, request_id
FROM (
  SELECT DISTINCT ON (s.insured_region, s.insurer_settlement_id) s.insured_region,
    s.insurer_settlement_id, s.hospital_id, s.settlement_id, s.request_id
  FROM settlement s JOIN live_claim l ON l.settlement_id = s.settlement_id
    AND l.hospital_id = s.hospital_id AND l.encounter_id = s.encounter_id
    AND l.bill_number = s.bill_number
  WHERE s.kind = 'S' AND s.insurer_settlement_id <> ''
  ORDER BY s.insured_region, s.insurer_settlement_id, s.settlement_id) f;

DROP FUNCTION pg_temp.bucket_of(text[]);
