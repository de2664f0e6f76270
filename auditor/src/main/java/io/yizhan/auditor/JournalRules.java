package io.yizhan.auditor;

import io.yizhan.auditor.LedgerRules.Rule;
import java.util.List;

/**
 * What must hold between the tables and a caller's journal, which stands in two temporary tables of
 * the auditor's own session: {@code told}, what callers were told, and {@code sent}, every request
 * that they may have sent. Replies are compared by their SHA-256.
 */
final class JournalRules {
  /** Session only: nothing of it reaches the books. */
  static final String TABLES =
      """
      CREATE TEMP TABLE IF NOT EXISTS told (call text, owner_id text, request_id text,
        encounter_id text, entry_id text, reply_sha256 bytea, total_fen bigint, paid_fen bigint,
        hospital_share_fen bigint, patient_share_fen bigint);
      CREATE TEMP TABLE IF NOT EXISTS sent (owner_id text, request_id text);
      TRUNCATE told, sent;
      """;

  static final String TELL = "INSERT INTO told VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  static final String SEND = "INSERT INTO sent VALUES (?, ?)";

  /** Makes joins over many rows quick. */
  static final String COUNT = "ANALYZE told; ANALYZE sent";

  static final List<Rule> ALL =
      List.of(
          new Rule(
              Harm.LOST,
              "what was acknowledged as settled is there, with its id, bytes and amounts",
              """
              SELECT t.owner_id, t.request_id, t.entry_id, r.state, s.settlement_id
              FROM told t
              LEFT JOIN request r ON r.owner_id = t.owner_id AND r.request_id = t.request_id
                AND r.kind = 'SETTLE' AND r.state IN ('SETTLED', 'REVERSED')
                AND r.settlement_id = t.entry_id AND sha256(r.reply) = t.reply_sha256
              LEFT JOIN settlement s ON s.settlement_id = t.entry_id AND s.kind = 'S'
                AND s.hospital_id = t.owner_id AND s.request_id = t.request_id
                AND s.encounter_id = t.encounter_id AND s.total_fen = t.total_fen
                AND s.paid_fen = t.paid_fen AND s.hospital_share_fen = t.hospital_share_fen
                AND s.patient_share_fen = t.patient_share_fen
              WHERE t.call = 'SETTLE' AND t.entry_id <> ''
                AND (r.request_id IS NULL OR s.settlement_id IS NULL)
              """),
          new Rule(
              Harm.LOST,
              "what was acknowledged as refused is there, with its bytes",
              """
              SELECT t.owner_id, t.request_id, r.state FROM told t
              LEFT JOIN request r ON r.owner_id = t.owner_id AND r.request_id = t.request_id
              WHERE t.call = 'SETTLE' AND t.entry_id = '' AND (r.request_id IS NULL
                OR r.kind <> 'SETTLE' OR r.state <> 'REFUSED'
                OR sha256(r.reply) IS DISTINCT FROM t.reply_sha256)
              """),
          new Rule(
              Harm.LOST,
              "what was acknowledged as reversed is there, with its id, bytes and amounts",
              """
              SELECT t.owner_id, t.request_id, t.entry_id, r.state, s.settlement_id
              FROM told t
              LEFT JOIN request r ON r.owner_id = t.owner_id AND r.request_id = t.request_id
                AND r.kind = 'REVERSE' AND r.state = 'BOOKED' AND r.settlement_id = t.entry_id
                AND sha256(r.reply) = t.reply_sha256
              LEFT JOIN settlement s ON s.settlement_id = t.entry_id AND s.kind = 'R'
                AND s.total_fen = t.total_fen AND s.hospital_share_fen = t.hospital_share_fen
                AND s.patient_share_fen = t.patient_share_fen
              WHERE t.call = 'REVERSE' AND (r.request_id IS NULL OR s.settlement_id IS NULL)
              """),
          new Rule(
              Harm.LOST,
              "what was acknowledged as undone is there, and can no longer settle",
              """
              SELECT t.owner_id, t.request_id, t.entry_id, r.state, s.settlement_id
              FROM told t
              LEFT JOIN request r ON r.owner_id = t.owner_id AND r.request_id = t.request_id
                AND r.kind = 'SETTLE' AND r.state IN ('REVERSED', 'FORBIDDEN', 'REFUSED')
                AND sha256(r.undo_reply) = t.reply_sha256
              LEFT JOIN settlement s ON s.settlement_id = t.entry_id AND s.kind = 'R'
                AND s.reverses = r.settlement_id AND s.total_fen = t.total_fen
                AND s.hospital_share_fen = t.hospital_share_fen
                AND s.patient_share_fen = t.patient_share_fen
              WHERE t.call = 'UNDO' AND (r.request_id IS NULL
                OR (t.entry_id <> '') <> (s.settlement_id IS NOT NULL))
              """),
          new Rule(
              Harm.LOST,
              "what was acknowledged as held is there, with its bytes and the amounts it promised",
              """
              SELECT t.owner_id, t.request_id, r.state, h.state FROM told t
              LEFT JOIN request r ON r.owner_id = t.owner_id AND r.request_id = t.request_id
                AND r.kind = 'HOLD' AND sha256(r.reply) = t.reply_sha256
                AND r.state = CASE t.entry_id WHEN '' THEN 'REFUSED' ELSE 'BOOKED' END
              LEFT JOIN hold h ON h.hospital_id = t.owner_id AND h.request_id = t.entry_id
                AND h.encounter_id = t.encounter_id
                AND t.patient_share_fen = (
                  SELECT coalesce(sum(x.fen), 0) FROM unnest(h.amount_name, h.amount_fen)
                    AS x (name, fen) WHERE x.name = 'patient_share')
              WHERE t.call = 'HOLD' AND (r.request_id IS NULL
                OR (t.entry_id <> '') <> (h.request_id IS NOT NULL))
              """),
          new Rule(
              Harm.LOST,
              "what was acknowledged as corrected is there, with its id, bytes and amounts",
              """
              SELECT t.owner_id, t.request_id, t.entry_id, r.state, s.settlement_id
              FROM told t
              LEFT JOIN request r ON r.owner_id = t.owner_id AND r.request_id = t.request_id
                AND r.kind = 'READJUDICATE' AND r.state = 'BOOKED'
                AND sha256(r.reply) = t.reply_sha256
              LEFT JOIN settlement s ON s.settlement_id = t.entry_id AND s.kind = 'C'
                AND s.caller_id = t.owner_id AND s.request_id = t.request_id
                AND s.total_fen = t.total_fen AND s.paid_fen = t.paid_fen
                AND s.hospital_share_fen = t.hospital_share_fen
                AND s.patient_share_fen = t.patient_share_fen
              WHERE t.call = 'READJUDICATE' AND (r.request_id IS NULL
                OR (t.entry_id <> '') <> (s.settlement_id IS NOT NULL))
              """),
          new Rule(
              Harm.DOUBLED,
              "a booking has no correction but those that were acknowledged, each once",
              """
              SELECT b.owner_id, b.request_id, b.told, count(*) FROM (
                SELECT owner_id, request_id, count(DISTINCT nullif(entry_id, '')) AS told FROM told
                WHERE call = 'READJUDICATE' GROUP BY 1, 2) b
              JOIN settlement s ON s.kind = 'C' AND s.caller_id = b.owner_id
                AND s.request_id = b.request_id
              GROUP BY 1, 2, 3 HAVING count(*) > b.told
              """),
          new Rule(
              Harm.LOST,
              "what was acknowledged as aid, or taken back of it, is there with its bytes and amount",
              """
              SELECT t.owner_id, t.request_id, t.entry_id, r.state, e.entry_id FROM told t
              LEFT JOIN request r ON r.owner_id = t.owner_id AND r.request_id = t.request_id
                AND r.kind = CASE t.call WHEN 'AID_REVERSE' THEN 'AID_REVERSE' ELSE 'AID' END
                AND r.state = 'BOOKED' AND r.settlement_id = t.entry_id
                AND sha256(r.reply) = t.reply_sha256
              LEFT JOIN aid_entry e ON e.entry_id = t.entry_id AND e.owner_id = t.owner_id
                AND e.request_id = t.request_id AND e.amount_fen = t.paid_fen
                AND CASE t.call WHEN 'AID_REVERSE' THEN e.reverses IS NOT NULL
                  ELSE e.reverses IS NULL AND e.kind = replace(t.call, '_AID', '') END
              WHERE t.call IN ('TEMPORARY_AID', 'ENROLMENT', 'AID_REVERSE')
                AND (r.request_id IS NULL OR e.entry_id IS NULL)
              """),
          new Rule(
              Harm.DOUBLED,
              "every record of aid was asked for",
              """
              SELECT e.owner_id, e.request_id, e.entry_id FROM aid_entry e
              LEFT JOIN sent ON sent.owner_id = e.owner_id AND sent.request_id = e.request_id
              WHERE sent.request_id IS NULL
              """),
          new Rule(
              Harm.DOUBLED,
              "every hold was asked for",
              """
              SELECT h.hospital_id, h.request_id FROM hold h
              LEFT JOIN sent ON sent.owner_id = h.hospital_id AND sent.request_id = h.request_id
              WHERE sent.request_id IS NULL
              """),
          new Rule(
              Harm.DOUBLED,
              "nobody is told two different answers to one call",
              """
              SELECT call, owner_id, request_id, count(DISTINCT reply_sha256) FROM told
              GROUP BY call, owner_id, request_id HAVING count(DISTINCT reply_sha256) > 1
              """),
          new Rule(
              Harm.DOUBLED,
              "a visit that callers settle once is settled once at a time",
              """
              SELECT s.hospital_id, s.encounter_id, count(*) FROM settlement s
              WHERE s.kind = 'S'
                AND NOT EXISTS (SELECT 1 FROM settlement r WHERE r.reverses = s.settlement_id)
                AND (s.hospital_id, s.encounter_id) IN (
                  SELECT owner_id, encounter_id FROM told WHERE call = 'SETTLE')
              GROUP BY s.hospital_id, s.encounter_id HAVING count(*) > 1
              """),
          new Rule(
              Harm.DOUBLED,
              "every settlement, reversal and correction was asked for",
              """
              SELECT s.settlement_id, s.kind, s.hospital_id, s.request_id FROM settlement s
              LEFT JOIN sent ON sent.request_id = s.request_id
                AND sent.owner_id = CASE s.kind WHEN 'C' THEN s.caller_id ELSE s.hospital_id END
              WHERE sent.request_id IS NULL
              """));

  private JournalRules() {}
}
